"""What a text question means: a small tree of words, phrases, prefixes and the three operators."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed; ``field`` is "" for every field."""

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
Node = Leaf | Several | And | Or | Not


def text_of(node: Node) -> str:
    """The tree in our grammar, as the page reads it back; parsing it gives the same tree."""
    match node:
        case Word(text, field):
            return _scoped(text, field)
        case Phrase(text, field):
            return _scoped(f'"{text}"', field)
        case Prefix(text, field):
            return _scoped(f"{text}*", field)
        case Not(part):
            return f"NOT {_inside(part)}"
        case Several(parts):
            return " ".join(_inside(part) for part in parts)
        case And(parts):
            return " AND ".join(_inside(part) for part in parts)
        case Or(parts):
            return " OR ".join(_inside(part) for part in parts)


def leaves(node: Node) -> tuple[Leaf, ...]:
    """The words, phrases and prefixes that can make a trial match: those under NOT are left out."""
    match node:
        case Not():
            return ()
        case Several(parts) | And(parts) | Or(parts):
            return tuple(leaf for part in parts for leaf in leaves(part))
        case _:
            return (node,)


def _scoped(text: str, field: str) -> str:
    return f"{field}:{text}" if field else text


def _inside(node: Node) -> str:
    text = text_of(node)
    return f"({text})" if isinstance(node, Several | And | Or) else text
