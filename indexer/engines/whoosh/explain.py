"""Why a document is in the result: the fields that matched, by which words, in context; the site that is near."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.evaluate import Evaluation
from indexer.engines.whoosh.schema import ORDINAL
from indexer.engines.whoosh.sites import Sites
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.terms import EXCLUSION
from indexer.fields import TEXT_FIELD, TEXT_FIELDS
from indexer.search.excerpt import excerpt_of
from indexer.search.query import Leaf, Node, Phrase, expansions, leaves, text_of
from indexer.search.result import Excerpt, Matched, NearestSite
from indexer.trial.vocabulary import OPEN_STATUSES
from indexer.words.analysis import terms_of_word, words

_EXCLUSION = int(EXCLUSION)
_WEIGHTIEST_FIRST = sorted(TEXT_FIELDS, key=lambda field: -field.boost)
# Quoted in this order where as many words stand; a card shows the title anyway.
_QUOTED = (
    "summary", "inclusion", "criteria", "condition", "intervention", "keyword", "population", "description", "arm",
    "outcome", "condition-term", "intervention-term", "official-title", "sponsor", "people", "exclusion",
)  # fmt: skip
_ALIKE = 1  # a letter alone is not marked, unless nothing longer was sought


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one document matched; ``fields``: a bit an ordinal for each leaf."""

    matched: tuple[Matched, ...]
    by_synonym: Mapping[str, str]
    fields: Mapping[Leaf, int]


class Explanation:
    """Explains documents that an evaluation of a tree found."""

    def __init__(self, evaluation: Evaluation, tree: Node | None) -> None:
        self._evaluation = evaluation
        self._typed = dict.fromkeys(leaves(tree)) if tree else {}
        self._synonyms: dict[Leaf, str] = {
            Phrase(synonym.text): text_of(one.own)
            for one in (expansions(tree) if tree else ())
            for synonym in one.synonyms
        }

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms of all words and synonyms."""
        texts = (leaf.text for leaf in (*self._typed, *self._synonyms))
        found = frozenset(one for text in texts for word in words(text) for one in _terms_of(word))
        return frozenset(one for one in found if len(one) > _ALIKE) or found

    def of(self, docs: NDArray[np.int32]) -> dict[int, Reason]:
        """The reason for each document.

        "Reasons to be excluded" is named only for words that were found nowhere else.
        """
        ascending = np.sort(docs)
        fields = {
            leaf: self._evaluation.where(leaf).fields_at(ascending).tolist()
            for leaf in (*self._typed, *self._synonyms)
        }
        return {
            doc: self._reason({leaf: bits[row] for leaf, bits in fields.items() if bits[row]})
            for row, doc in enumerate(ascending.tolist())
        }

    def excerpt(self, reason: Reason, texts: Callable[[], dict[str, list[str]]]) -> Excerpt | None:
        """A few words of the field that holds most of the words; None where nothing can be quoted."""
        counts = {
            name: sum(bool(bits & (1 << ORDINAL[name])) for bits in reason.fields.values())
            for name in _QUOTED
        }
        name = max(_QUOTED, key=lambda name: counts[name])
        if not counts[name]:
            return None
        pieces = excerpt_of(texts().get(name, ()), self.terms)
        return Excerpt(name, TEXT_FIELD[name].label, pieces) if pieces else None

    def _reason(self, fields: dict[Leaf, int]) -> Reason:
        found = []
        for field in _WEIGHTIEST_FIRST:
            bit = 1 << ORDINAL[field.name]
            texts = dict.fromkeys(
                leaf.text
                for leaf, bits in fields.items()
                if bits & bit and (bit != _EXCLUSION or bits == bit)
            )
            if texts:
                found.append(Matched(field.name, field.label, tuple(texts)))
        by_synonym = {leaf.text: self._synonyms[leaf] for leaf in fields if leaf in self._synonyms}
        return Reason(tuple(found), by_synonym, fields)


def _terms_of(word: str) -> tuple[str, ...]:
    parts, whole = terms_of_word(word)
    return (*parts, whole) if whole else parts


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
