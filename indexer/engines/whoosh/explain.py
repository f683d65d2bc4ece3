"""Why a document is in the result: the fields that matched, the site that is near."""

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.evaluate import Evaluation
from indexer.engines.whoosh.schema import ORDINAL
from indexer.engines.whoosh.sites import Sites
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.terms import EXCLUSION
from indexer.fields import TEXT_FIELDS
from indexer.search.query import Leaf
from indexer.search.result import Matched, NearestSite
from indexer.trial.vocabulary import OPEN_STATUSES

_EXCLUSION = int(EXCLUSION)
_WEIGHTIEST_FIRST = sorted(TEXT_FIELDS, key=lambda field: -field.boost)


def matched(
    evaluation: Evaluation, wanted: tuple[Leaf, ...], docs: NDArray[np.int32]
) -> dict[int, tuple[Matched, ...]]:
    """For each document the fields in which the words were found, the weightiest first.

    "Reasons to be excluded" is named only for words that were found nowhere else.
    """
    ascending = np.sort(docs)
    fields = {leaf: evaluation.where(leaf).fields_at(ascending).tolist() for leaf in dict.fromkeys(wanted)}
    return {
        doc: _matched({leaf: bits[row] for leaf, bits in fields.items()})
        for row, doc in enumerate(ascending.tolist())
    }


def _matched(fields: dict[Leaf, int]) -> tuple[Matched, ...]:
    found = []
    for field in _WEIGHTIEST_FIRST:
        bit = 1 << ORDINAL[field.name]
        words = dict.fromkeys(
            leaf.text for leaf, bits in fields.items() if bits & bit and (bit != _EXCLUSION or bits == bit)
        )
        if words:
            found.append(Matched(field.name, field.label, tuple(words)))
    return tuple(found)


def nearest_site(snapshot: Snapshot, sites: Sites, doc: int) -> NearestSite | None:
    """The nearest open site that counts, else the nearest that counts."""
    nearest = sites.nearest(doc)
    if nearest is None:
        return None
    site, km, others = nearest
    first = int(snapshot.arrays["site_ends"][doc - 1]) if doc else 0
    country, state, city = snapshot.values["site.place"][snapshot.arrays["site.place"][site]]
    status = snapshot.values["site.status"][snapshot.arrays["site.status"][site]]
    return NearestSite(
        facility=snapshot.facility(doc, site - first),
        city=city,
        state=state,
        country=country,
        status=status,
        distance_km=round(km, 1),
        is_open=status in OPEN_STATUSES,
        others_within=others,
    )
