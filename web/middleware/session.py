"""Finds out who is signed in, for the pages. Without a cookie of ours nobody is asked."""

import logging

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from indexer.errors import StoreError
from web.accounts.accounts import Accounts
from web.accounts.sessions import claimed, person_of
from web.store.people import Person

NOBODYS = "/static/"  # what is the same for everybody
log = logging.getLogger("trials.accounts")


class Session:
    """Puts the person into ``state.person``; None when nobody is signed in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection, as ASGI asks."""
        if scope["type"] == "http" and not scope["path"].startswith(NOBODYS):
            scope["state"]["person"] = await _person(HTTPConnection(scope))
        await self._app(scope, receive, send)


async def _person(connection: HTTPConnection) -> Person | None:
    accounts: Accounts = connection.state.accounts
    claim = claimed(accounts, connection)
    if claim is None:
        return None
    try:
        return await run_in_threadpool(person_of, accounts, claim)
    except StoreError as error:
        # Whoever looks for a trial shall find it, whatever has become of the accounts.
        log.error("Nobody is signed in: %s", error)  # noqa: TRY400 - the sentence says it all
        return None
