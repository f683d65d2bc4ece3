"""A query tree over a snapshot -> which documents match, how well, and in which fields.

BM25F (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", eq. 3.18): term
frequencies are weighted by field and normalised by field length first, then saturated once.
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.postings import NOTHING, Postings
from indexer.engines.whoosh.schema import FIELD_SHIFT, ORDINAL
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.fields import TEXT_FIELDS
from indexer.search.query import And, Leaf, Node, Not, Or, Phrase, Prefix, Several, Word
from indexer.search.request import Words
from indexer.words.analysis import SHORTEST_STEM, fold, may_end_in, spelled, term, terms_of_word, words

K1 = 1.2  # the customary saturation; searched for with judged queries later
ROUNDING = 1e-4  # of sums of weights: exactly half is not most
LONGEST_EXPANSION = 500  # terms of one prefix; beyond it the most frequent are taken

_BOOSTS = np.array([field.boost for field in TEXT_FIELDS], np.float32)
_NORMS = np.array([field.length_norm for field in TEXT_FIELDS], np.float32)


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents, ascending and live, each with its score and the fields (a bit an ordinal) that matched."""

    docs: NDArray[np.int32]
    scores: NDArray[np.float32]
    fields: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.docs)

    def at(self, keep: NDArray[Any]) -> "Matches":
        """The rows at a mask or at indices."""
        return Matches(self.docs[keep], self.scores[keep], self.fields[keep])


_NONE = Matches(np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.uint32))


class Evaluation:
    """One tree over one snapshot; ``mode`` says how many of the clauses that stand side by side must match."""

    def __init__(self, snapshot: Snapshot, mode: Words = Words.ALL) -> None:
        self._snapshot = snapshot
        self._mode = mode
        self._leaves: dict[Leaf, Matches] = {}
        self.shortened: list[str] = []  # prefixes of which not every word was searched

    @cached_property
    def everything(self) -> Matches:
        """All live documents, with score 0."""
        docs = np.flatnonzero(self._snapshot.live).astype(np.int32)
        return Matches(docs, np.zeros(len(docs), np.float32), np.zeros(len(docs), np.uint32))

    def matches(self, node: Node) -> Matches:
        """The documents that match a tree."""
        match node:
            case Not(part):
                return self._without(self.everything, [part])
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return self._any_of([self.matches(part) for part in parts])
            case Several(parts):
                return self._several(parts)
            case _:
                return self.leaf(node)

    def leaf(self, leaf: Leaf) -> Matches:
        """The documents that hold one word, phrase or prefix."""
        if leaf not in self._leaves:
            self._leaves[leaf] = self._scored(self._postings(leaf), leaf.field)
        return self._leaves[leaf]

    def _several(self, parts: tuple[Node, ...]) -> Matches:
        if self._mode is Words.ALL:
            return self._all_of(parts)
        wanted = [part for part in parts if not isinstance(part, Not)]
        found = [self.matches(part) for part in wanted]
        together = self._any_of(found) if found else self.everything
        if self._mode is Words.MOST and len(found) > 1:
            together = together.at(self._weight(found)[together.docs])
        return self._without(together, [part.part for part in parts if isinstance(part, Not)])

    def _weight(self, found: list[Matches]) -> NDArray[np.bool_]:
        """Whether the parts a document has weigh more than half of all: rare words weigh more.

        A word that stands nowhere, a slip of the finger, weighs nothing.
        """
        weight = np.zeros(len(self._snapshot), np.float32)
        total = 0.0
        for part in filter(len, found):
            rarity = inverse_document_frequency(self._snapshot.documents, len(part))
            weight[part.docs] += np.float32(rarity)
            total += rarity
        return weight > np.float32(total / 2 + ROUNDING)

    def _all_of(self, parts: tuple[Node, ...]) -> Matches:
        wanted = [self.matches(part) for part in parts if not isinstance(part, Not)]
        together = reduce(_both, sorted(wanted, key=len)) if wanted else self.everything
        return self._without(together, [part.part for part in parts if isinstance(part, Not)])

    def _any_of(self, found: list[Matches]) -> Matches:
        if len(found) == 1:
            return found[0]
        scores = np.zeros(len(self._snapshot), np.float32)
        fields = np.zeros(len(self._snapshot), np.uint32)
        present = np.zeros(len(self._snapshot), np.bool_)
        for part in found:
            present[part.docs] = True
            scores[part.docs] += part.scores
            fields[part.docs] |= part.fields
        docs = np.flatnonzero(present).astype(np.int32)
        return Matches(docs, scores[docs], fields[docs])

    def _without(self, matches: Matches, unwanted: list[Node]) -> Matches:
        for node in unwanted:
            out = np.zeros(len(self._snapshot), np.bool_)
            out[self.matches(node).docs] = True
            matches = matches.at(~out[matches.docs])
        return matches

    def _postings(self, leaf: Leaf) -> Postings:
        match leaf:
            case Word(text):
                return self._of_word(text)
            case Phrase(text):
                terms = [part for word in words(text) for part in terms_of_word(word)[0]]
                return self._in_a_row([self._snapshot.postings(one) for one in terms])
            case Prefix(text):
                return self._beginning(text)

    def _of_word(self, text: str) -> Postings:
        """A plain word; a compound is its parts in a row, or the whole as one word."""
        found = []
        for word in words(text):
            parts, whole = terms_of_word(word)
            found.append(self._in_a_row([self._snapshot.postings(part) for part in parts]))
            if whole:
                found.append(self._snapshot.postings(whole))
        return self._united(found)

    def _beginning(self, text: str) -> Postings:
        """Words that begin so; of a compound only the last part is a beginning."""
        *parts, last = fold(text).split("-")
        found = [
            self._in_a_row([*(self._snapshot.postings(term(part)) for part in parts), self._begun(last)])
        ]
        if parts:
            found.append(self._begun("".join(parts) + last))
        return self._united(found)

    def _in_a_row(self, found: list[Postings]) -> Postings:
        if len(found) == 1:
            return found[0]
        keys: NDArray[np.int64] | None = None
        for offset, one in enumerate(found):
            shifted = _keys(one) - offset
            keys = shifted if keys is None else np.intersect1d(keys, shifted, assume_unique=True)
        return NOTHING if keys is None else _from_keys(keys)

    def _united(self, found: list[Postings]) -> Postings:
        if len(found) == 1:
            return found[0]
        return _from_keys(np.unique(np.concatenate([_keys(part) for part in found]))) if found else NOTHING

    def _begun(self, beginning: str) -> Postings:
        return self._united([self._snapshot.postings(found) for found in self._expanded(beginning)])

    def _expanded(self, beginning: str) -> list[str]:
        """The terms of words that begin so; the index holds only stems, which may be shorter than what was typed."""
        typed = spelled(beginning)
        stems = (typed[:length] for length in range(SHORTEST_STEM, len(typed)))
        found = {*self._snapshot.prefixed(typed), term(beginning)}
        found.update(stem for stem in stems if may_end_in(typed, stem))
        if len(found) <= LONGEST_EXPANSION:
            return sorted(found)
        self.shortened.append(beginning)
        return sorted(found, key=self._snapshot.document_frequency, reverse=True)[:LONGEST_EXPANSION]

    def _scored(self, postings: Postings, field: str) -> Matches:
        docs, ordinals = postings.doc_of_position, postings.packed >> FIELD_SHIFT
        wanted = self._snapshot.live[docs]
        if field:
            wanted &= ordinals == ORDINAL[field]
        docs, ordinals = docs[wanted], ordinals[wanted]
        if not len(docs):
            return _NONE
        lengths = self._snapshot.columns.arrays["lengths"][docs, ordinals]
        norm = 1 - _NORMS[ordinals] + _NORMS[ordinals] * lengths / self._snapshot.average_lengths[ordinals]
        starts = np.flatnonzero(np.diff(docs, prepend=-1))
        frequency = np.add.reduceat(_BOOSTS[ordinals] / norm, starts)
        rarity = inverse_document_frequency(self._snapshot.documents, len(starts))
        return Matches(
            docs[starts],
            (rarity * frequency / (K1 + frequency)).astype(np.float32),
            np.bitwise_or.reduceat(np.left_shift(np.uint32(1), ordinals), starts),
        )


def inverse_document_frequency(documents: int, matching: int) -> float:
    """How much a word says: ln(1 + (N - n + 0.5) / (n + 0.5)), never negative."""
    return float(np.log1p((documents - matching + 0.5) / (matching + 0.5)))


def _both(fewer: Matches, more: Matches) -> Matches:
    """The documents in both; ``fewer`` must not be longer than ``more``."""
    where = np.searchsorted(more.docs, fewer.docs)
    where[where == len(more)] = 0
    shared = more.docs[where] == fewer.docs if len(more) else np.zeros(len(fewer), np.bool_)
    left, right = fewer.at(shared), more.at(where[shared])
    return Matches(left.docs, left.scores + right.scores, left.fields | right.fields)


def _keys(postings: Postings) -> NDArray[np.int64]:
    """One number a position, ascending: document, field, position."""
    return (postings.doc_of_position.astype(np.int64) << 32) | postings.packed.astype(np.int64)


def _from_keys(keys: NDArray[np.int64]) -> Postings:
    docs, counts = np.unique((keys >> 32).astype(np.int32), return_counts=True)
    return Postings(docs, counts.astype(np.int32), (keys & 0xFFFF_FFFF).astype(np.uint32))
