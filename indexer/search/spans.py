"""Spans of dates, ages and counts: how people type them, the one way in which we write them, how they are said.

one            2024   2024-05   2024-05-12    12   "7 months"    100
from, to       2024..2025-06    2024..    ..17    10-50
compared       >=2024-05    >100    <18
"""

import re
from collections.abc import Callable
from datetime import date

from indexer.fields.kinds import Bounds, Measure
from indexer.trial.age import OLDEST_TYPED, SECONDS, read_units
from indexer.trial.dates import PartialDate

Span = tuple[int | None, int | None]  # both included; None is open, never both

_COMPARED = re.compile(r"(>=|<=|≥|≤|>|<|=)\s*(.+)")
_BETWEEN = re.compile(r"(.*?)\s*(?:\.\.\.?|…)\s*(.*)")
_DASHED = re.compile(r"(\d+)\s*[-–]\s*(\d+.*)")  # of dates the dash is a part
_COUNT = re.compile(r"\d{1,3}(?:,\d{3}){1,4}|\d{1,15}", re.ASCII)
_LAST_DAY = date.max.toordinal()
_UNITS = ("year", "month", "week", "day", "hour", "minute")  # the largest first


def read_span(text: str, measure: Measure) -> Span | None:
    """What was typed as a span; None when it is none. Limits the wrong way round are turned.

    >>> read_span(">100", Measure.COUNT), read_span("50..10", Measure.COUNT), read_span("..", Measure.COUNT)
    ((101, None), (10, 50), None)
    """
    typed = " ".join(text.split())
    if match := _COMPARED.fullmatch(typed):
        span = _compared(match[1], _PIECES[measure](match[2]))
    elif (match := _BETWEEN.fullmatch(typed)) or (
        measure is not Measure.DATE and (match := _DASHED.fullmatch(typed))
    ):
        span = _between(match[1], match[2], measure)
    else:
        span = _PIECES[measure](typed)
    return span if span and all(bound is None or _possible(bound, measure) for bound in span) else None


def span_text(span: Span, measure: Measure) -> str:
    """The one way to write a span; reading it gives the same span, and it needs no quotes.

    >>> span_text((10, None), Measure.COUNT), span_text(read_span("12 months", Measure.AGE), Measure.AGE)
    ('10..', '12months')
    """
    first, last = (text.replace(" ", "") for text in _WRITERS[measure](span))
    return first if first == last else f"{first}..{last}"


def span_in_words(span: Span, measure: Measure) -> str:
    """A span as it is said: "in or after May 2024", "18 or more", "10 to 50".

    >>> span_in_words(read_span("2024-05..", Measure.DATE), Measure.DATE)
    'in or after May 2024'
    """
    first, last = _WRITERS[measure](span)
    if measure is Measure.DATE:
        return _dates_in_words(*(PartialDate.parse(text) if text else None for text in (first, last)))
    if first == last:
        return first
    if not (first and last):
        return f"{first} or more" if first else f"up to {last}"
    (number, _, unit), (_, _, same) = first.partition(" "), last.partition(" ")
    return f"{number if unit == same else first} to {last}"


def _compared(sign: str, piece: Bounds | None) -> Span | None:
    if not piece:
        return None
    low, high = piece
    spans: dict[str, Span] = {">": (high + 1, None), "<": (None, low - 1), "=": piece}
    spans |= dict.fromkeys((">=", "≥"), (low, None)) | dict.fromkeys(("<=", "≤"), (None, high))
    return spans[sign]


def _between(first: str, last: str, measure: Measure) -> Span | None:
    read = _PIECES[measure]
    if measure is Measure.AGE and first.isdigit():  # "6..12 months" is of months
        first += last.lstrip("0123456789")
    low, high = (read(text) if text else None for text in (first, last))
    if (first and not low) or (last and not high) or not (low or high):
        return None
    if low and high and low[0] > high[1]:
        low, high = high, low
    return low[0] if low else None, high[1] if high else None


def _days(text: str) -> Bounds | None:
    try:
        read = PartialDate.parse(text)
    except ValueError:
        return None
    return read.earliest.toordinal(), read.latest.toordinal()


def _seconds(text: str) -> Bounds | None:
    age = read_units(text)
    return (age.span.start, age.span.end - 1) if age and age.span.start <= OLDEST_TYPED else None


def _number(text: str) -> Bounds | None:
    number = int(text.replace(",", "")) if _COUNT.fullmatch(text) else None
    return None if number is None else (number, number)


_PIECES: dict[Measure, Callable[[str], Bounds | None]] = {
    Measure.DATE: _days,
    Measure.AGE: _seconds,
    Measure.COUNT: _number,
}


def _possible(bound: int, measure: Measure) -> bool:
    return 1 <= bound <= _LAST_DAY if measure is Measure.DATE else bound >= 0


def _written_dates(span: Span) -> tuple[str, str]:
    """Both at the precision that the finer one needs."""
    first, last = span
    begins = [day for day in (first, None if last is None else last + 1) if day and day <= _LAST_DAY]
    edges = [date.fromordinal(day) for day in begins]
    by_day, by_month = any(edge.day > 1 for edge in edges), any(edge.month > 1 for edge in edges)
    length = len("2024-05-12") if by_day else len("2024-05") if by_month else len("2024")
    first_text, last_text = (date.fromordinal(day).isoformat()[:length] if day else "" for day in span)
    return first_text, last_text


def _written_ages(span: Span) -> tuple[str, str]:
    """Both in the largest unit that fits both; years go without saying."""
    first, last = span
    edges = [edge for edge in (first, None if last is None else last + 1) if edge is not None]
    unit = next(unit for unit in _UNITS if all(edge % SECONDS[unit] == 0 for edge in edges))
    counts = (first and first // SECONDS[unit], None if last is None else (last + 1) // SECONDS[unit] - 1)
    first_text, last_text = (_with_unit(count, unit) for count in counts)
    return first_text, last_text


def _with_unit(count: int | None, unit: str) -> str:
    if count is None:
        return ""
    return str(count) if unit == "year" else f"{count} {unit}{'' if count == 1 else 's'}"


def _written_counts(span: Span) -> tuple[str, str]:
    first, last = ("" if bound is None else str(bound) for bound in span)
    return first, last


_WRITERS: dict[Measure, Callable[[Span], tuple[str, str]]] = {
    Measure.DATE: _written_dates,
    Measure.AGE: _written_ages,
    Measure.COUNT: _written_counts,
}


def _dates_in_words(first: PartialDate | None, last: PartialDate | None) -> str:
    if first and last and first != last:
        return f"from {first.text} to {last.text}"
    shown = first or last
    assert shown
    preposition = "on" if shown.day else "in"
    if first and last:
        return f"{preposition} {shown.text}"
    return f"{preposition} or {'after' if first else 'before'} {shown.text}"
