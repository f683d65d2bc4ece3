"""How contract tests ask and read answers: trials are told apart by their titles."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from indexer.engines.port import SearchEngine
from indexer.fields import NUMBER
from indexer.places.distance import Radius
from indexer.search.query import Missing, Range
from indexer.search.request import Near, SearchRequest, Sort, Words
from indexer.search.result import FacetValue, Hit
from indexer.search.spans import read_span
from indexer.trial.age import read_age
from indexer.trial.model import Trial
from tests.builders import SiteParts, a_trial

TODAY = date(2026, 11, 24)
LEEDS, MINSK, LONDON = (53.7965, -1.5478), (53.9, 27.5667), (51.5085, -0.1257)

Point = tuple[float, float]  # degrees north and east
Filters = Mapping[str, tuple[str, ...]]
Ranges = Mapping[str, tuple[Range | Missing, ...]]
EVERY: Filters = {}
NO_RANGES: Ranges = {}
ALL_STATUSES: Filters = {"status": ("any",)}


def trials_of(**described: Any) -> tuple[Trial, ...]:
    """Trials numbered from 1 with their names as titles; each is described by its TrialParts."""
    return tuple(
        a_trial(**{"nct_id": f"NCT{number:08d}", "title": name, **parts})
        for number, (name, parts) in enumerate(described.items(), 1)
    )


def site(
    city: str, status: str = "", point: Point | None = None, *, country: str = "", state: str = ""
) -> SiteParts:
    """A site in a city; without a point unless given."""
    parts = SiteParts(facility=f"{city} Hospital", city=city, state=state, country=country, status=status)
    return SiteParts(**parts, lat=point[0], lon=point[1]) if point else parts


def near(point: Point, km: float) -> Near:
    """A circle around a point."""
    return Near("here", "here", *point, Radius(km, "km"))


def asking(
    text: str = "",
    *,
    age: str = "",
    near: Near | None = None,
    words: Words = Words.ALL,
    sort: Sort | None = None,
    filters: Filters = EVERY,
    ranges: Ranges = NO_RANGES,
    **chosen: tuple[str, ...],
) -> SearchRequest:
    """A request for one long page; values may be given by facet, ``age_group`` meaning ``age-group``."""
    return SearchRequest(
        text=text,
        words=words,
        age=read_age(age, TODAY) if age else None,
        near=near,
        filters=dict(filters) | {name.replace("_", "-"): values for name, values in chosen.items()},
        ranges=ranges,
        sort=sort,
        per=100,
    )


def span(number: str, typed: str) -> Range:
    """A span of a number, as people type it."""
    found = read_span(typed, NUMBER[number].measure)
    assert found
    return Range(number, *found)


def names(engine: SearchEngine, request: SearchRequest) -> list[str]:
    """The titles of what is found, in order; the total has to agree."""
    result = engine.search(request)
    assert result.total == len(result.hits)
    return [hit.card.title for hit in result.hits]


def hit_of(engine: SearchEngine, request: SearchRequest, name: str) -> Hit:
    """The one result with a title."""
    (hit,) = (hit for hit in engine.search(request).hits if hit.card.title == name)
    return hit


def counts(values: tuple[FacetValue, ...]) -> dict[str, int]:
    """The counts of the values that some trial has."""
    return {value.value: value.count for value in values if value.count}
