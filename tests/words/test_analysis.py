"""The analysis of text: what is the same word, and where it stands."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.words.analysis import VALUE_GAP, carrying_meaning, fold, positions, term, words

SAME = {
    "British ae": ("leukaemia", "leukemia"),
    "haem": ("haemophilia", "hemophilia"),
    "paed": ("paediatric", "pediatric"),
    "oe": ("oedema", "edema"),
    "oesophagus": ("oesophageal", "esophageal"),
    "coeliac": ("coeliac", "celiac"),
    "our": ("tumours", "tumor"),
    "behaviour": ("behavioural", "behavioral"),
    "ise": ("randomised", "randomized"),
    "isation": ("hospitalisation", "hospitalization"),
    "yse": ("paralysed", "paralyzed"),
    "centre": ("centre", "center"),
    "sulph": ("sulphate", "sulfate"),
    "plural": ("trials", "trial"),
    "case": ("Asthma", "ASTHMA"),
    "accents": ("Köln", "koln"),
    "Greek": ("TNF-α", "tnf-alpha"),
    "possessive": ("Crohn's", "crohn"),
    "curly possessive": ("Alzheimer’s", "alzheimer"),
    "dashes": ("CAR‑T", "car-t"),
    "plus sign": ("HER2+", "her2"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_spellings_of_one_word_are_one_term(one: str, other: str) -> None:
    """Who types one spelling finds trials with the other."""
    assert list(positions([one])) == list(positions([other]))


DIFFERENT = {
    "four is not for": ("four", "for"),
    "hour is not whore's root": ("hours", "hors d"),
    "type 1 is not type 2": ("type 1", "type 2"),
    "ALS is not al": ("ALS", "et al"),
    "AIDS is no aid": ("AIDS", "aid"),
    "an inflammation is no place": ("vaginitis", "vaginal"),
    "IL-2 is not IL-6": ("IL-2", "IL-6"),
}


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_unifying_does_not_merge_other_words(one: str, other: str) -> None:
    """Spelling rules stop where they would make two words one."""
    assert set(positions([one])) != set(positions([other]))


def test_a_compound_is_its_parts_and_the_whole() -> None:
    """CAR-T is found as CAR T and as CART, at the same place."""
    assert positions(["anti-CD19 CAR-T cells"]) == {
        "anticd19": [0],
        "anti": [0],
        "cd19": [1],
        "cart": [2],
        "car": [2],
        "t": [3],
        "cell": [4],
    }


def test_values_of_a_field_stand_apart() -> None:
    """No phrase reaches from one condition into the next."""
    found = positions(["Heart Failure", "Kidney Disease"])
    assert found["kidney"][0] - found["failur"][0] > VALUE_GAP // 2


MEANING = {
    "stop words go": ("leukaemia in my child", [True, False, False, True]),
    "a letter that is a name stays": ("hepatitis a", [True, True]),
    "in American spelling too": ("hemophilia a", [True, True]),
    "an article goes": ("a trial", [False, True]),
    "all stay when nothing else is there": ("to be or not to be", [True] * 6),
    "nothing": ("", []),
}


@pytest.mark.parametrize(("typed", "kept"), MEANING.values(), ids=MEANING)
def test_words_without_meaning_are_told_apart(typed: str, kept: list[bool]) -> None:
    """Small words are not asked of trials, unless they are all there is."""
    assert carrying_meaning(typed.split()) == kept


@given(st.text(max_size=200))
def test_analysis_takes_any_text(text: str) -> None:
    """Whatever stands in a record or a question, analysis gives ascending positions of non-empty terms."""
    for found, where in positions([text]).items():
        assert found
        assert where == sorted(where)
    assert words(fold(text)) == words(text)


def test_stemming_is_safe_in_many_threads() -> None:
    """One stemmer serves all threads without mixing their words."""
    term.cache_clear()
    results: list[list[str]] = []

    def stem_all() -> None:
        results.append([term(f"{'ab' * (number % 7)}studies{number % 3 * 'x'}") for number in range(3_000)])

    threads = [threading.Thread(target=stem_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(result == results[0] for result in results)
