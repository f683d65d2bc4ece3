"""Snapshot: one published version, opened: postings by term, the whole of the columns, cards."""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from indexer.documents import TrialDocument
from indexer.engines.port import IndexVersion
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.cards import Cards
from indexer.engines.whoosh.folders import read_version
from indexer.engines.whoosh.names import Names
from indexer.engines.whoosh.remembered import Remembered
from indexer.engines.whoosh.source import Source
from indexer.engines.whoosh.suggest import Suggestions, places, read_suggestions, table
from indexer.engines.whoosh.terms import NOTHING, Joined, Postings, Terms
from indexer.engines.whoosh.whole import Whole
from indexer.errors import IndexCorrupt
from indexer.search.result import Card
from indexer.words.spelling import Lexicon, Spelling
from indexer.words.thesaurus import PairsThesaurus, Thesaurus

CACHED_BYTES = 64 << 20  # of joined postings, and as much of whatever else is remembered

_log = logging.getLogger("trials.index")
Opened = TypeVar("Opened")


class Snapshot:
    """An open version. Documents are numbered through all segments. Safe for many threads.

    Everything is answered from arrays. Those that are damaged are made again from the Whoosh segments when the
    version is opened; a damaged posting list or card that is met later is read from there.
    """

    def __init__(self, folder: Path) -> None:
        """Open a version folder. Raises IndexCorrupt, IndexOutdated."""
        self.version: IndexVersion = read_version(folder)
        self.folder = folder
        self._source = Source(folder)
        whole = self._open_whole()
        self.arrays: dict[str, Array] = whole.arrays
        self.values: dict[str, Any] = whole.values
        self._bases: list[int] = list(accumulate((size for _, size in whole.values["segments"]), initial=0))
        self._terms, self._cards = [], []
        for number, (name, _) in enumerate(whole.values["segments"]):
            place = folder / "segments" / name
            self._terms.append(_opened(place / "terms", Terms, self._source.write_terms, number))
            self._cards.append(_opened(place / "cards", Cards, self._source.write_cards, number))
        self.names, self.spelling = _names(folder)
        self.documents = int(self.arrays["live"].sum())
        self.postings_remembered: Remembered[Joined] = Remembered(CACHED_BYTES)
        self.remembered: Remembered[Any] = Remembered(CACHED_BYTES)

    def __len__(self) -> int:
        """How many documents are numbered, deleted ones included."""
        return self._bases[-1]

    @property
    def has_deleted(self) -> bool:
        """Whether some numbered documents are deleted."""
        return self.documents < len(self)

    def postings(self, term: str) -> Postings | Joined:
        """The postings of a term in all segments, deleted documents included; NOTHING for an unknown term."""
        if len(self._terms) == 1:
            return self._postings_in(0, term)
        return self.postings_remembered.get(term, lambda: self._joined(term))

    def document_frequencies(self, prefix: str) -> dict[str, int]:
        """The terms that begin with ``prefix`` and in how many documents each stands, deleted ones included."""
        found: dict[str, int] = {}
        for terms in self._terms:
            numbers = terms.beginning(prefix)
            for number, documents in zip(numbers, terms.documents(numbers).tolist(), strict=True):
                term = terms[number].decode()
                found[term] = found.get(term, 0) + documents
        return found

    def card(self, doc: int) -> Card:
        """What a page shows of a document."""
        number, own = self._segment_of(doc)
        return self._read(lambda: self._cards[number].card(own), doc, lambda document: document.card)

    @cached_property
    def suggestions(self) -> Suggestions:
        """Conditions and treatments; none where they are damaged."""
        try:
            return read_suggestions(self.folder / "suggest")
        except IndexCorrupt as error:
            _log.error("%s Nothing is suggested until then.", error)
            return Suggestions(table(()))

    @cached_property
    def places(self) -> Suggestions:
        """Countries, states and cities with the trials that have sites there."""
        living = self.arrays["live"].take(self.arrays["node.docs"])
        nodes, paths = self.arrays["node.of_entry"], self.values["node"]
        return places(paths, np.bincount(nodes[living], minlength=len(paths)).tolist())

    def number_of(self, nct_id: str) -> int | None:
        """The number of the document of a trial."""
        digits = nct_id.removeprefix("NCT")
        found = np.flatnonzero(self.arrays["nct"] == int(digits)) if digits.isdigit() else ()
        return next((int(doc) for doc in found if self.arrays["live"][doc]), None)

    def facility(self, doc: int, site: int) -> str:
        """The name of the facility of a document's site."""
        number, own = self._segment_of(doc)
        return self._read(
            lambda: self._cards[number].facilities(own)[site],
            doc,
            lambda document: document.sites[site].facility,
        )

    def texts(self, doc: int) -> dict[str, list[str]]:
        """The texts of a document by field, to quote from; none where they were lost."""
        number, own = self._segment_of(doc)
        return self._read(lambda: self._cards[number].texts(own), doc, lambda _: {})

    def close(self) -> None:
        """Let go of the files."""
        self._source.close()

    def _joined(self, term: str) -> Joined:
        return Joined.of(
            [(self._postings_in(number, term), base) for number, base in enumerate(self._bases[:-1])]
        )

    def _postings_in(self, number: int, term: str) -> Postings:
        terms = self._terms[number]
        found = terms.find(term)
        if found is None:
            return NOTHING
        try:
            return terms.postings(found)
        except IndexCorrupt as error:
            _log.error("%s They are read from the segment; `trials index` mends it.", error)
            return self._source.postings(number, term)

    def _read(
        self, read: Callable[[], Opened], doc: int, otherwise: Callable[[TrialDocument], Opened]
    ) -> Opened:
        try:
            return read()
        except IndexCorrupt as error:
            _log.error("%s It is read from the segment; `trials index` mends it.", error)
            return otherwise(self._source.row(*self._segment_of(doc)).document)

    def _segment_of(self, doc: int) -> tuple[int, int]:
        number = int(np.searchsorted(self._bases, doc, side="right")) - 1
        return number, doc - self._bases[number]

    def _open_whole(self) -> Whole:
        try:
            return Whole.load(self.folder / "whole")
        except IndexCorrupt:
            whole = self._source.whole()
            with suppress(OSError):  # a full disk does not keep the index from answering
                whole.save(self.folder / "whole")
            return whole


def _names(folder: Path) -> tuple[Thesaurus, Spelling]:
    """Thesaurus and spelling; empty ones where they are damaged, so that the words themselves are still found."""
    try:
        names = Names(folder / "names")
    except IndexCorrupt as error:
        _log.error("%s No synonyms are searched until then.", error)
        return PairsThesaurus(()), Spelling(Lexicon)
    return names, names.spelling


def _opened(
    place: Path, opening: Callable[[Path], Opened], making: Callable[[int, Path], None], number: int
) -> Opened:
    """Opened arrays of a segment, made again from it when they are damaged."""
    try:
        return opening(place)
    except IndexCorrupt as error:
        _log.error("%s It is made again from the segment.", error)
        making(number, place)
        return opening(place)
