"""Spans of dates, ages and counts: typed in many ways, written in one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fields.kinds import Measure
from indexer.search.spans import read_span, span_in_words, span_text

# What is measured, what was typed, how it is written, how it is said.
SPANS = {
    "a year": (Measure.DATE, "2024", "2024", "in 2024"),
    "a month": (Measure.DATE, "2024-05", "2024-05", "in May 2024"),
    "a day": (Measure.DATE, "2024-05-12", "2024-05-12", "on 12 May 2024"),
    "a year by its days": (Measure.DATE, "2024-01-01..2024-12-31", "2024", "in 2024"),
    "from": (Measure.DATE, ">=2024-05-12", "2024-05-12..", "on or after 12 May 2024"),
    "after": (Measure.DATE, ">2024", "2025..", "in or after 2025"),
    "until": (Measure.DATE, "≤ 2024-05", "..2024-05", "in or before May 2024"),
    "before": (Measure.DATE, "<2024-05-01", "..2024-04", "in or before April 2024"),
    "between": (Measure.DATE, "2024 .. 2025-06", "2024-01..2025-06", "from January 2024 to June 2025"),
    "turned": (Measure.DATE, "2025..2024", "2024..2025", "from 2024 to 2025"),
    "the last year there is": (Measure.DATE, "9999", "9999", "in 9999"),
    "years": (Measure.AGE, "12", "12", "12"),
    "years with their unit": (Measure.AGE, "12 years", "12", "12"),
    "months": (Measure.AGE, "7 months", "7months", "7 months"),
    "one month": (Measure.AGE, "1 month", "1month", "1 month"),
    "twelve months are not a year": (Measure.AGE, "12 months", "12months", "12 months"),
    "months between": (Measure.AGE, "6..12 months", "6months..12months", "6 to 12 months"),
    "months and years": (Measure.AGE, "6 months..2 years", "6months..35months", "6 to 35 months"),
    "years between": (Measure.AGE, "12-17", "12..17", "12 to 17"),
    "old enough": (Measure.AGE, ">=65", "65..", "65 or more"),
    "not yet": (Measure.AGE, "<18", "..17", "up to 17"),
    "a count": (Measure.COUNT, "1,200", "1200", "1200"),
    "counts between": (Measure.COUNT, "10…50", "10..50", "10 to 50"),
    "more": (Measure.COUNT, "> 100", "101..", "101 or more"),
    "none": (Measure.COUNT, "<=0", "..0", "up to 0"),
}


@pytest.mark.parametrize(("measure", "typed", "written", "said"), SPANS.values(), ids=SPANS)
def test_a_span_is_read_written_and_said(measure: Measure, typed: str, written: str, said: str) -> None:
    """However it is typed, it is written in one way, which reads the same again, and said in plain words."""
    span = read_span(typed, measure)
    assert span
    assert (span_text(span, measure), span_in_words(span, measure)) == (written, said)
    assert read_span(written, measure) == span


NOT_SPANS = {
    "nothing": (Measure.DATE, ""),
    "no limits": (Measure.DATE, ".."),
    "a sign alone": (Measure.DATE, ">="),
    "no such day": (Measure.DATE, "2023-02-29"),
    "no such month": (Measure.DATE, "2023-13"),
    "after the last year": (Measure.DATE, ">9999"),
    "before the first year": (Measure.DATE, "<0001"),
    "half a span": (Measure.DATE, "2024..soon"),
    "a word": (Measure.COUNT, "many"),
    "less than nothing": (Measure.COUNT, "<0"),
    "more than can be counted": (Measure.COUNT, "9" * 16),
    "digits of another script": (Measure.COUNT, "٥"),
    "an age of nobody": (Measure.AGE, "200"),
    "younger than birth": (Measure.AGE, "<0 days"),
    "a birth date": (Measure.AGE, "2019-05-04"),
}


@pytest.mark.parametrize(("measure", "typed"), NOT_SPANS.values(), ids=NOT_SPANS)
def test_what_is_no_span(measure: Measure, typed: str) -> None:
    """It is not guessed at."""
    assert read_span(typed, measure) is None


@given(st.sampled_from(Measure), st.text(st.sampled_from("0123456789.<>=-, …monthsyear"), max_size=20))
def test_any_text_is_a_span_or_none(measure: Measure, typed: str) -> None:
    """Nothing raises, and what is read is written so that it reads the same."""
    span = read_span(typed, measure)
    if span:
        assert read_span(span_text(span, measure), measure) == span
        assert span_in_words(span, measure)


@given(st.tuples(st.dates(), st.dates()).map(sorted))
def test_any_two_days_are_written_and_read(days: list[date]) -> None:
    """To the day, whatever the precision at which they are written."""
    span = (days[0].toordinal(), days[1].toordinal())
    assert read_span(span_text(span, Measure.DATE), Measure.DATE) == span
