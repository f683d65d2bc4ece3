"""Secrets in addresses that we hand out. Kept as hashes: who reads the store cannot use them."""

import hashlib
import secrets
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from web.store.tables import tokens

BYTES = 32  # of chance; nobody guesses one


class Purpose(StrEnum):
    """What a token may be used for, and nothing else."""

    SIGN_UP = "sign-up"
    RESET = "reset"
    ADDRESS = "address"
    CONFIRM = "confirm"
    UNSUBSCRIBE = "unsubscribe"
    SHARE = "share"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a token is about: a person, a follower, a search, a shortlist, an address."""

    person_id: int | None = None
    follower_id: int | None = None
    search_id: int | None = None
    shortlist_id: int | None = None
    address: str = ""


_SUBJECT = [tokens.c[field.name] for field in fields(Subject)]


class Tokens:
    """The tokens of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def make(
        self, purpose: Purpose, subject: Subject, at: datetime, expires_at: datetime | None = None
    ) -> str:
        """A new token, which is told only now."""
        token = secrets.token_urlsafe(BYTES)
        self._connection.execute(
            insert(tokens).values(
                purpose=purpose.value,
                hash=_hash(token),
                created_at=at,
                expires_at=expires_at,
                **{field.name: getattr(subject, field.name) for field in fields(Subject)},
            )
        )
        return token

    def read(self, purpose: Purpose, token: str, at: datetime) -> Subject | None:
        """What a token is about; None where it is unknown, used, too old or for something else."""
        row = self._connection.execute(select(*_SUBJECT).where(*_valid(purpose, token, at))).first()
        return Subject(*row) if row else None

    def use(self, purpose: Purpose, token: str, at: datetime) -> Subject | None:
        """The same, and nobody can use it again: of two who try at once one gets it."""
        taken = update(tokens).where(*_valid(purpose, token, at)).values(used_at=at).returning(*_SUBJECT)
        row = self._connection.execute(taken).first()
        return Subject(*row) if row else None

    def forget(self, purpose: Purpose, subject: Subject) -> None:
        """Those of one purpose about one subject are worth nothing any more."""
        same = [column.is_not_distinct_from(getattr(subject, column.name)) for column in _SUBJECT]
        self._connection.execute(delete(tokens).where(tokens.c.purpose == purpose.value, *same))

    def forget_of(self, person_id: int, *purposes: Purpose) -> None:
        """All of a person's for these purposes: the letters they are in are out of date."""
        names = [purpose.value for purpose in purposes]
        theirs = [tokens.c.person_id == person_id, tokens.c.purpose.in_(names)]
        self._connection.execute(delete(tokens).where(*theirs))

    def sweep(self, before: datetime) -> int:
        """Delete what was used or expired before a moment; returns how many."""
        over = or_(tokens.c.used_at < before, tokens.c.expires_at < before)
        return int(self._connection.execute(delete(tokens).where(over)).rowcount)


def _valid(purpose: Purpose, token: str, at: datetime) -> list[Any]:
    return [
        tokens.c.hash == _hash(token),
        tokens.c.purpose == purpose.value,
        tokens.c.used_at.is_(None),
        or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > at),
    ]


def _hash(token: str) -> str:
    """SHA-256 is enough: what is hashed is pure chance, not a word that somebody chose."""
    return hashlib.sha256(token.encode()).hexdigest()
