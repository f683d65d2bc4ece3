"""People: who has an account."""

import secrets
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from web.store.tables import people

EPOCHS = 2**53  # drawn from so many that none comes back, not even after an old backup was restored


LONGEST_NAME = 12  # of a person, in the head of a page on a phone


class AddressTaken(Exception):
    """Another account has this address."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever has an account. ``password_hash`` is "" for those who have not chosen a password."""

    id: int
    address: str
    folded: str  # the address as it is compared
    is_admin: bool
    epoch: int
    time_zone: str
    created_at: datetime
    confirmed_at: datetime | None
    password_hash: str

    @property
    def short_name(self) -> str:
        """What stands before the @, so far as there is room: it tells accounts apart and is no secret here."""
        name = self.address.rpartition("@")[0]
        return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


_COLUMNS = [people.c[field.name] for field in fields(Person)]


class People:
    """The people of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, address: str, folded: str, at: datetime, *, password_hash: str = "", confirmed: bool = True
    ) -> Person:
        """Make an account. Raises AddressTaken."""
        row = {
            "address": address,
            "folded": folded,
            "password_hash": password_hash or None,
            "is_admin": False,
            "epoch": _new_epoch(),
            "time_zone": "UTC",
            "created_at": at,
            "confirmed_at": at if confirmed else None,
        }
        try:
            made = self._connection.execute(insert(people).values(row).returning(people.c.id)).scalar_one()
        except IntegrityError:
            raise AddressTaken from None  # the database's words would name the address
        return self.of_id(made) or _gone(made)

    def of_id(self, person_id: int) -> Person | None:
        """The person of this id."""
        return self._one(select(*_COLUMNS).where(people.c.id == person_id))

    def of_address(self, folded: str) -> Person | None:
        """The person with this address."""
        return self._one(select(*_COLUMNS).where(people.c.folded == folded))

    def all(self) -> tuple[Person, ...]:
        """Everyone, in order of their addresses."""
        rows = self._connection.execute(select(*_COLUMNS).order_by(people.c.folded))
        return tuple(map(_person, rows))

    def count(self) -> int:
        """How many there are."""
        return int(self._connection.execute(select(func.count()).select_from(people)).scalar_one())

    def set_password(self, person_id: int, password_hash: str) -> None:
        """A new password ends every session that there was."""
        self._set(person_id, password_hash=password_hash, epoch=_new_epoch())

    def rehash(self, person_id: int, was: str, password_hash: str) -> None:
        """The same password, hashed as it is done now; not if it was changed meanwhile."""
        same = update(people).where(people.c.id == person_id, people.c.password_hash == was)
        self._connection.execute(same.values(password_hash=password_hash))

    def end_sessions(self, person_id: int) -> None:
        """Sign out everywhere."""
        self._set(person_id, epoch=_new_epoch())

    def end_all_sessions(self) -> None:
        """Sign everybody out everywhere: to each epoch the same is added, so none stays and none is foreseen."""
        moved = (people.c.epoch + 1 + secrets.randbelow(EPOCHS - 1)) % EPOCHS
        self._connection.execute(update(people).values(epoch=moved))

    def confirm(self, person_id: int, at: datetime) -> None:
        """The address was shown to be theirs."""
        first = update(people).where(people.c.id == person_id, people.c.confirmed_at.is_(None))
        self._connection.execute(first.values(confirmed_at=at))

    def set_address(self, person_id: int, address: str, folded: str, at: datetime) -> None:
        """Another address, shown to be theirs. Raises AddressTaken."""
        try:
            self._set(person_id, address=address, folded=folded, confirmed_at=at)
        except IntegrityError:
            raise AddressTaken from None

    def set_time_zone(self, person_id: int, time_zone: str) -> None:
        """The zone in which letters are to arrive in the morning."""
        self._set(person_id, time_zone=time_zone)

    def set_admin(self, person_id: int, *, is_admin: bool) -> None:
        """Whether they see how the service does."""
        self._set(person_id, is_admin=is_admin)

    def remove(self, person_id: int) -> bool:
        """Delete the person and everything that is theirs; False if there was none."""
        return bool(self._connection.execute(delete(people).where(people.c.id == person_id)).rowcount)

    def _set(self, person_id: int, **values: Any) -> None:
        self._connection.execute(update(people).where(people.c.id == person_id).values(values))

    def _one(self, question: Select[Any]) -> Person | None:
        row = self._connection.execute(question).first()
        return _person(row) if row else None


def _person(row: Any) -> Person:
    return Person(**(row._asdict() | {"password_hash": row.password_hash or ""}))


def _new_epoch() -> int:
    return secrets.randbelow(EPOCHS)


def _gone(person_id: int) -> Person:
    raise LookupError(f"Person {person_id} went while being made.")
