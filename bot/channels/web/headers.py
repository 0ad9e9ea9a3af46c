"""Security headers on everything, and which sites may use the API."""

from __future__ import annotations

from typing import Sequence
from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import HTTPResponse

_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors {ancestors}"
)
_ALWAYS = {
    "Content-Security-Policy": _NOTHING,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_MAX_AGE = "600"


def page_policy(ancestors: Sequence[str]) -> str:
    """Write the content security policy of a page.

    Args:
        ancestors: the sites that may frame it.
    """
    return _PAGE.format(ancestors=" ".join(ancestors) or "'none'")


def secure(response: HTTPResponse) -> None:
    """Add the headers that everything has; what a route has set itself stays.

    Args:
        response: what is sent.
    """
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    if "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]:
        response.headers["X-Frame-Options"] = "DENY"  # for browsers that do not know frame-ancestors


def is_allowed(request: Request, allowed_origins: Sequence[str]) -> bool:
    """Tell whether a request comes from our own pages, from a site of the clinic, or from no page at all.

    Args:
        request: the request.
        allowed_origins: the clinic's sites.
    """
    origin = request.headers.get("origin")
    if origin is None or origin in allowed_origins:
        return True
    try:
        # behind a proxy the scheme may differ, the host may not
        return bool(urlsplit(origin).netloc) and urlsplit(origin).netloc == request.host
    except ValueError:
        return False


def allow_origin(request: Request, response: HTTPResponse, allowed_origins: Sequence[str]) -> None:
    """Let the clinic's sites read a reply of the API.

    Args:
        request: the request.
        response: what is sent.
        allowed_origins: the clinic's sites.
    """
    response.headers["Vary"] = "Origin"
    origin = request.headers.get("origin")
    if origin in allowed_origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response.headers["Access-Control-Max-Age"] = _MAX_AGE
