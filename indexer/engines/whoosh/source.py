"""Source: the Whoosh segments of a version, from which its arrays are made again where they are lost or damaged."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from indexer.engines.whoosh.cards import write_cards
from indexer.engines.whoosh.columns import Columns, Row, columns_of
from indexer.engines.whoosh.postings import read_batches, read_postings
from indexer.engines.whoosh.segment import open_index, place_of, rows_of
from indexer.engines.whoosh.terms import NOTHING, Postings, TermWriter, postings_of
from indexer.engines.whoosh.whole import Whole, whole_of
from indexer.errors import IndexCorrupt, SearchIndexError


class Source:
    """The segments of one version folder, opened when they are first needed.

    Safe for many threads: Whoosh's files keep a position, so all reading is behind one lock. Every method raises
    IndexCorrupt when Whoosh's own files are damaged too.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._reader: Any = None

    def whole(self) -> Whole:
        """The whole, from the columns of each segment and what Whoosh knows to be deleted."""
        with self.segments() as segments:
            parts = [self.columns(number) for number in range(len(segments))]
            live = [np.ones(part.documents, np.bool_) for part in parts]
            for segment, mask in zip(segments, live, strict=True):
                mask[list(segment.segment().deleted_docs())] = False
            names = [str(segment.segment().segment_id()) for segment in segments]
        return whole_of(names, parts, np.concatenate([np.empty(0, np.bool_), *live]))

    def columns(self, number: int) -> Columns:
        """The columns of a segment; made again from its rows when their files are missing or damaged."""
        with self.segments() as segments:
            place = place_of(self._folder, segments[number].segment()) / "columns"
            try:
                return Columns.load(place)
            except IndexCorrupt:
                columns = columns_of(rows_of(segments[number]))
                with suppress(OSError):  # a full disk does not keep the index from answering
                    columns.save(place)
                return columns

    def write_terms(self, number: int, place: Path) -> None:
        """Write the terms of a segment anew, from Whoosh's postings."""
        with self.segments() as segments:
            writer = TermWriter(place, self.columns(number).arrays["lengths"])
            for _ in writer.writing(read_batches(segments[number])):
                pass  # each batch is written as it passes by

    def write_cards(self, number: int, place: Path) -> None:
        """Write the cards of a segment anew, from its rows."""
        with self.segments() as segments:
            write_cards((row.document for row in rows_of(segments[number])), place)

    def postings(self, number: int, term: str) -> Postings:
        """The postings of a term in a segment; NOTHING for an unknown term."""
        with self.segments() as segments:
            if ("text", term) not in segments[number]:
                return NOTHING
            docs, values = read_postings(segments[number], term.encode())
            counts = [len(value) // 4 for value in values]
            packed = np.frombuffer(b"".join(values), "<u4").astype(np.uint32)
            return postings_of(np.repeat(docs, counts), packed, self.columns(number).arrays["lengths"])

    def row(self, number: int, doc: int) -> Row:
        """What a segment stores of a document."""
        with self.segments() as segments:
            row: Row = segments[number].stored_fields(doc)["row"]
            return row

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._reader:
                self._reader.close()
            self._reader = None

    @contextmanager
    def segments(self) -> Iterator[list[Any]]:
        """Whoosh's readers of the segments, in order, while nobody else reads."""
        with self._lock, reading_whoosh(self._folder):
            if self._reader is None:
                self._reader = open_index(self._folder, readonly=True).reader()
            yield [leaf for leaf, _ in self._reader.leaf_readers() if leaf.doc_count_all()]


@contextmanager
def reading_whoosh(folder: Path) -> Iterator[None]:
    """Whatever goes wrong in Whoosh's files becomes IndexCorrupt naming the folder and the command.

    Whoosh raises plain Exception, struct, pickle, zlib and lookup errors on damaged files: no narrower class
    covers them, so this one place catches all.
    """
    try:
        yield
    except (SearchIndexError, OSError):
        raise
    except Exception as error:
        raise IndexCorrupt(
            f"The search index in {folder} cannot be read ({type(error).__name__}: {error}). "
            "Run `trials index` to build it again."
        ) from error
