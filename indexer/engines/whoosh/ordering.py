"""The order of results: the best page of many documents without sorting them all.

Ties go to the newer trial: first posted, then the higher number.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.evaluate import Evaluation, Matches
from indexer.engines.whoosh.filters import Filters
from indexer.engines.whoosh.rescoring import RESCORED, Rescoring, Scores
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.search.query import Node
from indexer.search.request import SearchRequest, Sort

SOME = 0.02  # of all documents: so many are found quicker by walking over all in their order

Docs = NDArray[np.int32]
Key = NDArray[np.float32] | NDArray[np.float64]


class Found(Protocol):
    """What was found: see answering."""

    @property
    def tree(self) -> Node | None:
        """What was asked of the words."""
        ...

    @property
    def evaluation(self) -> Evaluation:
        """How the words were evaluated."""
        ...

    @property
    def matches(self) -> Matches:
        """What passes every filter."""
        ...

    @property
    def filters(self) -> Filters:
        """The filters."""
        ...


def page_of(snapshot: Snapshot, request: SearchRequest, found: Found) -> tuple[Docs, Scores]:
    """The documents of the page that a request asks for, the best first, and their scores."""
    start = (request.page - 1) * request.per
    docs = first_of(snapshot, request, found, start + request.per)[start:]
    return docs, found.matches.scores[np.searchsorted(found.matches.docs, docs)]


def first_of(snapshot: Snapshot, request: SearchRequest, found: Found, stop: int) -> Docs:
    """The first documents in the order that a request asks for."""
    matches = found.matches
    if not len(matches):
        return matches.docs
    match request.order:
        case Sort.RELEVANCE if not matches.scores.any():  # no word says which is better
            return _first(snapshot, Sort.NEWEST, matches.docs, stop)
        case Sort.RELEVANCE:
            return _most_relevant(snapshot, found, stop)
        case Sort.DISTANCE if request.near:
            docs, km = found.filters.sites.nearest_first(matches.docs, stop)
            return _best(snapshot, docs, -km, stop)
        case Sort.DISTANCE:
            return _first(snapshot, Sort.NEWEST, matches.docs, stop)
        case order:
            return _first(snapshot, order, matches.docs, stop)


def _most_relevant(snapshot: Snapshot, found: Found, stop: int) -> Docs:
    """By score, the best few hundred by their second score."""
    matches = found.matches
    key = _relevance(matches)
    docs = _best(snapshot, matches.docs, key, max(stop, RESCORED))
    assert found.tree
    again = np.sort(docs[:RESCORED])
    rows = np.searchsorted(matches.docs, again)
    scores = Rescoring(snapshot, found.evaluation, again).scores(found.tree)
    ordered = _best(snapshot, again, _relevance(Matches(again, scores, matches.elsewhere[rows])), len(again))
    return np.concatenate((ordered, docs[RESCORED:]))[:stop]


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
