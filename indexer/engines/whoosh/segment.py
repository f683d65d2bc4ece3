"""Segment: some documents as one Whoosh segment, with their arrays beside it.

segments/<id>/columns/   ages, dates, facets, sites
segments/<id>/cards/     what pages show
segments/<id>/terms/     the postings
segments/<id>/findings.json.z  what its documents say belongs together, for the thesaurus of the next rebuild
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from indexer.documents import TrialDocument
from indexer.engines.whoosh.cards import CardWriter, packed_texts
from indexer.engines.whoosh.columns import ColumnsWriter, Row
from indexer.engines.whoosh.inversion import Batch, Inversion
from indexer.engines.whoosh.names import save_findings
from indexer.engines.whoosh.postings import begun_segment, close_segment
from indexer.engines.whoosh.schema import schema
from indexer.engines.whoosh.terms import TermWriter
from indexer.words.mining import Findings, Said

Batches = Callable[[], Iterable[Batch]]


def create_index(folder: Path) -> None:
    """An empty Whoosh index in a version folder."""
    FileIndex.create(FileStorage(str(folder / "whoosh")).create(), schema())


def open_index(folder: Path, *, readonly: bool = False) -> Any:
    """The Whoosh index of a version folder."""
    return FileIndex(FileStorage(str(folder / "whoosh"), readonly=readonly))


def place_of(folder: Path, segment: Any) -> Path:
    """Where the arrays of a segment lie."""
    return folder / "segments" / str(segment.segment_id())


def index_documents(folder: Path, documents: Iterable[TrialDocument]) -> Any:
    """Write documents as a new segment, not yet committed."""
    with TemporaryDirectory(dir=folder, prefix="tokens-") as spill:
        inversion, findings = Inversion(Path(spill)), Findings()

        def rows() -> Iterator[tuple[Row, bytes]]:
            for document in documents:
                card = document.card
                findings.add(Said(document.texts, card.conditions, document.headings, document.names))
                kept = replace(document, texts={}, headings=(), names=())
                yield Row(kept, inversion.add(document.texts)), packed_texts(document.texts)

        segment = write_segment(folder, rows(), inversion.batches)
        save_findings(findings, place_of(folder, segment))
        return segment


def write_segment(folder: Path, rows: Iterable[tuple[Row, bytes]], batches: Batches) -> Any:
    """Write rows with packed texts as a new segment, not yet committed; ``batches`` are asked for after the last."""
    with begun_segment(open_index(folder)) as writer:
        place = place_of(folder, writer.newsegment)
        columns = ColumnsWriter()
        with CardWriter(place / "cards") as cards:
            for row, texts in rows:
                writer.add_document(nct_id=row.document.nct_id, row=row)
                columns.add(row)
                cards.add(row.document, texts)
        made = columns.columns()
        made.save(place / "columns")
        terms = TermWriter(place / "terms", made.arrays["lengths"])
        return close_segment(writer, terms.writing(batches()))


def rows_of(reader: Any) -> Iterator[Row]:
    """What a segment stores, by document number, deleted documents included; ``reader`` is Whoosh's."""
    for doc in range(reader.doc_count_all()):
        yield reader.stored_fields(doc)["row"]
