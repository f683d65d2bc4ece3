"""Dates keep the precision they have."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.trial.dates import PartialDate

DATES = {
    "year": ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31)),
    "month": ("2024-02", "February 2024", date(2024, 2, 1), date(2024, 2, 29)),
    "day": ("2026-05-12", "12 May 2026", date(2026, 5, 12), date(2026, 5, 12)),
    "with a time": ("2026-05-12T09:00", "12 May 2026", date(2026, 5, 12), date(2026, 5, 12)),
}


@pytest.mark.parametrize(("written", "text", "earliest", "latest"), DATES.values(), ids=DATES)
def test_a_partial_date_says_what_it_can_mean(written: str, text: str, earliest: date, latest: date) -> None:
    """It reads as people write it and knows its first and last possible day."""
    partial = PartialDate.parse(written)
    assert (partial.text, partial.earliest, partial.latest) == (text, earliest, latest)


@pytest.mark.parametrize(
    "written", ["", "May 2026", "2026-13", "2026-02-30", "2026-00", "26-05-12", "2026/05"]
)
def test_what_is_no_date_is_refused(written: str) -> None:
    """An impossible date is an error, not a guess."""
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(written)


@given(st.dates())
def test_writing_and_reading_are_inverse(day: date) -> None:
    """Writing and parsing undo each other at each precision."""
    for partial in (
        PartialDate(day.year),
        PartialDate(day.year, day.month),
        PartialDate(day.year, day.month, day.day),
    ):
        assert PartialDate.parse(str(partial)) == partial
