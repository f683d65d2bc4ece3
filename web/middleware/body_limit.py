"""A limit on what is sent to us, counted while it arrives: nobody can fill the memory."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class TooMuchSent(Exception):
    """More arrived than allowed."""


class BodyLimit:
    """Hands a request of more than ``largest`` bytes to ``refusal`` instead of the app."""

    def __init__(self, app: ASGIApp, largest: int, refusal: ASGIApp) -> None:
        self._app = app
        self._largest = largest
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False
        arrived = 0

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > self._largest:
                raise TooMuchSent
            return message

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced[:12]) > self._largest:
            await self._refusal(scope, receive, send)
            return
        try:
            await self._app(scope, counted, watched)
        except TooMuchSent:
            if begun:
                raise
            await self._refusal(scope, receive, send)
