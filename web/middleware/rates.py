"""How much one client may ask, so that there is something left for the others.

Reading is counted in this process, which costs nothing. What is sent to us is counted in the store, for all workers.
"""

import time
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from indexer.errors import StoreError
from web.accounts.throttle import HasToWait, client_of, take
from web.middleware.same_origin import SAFE

MOST_CLIENTS = 10_000  # that are remembered; of more, those that wait for nothing are forgotten
A_MINUTE = 60.0
# A proxy on this machine that does not say for whom it asks looks like loopback: then all would share one count.
UNCOUNTED = ("127.0.0.1", "::1")
FREE_PATHS = ("/static/", "/healthz", "/readyz")


@dataclass(frozen=True, slots=True)
class Refusals:
    """What answers in place of the app."""

    too_many: ASGIApp
    unavailable: ASGIApp


class Reads:
    """What each client has read in the last minute, as the moment when all of it will be forgotten."""

    def __init__(self, per_minute: int) -> None:
        self._each = A_MINUTE / per_minute if per_minute else 0.0
        self._forgotten_at: dict[str, float] = {}

    def may(self, client: str, now: float) -> bool:
        """Count one more, if there is room for it."""
        forgotten_at = max(self._forgotten_at.get(client, now), now) + self._each
        if forgotten_at - now > A_MINUTE:
            return False
        if len(self._forgotten_at) >= MOST_CLIENTS:
            self._forgotten_at = {name: at for name, at in self._forgotten_at.items() if at > now}
        if len(self._forgotten_at) < MOST_CLIENTS:
            self._forgotten_at[client] = forgotten_at
        return True


class Rates:
    """Hands what is too much to a refusal that says so."""

    def __init__(self, app: ASGIApp, reads_per_minute: int, refusals: Refusals) -> None:
        self._app = app
        self._reads = Reads(reads_per_minute)
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection, as ASGI asks."""
        app = self._app
        if scope["type"] == "http":
            connection = HTTPConnection(scope)
            reading = scope["method"] in SAFE
            app = self._reader(connection) if reading else await self._sender(connection)
        await app(scope, receive, send)

    def _reader(self, connection: HTTPConnection) -> ASGIApp:
        client = client_of(connection)
        free = client in UNCOUNTED or connection.url.path.startswith(FREE_PATHS)
        return self._app if free or self._reads.may(client, time.monotonic()) else self._refusals.too_many

    async def _sender(self, connection: HTTPConnection) -> ASGIApp:
        whose = ("form of client", client_of(connection))
        try:
            await run_in_threadpool(take, connection.state.accounts, whose)
        except HasToWait:
            return self._refusals.too_many
        except StoreError:
            return self._refusals.unavailable
        return self._app
