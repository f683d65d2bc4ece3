"""Mining: what the records themselves say belongs together, counted over all of them.

Abbreviations that a text explains ("acute lymphoblastic leukemia (ALL)"), further names of interventions, and the
headings that the registry gave to the trials of a condition. Counts and floors keep slips and chance out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from indexer.words.analysis import spelled, words
from indexer.words.spelling import SHORTEST
from indexer.words.thesaurus import LONGEST_KEY, WEIGHTS, Kind, Pair, key_of

SOURCE = "records"
MOST_COUNTED = 1_000_000  # different pairs; beyond it those seen once are forgotten
LONGEST_LOOKED_AT = 6_000  # characters of a text

# The floors: how often something must be said, and in what share of what it could have been.
ABBREVIATION_TRIALS, ABBREVIATION_SHARE = 3, 0.2
MOSTLY = 0.7  # of an abbreviation's explanations: then it means one thing
UNEXPLAINED = 20  # times as many trials hold the short form as explain it: then it is a word of its own
ALIAS_TRIALS = 2
CONDITION_TRIALS, HEADING_SHARE = 3, 0.4
SPELLED_TRIALS = 3  # of a word, to be no slip itself
KNOWN_TRIALS = 3  # of a name of several words, to be known as one

_TEXTS = (
    "title",
    "official-title",
    "condition",
    "keyword",
    "summary",
    "description",
    "outcome",
    "inclusion",
    "criteria",
)
_NAMES = (
    "title",
    "official-title",
    "condition",
    "keyword",
    "condition-term",
    "intervention",
    "intervention-term",
)
_SHORT = re.compile(r"\(\s*([A-Za-z][A-Za-z0-9/+-]{1,9})\s*[);,]")

Counts = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """What one trial says: texts by field, conditions, their headings, and the names of each intervention."""

    texts: Mapping[str, tuple[str, ...]]
    conditions: tuple[str, ...]
    headings: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]


@dataclass
class Findings:
    """Counts over some documents. Names are folded words with a blank between."""

    abbreviations: Counts = field(default_factory=Counter)  # short, long -> trials
    aliases: Counts = field(default_factory=Counter)  # name, other name -> trials
    headings: Counts = field(default_factory=Counter)  # condition, heading -> hundredths of trials
    headed: Counter[str] = field(
        default_factory=Counter
    )  # condition -> hundredths of trials that have a heading
    names: Counter[str] = field(default_factory=Counter)  # condition, heading or intervention -> trials
    words: Counter[str] = field(default_factory=Counter)  # word of a name or title, in one spelling -> trials
    conditions: Counts = field(default_factory=Counter)  # condition, as it is written -> trials
    interventions: Counts = field(default_factory=Counter)  # the same of interventions

    def add(self, said: "Said") -> None:
        """Take what one trial says."""
        self.abbreviations.update(set(_explained(said.texts)))
        conditions = {name for one in said.conditions if (name := _name(one))}
        headings = {name for one in said.headings if (name := _name(one))}
        groups = [list(dict.fromkeys(filter(None, map(_name, group)))) for group in said.names]
        self.aliases.update((group[0], other) for group in groups for other in group[1:])
        self.names.update({*conditions, *headings, *(group[0] for group in groups if group)})
        self.words.update(set(_words_of_names(said.texts)))
        self.conditions.update({name: text for text in said.conditions if (name := _name(text))}.items())
        self.interventions.update(
            {name: group[0] for group in said.names if group and (name := _name(group[0]))}.items()
        )
        if headings:
            share = round(100 / max(len(conditions), 1))
            for condition in conditions:
                self.headed[condition] += share
                self.headings.update({(condition, heading): share for heading in headings})
        for counts in (self.abbreviations, self.aliases, self.headings, self.interventions):
            _forget(counts)

    def merge(self, other: "Findings") -> None:
        """Add what was found in other documents."""
        for name, counts in vars(self).items():
            counts.update(getattr(other, name))

    def as_json(self) -> dict[str, list[list[Any]]]:
        """Lists that JSON can hold; what one trial alone says is left out, except its conditions."""
        return {
            name: [
                [*(key if isinstance(key, tuple) else (key,)), count]
                for key, count in counts.items()
                if count > 1 or name == "conditions"
            ]
            for name, counts in vars(self).items()
        }

    @classmethod
    def from_json(cls, lists: Mapping[str, list[list[Any]]]) -> "Findings":
        """The inverse of ``as_json``."""
        found = cls()
        for name, rows in lists.items():
            getattr(found, name).update(
                {(row[0] if len(row) == 2 else (row[0], row[1])): row[-1] for row in rows}  # noqa: PLR2004
            )
        return found

    def pairs(self, trials_with: Mapping[str, int]) -> Iterator[Pair]:
        """The pairs that pass the floors; ``trials_with``: in how many trials an abbreviation's term stands."""
        yield from self._abbreviation_pairs(trials_with)
        for (name, other), trials in self.aliases.items():
            if trials >= ALIAS_TRIALS:
                yield Pair(name, other, Kind.MINED, WEIGHTS[Kind.MINED], SOURCE)
        for (condition, heading), hundredths in self.headings.items():
            share = hundredths / self.headed[condition]
            often = self.headed[condition] >= 100 * CONDITION_TRIALS
            if often and share >= HEADING_SHARE and condition != heading:
                yield Pair(condition, heading, Kind.HEADING, WEIGHTS[Kind.HEADING] * share, SOURCE)

    def spellings(self) -> dict[str, int]:
        """The words that enough trials have in a name or title, with their trials, in order of their bytes."""
        return {
            word: trials
            for word, trials in sorted(self.words.items(), key=lambda item: item[0].encode())
            if trials >= SPELLED_TRIALS and len(word) >= SHORTEST - 1
        }

    def known(self) -> Iterator[str]:
        """Names of several words that enough trials have."""
        return (name for name, trials in self.names.items() if trials >= KNOWN_TRIALS and " " in name)

    def short_forms(self) -> set[str]:
        """The abbreviations that are explained often enough."""
        return {short for (short, _), trials in self.abbreviations.items() if trials >= ABBREVIATION_TRIALS}

    def _abbreviation_pairs(self, trials_with: Mapping[str, int]) -> Iterator[Pair]:
        explained: Counter[str] = Counter()
        for (short, _), trials in self.abbreviations.items():
            explained[short] += trials
        for (short, long), trials in self.abbreviations.items():
            share = trials / explained[short]
            if trials < ABBREVIATION_TRIALS or share < ABBREVIATION_SHARE:
                continue
            weight = WEIGHTS[Kind.ABBREVIATION] if share >= MOSTLY else WEIGHTS[Kind.AMBIGUOUS] * share
            word_of_its_own = trials_with.get(short, 0) > UNEXPLAINED * explained[short]
            written = short.upper() if word_of_its_own else short
            kind = Kind.ABBREVIATION if share >= MOSTLY else Kind.AMBIGUOUS
            yield Pair(written, long, kind, weight, SOURCE, capitals=word_of_its_own)


def _name(text: str) -> str:
    found = words(text)
    return " ".join(found) if 0 < len(found) <= LONGEST_KEY else ""


def _words_of_names(texts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name in _NAMES:
        for text in texts.get(name, ()):
            for word in words(text):
                for part in word.split("-"):
                    if part.isalpha():
                        yield spelled(part)


def _explained(texts: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Abbreviations in brackets right after their long form."""
    for name in _TEXTS:
        for text in texts.get(name, ()):
            if "(" not in text:
                continue
            for match in _SHORT.finditer(text[:LONGEST_LOOKED_AT]):
                short = match[1]
                if any(letter.isupper() for letter in short):
                    long = long_form(text[max(0, match.start() - 150) : match.start()], short)
                    if long and key_of(long) != key_of(short) and len(words(short)) == 1:
                        yield short.lower(), long


def long_form(before: str, short: str) -> str:
    """The words before an abbreviation that it stands for, folded; "" when there are none.

    Every letter of the short form must be found in order, its first one at the beginning of a word (A. S. Schwartz and
    M. A. Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text", 2003).

    >>> long_form("patients with acute lymphoblastic leukemia ", "ALL")
    'acute lymphoblastic leukemia'
    """
    candidates = before.split()[-min(len(short) + 5, len(short) * 2) :]
    text = " ".join(candidates)
    lowered = text.lower()
    at = len(text) - 1
    for position in range(len(short) - 1, -1, -1):
        letter = short[position].lower()
        if not letter.isalnum():
            continue
        while at >= 0 and (lowered[at] != letter or (position == 0 and at > 0 and lowered[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return ""
        at -= 1
    found = words(text[text.rfind(" ", 0, at + 2) + 1 :])
    return " ".join(found) if 1 < len(found) <= LONGEST_KEY else ""


def _forget(counts: Counts) -> None:
    if len(counts) > MOST_COUNTED:
        for key in [key for key, count in counts.items() if count == 1]:
            del counts[key]


def merged(findings: Iterable[Findings]) -> Findings:
    """What was found in all of several parts."""
    together = Findings()
    for found in findings:
        together.merge(found)
    return together
