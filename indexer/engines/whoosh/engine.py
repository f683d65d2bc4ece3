"""WhooshEngine: answers a SearchRequest from the current version of an index folder."""

import threading
from pathlib import Path

from indexer.engines.port import IndexVersion, Suggested
from indexer.engines.whoosh.answering import Answering, similar
from indexer.engines.whoosh.folders import current_name
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.errors import IndexBusy, IndexCorrupt, IndexMissing, IndexOutdated
from indexer.search.funnel import Funnel
from indexer.search.request import SearchRequest
from indexer.search.result import Card, FacetValue, SearchResult, Suggestion
from indexer.search.where import Box, FoundSites

OPENING_TRIES = 3  # the version named by the pointer may be replaced between reading the name and opening it


class WhooshEngine:
    """Answers from the newest version; a request that has begun keeps the version it began with."""

    def __init__(self, root: Path) -> None:
        """``root`` is the index folder; it may still be empty, then searches raise IndexMissing."""
        self._root = root
        self._snapshot: Snapshot | None = None
        self._refused = ""  # the name of a version that could not be opened
        self._switching = threading.Lock()

    def search(self, request: SearchRequest) -> SearchResult:
        """See the port."""
        return Answering(self._current(), request).result()

    def facet(self, request: SearchRequest, name: str, under: str = "") -> tuple[FacetValue, ...]:
        """See the port."""
        return Answering(self._current(), request).facet(name, under)

    def count(self, request: SearchRequest) -> int:
        """See the port."""
        return Answering(self._current(), request).count()

    def funnel(self, request: SearchRequest) -> Funnel:
        """See the port."""
        return Answering(self._current(), request).funnel()

    def similar(self, nct_id: str, most: int) -> tuple[Card, ...]:
        """See the port."""
        return similar(self._current(), nct_id, most)

    def suggest(self, typed: str, what: Suggested, most: int) -> tuple[Suggestion, ...]:
        """See the port."""
        snapshot = self._current()
        return (snapshot.places if what == "places" else snapshot.suggestions).find(typed, most)

    def sites(self, request: SearchRequest, within: Box | None = None) -> FoundSites:
        """See the port."""
        return Answering(self._current(), request).sites(within)

    def version(self) -> IndexVersion:
        """See the port."""
        return self._current().version

    def close(self) -> None:
        """See the port."""
        with self._switching:
            if self._snapshot:
                self._snapshot.close()
            self._snapshot = None

    def _current(self) -> Snapshot:
        """The newest version, opened when the pointer names another than before.

        While a new version is opened or cannot be opened, the one in hand goes on answering.
        """
        name, in_hand = self._name(), self._snapshot
        if in_hand and (name in {in_hand.version.name, self._refused} or self._switching.locked()):
            return in_hand
        with self._switching:
            for _ in range(OPENING_TRIES):
                name = current_name(self._root)
                if self._snapshot and name == self._snapshot.version.name:
                    return self._snapshot
                try:
                    # The old snapshot is not closed: requests that began with it still read its files.
                    self._snapshot = Snapshot(self._root / name)
                except (IndexCorrupt, IndexOutdated):
                    if current_name(self._root) != name:
                        continue
                    if not self._snapshot:
                        raise
                    self._refused = name
                return self._snapshot
            raise IndexBusy(
                f"The index in {self._root} changes too often to be opened. Try again in a moment."
            )

    def _name(self) -> str:
        """The name in the pointer; while it cannot be read, the version in hand goes on answering."""
        try:
            return current_name(self._root)
        except (IndexMissing, IndexCorrupt):
            return self._snapshot.version.name if self._snapshot else ""
