"""The port: what an engine must be able to do, in the product's words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from indexer.documents import TrialDocument
from indexer.search.funnel import Funnel
from indexer.search.request import SearchRequest
from indexer.search.result import Card, FacetValue, SearchResult, Suggestion
from indexer.search.where import Box, FoundSites

Progress = Callable[[int], None]
Suggested = Literal["names", "places"]  # of conditions and treatments, or of places


@dataclass(frozen=True, slots=True)
class IndexVersion:
    """One published state of the index."""

    name: str
    built_at: datetime
    documents: int
    fields_hash: str
    registry_revision: int  # the registry store's revision that it holds
    data_timestamp: str  # the registry's own date of the data, "" when not known


@runtime_checkable
class Parted(Protocol):
    """Documents that can also be read in parts, each by a process of its own: parts can be pickled."""

    def __iter__(self) -> Iterator[TrialDocument]:
        """All of them."""
        ...

    def parts(self, most: int) -> Sequence[Iterable[TrialDocument]]:
        """All of them in at most so many parts, in order."""
        ...


class SearchEngine(Protocol):
    """Answers questions; safe to call from many threads; sees new versions by itself.

    Results with equal rank come newest first: by first posting, then by the higher number.
    Every method raises IndexMissing, IndexOutdated or IndexCorrupt when there is nothing to answer from.
    """

    def search(self, request: SearchRequest) -> SearchResult:
        """The page, the exact total and the exact counts of every facet (``location``: countries)."""
        ...

    def facet(self, request: SearchRequest, name: str, under: str = "") -> tuple[FacetValue, ...]:
        """Every value of one facet; ``under`` is a location such as "United States" or "United States/Texas"."""
        ...

    def count(self, request: SearchRequest) -> int:
        """How many trials satisfy the question as asked, without falling back to fewer words."""
        ...

    def funnel(self, request: SearchRequest) -> Funnel:
        """How many trials each condition leaves; the words as ``search`` takes them."""
        ...

    def similar(self, nct_id: str, most: int) -> tuple[Card, ...]:
        """Open trials like one that the same people may join, the most alike first; none for an unknown id."""
        ...

    def suggest(self, typed: str, what: Suggested, most: int) -> tuple[Suggestion, ...]:
        """What a person may be about to type, those of most trials first; none for less than two letters."""
        ...

    def sites(self, request: SearchRequest, within: Box | None = None) -> FoundSites:
        """Where the trials that ``search`` finds run: the places of sites that count, those inside a box if given."""
        ...

    def version(self) -> IndexVersion:
        """The version that answers now."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


class IndexBuilder(Protocol):
    """Builds aside, checks, switches; the old version answers until the new one is whole."""

    def rebuild(
        self, documents: Iterable[TrialDocument], *, revision: int, data_timestamp: str, progress: Progress
    ) -> IndexVersion:
        """A new version from nothing; documents that are Parted may be built by several processes.

        Raises IndexBusy when another process builds.
        """
        ...

    def apply(
        self,
        documents: Iterable[TrialDocument],
        removed: Iterable[str],
        *,
        revision: int,
        data_timestamp: str,
    ) -> IndexVersion:
        """A new version from the current one: documents replaced or added, ids removed."""
        ...
