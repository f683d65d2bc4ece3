"""The order of results: the best page of many documents without sorting them all.

Ties go to the newer trial: first posted, then the higher number.
"""

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.evaluate import Matches
from indexer.engines.whoosh.sites import Sites
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.search.request import SearchRequest, Sort

SOME = 0.02  # of all documents: so many are found quicker by walking over all in their order

Docs = NDArray[np.int32]
Key = NDArray[np.float32] | NDArray[np.float64]


def page_of(snapshot: Snapshot, request: SearchRequest, sites: Sites, matches: Matches) -> Docs:
    """The documents of the page that a request asks for, the best first."""
    start = (request.page - 1) * request.per
    stop = start + request.per
    if start >= len(matches):
        return matches.docs[:0]
    match request.order:
        case Sort.RELEVANCE if not matches.scores.any():  # no word says which is better
            found = _first(snapshot, Sort.NEWEST, matches.docs, stop)
        case Sort.RELEVANCE:
            found = _best(snapshot, matches.docs, _relevance(matches), stop)
        case Sort.DISTANCE if request.near:
            docs, km = sites.nearest_first(matches.docs, stop)
            found = _best(snapshot, docs, -km, stop)
        case Sort.DISTANCE:
            found = _first(snapshot, Sort.NEWEST, matches.docs, stop)
        case order:
            found = _first(snapshot, order, matches.docs, stop)
    return found[start:]


def _relevance(matches: Matches) -> Key:
    """The scores; what is found only as a reason to be excluded comes after everything else, in its own order."""
    rows = np.flatnonzero(~matches.elsewhere)
    if not len(rows):
        return matches.scores
    key = matches.scores.copy()
    key[rows] = -1 / (1 + key[rows])
    return key


def _best(snapshot: Snapshot, docs: Docs, key: Key, stop: int) -> Docs:
    """The documents with the highest keys; ties go to the newer trial."""
    if stop < len(docs):
        rows = np.flatnonzero(key >= np.partition(key, len(docs) - stop)[len(docs) - stop])
        docs, key = docs[rows], key[rows]
    order = np.lexsort((snapshot.arrays[f"rank.{Sort.NEWEST.value}"][docs], -key))
    return docs[order[:stop]]


def _first(snapshot: Snapshot, order: Sort, docs: Docs, stop: int) -> Docs:
    """The documents that come first in an order which is the same for every question."""
    if len(docs) < len(snapshot) * SOME:
        return _best(snapshot, docs, -snapshot.arrays[f"rank.{order.value}"][docs].astype(np.float64), stop)
    wanted = np.zeros(len(snapshot), np.bool_)
    wanted[docs] = True
    in_order: Docs = snapshot.arrays[f"by_rank.{order.value}"]
    looked_at = stop * len(snapshot) // len(docs) * 2
    while True:
        found = in_order[:looked_at][np.flatnonzero(wanted.take(in_order[:looked_at]))]
        if len(found) >= min(stop, len(docs)):
            return found[:stop]
        looked_at *= 4
