"""The states of the countries that are searched most, under the names that people and records give them.

The table is data/vocabularies/states.csv; its README says what the columns are. Names are plain English ones: the
registry writes "Beijing" and "Beijing Municipality", "Aichi" and "Aichi-ken", "Bavaria" and "Bayern".
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from indexer.places.spelling import fold
from indexer.settings import bundled

# What is written around the name of a state: "State of Berlin", "Aichi-ken", "Osaka pref.", "Masovian Voivodeship".
_AROUND = re.compile(
    r"^(?:state|province|region|canton|land|community|estado|provincia|comunidad)(?: (?:of|de|del))? "
    r"| (?:prefecture|pref|ken|fu|to|do|region|municipality|province|voivodeship|state|sheng)$"
)
_BETWEEN = re.compile(r"[()\[\]/,;]| - ")  # "Ontario (ON)", "BC - British Columbia", "Pune, Maharashtra"


class State(NamedTuple):
    """A state: ISO code of its country, GeoNames' code, the name to show, other names, and what is short for it."""

    country: str
    code: str
    name: str
    also: tuple[str, ...]
    short: tuple[str, ...]


@cache
def read_states() -> tuple[State, ...]:
    """All states of the table."""
    with (bundled("data", "vocabularies") / "states.csv").open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return tuple(State(row[0], row[1], row[2], _several(row[3]), _several(row[4])) for row in rows)


def name_key(name: str) -> str:
    """The spelling under which names of countries and states are equal: "U.K." like "UK"."""
    return fold(name).replace(" ", "")


def state_known_as(country: str, written: str) -> str:
    """The name to show of a state that a record of a country (ISO code) writes somehow; "" when it is not certain.

    >>> state_known_as("US", "TX"), state_known_as("DE", "Bayern"), state_known_as("CA", "Ontario (ON)")
    ('Texas', 'Bavaria', 'Ontario')
    """
    known = _by_name().get(country, {})
    if name := known.get(name_key(written)):
        return name
    found = {name for part in _BETWEEN.split(written) if (name := known.get(_bare(part)))}
    return found.pop() if len(found) == 1 else ""


def states_named(written: str) -> tuple[str, ...]:
    """The names to show of the states of any country that are written so.

    >>> states_named("Bayern"), states_named("WA"), states_named("Minsk Region")
    (('Bavaria',), ('Western Australia', 'Washington'), ())
    """
    found = (state_known_as(country, written) for country in _by_name())
    return tuple(dict.fromkeys(filter(None, found)))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _bare(part: str) -> str:
    return _AROUND.sub("", fold(part)).replace(" ", "")


@cache
def _by_name() -> dict[str, dict[str, str]]:
    """ISO code -> key of a name -> the name to show."""
    known: dict[str, dict[str, str]] = {}
    for state in read_states():
        for written in _all_names(state):
            known.setdefault(state.country, {})[name_key(written)] = state.name
    return known


def _all_names(state: State) -> Iterator[str]:
    yield state.name
    yield from state.also
    yield from state.short
