"""The terms of a segment with their postings as arrays, beside the segment and mapped into memory.

words.npy               all terms, in order of their bytes, and words.ends.npy: see strings.py
starts.npy              int64 (terms + 1): where each term's postings begin in docs, frequencies, fields and ends
tokens.npy              int64 (terms + 1): where each term's positions begin in packed
sums.npy                uint32: CRC-32 of each term's rows in the five files below, checked when a term is first read
docs.bin                int32: the document of each posting, ascending
frequencies.bin         float32: BM25F's weighted and normalised term frequency; negative where the term stands
                        only among the reasons to be excluded
fields.bin              uint32: the fields in which it stands, a bit an ordinal
ends.bin                uint32: where the positions of each posting end, counted from the term's first
packed.bin              uint32: field ordinal << 24 | position

The frequencies hold the field table's weights; its hash keeps an index with other weights from being opened.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import DTypeLike, NDArray

from indexer.engines.whoosh import arrays
from indexer.engines.whoosh.inversion import Batch
from indexer.engines.whoosh.schema import FIELD_SHIFT, ORDINAL
from indexer.engines.whoosh.strings import Strings, packed
from indexer.errors import IndexCorrupt
from indexer.fields import TEXT_FIELDS

EXCLUSION = np.uint32(1 << ORDINAL["exclusion"])
_BULK: Mapping[str, DTypeLike] = {
    "docs": np.int32,
    "frequencies": np.float32,
    "fields": np.uint32,
    "ends": np.uint32,
    "packed": np.uint32,
}
_BOOSTS = np.array([field.boost for field in TEXT_FIELDS], np.float32)
_NORMS = np.array([field.length_norm for field in TEXT_FIELDS], np.float32)
_TYPICAL = np.array([field.typical_length for field in TEXT_FIELDS], np.float32)


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of one term or of several words together: see the file's table for the arrays."""

    docs: NDArray[np.int32]
    frequencies: NDArray[np.float32]
    fields: NDArray[np.uint32]
    ends: NDArray[np.uint32]
    packed: NDArray[np.uint32]

    def at(self, rows: NDArray[np.intp]) -> "Postings":
        """The postings at some rows, ascending, with their positions."""
        ends = self.ends[rows].astype(np.int64)
        begins = np.where(rows > 0, self.ends[rows - 1], 0).astype(np.int64)
        counts = ends - begins
        kept = np.cumsum(counts)
        # For each position where it lies: the begin of its posting, plus how far into the posting it is.
        which = np.repeat(begins - np.concatenate(([0], kept[:-1])), counts) + np.arange(int(counts.sum()))
        return Postings(
            self.docs[rows],
            self.frequencies[rows],
            self.fields[rows],
            kept.astype(np.uint32),
            self.packed[which],
        )

    @property
    def positions(self) -> int:
        """How many there are."""
        return len(self.packed)

    @property
    def doc_of_position(self) -> NDArray[np.int32]:
        """For each packed position the document it is in."""
        return np.repeat(self.docs, np.diff(self.ends, prepend=np.uint32(0)))


@dataclass(frozen=True, slots=True)
class Joined:
    """The postings of one term in several segments; their positions stay where they are until they are asked for."""

    docs: NDArray[np.int32]
    frequencies: NDArray[np.float32]
    fields: NDArray[np.uint32]
    parts: tuple[tuple[Postings, int], ...]  # with the number of the segment's first document

    @classmethod
    def of(cls, parts: Iterable[tuple[Postings, int]]) -> "Joined":
        """Join parts, in the order of their documents."""
        found = tuple((part, base) for part, base in parts if len(part.docs))
        return cls(
            np.concatenate([NOTHING.docs, *(part.docs + np.int32(base) for part, base in found)]),
            np.concatenate([NOTHING.frequencies, *(part.frequencies for part, _ in found)]),
            np.concatenate([NOTHING.fields, *(part.fields for part, _ in found)]),
            found,
        )

    @property
    def positions(self) -> int:
        """How many there are."""
        return sum(part.positions for part, _ in self.parts)

    @property
    def nbytes(self) -> int:
        """Bytes in memory; the parts are mapped files."""
        return self.docs.nbytes + self.frequencies.nbytes + self.fields.nbytes

    def at(self, rows: NDArray[np.intp]) -> Postings:
        """The postings at some rows, ascending, with their positions."""
        ends = np.cumsum([0, *(len(part.docs) for part, _ in self.parts)])
        cuts = np.searchsorted(rows, ends)
        pieces = [
            (part.at(rows[cuts[number] : cuts[number + 1]] - ends[number]), base)
            for number, (part, base) in enumerate(self.parts)
        ]
        tokens = np.cumsum([0, *(len(piece.packed) for piece, _ in pieces)]).astype(np.uint32)
        return Postings(
            self.docs[rows],
            self.frequencies[rows],
            self.fields[rows],
            np.concatenate(
                [
                    NOTHING.ends,
                    *(piece.ends + first for (piece, _), first in zip(pieces, tokens, strict=False)),
                ]
            ),
            np.concatenate([NOTHING.packed, *(piece.packed for piece, _ in pieces)]),
        )


NOTHING = Postings(
    np.empty(0, np.int32),
    np.empty(0, np.float32),
    np.empty(0, np.uint32),
    np.empty(0, np.uint32),
    np.empty(0, np.uint32),
)


def postings_of(docs: NDArray[np.int32], packed: NDArray[np.uint32], lengths: NDArray[np.uint16]) -> Postings:
    """Postings from positions: ``docs`` is the document of each, ascending; ``lengths`` documents x text fields."""
    if not len(docs):
        return NOTHING
    begins = np.flatnonzero(np.diff(docs, prepend=-1))
    return Postings(
        docs[begins],
        *_weighted(docs, packed, begins, lengths),
        np.append(begins[1:], len(docs)).astype(np.uint32),
        packed,
    )


def _weighted(
    docs: NDArray[np.int32],
    packed: NDArray[np.uint32],
    begins: NDArray[np.int64],
    lengths: NDArray[np.uint16],
) -> tuple[NDArray[np.float32], NDArray[np.uint32]]:
    """Frequency and fields of each posting, from the document of each position and where postings begin.

    BM25F's frequency is the sum over its positions of boost / (1 - b + b * length / typical): Robertson & Zaragoza
    2009, "The Probabilistic Relevance Framework: BM25 and Beyond", eq. 3.18-3.20.
    """
    ordinals = packed >> FIELD_SHIFT
    norms = 1 - _NORMS[ordinals] + _NORMS[ordinals] * (lengths[docs, ordinals] / _TYPICAL[ordinals])
    sums = np.add.reduceat(_BOOSTS[ordinals] / norms, begins, dtype=np.float32)
    fields = np.bitwise_or.reduceat(np.left_shift(np.uint32(1), ordinals), begins)
    return np.where(fields == EXCLUSION, -sums, sums), fields


class Terms:
    """The term dictionary and postings of one segment."""

    def __init__(self, folder: Path) -> None:
        """Open what a TermWriter wrote. Raises IndexCorrupt when files are missing or damaged."""
        directory, values = arrays.load(folder)
        self._words = Strings(directory, "words")
        self._starts = directory["starts"]
        self._tokens = directory["tokens"]
        self._sums = directory["sums"]
        self._sound = bytearray(len(self._sums))
        self._folder = folder
        self._bulk = Postings(
            *(_mapped(folder / f"{name}.bin", kind, values[name]) for name, kind in _BULK.items())
        )

    def __len__(self) -> int:
        return len(self._sums)

    def __getitem__(self, number: int) -> bytes:
        """The bytes of a term."""
        return self._words[number]

    def find(self, term: str) -> int | None:
        """The number of a term."""
        return self._words.find(term)

    def beginning(self, prefix: str) -> range:
        """The numbers of the terms that begin so."""
        return self._words.beginning(prefix)

    def documents_with(self, term: str) -> int:
        """In how many documents a term stands."""
        number = self.find(term)
        return 0 if number is None else int(self._starts[number + 1] - self._starts[number])

    def documents(self, numbers: range) -> NDArray[np.int64]:
        """In how many documents each of some terms stands."""
        return np.diff(self._starts[numbers.start : numbers.stop + 1])

    def postings(self, number: int) -> Postings:
        """The postings of a term. Raises IndexCorrupt when they are not what was written."""
        rows = slice(int(self._starts[number]), int(self._starts[number + 1]))
        found = Postings(
            self._bulk.docs[rows],
            self._bulk.frequencies[rows],
            self._bulk.fields[rows],
            self._bulk.ends[rows],
            self._bulk.packed[int(self._tokens[number]) : int(self._tokens[number + 1])],
        )
        if not self._sound[number]:
            if _sum(found) != self._sums[number]:
                raise IndexCorrupt(f"The postings of a term in {self._folder} are damaged.")
            self._sound[number] = 1
        return found


class TermWriter:
    """Writes the terms of a segment, which come in order; ``lengths``: documents x text fields."""

    def __init__(self, folder: Path, lengths: NDArray[np.uint16]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lengths = lengths
        self._words: list[bytes] = []
        self._starts, self._tokens = [np.zeros(1, np.int64)], [np.zeros(1, np.int64)]
        self._sums: list[int] = []
        self._sizes = dict.fromkeys(_BULK, 0)

    def writing(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Writes batches as they pass by; with the last one everything is written."""
        with ExitStack() as opened:
            files = {name: opened.enter_context((self._folder / f"{name}.new").open("wb")) for name in _BULK}
            for batch in batches:
                self._add(batch, files)
                yield batch
        for name in _BULK:
            (self._folder / f"{name}.new").replace(self._folder / f"{name}.bin")
        directory: dict[str, arrays.Array] = {
            **packed("words", self._words),
            "starts": np.concatenate(self._starts),
            "tokens": np.concatenate(self._tokens),
            "sums": np.array(self._sums, np.uint32),
        }
        arrays.save(directory, self._sizes, self._folder)

    def _add(self, batch: Batch, files: Mapping[str, IO[bytes]]) -> None:
        found, ends = _as_written(batch, self._lengths)
        self._words += batch.terms
        self._starts.append(batch.starts[1:] + self._sizes["docs"])
        self._tokens.append(ends + self._sizes["packed"])
        self._sums += _sums(found, batch.starts, ends)
        for name, file in files.items():
            array = getattr(found, name)
            array.tofile(file)
            self._sizes[name] += len(array)


def _as_written(batch: Batch, lengths: NDArray[np.uint16]) -> tuple[Postings, NDArray[np.int64]]:
    """A batch as it is written, and where the positions of each term end in it."""
    begins = np.concatenate((np.zeros(1, np.int64), batch.ends[:-1]))
    doc_of_position = np.repeat(batch.docs, np.diff(batch.ends, prepend=0))
    frequencies, fields = _weighted(doc_of_position, batch.packed, begins, lengths)
    ends_of_terms = batch.ends[batch.starts[1:] - 1]
    first_positions = np.concatenate((np.zeros(1, np.int64), ends_of_terms[:-1]))
    counted_from_term = batch.ends - np.repeat(first_positions, np.diff(batch.starts))
    found = Postings(batch.docs, frequencies, fields, counted_from_term.astype(np.uint32), batch.packed)
    return found, ends_of_terms


def _sums(found: Postings, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> list[int]:
    """The checksum of each term of a batch."""
    rows, positions = starts.tolist(), [0, *ends.tolist()]
    return [
        _sum(
            Postings(
                found.docs[rows[number] : rows[number + 1]],
                found.frequencies[rows[number] : rows[number + 1]],
                found.fields[rows[number] : rows[number + 1]],
                found.ends[rows[number] : rows[number + 1]],
                found.packed[positions[number] : positions[number + 1]],
            )
        )
        for number in range(len(ends))
    ]


def _sum(found: Postings) -> int:
    total = 0
    for array in (found.docs, found.frequencies, found.fields, found.ends, found.packed):
        total = zlib.crc32(array.data, total)
    return total


def _mapped(path: Path, kind: DTypeLike, size: int) -> arrays.Array:
    if not path.exists() or path.stat().st_size != size * np.dtype(kind).itemsize:
        raise IndexCorrupt(f"{path} is missing or cut short.")
    # A plain array over the mapping: slices of a memmap object cost ten times as much.
    return np.asarray(np.memmap(path, kind, "r")) if size else np.empty(0, kind)
