"""Spelling: the words of the records that are nearest to one that stands nowhere, by letters and by sound."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.words.analysis import fold, spelled

# Letters of a word -> how many slips it may have: another letter, one too many, one missing, two exchanged.
SLIPS = ((4, 0), (7, 1), (11, 2))
MOST_SLIPS = 3
SHORTEST = 5
LOOKED_AT = 30  # candidates with the fewest slips, of which the most frequent is taken
FIRST_LETTER = 0.5  # slips: people rarely err in the first letter
BY_SOUND = 1  # slips that a word is worth which only sounds the same
SHORTEST_SOUND = 4
ALIKE = 2  # slips by letters: so near a word may sound a little different too

# Letters that sound alike in English, and in the Greek and Latin of medicine.
_SOUNDS = (
    (re.compile("sch|sk|sc(?=[aou])"), "sk"),
    (re.compile("ph|gh(?=t)?$"), "f"),
    (re.compile("x"), "ks"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("ck|ch|c|q"), "k"),
    (re.compile("z"), "s"),
    (re.compile("y"), "i"),
    (re.compile("(?<=[^aeiou])h|^h"), ""),
    (re.compile("[aeiou]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may have been meant, in how many trials it stands, and how many slips are between."""

    word: str
    trials: int
    slips: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of names and titles with how they sound, and in how many trials each stands."""

    words: Sequence[str] = ()
    sounds: Sequence[str] = ()
    trials: Sequence[int] = ()

    @classmethod
    def of(cls, trials: Mapping[str, int]) -> "Lexicon":
        """The lexicon of words with their trials."""
        return cls(tuple(trials), tuple(map(sound, trials)), tuple(trials.values()))


class Spelling:
    """Chooses from a lexicon, which ``read`` gives when it is first needed."""

    def __init__(self, read: Callable[[], Lexicon], holds: Callable[[str], bool] | None = None) -> None:
        """``holds`` says whether the lexicon has a word, where that can be told without reading all of it."""
        self._read = read
        self._holds = holds

    def candidates(self, typed: str) -> tuple[Candidate, ...]:
        """What may have been meant, the likeliest first: few slips, the same first letter, many trials.

        >>> Spelling(lambda: Lexicon.of({"leukemia": 90, "leukopenia": 40})).candidates("leukimia")[0].word
        'leukemia'
        """
        word = spelled(fold(typed))
        if len(word) < SHORTEST or not word.isalpha():
            return ()
        allowed = next((slips for longest, slips in SLIPS if len(word) <= longest), MOST_SLIPS)
        slips = dict(_near(word, self._lexicon.words, allowed))
        heard = sound(word)
        if len(heard) >= SHORTEST_SOUND:
            for row, number in _near(heard, self._lexicon.sounds, 1):
                if not number or OSA.distance(word, self._lexicon.words[row]) <= ALIKE:
                    slips[row] = min(slips.get(row, MOST_SLIPS + 1), BY_SOUND + number)
        words, trials = self._lexicon.words, self._lexicon.trials
        ranked = sorted(
            slips,
            key=lambda row: (
                slips[row] + FIRST_LETTER * (words[row][0] != word[0]),
                -trials[row],
                words[row],
            ),
        )
        return tuple(Candidate(words[row], trials[row], slips[row]) for row in ranked)

    def knows(self, typed: str) -> bool:
        """Whether records have a word as it was typed, not only one of the same stem."""
        word = spelled(fold(typed))
        return self._holds(word) if self._holds else word in self._lexicon.words

    @cached_property
    def _lexicon(self) -> Lexicon:
        return self._read()


def _near(word: str, words: Sequence[str], slips: int) -> Iterator[tuple[int, int]]:
    """The rows of the nearest words, with their slips."""
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=slips, limit=LOOKED_AT)
    return ((row, int(number)) for _, number, row in found)


def sound(word: str) -> str:
    """How a word sounds, roughly.

    >>> sound("schizophrenia") == sound("skizofrenia"), sound("diarrhea") == sound("diarea")
    (True, True)
    """
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    return word
