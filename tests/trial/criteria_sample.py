"""`python -m tests.trial.criteria_sample`: how the labelled texts were chosen, by chance but for their kind.

Each text belongs to the first stratum that takes it, so the rarest kinds come first; a quota of each, by file. The
patterns only look for what makes a text hard; they do not say which side anything is on.
"""

import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from tests.conftest import SHARED
from tests.trial.criteria_labels import lines_of, text_in

SEED = 20261124
FILES = ("v2.jsonl.gz", "xml-as-v2.jsonl.gz")

# stratum -> how many of each file
QUOTA = {
    "usual headings": (9, 10),
    "other headings": (9, 20),
    "no heading": (4, 20),
    "one heading": (6, 10),
    "oncology parts": (1, 20),
    "nested": (8, 0),
    "numbered": (4, 8),
    "run-on lines": (5, 10),
    "several groups": (5, 8),
    "exclusion first": (1, 5),
    "odd characters": (4, 4),
    "very long": (2, 2),
    "very short": (2, 3),
}


def _holds(pattern: str, times: int = 1, flags: re.RegexFlag = re.IGNORECASE) -> Callable[[str], bool]:
    compiled = re.compile(pattern, flags | re.MULTILINE)
    return lambda text: len(compiled.findall(text)) >= times


_SPEAKS_OF_SIDES = _holds("inclusion|exclusion")
_ANNOUNCES = _holds(
    r"(?:must|excluded|exclude|ineligib|eligib\w+|not participate|not be included)\b[^\n]{0,80}:\s*$"
)
_USUAL = (_holds(r"^\W*inclusion criteria\W*$"), _holds(r"^\W*exclusion criteria\W*$"))


def _excludes_first(text: str) -> bool:
    exclusion = re.search("exclusion|ineligib", text, re.IGNORECASE)
    inclusion = re.search(r"(?<!non-)(?<!non)inclusion|^\W*eligib", text, re.IGNORECASE | re.MULTILINE)
    return bool(exclusion and inclusion and exclusion.start() < inclusion.start())


def _one_heading(text: str) -> bool:
    return bool(re.search("inclusion", text, re.IGNORECASE)) != bool(
        re.search("exclusion", text, re.IGNORECASE)
    )


def _other_headings(text: str) -> bool:
    if not _SPEAKS_OF_SIDES(text):
        return _ANNOUNCES(text)
    return not _one_heading(text) and not all(usual(text) for usual in _USUAL)


STRATA: dict[str, Callable[[str], bool]] = {
    "very short": lambda text: len(text) < 150,
    "very long": lambda text: len(text) > 8000,
    "oncology parts": _holds("(?:DISEASE|PATIENT) CHARACTERISTICS", flags=re.NOFLAG),
    "odd characters": _holds(
        "[\u00a0\u200b\u2028\u202f\u3000\ufeff\uf000-\uf0ff\ufffd]|&#?\\w{2,6};|</?[a-z]{1,5}>|："
    ),
    "exclusion first": _excludes_first,
    "several groups": _holds(
        r"^\W*(?:[\w-]+ ){0,4}(?:inclusion|exclusion) criteria\b[^\n]{0,60}$"
        r"|^\W*(?:cohort|part|arm|group|phase|stage) [\dabiv]+\b[^\n]{0,60}:\s*$",
        times=3,
    ),
    "run-on lines": _holds(
        r"^[^\n]{700,}$|^[^\n]*\b1[.)] [^\n]{10,}\b2[.)] [^\n]{10,}\b3[.)] |^[^\n]*[a-z]\s[•●▪-] [^\n]+[a-z]\s[•●▪-] "
    ),
    "other headings": _other_headings,
    "no heading": lambda text: not _SPEAKS_OF_SIDES(text),
    "one heading": _one_heading,
    "nested": _holds(r"^(?: {2,}|\t)\s*(?:[*•-]|\(?\w{1,2}[.)]) "),
    "numbered": _holds(r"^\s*\(?\d{1,2}[.)] ", times=5),
    "usual headings": bool,  # whatever is left
}


def stratum_of(text: str) -> str:
    """What makes a text hard."""
    return next(name for name, takes in STRATA.items() if takes(text))


def draw(shared: Path) -> list[tuple[str, str, str]]:
    """The sample: trial, file and stratum of each text; the same every time."""
    chance = random.Random(SEED)
    sample: list[tuple[str, str, str]] = []
    for place, name in enumerate(FILES):
        drawn = {nct_id for nct_id, _, _ in sample}
        strata = defaultdict(list)
        for nct_id, line in lines_of(shared, name):
            if (text := text_in(line)) and nct_id not in drawn:
                strata[stratum_of(text)].append(nct_id)
        for stratum, numbers in QUOTA.items():
            chosen = chance.sample(strata[stratum], numbers[place])
            sample.extend((nct_id, name, stratum) for nct_id in chosen)
    return sample


if __name__ == "__main__":
    if not SHARED.is_dir():
        sys.exit(f"no shared records at {SHARED}; name their folder in TRIALS_SHARED")
    sys.stdout.writelines(f"{','.join(row)}\n" for row in draw(SHARED))
