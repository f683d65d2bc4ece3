"""Filters of a request over the documents that its words match, and counts of facets that ignore their own filter.

Every count comes from sets that are made once: the trials that satisfy words, age and place, counted by profile.
"""

from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns import COUNTED_FACETS
from indexer.engines.whoosh.sites import Sites
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.search.request import SearchRequest

Mask = NDArray[np.bool_]

MOST_PROFILES = 0.25  # of all: from there the whole table is multiplied instead of the rows that are met


class Filters:
    """The filters of one request over one snapshot, and what each facet counts."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest, found: NDArray[np.int32]) -> None:
        """``found``: the live documents that the words match, ascending."""
        self._snapshot = snapshot
        self._request = request
        self._found = found
        self.sites = Sites(snapshot, request)

    @cached_property
    def passing(self) -> Mask:
        """For each document found whether it satisfies everything."""
        return _both(self._profile_passes, self._age_and_place, len(self._found))

    def counts(self, facet: str, under: str = "") -> dict[str, int]:
        """Exact counts of a facet's values among the documents that satisfy every other filter."""
        if facet == "location":
            return self.sites.counts(self._but_place, under)
        return self._facet_counts[facet]

    @property
    def _but_place(self) -> Mask:
        """Over documents: those that satisfy everything but the place."""
        passing = _both(self._profile_passes, self._age, len(self._found))
        docs = np.zeros(len(self._snapshot), np.bool_)
        docs[self._found[np.flatnonzero(passing)]] = True
        return docs

    @cached_property
    def _profiles(self) -> NDArray[np.int32]:
        """For each document found its profile."""
        profiles: NDArray[np.int32] = self._snapshot.arrays["profile"]
        return profiles if len(self._found) == len(profiles) else profiles[self._found]

    @cached_property
    def _profile_passes(self) -> Mask | None:
        """For each document found whether it satisfies the facets' filters; None when there are none."""
        return self._passing_profiles().take(self._profiles) if self._chosen else None

    @cached_property
    def _age(self) -> Mask | None:
        if not self._request.age:
            return None
        asked, arrays = self._request.age.span, self._snapshot.arrays
        overlap: Mask = (arrays["span.low"] < asked.end) & (asked.start < arrays["span.high"])
        return overlap.take(arrays["span"][self._found])

    @cached_property
    def _age_and_place(self) -> Mask | None:
        at_place = self.sites.mask()
        if at_place is None:
            return self._age
        mask = at_place.take(self._found)
        return mask if self._age is None else mask & self._age

    @cached_property
    def _chosen(self) -> dict[str, Mask]:
        """By facet with a filter: over profiles, those that have a chosen value."""
        chosen: dict[str, Mask] = {}
        for facet in COUNTED_FACETS:
            values = self._request.chosen(facet)
            if values:
                chosen[facet] = self._snapshot.remembered.get(
                    (facet, values), partial(self._having, facet, values)
                )
        return chosen

    def _having(self, facet: str, values: tuple[str, ...]) -> Mask:
        """Over profiles: those that have one of a facet's values."""
        known, first = self._snapshot.values[facet], self._snapshot.values["columns"][facet]
        columns = [first + known.index(value) for value in values if value in known]
        having: Mask = np.logical_or.reduce(self._snapshot.arrays["membership"][:, columns] > 0, axis=1)
        return having

    def _passing_profiles(self, but: str = "") -> Mask:
        """Over profiles: those that satisfy every facet's filter, or every one but one."""
        mask = np.ones(len(self._snapshot.arrays["membership"]), np.bool_)
        for facet, having in self._chosen.items():
            if facet != but:
                mask &= having
        return mask

    @cached_property
    def _facet_counts(self) -> dict[str, dict[str, int]]:
        """Of every facet but places: trials by value, as the product of trials by profile and values by profile.

        Exact: float32 holds every whole number up to 16 million.
        """
        membership = self._snapshot.arrays["membership"]
        counted = self._profiles
        if self._age_and_place is not None:
            counted = counted[np.flatnonzero(self._age_and_place)]
        by_profile = np.bincount(counted, minlength=len(membership)).astype(np.float32)
        filters = ["", *self._chosen]
        by_filter = np.stack([by_profile * self._passing_profiles(but) for but in filters])
        met = np.flatnonzero(by_profile)
        if len(met) < len(membership) * MOST_PROFILES:
            membership, by_filter = membership[met], by_filter[:, met]
        totals = (by_filter @ membership).astype(np.int64).tolist()
        counts = {}
        for facet in COUNTED_FACETS:
            values, first = self._snapshot.values[facet], self._snapshot.values["columns"][facet]
            row = totals[filters.index(facet) if facet in self._chosen else 0]
            counts[facet] = dict(zip(values, row[first : first + len(values)], strict=True))
        return counts


def _both(one: Mask | None, other: Mask | None, length: int) -> Mask:
    """Both masks together; None lets everything pass."""
    if one is None or other is None:
        single = other if one is None else one
        return np.ones(length, np.bool_) if single is None else single
    return one & other
