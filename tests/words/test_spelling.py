"""Spelling: what was meant by a word that stands nowhere."""

import pytest

from indexer.words.spelling import Lexicon, Spelling

WORDS = {
    "alzheimer": 700, "arthritis": 900, "asthma": 800, "diabetes": 3_000, "fibromyalgia": 90, "leukemia": 1_200,
    "leukopenia": 30, "pembrolizumab": 400, "schizophrenia": 600, "sclerosis": 500, "pain": 9_000, "rain": 2,
    "grade": 800,
}  # fmt: skip
SPELLING = Spelling(lambda: Lexicon.of(WORDS))

MEANT = {
    "a vowel": ("leukimia", "leukemia"),
    "British, and a slip": ("leukaimia", "leukemia"),
    "a letter missing": ("pembrolizumb", "pembrolizumab"),
    "two slips in a long word": ("fibromialga", "fibromyalgia"),
    "letters exchanged": ("athsma", "asthma"),
    "one too many": ("artheritis", "arthritis"),
    "sound for letters": ("skizofrenia", "schizophrenia"),
    "capitals": ("DIABETIS", "diabetes"),
    "a possessive without its sign": ("alzhimers", "alzheimer"),
}


@pytest.mark.parametrize(("typed", "word"), MEANT.values(), ids=MEANT)
def test_what_was_meant(typed: str, word: str) -> None:
    """The likeliest word comes first."""
    assert SPELLING.candidates(typed)[0].word == word


NOTHING = {
    "too short to tell": "pian",
    "a number": "mk3475",
    "nothing near": "zzzzzzzz",
    "it only sounds a little like it": "granny",
    "empty": "",
}


@pytest.mark.parametrize("typed", NOTHING.values(), ids=NOTHING)
def test_nothing_is_guessed(typed: str) -> None:
    """Short words, numbers and strangers are left alone."""
    assert SPELLING.candidates(typed) == ()


def test_words_are_read_when_they_are_needed() -> None:
    """An index that nobody asks is not read."""
    read = []

    def lexicon() -> Lexicon:
        read.append(1)
        return Lexicon.of(WORDS)

    spelling = Spelling(lexicon)
    assert read == []
    assert spelling.candidates("asthna")
    assert spelling.candidates("asthmo")
    assert read == [1]
