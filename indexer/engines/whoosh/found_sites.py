"""The places at which the trials of an answer run, counted without an object a site."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.sites import OPEN, Rows
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.whole import EVERY_SITE, bits_of
from indexer.search.where import MOST_PLACES, Box, FoundSummary, PlaceCount, cell_in

Numbers = NDArray[np.int64]

RECRUITING = np.uint8((bits_of("recruiting") | bits_of("available")) & ~int(EVERY_SITE))
NOWHERE = -1  # no point, no place


@dataclass(frozen=True, slots=True)
class Visits:
    """One entry for each trial and place: the bits of its counting sites there together."""

    docs: NDArray[np.int32]
    nodes: NDArray[np.int32]
    bits: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told: each of ``names``, the nodes of places or of their countries, and the ``first`` of its places.

    ``sizes``: how many places each is; over all nodes: the ``position`` at which a place is told.
    """

    names: Numbers
    first: Numbers
    sizes: Numbers
    position: Numbers


class WhooshFoundSites:
    """See the port."""

    def __init__(self, snapshot: Snapshot, sites: Rows, box: Box | None, summary: FoundSummary) -> None:
        """``sites``: the counting ones of the trials found, ascending; only places inside the box are told."""
        self._snapshot, self._box = snapshot, box
        self.summary = summary
        arrays = snapshot.arrays
        deepest = arrays["place.nodes"].max(axis=1, initial=NOWHERE)  # deeper nodes have higher numbers
        nodes = deepest[arrays["site.place"].take(sites)]
        self._points = _points_of(nodes, arrays["site.point"].take(sites), len(snapshot.values["node"]))
        if box:
            rows = np.flatnonzero(self._inside(box)[nodes])
            sites, nodes = sites[rows], nodes[rows]
        docs = arrays["site.doc"].take(sites)
        # The sites of a trial are in the order of their places, so that those at one place stand together.
        first = np.flatnonzero((np.diff(docs, prepend=-1) != 0) | (np.diff(nodes, prepend=-1) != 0))
        bits = arrays["site.bits"].take(sites)
        together = np.bitwise_or.reduceat(bits, first) if len(first) else bits
        self._visits = Visits(docs[first], nodes[first], together)

    @property
    def trials(self) -> int:
        """See the port."""
        return len(np.flatnonzero(np.diff(self._visits.docs, prepend=-1)))

    @cached_property
    def places(self) -> tuple[PlaceCount, ...]:
        """See the port."""
        told, names = self._told, self._snapshot.values["node"]
        counts = (column.tolist() for column in self._trials())
        rows = zip(told.names.tolist(), self._degrees(told.first), *counts, told.sizes.tolist(), strict=True)
        return tuple(
            PlaceCount(names[node], latitude, longitude, trials, opened, recruiting, size)
            for node, (latitude, longitude), trials, opened, recruiting, size in rows
        )

    def together(self, groups: Sequence[Collection[int]]) -> tuple[int, ...]:
        """See the port."""
        group = np.full(len(self._told.names) + 1, NOWHERE, np.int64)  # the last is that of no place
        for number, positions in enumerate(groups):
            group[list(positions)] = number
        positions, _ = self._together(group[self._told.position])
        return tuple(np.bincount(positions, minlength=len(groups)).tolist())

    @cached_property
    def _told(self) -> Told:
        """Which places are told one by one, and which together."""
        trials = np.bincount(self._visits.nodes, minlength=len(self._points))
        known = np.flatnonzero(trials)
        known = known[np.argsort(-trials[known], kind="stable")]
        alone, others = known[:MOST_PLACES], known[MOST_PLACES:]
        countries = self._countries
        squares = self._squares(others, countries[others])
        order = np.argsort(squares, kind="stable")  # in each the place with most trials stays first
        begins = np.flatnonzero(np.diff(squares[order], prepend=-1))
        sizes = np.diff(np.append(begins, len(others)))
        by_trials = np.argsort(order[begins])
        position = np.full(len(trials), NOWHERE, np.int64)
        position[alone] = np.arange(len(alone))
        position[others[order]] = len(alone) + np.repeat(np.argsort(by_trials), sizes)
        first, sizes = others[order[begins[by_trials]]], sizes[by_trials]
        return Told(
            names=np.concatenate((alone, np.where(sizes == 1, first, countries[first]))),
            first=np.concatenate((alone, first)),
            sizes=np.concatenate((np.ones(len(alone), np.int64), sizes)),
            position=position,
        )

    def _degrees(self, nodes: Numbers) -> list[tuple[float | None, float | None]]:
        """The point of each node, Nones where it has none."""
        points = self._snapshot.arrays["point"]
        return [
            (float(points[number, 0]), float(points[number, 1])) if number != NOWHERE else (None, None)
            for number in self._points[nodes].tolist()
        ]

    @property
    def _countries(self) -> Numbers:
        """Over nodes: the node of the country."""
        parents = self._snapshot.arrays["node.parent"]
        countries = np.arange(len(parents), dtype=np.int64)
        for _ in range(self._snapshot.arrays["place.nodes"].shape[1] - 1):
            above = parents[countries]
            countries = np.where(above >= 0, above, countries)
        return countries

    def _squares(self, nodes: Numbers, countries: Numbers) -> Numbers:
        """A number for the country and the square of each node, one square being that of no point."""
        numbers = self._points[nodes]
        if not (numbers != NOWHERE).any():
            return countries
        cell = cell_in(self._box)
        rows_and_columns = np.floor(self._snapshot.arrays["point"][numbers] / cell).astype(np.int64)
        around = int(720 / cell)  # more squares than there are around the globe
        rows_and_columns[numbers == NOWHERE] = -around // 2
        squares: Numbers = (countries * around + rows_and_columns[:, 0] + around // 2) * around
        return squares + rows_and_columns[:, 1] + around // 2

    def _inside(self, box: Box) -> NDArray[np.bool_]:
        """Over nodes: whether its point lies in the box."""
        latitudes, longitudes = self._snapshot.arrays["point"].T
        from_west, to_east = longitudes >= box.west, longitudes <= box.east
        inside = from_west & to_east if box.west <= box.east else from_west | to_east
        inside = np.append(inside & (latitudes >= box.south) & (latitudes <= box.north), False)
        return inside[self._points]

    def _trials(self) -> tuple[Numbers, Numbers, Numbers]:
        """At what is told: trials, those with an open site, those with a recruiting one."""
        told, visits = self._told, self._visits
        several = np.append(np.where(told.sizes > 1, np.arange(len(told.sizes)), NOWHERE), NOWHERE)
        positions, bits = self._together(several[told.position])

        def counted(mask: np.uint8) -> Numbers:
            at = np.bincount(visits.nodes[np.flatnonzero(visits.bits & mask)], minlength=len(told.position))
            together = np.bincount(positions[np.flatnonzero(bits & mask)], minlength=len(told.sizes))
            return np.where(told.sizes > 1, together, at[told.first])

        return counted(EVERY_SITE), counted(OPEN), counted(RECRUITING)

    def _together(self, group_of: Numbers) -> tuple[Numbers, NDArray[np.uint8]]:
        """One entry for each different trial of each group: the group, and the bits of its sites there.

        ``group_of`` a node. Groups are few, and small numbers are sorted without comparing them.
        """
        groups = group_of[self._visits.nodes]
        rows = np.flatnonzero(groups != NOWHERE)
        groups = groups[rows]
        small = groups.max(initial=0) <= np.iinfo(np.int16).max
        order = np.argsort(groups.astype(np.int16) if small else groups, kind="stable")
        groups, docs, bits = groups[order], self._visits.docs[rows[order]], self._visits.bits[rows[order]]
        first = np.flatnonzero((np.diff(groups, prepend=-1) != 0) | (np.diff(docs, prepend=-1) != 0))
        return groups[first], np.bitwise_or.reduceat(bits, first) if len(first) else bits


def _points_of(nodes: NDArray[np.int32], points: NDArray[np.int32], size: int) -> Numbers:
    """Over nodes: the point that most of the sites there have; of equals the southernmost, then westernmost."""
    located = np.flatnonzero(points != NOWHERE)
    nodes, points = nodes[located], points[located]
    most = np.full(size, NOWHERE, np.int64)
    most[nodes] = points
    doubtful = np.zeros(size, np.bool_)
    doubtful[nodes[points != most[nodes]]] = True  # nearly every place has one point
    rows = np.flatnonzero(doubtful[nodes])
    if len(rows):
        many = int(points.max()) + 1
        keys = np.sort(nodes[rows].astype(np.int64) * many + points[rows])
        begins = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = np.diff(np.append(begins, len(keys)))
        keys = keys[begins]
        order = np.lexsort((-keys, counts))  # of several for one node the last one written stays
        most[keys[order] // many] = keys[order] % many
    return most
