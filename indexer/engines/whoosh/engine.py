"""WhooshEngine: answers a SearchRequest from the current version of an index folder."""

import threading
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from indexer.engines.port import IndexVersion
from indexer.engines.whoosh.evaluate import Evaluation, Matches
from indexer.engines.whoosh.explain import matched, nearest_site
from indexer.engines.whoosh.filters import Filters
from indexer.engines.whoosh.folders import current_name
from indexer.engines.whoosh.ordering import page_of
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.errors import IndexBusy, IndexCorrupt, IndexMissing, IndexOutdated
from indexer.fields import FACET, FACETS
from indexer.search.facets import facet_values
from indexer.search.grammar import Reading, read_query
from indexer.search.query import Node, Not, Prefix, Several, leaves, text_of
from indexer.search.request import SearchRequest, Words
from indexer.search.result import DroppedWord, FacetValue, Hit, SearchResult

FEW = 20  # with fewer results than this, "any of these words" is offered
MOST_DROPPED = 8  # words for which "without it" is counted
OPENING_TRIES = 3  # the version named by the pointer may be replaced between reading the name and opening it


@dataclass(frozen=True, slots=True)
class _Found:
    """What the words and the filters leave: ``matches`` of the words that pass every filter."""

    mode: Words
    evaluation: Evaluation
    matches: Matches
    filters: Filters


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
        snapshot = self._current()
        reading = read_query(request.text)
        found = self._found(snapshot, request, reading.tree)
        return SearchResult(
            total=len(found.matches),
            hits=_hits(snapshot, request, found, reading),
            facets={facet.name: _values(found, request, facet.name, "") for facet in FACETS},
            read_as=text_of(reading.tree) if reading.tree else "",
            words_used=found.mode,
            dropped=_dropped(snapshot, request, reading.tree, found),
            any_total=_any_total(snapshot, request, reading.tree, found),
            notes=(*reading.notes, *_shortened(found.evaluation)),
        )

    def facet(self, request: SearchRequest, name: str, under: str = "") -> tuple[FacetValue, ...]:
        """See the port."""
        found = self._found(self._current(), request, read_query(request.text).tree)
        return _values(found, request, name, under)

    def count(self, request: SearchRequest) -> int:
        """See the port."""
        snapshot = self._current()
        return len(_find(snapshot, request, read_query(request.text).tree, request.words).matches)

    def version(self) -> IndexVersion:
        """See the port."""
        return self._current().version

    def close(self) -> None:
        """See the port."""
        with self._switching:
            if self._snapshot:
                self._snapshot.close()
            self._snapshot = None

    def _found(self, snapshot: Snapshot, request: SearchRequest, tree: Node | None) -> _Found:
        """With all words; when nothing has them, with most of them; when nothing has those, with any."""
        found = _find(snapshot, request, tree, request.words)
        if request.words is Words.ALL and isinstance(tree, Several):
            for mode in (Words.MOST, Words.ANY):
                if not len(found.matches):
                    found = _find(snapshot, request, tree, mode)
        return found

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


def _find(snapshot: Snapshot, request: SearchRequest, tree: Node | None, mode: Words) -> _Found:
    evaluation = Evaluation(snapshot, mode)
    matches = evaluation.matches(tree) if tree else evaluation.everything
    filters = Filters(snapshot, request, matches.docs)
    return _Found(mode, evaluation, matches.where(filters.passing), filters)


def _hits(snapshot: Snapshot, request: SearchRequest, found: _Found, reading: Reading) -> tuple[Hit, ...]:
    sites, matches = found.filters.sites, found.matches
    docs = page_of(snapshot, request, sites, matches)
    why = matched(found.evaluation, leaves(reading.tree) if reading.tree else (), docs)
    rows = np.searchsorted(matches.docs, docs)
    return tuple(
        Hit(
            card=snapshot.card(doc),
            score=score,
            nearest=nearest_site(snapshot, sites, doc) if request.near else None,
            matched=why[doc],
            exclusion_only=not elsewhere,
        )
        for doc, score, elsewhere in zip(
            docs.tolist(), matches.scores[rows].tolist(), matches.elsewhere[rows].tolist(), strict=True
        )
    )


def _values(found: _Found, request: SearchRequest, name: str, under: str) -> tuple[FacetValue, ...]:
    return facet_values(FACET[name], found.filters.counts(name, under), request.chosen(name), under)


def _dropped(
    snapshot: Snapshot, request: SearchRequest, tree: Node | None, found: _Found
) -> tuple[DroppedWord, ...]:
    """Where nothing had all words: what is found without each of them, the best first."""
    if found.mode is request.words or not isinstance(tree, Several):
        return ()
    result = []
    for part in tree.parts[:MOST_DROPPED]:
        others = tuple(other for other in tree.parts if other is not part)
        if isinstance(part, Not) or all(isinstance(other, Not) for other in others):
            continue
        total = len(_find(snapshot, request, Several(others), Words.ALL).matches)
        if total:
            result.append(DroppedWord(text_of(part), total))
    return tuple(sorted(result, key=lambda dropped: -dropped.total))


def _any_total(snapshot: Snapshot, request: SearchRequest, tree: Node | None, found: _Found) -> int | None:
    """How many have any of the words, when few have all of them."""
    if found.mode is Words.ANY or not isinstance(tree, Several) or len(found.matches) >= FEW:
        return None
    return len(_find(snapshot, replace(request, words=Words.ANY), tree, Words.ANY).matches)


def _shortened(evaluation: Evaluation) -> tuple[str, ...]:
    return tuple(
        f"“{leaf.text}*” begins very many words; the most frequent ones were searched."
        if isinstance(leaf, Prefix)
        else f"The words of “{leaf.text}” stand in nearly every trial, so they were searched in any order."
        for leaf in evaluation.shortened
    )
