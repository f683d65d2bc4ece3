"""Where the trials of an answer run: places with their trials, for a map and its list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from indexer.search.request import Words

MOST_PLACES = (
    250  # told one by one, those with most trials first; what a page can list and a reader look through
)
CELL = 5.0  # degrees: further places of a country are told together by squares of this size
CELLS = 8  # from south to north of a part of the globe, where that makes smaller squares


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the globe in degrees; from ``west`` eastwards to ``east``, across 180 where west is the larger."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies in it, its edges included.

        >>> Box(-20, 175, -10, -175).holds(-17, 179.9), Box(-20, 175, -10, -175).holds(-17, 0)
        (True, False)
        """
        if not self.south <= latitude <= self.north:
            return False
        if self.west <= self.east:
            return self.west <= longitude <= self.east
        return longitude >= self.west or longitude <= self.east


def cell_in(box: Box | None) -> float:
    """The size in degrees of the squares by which smaller places are told together; never nothing.

    >>> cell_in(None), cell_in(Box(50, 0, 54, 10))
    (5.0, 0.5)
    """
    return max(min(CELL, (box.north - box.south) / CELLS), 0.01) if box else CELL


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A place with counting sites of the trials found, or ``places`` smaller ones of a country near each other.

    ``location`` is as in the ``location`` facet; that of several places is their country. The point is the one that
    most of the place's counting sites have, that of the first of several places, None where no site has one.
    A trial is open at a place where a counting site of it takes people now or soon, recruiting where it does now.
    """

    location: str
    latitude: float | None
    longitude: float | None
    trials: int
    open_trials: int
    recruiting_trials: int
    places: int = 1


@dataclass(frozen=True, slots=True)
class FoundSummary:
    """What a search of the same question says of its answer."""

    total: int
    words_used: Words  # differs from the question's when nothing had all words
    corrected: str  # the likelier spelling that was searched for; "" when none was


class FoundSites(Protocol):
    """Every place with a counting site of a trial found, nothing left out."""

    @property
    def summary(self) -> FoundSummary:
        """What was found."""
        ...

    @property
    def places(self) -> tuple[PlaceCount, ...]:
        """MOST_PLACES by trials, then by level and name; then the others together, by country and square."""
        ...

    @property
    def trials(self) -> int:
        """Trials with a place: fewer than were found where some list no site that counts."""
        ...

    def together(self, groups: Sequence[Collection[int]]) -> tuple[int, ...]:
        """How many different trials each group of places has; by position in ``places``, none in two groups."""
        ...
