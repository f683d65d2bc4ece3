"""Words for the reference engine: the query tree asked of one document after the other, by scanning its terms."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from indexer.documents import TrialDocument
from indexer.fields import TEXT_FIELD
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
    Word,
    leaves,
    only_filters,
)
from indexer.search.request import Words
from indexer.words.analysis import SHORTEST_STEM, may_end_in, positions, spelled, term, terms_of_word, words
from tests.engines.reference_clauses import holds

K1 = 1.2
MISSING = 0.3  # the less, the more a clause that is missing costs
DECAY = 0.1  # a clause weighs less than the one before it
TOGETHER = 0.4  # of what words known together say is said by standing in a row
EXCLUDED = 0.1  # of what a word says is lost where it is also a reason to be excluded
ROUNDING = 1e-5  # exactly half is not most, whatever the last digit of the sum

TELLING = 0.15
NAMING = {"title", "official-title", "condition", "keyword", "condition-term", "intervention"}

Terms = Mapping[str, Mapping[str, list[int]]]  # field -> term -> positions
Place = tuple[str, int]  # field and position


@dataclass(frozen=True)
class Found:
    """How well a document matches, and in which fields."""

    score: float = 0.0
    fields: frozenset[str] = frozenset()

    @classmethod
    def together(cls, parts: Iterable["Found"]) -> "Found":
        """Scores added up, fields collected."""
        several = list(parts)
        fields = (part.fields for part in several)
        return cls(sum(part.score for part in several), frozenset[str]().union(*fields))

    def weighing(self, weight: float) -> "Found":
        """The same with a part of the score."""
        return Found(self.score * weight, self.fields)


class Texts:
    """The analysed texts of some documents."""

    def __init__(self, documents: Iterable[TrialDocument]) -> None:
        self.documents = {document.nct_id: document for document in documents}
        self.terms: dict[str, Terms] = {
            nct_id: {name: positions(texts) for name, texts in document.texts.items()}
            for nct_id, document in self.documents.items()
        }
        self.vocabulary = {
            one for of_document in self.terms.values() for terms in of_document.values() for one in terms
        }
        self.runs = cache(self._runs)
        self.matching = cache(self._matching)
        self.places = cache(self._places)
        self.leaf = cache(self._leaf)
        self.rarity = cache(self._rarity)
        self.length = cache(self._length)

    def _matching(self, tree: Node | None, mode: Words) -> Mapping[str, Found]:
        """The documents that match a tree; without a tree all do."""
        if tree is None:
            return {nct_id: Found() for nct_id in self.terms}
        each = {nct_id: self.find(tree, nct_id, mode) for nct_id in self.terms}
        return {
            nct_id: Found(max(found.score - self._lost(tree, nct_id), 0), found.fields)
            for nct_id, found in each.items()
            if found
        }

    def is_telling(self, word: Word) -> bool:
        """Whether a word stands in a name or title in 15 of 100 documents that hold it."""
        fields = [{field for field, _ in self.places(word, nct_id)} for nct_id in self.terms]
        holding = [found for found in fields if found]
        return bool(holding) and sum(bool(found & NAMING) for found in holding) / len(holding) >= TELLING

    def holding(self, term: str) -> int:
        """In how many documents a term stands."""
        return sum(
            any(term in terms for terms in of_document.values()) for of_document in self.terms.values()
        )

    def _lost(self, tree: Node, nct_id: str) -> float:
        """What words cost that are also reasons to be excluded."""
        return sum(
            EXCLUDED * self.rarity(leaf, Words.ALL)
            for leaf in dict.fromkeys(leaves(tree))
            if any(field == "exclusion" for field, _ in self.places(leaf, nct_id))
        )

    def find(self, node: Node, nct_id: str, mode: Words) -> Found | None:
        """How a document matches a tree; None when it does not."""
        if only_filters(node):
            return Found() if holds(node, self.documents[nct_id]) else None
        match node:
            case Not(part):
                return None if self.find(part, nct_id, mode) else Found()
            case And(parts):
                return self._all(parts, nct_id, mode)
            case Or(parts):
                return self._any(parts, nct_id, mode)
            case Several(parts):
                return self._several(parts, nct_id, mode)
            case Expanded():
                return self._expanded(node, nct_id, mode)
            case Word() | Phrase() | Nearby() | Prefix():
                return self.leaf(node, nct_id)
        raise AssertionError(node)

    def _expanded(self, node: Expanded, nct_id: str, mode: Words) -> Found | None:
        """The best of the own words and the synonyms."""
        own, potential = (
            self.find(node.own, nct_id, mode),
            sum(self.rarity(leaf, mode) for leaf in leaves(node.own)),
        )
        found = []
        if own:
            words_of = [self.leaf(leaf, nct_id) or Found() for leaf in leaves(node.own)]
            score = sum(part.score for part in words_of)
            if len(words_of) > 1:
                row = self._share(Phrase(" ".join(leaf.text for leaf in leaves(node.own))), nct_id)
                score = (1 - TOGETHER) * score + TOGETHER * potential * row
            found.append(Found(score, own.fields))
        for synonym in node.synonyms:
            other = self.leaf(Phrase(synonym.text), nct_id)
            if other:
                share = self._share(Phrase(synonym.text), nct_id)
                found.append(Found(synonym.weight * potential * share, other.fields))
        fields = frozenset[str]().union(*(one.fields for one in found))
        return Found(max(one.score for one in found), fields) if found else None

    def _share(self, leaf: Leaf, nct_id: str) -> float:
        """How much of what a leaf can say it says in one document."""
        frequency = sum(
            TEXT_FIELD[field].boost / self._norm(field, nct_id) for field, _ in self.places(leaf, nct_id)
        )
        return frequency / (K1 + frequency)

    def _all(self, parts: Iterable[Node], nct_id: str, mode: Words, decay: float = 0) -> Found | None:
        found = self._each(parts, nct_id, mode, decay)
        return Found.together(part for part in found if part) if all(found) else None

    def _any(self, parts: Iterable[Node], nct_id: str, mode: Words, decay: float = 0) -> Found | None:
        """Of "A OR -B" the second lets in by no word at all: then A is not the only reason, wherever it stands."""
        found = [part for part in self._each(parts, nct_id, mode, decay) if part]
        without_words = [Found(fields=frozenset({""}))] if not all(part.fields for part in found) else []
        return Found.together([*found, *without_words]) if found else None

    def _each(self, parts: Iterable[Node], nct_id: str, mode: Words, decay: float) -> list[Found | None]:
        """Each part, the later ones weighing less; what has no word to match takes no place."""
        found: list[Found | None] = []
        wanted = 0
        for part in parts:
            here = self.find(part, nct_id, mode)
            if here and decay:
                here = Found(self._met(part, here.score) / (1 + wanted * decay), here.fields)
            found.append(here)
            wanted += bool(leaves(part))
        return found

    def _met(self, clause: Node, score: float) -> float:
        """A clause by the logarithm of how well it is met."""
        potential = sum(self.rarity(leaf, Words.ALL) for leaf in leaves(clause))
        share = score / potential if potential else 0.0
        return potential * math.log1p(share / MISSING) / math.log1p(1 / MISSING)

    def _several(self, parts: tuple[Node, ...], nct_id: str, mode: Words) -> Found | None:
        """Clauses side by side: what is excluded stays excluded, of the rest as many as ``mode`` asks."""
        firm = [part for part in parts if not leaves(part)]  # no word in it can make a trial match
        wanted = [part for part in parts if part not in firm]
        if mode is Words.ALL or not wanted:
            return self._all(parts, nct_id, mode, DECAY)
        found = self._any(wanted, nct_id, mode, DECAY)
        if not found or not self._all(firm, nct_id, mode):
            return None
        if mode is Words.MOST:
            weights = [self.rarity(part, mode) for part in wanted]
            had = sum(
                weight for part, weight in zip(wanted, weights, strict=True) if self.find(part, nct_id, mode)
            )
            return found if had > sum(weights) / 2 + ROUNDING else None
        return found

    def _leaf(self, leaf: Leaf, nct_id: str) -> Found | None:
        places = self.places(leaf, nct_id)
        if not places:
            return None
        frequency = sum(TEXT_FIELD[field].boost / self._norm(field, nct_id) for field, _ in places)
        score = self.rarity(leaf, Words.ALL) * frequency / (K1 + frequency)
        return Found(score, frozenset(field for field, _ in places))

    def _places(self, leaf: Leaf, nct_id: str) -> frozenset[Place]:
        """Where a word, a phrase or the beginning of a word stands; of words near one another, where they begin."""
        if isinstance(leaf, Nearby):
            return self._near(leaf, nct_id)
        return frozenset(
            (field, start)
            for field, terms in self.terms[nct_id].items()
            if leaf.field in {"", field}
            for run in self.runs(leaf)
            for start in terms.get(run[0], ())
            if all(start + offset in terms.get(one, ()) for offset, one in enumerate(run))
            if len(run) == 1 or start - 1 not in terms.get("non", ())
        )

    def _near(self, leaf: Nearby, nct_id: str) -> frozenset[Place]:
        places = [self.places(Word(word, leaf.field), nct_id) for word in words(leaf.text)]
        return frozenset(
            (field, start)
            for field, start in frozenset[Place]().union(*places)
            if all(
                any((field, start + step) in of_word for step in range(leaf.distance + 1))
                for of_word in places
            )
        )

    def _runs(self, leaf: Leaf) -> list[list[str]]:
        """The runs of terms that satisfy a leaf: one term in most cases."""
        match leaf:
            case Phrase(text):
                return [[part for word in words(text) for part in terms_of_word(word)[0]]]
            case Prefix(text):
                *parts, last = text.split("-")
                before = [term(part) for part in parts]
                in_parts = [[*before, one] for one in self.vocabulary if _begins(one, last)]
                return in_parts + [[one] for one in self.vocabulary if _begins(one, "".join(parts) + last)]
            case Word(text):
                return [run for word in words(text) for run in _runs_of_word(word)]
        raise AssertionError(leaf)

    def _rarity(self, node: Node, mode: Words) -> float:
        """What a part weighs; one that stands nowhere, a slip of the finger, weighs nothing."""
        matching = sum(
            bool(self.places(node, nct_id)) if isinstance(node, Leaf) else bool(self.find(node, nct_id, mode))
            for nct_id in self.terms
        )
        return math.log1p((len(self.terms) - matching + 0.5) / (matching + 0.5)) if matching else 0.0

    def _norm(self, field: str, nct_id: str) -> float:
        weight = TEXT_FIELD[field].length_norm
        return 1 - weight + weight * self.length(field, nct_id) / TEXT_FIELD[field].typical_length

    def _length(self, field: str, nct_id: str) -> int:
        return sum(len(found) for found in self.terms[nct_id][field].values())


def _runs_of_word(word: str) -> list[list[str]]:
    """A compound is its parts in a row, or the whole as one word."""
    parts, whole = terms_of_word(word)
    return [list(parts), [whole]] if whole else [list(parts)]


def _begins(one: str, beginning: str) -> bool:
    """Whether a term, which is a stem, may be of a word that begins so."""
    typed = spelled(beginning)
    into_ending = len(one) >= SHORTEST_STEM and may_end_in(typed, one)
    return one.startswith(typed) or one == term(beginning) or into_ending
