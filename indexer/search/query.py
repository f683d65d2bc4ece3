"""What a text question means: a small tree of words, clauses that filter, and the operators between them.

``field`` is always a field's name in the query language (``asked_as``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.fields import NUMBER
from indexer.search.spans import span_text
from indexer.trial.vocabulary import NOT_STATED


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed, in capitals where it was typed in capitals; ``field`` is "" for every field."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand together in this order."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Nearby:
    """Words of one field that must all stand within ``distance`` positions of one another, in any order."""

    text: str
    distance: int
    field: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A trial that has this value of a facet; inside ``AtSite`` a site that has it of a place field."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Range:
    """A trial whose number may lie from ``first`` to ``last``, both included; None is open, never both."""

    field: str
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A trial that does not give this field."""

    field: str


@dataclass(frozen=True, slots=True)
class AtSite:
    """A trial with one site for which the part holds: values of place fields and the operators."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Several:
    """Clauses side by side: how many must match is the question's ``words`` (all, most, any)."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Synonym:
    """Other words for what was typed: ``weight`` from 0 to 1 beside the person's own words, ``source`` who says so."""

    text: str
    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class Expanded:
    """Words that are known together, with their synonyms: a trial needs the words or one of the synonyms.

    Made by ``expand``, never by the grammar.
    """

    own: "Word | Several"
    synonyms: tuple[Synonym, ...]


@dataclass(frozen=True, slots=True)
class And:
    """Every part must match."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part must match."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not match."""

    part: "Node"


Leaf = Word | Phrase | Nearby | Prefix
Clause = (
    Value | Range | Missing | AtSite
)  # a filter: it lets trials pass and says nothing of how well they match
Node = Leaf | Clause | Several | Expanded | And | Or | Not

_BETWEEN: dict[type[Node], str] = {Several: " ", And: " AND ", Or: " OR "}
_BARE = re.compile(r"(?!(?:AND|OR|NOT)\b)\w[\w.-]*")  # what the grammar reads as one value without quotes


def text_of(node: Node) -> str:
    """The tree in our grammar, as the page reads it back; parsing it gives the same tree."""
    match node:
        case Several(parts) | And(parts) | Or(parts):
            return _BETWEEN[type(node)].join(_inside(part) for part in parts)
        case Expanded(own):
            return text_of(own)
        case Not(part):
            return f"NOT {_inside(part)}"
        case Value() | Range() | Missing() | AtSite():
            return _text_of_clause(node)
        case _:
            return f"{node.field}:{_written(node)}" if node.field else _written(node)


def asked_text(asked: Range | Missing) -> str:
    """What is asked of a number, in the one way to write it: "2024..2025", "not-stated"."""
    if isinstance(asked, Missing):
        return NOT_STATED
    return span_text((asked.first, asked.last), NUMBER[asked.field].measure)


def leaves(node: Node) -> tuple[Leaf, ...]:
    """The words, phrases and prefixes that can make a trial match: those under NOT are left out."""
    match node:
        case Several(parts) | And(parts) | Or(parts):
            return tuple(leaf for part in parts for leaf in leaves(part))
        case Expanded(own):
            return leaves(own)
        case Not() | Value() | Range() | Missing() | AtSite():
            return ()
        case _:
            return (node,)


def expansions(node: Node) -> tuple[Expanded, ...]:
    """Every name with synonyms, in order."""
    match node:
        case Several(parts) | And(parts) | Or(parts):
            return tuple(found for part in parts for found in expansions(part))
        case Expanded():
            return (node,)
        case _:
            return ()


def only_filters(node: Node) -> bool:
    """Whether there is no word in a tree, so that it lets trials pass and says nothing of how well they match."""
    match node:
        case Several(parts) | And(parts) | Or(parts):
            return all(only_filters(part) for part in parts)
        case Not(part):
            return only_filters(part)
        case _:
            return isinstance(node, Clause)


def with_missing(tree: Node) -> Iterator[tuple[str, Node]]:
    """Each number of which spans are asked, and the tree with the trials besides that do not give that number."""
    for number in dict.fromkeys(_numbers(tree)):
        yield number, _or_missing(tree, number)


def _numbers(node: Node) -> Iterator[str]:
    """Those under NOT are left out: a trial without the number passes there."""
    match node:
        case Several(parts) | And(parts) | Or(parts):
            for part in parts:
                yield from _numbers(part)
        case Range(field) if NUMBER[field].unstated:
            yield field


def _or_missing(node: Node, number: str) -> Node:
    match node:
        case Several(parts) | And(parts) | Or(parts):
            return type(node)(tuple(_or_missing(part, number) for part in parts))
        case Range(field) if field == number:
            return Or((node, Missing(number)))
    return node


def _written(leaf: Leaf) -> str:
    match leaf:
        case Word(text):
            return text
        case Phrase(text):
            return f'"{text}"'
        case Nearby(text, distance):
            return f'"{text}"~{distance}'
        case Prefix(text):
            return f"{text}*"


def _text_of_clause(clause: Clause) -> str:
    match clause:
        case Value(field, value):
            written = value if _BARE.fullmatch(value) else f'"{value}"'
            return f"{field}:{written}"
        case Range(field):
            return f"{field}:{asked_text(clause)}"
        case Missing(field):
            return f"missing:{field}"
        case AtSite(Value() as part):
            return text_of(part)
        case AtSite(part):
            return f"site:({text_of(part)})"


def _inside(node: Node) -> str:
    text = text_of(node)
    return f"({text})" if isinstance(node, Several | And | Or) else text
