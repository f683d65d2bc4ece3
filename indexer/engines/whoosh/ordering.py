"""The order of results: the best page of many documents without sorting them all.

Ties go to the newer trial: first posted, then the higher number.
"""

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns import MISSING_NUMBER
from indexer.engines.whoosh.evaluate import Matches
from indexer.engines.whoosh.sites import Sites
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.search.request import SearchRequest, Sort


def page_of(snapshot: Snapshot, request: SearchRequest, sites: Sites, matches: Matches) -> NDArray[np.int32]:
    """The documents of the page that a request asks for, the best first."""
    start = (request.page - 1) * request.per
    stop = start + request.per
    docs = matches.docs
    if start >= len(docs):
        return docs[:0]
    key = _key(snapshot, request, sites, matches)
    if stop < len(docs):
        threshold = np.partition(key, len(docs) - stop)[len(docs) - stop]
        keep = key >= threshold
        docs, key = docs[keep], key[keep]
    order = np.lexsort((snapshot.arrays["rank"][docs], -key))
    return docs[order[start:stop]]


def _key(
    snapshot: Snapshot, request: SearchRequest, sites: Sites, matches: Matches
) -> NDArray[np.float32] | NDArray[np.float64]:
    """What to order by, highest first; missing dates and numbers come last."""
    match request.order:
        case Sort.RELEVANCE:
            # What is found only as a reason to be excluded comes after everything else, in its own order.
            return np.where(matches.elsewhere, matches.scores, -1 / (1 + matches.scores))
        case Sort.DISTANCE if request.near:
            return -sites.distances()[matches.docs]
        case Sort.DISTANCE | Sort.NEWEST:
            return -snapshot.arrays["rank"][matches.docs].astype(np.float32)
        case order:
            numbers = snapshot.arrays[f"number.{order.value}"][matches.docs]
            return np.where(numbers == MISSING_NUMBER, -np.inf, numbers.astype(np.float64))
