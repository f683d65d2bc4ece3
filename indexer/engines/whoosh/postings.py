"""Whoosh's postings, written and read whole terms at a time. Everything that depends on its file layout is here.

Whoosh takes and gives postings one by one in Python; here a block (1,024 postings) is encoded or decoded at once.
A test compares both directions with Whoosh's own, so a changed layout fails loudly.
"""

from array import array
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from indexer.engines.whoosh.inversion import Batch

BLOCK = 1_024  # postings compressed together
COMPRESSION = 1  # zlib's fastest: a third of the time of Whoosh's 3, for a tenth more bytes
READ_AT_ONCE = 1_000_000  # postings
TEXT = "text"  # the last name of the schema in the alphabet: Whoosh keeps fields in that order


class BulkCodec(W3Codec):  # type: ignore[misc]  # whoosh has no types
    """Whoosh's own codec, whose field writer takes the texts' terms as batches.

    Long blocks, since lists are read whole. No lengths, columns hold them: asking for them would look for a file
    once a posting, and half of the build time was spent on it.
    """

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=BLOCK, compression=COMPRESSION)

    def field_writer(self, storage: Any, segment: Any) -> "BulkFieldWriter":
        """Whoosh asks for it when a segment is begun."""
        return BulkFieldWriter(self, storage, segment)


class BulkFieldWriter(W3FieldWriter):  # type: ignore[misc]  # whoosh has no types
    """Writes the postings that Whoosh collected, then those of all texts, which come as batches."""

    batches: Iterable[
        Batch
    ] = ()  # the terms of all texts, in order; to be given before the segment is closed

    def add_postings(self, schema: Any, lengths: Any, items: Any) -> None:
        """Whoosh calls it when the segment is closed."""
        super().add_postings(schema, lengths, items)
        self.start_field(TEXT, schema[TEXT])
        for batch in self.batches:
            self._add_batch(batch)
        self.finish_field()

    def _add_batch(self, batch: Batch) -> None:
        values = _values(batch)
        counts = np.diff(batch.ends, prepend=0).astype(np.float32)
        starts = batch.starts.tolist()
        for number, term in enumerate(batch.terms):
            self.start_term(term)
            last = starts[number + 1]
            for first in range(starts[number], last, BLOCK):
                rows = slice(first, min(first + BLOCK, last))
                writer = self._postwriter
                writer._ids = array("I", batch.docs[rows].tobytes())  # noqa: SLF001
                writer._weights = array("f", counts[rows].tobytes())  # noqa: SLF001
                writer._maxweight = max(writer._weights)  # noqa: SLF001
                writer._values = values[rows]  # noqa: SLF001
                if rows.stop < last:
                    writer._write_block()  # noqa: SLF001
            self.finish_term()


def read_batches(reader: Any) -> Iterator[Batch]:
    """All terms of a segment with their postings, in order; ``reader`` is a Whoosh SegmentReader."""
    terms: list[bytes] = []
    found: list[tuple[NDArray[np.int32], list[bytes]]] = []
    postings = 0
    for name, term in reader.all_terms():
        if name != TEXT:
            continue
        terms.append(term)
        found.append(read_postings(reader, term))
        postings += len(found[-1][0])
        if postings >= READ_AT_ONCE:
            yield _batch(terms, found)
            terms, found, postings = [], [], 0
    if terms:
        yield _batch(terms, found)


def read_postings(reader: Any, term: bytes) -> tuple[NDArray[np.int32], list[bytes]]:
    """The documents that hold a term and the packed positions in each, as Whoosh keeps them.

    Not safe for two threads at once: Whoosh's files keep a position.
    """
    info = reader.term_info(TEXT, term)
    if info.is_inlined():
        ids, _, values = info.inlined_postings()
        return np.asarray(ids, np.int32), list(values)
    docs: list[int] = []
    of_docs: list[bytes] = []
    matcher = reader._terms.matcher(TEXT, term, reader.schema[TEXT].format)  # noqa: SLF001
    while True:
        matcher._read_ids()  # noqa: SLF001
        matcher._read_values()  # noqa: SLF001
        docs.extend(matcher._ids)  # noqa: SLF001
        of_docs.extend(matcher._values)  # noqa: SLF001
        matcher._next_block()  # noqa: SLF001
        if not matcher.is_active():
            return np.array(docs, np.int32), of_docs


def _values(batch: Batch) -> list[bytes]:
    """The packed positions of each posting as little-endian bytes."""
    all_bytes = batch.packed.astype("<u4").tobytes()
    ends = (batch.ends * 4).tolist()
    return [all_bytes[first:last] for first, last in zip([0, *ends], ends, strict=False)]


def _batch(terms: list[bytes], found: list[tuple[NDArray[np.int32], list[bytes]]]) -> Batch:
    values = [value for _, of_docs in found for value in of_docs]
    return Batch(
        terms=terms,
        starts=np.cumsum([0, *(len(docs) for docs, _ in found)], dtype=np.int64),
        docs=np.concatenate([docs for docs, _ in found]),
        ends=np.cumsum([len(value) // 4 for value in values], dtype=np.int64),
        packed=np.frombuffer(b"".join(values), "<u4").astype(np.uint32),
    )


@contextmanager
def begun_segment(index: Any) -> Iterator[Any]:
    """A Whoosh writer of one new segment, ended when anything fails.

    Several may write at the same time, in processes of their own too; the caller holds the index's lock.
    """
    folder = index.storage.folder
    with TemporaryDirectory(dir=folder, prefix="postings-") as own:
        # Not compound: Whoosh reads such a file into memory as a whole, 5 GB of the registry.
        writer = SegmentWriter(FileIndex(_Storage(folder, own)), _lk=False, codec=BulkCodec(), compound=False)
        try:
            yield writer
        except BaseException:
            with suppress(Exception):  # a writer that failed may fail again; what failed first is what counts
                writer.cancel()
            raise


class _Storage(FileStorage):  # type: ignore[misc]  # whoosh has no types
    """A folder of Whoosh with a temporary folder for one writer.

    Whoosh gives the same to every writer of an index, and the first to end deletes it.
    """

    def __init__(self, folder: str, temporary: str) -> None:
        super().__init__(folder)
        self._temporary = temporary

    def temp_storage(self, name: str | None = None) -> FileStorage:  # noqa: ARG002
        """Whoosh asks for it when a writer begins."""
        return FileStorage(self._temporary)


def close_segment(writer: Any, batches: Iterable[Batch]) -> Any:
    """Write the postings of the texts and close; returns the segment, which is nobody's until it is committed."""
    writer.fieldwriter.batches = batches
    segment = writer._finalize_segment()  # noqa: SLF001
    writer._finish()  # noqa: SLF001
    return segment


def commit(
    index: Any, added: list[Any], *, dropped: Container[str] = (), deleted: Iterable[int] = ()
) -> None:
    """One commit: documents deleted by their numbers, segments dropped by id, closed segments added."""
    writer = index.writer()
    for doc in deleted:
        writer.delete_document(doc)
    writer.commit(
        mergetype=lambda _, segments: [
            *(segment for segment in segments if segment.segment_id() not in dropped),
            *(segment for segment in added if segment.doc_count_all()),
        ]
    )
