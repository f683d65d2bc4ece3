"""Guesses and requests, counted by whom they come from, shared by all workers.

An attempt is counted before it is let through, in one transaction: of many that arrive at once none slips by.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from web.store.tables import attempts

NOTHING = timedelta(0)
_DOUBLINGS = 40  # enough for any wait; what comes after would not fit into a timedelta
_INSERT: dict[str, Callable[..., Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Limit:
    """After ``free`` attempts, each is followed by a wait that doubles. One attempt is forgiven every so often."""

    free: int
    forgiven_every: timedelta
    first_wait: timedelta
    longest_wait: timedelta

    def wait(self, number: int) -> timedelta:
        """How long nothing is let through after the attempt of this number.

        >>> limit = Limit(2, timedelta(hours=1), timedelta(seconds=1), timedelta(seconds=5))
        >>> [limit.wait(number).seconds for number in range(1, 7)]
        [0, 0, 1, 2, 4, 5]
        """
        over = number - self.free
        if over <= 0:
            return NOTHING
        return min(self.first_wait * (1 << min(over - 1, _DOUBLINGS)), self.longest_wait)


@dataclass(frozen=True, slots=True)
class Count:
    """How attempts stand: when the last will be forgiven, and until when nothing is let through."""

    forgiven_at: datetime
    closed_until: datetime

    def wait(self, limit: Limit, at: datetime) -> timedelta:
        """How long an attempt has to wait. A wait longer than any comes from a clock that was set back."""
        wait = self.closed_until - at
        return wait if NOTHING < wait <= limit.longest_wait else NOTHING

    def one_more(self, limit: Limit, at: datetime) -> "Count":
        """After one more attempt."""
        all_of_them = limit.forgiven_every * (limit.free + _DOUBLINGS)
        earlier = min(max(self.forgiven_at, at), at + all_of_them)
        forgiven_at = earlier + limit.forgiven_every
        number = math.ceil((forgiven_at - at) / limit.forgiven_every)
        return Count(forgiven_at, at + limit.wait(number))


class Attempts:
    """The counts of one transaction; ``key`` is a keyed hash of an address or a client."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, kind: str, key: str, limit: Limit, at: datetime) -> timedelta:
        """Count one attempt and say how long it has to wait: nothing when it is let through.

        One that has to wait is not counted: it learnt nothing.
        """
        count = self._counted(kind, key, at)
        if wait := count.wait(limit, at):
            return wait
        self._write(kind, key, count.one_more(limit, at))
        return NOTHING

    def give_back(self, kind: str, key: str, limit: Limit, at: datetime) -> None:
        """One attempt was no guess after all."""
        count = self._counted(kind, key, at)
        self._write(kind, key, Count(count.forgiven_at - limit.forgiven_every, at))

    def forget(self, kind: str, key: str) -> None:
        """Begin anew."""
        self._connection.execute(delete(attempts).where(*_is(kind, key)))

    def sweep(self, at: datetime) -> int:
        """Delete what is forgiven; returns how many."""
        over = [attempts.c.forgiven_at < at, attempts.c.closed_until < at]
        return int(self._connection.execute(delete(attempts).where(*over)).rowcount)

    def _counted(self, kind: str, key: str, at: datetime) -> Count:
        """The count, made where there is none, and nobody else's until the transaction ends."""
        new = _INSERT[self._connection.dialect.name](attempts)
        row = {"kind": kind, "key": key, "forgiven_at": at, "closed_until": at}
        self._connection.execute(new.values(row).on_conflict_do_nothing())
        columns = select(attempts.c.forgiven_at, attempts.c.closed_until).where(*_is(kind, key))
        return Count(*self._connection.execute(columns.with_for_update()).one())

    def _write(self, kind: str, key: str, count: Count) -> None:
        row = {"forgiven_at": count.forgiven_at, "closed_until": count.closed_until}
        self._connection.execute(update(attempts).where(*_is(kind, key)).values(row))


def _is(kind: str, key: str) -> list[Any]:
    return [attempts.c.kind == kind, attempts.c.key == key]
