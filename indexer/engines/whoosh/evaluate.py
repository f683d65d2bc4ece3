"""A query tree over a snapshot -> which documents match and how well.

BM25F (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", eq. 3.18): term
frequencies are weighted by field and normalised by field length first, when the index is built, then saturated once.
"""

from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.clauses import passing
from indexer.engines.whoosh.occurrences import Occurrences, occurrences
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.search.query import (
    And,
    Expanded,
    Leaf,
    Nearby,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Several,
    Synonym,
    Word,
    leaves,
    only_filters,
)
from indexer.search.request import Words

K1 = 1.2  # the customary saturation
DECAY = 0.1  # what is named first matters most: the n-th clause weighs 1 / (1 + n * DECAY)
ROUNDING = 1e-4  # of sums of weights: exactly half is not most
MUCH_LONGER = 16  # times: then it is quicker to look each document up than to walk over all


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents, ascending and live, each with its score; ``elsewhere``: not only among reasons to be excluded."""

    docs: NDArray[np.int32]
    scores: NDArray[np.float32]
    elsewhere: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.docs)

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.docs.nbytes + self.scores.nbytes + self.elsewhere.nbytes

    def where(self, mask: NDArray[np.bool_]) -> "Matches":
        """The rows at which a mask is true."""
        rows = np.flatnonzero(mask)  # and then by number: many times faster than by the mask itself
        return self if len(rows) == len(self) else self.at(rows)

    def at(self, rows: NDArray[np.intp]) -> "Matches":
        """The rows of these numbers."""
        return Matches(self.docs[rows], self.scores[rows], self.elsewhere[rows])

    def weighing(self, weight: float) -> "Matches":
        """The same with scores of so many times the weight."""
        return self if weight == 1 else Matches(self.docs, self.scores * np.float32(weight), self.elsewhere)


class Evaluation:
    """One tree over one snapshot; ``mode`` says how many of the clauses that stand side by side must match."""

    def __init__(self, snapshot: Snapshot, mode: Words = Words.ALL) -> None:
        self._snapshot = snapshot
        self._mode = mode
        self._leaves: dict[Leaf, Matches] = {}

    @property
    def everything(self) -> Matches:
        """All live documents, with score 0."""
        everything: Matches = self._snapshot.remembered.get("everything", self._everything)
        return everything

    @cached_property
    def shortened(self) -> list[Leaf]:
        """The prefixes of which not every word was searched, and phrases whose order was not looked at."""
        return [leaf for leaf in self._leaves if not isinstance(leaf, Word) and self.where(leaf).shortened]

    def where(self, leaf: Leaf) -> Occurrences:
        """Where a leaf stands."""
        return occurrences(self._snapshot, leaf)

    def matches(self, node: Node) -> Matches:
        """The documents that match a tree."""
        if only_filters(node):
            return self._passing(self.everything, [node])
        match node:
            case Not(part):
                return self._without(self.everything, [part])
            case And(parts):
                return self._all_of(parts)
            case Or(parts):
                return self._any_of([self.matches(part) for part in dict.fromkeys(parts)])
            case Several(parts):
                return self._several(parts)
            case Expanded(own, synonyms):
                return self._expanded(own, synonyms)
            case Word() | Phrase() | Nearby() | Prefix():
                return self._leaf(node)
        raise AssertionError(node)

    def potential(self, node: Node) -> float:
        """The most that words can score together: the sum of what each says."""
        return sum(self.rarity(leaf) for leaf in leaves(node))

    def rarity(self, leaf: Leaf) -> float:
        """How much a leaf says; nothing when it stands nowhere."""
        standing = len(self._leaf(leaf))
        return inverse_document_frequency(self._snapshot.documents, standing) if standing else 0.0

    def _everything(self) -> Matches:
        docs = np.flatnonzero(self._snapshot.arrays["live"]).astype(np.int32)
        return Matches(docs, np.zeros(len(docs), np.float32), np.ones(len(docs), np.bool_))

    def _leaf(self, leaf: Leaf) -> Matches:
        if leaf not in self._leaves:
            self._leaves[leaf] = self._scored(self.where(leaf))
        return self._leaves[leaf]

    def _expanded(self, own: Word | Several, synonyms: tuple[Synonym, ...]) -> Matches:
        """The best of the own words and their synonyms, which are worth a part of what the words are."""
        found = [self.matches(own)]
        potential = self.potential(own)
        for synonym in synonyms:
            leaf = Phrase(synonym.text)
            rarity = self.rarity(leaf)
            if rarity:
                found.append(
                    self._leaf(leaf).weighing(synonym.weight * potential / rarity if potential else 1)
                )
        return self._any_of(found, best=True)

    def _several(self, parts: tuple[Node, ...]) -> Matches:
        if self._mode is Words.ALL:
            return self._all_of(parts, decay=DECAY)
        wanted = [part for part in parts if not is_firm(part)]
        found = [self.matches(part).weighing(1 / (1 + at * DECAY)) for at, part in enumerate(wanted)]
        together = self._any_of(found) if found else self.everything
        if self._mode is Words.MOST and len(found) > 1:
            together = together.where(self._weight(found)[together.docs])
        return self._firm(together, parts)

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

    def _all_of(self, parts: tuple[Node, ...], decay: float = 0.0) -> Matches:
        asked = [part for part in parts if not is_firm(part)]
        wanted = [self.matches(part).weighing(1 / (1 + at * decay)) for at, part in enumerate(asked)]
        together = reduce(self._both, sorted(wanted, key=len)) if wanted else self.everything
        return self._firm(together, parts)

    def _firm(self, matches: Matches, parts: tuple[Node, ...]) -> Matches:
        """Those that satisfy what holds however many of the words must be found; scores stay as they are."""
        firm = [part for part in parts if is_firm(part)]
        matches = self._passing(matches, [part for part in firm if only_filters(part)])
        for part in (part for part in firm if not only_filters(part)):
            if isinstance(part, Not):
                matches = self._without(matches, [part.part])
            else:
                matches = matches.where(self._mask(self.matches(part).docs).take(matches.docs))
        return matches

    def _passing(self, matches: Matches, clauses: list[Node]) -> Matches:
        for clause in clauses:
            matches = matches.where(passing(self._snapshot, clause).take(matches.docs))
        return matches

    def _any_of(self, found: list[Matches], *, best: bool = False) -> Matches:
        """What is in any of them, with the sum of the scores or the best one."""
        found = [part for part in found if len(part)] or found[:1]
        if len(found) == 1:
            return found[0]
        if sum(map(len, found)) * MUCH_LONGER < len(self._snapshot):
            return _merged(found, np.maximum if best else np.add)
        together = np.maximum if best else np.add
        scores = np.zeros(len(self._snapshot), np.float32)
        present = np.zeros(len(self._snapshot), np.bool_)
        elsewhere = np.zeros(len(self._snapshot), np.bool_)
        for part in found:
            present[part.docs] = True
            scores[part.docs] = together(scores[part.docs], part.scores)
            elsewhere[part.docs] |= part.elsewhere
        docs = np.flatnonzero(present).astype(np.int32)
        return Matches(docs, scores[docs], elsewhere[docs])

    def _both(self, fewer: Matches, more: Matches) -> Matches:
        """The documents in both; ``fewer`` must not be longer than ``more``."""
        if len(fewer) * MUCH_LONGER < len(more):
            where = np.searchsorted(more.docs, fewer.docs)
            where[where == len(more)] = 0
            shared = more.docs[where] == fewer.docs
            left, right = fewer.where(shared), more.at(where[shared])
        else:
            right = more.where(self._mask(fewer.docs).take(more.docs))
            left = fewer.where(self._mask(right.docs).take(fewer.docs))
        return Matches(left.docs, left.scores + right.scores, left.elsewhere | right.elsewhere)

    def _mask(self, docs: NDArray[np.int32]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self._snapshot), np.bool_)
        mask[docs] = True
        return mask

    def _without(self, matches: Matches, unwanted: list[Node]) -> Matches:
        for node in unwanted:
            matches = matches.where(~self._mask(self.matches(node).docs).take(matches.docs))
        return matches

    def _scored(self, found: Occurrences) -> Matches:
        docs, signed = found.docs, found.frequencies
        if self._snapshot.has_deleted:
            live = self._snapshot.arrays["live"][docs]
            docs, signed = docs[live], signed[live]
        rarity = np.float32(inverse_document_frequency(self._snapshot.documents, len(docs)))
        frequencies = np.abs(signed)
        scores = rarity * (frequencies / (frequencies + np.float32(K1)))
        return Matches(docs, scores.astype(np.float32, copy=False), signed > 0)


def _merged(found: list[Matches], together: np.ufunc) -> Matches:
    """Few documents in any of several parts, without walking over all."""
    docs = np.concatenate([part.docs for part in found])
    order = np.argsort(docs, kind="stable")
    docs = docs[order]
    first = np.flatnonzero(np.diff(docs, prepend=-1))
    if not len(first):
        return found[0]
    return Matches(
        docs[first],
        together.reduceat(np.concatenate([part.scores for part in found])[order], first),
        np.logical_or.reduceat(np.concatenate([part.elsewhere for part in found])[order], first),
    )


def is_firm(node: Node) -> bool:
    """Whether a part holds however many of the words must be found: no word in it can make a trial match."""
    return not leaves(node)


def inverse_document_frequency(documents: int, matching: int) -> float:
    """How much a word says: ln(1 + (N - n + 0.5) / (n + 0.5)), never negative."""
    return float(np.log1p((documents - matching + 0.5) / (matching + 0.5)))
