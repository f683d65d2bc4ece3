"""The thesaurus: keys of any spelling, both directions where both hold, and files that are none."""

from pathlib import Path

import pytest

from indexer.errors import SettingsError
from indexer.words.thesaurus import Kind, Pair, PairsThesaurus, key_of, read_pairs

KEYS = {
    "stop words go": ("fat in the liver", "fat liver"),
    "compounds are their parts": ("Non-Small-Cell Lung Cancer", "non small cell lung cancer"),
    "spelling and plural": ("Leukaemias", "leukemia"),
    "possessive": ("Crohn's disease", "crohn diseas"),
    "nothing": ("…", ""),
}


@pytest.mark.parametrize(("text", "key"), KEYS.values(), ids=KEYS)
def test_key(text: str, key: str) -> None:
    """A name has one key however it is written."""
    assert key_of(text) == key


def pair(
    kind: Kind, words: str = "heart attack", means: str = "myocardial infarction", *, capitals: bool = False
) -> Pair:
    """A pair of one kind."""
    return Pair(words, means, kind, 0.5, "lay", capitals)


DIRECTIONS = {
    "the same": (pair(Kind.SAME), ["myocardial infarction"], ["heart attack"]),
    "a brand": (pair(Kind.BRAND), ["myocardial infarction"], ["heart attack"]),
    "a wider word leads down only": (pair(Kind.WIDER), ["myocardial infarction"], None),
    "a heading leads there only": (pair(Kind.HEADING), ["myocardial infarction"], None),
    "one of several senses is not searched back": (pair(Kind.AMBIGUOUS), ["myocardial infarction"], None),
    "a word of its own is not searched back": (
        pair(Kind.SAME, capitals=True),
        ["myocardial infarction"],
        None,
    ),
}


@pytest.mark.parametrize(("given", "there", "back"), DIRECTIONS.values(), ids=DIRECTIONS)
def test_directions(given: Pair, there: list[str], back: list[str] | None) -> None:
    """What a pair leads to from either side."""
    thesaurus = PairsThesaurus([given])
    found = thesaurus.find("heart attack")
    other = thesaurus.find("myocardi infarct")
    assert found is not None
    assert [one.text for one in found] == there
    assert (None if other is None else [one.text for one in other]) == back


def test_the_most_trusted_come_first_and_once() -> None:
    """Two pairs of one name: the higher weight counts; known names have no synonyms."""
    pairs = [
        Pair("mi", "myocardial infarction", Kind.MINED, 0.3, "records"),
        Pair("mi", "mitral insufficiency", Kind.AMBIGUOUS, 0.5, "lay"),
        Pair("mi", "Myocardial Infarctions", Kind.ABBREVIATION, 0.8, "lay"),
    ]
    thesaurus = PairsThesaurus(pairs, known=["bone marrow transplant"])
    assert [(one.text, one.weight) for one in thesaurus.find("mi") or ()] == [
        ("Myocardial Infarctions", 0.8),
        ("mitral insufficiency", 0.5),
    ]
    assert thesaurus.find("bone marrow transplant") == ()
    assert thesaurus.find("bone") is None


def test_files_are_read(tmp_path: Path) -> None:
    """A vocabulary gives its pairs with the weight of their kind; capitals say that they are meant."""
    (tmp_path / "lay.csv").write_text(
        "words,means,kind,specialty\nheart attack,myocardial infarction,same,cardiology\n"
        "ALL,acute lymphoblastic leukemia,abbreviation,haematology\n"
    )
    pairs = list(read_pairs([tmp_path / "lay.csv", tmp_path / "missing.csv"]))
    assert [(one.words, one.source, one.capitals) for one in pairs] == [
        ("heart attack", "lay", False),
        ("ALL", "lay", True),
    ]


BROKEN = {
    "other columns": ("a,b\n1,2\n", "first line"),
    "an unknown kind": ("words,means,kind,specialty\na,b,friend,none\n", "line 2"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_is_none_is_said(tmp_path: Path, text: str, said: str) -> None:
    """Where and what is wrong."""
    (tmp_path / "lay.csv").write_text(text)
    with pytest.raises(SettingsError, match=said):
        list(read_pairs([tmp_path / "lay.csv"]))
