"""The parameters that are spans of a number: start=2024..2025, enrolment=>100, start=not-stated."""

from collections.abc import Callable, Iterator, Mapping

from indexer.fields import NUMBERS, NumberField
from indexer.search.clauses import SAMPLES
from indexer.search.query import Missing, Range
from indexer.search.spans import read_span
from indexer.trial.vocabulary import NOT_STATED

MOST_SPANS = 50  # of one number

Asked = Range | Missing
Say = Callable[[str, str], None]  # parameter, what is wrong with it


def read_ranges(given: Mapping[str, list[str]], say: Say) -> dict[str, tuple[Asked, ...]]:
    """What is asked of each number, and a word on what could not be read."""
    numbers = (number for number in NUMBERS if number.parameter)
    return {number.name: asked for number in numbers if (asked := _asked(number, given, say))}


def _asked(number: NumberField, given: Mapping[str, list[str]], say: Say) -> tuple[Asked, ...]:
    values = [value for value in given.get(number.name, ()) if value]
    if len(values) > MOST_SPANS:
        say(number.name, f"Only the first {MOST_SPANS} spans of “{number.label}” were used.")
    return tuple(dict.fromkeys(_read(number, values[:MOST_SPANS], say)))


def _read(number: NumberField, values: list[str], say: Say) -> Iterator[Asked]:
    for value in values:
        span = read_span(value, number.measure)
        if value == NOT_STATED:
            yield Missing(number.name)
        elif span:
            yield Range(number.name, *span)
        else:
            say(
                number.name,
                f"We could not read “{value[:40]}” under “{number.label}”; it was left out. "
                f"Write {SAMPLES[number.measure]}.",
            )
