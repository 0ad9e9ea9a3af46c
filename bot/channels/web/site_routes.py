"""The routes of the site: the widget, the pages and the API's description."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Sequence

from sanic import Blueprint
from sanic.exceptions import NotFound
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.web.headers import page_policy
from bot.channels.web.replies import json_reply
from bot.channels.web.site import File, Site
from bot.content.load import read_yaml

_VERSIONED = re.compile(r"widget-([0-9a-f]{12})[.]js")
_OPENAPI = Path(__file__).with_name("openapi.yml")
_READ = ("GET", "HEAD")
_CHECKED = "no-cache"
_FOREVER = "public, max-age=31536000, immutable"
_ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def add_site(web: Blueprint, site: Site, allowed_origins: Sequence[str]) -> None:
    """Add the routes.

    Args:
        web: where they go.
        site: has the files.
        allowed_origins: the sites that may frame the chat.
    """

    @web.get("/")
    async def start(request: Request) -> HTTPResponse:
        # relative, because the site may stand below a prefix
        here = "" if request.path.endswith("/") else request.path.rpartition("/")[2] + "/"
        return HTTPResponse(status=302, headers={"Location": f"{here}demo"}, content_type="text/plain")

    @web.route("/widget.js", methods=_READ)
    async def widget(request: Request) -> HTTPResponse:
        return _send(request, site.widget(request.args.get("lang")), {"Cache-Control": _CHECKED, **_ANYWHERE})

    @web.get("/api/widget")
    async def about(request: Request) -> HTTPResponse:
        found = site.widget(request.args.get("lang"))
        url = request.path.removesuffix("api/widget") + f"widget-{found.version}.js"
        return json_reply({"version": found.version, "url": url, "integrity": found.integrity}, headers=_ANYWHERE)

    @web.route("/chat", methods=_READ)
    async def chat(request: Request) -> HTTPResponse:
        return _page(request, site, "chat.html", ["'self'", *allowed_origins])

    @web.route("/demo", methods=_READ)
    async def demo(request: Request) -> HTTPResponse:
        return _page(request, site, "demo.html", [])

    @web.get("/openapi.json")
    async def described(request: Request) -> HTTPResponse:
        return json_reply(_openapi(), headers=_ANYWHERE)

    @web.get("/favicon.ico")
    async def icon(request: Request) -> HTTPResponse:
        return HTTPResponse(status=204)

    @web.route("/<name:str>", methods=_READ)
    async def named(request: Request, name: str) -> HTTPResponse:
        if not name:  # below a prefix, the root with its slash comes here
            return await start(request)
        version = _VERSIONED.fullmatch(name)
        found = site.versioned(version[1]) if version else None
        if found:
            return _send(request, found, {"Cache-Control": _FOREVER, **_ANYWHERE})
        if name.endswith(".html"):
            raise NotFound("a page has its own address")
        return _send(request, _found(site, name), {"Cache-Control": _CHECKED})


def _page(request: Request, site: Site, name: str, ancestors: Sequence[str]) -> HTTPResponse:
    headers = {"Cache-Control": _CHECKED, "Content-Security-Policy": page_policy(ancestors)}
    return _send(request, _found(site, name), headers)


def _found(site: Site, name: str) -> File:
    file = site.file(name)
    if file is None:
        raise NotFound("no such file")
    return file


def _send(request: Request, file: File, headers: Dict[str, str]) -> HTTPResponse:
    packed = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{file.version}{"-gzip" if packed else ""}"'
    headers = {**headers, "ETag": tag, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return HTTPResponse(status=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return HTTPResponse(file.packed if packed else file.body, headers=headers, content_type=file.kind)


@lru_cache(maxsize=1)
def _openapi() -> Any:
    return read_yaml(_OPENAPI)
