"""One line a request: method, path, status, time. Never the query: what people look for is theirs."""

import logging
import time
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("trials.requests")


class RequestLog:
    """Writes the line when the answer has begun; the query string, addresses of people and headers stay out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def logged(message: Message) -> None:
            if message["type"] == "http.response.start":
                milliseconds = (time.perf_counter() - began) * 1000
                path = quote(scope["path"], safe="/")  # a line break in it must not begin a line of its own
                log.info("%s %s %s %.1f ms", scope["method"], path, message["status"], milliseconds)
            await send(message)

        await self._app(scope, receive, logged)
