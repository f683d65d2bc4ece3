"""The question which place was meant, when a name or a code stands for several; each with its number of trials."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from indexer.places.place import USUAL_RADII, Place, default_radius
from indexer.search.request import Near, SearchRequest
from web import urls
from web.params import Problem
from web.present.offers import Count, trials_in_words

MOST_CHOICES = 4
MOST_COUNTED = 8  # readings; Springfield has more than anybody reads, and each is counted


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """Another place that may have been meant: the same search there, and how many trials it gives."""

    label: str
    url: str
    total: int

    @property
    def total_text(self) -> str:
        """The number with its noun."""
        return trials_in_words(self.total)


@dataclass(frozen=True, slots=True)
class WhichPlace:
    """What was typed, as which place we took it, and the others; none where no other has trials that fit."""

    typed: str
    taken: str
    choices: tuple[PlaceChoice, ...]


def which_place(request: SearchRequest, problems: Iterable[Problem], count: Count) -> WhichPlace | None:
    """The question to ask; None when there is no doubt."""
    near = request.near
    others = next((problem.places for problem in problems if problem.places), ())
    if not (near and others):
        return None
    return WhichPlace(near.text, near.place, tuple(islice(_choices(request, others, count), MOST_CHOICES)))


def _choices(request: SearchRequest, others: tuple[Place, ...], count: Count) -> Iterator[PlaceChoice]:
    for place in others[:MOST_COUNTED]:
        other = _there(request, place)
        total = count(other)
        if total:
            yield PlaceChoice(place.name, urls.search_url(other), total)


def _there(request: SearchRequest, place: Place) -> SearchRequest:
    """The same search there; the usual distance becomes that of the other country."""
    radius = request.near.radius if request.near else default_radius(place)
    radius = default_radius(place) if radius in USUAL_RADII else radius
    return replace(request, near=Near(place.name, place.name, *place.point, radius), page=1)
