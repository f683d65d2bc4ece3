"""Ages: what limits and typed ages cover, and when they meet."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.trial.age import EVERY_AGE, YEAR, age_groups, read_age, read_limit, span_between

TODAY = date(2026, 11, 24)

LIMITS = {
    "years": ("18 Years", "18 years", 18 * 365.25),
    "one year": ("1 Year", "1 year", 365.25),
    "months": ("6 Months", "6 months", 182.625),
    "weeks": ("37 Weeks", "37 weeks", 259.0),
    "days": ("28 Days", "28 days", 28.0),
    "hours are not years": ("12 Hours", "12 hours", 0.5),
    "minutes": ("30 Minutes", "30 minutes", 30 / 1440),
}


@pytest.mark.parametrize(("written", "text", "days"), LIMITS.values(), ids=LIMITS)
def test_a_limit_is_read_with_its_unit(written: str, text: str, days: float) -> None:
    """A limit keeps its unit and is exact in days."""
    limit = read_limit(written)
    assert limit
    assert limit.text == text
    assert limit.days == pytest.approx(days)


@pytest.mark.parametrize("written", [None, "", "N/A", "None", "adult", "18"])
def test_a_limit_that_says_nothing_is_no_limit(written: str | None) -> None:
    """Missing limits, N/A and a number without a unit open the span instead of closing it."""
    assert read_limit(written) is None
    assert span_between(read_limit(written), read_limit(written)) == EVERY_AGE


# name: (minimum, maximum, typed, whether the trial may take this person)
MEETINGS = {
    "inside": ("18 Years", "65 Years", "40", True),
    "at the lower limit": ("18 Years", "65 Years", "18", True),
    "a year below": ("18 Years", "65 Years", "17", False),
    "the upper limit covers its whole year": ("18 Years", "65 Years", "65", True),
    "the birthday after the upper limit": ("18 Years", "65 Years", "66", False),
    "no upper limit": ("18 Years", None, "110", True),
    "no lower limit": (None, "17 Years", "0", True),
    "no limits at all": (None, None, "3 weeks", True),
    "a typed year is 12 to 23 months": ("20 Months", "30 Months", "1", True),
    "a typed year ends before 24 months": ("24 Months", "30 Months", "1", False),
    "12 months is 1 year": ("1 Year", "30 Years", "12 months", True),
    "11 months is not 1 year": ("1 Year", "30 Years", "11 months", False),
    "an infant of 7 months under 6 months": (None, "6 Months", "7 months", False),
    "an infant of 6 months under 6 months": (None, "6 Months", "6 months", True),
    "a newborn of 10 days under 28 days": ("0 Days", "28 Days", "10 days", True),
    "3 weeks is at most 27 days": (None, "20 Days", "3 weeks", False),
    "hours": (None, "12 Hours", "0 days", True),
    "12 hours is not 12 years": (None, "12 Hours", "12", False),
    "a birth date": ("12 Years", "12 Years", "2014-05-04", True),
    "a birth date a day too old": (None, "11 Years", "2014-11-23", False),
    "a birth date a day before the birthday": (None, "11 Years", "2014-11-25", True),
}


@pytest.mark.parametrize(("minimum", "maximum", "typed", "meets"), MEETINGS.values(), ids=MEETINGS)
def test_spans_meet_where_a_person_may_fit(
    minimum: str | None, maximum: str | None, typed: str, meets: bool
) -> None:
    """Nobody is hidden by rounding, and nobody is shown a trial that cannot take them."""
    asked = read_age(typed, TODAY)
    assert asked
    assert span_between(read_limit(minimum), read_limit(maximum)).overlaps(asked.span) is meets


TYPED = {
    "a number is years": ("58", "58"),
    "with unit": ("7 months", "7 months"),
    "short unit": ("7mo", "7 months"),
    "singular": ("1 month", "1 month"),
    "spaces and capitals": ("  3   Weeks ", "3 weeks"),
    "years old": ("12 years old", "12"),
    "a birth date stays": ("2019-05-04", "2019-05-04"),
}


@pytest.mark.parametrize(("typed", "canonical"), TYPED.values(), ids=TYPED)
def test_a_typed_age_has_one_way_to_be_written(typed: str, canonical: str) -> None:
    """What goes back into the address is the same for every way to type it."""
    asked = read_age(typed, TODAY)
    assert asked
    assert asked.text == canonical
    assert read_age(asked.text, TODAY) == asked


@pytest.mark.parametrize(
    "typed", ["", "banana", "-3", "1e9", "2030-01-01", "1850-01-01", "999", "12 parsecs", "2019-13-01", "²"]
)
def test_what_is_no_age_is_none(typed: str) -> None:
    """Nonsense, the future and the impossible are told apart from ages."""
    assert read_age(typed, TODAY) is None


@given(st.text(max_size=40))
def test_reading_an_age_never_raises(typed: str) -> None:
    """Whatever a person types, the answer is an age or None."""
    asked = read_age(typed, TODAY)
    assert asked is None or asked.span.start < asked.span.end


GROUPS = {
    "children only": (None, "17 Years", ("child",)),
    "to the 18th year": (None, "18 Years", ("child", "adult")),
    "adults": ("18 Years", "64 Years", ("adult",)),
    "65 counts as older": ("18 Years", "65 Years", ("adult", "older-adult")),
    "open": ("18 Years", None, ("adult", "older-adult")),
    "everyone": (None, None, ("child", "adult", "older-adult")),
    "months": ("6 Months", "2 Years", ("child",)),
}


@pytest.mark.parametrize(("minimum", "maximum", "groups"), GROUPS.values(), ids=GROUPS)
def test_a_trial_counts_under_each_group_it_touches(
    minimum: str | None, maximum: str | None, groups: tuple[str, ...]
) -> None:
    """Child is under 18, adult 18 to 64, older adult 65 and over."""
    assert age_groups(span_between(read_limit(minimum), read_limit(maximum))) == groups


def test_twelve_months_are_exactly_a_year() -> None:
    """Months and years meet without rounding."""
    year, months = read_limit("1 Year"), read_limit("12 Months")
    assert year
    assert months
    assert year.span.start == months.span.start == YEAR
