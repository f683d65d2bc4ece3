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
    """Hands what another site sent to ``refusal``."""

    def __init__(self, app: ASGIApp, refusal: ASGIApp) -> None:
        self._app = app
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection, as ASGI asks."""
        harmless = scope["type"] != "http" or scope["method"] in SAFE or is_ours(Headers(scope=scope))
        await (self._app if harmless else self._refusal)(scope, receive, send)


def is_ours(headers: Headers) -> bool:
    """Whether a request that changes something was sent by a page of ours, or by no browser at all."""
    if site := headers.get("sec-fetch-site"):
        return site in OURS
    origin = headers.get("origin")
    if origin is None:
        return True
    # By host and port only: behind a proxy that ends TLS we do not see the scheme.
    parts = urlsplit(origin)
    return bool(parts.netloc) and _host(parts.netloc, parts.scheme) == _host(
        headers.get("host", ""), parts.scheme
    )


def _host(netloc: str, scheme: str) -> str:
    return netloc.lower().removesuffix(PORTS.get(scheme, ""))
