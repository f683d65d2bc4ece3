"""A text as the pieces of which the grammar makes a tree. Every character belongs to a piece or to none; linear."""

import re
from dataclasses import dataclass

DEEPEST = 16  # nested groups

_TOKEN = re.compile(
    r"""(?P<open>\()|(?P<close>\))
      | (?P<minus>(?<!\S)-(?=["(\w]))
      | (?P<registry>\b(?:AREA|SEARCH|RANGE|COVER|COVERAGE|EXPANSION|DISTANCE|TILT)\s?\[[^\[\]]{0,200}\])
      | (?P<address>(?:https?://|www\.|clinicaltrials\.gov/)[^\s"()]+)
      | (?P<field>[A-Za-z][A-Za-z-]*):(?=\S)
      | (?P<nearby>"[^"]*"~\d+)
      | "(?P<phrase>[^"]*)"
      | (?P<operator>\b(?:AND|OR|NOT)\b(?=\s|\(|"|$))
      | (?P<word>[^\s()":]+)
      | (?P<quote>")
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_SILENT = {"other", "quote"}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind (a group of the pattern) and the text of it."""

    kind: str
    text: str


def tokens(text: str) -> tuple[list[Token], list[str]]:
    """The pieces of a text, its brackets in pairs, and what was left out for that."""
    found = [Token(match.lastgroup or "", match[match.lastgroup or 0]) for match in _TOKEN.finditer(text)]
    notes = ["A quotation mark had no second one; it was left out."] * any(
        token.kind == "quote" for token in found
    )
    kept, unbalanced = _balanced([token for token in found if token.kind not in _SILENT])
    return kept, notes + unbalanced


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
