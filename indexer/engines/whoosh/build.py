"""WhooshBuilder: builds a version aside, checks it, switches to it. Rebuild from nothing, or apply changes."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from indexer.documents import TrialDocument, documents_hash
from indexer.engines.port import IndexVersion, Progress
from indexer.engines.whoosh.columns import Row, columns_of, save
from indexer.engines.whoosh.folders import (
    building,
    current_name,
    link_files,
    read_version,
    switch,
    write_version,
)
from indexer.engines.whoosh.schema import analysed, codec, schema
from indexer.engines.whoosh.snapshot import Snapshot, reading_whoosh, rows_of
from indexer.errors import IndexCorrupt

MEMORY_MB = 256  # of postings that Whoosh sorts at a time
CHECKED_DOCUMENTS = 5


class WhooshBuilder:
    """Builds the versions of one index folder. Implements ``port.IndexBuilder``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def rebuild(
        self, documents: Iterable[TrialDocument], *, revision: int, data_timestamp: str, progress: Progress
    ) -> IndexVersion:
        """A new version from nothing; see the port."""
        with building(self._root) as folder:
            storage = FileStorage(str(folder / "whoosh")).create()
            index = FileIndex.create(storage, schema())
            sample = _write(index, _counted(documents, progress), ())
            return self._publish(folder, sample, revision, data_timestamp)

    def apply(
        self,
        documents: Iterable[TrialDocument],
        removed: Iterable[str],
        *,
        revision: int,
        data_timestamp: str,
    ) -> IndexVersion:
        """A new version from the current one; see the port. Raises IndexMissing when there is none."""
        with building(self._root) as folder:
            source = self._root / current_name(self._root)
            read_version(source)
            link_files(source, folder)
            with reading_whoosh(folder):
                index = FileIndex(FileStorage(str(folder / "whoosh")))
            sample = _write(index, documents, removed)
            return self._publish(folder, sample, revision, data_timestamp)

    def _publish(self, folder: Path, sample: list[str], revision: int, data_timestamp: str) -> IndexVersion:
        index = FileIndex(FileStorage(str(folder / "whoosh")))
        _save_columns(folder, index)
        version = IndexVersion(
            name=folder.name,
            built_at=datetime.now(UTC),
            documents=int(index.doc_count()),
            fields_hash=documents_hash(),
            registry_revision=revision,
            data_timestamp=data_timestamp,
        )
        write_version(folder, version)
        _check(folder, sample)
        switch(self._root, folder.name)
        return version


def _write(index: Any, documents: Iterable[TrialDocument], removed: Iterable[str]) -> list[str]:
    """Replace, add and remove documents; a few of the ids that must be found afterwards."""
    changed = {document.nct_id: document for document in documents} if index.doc_count_all() else {}
    writer = index.writer(limitmb=MEMORY_MB, codec=codec())
    sample: list[str] = []
    try:
        if index.doc_count_all():
            _delete(index, writer, {*changed, *removed})
        for document in changed.values() if changed else documents:
            _add(writer, document)
            if len(sample) < CHECKED_DOCUMENTS:
                sample.append(document.nct_id)
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    return sample


def _add(writer: Any, document: TrialDocument) -> None:
    texts = analysed(document.texts)
    writer.add_document(
        nct_id=document.nct_id, text=texts, row=Row(replace(document, texts={}), texts.lengths)
    )


def _delete(index: Any, writer: Any, nct_ids: set[str]) -> None:
    with index.reader() as reader:
        for nct_id in nct_ids:
            if ("nct_id", nct_id) in reader:
                for doc in list(reader.postings("nct_id", nct_id).all_ids()):
                    writer.delete_document(doc)


def _save_columns(folder: Path, index: Any) -> None:
    """Columns for the segments that have none yet; those of merged segments go."""
    living = set()
    with index.reader() as reader:
        for segment, _ in reader.leaf_readers() if index.doc_count_all() else ():
            place = folder / "columns" / segment.segment().segment_id()
            living.add(place)
            if not place.exists():
                save(columns_of(rows_of(segment)), place)
    for place in (folder / "columns").glob("*"):
        if place not in living:
            shutil.rmtree(place)


def _check(folder: Path, sample: list[str]) -> None:
    """Open what was built and find some of its trials by their number. Raises IndexCorrupt."""
    snapshot = Snapshot(folder)
    try:
        for nct_id in sample:
            found = snapshot.postings(nct_id.lower()).docs
            if not any(
                snapshot.live[doc] and snapshot.row(int(doc)).document.nct_id == nct_id for doc in found
            ):
                raise IndexCorrupt(
                    f"The new index does not find {nct_id}; it is not used. Run `trials index` again."
                )
        if snapshot.documents != snapshot.version.documents:
            raise IndexCorrupt("The new index lost documents while it was written; it is not used.")
    finally:
        snapshot.close()


def _counted(documents: Iterable[TrialDocument], progress: Progress) -> Iterator[TrialDocument]:
    for number, document in enumerate(documents, 1):
        yield document
        progress(number)
