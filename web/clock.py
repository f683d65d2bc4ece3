"""The day it is where the service runs, since people live by the local calendar; and the moment it is anywhere."""

from datetime import UTC, date, datetime


def today() -> date:
    """The local date."""
    return datetime.now().astimezone().date()


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)
