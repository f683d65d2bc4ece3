"""Synonyms and spelling: what else is searched, what is said of it, and how it is switched off."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from indexer.engines.port import SearchEngine
from indexer.search.request import OFF, Words
from tests.engines.asking import asking, hit_of, names, trials_of
from tests.engines.conftest import Index, new_index

VOCABULARY = """words,means,kind,specialty
heart attack,myocardial infarction,same,
belly,abdominal,wider,
ALL,acute lymphoblastic leukemia,abbreviation,
Keytruda,pembrolizumab,brand,
"""
TRIALS = trials_of(
    alpha={"conditions": ["Myocardial Infarction"]},
    bravo={"conditions": ["Heart Attack"]},
    charlie={"conditions": ["Abdominal Pain"]},
    delta={
        "conditions": ["Leukemia, Acute Lymphoblastic"],
        "summary": "acute lymphoblastic leukemia in all ages",
    },
    echo={"interventions": [("DRUG", "Pembrolizumab")], "conditions": ["Melanoma"]},
    foxtrot={"summary": "A heart that is under attack; an attack on the heart", "conditions": ["Anxiety"]},
    golf={"summary": "Chronic graft-versus-host disease (cGVHD)", "conditions": ["Graft Vs Host"]},
    hotel={
        "summary": "Chronic graft-versus-host disease (cGVHD) of the skin",
        "conditions": ["Graft Vs Host"],
    },
    india={"summary": "cGVHD treated with light", "conditions": ["Skin"]},
    juliet={"summary": "Chronic graft-versus-host disease (cGVHD) of the eye", "conditions": ["Eyes"]},
    kilo={"conditions": ["Melanoma"]},
    lima={"conditions": ["Melanoma"]},
)
FOUND = {
    "a lay name": ("heart attack", {"alpha", "bravo", "foxtrot"}),
    "the other way round": ("myocardial infarction", {"alpha", "bravo"}),
    "one way only": ("belly pain", {"charlie"}),
    "never back": ("abdominal", {"charlie"}),
    "a brand": ("keytruda", {"echo"}),
    "an abbreviation in capitals": ("ALL leukemia", {"delta"}),
    "which records explain": ("cGVHD", {"golf", "hotel", "india", "juliet"}),
    "the long form of it": ("chronic graft-versus-host disease", {"golf", "hotel", "india", "juliet"}),
    "with other words": ("heart attack anxiety", {"foxtrot"}),
    "not in quotation marks": ('"heart attack"', {"bravo"}),
    "not of one field": ("condition:keytruda", set()),
    "not behind NOT": ("pain NOT belly", {"charlie"}),
    "a slip of the finger": ("melanomma", {"echo", "kilo", "lima"}),
    "a slip beside a right word": ("melanomma pembrolizumab", {"echo"}),
}


@pytest.fixture(scope="module")
def engine(engine_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """The trials, indexed with a small vocabulary."""
    folder = tmp_path_factory.mktemp("synonyms")
    (folder / "lay.csv").write_text(VOCABULARY, encoding="utf-8")
    index = new_index(engine_kind, folder / "index", [folder / "lay.csv"])
    index.rebuild(TRIALS)
    yield index.engine
    index.engine.close()


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND)
def test_found_by_other_words(engine: SearchEngine, text: str, expected: set[str]) -> None:
    """Other names find as much as what was typed."""
    assert set(names(engine, asking(text))) == expected


OFF_CASES = {
    "one": ("heart attack", ("myocardial infarction",), {"bravo", "foxtrot"}),
    "another one": ("heart attack", ("abdominal",), {"alpha", "bravo", "foxtrot"}),
    "all": ("keytruda", (OFF,), set()),
    "from records": (
        "cGVHD",
        ("chronic graft-versus-host disease",),
        {"golf", "hotel", "india", "juliet"},
    ),
}


@pytest.mark.parametrize(("text", "off", "expected"), OFF_CASES.values(), ids=OFF_CASES)
def test_switched_off(engine: SearchEngine, text: str, off: tuple[str, ...], expected: set[str]) -> None:
    """What a person switched off is not searched."""
    asked = replace(asking(text, words=Words.ALL), synonyms_off=off, as_typed=True)
    assert set(names(engine, asked)) == expected


def test_what_was_typed_comes_first(engine: SearchEngine) -> None:
    """A trial that says it in the person's words stands above one that says it in others."""
    assert names(engine, asking("heart attack"))[0] == "bravo"


def test_why_it_was_found(engine: SearchEngine) -> None:
    """A result says by which other words it was found, and for which of the question's."""
    assert hit_of(engine, asking("heart attack"), "alpha").by_synonym == {
        "myocardial infarction": "heart attack"
    }
    assert hit_of(engine, asking("heart attack"), "bravo").by_synonym == {}


SPELT = {
    "corrected": (asking("melanomma"), "melanoma", 3),
    "as typed": (replace(asking("melanomma"), as_typed=True), "", 0),
    "right already": (asking("melanoma"), "", 3),
}


@pytest.mark.parametrize(("asked", "corrected", "total"), SPELT.values(), ids=SPELT)
def test_spelling(engine: SearchEngine, asked: object, corrected: str, total: int) -> None:
    """A word that stands nowhere is taken for its neighbour, which is said, unless that was refused."""
    result = engine.search(asked)  # type: ignore[arg-type]
    assert (result.corrected, result.total) == (corrected, total)


def test_a_thesaurus_stays_when_trials_change(engine_kind: str, index: Index) -> None:
    """What records explained at the last rebuild still holds for trials that came since."""
    index.rebuild(TRIALS)
    (new,) = trials_of(new={"summary": "Chronic graft-versus-host disease of the lung"})
    index.apply([new.model_copy(update={"nct_id": "NCT00000099"})])
    assert "new" in names(index.engine, asking("cGVHD"))
