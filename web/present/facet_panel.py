"""A facet as a panel: its values as links, chosen ones first, none hidden that is chosen."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from indexer.fields import FACET
from indexer.search.request import ANY_STATUS, SearchRequest
from indexer.search.result import FacetValue
from indexer.trial.vocabulary import NOT_STATED
from web import urls

SHOWN = 7  # values of the short list; look.md
CITY_LEVEL = 2  # slashes in "United States/Texas/Houston", which has no places inside


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value as a link that chooses it or takes it away."""

    value: str
    label: str
    count: str
    chosen: bool
    not_stated: bool
    url: str
    deeper_url: str = ""  # the places inside this one


@dataclass(frozen=True, slots=True)
class FacetPanel:
    """One facet beside the results."""

    name: str
    label: str
    links: tuple[FacetLink, ...]
    all_url: str
    all_label: str  # "See all 34 countries"; "" when all are shown


def panel_of(
    name: str, values: tuple[FacetValue, ...], request: SearchRequest, count: Callable[[SearchRequest], int]
) -> FacetPanel:
    """The short panel: chosen values first, then those with most trials, "not stated" last.

    ``count`` says how many trials a question has; it is asked for chosen states and cities only.
    """
    present = [value for value in values if value.count or value.selected]
    short = sorted(present, key=_rank)[: max(SHOWN, sum(value.selected for value in present))]
    kept = [value for value in present if value in short]  # the known order, which people expect of phases
    inner = _chosen_inside(request, count) if name == "location" else []
    shown = kept if FACET[name].vocabulary else [*inner, *short]
    return FacetPanel(
        name=name,
        label=FACET[name].label,
        links=tuple(link_of(name, value, request) for value in shown),
        all_url=urls.facet_url(replace(request, page=1), name),
        all_label=f"See all {len(present):,} {_plural(name)}" if len(present) > len(short) else "",
    )


def link_of(name: str, value: FacetValue, request: SearchRequest) -> FacetLink:
    """A value with the address of the question after it was chosen or taken away."""
    return FacetLink(
        value=value.value,
        label=value.label,
        count=f"{value.count:,}",
        chosen=value.selected,
        not_stated=value.value == NOT_STATED,
        url=urls.search_url(toggled(request, name, value.value)),
        deeper_url=urls.facet_url(replace(request, page=1), name, value.value)
        if name == "location" and value.value != NOT_STATED and value.value.count("/") < CITY_LEVEL
        else "",
    )


def toggled(request: SearchRequest, name: str, value: str) -> SearchRequest:
    """The question after a tap on a value; the last status taken away means any status."""
    chosen = request.chosen(name)
    rest = tuple(other for other in chosen if other != value) if value in chosen else (*chosen, value)
    return request.choosing(name, rest or ((ANY_STATUS,) if name == "status" else ()))


def _chosen_inside(request: SearchRequest, count: Callable[[SearchRequest], int]) -> list[FacetValue]:
    """Chosen states and cities, which are not among the countries; counted as a facet counts."""
    return [
        FacetValue(value, place_in_words(value), count(request.choosing("location", (value,))), selected=True)
        for value in request.chosen("location")
        if "/" in value
    ]


def place_in_words(value: str) -> str:
    """A place as people write it.

    >>> place_in_words("United States/Texas/Houston")
    'Houston, Texas, United States'
    """
    return "Not stated" if value == NOT_STATED else ", ".join(reversed(value.split("/")))


def _rank(value: FacetValue) -> tuple[bool, bool, int]:
    return not value.selected, value.value == NOT_STATED, -value.count


def _plural(name: str) -> str:
    return {"location": "countries", "status": "statuses"}.get(name, "values")
