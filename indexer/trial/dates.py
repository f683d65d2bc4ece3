"""Dates that may lack a day or a month, as the registry gives them, kept at the precision they have."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a year and month, or a full date; ``month`` and ``day`` are 0 when not given."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``yyyy``, ``yyyy-MM`` or ``yyyy-MM-dd`` (a time after it is dropped).

        >>> PartialDate.parse("2015-08")
        PartialDate(year=2015, month=8, day=0)

        Raises ValueError when it is none of these or no such day exists.
        """
        match = _PATTERN.fullmatch(text.strip().partition("T")[0])
        if not match:
            message = f"{text!r} is not a date such as 2026, 2026-05 or 2026-05-12"
            raise ValueError(message)
        year, month, day = (int(part or 0) for part in match.groups())
        date(year, month or 1, day or 1)
        if (match[2] and not month) or (match[3] and not day):
            message = f"{text!r} has a month or day of zero"
            raise ValueError(message)
        return cls(year, month, day)

    @property
    def earliest(self) -> date:
        """The first day that this date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that this date can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def text(self) -> str:
        """As a person writes it: "12 May 2026", "May 2026" or "2026"."""
        if not self.month:
            return str(self.year)
        month = f"{_MONTHS[self.month - 1]} {self.year}"
        return f"{self.day} {month}" if self.day else month

    def __str__(self) -> str:
        """Back to the registry's form: the inverse of ``parse``."""
        parts = (f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part))
        return "-".join(parts)
