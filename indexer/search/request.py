"""SearchRequest: one question, fully read. Page, JSON, feed, command line and saved search ask with the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from indexer.places.distance import Radius
from indexer.places.written import point_in
from indexer.search.grammar import chooses_status, has_words
from indexer.search.query import Missing, Range
from indexer.trial.age import AskedAge
from indexer.trial.vocabulary import OPEN_STATUSES

PER_PAGE = 20
ANY_STATUS = "any"
OFF = "off"  # among ``synonyms_off``: none is searched


class Words(StrEnum):
    """How many of the words must be found."""

    ALL = "all"
    MOST = "most"
    ANY = "any"


class Sort(StrEnum):
    """The orders that a person can choose."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    UPDATED = "updated"
    DISTANCE = "distance"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Near:
    """A circle: ``text`` is what was typed, ``place`` how it was understood; degrees north and east.

    Nothing in it is finer than a kilometre or a district of postal codes.
    """

    text: str
    place: str
    latitude: float
    longitude: float
    radius: Radius

    @property
    def called(self) -> str:
        """What a sentence calls it: as it was typed; a bare point with its town, "53.90, 27.57 (Minsk)"."""
        return self.place if point_in(self.text) else self.text


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question.

    ``filters`` maps a facet's name to the chosen values, in the order of the address; a facet that is absent
    is not filtered, except ``status``: absent means the four open ones, or all where the text itself chooses,
    ``("any",)`` means all. ``ranges`` maps a number's name to spans, or "missing"; either of several is enough.
    ``synonyms_off`` are synonyms that are not searched; ``("off",)`` means none is. ``as_typed``: a word that
    stands nowhere is not taken for a slip of the finger.
    """

    text: str = ""
    words: Words = Words.ALL
    synonyms_off: tuple[str, ...] = ()
    as_typed: bool = False
    age: AskedAge | None = None
    near: Near | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Range | Missing, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1
    per: int = PER_PAGE

    def chosen(self, facet: str) -> tuple[str, ...]:
        """The values in force for a facet; empty means no filter."""
        values = self.filters.get(facet, ())
        if facet == "status" and not values:
            return () if chooses_status(self.text) else OPEN_STATUSES
        return () if ANY_STATUS in values else values

    @property
    def order(self) -> Sort:
        """The order in force: by relevance when there are words, else the newest first."""
        return self.sort or (Sort.RELEVANCE if has_words(self.text) else Sort.NEWEST)

    @property
    def site_statuses(self) -> tuple[str, ...]:
        """The statuses that make a site count for ``near`` and ``location``; empty means every site counts.

        Only while every chosen status is an open one: who asks for completed studies asks for closed sites.
        """
        statuses = self.chosen("status")
        return statuses if statuses and set(statuses) <= set(OPEN_STATUSES) else ()

    def choosing(self, facet: str, values: tuple[str, ...]) -> "SearchRequest":
        """The same question with other values for one facet, from the first page."""
        filters = {name: chosen for name, chosen in self.filters.items() if name != facet}
        if values:
            filters[facet] = values
        return replace(self, filters=filters, page=1)

    def within(self, number: str, spans: tuple[Range | Missing, ...]) -> "SearchRequest":
        """The same question with other spans for one number, from the first page."""
        ranges = {name: asked for name, asked in self.ranges.items() if name != number}
        if spans:
            ranges[number] = spans
        return replace(self, ranges=ranges, page=1)

    def without(self, facet: str) -> "SearchRequest":
        """The same question with one facet not filtered at all."""
        return self.choosing(facet, (ANY_STATUS,) if facet == "status" else ())
