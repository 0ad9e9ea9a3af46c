"""How many requests are taken, and from whom."""

from __future__ import annotations

import time
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Callable, Dict, Sequence

Clock = Callable[[], float]

_IPV6_CUSTOMER = 64
_MINUTE = 60.0


class Allowance:
    """Requests that may still be made; one minute's worth at once, and refilled evenly."""

    def __init__(self, per_minute: int, clock: Clock = time.monotonic) -> None:
        """Begin with a full minute's worth.

        Args:
            per_minute: how many requests a minute.
            clock: gives the time in seconds.
        """
        self._most = float(per_minute)
        self._clock = clock
        self._left = self._most
        self._at = clock()

    def take(self) -> float:
        """Take one request; give 0, or the seconds after which there is one again."""
        self._refill()
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) * _MINUTE / self._most

    @property
    def is_whole(self) -> bool:
        """Whether nothing was taken in the last minute, so that this record says nothing any more."""
        self._refill()
        return self._left == self._most

    def _refill(self) -> None:
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._most / _MINUTE)
        self._at = now


class Addresses:
    """The allowances of addresses; an address at rest for a minute is forgotten."""

    def __init__(self, per_minute: int, clock: Clock = time.monotonic) -> None:
        """Begin with none.

        Args:
            per_minute: how many requests a minute from one address.
            clock: gives the time in seconds.
        """
        self._per_minute = per_minute
        self._clock = clock
        self._known: Dict[str, Allowance] = {}

    def __len__(self) -> int:
        return len(self._known)

    def take(self, address: str) -> float:
        """Take one request; give 0, or the seconds after which there is one again.

        Args:
            address: who asks.
        """
        if address not in self._known:
            self._known[address] = Allowance(self._per_minute, self._clock)
        return self._known[address].take()

    def sweep(self) -> None:
        """Forget the addresses that are at rest."""
        self._known = {address: allowance for address, allowance in self._known.items() if not allowance.is_whole}


def client_address(peer: str, forwarded: Sequence[str], trusted_proxies: int) -> str:
    """Tell who asks: an IPv4 address, or the network of an IPv6 customer, who has more addresses than can be counted.

    Args:
        peer: the address that is connected.
        forwarded: the X-Forwarded-For headers; anybody can write them, so only what our own proxies added counts.
        trusted_proxies: how many proxies of ours stand in front, each adding the address it sees at the end.
    """
    hops = [hop.strip() for line in forwarded for hop in line.split(",")]
    if 0 < trusted_proxies <= len(hops):
        return _customer(hops[-trusted_proxies]) or _customer(peer) or peer
    return _customer(peer) or peer


def _customer(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((address, _IPV6_CUSTOMER), strict=False))
    return str(address)
