"""Snapshot: one published version, opened: postings by term, columns over all segments, stored rows."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from indexer.engines.port import IndexVersion
from indexer.engines.whoosh.columns import COUNTED_FACETS, Columns, Row, columns_of, joined, load, save
from indexer.engines.whoosh.folders import read_version
from indexer.engines.whoosh.postings import Postings, document_frequency, read_postings, terms_with_prefix
from indexer.engines.whoosh.remembered import Remembered
from indexer.errors import IndexCorrupt, SearchIndexError
from indexer.fields import TEXT_FIELDS

CACHED_TERMS = 2_000
CACHED_PLACES = 200


class Snapshot:
    """An open version. Documents are numbered through all segments; ``live`` is False for deleted ones.

    Safe for many threads: everything read from Whoosh's files, which keep a position, is behind one lock.
    """

    def __init__(self, folder: Path) -> None:
        """Open a version folder. Raises IndexCorrupt, IndexOutdated."""
        self.version: IndexVersion = read_version(folder)
        self._lock = threading.Lock()
        with reading_whoosh(folder):
            index = FileIndex(FileStorage(str(folder / "whoosh"), readonly=True))
            self._reader = index.reader()
            self._segments = (
                [leaf for leaf, _ in self._reader.leaf_readers()] if index.doc_count_all() else []
            )
            sizes = [int(segment.doc_count_all()) for segment in self._segments]
            self._bases = np.cumsum([0, *sizes])
            self.live = np.ones(sum(sizes), np.bool_)
            for segment, base in zip(self._segments, self._bases, strict=False):
                self.live[[base + doc for doc in segment.segment().deleted_docs()]] = False
            self.columns = joined(
                [self._columns(folder, segment) for segment in self._segments] or [columns_of([])]
            )
        self.folder = folder
        self.documents = int(self.live.sum())
        lengths = self.columns.arrays["lengths"]
        self.average_lengths: NDArray[np.float32] = (
            lengths[self.live].mean(axis=0, dtype=np.float64).astype(np.float32)
            if self.documents
            else np.ones(len(TEXT_FIELDS), np.float32)
        )
        self._postings: Remembered[Postings] = Remembered(CACHED_TERMS)
        self._docs_of_values: Remembered[NDArray[np.int32]] = Remembered(len(COUNTED_FACETS))
        self._places: Remembered[tuple[list[str], NDArray[np.int64]]] = Remembered(CACHED_PLACES)

    def __len__(self) -> int:
        """How many documents are numbered, deleted ones included."""
        return len(self.live)

    def row(self, doc: int) -> Row:
        """What is stored of a document."""
        segment, base = self._segment_of(doc)
        with self._lock, reading_whoosh(self.folder):
            row: Row = segment.stored_fields(doc - base)["row"]
            return row

    def prefixed(self, prefix: str) -> list[str]:
        """The terms of the index that begin with ``prefix``, in order."""
        found: set[str] = set()
        with self._lock, reading_whoosh(self.folder):
            for segment in self._segments:
                found.update(terms_with_prefix(segment, prefix))
        return sorted(found)

    def document_frequency(self, term: str) -> int:
        """In how many documents a term stands, deleted ones included until their segment is merged."""
        with self._lock, reading_whoosh(self.folder):
            return sum(document_frequency(segment, term) for segment in self._segments)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._reader.close()

    def postings(self, term: str) -> Postings:
        """The postings of a term in all segments, deleted documents included."""
        return self._postings.get(term, self._read_postings)

    def docs_of_values(self, facet: str) -> NDArray[np.int32]:
        """For each entry of a facet's column the document it is of."""
        return self._docs_of_values.get(facet, self._spread_documents)

    def places_under(self, under: str) -> tuple[list[str], NDArray[np.int64]]:
        """The places one level below ``under``, and for each site location the number of its place, else -1."""
        return self._places.get(under, self._number_places)

    @cached_property
    def points(self) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
        """The different points of all sites (points x 2, degrees), and for each site the row of its own.

        The registry gives the point of the town, so a million sites share some tens of thousands.
        """
        sites = np.ascontiguousarray(self.columns.arrays["site.point"])
        unique, of_site = np.unique(sites.view(np.complex128).ravel(), return_inverse=True)
        return unique.view(np.float64).reshape(-1, 2), of_site

    def _read_postings(self, term: str) -> Postings:
        with self._lock, reading_whoosh(self.folder):
            parts = [read_postings(segment, term) for segment in self._segments]
        based = [part.docs + np.int32(base) for part, base in zip(parts, self._bases, strict=False)]
        if len(parts) == 1:
            return parts[0]
        return Postings(
            np.concatenate([np.empty(0, np.int32), *based]),
            np.concatenate([np.empty(0, np.int32), *(part.counts for part in parts)]),
            np.concatenate([np.empty(0, np.uint32), *(part.packed for part in parts)]),
        )

    def _spread_documents(self, facet: str) -> NDArray[np.int32]:
        counts = np.diff(self.columns.arrays[f"facet.{facet}.offsets"])
        return np.repeat(np.arange(len(self), dtype=np.int32), counts)

    def _number_places(self, under: str) -> tuple[list[str], NDArray[np.int64]]:
        places = [_child(path, under) for path in self.columns.values["site.location"]]
        names = sorted({place for place in places if place})
        number = {name: index for index, name in enumerate(names)}
        return names, np.array([number.get(place, -1) for place in places], np.int64)

    def _segment_of(self, doc: int) -> tuple[Any, int]:
        number = int(np.searchsorted(self._bases, doc, side="right")) - 1
        return self._segments[number], int(self._bases[number])

    def _columns(self, folder: Path, segment: Any) -> Columns:
        """A segment's columns; made again from its rows when their files are missing or damaged."""
        place = folder / "columns" / segment.segment().segment_id()
        try:
            return load(place)
        except IndexCorrupt:
            columns = columns_of(rows_of(segment))
            with suppress(OSError):  # a full disk does not keep the index from answering
                save(columns, place)
            return columns


def rows_of(segment: Any) -> Iterator[Row]:
    """What a segment stores, by document number, deleted documents included."""
    for doc in range(segment.doc_count_all()):
        yield segment.stored_fields(doc)["row"]


def _child(path: str, under: str) -> str:
    """The place one level below ``under`` on the way to ``path``; "" when it is not below it.

    >>> _child("United States/Texas/Houston", "United States")
    'United States/Texas'
    """
    start = f"{under}/" if under else ""
    if not path.startswith(start):
        return ""
    return start + path[len(start) :].partition("/")[0]


@contextmanager
def reading_whoosh(folder: Path) -> Iterator[None]:
    """Whatever goes wrong in Whoosh's files becomes IndexCorrupt naming the folder and the command.

    Whoosh raises plain Exception, struct, pickle, zlib and lookup errors on damaged files: no narrower class
    covers them, so this one place catches all.
    """
    try:
        yield
    except SearchIndexError:
        raise
    except Exception as error:
        raise IndexCorrupt(
            f"The search index in {folder} cannot be read ({type(error).__name__}: {error}). "
            "Run `trials index` to build it again."
        ) from error
