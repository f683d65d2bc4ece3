"""The sites of a snapshot as one request sees them: which of them count, where their trials are, how far they are."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import spans
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.whole import EVERY_SITE, bits_of
from indexer.places.distance import EARTH_RADIUS_KM, haversine_km
from indexer.search.request import SearchRequest
from indexer.trial.vocabulary import NOT_STATED, OPEN_STATUSES

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]

KM_PER_DEGREE = np.pi * EARTH_RADIUS_KM / 180  # of latitude
MARGIN = 0.01  # degrees: so that rounding does not cut the circle
MANY_POINTS = 5_000  # from here it is quicker to look at every site than to gather those of each point
FEW = 0.15  # of all documents: so many are counted one by one
FIRST_POINTS = 64  # looked at first for the nearest trials, then four times as many, and so on
OPEN = np.uint8(sum(bits_of(status) & ~int(EVERY_SITE) for status in OPEN_STATUSES))


@dataclass(frozen=True, slots=True)
class NodeEntries:
    """For some nodes in a row the trials with a counting site there: ``ends`` of each node's in ``docs``."""

    docs: NDArray[np.int32]
    ends: NDArray[np.int64]

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.docs.nbytes + self.ends.nbytes


class Sites:
    """Sites by status, circle and location together."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest) -> None:
        self._snapshot = snapshot
        self._arrays = snapshot.arrays
        self._near = request.near
        self._locations = request.chosen("location")
        statuses = request.site_statuses
        self._bits = np.uint8(
            np.bitwise_or.reduce([bits_of(status) & ~int(EVERY_SITE) for status in statuses])
            if statuses
            else EVERY_SITE
        )

    def mask(self) -> Mask | None:
        """Over documents: those with a counting site; None when neither circle nor location is asked for."""
        if not self._near and not self._locations:
            return None
        if self._everywhere and not self._locations:
            located: Mask = (self._arrays["located"] & self._bits) > 0
            return located
        mask = np.zeros(len(self._snapshot), np.bool_)
        if self._near and not self._everywhere:
            mask[self._arrays["site.doc"].take(self._counting)] = True
            return mask
        for node in self._chosen_nodes:
            mask[self._entries(node, node + 1).docs] = True
        if NOT_STATED in self._locations and not self._near:
            mask |= self._siteless
        return mask

    def counts(self, docs: Mask, under: str) -> dict[str, int]:
        """Trials of ``docs`` by place one level below ``under``; a trial counts once for each of its places."""
        first, last = self._below(under)
        level = under.count("/") + 1 if under else 0
        if first == last:
            counted = np.zeros(0, np.int64)
        elif self._near and not self._everywhere:
            counted = self._near_counts(docs, first, last, level)
        elif not under and (few := np.flatnonzero(docs)).size < len(docs) * FEW:
            counted = self._country_counts(few, last)
        else:
            counted = self._node_counts(docs, first, last)
        counts = dict(zip(self._snapshot.values["node"][first:last], counted.tolist(), strict=True))
        if not under and not self._near:
            counts[NOT_STATED] = counts.get(NOT_STATED, 0) + int((self._siteless & docs).sum())
        return counts

    def of(self, docs: NDArray[np.int32]) -> Rows:
        """The counting sites of some documents, ascending."""
        sites, _ = spans(self._arrays["site_ends"], docs)
        if self._near:
            return sites[self._counts_as(sites)]
        sites = sites[np.flatnonzero(self._arrays["site.bits"].take(sites) & self._bits)]
        return sites[self._at_location(sites)] if self._locations else sites

    def nearest_first(
        self, docs: NDArray[np.int32], stop: int
    ) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Those of some documents that are nearest, with their kilometres: ``stop`` and all as near as the last.

        By the site that a result shows: the nearest open one, or else the nearest. The points are walked outwards.
        """
        km = self._point_km[:-1]
        outwards = np.argsort(km, kind="stable")[: np.isfinite(km).sum()]
        wanted = np.zeros(len(self._snapshot), np.bool_)
        wanted[docs] = True
        found, far, at, reach = [docs[:0]], [km[:0]], 0, FIRST_POINTS
        while at < len(outwards) and (
            sum(map(len, found)) < stop or km[outwards[at]] == km[outwards[at - 1]]
        ):
            points = outwards[at : at + reach]
            at, reach = at + reach, reach * 4
            nearer, distances = self._of_points(points, wanted)
            wanted[nearer] = False
            found.append(nearer)
            far.append(distances)
        return np.concatenate(found), np.concatenate(far)

    def _of_points(self, points: Rows, wanted: Mask) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The wanted documents whose shown site is at one of these points, ascending by distance."""
        rows, counts = spans(self._arrays["point.ends"], points)
        sites, km = self._arrays["point.sites"].take(rows), np.repeat(self._point_km[points], counts)
        docs, bits = self._arrays["site.doc"].take(sites), self._arrays["site.bits"].take(sites)
        kept = np.flatnonzero(wanted.take(docs) & ((bits & self._bits) > 0))
        kept = kept[self._at_location(sites[kept])]
        closed = (bits[kept] & OPEN) == 0
        kept = np.concatenate((kept[~closed], kept[closed][~self._has_open(docs[kept[closed]])]))
        kept = kept[np.lexsort((km[kept], docs[kept]))]
        kept = kept[np.flatnonzero(np.diff(docs[kept], prepend=-1))]
        return docs[kept], km[kept]

    def _has_open(self, docs: NDArray[np.int32]) -> Mask:
        """For each document whether an open site of it counts."""
        sites, counts = spans(self._arrays["site_ends"], docs)
        is_open = self._counts_as(sites) & ((self._arrays["site.bits"].take(sites) & OPEN) > 0)
        having: Mask = np.bincount(np.repeat(np.arange(len(docs)), counts), is_open, len(docs)) > 0
        return having

    def nearest(self, doc: int) -> tuple[int, float, int] | None:
        """The site that a document shows, its kilometres, and how many others count; None when none does."""
        ends = self._arrays["site_ends"]
        sites = np.arange(ends[doc - 1] if doc else 0, ends[doc])
        sites = sites[self._counts_as(sites)]
        if not len(sites):
            return None
        km, closed = self._km(sites), (self._arrays["site.bits"][sites] & OPEN) == 0
        best = int(np.lexsort((km, closed))[0])
        return int(sites[best]), float(km[best]), len(sites) - 1

    # --- near

    @cached_property
    def _point_km(self) -> NDArray[np.float64]:
        """Kilometres to each point of the whole, infinite outside the circle; the last is that of no point."""
        near = self._near
        assert near
        points = self._arrays["point"]
        band = near.radius.km / KM_PER_DEGREE + MARGIN
        first, last = np.searchsorted(points[:, 0], [near.latitude - band, near.latitude + band])
        km = haversine_km(near.latitude, near.longitude, points[first:last, 0], points[first:last, 1])
        distances = np.full(len(points) + 1, np.inf)
        distances[first:last] = np.where(km <= near.radius.km, km, np.inf)
        return distances

    @cached_property
    def _everywhere(self) -> bool:
        """Whether the circle holds every point: then no site needs to be looked at."""
        return self._near is not None and bool(np.isfinite(self._point_km[:-1]).all())

    @cached_property
    def _in_circle(self) -> Rows:
        """Ascending, and so by document."""
        within = np.isfinite(self._point_km)
        inside = np.flatnonzero(within)
        if len(inside) >= MANY_POINTS:
            return np.flatnonzero(within.take(self._arrays["site.point"]))
        ends, sites = self._arrays["point.ends"], self._arrays["point.sites"]
        found = (sites[ends[point - 1] if point else 0 : ends[point]] for point in inside)
        return np.sort(np.concatenate([np.empty(0, np.int32), *found])).astype(np.intp)

    @cached_property
    def _in_circle_by_status(self) -> Rows:
        bits = self._arrays["site.bits"].take(self._in_circle)
        return self._in_circle.take(np.flatnonzero(bits & self._bits))

    @cached_property
    def _counting(self) -> Rows:
        """The sites in the circle that satisfy status and location too."""
        if not self._locations:
            return self._in_circle_by_status
        return self._in_circle_by_status[self._at_location(self._in_circle_by_status)]

    def _counts_as(self, sites: Rows) -> Mask:
        by_status = (self._arrays["site.bits"][sites] & self._bits) > 0
        return by_status & np.isfinite(self._km(sites)) & self._at_location(sites)

    def _km(self, sites: Rows) -> NDArray[np.float64]:
        return self._point_km.take(self._arrays["site.point"].take(sites))

    def _at_location(self, sites: Rows) -> Mask:
        if not self._locations:
            return np.ones(len(sites), np.bool_)
        nodes = self._arrays["place.nodes"][self._arrays["site.place"][sites]]
        at: Mask = np.logical_or.reduce(np.isin(nodes, self._chosen_nodes), axis=1)
        return at

    # --- nodes: countries, states, cities

    @cached_property
    def _chosen_nodes(self) -> list[int]:
        found = [_node(self._snapshot.values, path) for path in self._locations]
        return [node for node in found if node is not None]

    def _below(self, under: str) -> tuple[int, int]:
        """The first node one level below a place, and the one after the last."""
        levels = self._snapshot.values["node.levels"]
        if not under:
            return 0, levels[0]
        parent = _node(self._snapshot.values, under)
        level = under.count("/") + 1
        if parent is None or level >= len(levels):
            return 0, 0
        parents = self._arrays["node.parent"][levels[level - 1] : levels[level]]
        first, last = np.searchsorted(parents, [parent, parent + 1]) + levels[level - 1]
        return int(first), int(last)

    def _country_counts(self, docs: Rows, last: int) -> NDArray[np.int64]:
        """The same for a few documents: their entries are looked up instead of walking over all."""
        ends = self._arrays["country.ends"]
        entries = self._arrays["country.entries"].take(spans(ends, docs)[0])
        entries = entries[np.flatnonzero(self._node_bits.take(entries) & self._bits)]
        return np.bincount(self._arrays["node.of_entry"].take(entries), minlength=last)

    def _node_counts(self, docs: Mask, first: int, last: int) -> NDArray[np.int64]:
        entries = self._entries(first, last)
        counts = np.zeros(last - first, np.int64)
        held = np.flatnonzero(np.diff(entries.ends, prepend=0))  # reduceat does not know empty ranges
        begins = np.concatenate(([0], entries.ends[held[:-1]]))
        if len(held):
            counts[held] = np.add.reduceat(docs.take(entries.docs).view(np.uint8), begins, dtype=np.int32)
        return counts

    def _near_counts(self, docs: Mask, first: int, last: int, level: int) -> NDArray[np.int64]:
        """Each trial and place has one entry, however many of the trial's sites are there."""
        ends = self._arrays["node.ends"]
        begin, end = int(ends[first - 1]) if first else 0, int(ends[last - 1])
        of_sites = self._arrays["site.entries"][level].take(self._in_circle_by_status)
        met = np.zeros(end - begin, np.bool_)
        met[of_sites[(of_sites >= begin) & (of_sites < end)] - begin] = True
        entries = np.flatnonzero(met) + begin
        entries = entries[docs.take(self._arrays["node.docs"][entries])]
        return np.bincount(self._arrays["node.of_entry"].take(entries) - first, minlength=last - first)

    def _entries(self, first: int, last: int) -> NodeEntries:
        """The trials with a counting site at each of some nodes; those of many nodes are remembered."""
        entries: NodeEntries = self._snapshot.remembered.get(
            ("nodes", first, last, int(self._bits), self._everywhere), lambda: self._find_entries(first, last)
        )
        return entries

    def _find_entries(self, first: int, last: int) -> NodeEntries:
        ends = self._arrays["node.ends"]
        begin = int(ends[first - 1]) if first else 0
        rows = slice(begin, int(ends[last - 1]))
        docs, counting = self._arrays["node.docs"][rows], (self._node_bits[rows] & self._bits) > 0
        if self._bits == EVERY_SITE and not self._everywhere:
            return NodeEntries(docs, ends[first:last] - begin)
        passed = np.concatenate(([0], np.cumsum(counting)))
        return NodeEntries(docs[counting], passed[ends[first:last] - begin])

    @property
    def _node_bits(self) -> NDArray[np.uint8]:
        """Over entries: the bits of the sites there, in a circle that holds every point only of those with a point."""
        return self._arrays["node.located" if self._everywhere else "node.bits"]

    @property
    def _siteless(self) -> Mask:
        """Over documents: those without any site; their place is "not stated"."""
        mask: Mask = self._snapshot.remembered.get(
            "siteless", lambda: np.diff(self._arrays["site_ends"], prepend=0) == 0
        )
        return mask


def _node(values: dict[str, Any], path: str) -> int | None:
    """The number of a place's node."""
    levels: Sequence[int] = [0, *values["node.levels"]]
    parts = path.split("/")
    if len(parts) >= len(levels):
        return None
    first, last = levels[len(parts) - 1], levels[len(parts)]
    node = bisect_left(values["node"], parts, first, last, key=lambda other: other.split("/"))
    return node if node < last and values["node"][node] == path else None
