"""SQLite's FTS5 for words, and SQL over tables of values for filters and counts."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

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

_LISTS = ("places", "open_places", "points", "open_points")
_FACETS = (*COUNTED, "location-open")
_TABLES = """
    CREATE TABLE documents (doc INTEGER PRIMARY KEY, nct_id, minimum_age INT, maximum_age INT, newest INT);
    CREATE TABLE names (number INTEGER PRIMARY KEY, name UNIQUE);
    CREATE TABLE held (field INT, value INT, doc INT, PRIMARY KEY (field, value, doc)) WITHOUT ROWID;
    CREATE TABLE by_doc (field INT, doc INT, value INT, PRIMARY KEY (field, doc, value)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE texts USING fts5(text, content='', tokenize='ascii');
"""


class Fts5:
    """SQLite as somebody who knows it well would use it."""

    name = "SQLite FTS5"

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._database: Any = None

    def build(self, documents: Iterable[PeerDocument], folder: Path) -> None:
        """Index the documents in one transaction."""
        folder.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(folder / "fts5.db")
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000;")
        database.executescript(_TABLES)
        names: dict[str, int] = {}
        with database:
            for doc, document in enumerate(documents, 1):
                database.execute("INSERT INTO texts(rowid, text) VALUES (?, ?)", (doc, document.text))
                row = (doc, document.nct_id, document.minimum_age, document.maximum_age, document.newest)
                database.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?)", row)
                held = {(field, names.setdefault(v, len(names)), doc) for field, v in _values(document)}
                database.executemany("INSERT INTO held VALUES (?, ?, ?)", held)
            database.executemany("INSERT INTO names VALUES (?, ?)", ((n, v) for v, n in names.items()))
            database.execute(
                "INSERT INTO by_doc SELECT field, doc, value FROM held WHERE field < ?", (len(_FACETS),)
            )
            database.execute("INSERT INTO texts(texts) VALUES ('optimize')")
            database.execute("CREATE INDEX by_newest ON documents (newest DESC, doc)")
        database.execute("ANALYZE")
        database.close()

    def open(self, folder: Path) -> None:
        """Open what was built."""
        self._database = sqlite3.connect(folder / "fts5.db")
        self._database.executescript(
            "PRAGMA cache_size=-500000; PRAGMA mmap_size=8000000000; PRAGMA temp_store=MEMORY;"
            "CREATE TEMP TABLE found (doc INTEGER PRIMARY KEY, score);"
        )
        self._names = dict(self._database.execute("SELECT name, number FROM names"))

    def answer(self, question: PeerQuestion) -> PeerAnswer:
        """What matches is gathered once for the page and most facets, and once more for each with a filter."""
        own = question.own
        total = self._gather(question)
        order = "newest DESC, doc" if question.by_newest else "score, doc"
        ids = self._database.execute(
            f"SELECT nct_id FROM found JOIN documents USING (doc) ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608
            (0 if question.only else question.limit, question.start),
        ).fetchall()
        counts = {name: self._count(question, name) for name in question.counted if name not in own}
        for name in own:
            self._gather(question, but=name)
            counts[name] = self._count(question, name)
        return PeerAnswer(tuple(nct_id for (nct_id,) in ids), total, counts)

    def close(self) -> None:
        """Let go of files."""
        self._database.close()

    def _gather(self, question: PeerQuestion, but: str = "") -> int:
        """Fill the table of what is found; returns how many that are."""
        self._database.execute("DELETE FROM found")
        where, values = [], []
        for condition, value in self._conditions(question, but):
            where.append(condition)
            values += value
        if question.text:
            scored = "0" if question.by_newest or but else "bm25(texts)"
            source = f"SELECT rowid AS doc, {scored} AS score FROM texts WHERE texts MATCH ?"  # noqa: S608
            values = [_match(question.text), *values]
        else:
            source = "SELECT doc, 0 AS score FROM documents"
        condition = f" WHERE {' AND '.join(where)}" if where else ""
        statement = f"INSERT INTO found SELECT doc, score FROM ({source}){condition}"  # noqa: S608
        return int(self._database.execute(statement, values).rowcount)

    def _conditions(self, question: PeerQuestion, but: str) -> Iterator[tuple[str, list[Any]]]:
        for name, values in question.filters.items():
            if name != but:
                yield self._any(name, values)
        prefix = "open_" if question.open_only else ""
        if question.places and but != "location":
            yield self._any(f"{prefix}places", question.places)
        if question.points is not None:
            yield self._any(f"{prefix}points", question.points)
        if question.age:
            low, high = question.age
            inside = "SELECT doc FROM documents WHERE minimum_age < ? AND maximum_age > ?"
            yield f"doc IN ({inside})", [high, low]

    def _any(self, field: str, values: tuple[str, ...]) -> tuple[str, list[Any]]:
        known = [self._names[value] for value in values if value in self._names]
        marks = ", ".join(str(number) for number in known)
        inside = f"SELECT doc FROM held WHERE field = {_number(field)} AND value IN ({marks})"  # noqa: S608
        return f"doc IN ({inside})", []

    def _count(self, question: PeerQuestion, name: str) -> dict[str, int]:
        statement = (
            "SELECT name, n FROM (SELECT value, count(*) AS n FROM found JOIN by_doc USING (doc)"
            " WHERE field = ? GROUP BY value) JOIN names ON number = value"
        )
        return dict(self._database.execute(statement, (_number(question.column(name)),)))


def _values(document: PeerDocument) -> Iterator[tuple[int, str]]:
    for name in _FACETS:
        for value in document.facets[name]:
            yield _number(name), value
    for name in _LISTS:
        for value in getattr(document, name):
            yield _number(name), value


def _number(field: str) -> int:
    return (*_FACETS, *_LISTS).index(field)


def _match(clause: Clause) -> str:
    match clause:
        case Term(text):
            return f'"{text}"'
        case InARow(terms):
            return f'"{" ".join(terms)}"'
        case Begins(text):
            return f'"{text}"*'
        case AllOf(parts):
            return f"({' AND '.join(map(_match, parts))})"
        case AnyOf(parts):
            return f"({' OR '.join(map(_match, parts))})"
        case _:
            return f"({_match(clause.part)} NOT {_match(clause.unwanted)})"
