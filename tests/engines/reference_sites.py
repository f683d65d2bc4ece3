"""Where trials run, in plain loops: what the reference engine answers for a map."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from indexer.documents import SiteEntry
from indexer.search.where import MOST_PLACES, Box, FoundSummary, PlaceCount, cell_in
from indexer.trial.vocabulary import OPEN_STATUSES

Point = tuple[float, float]
SitesOfTrials = Mapping[str, Sequence[SiteEntry]]
NOW = {"recruiting", "available"}


class ReferenceFoundSites:
    """The counting sites of the trials found, by trial."""

    def __init__(self, sites: SitesOfTrials, box: Box | None, summary: FoundSummary) -> None:
        self.summary = summary
        self._cell = cell_in(box)
        self._places: dict[str, dict[str, list[SiteEntry]]] = {}
        for nct_id, of_trial in sites.items():
            for site in of_trial:
                self._places.setdefault(site.location, {}).setdefault(nct_id, []).append(site)
        if box:
            inside = [place for place in self._places if (point := self._point(place)) and box.holds(*point)]
            self._places = {place: self._places[place] for place in inside}
        self._told = self._alone_and_together()

    @property
    def trials(self) -> int:
        """Trials with a place."""
        return len({nct_id for trials in self._places.values() for nct_id in trials})

    @property
    def places(self) -> tuple[PlaceCount, ...]:
        """Each place, or several of them as one."""
        return tuple(map(self._counted, self._told))

    def together(self, groups: Sequence[Collection[int]]) -> tuple[int, ...]:
        """The union of the trials."""
        return tuple(
            len(
                {nct_id for number in group for place in self._told[number] for nct_id in self._places[place]}
            )
            for group in groups
        )

    def _alone_and_together(self) -> list[list[str]]:
        """The places in order: the first ones alone, the others by country and square."""
        ordered = sorted(
            self._places, key=lambda place: (-len(self._places[place]), place.count("/"), place.split("/"))
        )
        squares: dict[tuple[object, ...], list[str]] = {}
        for place in ordered[MOST_PLACES:]:
            point = self._point(place)
            square = point and tuple(math.floor(degrees / self._cell) for degrees in point)
            squares.setdefault((place.split("/")[0], square), []).append(place)
        return [[place] for place in ordered[:MOST_PLACES]] + list(squares.values())

    def _counted(self, places: list[str]) -> PlaceCount:
        first = places[0]
        sites = [(nct_id, site) for place in places for nct_id in self._places[place]
                 for site in self._places[place][nct_id]]  # fmt: skip
        latitude, longitude = self._point(first) or (None, None)
        return PlaceCount(
            first if len(places) == 1 else first.split("/")[0],
            latitude,
            longitude,
            trials=len({nct_id for nct_id, _ in sites}),
            open_trials=len({nct_id for nct_id, site in sites if site.status in OPEN_STATUSES}),
            recruiting_trials=len({nct_id for nct_id, site in sites if site.status in NOW}),
            places=len(places),
        )

    def _point(self, place: str) -> Point | None:
        """The point that most of its sites have; of equals the southernmost, then the westernmost."""
        points = Counter(
            (site.latitude, site.longitude)
            for sites in self._places[place].values()
            for site in sites
            if site.latitude is not None and site.longitude is not None
        )
        return min(points, key=lambda point: (-points[point], point), default=None)
