"""How the service does, for those who run it: numbers, never anybody's searches."""

from starlette.requests import Request
from starlette.responses import Response

from indexer.errors import IndexerError
from web.errors import NotFound
from web.pages.accounts.shown import accounts_of, private, signed_in
from web.pages.question import services
from web.present.admin_page import IndexState, admin_page
from web.services import Services


def admin(request: Request) -> Response:
    """Count, and show the counts. Who is no admin learns nothing, not even that there is such a page."""
    if not signed_in(request).is_admin:
        raise NotFound("There is no page at this address.", "Search for a condition instead.")
    app = services(request)
    with accounts_of(request).store.reading() as work:
        counts, failures = work.belongings.count(), work.deliveries.failures()
    registry = app.registry
    state = IndexState(registry.count(), registry.updated_at, registry.data_timestamp, _version(app))
    return private(request, "pages/admin.html", page=admin_page(counts, failures, state))


def _version(app: Services) -> str:
    """The version of the index that answers, or why none does."""
    try:
        version = app.engine.version()
    except IndexerError as error:
        return str(error)
    return f"{version.name}, {version.documents:,} trials"
