"""Letters that are due, sent or failed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from web.store.tables import deliveries

LONGEST_ERROR = 500
FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Failures:
    """Letters of one kind that did not leave: how many, when the last, and why."""

    kind: str
    number: int
    last_at: datetime


class Deliveries:
    """The deliveries of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note_failure(self, kind: str, error: str, at: datetime) -> None:
        """A letter that will not be sent again; to whom is not kept."""
        row = {"kind": kind, "created_at": at, "due_at": at, "state": FAILED, "tries": 1}
        self._connection.execute(insert(deliveries).values(**row, error=error[:LONGEST_ERROR]))

    def failures(self) -> tuple[Failures, ...]:
        """What failed, by kind, the latest first."""
        last = func.max(deliveries.c.created_at, type_=deliveries.c.created_at.type)
        grouped = (
            select(deliveries.c.kind, func.count(), last)
            .where(deliveries.c.state == FAILED)
            .group_by(deliveries.c.kind)
            .order_by(last.desc())
        )
        return tuple(Failures(*row) for row in self._connection.execute(grouped))

    def sweep(self, before: datetime) -> int:
        """Delete notes of failure from before a moment; returns how many."""
        old = [deliveries.c.state == FAILED, deliveries.c.created_at < before]
        return int(self._connection.execute(delete(deliveries).where(*old)).rowcount)
