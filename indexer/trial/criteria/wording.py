"""What a sentence says by its own words, where no heading tells: who may join, who is kept out, or neither.

A requirement includes, also one that is negative ("No other cancer", "Must not be pregnant"): a person who joins meets
it as it is written. A sentence about those who are kept out ("Pregnant women are excluded") excludes.
"""

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from indexer.trial.criteria.items import Side

# "Ineligible for surgery" is a requirement; only "… for this study" keeps out.
_FOR_THE_STUDY = (
    r"(?!\s+for\s+(?!(?:the|this|our|any)?\s*(?:present\s+|current\s+)?"
    r"(?:stud|trial|protocol|research|enrol|entry|participa|inclu)))"
)
_TAKEN = (
    "(?:included|enrolled|enroled|accepted|admitted|recruited|entered|selected|studied|allowed|permitted)"
)
_SOMEBODY = r"(?:one|(?:patient|subject|participant|person|individual|volunteer)s?)"
_KEPT_OUT = re.compile(
    rf"\bineligible\b{_FOR_THE_STUDY}"
    rf"|\bnot\s+(?:be\s+)?(?:considered\s+)?eligible\b{_FOR_THE_STUDY}"
    r"|\b(?:excluded|disqualified|prohibited)\b"
    rf"|\b(?:is|are|was|were|will|may|should|must|can)\s?not\s+(?:be\s+)?{_TAKEN}\b"
    r"|\bnot\s+(?:allowed|permitted|be\s+considered\s+for)\b"
    r"|\b(?:cannot|can\s?not|may not|should not|must not|will not)"
    r"\s+(?:participate|take part|enter|enrol|join)(?!.{0,80}\b(?:an)?other\b)"
    rf"|^neither\b.{{0,80}}\b(?:are|is|be)\s+eligible\b"
    rf"|^no\s+{_SOMEBODY}\b.*\b(?:are|is|be)\s+(?:eligible|{_TAKEN})\b",
    re.IGNORECASE,
)
# "Tuberculosis has been excluded" is a finding, "Not enrolled elsewhere" a requirement; "is not excluded" lets in.
_NOT_KEPT_OUT = re.compile(
    r"^not\b(?!\s+(?:eligible|allowed|permitted))"
    r"|\b(?:not|neither|nor|no longer|never)\s+(?:\w+\s+)?(?:be\s+)?(?:excluded|disqualified)\b"
    r"|\b(?:has|have|having|had)\b(?:\s+(?!(?:are|is|be|was|were|will)\b)\w+){0,3}\s+excluded\b"
    r"|\bexcluded\s+(?:by|from\s+(?:the\s+)?(?:analys|count|calculat))"
    r"|\b(?:possibility\b.{0,80}|diagnosis|causes?|pregnancy)"
    r"\s+(?:must|should|has to|have to|needs? to)\s+(?:have been|be)\s+excluded",
    re.IGNORECASE,
)
_LETS_IN = re.compile(
    r"^(?:no|not|none|without|free of|absence of|negative|never)\b"
    r"|\b(?:must|required?|eligible|allowed|permitted|acceptable|at least|willing(?:ness)?)\b",
    re.IGNORECASE,
)
# Names of what mostly keeps out. Standing alone, with no heading, they tell nothing: better unsorted than wrong.
_DOUBTFUL = re.compile(
    r"(?:(?:known|active|current(?:ly)?|history of|any|uncontrolled|unstable|severe|serious)\s+){0,3}"
    r"(?:allerg|hypersensitiv|contraindicat|pregnan|lactat|breast-?feed|nursing|inabilit|unable|unwilling"
    r"|uncontrolled|unstable|inadequate|(?:drug|alcohol|substance)\b.{0,20}\babuse|suicid|use of|concurrent"
    r"|other (?:serious|medical|significant|condition)|condition|disease that|illness)",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"^(?:please contact|for (?:more|further) information)\b"
    r"|\bcontact the\b.{0,20}\b(?:site|investigator|sponsor)\b.{0,20}\binformation\b"
    r"|\bno eligibility criteria\b|^(?:not specified|see (?:disease|protocol|above))"
    r"|\b(?:information|criteria)\b.{0,30}\bnot (?:currently )?(?:available|identified)\b"
    r"|\b(?:inclusion|exclusion)\s*(?:/|and|or)\s*(?:inclusion|exclusion)\s+criteria\b.{0,40}\b(?:apply|listed)\b"
    r"|^other (?:protocol|study)[- ]\w+\s+(?:inclusion|exclusion) criteria\b.{0,20}\bapply\b"
    r"|\bnot intended to contain\b"
    r"|\bnew classification scheme\b|\bthe terminology of\b|\bformer terminology\b",
    re.IGNORECASE,
)
# Each remark has one of these words: looking for them is ten times quicker than for all of it.
_REMARK_WORD = re.compile(
    "[Cc]riteria|CRITERIA|contact|specified|[Ss]ee |information|terminology|classification|intended"
)
# What is said in passing about others than those whom the sentence is about.
_ASIDE = re.compile(
    r"\([^()]{0,400}\)"
    r"|;\s*(?:however,?\s*)?"
    r"(?:patients|subjects|participants|volunteers|individuals|women|men|children|those)\b[^;]*",
    re.IGNORECASE,
)
# After a full stop or semicolon and before a capital, not after "e.g." or an initial; and before a remark.
_SENTENCE_END = re.compile(
    r"(?<=[^\s.][^\s.][.;!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)\s+(?=[A-Z(])"
    r"|(?<=\w)\s+(?=Other (?:protocol|study)[- ](?:defined|specific|specified|related)|(?:NOTE: )?A new classification)"
)


def tells(text: str) -> Side | None:
    """The side that a sentence tells by its own words; None where it only names something.

    >>> tells("No other malignancy within 5 years"), tells("Patients with asthma are excluded."), tells("Asthma")
    (<Side.INCLUSION: 'inclusion'>, <Side.EXCLUSION: 'exclusion'>, None)
    """
    text = _ASIDE.sub(" ", text)
    if _KEPT_OUT.search(text) and not _NOT_KEPT_OUT.search(text):
        return Side.EXCLUSION
    return Side.INCLUSION if _LETS_IN.search(text) or _NOT_KEPT_OUT.search(text) else None


def is_remark(text: str) -> bool:
    """Whether a sentence speaks about the criteria or the site instead of a person."""
    return bool(_REMARK_WORD.search(text) and _REMARK.search(text))


def is_doubtful(text: str) -> bool:
    """Whether a name stands alone that would keep a person out under most headings."""
    return bool(_DOUBTFUL.match(text))


def parts_by_side(text: str, side_of: Callable[[str], Side]) -> Iterator[tuple[Side, str]]:
    """A paragraph in as few parts as the sides of its sentences need."""
    sided = [(side_of(sentence), sentence) for sentence in _sentences(text)]
    for side, group in groupby(sided, key=lambda pair: pair[0]):
        yield side, " ".join(sentence for _, sentence in group)


def _sentences(text: str) -> Iterator[str]:
    """Cut at full stops and semicolons that stand in no bracket."""
    begin = done = brackets = 0
    for end in _SENTENCE_END.finditer(text):
        part = text[done : end.start()]
        brackets = max(0, brackets + part.count("(") - part.count(")"))
        done = end.start()
        if not brackets:
            yield text[begin : end.start()]
            begin = end.end()
    yield text[begin:]
