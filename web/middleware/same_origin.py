"""A form of another site must not do anything in the name of somebody who is signed in here.

Browsers say where a request comes from, and no script can change what they say: `Sec-Fetch-Site` where they know it
(all since 2023, over TLS or on loopback), else `Origin`. What says neither is no browser, so it has nobody's session
that it was not given. So reasons Filippo Valsorda ("Cross-Site Request Forgery", 2025), and with him Go and Datasette.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({"same-origin", "none"})  # none: typed or from a bookmark
PORTS = {"http": ":80", "https": ":443"}


class SameOrigin:
    """Hands what another site sent to ``refusal``; ``site`` is our own address as people know it."""

    def __init__(self, app: ASGIApp, site: str, refusal: ASGIApp) -> None:
        self._app = app
        self._site = site
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection, as ASGI asks."""
        harmless = (
            scope["type"] != "http" or scope["method"] in SAFE or is_ours(Headers(scope=scope), self._site)
        )
        await (self._app if harmless else self._refusal)(scope, receive, send)


def is_ours(headers: Headers, ours: str) -> bool:
    """Whether a request that changes something was sent by a page of ours, or by no browser at all.

    A proxy may have put a host of its own in the request, so an origin may be the one we are known by too.
    """
    if site := headers.get("sec-fetch-site"):
        return site in OURS
    origin = headers.get("origin")
    if origin is None:
        return True
    # By host and port only: behind a proxy that ends TLS we do not see the scheme.
    sender, known = urlsplit(origin), urlsplit(ours)
    names = {_host(headers.get("host", ""), sender.scheme), _host(known.netloc, known.scheme)}
    return bool(sender.netloc) and _host(sender.netloc, sender.scheme) in names


def _host(netloc: str, scheme: str) -> str:
    return netloc.lower().removesuffix(PORTS.get(scheme, ""))
