"""Plain Whoosh as its manual shows it: its own fields, scoring, matchers, and `groupedby` for the counts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from whoosh import query as q
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.sorting import Count, FieldFacet

from indexer.bench.peers.port import (
    COUNTED,
    AllOf,
    AnyOf,
    Begins,
    Clause,
    InARow,
    PeerAnswer,
    PeerDocument,
    PeerQuestion,
    Term,
)

MEMORY_MB = 512
_PLACES = ("places", "open_places", "points", "open_points")
_FACETS = (*COUNTED, "location-open")


class PlainWhoosh:
    """Whoosh without any of our arrays."""

    name = "plain Whoosh"

    def __init__(self) -> None:
        self._searcher: Any = None

    def build(self, documents: Iterable[PeerDocument], folder: Path) -> None:
        """Index the documents with one process, into one segment."""
        index = FileIndex.create(FileStorage(str(folder)).create(), _schema())
        writer = index.writer(limitmb=MEMORY_MB)
        for document in documents:
            writer.add_document(**_fields(document))
        writer.commit(optimize=True)
        index.close()

    def open(self, folder: Path) -> None:
        """Open what was built."""
        self._searcher = FileIndex(FileStorage(str(folder), readonly=True)).searcher()

    def answer(self, question: PeerQuestion) -> PeerAnswer:
        """One search for the page and all facets without a filter of their own, one more for each other facet."""
        own = question.own
        first = [name for name in question.counted if name not in own]
        results = self._searcher.search(
            _query(question),
            limit=question.start + question.limit,
            groupedby={name: FieldFacet(_column(question, name), maptype=Count) for name in first},
            sortedby=FieldFacet("newest", reverse=True) if question.by_newest else None,
        )
        counts = {name: _split(results.groups(name)) for name in first}
        for name in own:
            groups = {name: FieldFacet(_column(question, name), maptype=Count)}
            without = self._searcher.search(_query(question, but=name), limit=1, groupedby=groups)
            counts[name] = _split(without.groups(name))
        shown = () if question.only else results[question.start : question.start + question.limit]
        ids = tuple(hit["nct_id"] for hit in shown)
        return PeerAnswer(ids, len(results), counts)

    def close(self) -> None:
        """Let go of files."""
        self._searcher.close()


def _schema() -> Any:
    keywords = {f"in_{_python(name)}": KEYWORD(commas=True) for name in _FACETS}
    columns = {f"of_{_python(name)}": ID(sortable=True) for name in _FACETS}
    return Schema(
        nct_id=ID(stored=True),
        text=TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True),
        minimum_age=NUMERIC(int, bits=64),
        maximum_age=NUMERIC(int, bits=64),
        newest=NUMERIC(int, bits=32, sortable=True),
        **{name: KEYWORD(commas=True) for name in _PLACES},
        **keywords,
        **columns,
    )


def _fields(document: PeerDocument) -> dict[str, Any]:
    """A document's fields: each facet as words to filter by, and as one value of a column to group by.

    Grouping by a column and taking its value apart afterwards is much quicker than ``allow_overlap``.
    """
    fields: dict[str, Any] = {
        name: getattr(document, name) for name in ("nct_id", "text", "minimum_age", "maximum_age", "newest")
    }
    for name in _PLACES:
        fields[name] = _joined(getattr(document, name))
    for name in _FACETS:
        fields[f"in_{_python(name)}"] = fields[f"of_{_python(name)}"] = _joined(document.facets[name])
    return fields


def _query(question: PeerQuestion, but: str = "") -> Any:
    """The question as Whoosh's query, without the filter of one facet."""
    parts = [_clause(question.text)] if question.text else []
    parts += list(_filters(question, but))
    return q.And(parts) if parts else q.Every()


def _filters(question: PeerQuestion, but: str) -> Iterator[Any]:
    for name, values in question.filters.items():
        if name != but:
            yield _any(f"in_{_python(name)}", values)
    prefix = "open_" if question.open_only else ""
    if question.places and but != "location":
        yield _any(f"{prefix}places", question.places)
    if question.points is not None:
        yield _any(f"{prefix}points", question.points)
    if question.age:
        low, high = question.age
        yield q.NumericRange("minimum_age", None, high, endexcl=True)
        yield q.NumericRange("maximum_age", low, None, startexcl=True)


def _clause(clause: Clause) -> Any:
    match clause:
        case Term(text):
            return q.Term("text", text)
        case InARow(terms):
            return q.Phrase("text", list(terms))
        case Begins(text):
            return q.Prefix("text", text)
        case AllOf(parts):
            return q.And([_clause(part) for part in parts])
        case AnyOf(parts):
            return q.Or([_clause(part) for part in parts])
        case _:
            # Not AndNot, which in Whoosh 2.7.4 sometimes lets a document pass that has both.
            return q.And([_clause(clause.part), q.Not(_clause(clause.unwanted))])


def _any(field: str, values: tuple[str, ...]) -> Any:
    return q.Or([q.Term(field, quote(value, safe="")) for value in values])


def _column(question: PeerQuestion, name: str) -> str:
    return f"of_{_python(question.column(name))}"


def _split(groups: dict[Any, int]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for values, count in groups.items():
        for value in filter(None, str(values or "").split(",")):
            counts[unquote(value)] += count
    return dict(counts)


def _joined(values: tuple[str, ...]) -> str:
    return ",".join(quote(value, safe="") for value in values)


def _python(name: str) -> str:
    return name.replace("-", "_")
