"""Chips: what the question filters by, each with a link that takes it away."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.fields import FACETS, NUMBER, NUMBERS
from indexer.search.query import Missing, Range
from indexer.search.request import ANY_STATUS, SearchRequest
from indexer.search.spans import span_in_words
from web import urls
from web.present.facet_panel import place_in_words


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words and the address without it."""

    label: str
    url: str


def chips_of(request: SearchRequest) -> tuple[Chip, ...]:
    """One chip a filter, in the order of the address."""
    return tuple(Chip(label, urls.search_url(replace(without, page=1))) for label, without in _parts(request))


def cleared_url(request: SearchRequest) -> str:
    """The address with the words only."""
    return urls.search_url(SearchRequest(text=request.text))


def _parts(request: SearchRequest) -> Iterator[tuple[str, SearchRequest]]:
    if request.text:
        yield f"“{request.text}”", replace(request, text="")
    if request.age:
        age = request.age.sentence
        yield (
            (age.capitalize() if age.startswith("born") else f"Open to age {age}"),
            replace(request, age=None),
        )
    if request.near:
        yield f"Within {request.near.radius.text} of {request.near.place}", _without_place(request)
    for facet in FACETS:
        for value in request.filters.get(facet.name, ()):
            if value == ANY_STATUS:
                yield "All statuses", request.choosing("status", ())
                continue
            rest = tuple(other for other in request.filters[facet.name] if other != value)
            yield (
                f"{facet.label}: {place_in_words(value) if not facet.vocabulary else facet.label_of(value)}",
                request.choosing(facet.name, rest),
            )
    yield from _spans(request)


def _spans(request: SearchRequest) -> Iterator[tuple[str, SearchRequest]]:
    for number in NUMBERS:
        asked = request.ranges.get(number.name, ())
        for one in asked:
            others = tuple(other for other in asked if other != one)
            yield f"{number.label}: {_asked(one)}", request.within(number.name, others)


def _asked(asked: Range | Missing) -> str:
    if isinstance(asked, Missing):
        return "not stated"
    return span_in_words((asked.first, asked.last), NUMBER[asked.field].measure)


def _without_place(request: SearchRequest) -> SearchRequest:
    return replace(request, near=None, sort=None)
