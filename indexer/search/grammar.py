"""Text -> query tree. It cannot fail: what it does not understand becomes plain words, and a note says so.

words        leukemia relapsed          side by side: as many as the question's ``words`` asks
phrase       "acute leukemia"
operators    AND, OR, NOT in capitals, or a minus sign; AND binds tighter than OR
group        (asthma OR copd) child
field        title:asthma  condition:"heart failure"  exclusion:(hepatitis OR hiv)
prefix       pembro*
"""

import re
from dataclasses import dataclass

from indexer.fields import TEXT_FIELD
from indexer.search.query import And, Node, Not, Or, Phrase, Prefix, Several, Word
from indexer.words.analysis import carrying_meaning, words

MOST_CLAUSES = 64  # more words than anyone types; the rest is left out and said
DEEPEST = 16  # nested groups
SHORTEST_PREFIX = 2

_OPERATORS = frozenset({"AND", "OR", "NOT"})
_AROUND = ".,;:!?'*+"  # signs that may stand around a word
_NOTHING_BESIDE = "{} had nothing on one side; it was left out."

_TOKEN = re.compile(
    r"""(?P<open>\()|(?P<close>\))
      | (?P<minus>(?<!\S)-(?=["(\w]))
      | (?P<field>[A-Za-z][A-Za-z-]*):(?=\S)
      | "(?P<phrase>[^"]*)"
      | (?P<operator>\b(?:AND|OR|NOT)\b(?=\s|\(|"|$))
      | (?P<word>[^\s()":]+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind (a group of the pattern) and the text of it."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was read: the tree (None when there are no words in it) and what was not taken as typed."""

    tree: Node | None
    notes: tuple[str, ...] = ()


def read_query(text: str) -> Reading:
    """Any text -> its reading.

    >>> read_query("asthma OR (copd").tree
    Or(parts=(Word(text='asthma', field=''), Word(text='copd', field='')))
    """
    tokens, notes = _balanced(_tokens(text))
    parser = _Parser(tokens, notes)
    tree = parser.alternatives("")
    if tree is None and text.strip() and not parser.notes:
        parser.note(f"There is no word to search for in “{text.strip()[:40]}”, so it was left out.")
    return Reading(tree, tuple(dict.fromkeys(parser.notes)))


def _balanced(tokens: list[Token]) -> tuple[list[Token], list[str]]:
    """The tokens without closing brackets that nothing opened and without brackets that are too deep."""
    kept: list[Token] = []
    notes: list[str] = []
    depth = 0
    for token in tokens:
        if token.kind == "close" and not depth:
            notes.append("A closing bracket had no opening one; it was left out.")
            continue
        depth += token.kind == "open"
        if token.kind not in {"open", "close"} or depth <= DEEPEST:
            kept.append(token)
        else:
            notes.append(f"Brackets deeper than {DEEPEST} were left out.")
        depth -= token.kind == "close"
    return kept, notes


def _tokens(text: str) -> list[Token]:
    return [
        Token(match.lastgroup or "", match[match.lastgroup or 0])
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "other"
    ]


@dataclass(slots=True)
class _Parser:
    """Walks the tokens from left to right; each method takes what is its own and leaves the rest."""

    tokens: list[Token]
    notes: list[str]
    clauses: int = 0

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)

    def alternatives(self, scope: str) -> Node | None:
        """Conjunctions with OR between."""
        parts = [self.conjunction(scope)]
        while self._take("operator", "OR"):
            parts.append(self.conjunction(scope))
        return self._combined(Or, parts)

    def conjunction(self, scope: str) -> Node | None:
        """Sequences with AND between."""
        parts = [self.sequence(scope)]
        while self._take("operator", "AND"):
            parts.append(self.sequence(scope))
        return self._combined(And, parts)

    def sequence(self, scope: str) -> Node | None:
        """Clauses side by side, up to an operator, a closing bracket or the end."""
        parts: list[Node] = []
        while self.tokens and not self._at_end_of_sequence():
            part = self.clause(scope)
            if part:
                parts.append(part)
        return _several(parts)

    def clause(self, scope: str) -> Node | None:
        """One word, phrase or group, with the NOTs and fields that stand before it."""
        negated = False
        while self.tokens:
            token = self.tokens[0]
            if token.kind == "field" and token.text.lower() in TEXT_FIELD:
                scope = token.text.lower()
            elif token.kind == "minus" or token == Token("operator", "NOT"):
                negated = not negated
            else:
                break
            self.tokens.pop(0)
        part = self._atom(scope)
        if not part or not negated:
            return part
        return part.part if isinstance(part, Not) else Not(part)

    def _atom(self, scope: str) -> Node | None:
        if not self.tokens or self._at_end_of_sequence():
            return None
        token = self.tokens.pop(0)
        match token.kind:
            case "open":
                return self._group(scope)
            case "phrase":
                return self._leaf(Phrase(" ".join(token.text.split()), scope))
            case "field":
                self.note(f"“{token.text}:” is not a field we know; it was read as a word.")
        return self._word(token.text, scope)

    def _group(self, scope: str) -> Node | None:
        inside = self.alternatives(scope)
        if self.tokens:
            self.tokens.pop(0)  # the closing bracket: nothing else ends a group
        else:
            self.note("An opening bracket had no closing one; it was closed at the end.")
        return inside

    def _word(self, text: str, scope: str) -> Node | None:
        typed = words(text)
        if text.endswith("*") and len(typed) == 1 and len(typed[0]) >= SHORTEST_PREFIX:
            return self._leaf(Prefix(typed[0], scope))
        if text.endswith("*") and typed:
            self.note(f"“{text}” is too short a beginning; it was read as a word.")
        capitals = text.strip(_AROUND)
        if typed == [capitals.lower()] and capitals.isupper() and capitals not in _OPERATORS:
            typed = [capitals]  # ALL is a leukaemia, all is not
        return _several([leaf for word in typed if (leaf := self._leaf(Word(word, scope)))])

    def _leaf(self, leaf: Word | Phrase | Prefix) -> Node | None:
        if not words(leaf.text):
            return None
        self.clauses += 1
        if self.clauses > MOST_CLAUSES:
            self.note(f"Only the first {MOST_CLAUSES} words were searched.")
            return None
        return leaf

    def _combined(self, kind: type[And] | type[Or], parts: list[Node | None]) -> Node | None:
        present = [part for part in parts if part]
        if len(present) < len(parts) and len(parts) > 1:
            self.note(_NOTHING_BESIDE.format(kind.__name__.upper()))
        return None if not present else present[0] if len(present) == 1 else kind(tuple(present))

    def _take(self, kind: str, text: str) -> bool:
        if self.tokens and self.tokens[0] == Token(kind, text):
            self.tokens.pop(0)
            return True
        return False

    def _at_end_of_sequence(self) -> bool:
        token = self.tokens[0]
        return token.kind == "close" or (token.kind == "operator" and token.text != "NOT")


def _several(parts: list[Node]) -> Node | None:
    """Clauses side by side as one node, without the plain words that say nothing unless there is nothing else."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Several) else (part,))]
    plain = [isinstance(part, Word) and not part.field for part in flat]
    kept = iter(carrying_meaning([part.text for part in flat if isinstance(part, Word) and not part.field]))
    remaining = [
        part for part, is_plain in zip(flat, plain, strict=True) if not is_plain or next(kept)
    ] or flat
    return None if not remaining else remaining[0] if len(remaining) == 1 else Several(tuple(remaining))
