"""Why a document is in the result: the fields that matched, the site that is near."""

import numpy as np
from numpy.typing import NDArray

from indexer.documents import SiteEntry
from indexer.engines.whoosh.evaluate import Evaluation
from indexer.engines.whoosh.filters import Sites
from indexer.engines.whoosh.schema import ORDINAL
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.fields import TEXT_FIELDS
from indexer.search.query import Leaf
from indexer.search.request import SearchRequest
from indexer.search.result import Matched, NearestSite
from indexer.trial.vocabulary import OPEN_STATUSES

_EXCLUSION = np.uint32(1 << ORDINAL["exclusion"])


def exclusion_only(fields: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """For each set of matched fields whether it is only the reasons to be excluded."""
    return np.equal(fields, _EXCLUSION)


def matched(evaluation: Evaluation, wanted: tuple[Leaf, ...], doc: int) -> tuple[Matched, ...]:
    """The fields in which the words were found, the weightiest first.

    "Reasons to be excluded" is named only for words that were found nowhere else.
    """
    found: dict[str, list[str]] = {}
    for leaf in wanted:
        matches = evaluation.leaf(leaf)
        row = int(np.searchsorted(matches.docs, doc))
        if row == len(matches) or matches.docs[row] != doc:
            continue
        bits = int(matches.fields[row])
        for field in TEXT_FIELDS:
            if bits >> ORDINAL[field.name] & 1 and (field.name != "exclusion" or bits == _EXCLUSION):
                found.setdefault(field.name, []).append(leaf.text)
    weightiest = sorted(
        (field for field in TEXT_FIELDS if field.name in found), key=lambda field: -field.boost
    )
    return tuple(
        Matched(field.name, field.label, tuple(dict.fromkeys(found[field.name]))) for field in weightiest
    )


def nearest_site(
    snapshot: Snapshot, request: SearchRequest, sites: Sites, doc: int, entries: tuple[SiteEntry, ...]
) -> NearestSite | None:
    """The nearest open site that counts, else the nearest that counts; None when no place was asked for."""
    if not request.near:
        return None
    of_site = snapshot.columns.arrays["site.doc"]
    first, last = np.searchsorted(of_site, [doc, doc + 1])
    counting = np.flatnonzero(sites.counting_at(slice(first, last)))
    if not len(counting):
        return None
    distances = sites.distances[first:last]
    number = min(counting, key=lambda at: (entries[at].status not in OPEN_STATUSES, distances[at]))
    entry = entries[number]
    return NearestSite(
        facility=entry.facility,
        city=entry.city,
        state=entry.state,
        country=entry.country,
        status=entry.status,
        distance_km=round(float(distances[number]), 1),
        is_open=entry.status in OPEN_STATUSES,
        others_within=len(counting) - 1,
    )
