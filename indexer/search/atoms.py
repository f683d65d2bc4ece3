"""The smallest clauses of a question: a word, phrase or value under the field that stands before it."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice, takewhile

from indexer.fields import ASKED_AS, TEXT_FIELD, TEXT_GROUPS, Field, TextField
from indexer.search.clauses import read_clause, read_missing, why_not
from indexer.search.essie import fields_of, read_registry_clause
from indexer.search.query import And, Leaf, Nearby, Node, Not, Or, Phrase, Prefix, Several, Word
from indexer.search.tokens import Token
from indexer.words.analysis import carrying_meaning, words

MOST_CLAUSES = 64  # more words than anyone types; the rest is left out and said
SHORTEST_PREFIX = 2
FARTHEST = 50  # positions between words that stand near one another
MOST_NEARBY = 12  # words of them
LONGEST_VALUE = 8  # words of a value without quotes

_TRIAL_NUMBER = re.compile(r"nct0*(\d{1,8})", re.ASCII | re.IGNORECASE)
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_AROUND = ".,;:!?'*+"  # signs that may stand around a word
_SIGN = re.compile(r"[<>=≤≥]+")
_OPEN_RANGE = ".."  # RANGE[MIN, MAX]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a clause belongs to: some fields (none is every text field), or what is ``missing``.

    ``together``: words side by side may be one value, as in brackets and in the ``registry``'s syntax.
    """

    fields: tuple[Field, ...] = ()
    missing: bool = False
    together: bool = False
    registry: bool = False

    @property
    def is_text(self) -> bool:
        """Whether words are searched in it."""
        return not self.missing and all(isinstance(field, TextField) for field in self.fields)

    @property
    def name(self) -> str:
        """What stood before the colon, in our names."""
        return "missing" if self.missing else ", ".join(field.asked_as for field in self.fields)


EVERY_FIELD = Scope()


def scope_of(token: Token) -> Scope | None:
    """The scope that a piece opens; None when it opens none."""
    if token.kind == "area":
        return Scope(fields_of(token), together=True, registry=True)
    name = token.text.lower()
    if token.kind != "field":
        return None
    if name == "missing":
        return Scope(missing=True)
    if name in TEXT_GROUPS:
        return Scope(tuple(TEXT_FIELD[one] for one in TEXT_GROUPS[name]))
    return Scope((ASKED_AS[name],)) if name in ASKED_AS else None


@dataclass(slots=True)
class Pieces:
    """The pieces that are still to be read, what has to be said, and how many clauses there are."""

    tokens: deque[Token]
    notes: list[str]
    clauses: int = 0

    def note(self, sentence: str) -> None:
        """Have it said."""
        self.notes.append(sentence)

    def take(self, kind: str, text: str) -> bool:
        """Take the next piece if it is this one."""
        if self.tokens and self.tokens[0] == Token(kind, text):
            self.tokens.popleft()
            return True
        return False

    def next_is(self, *kinds: str) -> bool:
        """Whether the next piece is of one of these kinds."""
        return bool(self.tokens) and self.tokens[0].kind in kinds

    def words_ahead(self, most: int) -> list[str]:
        """The words that come next."""
        ahead = takewhile(lambda token: token.kind == "word", self.tokens)
        return [token.text for token in islice(ahead, most)]

    def counted(self, node: Node) -> Node | None:
        """A clause, or None when there are too many."""
        self.clauses += 1
        if self.clauses > MOST_CLAUSES:
            self.note(f"Only the first {MOST_CLAUSES} words were searched.")
            return None
        return node


def read_atom(pieces: Pieces, scope: Scope) -> Node | None:
    """The next piece that is neither an operator nor a bracket, with those that belong to it."""
    return _text(pieces, scope) if scope.is_text else _value(pieces, scope)


def is_trial_number(leaf: Leaf) -> bool:
    """Whether it asks for one trial."""
    return isinstance(leaf, Word) and bool(_TRIAL_NUMBER.fullmatch(leaf.text))


# --- fields that are searched by words


def _text(pieces: Pieces, scope: Scope) -> Node | None:
    token = pieces.tokens.popleft()
    if token.kind == "field":
        pieces.note(f"“{token.text}:” is not a field we know; it was read as a word.")
    if scope.registry and token == Token("word", "MISSING"):
        return _missing(pieces, scope)
    first = _READ_AS_TEXT.get(token.kind, _word)(pieces, token.text, scope)
    if not (scope.registry and token.kind == "word"):
        return first
    # In the registry's syntax an area holds for all words side by side.
    ahead = pieces.words_ahead(MOST_CLAUSES)
    rest = [_word(pieces, pieces.tokens.popleft().text, scope) for _ in ahead]
    return several([part for part in (first, *rest) if part])


def _word(pieces: Pieces, text: str, scope: Scope) -> Node | None:
    typed = words(text)
    if text.endswith("*") and len(typed) == 1 and len(typed[0]) >= SHORTEST_PREFIX:
        return _leaf(pieces, scope, lambda field: Prefix(typed[0], field))
    if text.endswith("*") and typed:
        pieces.note(f"“{text}” is too short a beginning; it was read as a word.")
    capitals = text.strip(_AROUND)
    if typed == [capitals.lower()] and capitals.isupper() and capitals not in _OPERATORS:
        typed = [capitals]  # ALL is a leukaemia, all is not
    numbered = [_with_eight_digits(word) for word in typed]
    return several([leaf for word in numbered if (leaf := _plain(pieces, word, scope))])


def _plain(pieces: Pieces, word: str, scope: Scope) -> Node | None:
    return _leaf(pieces, scope, lambda field: Word(word, field))


def _with_eight_digits(word: str) -> str:
    """A trial number in its usual form.

    >>> _with_eight_digits("nct5333302"), _with_eight_digits("asthma")
    ('NCT05333302', 'asthma')
    """
    number = _TRIAL_NUMBER.fullmatch(word)
    return f"NCT{int(number[1]):08}" if number else word


def _phrase(pieces: Pieces, text: str, scope: Scope) -> Node | None:
    phrase = " ".join(text.split())
    return _leaf(pieces, scope, lambda field: Phrase(phrase, field)) if words(phrase) else None


def _nearby(pieces: Pieces, text: str, scope: Scope) -> Node | None:
    phrase, _, written = text[1:].rpartition('"~')
    typed = words(phrase)
    asked = int(written) if len(written) <= len(str(FARTHEST)) else FARTHEST + 1
    if len(set(typed)) < 2 or not asked:  # noqa: PLR2004 - one word is near nothing
        return _phrase(pieces, phrase, scope)
    if asked > FARTHEST:
        pieces.note(f"Words can be looked for within {FARTHEST} words of one another at most.")
    if len(typed) > MOST_NEARBY:
        pieces.note(f"Of words near one another, only the first {MOST_NEARBY} were searched.")
        phrase = " ".join(typed[:MOST_NEARBY])
    distance = max(min(asked, FARTHEST), len(set(typed[:MOST_NEARBY])) - 1)
    phrase = " ".join(phrase.split())
    return _leaf(pieces, scope, lambda field: Nearby(phrase, distance, field))


def _address(pieces: Pieces, text: str, scope: Scope) -> Node | None:
    """A pasted address: the trial that it names, else its words."""
    numbers = [word for word in words(text) if _TRIAL_NUMBER.fullmatch(word)]
    return _word(pieces, numbers[0] if numbers else text.partition("://")[2] or text, scope)


def _no_range(pieces: Pieces, _: str, __: Scope) -> Node | None:
    pieces.note("RANGE is for dates, ages and numbers that we have; it was left out.")
    return None


_READ_AS_TEXT: dict[str, Callable[[Pieces, str, Scope], Node | None]] = {
    "phrase": _phrase,
    "nearby": _nearby,
    "address": _address,
    "range": _no_range,
}


def _leaf(pieces: Pieces, scope: Scope, made: Callable[[str], Leaf]) -> Node | None:
    """The same leaf in each field of the scope."""
    names = [field.asked_as for field in scope.fields] or [""]
    found = [leaf for name in names if (leaf := pieces.counted(made(name)))]
    return None if not found else found[0] if len(found) == 1 else Or(tuple(found))


# --- fields that are filtered by values


def _value(pieces: Pieces, scope: Scope) -> Node | None:
    """The longest run of words that is a value; what is none is searched as words."""
    token = pieces.tokens.popleft()
    if scope.registry and token == Token("word", "MISSING"):
        return _missing(pieces, scope)
    if token == Token("range", _OPEN_RANGE):
        stated = _missing(pieces, scope)
        return Not(stated) if stated else None
    run = [_unquoted(token)]
    if token.kind == "word" and _SIGN.fullmatch(token.text) and pieces.next_is("word", "phrase"):
        run[0] += pieces.tokens.popleft().text
    elif token.kind == "word" and scope.together:
        run += pieces.words_ahead(LONGEST_VALUE - 1)
    for length in range(len(run), 0, -1):
        found = _read(scope, " ".join(run[:length]))
        if found:
            for _ in range(length - 1):
                pieces.tokens.popleft()
            return pieces.counted(found)
    pieces.note(_why_not(scope, run[0]))
    return None if token.kind == "range" else _word(pieces, run[0], EVERY_FIELD)


def _unquoted(token: Token) -> str:
    return token.text.rpartition('"~')[0].strip('"') if token.kind == "nearby" else token.text


def _read(scope: Scope, text: str) -> Node | None:
    if scope.missing:
        return read_missing(text)
    (field,) = scope.fields
    return (read_registry_clause if scope.registry else read_clause)(field, text)


def _why_not(scope: Scope, text: str) -> str:
    done = "was searched as words" if words(text) else "was left out"
    known = f"We cannot tell whether “{text[:40]}” is missing."
    return f"“{scope.name}:{text[:40]}” {done}. {known if scope.missing else why_not(scope.fields[0], text)}"


def _missing(pieces: Pieces, scope: Scope) -> Node | None:
    """None of the fields is given."""
    missing = [read_missing(field.asked_as) for field in scope.fields]
    found = [counted for part in missing if part and (counted := pieces.counted(part))]
    if not found or not all(missing):
        pieces.note("MISSING was left out where we cannot tell whether a field is missing.")
    return None if not found else found[0] if len(found) == 1 else And(tuple(found))


def several(parts: list[Node]) -> Node | None:
    """Clauses side by side as one node, without the plain words that say nothing unless there is nothing else."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Several) else (part,))]
    plain = [isinstance(part, Word) and not part.field for part in flat]
    kept = iter(carrying_meaning([part.text for part in flat if isinstance(part, Word) and not part.field]))
    remaining = [
        part for part, is_plain in zip(flat, plain, strict=True) if not is_plain or next(kept)
    ] or flat
    return None if not remaining else remaining[0] if len(remaining) == 1 else Several(tuple(remaining))
