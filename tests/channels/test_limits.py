"""Requests are counted for each session and each address, and nobody can pretend to be another address."""

from __future__ import annotations

import pytest

from bot.channels.web.limits import Addresses, Allowance, client_address


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_a_minutes_worth_is_allowed_at_once_and_no_more(clock):
    allowance = Allowance(3, clock)
    assert [allowance.take() for _ in range(3)] == [0, 0, 0]
    assert allowance.take() == pytest.approx(20)


def test_what_is_refused_costs_nothing_and_the_rest_comes_back_evenly(clock):
    allowance = Allowance(3, clock)
    for _ in range(9):
        allowance.take()
    clock.now += 20
    assert allowance.take() == 0
    assert allowance.take() > 0


def test_waiting_as_long_as_told_is_enough(clock):
    allowance = Allowance(7, clock)
    while not (wait := allowance.take()):
        pass
    clock.now += wait + 0.001
    assert allowance.take() == 0


def test_a_long_rest_saves_up_one_minutes_worth_only(clock):
    allowance = Allowance(2, clock)
    clock.now += 86400
    assert [bool(allowance.take()) for _ in range(3)] == [False, False, True]


def test_addresses_are_counted_apart_and_forgotten_at_rest(clock):
    addresses = Addresses(1, clock)
    assert addresses.take("a") == 0
    assert addresses.take("a") > 0
    assert addresses.take("b") == 0
    clock.now += 59
    addresses.sweep()
    assert len(addresses) == 2
    clock.now += 2
    addresses.sweep()
    assert len(addresses) == 0


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "found"),
    [
        ("10.0.0.1", [], 0, "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9"], 0, "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.9"], 1, "203.0.113.9"),
        ("10.0.0.1", ["6.6.6.6, 203.0.113.9"], 1, "203.0.113.9"),
        ("10.0.0.1", ["6.6.6.6", "203.0.113.9"], 1, "203.0.113.9"),
        ("10.0.0.1", ["6.6.6.6, 203.0.113.9, 10.0.0.2"], 2, "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9"], 2, "10.0.0.1"),
        ("10.0.0.1", ["not an address"], 1, "10.0.0.1"),
        ("10.0.0.1", [""], 1, "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", [], 0, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", [], 0, "203.0.113.9"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxies_saw(peer, forwarded, proxies, found):
    assert client_address(peer, forwarded, proxies) == found
