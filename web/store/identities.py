"""Who an institution's provider says somebody is, and whom we know that as."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from web.store.tables import identities


class Identities:
    """The identities of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def person_id(self, issuer: str, subject: str) -> int | None:
        """Whose it is."""
        same = [identities.c.issuer == issuer, identities.c.subject == subject]
        found: int | None = self._connection.scalar(select(identities.c.person_id).where(*same))
        return found

    def link(self, issuer: str, subject: str, person_id: int, at: datetime) -> None:
        """From now on it is this person's."""
        self._connection.execute(
            insert(identities).values(issuer=issuer, subject=subject, person_id=person_id, linked_at=at)
        )
