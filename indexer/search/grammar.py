"""Text -> query tree. It cannot fail: what it does not understand becomes plain words, and a note says so.

words        leukemia relapsed          side by side: as many as the question's ``words`` asks
phrase       "acute leukemia"
operators    AND, OR, NOT in capitals, or a minus sign; AND binds tighter than OR
group        (asthma OR copd) child
field        title:asthma  condition:"heart failure"  exclusion:(hepatitis OR hiv)
prefix       pembro*
"""

import re
from dataclasses import dataclass, field

from indexer.fields import TEXT_FIELD
from indexer.search.query import And, Node, Not, Or, Phrase, Prefix, Several, Word
from indexer.words.analysis import carrying_meaning, words

MOST_CLAUSES = 64  # more words than anyone types; the rest is left out and said
DEEPEST = 16  # nested groups
SHORTEST_PREFIX = 2

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
    tokens, unopened = _balanced(_tokens(text))
    parser = _Parser(tokens)
    if unopened:
        parser.note("A closing bracket had no opening one; it was left out.")
    tree = parser.alternatives("", 0)
    return Reading(tree, tuple(dict.fromkeys(parser.notes)))


def _balanced(tokens: list[Token]) -> tuple[list[Token], int]:
    """The tokens without closing brackets that nothing opened, and how many of those there were."""
    kept: list[Token] = []
    depth = unopened = 0
    for token in tokens:
        if token.kind == "close" and not depth:
            unopened += 1
            continue
        depth += (token.kind == "open") - (token.kind == "close")
        kept.append(token)
    return kept, unopened


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
    clauses: int = 0
    notes: list[str] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)

    def alternatives(self, scope: str, depth: int) -> Node | None:
        """Conjunctions with OR between."""
        parts = [self.conjunction(scope, depth)]
        while self._take("operator", "OR"):
            parts.append(self.conjunction(scope, depth))
        return self._combined(Or, parts)

    def conjunction(self, scope: str, depth: int) -> Node | None:
        """Sequences with AND between."""
        parts = [self.sequence(scope, depth)]
        while self._take("operator", "AND"):
            parts.append(self.sequence(scope, depth))
        return self._combined(And, parts)

    def sequence(self, scope: str, depth: int) -> Node | None:
        """Clauses side by side, up to an operator, a closing bracket or the end."""
        parts: list[Node] = []
        while self.tokens and not self._at_end_of_sequence():
            part = self.clause(scope, depth)
            if part:
                parts.append(part)
        return _joined(_meaningful(_flat(parts)))

    def clause(self, scope: str, depth: int) -> Node | None:
        """One word, phrase or group, with what stands before it."""
        if not self.tokens or self.tokens[0].kind == "close":
            return None
        token = self.tokens.pop(0)
        if depth > DEEPEST:
            self.note(
                f"Brackets, NOT and fields inside one another are read {DEEPEST} deep; the rest was left out."
            )
            return None
        match token.kind:
            case "minus" | "operator":  # an operator here is NOT, or one with nothing before it
                part = self.clause(scope, depth + 1)
                if token.text in {"AND", "OR"}:
                    self.note(_NOTHING_BESIDE.format(token.text))
                    return part
                return part.part if isinstance(part, Not) else Not(part) if part else None
            case "field":
                return self._in_field(token.text, scope, depth)
            case "open":
                return self._group(scope, depth)
            case "phrase":
                return self._leaf(Phrase(" ".join(token.text.split()), scope))
            case _:
                return self._word(token.text, scope)

    def _in_field(self, name: str, scope: str, depth: int) -> Node | None:
        if name.lower() in TEXT_FIELD:
            return self.clause(name.lower(), depth + 1)
        self.note(f"“{name}:” is not a field we know; it was read as a word.")
        return self._word(name, scope)

    def _group(self, scope: str, depth: int) -> Node | None:
        inside = self.alternatives(scope, depth + 1)
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
        return _joined([leaf for word in typed if (leaf := self._leaf(Word(word, scope)))])

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


def _meaningful(parts: list[Node]) -> list[Node]:
    """Without the plain words that carry no meaning ("in", "my"), unless there is nothing else."""
    plain = [isinstance(part, Word) and not part.field for part in parts]
    typed = [part.text for part in parts if isinstance(part, Word) and not part.field]
    kept = iter(carrying_meaning(typed))
    remaining = [part for part, is_plain in zip(parts, plain, strict=True) if not is_plain or next(kept)]
    return remaining or parts


def _flat(parts: list[Node]) -> list[Node]:
    return [inner for part in parts for inner in (part.parts if isinstance(part, Several) else (part,))]


def _joined(parts: list[Node]) -> Node | None:
    flat = _flat(parts)
    return None if not flat else flat[0] if len(flat) == 1 else Several(tuple(flat))
