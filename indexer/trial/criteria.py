"""Eligibility text -> what includes, what excludes, and what the text does not sort.

The registry keeps criteria as one text: usually two headings with bullets, but also a dozen other wordings,
numbered lists, everything on one line, or no headings at all. Headings set the side of what follows; nothing
but headings and list marks is dropped. How well this works on real texts is in docs/criteria.md.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

LONGEST_QUALIFIER = 2  # words before "Inclusion Criteria:" that belong to the heading
LONGEST_HEADING = 140  # characters; a longer line that speaks of inclusion is a criterion


class Side(StrEnum):
    """What meeting an item does."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"
    UNSORTED = "unsorted"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One item; ``depth`` is 0 for a top bullet, 1 for a bullet under it, and so on."""

    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Criteria:
    """The items of both sides, and those that stand under no heading that tells the side."""

    inclusion: tuple[Criterion, ...] = ()
    exclusion: tuple[Criterion, ...] = ()
    unsorted: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    indent: int
    marked: bool  # had a bullet or a number
    after_gap: bool  # stands after an empty line


@dataclass(frozen=True, slots=True)
class _Heading:
    side: Side
    rest: str  # what stands behind the colon
    firm: bool  # "Exclusion criteria": holds until the next one; "… are excluded:" only for its list


_MARK = re.compile(
    r"(?P<mark>[*•·‣▪●○◦–—]+|-{1,2}(?=[\sA-Za-z(<>≥≤])|o(?=\s)"
    r"|\(?\d{1,2}[.)](?!\d)|\(?[a-zA-Z][.)](?=\s)|\(?[ivx]{1,4}[.)](?=\s))\s*"
)
_NUMBER = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})[.)]\s+(?=\S)")
_BULLET_INSIDE = re.compile(
    r"(?<=\S)(?<![/&])(?<!\b[Aa]nd)(?<!\bAND)(?<!\b[Oo]r)(?<!\bOR)[ \t]+"
    r"(?=(?:(?:Key|Main|Major|General|KEY|MAIN) )?(?:Inclusion|Exclusion|INCLUSION|EXCLUSION)"
    r"(?: (?:Criteria|criteria|CRITERIA|Criterion))?\s{0,2}:)"
)
_ITEM_TAG = re.compile(r"<li\b[^>]{0,100}>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:p|ul|ol|li|br|div)\b[^>]{0,100}>", re.IGNORECASE)
# A heading in the middle of a line: "… consent. Exclusion Criteria: pregnancy". Capitals tell it from prose.
_INSIDE = re.compile(
    r"(?<=\S)(?<![/&])(?<!\b[Aa]nd)(?<!\bAND)(?<!\b[Oo]r)(?<!\bOR)[ \t]+"
    r"(?=(?:(?:Key|Main|Major|General|KEY|MAIN) )?(?:Inclusion|Exclusion|INCLUSION|EXCLUSION)"
    r"(?: (?:Criteria|criteria|CRITERIA|Criterion))?\s{0,2}:)"
)
_FIRM = re.compile(
    r"(?P<before>(?:[\w()/&,'’.-]{1,25}\s+){0,5}?)(?P<side>non-?inclusion|inclusion|exclusion)s?\b"
    r"(?P<both>\s*(?:/|and|&|or)\s*(?:inclusion|exclusion))?\s*(?P<criteria>criteri(?:a|on|um|as)s?\b)?",
    re.IGNORECASE,
)
_PROSE_BEFORE = re.compile(
    r"\b(?:not|meet\w*|above|any|other|does|do|who|with|all of|these|following|defined|per|no|see|fulfil\w*)\b",
    re.IGNORECASE,
)
_PROSE_AFTER = re.compile(
    r"\b(?:may|will|must|should|apply|applied|were|was|met|above|below)\b", re.IGNORECASE
)
_LIST_FOLLOWS = re.compile(r"follow(?:s|ing)|must(?: not)?$", re.IGNORECASE)
_FOR_WHOM = re.compile(
    r"\s*[-–(\[]*\s*(?:for|of|in|at|arms?|parts?|cohorts?|groups?|phases?|stages?|general|all|healthy|patients?|recipients?"
    r"|donors?|subjects?|participants?|study|part)\b[^.:]{0,80}$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*\([^()]{1,80}\)")
_EXCLUDING = re.compile(
    r"\b(?:excluded|ineligible|not (?:be )?(?:eligible|included|enrolled)|must not|may not|cannot)\b",
    re.IGNORECASE,
)
_INCLUDING = re.compile(
    r"\b(?:(?:may|will|must|can) be (?:eligible|included|enrolled)|are eligible|must (?:have|be|meet|fulfil)|required"
    r"|to be (?:eligible|included)|eligible (?:if|subjects|patients|participants)|included (?:if|are))\b",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_EMPHASIS = re.compile(r"\*{2,}|_{2,}|^#+\s*", re.MULTILINE)


def split_criteria(text: str) -> Criteria:
    r"""Split an eligibility text, as the registry sends it (markdown).

    >>> split_criteria("Inclusion Criteria:\n\n* Age 18 and over\n\nExclusion Criteria:\n\n* Pregnancy").exclusion
    (Criterion(text='Pregnancy', depth=0),)
    """
    splitter = _Splitter()
    for line in _lines(text):
        splitter.take(line)
    return Criteria(*(tuple(splitter.items[side]) for side in Side))


def _lines(text: str) -> Iterator[_Line]:
    gap = False
    text = _BLOCK_TAG.sub("\n", _ITEM_TAG.sub("\n* ", text)) if "<" in text else text
    for raw in _EMPHASIS.sub("", _INSIDE.sub(_broken, text.replace("：", ":"))).splitlines():
        content = raw.strip()
        if not content:
            gap = True
            continue
        indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
        mark = _MARK.match(content)
        unmarked = content[mark.end() :] if mark else content
        if unmarked:
            yield _Line(unmarked, indent, bool(mark), gap)
        gap = False


def _broken(match: re.Match[str]) -> str:
    """A new line before a heading inside a line; "Key Inclusion Criteria:" at its beginning stays whole."""
    text = match.string
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return "\n" if len(before.split()) > LONGEST_QUALIFIER else match[0]


@dataclass(slots=True)
class _Splitter:
    """Takes lines from the top; remembers the side that the last heading set and how deep bullets stand."""

    side: Side = Side.UNSORTED
    firm: bool = False
    indents: list[int] = field(default_factory=list)
    items: dict[Side, list[Criterion]] = field(default_factory=lambda: {side: [] for side in Side})

    def take(self, line: _Line) -> None:
        heading = _heading(line, self.side if self.firm else None)
        if heading:
            self.firm = heading.firm or (self.firm and heading.side is self.side)
            self.side = heading.side
            self.indents.clear()
            if heading.rest:
                self._add(_Line(heading.rest, line.indent, marked=False, after_gap=True))
            return
        if not self.firm and _is_label(line):
            self.side = Side.UNSORTED  # "Concurrent medication:" ends what "Excluded:" began
        self._add(line)

    def _add(self, line: _Line) -> None:
        items = self.items[self.side]
        if not line.marked and not line.after_gap and items:
            last = items.pop()
            items.append(Criterion(f"{last.text} {_clean(line.text)}".strip(), last.depth))
            return
        depth = self._depth(line)
        texts = [clean for part in _in_a_line(line.text) if (clean := _clean(part))]
        items.extend(Criterion(text, depth) for text in texts)

    def _depth(self, line: _Line) -> int:
        if not line.marked:
            self.indents.clear()
            return 0
        while self.indents and self.indents[-1] > line.indent:
            self.indents.pop()
        if not self.indents or self.indents[-1] < line.indent:
            self.indents.append(line.indent)
        return len(self.indents) - 1


def _heading(line: _Line, firm: Side | None) -> _Heading | None:
    """What a line sets as a heading; under a firm heading ``firm`` a bullet is a criterion, whatever it says."""
    start = line.text[: LONGEST_HEADING * 2]
    match = _FIRM.match(start)
    rest = _rest_of_heading(line, match) if match else None
    if match and rest is not None:
        side = Side.INCLUSION if match["side"].lower().startswith("inclusion") else Side.EXCLUSION
        return _Heading(Side.UNSORTED if match["both"] else side, rest, firm=not match["both"])
    head, colon, rest = line.text.partition(":")
    if not colon or len(head) > LONGEST_HEADING or (firm and (line.marked or rest.strip())):
        return None
    last_sentence = head.rpartition(". ")[2]
    if _EXCLUDING.search(last_sentence):
        return _Heading(Side.EXCLUSION, rest.strip(), firm=False)
    if _INCLUDING.search(last_sentence):
        return _Heading(Side.INCLUSION, rest.strip(), firm=False)
    return None


def _rest_of_heading(line: _Line, match: re.Match[str]) -> str | None:
    """What stands behind a heading on its line; None when the line is no heading but speaks of inclusion."""
    if _PROSE_BEFORE.search(match["before"]):
        return None
    tail = line.text[match.end() :]
    head, colon, rest = tail.partition(":")
    if not match["criteria"]:
        bare = not head.strip(" -–.") and not (line.marked and not colon)
        return rest.strip() if bare and (colon or not match["before"]) else None
    if colon and len(head) <= LONGEST_HEADING:
        prose = _PROSE_AFTER.search(head) and not _LIST_FOLLOWS.search(head)
        return None if prose else rest.strip()
    if not tail.strip(" .-–") or _FOR_WHOM.fullmatch(tail) or _IN_BRACKETS.fullmatch(tail):
        return ""
    return tail[1:].strip() if tail[0] in ".-–" else None


def _is_label(line: _Line) -> bool:
    """A short line with a colon at its end: the name of a new part."""
    return not line.marked and line.text.endswith(":") and len(line.text) < LONGEST_HEADING


def _in_a_line(text: str) -> list[str]:
    """The items of a line that holds several: numbered from 1, or with bullets between."""
    numbers = [(match.start(), match.end(), int(match[1])) for match in _NUMBER.finditer(text)]
    wanted, cuts = 1, []
    for start, end, number in numbers:
        if number == wanted:
            cuts.append((start, end))
            wanted += 1
    if len(cuts) > 1:
        ends = [start for start, _ in cuts[1:]] + [len(text)]
        lead = [text[: cuts[0][0]]]
        return lead + [text[begin:end] for (_, begin), end in zip(cuts, ends, strict=True)]
    return _BULLET_INSIDE.split(text)


def _clean(text: str) -> str:
    plain = _ESCAPE.sub("", html.unescape(text))
    return " ".join(plain.split()).rstrip(";, ")
