"""Text -> query tree. It cannot fail: what it does not understand becomes plain words, and a note says so.

words        leukemia relapsed          side by side: as many as the question's ``words`` asks
phrase       "acute leukemia"
near         "heart failure"~5          within 5 positions of one another, in any order
operators    AND, OR, NOT in capitals, or a minus sign; AND binds tighter than OR
group        (asthma OR copd) child
field        title:asthma  condition:"heart failure"  exclusion:(hepatitis OR hiv)
prefix       pembro*
value        phase:2  status:"not yet recruiting"  led-by:industry
span         start:2024..2025-06  enrolment:>100  age:"7 months"
site         city:Minsk  site:(country:Belarus site-status:recruiting)
missing      missing:phase
registry     AREA[Phase]PHASE2 AND AREA[StartDate]RANGE[2024-01-01, MAX]  (see ``essie``)
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from indexer.search.atoms import (
    EVERY_FIELD,
    MOST_CLAUSES,
    Pieces,
    Scope,
    is_trial_number,
    read_atom,
    scope_of,
    several,
)
from indexer.search.clauses import at_one_site
from indexer.search.essie import translated
from indexer.search.query import And, Missing, Node, Not, Or, Several, Value, leaves
from indexer.search.tokens import DEEPEST, Token, tokens

__all__ = ["DEEPEST", "MOST_CLAUSES", "Reading", "chooses_status", "has_words", "read_query"]

KEPT_READINGS = 1_024  # a page asks for the reading of one text many times

_NOTHING_BESIDE = "{} had nothing on one side; it was left out."


@dataclass(frozen=True, slots=True)
class Reading:
    """How a text was read: the tree (None when there are no words in it) and what was not taken as typed."""

    tree: Node | None
    notes: tuple[str, ...] = ()


@lru_cache(KEPT_READINGS)
def read_query(text: str) -> Reading:
    """Any text -> its reading.

    >>> read_query("asthma OR (copd").tree
    Or(parts=(Word(text='asthma', field=''), Word(text='copd', field='')))
    """
    found, unbalanced = tokens(text)
    ours, untranslated = translated(found)
    pieces = Pieces(deque(ours), [*unbalanced, *untranslated])
    tree = _Parser(pieces).alternatives(EVERY_FIELD)
    if tree is None and text.strip() and not pieces.notes:
        pieces.note(f"There is no word to search for in “{text.strip()[:40]}”, so it was left out.")
    return Reading(tree, tuple(dict.fromkeys(pieces.notes)))


def has_words(text: str) -> bool:
    """Whether a text has words by which one trial matches better than another."""
    tree = read_query(text).tree
    return tree is not None and bool(leaves(tree))


def chooses_status(text: str) -> bool:
    """Whether a text says itself which statuses are wanted: it names some, or trials by their number alone."""
    tree = read_query(text).tree
    if tree is None:
        return False
    named = leaves(tree)
    by_number = bool(named) and all(map(is_trial_number, named))
    return by_number or any(clause.field == "status" for clause in _values(tree))


def _values(node: Node) -> Iterator[Value | Missing]:
    match node:
        case Value() | Missing():
            yield node
        case Not(part):
            yield from _values(part)
        case Several(parts) | And(parts) | Or(parts):
            for part in parts:
                yield from _values(part)


@dataclass(slots=True)
class _Parser:
    """Walks the pieces from left to right; each method takes what is its own and leaves the rest."""

    pieces: Pieces

    def alternatives(self, scope: Scope) -> Node | None:
        """Conjunctions with OR between."""
        parts = [self.conjunction(scope)]
        while self.pieces.take("operator", "OR"):
            parts.append(self.conjunction(scope))
        return self._combined(Or, parts)

    def conjunction(self, scope: Scope) -> Node | None:
        """Sequences with AND between."""
        parts = [self.sequence(scope)]
        while self.pieces.take("operator", "AND"):
            parts.append(self.sequence(scope))
        return self._combined(And, parts)

    def sequence(self, scope: Scope) -> Node | None:
        """Clauses side by side, up to an operator, a closing bracket or the end."""
        parts: list[Node] = []
        while not self._at_end_of_sequence():
            part = self.clause(scope)
            if part:
                parts.append(part)
        return several(parts)

    def clause(self, scope: Scope) -> Node | None:
        """One word, phrase, value or group, with the NOTs and fields that stand before it."""
        negated = at_site = False
        before, said = scope, len(self.pieces.notes)
        while self.pieces.tokens:
            token = self.pieces.tokens[0]
            if token.kind == "field" and token.text.lower() == "site":
                at_site = True
            elif named := scope_of(token):
                scope = named
            elif token.kind == "minus" or token == Token("operator", "NOT"):
                negated = not negated
            else:
                break
            self.pieces.tokens.popleft()
        part = self._group_or_atom(scope)
        if not part and scope is not before and len(self.pieces.notes) == said:
            self.pieces.note(f"“{scope.name}:” had nothing behind it; it was left out.")
        if part and at_site:
            part = self._at_one_site(part)
        if not part or not negated:
            return part
        return part.part if isinstance(part, Not) else Not(part)

    def _group_or_atom(self, scope: Scope) -> Node | None:
        if self._at_end_of_sequence():
            return None
        if self.pieces.tokens[0].kind != "open":
            return read_atom(self.pieces, scope)
        self.pieces.tokens.popleft()
        inside = self.alternatives(replace(scope, together=True))
        if self.pieces.tokens:
            self.pieces.tokens.popleft()  # the closing bracket: nothing else ends a group
        else:
            self.pieces.note("An opening bracket had no closing one; it was closed at the end.")
        return inside

    def _at_one_site(self, tree: Node) -> Node:
        tied, whole = at_one_site(tree)
        if not whole:
            self.pieces.note(
                "Only city, state, country and status can be tied to one site; the rest was asked of the trial."
            )
        return tied

    def _combined(self, kind: type[And] | type[Or], parts: list[Node | None]) -> Node | None:
        present = [part for part in parts if part]
        if len(present) < len(parts) and len(parts) > 1:
            self.pieces.note(_NOTHING_BESIDE.format(kind.__name__.upper()))
        return None if not present else present[0] if len(present) == 1 else kind(tuple(present))

    def _at_end_of_sequence(self) -> bool:
        if not self.pieces.tokens:
            return True
        token = self.pieces.tokens[0]
        return token.kind == "close" or (token.kind == "operator" and token.text != "NOT")
