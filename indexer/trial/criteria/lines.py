"""Eligibility text -> lines, one for each bullet, number or paragraph: markdown, HTML, or all written on one line."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

LONGEST_QUALIFIER = 2  # words before "Inclusion Criteria:" that belong to the heading
WINDOW = 80  # characters before a heading in which those words are looked for
LAST_NUMBER = 50  # "65. and older" is an age
DEEPEST = 9  # lists inside lists
MARKS_IN_A_ROW = 3  # "* 2\. (a)"

Kind = Literal["", "bullet", "number", "letter"]
_KINDS: dict[str, Kind] = {"bullet": "bullet", "number": "number", "letter": "letter"}
_END = tuple(".;,:)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its mark, as it is written: ``plain`` makes it readable."""

    text: str
    indent: int = 0
    kind: Kind = ""  # of its mark; none: a paragraph
    number: int = 0
    after_gap: bool = True  # stands after an empty line


_BULLETS = "*•·‣▪●○◦■□◆▸►➢✓✔\uf0a7\uf0b7\uf0d8"
# A capital with a full stop is a mark only before another capital: "A. Adults", but "E. coli", "H. pylori".
_MARK = re.compile(
    rf"\\?(?:(?P<bullet>[{_BULLETS}–—]+|-{{1,2}}(?=[\sA-Za-z(<>≥≤])|o(?=\s))"
    r"|\(?(?P<number>\d{1,2})\\?[.)](?!\d)"
    r"|(?P<letter>\(?(?:[a-z]|[ivx]{1,4})\\?[.)](?=\s)|\(?[A-Z]\)(?=\s)|[A-Z]\\?\.(?=\s+[A-Z0-9<>≥≤(])))\s*"
)
_NUMBER_INSIDE = re.compile(r"(?:(?<=\s)|^)\(?(\d{1,2})\\?[.)]\s+(?=\S)")
_BULLET_INSIDE = re.compile(r"(?:\s+|(?<=[:;.]))[•●▪■◦‣\uf0a7\uf0b7]\s*")
# Old oncology records: whole sections on one line, without full stops, each sentence with a capital.
_PART_INSIDE = re.compile(
    r"\s+(?=(?:Age|Sex|Menopausal status|Performance [Ss]tatus|Life [Ee]xpectancy|Hematopoietic|Hepatic|Renal"
    r"|Cardiovascular|Pulmonary|Other|(?:Biologic|Endocrine) therapy|Chemotherapy|Radiotherapy|Surgery):\s)"
    r"|(?<=[\w)%*])\s+(?=(?:No|Not|At least|More than|Must|Prior|Concurrent|Recovered|Negative|Fertile|Patients?"
    r"|Women|Those) [a-z])"
)
_OLD_ONCOLOGY = re.compile(r"\b(?:DISEASE|PATIENT) CHARACTERISTICS:|--Disease Characteristics--")
# A heading in the middle of a line: "… consent. Exclusion Criteria: pregnancy". Capitals tell it from prose.
_HEADING_INSIDE = re.compile(
    r"(?<=\S)[ \t]+(?=(?:(?:Key|Main|Major|General|KEY|MAIN) )?(?:Inclusion|Exclusion|INCLUSION|EXCLUSION)"
    r"(?: (?:Criteria|criteria|CRITERIA|Criterion))?\s{0,2}:"
    r"|(?:DISEASE|PATIENT) CHARACTERISTICS:|PRIOR CONCURRENT THERAPY:"
    r"|--(?:Disease|Patient) Characteristics--|--Prior/Concurrent Therapy--)"
)
_JOINED = re.compile(
    r"(?:[/&]|\b(?:and|or))$", re.IGNORECASE
)  # "Inclusion and Exclusion Criteria:" is one heading
_ITEM_TAG = re.compile(
    r"<(?P<end>/?)(?P<tag>ul|ol|li)\b[^>]{0,100}>(?:\s{0,9}<p\b[^>]{0,100}>)?", re.IGNORECASE
)
_BLOCK_TAG = re.compile(r"</?(?:p|br|div)\b[^>]{0,100}>", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?=[^\w\s])")
_EMPHASIS = re.compile(r"(?:\\?\*){2,}|_{2,}|^#+\s*", re.MULTILINE)
_INVISIBLE = re.compile("[\u200b\u200c\u200d\ufeff\u00ad]")


def lines_of(text: str) -> Iterator[Line]:
    """Take a text apart; marks go, words stay."""
    inside = _PART_INSIDE if _OLD_ONCOLOGY.search(text) else None
    for line in _marked(_unwrapped(text)):
        for piece in _pieces(line):
            yield from _cut(piece, inside) if inside else (piece,)


def plain(text: str) -> str:
    """What a person reads: no escapes, no entities, one space between words."""
    text = html.unescape(text)
    text = _ESCAPE.sub("", text) if "\\" in text else text
    return " ".join(text.split()).rstrip(";, ").removesuffix(" -")


def _unwrapped(text: str) -> list[str]:
    text = _INVISIBLE.sub("", text.replace("：", ":"))
    text = _BLOCK_TAG.sub("\n", _without_lists(text)) if "<" in text else text
    return _EMPHASIS.sub("", _HEADING_INSIDE.sub(_broken, text)).splitlines()


def _without_lists(text: str) -> str:
    """Lists of HTML as lists of markdown, a list inside a list indented."""
    depth = 0

    def mark(match: re.Match[str]) -> str:
        nonlocal depth
        if match["tag"].lower() == "li":
            return "\n" if match["end"] else f"\n{'  ' * depth}* "
        depth = max(0, depth - 1) if match["end"] else min(DEEPEST, depth + 1)
        return "\n"

    return _ITEM_TAG.sub(mark, text)


def _broken(match: re.Match[str]) -> str:
    """A new line before a heading inside a line; "Key Inclusion Criteria:" at its beginning stays whole."""
    text, start = match.string, match.start()
    begin = max(0, start - WINDOW)
    before = text[text.rfind("\n", begin, start) + 1 or begin : start]
    return "\n" if len(before.split()) > LONGEST_QUALIFIER and not _JOINED.search(before) else match[0]


def _marked(texts: list[str]) -> Iterator[Line]:
    gap = True
    for raw in texts:
        content = raw.strip()
        if content:
            spread = raw.expandtabs(4)
            line = _without_mark(Line(content, len(spread) - len(spread.lstrip()), after_gap=gap))
            if line.text:
                yield line
        gap = not content


def _without_mark(line: Line) -> Line:
    """Take the marks off; the last one counts, and stands as far in as it is written."""
    inset = 0
    for _ in range(MARKS_IN_A_ROW):
        match = _MARK.match(line.text)
        if not match or int(match["number"] or 0) > LAST_NUMBER:
            break
        kind, number = _KINDS[match.lastgroup or ""], int(match["number"] or 0)
        line = Line(line.text[match.end() :], line.indent + inset, kind, number, line.after_gap)
        inset = match.end()
    return line


def _pieces(line: Line) -> Iterator[Line]:
    """The items of a line that holds several: numbers that go on, or bullets between."""
    cuts = _numbers(line)
    if cuts:
        yield replace(line, text=line.text[: cuts[0].start()])
        inset = line.indent if line.number else line.indent + 1
        ends = [cut.start() for cut in cuts[1:]] + [len(line.text)]
        for cut, end in zip(cuts, ends, strict=True):
            yield Line(line.text[cut.end() : end], inset, "number", int(cut[1]))
        return
    lead, *rest = _BULLET_INSIDE.split(line.text)
    yield replace(line, text=lead) if rest else line
    yield from (Line(text, line.indent + 1, "bullet") for text in rest)


def _numbers(line: Line) -> list[re.Match[str]]:
    """The numbers in a line that count on from its own or from 1; one alone has to follow the end of a sentence."""
    wanted, found = line.number + 1, []
    for match in _NUMBER_INSIDE.finditer(line.text):
        if int(match[1]) == wanted:
            found.append(match)
            wanted += 1
    if len(found) == 1 and not (line.number and line.text[: found[0].start()].rstrip().endswith(_END)):
        return []
    return found


def _cut(line: Line, inside: re.Pattern[str]) -> Iterator[Line]:
    first, *rest = inside.split(line.text)
    yield replace(line, text=first)
    yield from (replace(line, text=text, after_gap=True) for text in rest)
