"""Filters of a request as masks over documents, and counts of facets that ignore their own filter.

A mask is a boolean array over all documents. Only filters that are in force have one.
"""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns import COUNTED_FACETS
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.places.distance import haversine_km
from indexer.search.request import SearchRequest
from indexer.trial.vocabulary import NOT_STATED, OPEN_STATUSES

Mask = NDArray[np.bool_]


class Sites:
    """The sites of a snapshot as one request sees them."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest) -> None:
        self._snapshot = snapshot
        self._request = request
        self._arrays = snapshot.columns.arrays
        self._values = snapshot.columns.values

    @cached_property
    def distances(self) -> NDArray[np.float64]:
        """Kilometres from the request's point to each site; NaN where a site has no point."""
        near = self._request.near
        assert near
        points, of_site = self._snapshot.points
        return haversine_km(near.latitude, near.longitude, points[:, 0], points[:, 1])[of_site]

    @property
    def is_open(self) -> Mask:
        """Over sites: those that take or will take people."""
        return _lookup(self._values["site.status"], OPEN_STATUSES)[self._arrays["site.status"]]

    def counting(self, *, by_location: bool = True) -> Mask:
        """Over sites: those that satisfy status, circle and location together."""
        request = self._request
        passing = np.ones(len(self._arrays["site.doc"]), np.bool_)
        if request.site_statuses:
            passing &= _lookup(self._values["site.status"], request.site_statuses)[
                self._arrays["site.status"]
            ]
        if request.near:
            passing &= self.distances <= request.near.radius.km
        if by_location and request.chosen("location"):
            wanted = [
                any(path == chosen or path.startswith(f"{chosen}/") for chosen in request.chosen("location"))
                for path in self._values["site.location"]
            ]
            passing &= np.array(wanted, np.bool_)[self._arrays["site.location"]]
        return passing

    def counting_at(self, rows: slice) -> Mask:
        """``counting()`` for some rows."""
        return self._all_counting[rows]

    @cached_property
    def _all_counting(self) -> Mask:
        return self.counting()

    @cached_property
    def siteless(self) -> Mask:
        """Over documents: those without any site; their place is "not stated"."""
        without = np.ones(len(self._snapshot), np.bool_)
        without[self._arrays["site.doc"]] = False
        return without

    def mask(self, *, by_location: bool = True) -> Mask | None:
        """Over documents: those with a counting site; None when neither circle nor location is asked for."""
        locations = self._request.chosen("location") if by_location else ()
        if not self._request.near and not locations:
            return None
        mask = np.zeros(len(self._snapshot), np.bool_)
        passing = self.counting(by_location=by_location)
        mask[self._arrays["site.doc"][passing]] = True
        if NOT_STATED in locations and not self._request.near:
            mask |= self.siteless
        return mask

    def counts(self, docs: Mask, under: str) -> dict[str, int]:
        """Trials of ``docs`` by place one level below ``under``; a trial counts once for each of its places."""
        passing = self.counting(by_location=False) & docs[self._arrays["site.doc"]]
        names, number_of_path = self._snapshot.places_under(under)
        numbers = number_of_path[self._arrays["site.location"][passing]]
        below = numbers >= 0
        numbers, trials = numbers[below], self._arrays["site.doc"][passing][below]
        # A trial with ten sites in Texas counts once; its sites stand in the order of their places.
        first = np.ones(len(numbers), np.bool_)
        first[1:] = (trials[1:] != trials[:-1]) | (numbers[1:] != numbers[:-1])
        counted = np.bincount(numbers[first], minlength=len(names))
        counts = {name: int(count) for name, count in zip(names, counted, strict=False)}
        if not under and not self._request.near:
            siteless = int((self.siteless & docs).sum())
            counts[NOT_STATED] = counts.get(NOT_STATED, 0) + siteless
        return counts


class Filters:
    """The filters of one request over one snapshot, and what each facet counts."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest, found: Mask) -> None:
        """``found``: the live documents that the words match."""
        self._snapshot = snapshot
        self._request = request
        self._found = found
        self.sites = Sites(snapshot, request)

    @cached_property
    def passing(self) -> Mask:
        """The documents that satisfy everything."""
        return self._without("")

    def counts(self, facet: str, under: str = "") -> dict[str, int]:
        """Exact counts of a facet's values among the documents that satisfy every other filter."""
        docs = self._without(facet)
        if facet == "location":
            return self.sites.counts(docs, under)
        codes = self._snapshot.columns.arrays[f"facet.{facet}"]
        values = self._snapshot.columns.values[facet]
        counted = np.bincount(codes[docs[self._snapshot.docs_of_values(facet)]], minlength=len(values))
        return {value: int(count) for value, count in zip(values, counted, strict=True)}

    def _without(self, facet: str) -> Mask:
        """The documents that satisfy every filter but one facet's."""
        if facet and facet not in self._in_force:
            return self.passing
        mask = self._found.copy()
        for name, other in self._masks.items():
            if name != facet:
                mask &= other
        by_site = self.sites.mask(by_location=facet != "location")
        return mask if by_site is None else mask & by_site

    @cached_property
    def _in_force(self) -> frozenset[str]:
        return frozenset(name for name in (*COUNTED_FACETS, "location") if self._request.chosen(name))

    @cached_property
    def _masks(self) -> dict[str, Mask]:
        return dict(self._made())

    def _made(self) -> Iterator[tuple[str, Mask]]:
        arrays = self._snapshot.columns.arrays
        if self._request.age:
            span = self._request.age.span
            yield "age", (arrays["min_age"] < span.end) & (span.start < arrays["max_age"])
        for facet in COUNTED_FACETS:
            chosen = self._request.chosen(facet)
            if chosen:
                mask = np.zeros(len(self._snapshot), np.bool_)
                having = _lookup(self._snapshot.columns.values[facet], chosen)[arrays[f"facet.{facet}"]]
                mask[self._snapshot.docs_of_values(facet)[having]] = True
                yield facet, mask


def _lookup(values: list[str], chosen: tuple[str, ...]) -> Mask:
    """Over the codes of a column: whether the value is chosen."""
    return np.array([value in chosen for value in values], np.bool_)
