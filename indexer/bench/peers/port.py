"""The port of a peer: what is told to each engine, and what each must answer.

Texts arrive analysed, as ASCII terms between spaces, so that every engine searches for the same terms and totals
can be compared. Words of a phrase stand side by side; ``GAP`` stands between values, so no phrase runs over it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

GAP = "0gap0"  # no word of a question; letters and digits only, as every tokenizer takes them

COUNTED = (  # the ten facets that every answer counts; each document has a tuple of values for each
    "status", "phase", "age-group", "sex", "location", "type", "intervention", "sponsor", "results",
    "healthy-volunteers",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeerDocument:
    """One trial as the peers index it.

    ``facets`` has a tuple of values for each name in ``COUNTED`` (``location``: countries of all sites) and for
    ``location-open`` (countries of the sites that take or will take people). ``places`` are all levels
    ("United States", "United States/Texas", ...) of all sites, ``points`` the numbers of their towns as text;
    ``open_places`` and ``open_points`` those of open sites. Ages are seconds: from, inclusive, and until, exclusive.
    ``newest`` is a day number (0 for none).
    """

    nct_id: str
    text: str
    facets: Mapping[str, tuple[str, ...]]
    places: tuple[str, ...]
    open_places: tuple[str, ...]
    points: tuple[str, ...]
    open_points: tuple[str, ...]
    minimum_age: int
    maximum_age: int
    newest: int


@dataclass(frozen=True, slots=True)
class Term:
    """A term that must stand in the text."""

    text: str


@dataclass(frozen=True, slots=True)
class InARow:
    """Terms that must stand side by side in this order."""

    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Begins:
    """Any term that begins so."""

    text: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part."""

    parts: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part."""

    parts: tuple["Clause", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """``part`` but not ``unwanted``."""

    part: "Clause"
    unwanted: "Clause"


Clause = Term | InARow | Begins | AllOf | AnyOf | Without


@dataclass(frozen=True, slots=True)
class PeerQuestion:
    """One question; every filter given must hold. ``text`` None is every document.

    ``filters``: facet -> chosen values, OR inside, AND across; ``location`` is never in it, it is ``places`` (any
    of them). ``points``: any of these towns. With ``open_only``, ``places``, ``points`` and the counts of
    ``location`` look at ``open_places``, ``open_points`` and ``location-open``.
    ``age``: a document passes when ``minimum_age < age[1] and age[0] < maximum_age``.
    ``by_newest``: order by ``newest``, the highest first, instead of by BM25. ``only``: a facet's own page, which
    counts that one and shows no documents.
    """

    text: Clause | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    age: tuple[int, int] | None = None
    places: tuple[str, ...] = ()
    points: tuple[str, ...] | None = None
    open_only: bool = False
    by_newest: bool = False
    only: str = ""
    start: int = 0
    limit: int = 20

    @property
    def counted(self) -> list[str]:
        """The facets to count."""
        return [
            name
            for name in ([self.only] if self.only else COUNTED)
            if name != "location" or self.points is None
        ]

    @property
    def own(self) -> list[str]:
        """Those of them that have a filter of their own."""
        return [
            name
            for name in self.counted
            if name in self.filters or (name == "location" and bool(self.places))
        ]

    def column(self, facet: str) -> str:
        """The name under which a document has the values to count."""
        return "location-open" if facet == "location" and self.open_only else facet


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """Ids of ``limit`` documents from ``start``, how many there are in all, and by facet value -> count.

    A facet's counts apply every filter but its own (``places`` is ``location``'s own; ``points`` is nobody's own).
    Values that nothing has are left out. ``location`` is left out when ``points`` are given: its counts would
    have to go by site, which only our engine does.
    """

    ids: tuple[str, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]


class Peer(Protocol):
    """An engine over one folder."""

    name: str

    def build(self, documents: Iterable[PeerDocument], folder: Path) -> None:
        """Index the documents into an empty folder, as this engine does it best from one process."""
        ...

    def open(self, folder: Path) -> None:
        """Open what was built."""
        ...

    def answer(self, question: PeerQuestion) -> PeerAnswer:
        """Answer a question."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...
