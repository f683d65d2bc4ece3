"""The application, assembled on one screen from lists."""

import contextlib
import threading
from collections.abc import AsyncIterator
from typing import TypedDict

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from indexer.errors import IndexerError
from web.accounts.accounts import Accounts
from web.errors import SignInNeeded, WebError
from web.middleware.body_limit import BodyLimit
from web.middleware.headers import SecurityHeaders
from web.middleware.limits import UrlLimit
from web.middleware.mistakes import Mistakes
from web.middleware.rates import Rates, Refusals
from web.middleware.request_log import RequestLog
from web.middleware.same_origin import SameOrigin
from web.middleware.session import Session
from web.pages.errors import (
    apology,
    from_elsewhere,
    http_error,
    indexer_error,
    sign_in_needed,
    too_large,
    too_long,
    too_many,
    unavailable,
    web_error,
)
from web.routes import ROUTES
from web.services import Services
from web.settings import WebSettings

COMPRESSED_FROM = 1_000  # bytes; smaller answers gain nothing
COMPRESSION = 5  # half the time of 9
LARGEST_BODY = 64 * 1024  # bytes; the longest form is notes on a saved search


class State(TypedDict):
    """What views find in ``request.state``."""

    services: Services
    accounts: Accounts


def create_app(settings: WebSettings, services: Services, accounts: Accounts) -> Starlette:
    """The app over an open engine, registry and accounts, which it closes when it ends."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[State]:
        with (
            contextlib.closing(services.registry),
            contextlib.closing(services.engine),
            contextlib.closing(accounts),
        ):
            # In a thread: a question without a place need not wait for the two seconds that it takes.
            threading.Thread(target=services.gazetteer.load, name="gazetteer").start()
            accounts.postman.post(accounts.sweep)
            yield {"services": services, "accounts": accounts}

    return Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders),
            Middleware(Mistakes, apology=apology),
            Middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM, compresslevel=COMPRESSION),
            Middleware(UrlLimit, longest=settings.longest_url, refusal=too_long),
            Middleware(BodyLimit, largest=LARGEST_BODY, refusal=too_large),
            Middleware(SameOrigin, site=settings.public_address, refusal=from_elsewhere),
            Middleware(
                Rates, reads_per_minute=settings.reads_per_minute, refusals=Refusals(too_many, unavailable)
            ),
            Middleware(Session),
        ],
        exception_handlers={
            SignInNeeded: sign_in_needed,
            WebError: web_error,
            IndexerError: indexer_error,
            HTTPException: http_error,
        },
    )
