"""Filters of a request over the documents that its words match, and counts of facets that ignore their own filter.

Every count comes from sets that are made once: the trials that satisfy words, age, spans and place, by profile.
"""

from collections.abc import Mapping
from functools import cached_property, partial, reduce

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.clauses import having, numbers, said
from indexer.engines.whoosh.columns import FAMILIES, FAMILY_OF
from indexer.engines.whoosh.sites import Sites
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.search.query import Missing, Range
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
        self._families = {family: _Family(snapshot, request, found, family) for family in FAMILIES}

    @cached_property
    def passing(self) -> Mask:
        """For each document found whether it satisfies everything."""
        return self._every([*self._by_values, self._numbers, self._place])

    def counts(self, facet: str, under: str = "") -> Mapping[str, int]:
        """Exact counts of a facet's values among the documents that satisfy every other filter."""
        if facet == "location":
            return self.sites.counts(self._but_place, under)
        own = FAMILY_OF[facet]
        others = [family.passing for name, family in self._families.items() if name != own]
        return self._families[own].counts(self._joined([*others, self._numbers, self._place]))[facet]

    def unstated(self, name: str) -> int:
        """How many documents satisfy everything but the span that is asked of a number, and do not give the number."""
        missing = self._over_found(Missing(name))
        others = [mask for other, mask in self._spans.items() if other != name]
        return int(
            np.count_nonzero(self._every([*self._by_values, self._age, *others, self._place, missing]))
        )

    @property
    def _but_place(self) -> Mask:
        """Over documents: those that satisfy everything but the place."""
        passing = self._every([*self._by_values, self._numbers])
        docs = np.zeros(len(self._snapshot), np.bool_)
        docs[self._found[np.flatnonzero(passing)]] = True
        return docs

    @property
    def _by_values(self) -> list[Mask | None]:
        return [family.passing for family in self._families.values()]

    @cached_property
    def _numbers(self) -> Mask | None:
        """For each document found whether it takes the age and lies in every span; None when none is asked for."""
        return self._joined([self._age, *self._spans.values()])

    @cached_property
    def _age(self) -> Mask | None:
        asked = self._request.age
        return self._over_found(Range("age", asked.span.start, asked.span.end - 1)) if asked else None

    @cached_property
    def _spans(self) -> dict[str, Mask]:
        """By number with a filter: for each document found whether one of its spans holds."""
        return {
            name: reduce(np.logical_or, map(self._over_found, spans))
            for name, spans in self._request.ranges.items()
            if spans
        }

    def _over_found(self, clause: Range | Missing) -> Mask:
        return said(self._snapshot, clause).take(numbers(self._snapshot, clause.field)[self._found])

    @cached_property
    def _place(self) -> Mask | None:
        at_place = self.sites.mask()
        return None if at_place is None else at_place.take(self._found)

    def _every(self, masks: list[Mask | None]) -> Mask:
        together = self._joined(masks)
        return np.ones(len(self._found), np.bool_) if together is None else together

    def _joined(self, masks: list[Mask | None]) -> Mask | None:
        """Masks over what was found as one; None lets everything pass."""
        given = [mask for mask in masks if mask is not None]
        return reduce(np.logical_and, given) if given else None


class _Family:
    """The facets that share a profile: their filters, and what they count."""

    def __init__(
        self, snapshot: Snapshot, request: SearchRequest, found: NDArray[np.int32], family: str
    ) -> None:
        self._snapshot = snapshot
        self._request = request
        self._found = found
        self._family = family
        self._values: NDArray[np.float32] = snapshot.arrays[f"{family}.values"]
        self._counts: dict[str, dict[str, int]] | None = None

    @cached_property
    def passing(self) -> Mask | None:
        """For each document found whether it satisfies the family's filters; None when there are none."""
        return self._passing_profiles().take(self._profiles) if self._chosen else None

    def counts(self, others: Mask | None) -> dict[str, dict[str, int]]:
        """Trials by facet and value, as the product of trials by profile and values by profile.

        ``others``: for each document found whether it satisfies everything that is not of this family. Exact:
        float32 holds every whole number up to 16 million.
        """
        if self._counts is None:
            self._counts = self._counted(others)
        return self._counts

    def _counted(self, others: Mask | None) -> dict[str, dict[str, int]]:
        values, counted = self._values, self._profiles
        if others is not None:
            counted = counted[np.flatnonzero(others)]
        by_profile = np.bincount(counted, minlength=len(values)).astype(np.float32)
        filters = ["", *self._chosen]
        by_filter = np.stack([by_profile * self._passing_profiles(but) for but in filters])
        met = np.flatnonzero(by_profile)
        if len(met) < len(values) * MOST_PROFILES:
            values, by_filter = values[met], by_filter[:, met]
        totals = (by_filter @ values).astype(np.int64).tolist()
        counts = {}
        for facet in FAMILIES[self._family]:
            known, first = self._snapshot.values[facet], self._snapshot.values["columns"][facet]
            row = totals[filters.index(facet) if facet in self._chosen else 0]
            counts[facet] = dict(zip(known, row[first : first + len(known)], strict=True))
        return counts

    @cached_property
    def _profiles(self) -> NDArray[np.int32]:
        """For each document found its profile."""
        profiles: NDArray[np.int32] = self._snapshot.arrays[self._family]
        return profiles if len(self._found) == len(profiles) else profiles[self._found]

    @cached_property
    def _chosen(self) -> dict[str, Mask]:
        """By facet with a filter: over profiles, those that have a chosen value."""
        chosen: dict[str, Mask] = {}
        for facet in FAMILIES[self._family]:
            values = self._request.chosen(facet)
            if values:
                chosen[facet] = self._snapshot.remembered.get(
                    (facet, values), partial(having, self._snapshot, facet, values)
                )
        return chosen

    def _passing_profiles(self, but: str = "") -> Mask:
        """Over profiles: those that satisfy every facet's filter, or every one but one."""
        mask = np.ones(len(self._values), np.bool_)
        for facet, passes in self._chosen.items():
            if facet != but:
                mask &= passes
        return mask
