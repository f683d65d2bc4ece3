"""What stands behind the name of a field that is not searched by words: a value, a span, a place, "missing"."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from indexer.fields import ASKED_AS, FACET, Facet, Field, Kind, Measure, NumberField, PlaceField
from indexer.places.countries import country_name
from indexer.places.names import place_path
from indexer.places.states import states_named
from indexer.search.query import And, AtSite, Missing, Node, Not, Or, Range, Several, Value
from indexer.search.spans import read_span
from indexer.trial.vocabulary import NOT_STATED
from indexer.words.analysis import words

MOST_NAMED = 8  # values that a note lists

_NOT_OF_A_KEY = re.compile(r"[\W_]+")
_EITHER, _BOTH = re.compile(r"[,|]"), re.compile(r"/")
_NEAR_MISSING = {
    "location": "countries",
    "country": "countries",
}  # what cannot be missing -> what says the same
SAMPLES = {
    Measure.DATE: "2024, 2024-05..2025 or >=2024-05-01",
    Measure.COUNT: "50, 10..50 or >100",
    Measure.AGE: "12, 6months..2years or >=65",
}


def read_clause(field: Field, text: str) -> Node | None:
    """The clause for a field and what was typed behind it; None when it is nothing of that field.

    >>> read_clause(ASKED_AS["phase"], "PHASE2"), read_clause(ASKED_AS["start"], "soon")
    (Value(field='phase', value='2'), None)
    """
    return _READERS[field.kind](field, " ".join(text.split()))


def read_missing(text: str) -> Node | None:
    """The clause for trials that do not give a field; None when it cannot be missing."""
    name = text.strip().lower()
    field = ASKED_AS.get(_NEAR_MISSING.get(name, name))
    if not field or not can_be_missing(field):
        return None
    return Missing(field.asked_as)


def can_be_missing(field: Field) -> bool:
    """Whether some trials may not give it, and we can tell."""
    if isinstance(field, Facet):
        return field.not_stated and field.vocabulary is not None
    if isinstance(field, NumberField):
        return bool(field.unstated)
    return field.kind is Kind.TEXT and field.name != "id"  # which every trial has


def why_not(field: Field, text: str) -> str:
    """A sentence about what could not be read for a field."""
    if isinstance(field, NumberField):
        return f"“{text[:40]}” cannot be read as a span here. Write {SAMPLES[field.measure]}."
    facet = FACET["status"] if isinstance(field, PlaceField) else field
    if not isinstance(facet, Facet) or not facet.vocabulary:
        return f"“{text[:40]}” names no place."
    known = ", ".join(facet.values[:MOST_NAMED]) + (" and others" if len(facet.values) > MOST_NAMED else "")
    return f"“{text[:40]}” is not a value of “{facet.label}”. Known: {known}."


def at_one_site(tree: Node) -> tuple[Node, bool]:
    """The tree with all that it says of sites tied to one site, and whether that was everything it says."""
    of_site = _of_site(tree)
    if of_site:
        return AtSite(of_site), True
    if not isinstance(tree, Several | And):
        return tree, False
    tied = [part for part in map(_of_site, tree.parts) if part]
    rest = [part for part in tree.parts if not _of_site(part)]
    return (And((AtSite(_all(tied)), *rest)) if tied else tree), False


def _of_site(node: Node) -> Node | None:
    """What a tree asks of one site; None when it asks for anything else."""
    match node:
        case AtSite(part):
            return part
        case Value("status", value):
            return Value("site-status", value)
        case Not(part):
            inner = _of_site(part)
            return Not(inner) if inner else None
        case Several(parts) | And(parts) | Or(parts):
            inside = [part for part in map(_of_site, parts) if part]
            if len(inside) < len(parts):
                return None
            return Or(tuple(inside)) if isinstance(node, Or) else _all(inside)
    return None


def _all(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _facet(facet: Facet, text: str) -> Node | None:
    return _valued(facet, text) if facet.vocabulary else _location(text)


def _valued(facet: Facet, text: str) -> Node | None:
    """One value by any of its names, either of several with commas, all of several with slashes ("2/3")."""
    found = _names(facet.asked_as).get(_key(text))
    if found == NOT_STATED:
        return Missing(facet.asked_as)
    if found in facet.values:
        return Value(facet.asked_as, found)
    for kind, sign in ((Or, _EITHER), (And, _BOTH)):
        pieces = sign.split(found or text)
        parts = [_valued(facet, piece) for piece in pieces] if len(pieces) > 1 else [None]
        if all(parts):
            return kind(tuple(dict.fromkeys(part for part in parts if part)))
    return None


@cache
def _names(name: str) -> dict[str, str]:
    """Every name of the values of a facet: value, label, the registry's code, what people write."""
    facet = ASKED_AS[name]
    assert isinstance(facet, Facet)
    assert facet.vocabulary
    names = {_key(written): value for written, value in facet.other_names.items()}
    for term in facet.vocabulary.terms:
        short = term.label.partition(" (")[0]
        names |= dict.fromkeys(map(_key, (term.value, term.label, short, term.code)), term.value)
    return names | ({_key(NOT_STATED): NOT_STATED} if facet.not_stated else {})


def _key(text: str) -> str:
    return _NOT_OF_A_KEY.sub("", text.casefold())


def _location(text: str) -> Node | None:
    """A place in the hierarchy: "United States/Texas/Houston"; "Belarus/Minsk" where states are not used."""
    country, *inside = (part.strip() for part in place_path(text).split("/"))
    if not words(country) or not all(map(words, inside)):
        return None
    parts: list[Node] = [Value("country", country)]
    if len(inside) == 1:
        parts.append(Or((Value("state", inside[0]), Value("city", inside[0]))))
    elif inside:
        parts += [Value("state", inside[0]), Value("city", inside[1])]
    return AtSite(_all(parts))


def _number(field: NumberField, text: str) -> Node | None:
    span = read_span(text, field.measure)
    return Range(field.name, *span) if span else None


def _place(field: PlaceField, text: str) -> Node | None:
    if field.name == "site-status":
        status = _valued(FACET["status"], text)
        part = status and _of_site(status)
        return AtSite(part) if part else None
    if not words(text):
        return None
    names = {"country": (country_name(text),), "state": states_named(text)}.get(field.name) or (text,)
    values = tuple(Value(field.name, name) for name in names)
    return AtSite(values[0] if len(values) == 1 else Or(values))


_READERS: dict[Kind, Callable[[Any, str], Node | None]] = {
    Kind.FACET: _facet,
    Kind.NUMBER: _number,
    Kind.PLACE: _place,
}
