"""The order of results: the best page of many documents without sorting them all.

Ties go to the newer trial: first posted, then the higher number.
"""

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns import MISSING_NUMBER
from indexer.engines.whoosh.filters import Sites
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.search.request import SearchRequest, Sort

EXCLUSION_PENALTY = 1_000.0  # more than any score: what is found only as a reason to be excluded comes last


def page_of(
    snapshot: Snapshot, docs: NDArray[np.int32], primary: NDArray[np.float64], start: int, stop: int
) -> NDArray[np.int32]:
    """The documents at ranks ``start`` to ``stop`` when ordered by ``primary``, highest first."""
    if start >= len(docs):
        return docs[:0]
    if stop < len(docs):
        threshold = np.partition(primary, len(docs) - stop)[len(docs) - stop]
        keep = primary >= threshold
        docs, primary = docs[keep], primary[keep]
    arrays = snapshot.columns.arrays
    newest = _number(snapshot, Sort.NEWEST, docs)
    order = np.lexsort((-arrays["nct"][docs], -newest, -primary))
    return docs[order[start:stop]]


def primary_key(
    snapshot: Snapshot,
    request: SearchRequest,
    sites: Sites,
    docs: NDArray[np.int32],
    scores: NDArray[np.float64],
) -> NDArray[np.float64]:
    """What to order ``docs`` by, highest first; missing dates and numbers come last."""
    match request.order:
        case Sort.RELEVANCE:
            return scores
        case Sort.DISTANCE if request.near:
            return -_distances(snapshot, sites)[docs]
        case Sort.DISTANCE:
            return _number(snapshot, Sort.NEWEST, docs)
        case order:
            return _number(snapshot, order, docs)


def _number(snapshot: Snapshot, order: Sort, docs: NDArray[np.int32]) -> NDArray[np.float64]:
    numbers = snapshot.columns.arrays[f"number.{order.value}"][docs]
    return np.where(numbers == MISSING_NUMBER, -np.inf, numbers.astype(np.float64))


def _distances(snapshot: Snapshot, sites: Sites) -> NDArray[np.float64]:
    """Over documents: kilometres to the site that the result shows, the nearest open one or else the nearest."""
    of_site = snapshot.columns.arrays["site.doc"]
    counting = sites.counting()
    nearest_open = _nearest(len(snapshot), of_site, sites.distances, counting & sites.is_open)
    nearest = _nearest(len(snapshot), of_site, sites.distances, counting)
    return np.where(np.isfinite(nearest_open), nearest_open, nearest)


def _nearest(
    documents: int, of_site: NDArray[np.int32], distances: NDArray[np.float64], wanted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    nearest = np.full(documents, np.inf)
    np.minimum.at(nearest, of_site[wanted], distances[wanted])
    return nearest
