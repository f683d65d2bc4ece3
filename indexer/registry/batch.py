"""One transaction of writing to the registry store: all of it is kept, or nothing."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from indexer.errors import RecordError
from indexer.registry.changes import Change, ChangeKind
from indexer.registry.intake import Intake, Outcome, Put, RecordRow, Taken
from indexer.registry.received import Received, nct_id_of, pack
from indexer.registry.tables import aliases, changes, records, state, unreadable

LARGEST_KEPT = 1_000_000  # bytes of an unreadable record that are kept for whoever mends it
_IDS_AT_ONCE = 500  # databases limit the parameters of one statement
_ROW = tuple(records.c[field.name] for field in fields(RecordRow))


class Batch:
    """Made by ``Registry.batch``, which commits it; ``at`` is when the records were received."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at
        # Writing the row first makes other writers of the same store wait until this batch is committed.
        connection.execute(update(state).where(state.c.key == "revision").values(value=state.c.value))
        self._revision = int(self.recall("revision"))

    def put(self, received: Iterable[Received]) -> list[Put]:
        """Take records in, in this order. An older one never overwrites a newer; of equal ones the later stays."""
        items = list(received)
        stored = self._rows({nct_id_of(item.record) for item in items})
        intake = Intake(stored, self._bytes_of, self._at, self._next_revision)
        puts = [self._take(intake, item) for item in items]
        self._write(intake.taken.values(), known=stored.keys())
        self._log((intake.taken[put.nct_id].row, change) for put in puts for change in put.changes)
        return puts

    def set_aside(self, received: Received, reason: str, *, nct_id: str = "", text: bytes = b"") -> None:
        """Keep a record that cannot be read, with the reason, in place of what stood at its position."""
        self.forget_unreadable(received.source, (received.position,))
        self._connection.execute(
            insert(unreadable).values(
                source=received.source,
                position=received.position,
                nct_id=nct_id[:40],
                reason=reason[:1000],
                at=self._at,
                received=pack(text) if 0 < len(text) <= LARGEST_KEPT else None,
            )
        )

    def forget_unreadable(self, source: str, positions: Sequence[str] | None = None) -> None:
        """Forget what a source had that could not be read (at some positions), before it is read again."""
        of_source = delete(unreadable).where(unreadable.c.source == source)
        if positions is None:
            self._connection.execute(of_source)
        for some in _chunks(positions or ()):
            self._connection.execute(of_source.where(unreadable.c.position.in_(some)))

    def vanish(self, nct_ids: Iterable[str]) -> int:
        """Note that the registry no longer has these trials; returns how many were there until now."""
        there = [row for row in self._rows(set(nct_ids)).values() if row.vanished_at is None]
        gone = [replace(row, vanished_at=self._at, revision=self._next_revision()) for row in there]
        self._update(map(asdict, gone))
        self._log((row, Change(ChangeKind.VANISHED)) for row in gone)
        return len(gone)

    def recall(self, key: str) -> str:
        """A remembered value, "" when there is none."""
        return str(self._connection.scalar(select(state.c.value).where(state.c.key == key)) or "")

    def remember(self, key: str, value: str) -> None:
        """Keep a value under a key, in the same transaction as the records."""
        done = self._connection.execute(update(state).where(state.c.key == key).values(value=value))
        if not done.rowcount:
            self._connection.execute(insert(state).values(key=key, value=value))

    def finish(self) -> None:
        """The last thing before the commit."""
        self.remember("revision", str(self._revision))
        self.remember("updated at", self._at.isoformat())

    def _next_revision(self) -> int:
        self._revision += 1
        return self._revision

    def _take(self, intake: Intake, item: Received) -> Put:
        try:
            return intake.take(item)
        except RecordError as error:
            self.set_aside(item, error.reason, nct_id=error.nct_id, text=item.text())
            return Put(Outcome.SET_ASIDE, error.nct_id, reason=error.reason)

    def _rows(self, nct_ids: Iterable[str]) -> dict[str, RecordRow]:
        rows: dict[str, RecordRow] = {}
        for some in _chunks(nct_ids):
            for row in self._connection.execute(select(*_ROW).where(records.c.nct_id.in_(some))):
                rows[row.nct_id] = RecordRow(*row)
        return rows

    def _bytes_of(self, nct_id: str) -> bytes:
        return bytes(
            self._connection.execute(select(records.c.received).filter_by(nct_id=nct_id)).scalar_one()
        )

    def _write(self, taken: Collection[Taken], known: Collection[str]) -> None:
        rows = {item.row.nct_id: asdict(item.row) | {"received": item.packed} for item in taken}
        fresh = [row for nct_id, row in rows.items() if nct_id not in known]
        if fresh:
            self._connection.execute(insert(records), fresh)
        self._update(row for nct_id, row in rows.items() if nct_id in known)
        self._write_aliases({item.row.nct_id: item.trial.nct_id_aliases for item in taken})

    def _update(self, rows: Iterable[dict[str, object]]) -> None:
        """Rows of equal keys; the id says which, the rest is set."""
        given = [{("id" if key == "nct_id" else key): value for key, value in row.items()} for row in rows]
        if given:
            named: dict[str, Any] = {key: bindparam(key) for key in given[0] if key != "id"}
            self._connection.execute(
                update(records).where(records.c.nct_id == bindparam("id")).values(named), given
            )

    def _write_aliases(self, of_trials: dict[str, tuple[str, ...]]) -> None:
        named = {alias: nct_id for nct_id, names in of_trials.items() for alias in names if alias != nct_id}
        for some in _chunks(of_trials):
            self._connection.execute(delete(aliases).where(aliases.c.nct_id.in_(some)))
        for some in _chunks(named):
            self._connection.execute(delete(aliases).where(aliases.c.alias.in_(some)))
        if named:
            pairs = [{"alias": alias, "nct_id": nct_id} for alias, nct_id in named.items()]
            self._connection.execute(insert(aliases), pairs)

    def _log(self, told: Iterable[tuple[RecordRow, Change]]) -> None:
        rows = [
            asdict(change) | {"nct_id": row.nct_id, "at": self._at, "revision": row.revision}
            for row, change in told
        ]
        if rows:
            self._connection.execute(insert(changes), rows)


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, _IDS_AT_ONCE)):
        yield some
