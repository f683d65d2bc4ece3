"""The application, assembled on one screen from lists."""

import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import TypedDict

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from indexer.engines.port import SearchEngine
from indexer.errors import IndexerError
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from web.clock import today
from web.errors import WebError
from web.middleware.headers import SecurityHeaders
from web.middleware.limits import UrlLimit
from web.middleware.mistakes import Mistakes
from web.middleware.request_log import RequestLog
from web.pages.errors import apology, http_error, indexer_error, too_long, web_error
from web.routes import ROUTES
from web.services import Services
from web.settings import WebSettings

COMPRESSED_FROM = 1_000  # bytes; smaller answers gain nothing
COMPRESSION = 5  # half the time of 9


class State(TypedDict):
    """What views find in ``request.state``."""

    services: Services


def create_app(
    settings: WebSettings,
    engine: SearchEngine,
    registry: Registry,
    gazetteer: Gazetteer,
    today: Callable[[], date] = today,
) -> Starlette:
    """The app over an open engine and registry, which it closes when it ends."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[State]:
        with contextlib.closing(registry), contextlib.closing(engine):
            # In a thread: a question without a place need not wait for the two seconds that it takes.
            threading.Thread(target=gazetteer.load, name="gazetteer").start()
            yield {"services": Services(engine, registry, gazetteer, today)}

    return Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders),
            Middleware(Mistakes, apology=apology),
            Middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM, compresslevel=COMPRESSION),
            Middleware(UrlLimit, longest=settings.longest_url, refusal=too_long),
        ],
        exception_handlers={
            WebError: web_error,
            IndexerError: indexer_error,
            HTTPException: http_error,
        },
    )
