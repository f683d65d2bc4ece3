"""A limit on the length of an address, before anything reads it."""

from starlette.types import ASGIApp, Receive, Scope, Send


class UrlLimit:
    """Hands an address of more than ``longest`` bytes to ``refusal`` instead of the app."""

    def __init__(self, app: ASGIApp, longest: int, refusal: ASGIApp) -> None:
        self._app = app
        self._longest = longest
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection, as ASGI asks."""
        too_long = (
            scope["type"] == "http" and len(scope["raw_path"]) + len(scope["query_string"]) > self._longest
        )
        await (self._refusal if too_long else self._app)(scope, receive, send)
