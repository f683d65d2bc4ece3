"""Rescoring: the best few hundred looked at again, by what would take too long for all.

The score is that of ``evaluate``, with three differences. A clause that is missing costs more than a further mention
of another one brings: each counts by the logarithm of how well it is met. Words that are known together count in part
by standing together. Words that a trial also names among its reasons to be excluded cost it a part of what they say.
The parts were chosen by judged searches (docs/finding.md).
"""

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.evaluate import DECAY, K1, Evaluation, Matches, is_firm
from indexer.engines.whoosh.occurrences import frequencies_in_a_row
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.terms import EXCLUSION
from indexer.search.query import And, Expanded, Node, Or, Phrase, Several, Word, leaves

RESCORED = 500  # trials; nobody looks further
MISSING = 0.3  # the less, the more a clause that is missing costs: share -> log(1 + share / MISSING)
TOGETHER = 0.4  # of what words known together say is said by standing together
EXCLUDED = 0.1  # of what a word says is lost where it is also a reason to be excluded

Scores = NDArray[np.float32]


class Rescoring:
    """Scores some documents of one evaluation anew; ``docs`` ascending."""

    def __init__(self, snapshot: Snapshot, evaluation: Evaluation, docs: NDArray[np.int32]) -> None:
        self._snapshot = snapshot
        self._evaluation = evaluation
        self._docs = docs

    def scores(self, tree: Node) -> Scores:
        """The score of each document."""
        lost = np.zeros(len(self._docs), np.float32)
        for leaf in dict.fromkeys(leaves(tree)):
            among = self._evaluation.where(leaf).fields_at(self._docs) & EXCLUSION > 0
            lost += np.float32(EXCLUDED * self._evaluation.rarity(leaf)) * among
        return (self._of(tree) - lost).clip(0)

    def _of(self, node: Node) -> Scores:
        match node:
            case _ if is_firm(node):
                return self._nothing()
            case And(parts) | Or(parts):
                return self._sum([self._of(part) for part in parts])
            case Several(parts):
                wanted = [part for part in parts if not is_firm(part)]
                return self._sum(
                    [self._met(part) * np.float32(1 / (1 + at * DECAY)) for at, part in enumerate(wanted)]
                )
            case Expanded(own, _):
                return self._expanded(node, own)
            case _:
                return _at(self._evaluation.matches(node), self._docs)

    def _met(self, clause: Node) -> Scores:
        """A clause by the logarithm of how well it is met."""
        potential = self._evaluation.potential(clause)
        if not potential:
            return self._nothing()
        share = self._of(clause) / np.float32(potential)
        met: Scores = np.log1p(share / np.float32(MISSING)) * np.float32(potential / np.log1p(1 / MISSING))
        return met

    def _expanded(self, node: Expanded, own: Word | Several) -> Scores:
        potential = self._evaluation.potential(own)
        words = [_at(self._evaluation.matches(leaf), self._docs) for leaf in leaves(own)]
        best: NDArray[np.floating] = self._sum(words)
        if len(words) > 1:
            frequency = frequencies_in_a_row(self._snapshot, [leaf.text for leaf in leaves(own)], self._docs)
            together = frequency / (frequency + np.float32(K1))
            best = best * np.float32(1 - TOGETHER) + together * np.float32(TOGETHER * potential)
        for synonym in node.synonyms:
            leaf = Phrase(synonym.text)
            rarity = self._evaluation.rarity(leaf)
            if rarity:
                share = np.float32(synonym.weight * potential / rarity)
                other = _at(self._evaluation.matches(leaf), self._docs) * share
                best = np.where(other > best, other, best)
        return best.astype(np.float32, copy=False)

    def _sum(self, parts: list[Scores]) -> Scores:
        total = self._nothing()
        for part in parts:
            total = total + part
        return total

    def _nothing(self) -> Scores:
        return np.zeros(len(self._docs), np.float32)


def _at(matches: Matches, docs: NDArray[np.int32]) -> Scores:
    """The score of each document, nothing where it does not match."""
    if not len(matches):
        return np.zeros(len(docs), np.float32)
    rows = np.minimum(np.searchsorted(matches.docs, docs), len(matches) - 1)
    return np.where(matches.docs[rows] == docs, matches.scores[rows], np.float32(0))
