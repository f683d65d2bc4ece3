"""Inversion: the words of documents, one document after the other -> terms in order, each with all its postings.

Tokens are kept as numbers in arrays, not as Python objects: sorting millions of them takes a second. What does not
fit in memory waits on disk, distributed by term, so that each part can be sorted on its own.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.schema import FIELD_SHIFT, LAST_POSITION, LONGEST_FIELD
from indexer.fields import TEXT_FIELDS
from indexer.words.analysis import VALUE_GAP, terms_of_word, words

BUFFERED = 3_000_000  # tokens at once: 36 MB, and ten times as much while they are sorted and weighted


@dataclass(frozen=True, slots=True)
class Batch:
    """Some terms, in order of their bytes, with their postings.

    ``starts`` int64 (terms + 1): where each term's postings begin in ``docs`` int32; ``ends`` int64: where each
    posting's positions end in ``packed`` uint32, field ordinal << 24 | position.
    """

    terms: list[bytes]
    starts: NDArray[np.int64]
    docs: NDArray[np.int32]
    ends: NDArray[np.int64]
    packed: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Tokens in the order of their documents: number of the term uint32, document int32, packed position uint32."""

    terms: NDArray[np.uint32]
    docs: NDArray[np.int32]
    packed: NDArray[np.uint32]

    def at(self, rows: NDArray[np.intp]) -> "_Tokens":
        return _Tokens(self.terms[rows], self.docs[rows], self.packed[rows])


class Inversion:
    """Takes documents, numbered from 0, and gives their terms; ``folder`` is for what does not fit in memory."""

    def __init__(self, folder: Path, buffered: int = BUFFERED) -> None:
        self._folder = folder
        self._buffered = buffered
        self._terms: dict[str, int] = {}  # term -> its number, in order of appearance
        self._plain: dict[str, int] = {}  # word that is no compound -> the number of its term
        self._numbers = array("I")
        self._packed = array("I")
        self._ends = array("q")  # of the tokens of each document in memory
        self._lengths: list[tuple[int, ...]] = []
        self._spilled = 0

    def __len__(self) -> int:
        return len(self._lengths)

    @property
    def lengths(self) -> NDArray[np.uint16]:
        """Words of each text field, documents x text fields."""
        return np.array(self._lengths, np.uint16).reshape(len(self._lengths), len(TEXT_FIELDS))

    def add(self, texts: Mapping[str, tuple[str, ...]]) -> tuple[int, ...]:
        """Take the texts of the next document, by field; returns how many words each field has."""
        lengths = []
        for ordinal, field in enumerate(TEXT_FIELDS):
            before = len(self._numbers)
            position = 0
            for value in texts.get(field.name, ()):
                position = self._add_value(words(value), ordinal << FIELD_SHIFT, position) + VALUE_GAP
            lengths.append(min(len(self._numbers) - before, LONGEST_FIELD))
        self._ends.append(len(self._numbers))
        self._lengths.append(tuple(lengths))
        if len(self._numbers) >= self._buffered:
            self._spill()
        return self._lengths[-1]

    def batches(self) -> Iterator[Batch]:
        """All terms in order of their bytes; afterwards the inversion is empty."""
        in_order = sorted(self._terms, key=str.encode)
        rank = np.empty(len(in_order), np.uint32)
        rank[[self._terms[term] for term in in_order]] = np.arange(len(in_order), dtype=np.uint32)
        self._terms.clear()
        self._plain.clear()
        for tokens in self._parts(rank):
            order = np.argsort(tokens.terms, kind="stable")  # documents and positions stay in order
            yield _batch(in_order, tokens.at(order))

    def _add_value(self, found: list[str], base: int, position: int) -> int:
        """The words of one value; returns the position after them."""
        numbers = list(map(self._plain.get, found))
        if None in numbers or position + len(numbers) > LAST_POSITION:
            return self._add_words(found, base, position)
        self._numbers.extend(numbers)  # type: ignore[arg-type]  # none is None
        self._packed.extend(range(base + position, base + position + len(numbers)))
        return position + len(numbers)

    def _add_words(self, found: list[str], base: int, position: int) -> int:
        """The same word by word: compounds, and words that were not met before."""
        for word in found:
            parts, whole = terms_of_word(word)
            if not whole:
                self._plain[word] = self._number(parts[0])
            elif whole != parts[0]:  # "patient-s" must not stand twice in one place
                self._token(whole, base, position)
            for part in parts:
                self._token(part, base, position)
                position += 1
        return position

    def _token(self, term: str, base: int, position: int) -> None:
        self._numbers.append(self._number(term))
        self._packed.append(base | min(position, LAST_POSITION))

    def _number(self, term: str) -> int:
        return self._terms.setdefault(term, len(self._terms))

    def _parts(self, rank: NDArray[np.uint32]) -> Iterator[_Tokens]:
        """All tokens with the rank of their term as its number, terms that follow each other together."""
        if not self._spilled:
            tokens = self._in_memory()
            if len(tokens.terms):
                yield _Tokens(rank[tokens.terms], tokens.docs, tokens.packed)
            return
        if self._numbers:
            self._spill()
        totals = np.zeros(len(rank), np.int64)
        for number in range(self._spilled):
            totals += np.bincount(rank[self._spill_of(number).terms], minlength=len(rank))
        group = (np.cumsum(totals) // self._buffered).astype(np.uint16)
        for number in range(self._spilled):
            tokens = self._spill_of(number)
            ranked = rank[tokens.terms]
            self._distribute(_Tokens(ranked, tokens.docs, tokens.packed), group[ranked])
            self._path(f"spill{number}").unlink()
        for number in range(int(group[-1]) + 1):
            path = self._path(f"group{number}")
            if path.exists():
                yield _read(path)
                path.unlink()

    def _distribute(self, tokens: _Tokens, group: NDArray[np.uint16]) -> None:
        order = np.argsort(group, kind="stable")
        numbers, starts = np.unique(group[order], return_index=True)
        for number, rows in zip(numbers, np.split(order, starts[1:]), strict=True):
            _append(self._path(f"group{number}"), tokens.at(rows))

    def _in_memory(self) -> _Tokens:
        ends = np.frombuffer(self._ends, np.int64) if self._ends else np.empty(0, np.int64)
        first = len(self) - len(ends)
        docs = np.repeat(np.arange(first, len(self), dtype=np.int32), np.diff(ends, prepend=0))
        return _Tokens(np.array(self._numbers, np.uint32), docs, np.array(self._packed, np.uint32))

    def _spill(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        _append(self._path(f"spill{self._spilled}"), self._in_memory())
        self._spilled += 1
        self._numbers, self._packed, self._ends = array("I"), array("I"), array("q")

    def _spill_of(self, number: int) -> _Tokens:
        return _read(self._path(f"spill{number}"))

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.tokens"


def _batch(in_order: Sequence[str], tokens: _Tokens) -> Batch:
    """Tokens sorted by term as terms with postings."""
    new_term = np.diff(tokens.terms, prepend=-1) != 0
    new_posting = new_term | (np.diff(tokens.docs, prepend=-1) != 0)
    postings = np.flatnonzero(new_posting)
    return Batch(
        terms=[in_order[rank].encode() for rank in tokens.terms[new_term]],
        starts=np.append(np.flatnonzero(new_term[postings]), len(postings)),
        docs=tokens.docs[postings],
        ends=np.append(postings[1:], len(tokens.terms)),
        packed=tokens.packed,
    )


def _append(path: Path, tokens: _Tokens) -> None:
    rows = np.stack([tokens.terms, tokens.docs.view(np.uint32), tokens.packed], axis=1)
    with path.open("ab") as file:
        rows.tofile(file)


def _read(path: Path) -> _Tokens:
    rows = np.fromfile(path, np.uint32).reshape(-1, 3)
    return _Tokens(
        np.ascontiguousarray(rows[:, 0]),
        np.ascontiguousarray(rows[:, 1]).view(np.int32),
        np.ascontiguousarray(rows[:, 2]),
    )
