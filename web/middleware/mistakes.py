"""Our own mistakes, caught inside the other middleware so that their page is protected and logged like any other."""

import logging
import traceback

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("trials.mistakes")


class BrokenOff(RuntimeError):
    """An answer that had begun cannot be finished; the server closes the connection."""


class Mistakes:
    """Hands a request that failed to ``apology``, and logs what failed and where.

    Not the exception's own words: they may hold what a person typed.
    """

    def __init__(self, app: ASGIApp, apology: ASGIApp) -> None:
        self._app = app
        self._apology = apology

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection, as ASGI asks."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001 - the outermost edge
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s while answering\n%s", type(error).__name__, where)  # noqa: TRY400 - no words of it
            if begun:
                raise BrokenOff("The answer broke off; see the log above.") from None
            await self._apology(scope, receive, send)
