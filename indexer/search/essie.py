"""The registry's own expert syntax, read into ours: AREA[Phase]PHASE2 AND SEARCH[Location](AREA[LocationCity]Minsk).

Where our field holds more than the area, or where something cannot be done, a note says so.
"""

import re
from collections.abc import Callable

from indexer.fields import ASKED_AS, Field
from indexer.search.areas import FIELDS_OF_AREA, WIDER_KEYS, key_of_area
from indexer.search.clauses import read_clause
from indexer.search.query import And, Node, Not, Value
from indexer.search.tokens import Token

_NAMED = re.compile(r"(\w+)\s?\[\s*([^\[\]]*?)\s*\]")
_NOT_CLOSED = re.compile(r"\b(AREA|SEARCH|RANGE|COVER|COVERAGE|EXPANSION|DISTANCE|TILT)\[")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_FUNDERS = key_of_area("FunderTypeSearch")  # of lead sponsors and collaborators

# In the registry's syntax a sex means the trials for that sex alone; in ours, the trials that such a person may join.
_SEXES: dict[str, Node] = {
    "female": And((Value("sex", "female"), Not(Value("sex", "male")))),
    "male": And((Value("sex", "male"), Not(Value("sex", "female")))),
}


def translated(tokens: list[Token]) -> tuple[list[Token], list[str]]:
    """The pieces of a text with those of the registry's syntax as pieces of our grammar, and what has to be said.

    An area becomes a piece of the kind "area" that names our fields, a range one of the kind "range".
    """
    made: list[Token] = []
    notes: list[str] = []
    for token in tokens:
        match = _NAMED.fullmatch(token.text) if token.kind == "registry" else None
        if match:
            made += _TRANSLATORS[match[1]](match[2], notes)
            continue
        made.append(token)
        if token.kind == "word" and (opened := _NOT_CLOSED.search(token.text)):
            notes.append(f"“{opened[0]}” was not closed with “]”; it was read as words.")
    return made, notes


def fields_of(token: Token) -> tuple[Field, ...]:
    """The fields that a piece of the kind "area" names; none for every field."""
    return tuple(ASKED_AS[name] for name in token.text.split(",") if name)


def read_registry_clause(field: Field, text: str) -> Node | None:
    """The clause for a field and what the registry's syntax gives for it."""
    if field.asked_as == "sex" and text.lower() in _SEXES:
        return _SEXES[text.lower()]
    return read_clause(field, text)


def _area(name: str, notes: list[str]) -> list[Token]:
    key = key_of_area(name)
    fields = FIELDS_OF_AREA.get(key)
    if fields is None:
        notes.append(f"We have no field for AREA[{name[:60]}]; what was asked of it was searched as words.")
    elif key in WIDER_KEYS:
        field = ASKED_AS[fields]
        notes.append(f"AREA[{name}] was read as our field {field.asked_as}: {_lowered(field.description)}.")
    elif key == _FUNDERS:
        notes.append(f"AREA[{name}] was read as the class of the lead sponsor alone.")
    return [Token("area", fields or "")]


def _range(limits: str, _: list[str]) -> list[Token]:
    first, last = (_limit(text) for text in limits.partition(",")[::2])
    return [Token("range", f"{first}..{last}")]


def _limit(text: str) -> str:
    """A limit as we write it; dates may be American."""
    text = text.strip()
    if text.upper() in {"MIN", "MAX"}:
        return ""
    return _AMERICAN.sub(lambda date: f"{date[3]}-{int(date[1]):02}-{int(date[2]):02}", text)


def _search(name: str, notes: list[str]) -> list[Token]:
    if name.lower() == "location":
        return [Token("field", "site")]
    if name.lower() != "study":
        notes.append(
            f"We cannot tie conditions to one {name[:40] or 'part'} with SEARCH; each was searched by itself."
        )
    return []


def _distance(_: str, notes: list[str]) -> list[Token]:
    notes.append("DISTANCE was left out; use the question “Near which place?” instead.")
    return []


def _ignored(operator: str, effect: str) -> Callable[[str, list[str]], list[Token]]:
    def note(name: str, notes: list[str]) -> list[Token]:
        notes.append(f"{operator}[{name[:40]}] was left out; {effect}.")
        return []

    return note


def _lowered(description: str) -> str:
    return description if description[:2].isupper() else description[:1].lower() + description[1:]


_COVER = _ignored("COVER", "words are found anywhere in a field, and values are always compared whole")
_TRANSLATORS: dict[str, Callable[[str, list[str]], list[Token]]] = {
    "AREA": _area,
    "RANGE": _range,
    "SEARCH": _search,
    "DISTANCE": _distance,
    "COVER": _COVER,
    "COVERAGE": _COVER,
    "EXPANSION": _ignored("EXPANSION", "words are always found in all their forms"),
    "TILT": _ignored("TILT", "the order is chosen under “Sorted by”"),
}
