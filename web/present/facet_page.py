"""One facet in full: every value with its count, findable without a script, places by level."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from indexer.fields import FACET
from indexer.search.describe import describe
from indexer.search.request import SearchRequest
from indexer.search.result import FacetValue
from indexer.trial.vocabulary import NOT_STATED
from indexer.words.analysis import fold
from web import urls
from web.params import Problem
from web.present.choice import Choice
from web.present.facet_panel import FacetLink, link_of


@dataclass(frozen=True, slots=True)
class FacetPage:
    """Everything that ``pages/facet.html`` shows."""

    name: str
    label: str
    sentence: str
    problems: tuple[Problem, ...]
    crumbs: tuple[Choice, ...]  # places above the one whose parts are listed
    find: str
    under: str
    hidden: tuple[tuple[str, str], ...]
    sorts: tuple[Choice, ...]
    links: tuple[FacetLink, ...]
    listed: str  # "34 in all", or "2 of 34" when looked for
    whole_url: str  # the list without what was looked for; "" when that is this page
    back_url: str


_ORDERS: dict[str, tuple[str, Callable[[FacetValue], tuple[bool, int, str]]]] = {
    "count": ("Most trials", lambda value: (value.value == NOT_STATED, -value.count, fold(value.label))),
    "name": ("Name", lambda value: (value.value == NOT_STATED, 0, fold(value.label))),
}
DEFAULT_ORDER = "count"


@dataclass(frozen=True, slots=True)
class FacetView:
    """How the list is looked at: below which place, found by which letters, in which order."""

    under: str = ""
    find: str = ""
    order: str = DEFAULT_ORDER


def facet_page(
    name: str,
    values: tuple[FacetValue, ...],
    request: SearchRequest,
    problems: tuple[Problem, ...],
    view: FacetView,
) -> FacetPage:
    """The page of a facet."""
    request = replace(request, page=1)
    find = view.find.strip()
    order = view.order if view.order in _ORDERS else DEFAULT_ORDER
    present = [value for value in values if value.count or value.selected]
    wanted = [value for value in present if fold(find) in fold(value.label)]
    return FacetPage(
        name=name,
        label=FACET[name].label,
        sentence=describe(request),
        problems=problems,
        crumbs=_crumbs(name, request, view.under),
        find=find,
        under=view.under,
        hidden=(*urls.parameters(request), *_order(order)),
        sorts=tuple(
            Choice(label, _address(request, name, replace(view, find=find, order=key)), key == order)
            for key, (label, _) in _ORDERS.items()
        ),
        links=tuple(link_of(name, value, request) for value in sorted(wanted, key=_ORDERS[order][1])),
        listed=f"{len(wanted):,} of {len(present):,}" if find else f"{len(present):,} in all",
        whole_url=_address(request, name, replace(view, find="", order=order)) if find else "",
        back_url=urls.search_url(request),
    )


def _order(order: str) -> tuple[tuple[str, str], ...]:
    return () if order == DEFAULT_ORDER else (("order", order),)


def _address(request: SearchRequest, name: str, view: FacetView) -> str:
    """This page looked at in another way."""
    found = (("find", view.find),) if view.find else ()
    extra = urlencode((*found, *_order(view.order)), quote_via=quote)
    base = urls.facet_url(request, name, view.under)
    return base + ("&" if "?" in base else "?") * bool(extra) + extra


def _crumbs(name: str, request: SearchRequest, under: str) -> tuple[Choice, ...]:
    if name != "location":
        return ()
    parts = under.split("/") if under else []
    paths = ["/".join(parts[:length]) for length in range(len(parts) + 1)]
    labels = ["All countries", *parts]
    return tuple(
        Choice(label, urls.facet_url(request, name, path), path == under)
        for label, path in zip(labels, paths, strict=True)
    )
