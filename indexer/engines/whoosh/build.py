"""WhooshBuilder: builds a version aside, checks it, switches to it. Rebuild from nothing, or apply changes."""

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from indexer.documents import TrialDocument, documents_hash
from indexer.engines.port import IndexVersion, Parted, Progress
from indexer.engines.whoosh.folders import (
    building,
    current_name,
    link_files,
    read_version,
    switch,
    write_version,
)
from indexer.engines.whoosh.merge import merge_small, needs_merging
from indexer.engines.whoosh.names import read_findings, write_names
from indexer.engines.whoosh.postings import commit
from indexer.engines.whoosh.processes import index_parts
from indexer.engines.whoosh.segment import create_index, index_documents, open_index, place_of
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.source import Source, reading_whoosh
from indexer.engines.whoosh.suggest import write_suggestions
from indexer.engines.whoosh.terms import Terms
from indexer.engines.whoosh.whole import Whole
from indexer.errors import IndexCorrupt
from indexer.words.analysis import term
from indexer.words.spelling import Lexicon
from indexer.words.thesaurus import PairsThesaurus, read_pairs

MOST_PROCESSES = 4  # each takes up to 1.5 GB
CHECKED_DOCUMENTS = 5


class WhooshBuilder:
    """Builds the versions of one index folder. Implements ``port.IndexBuilder``."""

    def __init__(self, root: Path, vocabularies: Sequence[Path] = ()) -> None:
        """``vocabularies``: files that go into the thesaurus, beside what the records say themselves."""
        self._root = root
        self._vocabularies = vocabularies

    def rebuild(
        self, documents: Iterable[TrialDocument], *, revision: int, data_timestamp: str, progress: Progress
    ) -> IndexVersion:
        """A new version from nothing; see the port."""
        with building(self._root) as folder:
            create_index(folder)
            parts = documents.parts(_processes()) if isinstance(documents, Parted) else [documents]
            if len(parts) > 1:
                segments = index_parts(folder, parts, progress)
            else:
                segments = [index_documents(folder, _counted(parts[0], progress))]
            commit(open_index(folder), segments)
            self._save_names(folder, segments)
            return self._publish(folder, revision, data_timestamp)

    def apply(
        self,
        documents: Iterable[TrialDocument],
        removed: Iterable[str],
        *,
        revision: int,
        data_timestamp: str,
    ) -> IndexVersion:
        """A new version from the current one; see the port. Raises IndexMissing when there is none."""
        changed = {document.nct_id: document for document in documents}
        with self._updating() as folder:
            deleted = _numbers(self._root / current_name(self._root), {*changed, *removed})
            added = index_documents(folder, changed.values())
            commit(open_index(folder), [added], deleted=deleted)
            version = self._publish(folder, revision, data_timestamp)
        return self._merged(version)

    def _merged(self, version: IndexVersion) -> IndexVersion:
        """The version, or one with fewer segments: readers have the changes before the merging begins."""
        if not needs_merging(self._root / version.name):
            return version
        with self._updating() as folder:
            merge_small(folder)
            return self._publish(folder, version.registry_revision, version.data_timestamp)

    def _save_names(self, folder: Path, segments: Sequence[Any]) -> None:
        """Thesaurus and suggestions, from what the documents of new segments say and from the vocabularies."""
        places = [place_of(folder, segment) for segment in segments if segment.doc_count_all()]
        findings = read_findings(places)
        terms = [Terms(place / "terms") for place in places]
        holding = {
            short: sum(one.documents_with(term(short)) for one in terms) for short in findings.short_forms()
        }
        pairs = [*read_pairs(self._vocabularies), *findings.pairs(holding)]
        stands = cache(lambda one: any(part.find(one) is not None for part in terms))
        thesaurus = PairsThesaurus(pairs, findings.known())
        write_suggestions(findings, folder / "suggest")
        write_names(thesaurus, Lexicon.of(findings.spellings()), stands, folder / "names")

    @contextmanager
    def _updating(self) -> Iterator[Path]:
        """A new version folder with the files of the current one."""
        with building(self._root) as folder:
            source = self._root / current_name(self._root)
            read_version(source)
            link_files(source, folder)
            with reading_whoosh(folder):
                yield folder

    def _publish(self, folder: Path, revision: int, data_timestamp: str) -> IndexVersion:
        save_whole(folder)
        remove_orphans(folder)
        version = IndexVersion(
            name=folder.name,
            built_at=datetime.now(UTC),
            documents=int(open_index(folder).doc_count()),
            fields_hash=documents_hash(),
            registry_revision=revision,
            data_timestamp=data_timestamp,
        )
        write_version(folder, version)
        check(folder)
        switch(self._root, folder.name)
        return version


def save_whole(folder: Path) -> None:
    """Write what the readers of the version share."""
    with closing(Source(folder)) as source:
        source.whole().save(folder / "whole")


def remove_orphans(folder: Path) -> None:
    """Arrays of segments that were merged into others."""
    living = {name for name, _ in Whole.load(folder / "whole").values["segments"]}
    for place in (folder / "segments").glob("*"):
        if place.name not in living:
            shutil.rmtree(place)


def check(folder: Path) -> None:
    """Open what was built and find some of its trials by their number. Raises IndexCorrupt."""
    with closing(Snapshot(folder)) as snapshot:
        live = np.flatnonzero(snapshot.arrays["live"])
        for doc in live[:: max(len(live) // CHECKED_DOCUMENTS, 1)].tolist():
            nct_id = snapshot.card(doc).nct_id
            if doc not in snapshot.postings(nct_id.lower()).docs:
                raise IndexCorrupt(
                    f"The new index does not find {nct_id}; it is not used. Run `trials index` again."
                )
        if snapshot.documents != snapshot.version.documents:
            raise IndexCorrupt("The new index lost documents while it was written; it is not used.")


def _numbers(folder: Path, nct_ids: set[str]) -> list[int]:
    """The numbers of the documents with these ids in a published version."""
    try:
        whole = Whole.load(folder / "whole")
    except IndexCorrupt:
        with closing(Source(folder)) as source:
            whole = source.whole()
    wanted = [int(nct_id.removeprefix("NCT")) for nct_id in nct_ids if nct_id[3:].isdigit()]
    found = np.isin(whole.arrays["nct"], wanted) & whole.arrays["live"]
    return [int(doc) for doc in np.flatnonzero(found)]


def _processes() -> int:
    return min(os.cpu_count() or 1, MOST_PROCESSES)


def _counted(documents: Iterable[TrialDocument], progress: Progress) -> Iterator[TrialDocument]:
    for number, document in enumerate(documents, 1):
        yield document
        progress(number)
