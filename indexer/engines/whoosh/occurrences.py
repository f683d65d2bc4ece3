"""Occurrences: a word, phrase or prefix of a question -> the documents that hold it, with weighted frequencies."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import distinct
from indexer.engines.whoosh.proximity import near_one_another
from indexer.engines.whoosh.schema import FIELD_SHIFT, ORDINAL
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.terms import EXCLUSION, NOTHING, Joined, Postings, postings_of
from indexer.search.query import Leaf, Nearby, Phrase, Prefix, Word
from indexer.words.analysis import (
    DENIAL,
    SHORTEST_STEM,
    fold,
    may_end_in,
    spelled,
    term,
    terms_of_word,
    words,
)

LONGEST_EXPANSION = 500  # terms of one prefix; beyond it the most frequent are taken
LARGEST_EXPANSION = 20_000_000  # postings of them: a tenth of a second
MOST_POSITIONS = 4_000_000  # of the rarest word of a phrase: looking at more takes longer than anyone waits
MOST_NEARBY_POSITIONS = 2_000_000  # the same of words near one another, which take twice as long

_NO_KEYS = np.empty(0, np.int64)

Alternatives = list[Postings | Joined]  # any of them


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where a leaf stands: ``docs`` ascending, deleted ones included; the others as in terms.py's table."""

    docs: NDArray[np.int32]
    frequencies: NDArray[np.float32]
    fields: NDArray[np.uint32]
    shortened: bool = (
        False  # of a prefix not every word was searched; of a phrase the order was not looked at
    )

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.docs.nbytes + self.frequencies.nbytes + self.fields.nbytes

    def fields_at(self, docs: NDArray[np.int32]) -> NDArray[np.uint32]:
        """For each of some ascending documents the fields in which the leaf stands, a bit an ordinal."""
        fields = np.zeros(len(docs), np.uint32)
        fields[_found(self.docs, docs)] = self.fields[_rows(self.docs, docs)]
        return fields


def occurrences(snapshot: Snapshot, leaf: Leaf) -> Occurrences:
    """Where a leaf stands in a snapshot; what takes long to find is remembered."""
    plain = _plain_term(leaf)
    if plain:
        found = snapshot.postings(plain)
        return Occurrences(found.docs, found.frequencies, found.fields)
    remembered: Occurrences = snapshot.remembered.get(leaf, lambda: _Finder(snapshot, leaf).occurrences())
    return remembered


def frequencies_in_a_row(
    snapshot: Snapshot, texts: list[str], docs: NDArray[np.int32]
) -> NDArray[np.float32]:
    """For each of some ascending documents the weighted frequency of words that stand there in a row."""
    terms = [part for text in texts for word in words(text) for part in terms_of_word(word)[0]]
    found = _Finder(snapshot, Phrase(" ".join(texts))).in_a_row(
        [[snapshot.postings(one)] for one in terms], docs
    )
    frequencies = np.zeros(len(docs), np.float32)
    frequencies[_rows(docs, found.docs)] = np.abs(found.frequencies)
    return frequencies


def _plain_term(leaf: Leaf) -> str:
    """The term of a leaf that is one term in any field, else ""."""
    if leaf.field or isinstance(leaf, Prefix):
        return ""
    found = [terms_of_word(word) for word in words(leaf.text)]
    return found[0][0][0] if len(found) == 1 and len(found[0][0]) == 1 else ""


class _Finder:
    """Finds one leaf in a snapshot."""

    def __init__(self, snapshot: Snapshot, leaf: Leaf) -> None:
        self._snapshot = snapshot
        self._leaf = leaf
        self._lengths = snapshot.arrays["lengths"]
        self._shortened = False

    def occurrences(self) -> Occurrences:
        match self._leaf:
            case Word(text):
                parts = self._of_word(text)
            case Phrase(text):
                terms = [part for word in words(text) for part in terms_of_word(word)[0]]
                parts = [self._phrase([self._snapshot.postings(one) for one in terms])]
            case Nearby(text, distance):
                parts = [self._nearby(words(text), distance)]
            case Prefix(text):
                parts = self._beginning(text)
        if self._leaf.field:
            parts = [self._only_in(part, ORDINAL[self._leaf.field]) for part in parts]
        return self._together(parts)

    def _phrase(self, found: Alternatives) -> Postings | Joined:
        """The terms in a row; where even the rarest stands nearly everywhere, in any order."""
        rarest = min(found, key=lambda one: len(one.docs), default=NOTHING)
        if len(found) < 2 or rarest.positions <= MOST_POSITIONS:  # noqa: PLR2004 - one term has no order
            return self.in_a_row([[one] for one in found])
        return self._anywhere(found, rarest)

    def _anywhere(self, found: Alternatives, rarest: Postings | Joined) -> Postings:
        """The rarest where all the others stand too."""
        self._shortened = True
        return rarest.at(_rows(rarest.docs, _shared(found, rarest)))

    def _nearby(self, typed: list[str], distance: int) -> Postings:
        """The words within a distance of one another; where even the rarest stands nearly everywhere, at any."""
        found = [one for word in dict.fromkeys(typed) for one in self._of_word(word)]
        rarest = min(found, key=lambda one: len(one.docs))
        if rarest.positions > MOST_NEARBY_POSITIONS:
            return self._anywhere(found, rarest)
        docs = _shared(found, rarest)
        slots = [_keys(one.at(_rows(one.docs, docs))) for one in found]
        return self._from_keys(near_one_another(slots, distance))

    def _of_word(self, text: str) -> Alternatives:
        """A plain word; a compound is its parts in a row, or the whole as one word."""
        found: list[list[str]] = []  # terms in a row; any of them
        for word in words(text):
            parts, whole = terms_of_word(word)
            found += [list(parts), [whole]] if whole else [list(parts)]
        if len(found) == 1 and len(found[0]) == 1:
            return [self._snapshot.postings(found[0][0])]
        rows = [_keys(self.in_a_row([[self._snapshot.postings(one)] for one in terms])) for terms in found]
        return [self._from_keys(distinct(np.concatenate([_NO_KEYS, *rows])))]

    def _beginning(self, text: str) -> Alternatives:
        """Words that begin so; of a compound only the last part is a beginning."""
        *parts, last = fold(text).split("-")
        if not parts:
            return self._begun(last)
        slots = [[self._snapshot.postings(term(part))] for part in parts]
        return [self.in_a_row([*slots, self._begun(last)]), *self._begun("".join(parts) + last)]

    def _begun(self, beginning: str) -> Alternatives:
        """The postings of the terms of words that begin so; the most frequent of very many."""
        found = self._expanded(beginning)
        most = sorted(found, key=lambda one: (-found[one], one))
        kept, postings = most[:LONGEST_EXPANSION], 0
        for number, one in enumerate(kept):
            postings += found[one]
            if postings > LARGEST_EXPANSION and number:
                kept = kept[:number]
                break
        self._shortened |= len(kept) < len(most)
        return [self._snapshot.postings(one) for one in kept]

    def _expanded(self, beginning: str) -> dict[str, int]:
        """Terms with their documents; the index holds only stems, which may be shorter than what was typed."""
        typed = spelled(beginning)
        found = self._snapshot.document_frequencies(typed)
        stems = {typed[:length] for length in range(SHORTEST_STEM, len(typed))}
        for stem in {term(beginning), *(stem for stem in stems if may_end_in(typed, stem))}:
            found.setdefault(stem, len(self._snapshot.postings(stem).docs))
        return found

    def in_a_row(self, slots: list[Alternatives], docs: NDArray[np.int32] | None = None) -> Postings:
        """Where one of each slot stands right after one of the slot before, in some ascending documents or in all."""
        if not slots:
            return NOTHING
        if len(slots) == 1 and len(slots[0]) == 1 and docs is None:
            return _all(slots[0][0])
        # The rarest first: each further word is only looked at where the words before it are.
        by_rarity = sorted(enumerate(slots), key=lambda slot: sum(len(one.docs) for one in slot[1]))
        keys = None
        for offset, slot in by_rarity:
            found = [_keys(one.at(_rows(one.docs, docs))) - offset for one in slot]
            here = found[0] if len(found) == 1 else distinct(np.concatenate([_NO_KEYS, *found]))
            keys = here if keys is None else keys[_found(here, keys)]
            docs = distinct((keys >> 32).astype(np.int32))
        return NOTHING if keys is None else self._from_keys(self._not_denied(keys, docs))

    def _not_denied(self, keys: NDArray[np.int64], docs: NDArray[np.int32] | None) -> NDArray[np.int64]:
        """Places that have no "non" right before: non-Hodgkin lymphoma is no Hodgkin lymphoma."""
        denying = self._snapshot.postings(DENIAL)
        denied = _keys(denying.at(_rows(denying.docs, docs))) + 1
        return keys[~_found(denied, keys)]

    def _only_in(self, part: Postings | Joined, ordinal: int) -> Postings:
        """The postings of one field."""
        some = part.at(np.flatnonzero(part.fields >> np.uint32(ordinal) & 1))
        wanted = np.flatnonzero(some.packed >> FIELD_SHIFT == ordinal)
        return postings_of(some.doc_of_position[wanted], some.packed[wanted], self._lengths)

    def _from_keys(self, keys: NDArray[np.int64]) -> Postings:
        docs, packed = (keys >> 32).astype(np.int32), (keys & 0xFFFF_FFFF).astype(np.uint32)
        return postings_of(docs, packed, self._lengths)

    def _together(self, parts: Alternatives) -> Occurrences:
        """Several parts as one: a document's frequency is the sum of its parts'."""
        if len(parts) == 1:
            return Occurrences(parts[0].docs, parts[0].frequencies, parts[0].fields, self._shortened)
        frequencies = np.zeros(len(self._snapshot), np.float32)
        fields = np.zeros(len(self._snapshot), np.uint32)
        for part in parts:
            frequencies[part.docs] += np.abs(part.frequencies)
            fields[part.docs] |= part.fields
        docs = np.flatnonzero(fields).astype(np.int32)
        frequencies, fields = frequencies[docs], fields[docs]
        signed = np.where(fields == EXCLUSION, -frequencies, frequencies)
        return Occurrences(docs, signed, fields, self._shortened)


def _all(part: Postings | Joined) -> Postings:
    return part if isinstance(part, Postings) else part.at(np.arange(len(part.docs)))


def _shared(found: Alternatives, rarest: Postings | Joined) -> NDArray[np.int32]:
    """The documents that hold all."""
    shared = np.ones(len(rarest.docs), np.bool_)
    for one in found:
        shared &= _found(one.docs, rarest.docs)
    return rarest.docs[shared]


def _rows(docs: NDArray[np.int32], wanted: NDArray[np.int32] | None) -> NDArray[np.intp]:
    """The rows of ``docs`` that are among ``wanted``, both ascending; all rows for None."""
    return np.arange(len(docs)) if wanted is None else _look_up(docs, wanted)[_found(docs, wanted)]


def _found(values: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.bool_]:
    """For each of ``wanted`` whether it is among the ascending ``values``."""
    return values[_look_up(values, wanted)] == wanted if len(values) else np.zeros(len(wanted), np.bool_)


def _look_up(values: NDArray[Any], wanted: NDArray[Any]) -> NDArray[np.intp]:
    """For each of ``wanted`` the row at which it is, if it is, among the ascending ``values``."""
    return np.minimum(np.searchsorted(values, wanted), max(len(values) - 1, 0))


def _keys(postings: Postings) -> NDArray[np.int64]:
    """One number a position, ascending: document, field, position."""
    return (postings.doc_of_position.astype(np.int64) << 32) | postings.packed.astype(np.int64)
