"""What a field is: searched by words, filtered by values, compared as a number, or a place of a site.

Every field can also be asked for by name in the query language: ``asked_as``, ``aliases`` and ``example`` say how.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from indexer.trial import vocabulary as v
from indexer.trial.model import Trial


class Kind(StrEnum):
    """What can be done with a field."""

    TEXT = "text"  # searched by words
    FACET = "facet"  # filtered and counted by values
    NUMBER = "number"  # sorted and compared
    PLACE = "place"  # where a site is, or whether it takes people


class Measure(StrEnum):
    """What a number counts, and so how it is written."""

    DATE = "date"  # days, as proleptic Gregorian day numbers
    AGE = "age"  # seconds since birth
    COUNT = "count"


Source = Callable[[Trial], Iterable[str]]
Bounds = tuple[int, int]  # both included


@dataclass(frozen=True, slots=True)
class TextField:
    """A field searched by words. ``boost`` weighs a word found in it, ``length_norm`` is BM25F's b.

    ``typical_length`` in words takes the place of BM25F's average length. It is a constant, so that a score does
    not change with what else is in the index, and weighted frequencies can be computed once and kept.
    """

    name: str
    label: str
    boost: float
    typical_length: int
    source: Source
    description: str
    length_norm: float = 0.6
    aliases: tuple[str, ...] = ()
    example: str = ""
    kind: Kind = Kind.TEXT

    @property
    def asked_as(self) -> str:
        """Its name in the query language."""
        return self.name


@dataclass(frozen=True, slots=True)
class Facet:
    """A field filtered and counted by values; ``vocabulary`` is None where the values are free (places).

    ``clause`` is its name in the query language where a text field has its own name. ``other_names`` are what
    people write there for a value, for either of several (with commas) or for all of several (with slashes). One
    that is ``on_request`` stands beside the results, and in answers for programs, only where it was chosen.
    """

    name: str
    label: str
    source: Source
    description: str
    vocabulary: v.Vocabulary | None = None
    not_stated: bool = True
    clause: str = ""
    aliases: tuple[str, ...] = ()
    example: str = ""
    other_names: Mapping[str, str] = field(default_factory=dict)
    on_request: bool = False
    kind: Kind = Kind.FACET

    @property
    def asked_as(self) -> str:
        """Its name in the query language."""
        return self.clause or self.name

    def label_of(self, value: str) -> str:
        """A value as people read it."""
        if self.vocabulary:
            return self.vocabulary.label_of(value)
        return "Not stated" if value == v.NOT_STATED else value.rpartition("/")[2]

    @property
    def values(self) -> tuple[str, ...]:
        """The known values in the order to show them; empty where they are free."""
        known = self.vocabulary.values if self.vocabulary else ()
        return (*known, v.NOT_STATED) if self.not_stated and known else known


@dataclass(frozen=True, slots=True)
class NumberField:
    """A field that is compared: a date, an age or a count.

    What the record says is two numbers, both included: all the days that "May 2024" can mean, one count twice.
    ``sentence`` says a range of it, "starting {}", ``one`` the same of one, and ``unstated`` that it is missing, ""
    where it cannot be. ``sort`` names the order that is made of it. What is no ``parameter`` is asked in words only.
    """

    name: str
    label: str
    measure: Measure
    source: Callable[[Trial], Bounds | None]
    description: str
    sentence: str
    unstated: str
    aliases: tuple[str, ...] = ()
    example: str = ""
    sort: str = ""
    one: str = ""
    parameter: bool = True
    kind: Kind = Kind.NUMBER

    @property
    def asked_as(self) -> str:
        """Its name in the query language."""
        return self.name


@dataclass(frozen=True, slots=True)
class PlaceField:
    """Something of one site; it can only be asked for by words."""

    name: str
    label: str
    description: str
    aliases: tuple[str, ...] = ()
    example: str = ""
    kind: Kind = Kind.PLACE

    @property
    def asked_as(self) -> str:
        """Its name in the query language."""
        return self.name


Field = TextField | Facet | NumberField | PlaceField
