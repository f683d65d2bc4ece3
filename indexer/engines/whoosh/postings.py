"""Whoosh's postings, read in bulk into arrays. Everything that depends on its file layout is in this module.

Whoosh visits postings one by one in Python; here a whole block (128 postings) is decoded at a time. A test
compares this reading with Whoosh's own, so a changed layout fails loudly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import TermNotFound

Ints = NDArray[np.int32]
Packed = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Postings:
    """All postings of one term: ``docs`` ascending, ``counts`` of positions each, ``packed`` positions in a row."""

    docs: Ints
    counts: Ints
    packed: Packed

    @property
    def doc_of_position(self) -> Ints:
        """For each packed position the document it is in."""
        return np.repeat(self.docs, self.counts)


NOTHING = Postings(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint32))


def read_postings(reader: Any, term: str) -> Postings:
    """The postings of a term in one segment, deleted documents included; ``NOTHING`` for an unknown term.

    ``reader`` is a Whoosh SegmentReader. Not safe for two threads at once: Whoosh's files keep a position.
    """
    try:
        info = reader.term_info("text", term)
    except TermNotFound:
        return NOTHING
    blocks = [_inlined(info)] if info.is_inlined() else list(_blocks(reader, term))
    values = [value for _, of_block in blocks for value in of_block]
    return Postings(
        docs=np.concatenate([ids for ids, _ in blocks]),
        counts=np.fromiter((len(value) >> 2 for value in values), np.int32, len(values)),
        packed=np.frombuffer(b"".join(values), dtype="<u4"),
    )


def document_frequency(reader: Any, term: str) -> int:
    """In how many documents of the segment a term stands, deleted ones included."""
    return int(reader.doc_frequency("text", term))


def terms_with_prefix(reader: Any, prefix: str) -> Iterator[str]:
    """The terms of the segment that begin with ``prefix``, in order."""
    for term in reader.expand_prefix("text", prefix):
        yield term.decode() if isinstance(term, bytes) else term


def _inlined(info: Any) -> tuple[Ints, tuple[bytes, ...]]:
    ids, _, values = info.inlined_postings()
    return np.asarray(ids, np.int32), tuple(values)


def _blocks(reader: Any, term: str) -> Iterator[tuple[Ints, tuple[bytes, ...]]]:
    matcher = reader._terms.matcher("text", term.encode(), reader.schema["text"].format)  # noqa: SLF001
    while True:
        matcher._read_ids()  # noqa: SLF001
        matcher._read_values()  # noqa: SLF001
        yield np.asarray(matcher._ids, np.int32), tuple(matcher._values)  # noqa: SLF001
        matcher._next_block()  # noqa: SLF001
        if not matcher.is_active():
            return
