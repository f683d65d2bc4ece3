"""What a text question means: a small tree of words, phrases, prefixes and the three operators."""

from dataclasses import dataclass


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
class Prefix:
    """The beginning of a word."""

    text: str
    field: str = ""


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


Leaf = Word | Phrase | Prefix
Node = Leaf | Several | Expanded | And | Or | Not


_BETWEEN: dict[type[Node], str] = {Several: " ", And: " AND ", Or: " OR "}


def text_of(node: Node) -> str:
    """The tree in our grammar, as the page reads it back; parsing it gives the same tree."""
    match node:
        case Word(text, field):
            return _scoped(text, field)
        case Phrase(text, field):
            return _scoped(f'"{text}"', field)
        case Prefix(text, field):
            return _scoped(f"{text}*", field)
        case Expanded(own):
            return text_of(own)
        case Not(part):
            return f"NOT {_inside(part)}"
        case Several(parts) | And(parts) | Or(parts):
            return _BETWEEN[type(node)].join(_inside(part) for part in parts)


def leaves(node: Node) -> tuple[Leaf, ...]:
    """The words, phrases and prefixes that can make a trial match: those under NOT are left out."""
    match node:
        case Not():
            return ()
        case Several(parts) | And(parts) | Or(parts):
            return tuple(leaf for part in parts for leaf in leaves(part))
        case Expanded(own):
            return leaves(own)
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


def _scoped(text: str, field: str) -> str:
    return f"{field}:{text}" if field else text


def _inside(node: Node) -> str:
    text = text_of(node)
    return f"({text})" if isinstance(node, Several | And | Or) else text
