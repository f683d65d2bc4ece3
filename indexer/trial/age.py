"""Ages, once and exactly: a limit covers its whole unit, a typed age too, and a missing limit is no limit.

Time is counted in whole seconds so that 12 months and 1 year meet exactly: a year is 365.25 days, a month a
twelfth of it, a week seven days.
"""

import re
from dataclasses import dataclass
from datetime import date

DAY = 86_400
YEAR = 31_557_600  # 365.25 days
SECONDS = {"minute": 60, "hour": 3_600, "day": DAY, "week": 7 * DAY, "month": YEAR // 12, "year": YEAR}
NO_UPPER_LIMIT = 2**62
OLDEST_TYPED = 150 * YEAR  # nobody is older; a longer number is a slip of the finger

_UNITS = {
    "minute": "minute", "minutes": "minute", "min": "minute", "mins": "minute",
    "hour": "hour", "hours": "hour", "hr": "hour", "hrs": "hour", "h": "hour",
    "day": "day", "days": "day", "d": "day",
    "week": "week", "weeks": "week", "wk": "week", "wks": "week", "w": "week",
    "month": "month", "months": "month", "mo": "month", "mos": "month", "mth": "month", "m": "month",
    "year": "year", "years": "year", "yr": "year", "yrs": "year", "yo": "year", "y": "year", "": "year",
}  # fmt: skip
_AGE = re.compile(r"(\d{1,8})\s*([a-z]*)(?:\s+old)?")


@dataclass(frozen=True, slots=True)
class AgeSpan:
    """A stretch of ages from ``start`` up to but not including ``end``, in seconds since birth."""

    start: int
    end: int

    def overlaps(self, other: "AgeSpan") -> bool:
        """Whether some moment of life lies in both."""
        return self.start < other.end and other.start < self.end


EVERY_AGE = AgeSpan(0, NO_UPPER_LIMIT)
AGE_GROUPS = {
    "child": AgeSpan(0, 18 * YEAR),
    "adult": AgeSpan(18 * YEAR, 65 * YEAR),
    "older-adult": AgeSpan(65 * YEAR, NO_UPPER_LIMIT),
}


@dataclass(frozen=True, slots=True)
class Age:
    """A number of whole units: "65 years", "6 months", "12 hours"."""

    count: int
    unit: str

    @property
    def span(self) -> AgeSpan:
        """The whole unit: 1 year is from 12 to under 24 months."""
        seconds = SECONDS[self.unit]
        return AgeSpan(self.count * seconds, (self.count + 1) * seconds)

    @property
    def days(self) -> float:
        """The age at which the unit begins, in days."""
        return self.count * SECONDS[self.unit] / DAY

    @property
    def text(self) -> str:
        """As a person says it: "1 year", "6 months"."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class AskedAge:
    """The age a person typed: what it covers, and how it is written in the URL (``text``) and in a sentence."""

    text: str
    span: AgeSpan
    sentence: str


def read_limit(text: str | None) -> Age | None:
    """A limit as the registry writes it ("18 Years"); None, no limit, for a missing one or "N/A".

    >>> read_limit("6 Months").days
    182.625
    """
    match = _AGE.fullmatch((text or "").strip().lower())
    unit = match and _UNITS.get(match[2])
    return Age(int(match[1]), unit) if match and unit and match[2] else None


def span_between(minimum: Age | None, maximum: Age | None) -> AgeSpan:
    """The ages that a trial takes; the upper limit covers its whole unit ("65 Years" ends at the 66th birthday)."""
    return AgeSpan(
        minimum.span.start if minimum else 0,
        maximum.span.end if maximum else NO_UPPER_LIMIT,
    )


def read_age(text: str, today: date) -> AskedAge | None:
    """What a person typed: "58", "7 months", "3 weeks", "10 days" or a birth date; None when it is no age.

    >>> read_age("1", date(2026, 1, 1)).span.overlaps(read_limit("23 Months").span)
    True
    """
    age = read_units(text)
    if not age:
        return _age_from_birth(" ".join(text.lower().split()), today)
    if age.span.start > OLDEST_TYPED:
        return None
    written = str(age.count) if age.unit == "year" else age.text
    return AskedAge(written, age.span, written)


def read_units(text: str) -> Age | None:
    """An age as a person types it, without a birth date: "58" is years.

    >>> read_units("7 Months"), read_units("58").unit, read_units("old")
    (Age(count=7, unit='month'), 'year', None)
    """
    match = _AGE.fullmatch(" ".join(text.lower().split()))
    unit = match and _UNITS.get(match[2])
    return Age(int(match[1]), unit) if match and unit else None


def _age_from_birth(text: str, today: date) -> AskedAge | None:
    try:
        born = date.fromisoformat(text)
    except ValueError:
        return None
    days = (today - born).days
    if not 0 <= days * DAY <= OLDEST_TYPED:
        return None
    return AskedAge(text, AgeSpan(days * DAY, (days + 1) * DAY), f"born {text}")


def age_groups(span: AgeSpan) -> tuple[str, ...]:
    """The groups that a span touches, in order of age.

    >>> age_groups(span_between(read_limit("12 Years"), read_limit("65 Years")))
    ('child', 'adult', 'older-adult')
    """
    return tuple(name for name, group in AGE_GROUPS.items() if span.overlaps(group))
