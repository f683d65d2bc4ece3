"""What sets the side of the lines below: headings of many wordings, and sentences that announce a list."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from indexer.trial.criteria.items import Side
from indexer.trial.criteria.lines import Line
from indexer.trial.criteria.wording import is_remark, tells

LONGEST_HEADING = 140  # characters; a longer line that speaks of inclusion is a criterion


class Reach(Enum):
    """How far a heading holds."""

    FIRM = auto()  # "Exclusion criteria": until the next one, whatever its items say
    LIST = auto()  # "… are excluded:": for the list that it announces
    OPEN = auto()  # "DISEASE CHARACTERISTICS:": a side to begin with; sentences may tell another


@dataclass(frozen=True, slots=True)
class Heading:
    """What a line sets.

    ``rest`` is what stands behind it on the line, ``kept`` the heading itself if it says more than its side.
    """

    side: Side
    reach: Reach
    rest: str = ""
    kept: str = ""


# Words that headings are made of; a heading of these alone says nothing but its side.
HEADING_WORDS = frozenset(
    """
    inclusion inclusions noninclusion exclusion exclusions non criteria criterion criterias criterium eligibility
    ineligibility eligible ineligible included include includes including excluded exclude excludes required
    key main major primary general overall principal important specific selected selection summary list
    protocol study trial clinical research entry enter enroll enrol enrolled enrollment enrolment participate
    participating participation randomization randomisation considered candidate candidates
    patient patients subject subjects participant participants volunteer volunteers individual individuals person
    persons people he she it you they who
    meet meets meeting met satisfy fulfil fulfill fulfils fulfills fulfilling apply applies have has had is are as
    be been being was were will would must should can cannot could may do
    condition conditions symptom symptoms reason reasons following follow follows below above limited therefore also
    the an this that these all any of for to in on at by with if which and or not but from into
    """.split()
)

_WORD = re.compile(r"[^\W\d_]{2,}")
_COUNTED = re.compile(r"\d\s+(?:or more\s+)?of\b")  # "1 of the following" says how many
_FIRM = re.compile(
    r"(?P<before>(?:[\w()/&,'’.-]{1,25}\s+){0,5}?)"
    r"(?P<side>non-?inclusion|inc?lusion|exc?lc?usion|ineligibility(?=\s+criteri|\s*:))s?\b"  # slips as seen
    r"(?P<both>\s*(?:/|and|&|or)\s*(?:inclusion|exclusion))?\s*(?P<criteria>crit(?!ic)\w{2,7}\b)?",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:(?:DISEASE|PATIENT|DONOR) CHARACTERISTICS\b|PRIOR\s*(?:/|AND|OR)?\s*CONCURRENT THERAPY\b"
    r"|PROTOCOL ENTRY CRITERIA\b|(?:Disease|Patient) Characteristics--|Prior/Concurrent Therapy--)\s*:?\s*"
)
_ANY_SIDE = re.compile(
    r"(?:(?:(?:protocol |general )?(?:eligibility|entry|selection) )?criteria|eligibility)\s*(?::\s*|$)",
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
    r"\b(?:excluded|ineligible|not (?:be )?(?:eligible|included|enrolled)|must not|may not|cannot)\b|^neither\b",
    re.IGNORECASE,
)
_BRIEFLY = re.compile(r"(?:required|allowed|permitted|excluded|not allowed)\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?:no|not|none)\b", re.IGNORECASE)
_INCLUDING = re.compile(
    r"\b(?:(?:may|will|must|can) be (?:eligible|included|enrolled)|(?:are|were) eligible|must (?:have|be|meet|fulfil)"
    r"|to be (?:eligible|included)|eligible (?:if|subjects|patients|participants)|included (?:if|are))\b",
    re.IGNORECASE,
)


def heading_of(line: Line, under: Side | None) -> Heading | None:
    """What a line sets as a heading; ``under`` is the side of the firm heading above it, if there is one."""
    return _part(line) or _firm(line) or _announcing(line, under)


def is_label(line: Line) -> bool:
    """A short line with a colon at its end: the name of a new part."""
    return not line.kind and line.text.endswith(":") and len(line.text) < LONGEST_HEADING


def _part(line: Line) -> Heading | None:
    match = _PART.match(line.text) or (None if line.kind else _ANY_SIDE.match(line.text))
    return Heading(Side.INCLUSION, Reach.OPEN, line.text[match.end() :].strip()) if match else None


def _firm(line: Line) -> Heading | None:
    match = _FIRM.match(line.text[: LONGEST_HEADING * 2])
    rest = _rest_of_heading(line, match) if match and not is_remark(line.text) else None
    if not match or rest is None:
        return None
    head = line.text[: len(line.text) - len(rest)].strip()
    kept = head if _kept(match["before"] + head[match.end() :]) else ""
    if match["both"]:
        return Heading(Side.UNSORTED, Reach.OPEN, rest, kept)
    side = Side.INCLUSION if match["side"].lower().startswith(("inc", "inl")) else Side.EXCLUSION
    return Heading(side, Reach.FIRM, rest, kept)


def _rest_of_heading(line: Line, match: re.Match[str]) -> str | None:
    """What stands behind a heading on its line; None when the line is no heading but speaks of inclusion."""
    if _PROSE_BEFORE.search(match["before"]):
        return None
    tail = line.text[match.end() :]
    head, colon, rest = tail.partition(":")
    if not match["criteria"]:
        bare = not head.strip(" -–.") and not (line.kind and not colon)
        return rest.strip() if bare and (colon or not match["before"]) else None
    if colon and len(head) <= LONGEST_HEADING:
        prose = _PROSE_AFTER.search(head) and not _LIST_FOLLOWS.search(head)
        return None if prose else rest.strip()
    if not tail.strip(" .-–") or _FOR_WHOM.fullmatch(tail) or _IN_BRACKETS.fullmatch(tail):
        return ""
    return tail[1:].strip() if tail[0] in ".-–" else _capitalised(line, match, tail)


def _capitalised(line: Line, match: re.Match[str], tail: str) -> str | None:
    """What stands behind a heading whose colon was forgotten: "Inclusion Criteria Adults with asthma"."""
    first = tail.strip()[:1]
    begins = not match["before"] and not line.kind and (first.isupper() or first.isdigit())
    return tail.strip() if begins and line.text[:1].isupper() else None


def _announcing(line: Line, under: Side | None) -> Heading | None:
    """A list of the other side: "Patients with any of the following are excluded:"."""
    head, colon, rest = line.text.partition(":")
    if not colon or len(head) > LONGEST_HEADING:
        return None
    kept, rest = _kept(head), rest.strip()
    if rest and (under or kept) and not _BRIEFLY.match(head):
        return None
    side = _announced(head, under)
    if not side:
        return None
    if under and line.kind:  # one item of a list, unless it opens a list of its own that says the opposite
        opens = side is not under and not kept and not rest
        return Heading(side, Reach.LIST, kept=line.text) if opens else None
    if kept and rest:  # "Required for 4 weeks: aspirin" is one item
        return Heading(side, Reach.LIST, rest=line.text)
    return Heading(side, Reach.LIST, rest, line.text if kept else "")


def _announced(head: str, under: Side | None) -> Side | None:
    """The side of a list; a head that names something itself goes by its own words, and its list with it."""
    said = head.rpartition(". ")[2]
    if _EXCLUDING.search(said) and not _NEGATIVE.match(said):
        return Side.EXCLUSION
    if _kept(head) and not under:
        return tells(said)
    return Side.INCLUSION if _BRIEFLY.match(said) or _INCLUDING.search(said) else None


def _kept(head: str) -> str:
    """The heading, if it holds a word that headings are not made of."""
    words = {word.lower() for word in _WORD.findall(head)}
    return "" if words <= HEADING_WORDS and not _COUNTED.search(head) else head
