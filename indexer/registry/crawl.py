"""How far a sync is: kept in the registry store with every page, so that a crash at any page loses nothing."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict


class Crawl(BaseModel):
    """A walk over the pages of one question, which holds only for one version of the data."""

    model_config = ConfigDict(frozen=True)

    data_timestamp: str
    since: date | None  # None: everything
    token: str = ""  # of the page that comes next; "" is the first
    ended: bool = False  # no page comes next
    seen: int = 0
    total: int | None = None  # as the registry counted on the first page
    newest: str = ""  # the newest posting date among the records that came

    def after(self, *, records: int, newest: str, token: str, total: int | None) -> Self:
        """The state after one more page."""
        return self.model_copy(
            update={
                "seen": self.seen + records,
                "newest": max(self.newest, newest),
                "token": token,
                "ended": not token,
                "total": self.total if total is None else total,
            }
        )


class SyncState(BaseModel):
    """What is known of one narrowing from one run to the next."""

    model_config = ConfigDict(frozen=True)

    data_timestamp: str = ""  # the version of the data that was brought in whole
    through: date | None = None  # the newest posting date that was brought in whole
    reconciled_at: str = ""
    crawl: Crawl | None = None  # one that did not come to its end

    @classmethod
    def read(cls, text: str) -> Self:
        """From the store; the beginning of all things when there is nothing."""
        return cls.model_validate_json(text) if text else cls()

    def with_crawl(self, crawl: Crawl | None) -> Self:
        """The same with a crawl under way."""
        return self.model_copy(update={"crawl": crawl})

    def finished(self, crawl: Crawl, at: str) -> Self:
        """The state after a crawl came to its end."""
        # A posting date after the data's own date is a slip; it must not hide what is posted until then.
        newest = min(filter(None, (_day(crawl.newest), _day(crawl.data_timestamp))), default=None)
        return self.model_copy(
            update={
                "crawl": None,
                "data_timestamp": crawl.data_timestamp,
                "through": max(filter(None, (self.through, newest if crawl.newest else None)), default=None),
                "reconciled_at": self.reconciled_at or at,
            }
        )


def _day(text: str) -> date | None:
    """The day at the start of a date or moment, None when there is no whole one."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
