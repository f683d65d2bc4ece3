"""How well criteria are split, measured on texts labelled by reading; the tables are in docs/criteria.md."""

from pathlib import Path

import pytest

from indexer.trial.criteria import Criteria, Criterion, Side
from tests.trial.criteria_labels import LabelledText, Span, labelled_texts, rows, spans_of
from tests.trial.criteria_quality import LOST, Quality, Tally, placed, quality, total, words_of
from tests.trial.criteria_sample import draw

TEXT = "Adults, adults with gout. Not: gout or asthma"
LABELLED = LabelledText(
    "NCT00000001", "made", "dev", TEXT, (Span(Side.INCLUSION, 0, 25), Span(Side.EXCLUSION, 31, 45))
)

# Half a point below what is reached, on the half that the splitter was not made with.
FLOORS = {
    "inclusion precision": (Tally.precision, Side.INCLUSION, 0.995),
    "inclusion recall": (Tally.recall, Side.INCLUSION, 0.986),
    "exclusion precision": (Tally.precision, Side.EXCLUSION, 0.981),
    "exclusion recall": (Tally.recall, Side.EXCLUSION, 0.995),
}


@pytest.fixture(scope="module")
def texts(shared: Path) -> list[LabelledText]:
    """The labelled texts; skips where the shared records are not."""
    return labelled_texts(shared)


@pytest.fixture(scope="module")
def judged(texts: list[LabelledText]) -> list[Quality]:
    """The quality of each text that the splitter was not made with."""
    return [quality(text) for text in texts if text.half == "test"]


def test_the_table_has_no_texts_and_two_halves() -> None:
    """At least 150 trials, each once, half of each kind for making the splitter and half for judging it."""
    table = rows()
    assert len({row["nct_id"] for row in table}) == len(table) >= 150
    assert sum(row["half"] == "dev" for row in table) == len(table) / 2
    assert set(table[0]) == {"nct_id", "file", "crc32", "stratum", "half", "spans"}


def test_spans_stand_in_their_texts_one_after_the_other(texts: list[LabelledText]) -> None:
    """No label is empty, overlaps the next one or reaches beyond its text."""
    for text in texts:
        places = [place for span in text.spans for place in (span.start, span.end)]
        assert places == sorted(set(places)), text.nct_id
        assert 0 <= places[0] < places[-1] <= len(text.text), text.nct_id


def test_a_text_that_has_changed_is_an_error(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels of another wording would measure nothing."""
    row = rows()[0] | {"crc32": "00000000"}
    monkeypatch.setattr("tests.trial.criteria_labels.rows", lambda: [row])
    with pytest.raises(ValueError, match=f"{row['nct_id']} in {row['file']} is not the text"):
        labelled_texts(shared)


@pytest.mark.slow
def test_the_sample_is_the_one_that_was_drawn(shared: Path) -> None:
    """Nobody chose a text by hand."""
    assert draw(shared) == [(row["nct_id"], row["file"], row["stratum"]) for row in rows()]


def _split_as(**sides: list[str]) -> Quality:
    criteria = Criteria(**{side: tuple(Criterion(text) for text in texts) for side, texts in sides.items()})
    return quality(LABELLED, lambda _: criteria)


SPLITS = {
    "all right": (
        _split_as(inclusion=["Adults,", "adults with gout."], exclusion=["gout or asthma"]),
        {(Side.INCLUSION, Side.INCLUSION): 4, (Side.EXCLUSION, Side.EXCLUSION): 3},
        {(Side.INCLUSION, Side.INCLUSION): 2, (Side.EXCLUSION, Side.EXCLUSION): 1},
    ),
    "an item that goes too far": (
        _split_as(inclusion=["Adults, adults with gout. Not: gout"], exclusion=["or asthma"]),
        {
            (Side.INCLUSION, Side.INCLUSION): 4,
            (Side.EXCLUSION, Side.INCLUSION): 1,
            (Side.EXCLUSION, Side.EXCLUSION): 2,
        },
        {(Side.INCLUSION, Side.INCLUSION): 1, (Side.EXCLUSION, Side.EXCLUSION): 1},
    ),
    "words lost, a heading kept": (
        _split_as(inclusion=["Adults"], unsorted=["Not:", "gout or asthma"]),
        {
            (Side.INCLUSION, Side.INCLUSION): 1,
            (Side.INCLUSION, LOST): 3,
            (Side.EXCLUSION, Side.UNSORTED): 3,
        },
        {(Side.INCLUSION, Side.INCLUSION): 1, (Side.EXCLUSION, Side.UNSORTED): 1},
    ),
}


@pytest.mark.parametrize(("found", "words", "items"), SPLITS.values(), ids=SPLITS)
def test_words_and_items_are_counted(
    found: Quality, words: dict[tuple[Side, str], int], items: dict[tuple[Side, str], int]
) -> None:
    """Each labelled word by where it was found, each item by what most of its words are."""
    assert (dict(found.words.pairs), dict(found.items.pairs)) == (words, items)


def test_precision_and_recall() -> None:
    """Of what was found, of what there was; nothing where there was none."""
    tally = total(found.words for found, _, _ in SPLITS.values())
    assert (tally.precision(Side.EXCLUSION), tally.recall(Side.EXCLUSION)) == (1, 5 / 9)
    assert (tally.precision(Side.INCLUSION), tally.recall(Side.INCLUSION)) == (9 / 10, 9 / 12)
    assert (tally.precision(Side.UNSORTED), tally.recall(Side.UNSORTED)) == (0, None)
    assert tally.right() == 14 / 21


def test_items_with_the_same_words_are_found_in_their_order() -> None:
    """Where both sides name the same, each item is the next one that is written."""
    criteria = Criteria((Criterion("gout"), Criterion("asthma")), (Criterion("gout"),))
    found = list(placed(words_of("Inclusion: gout, asthma. Exclusion: gout"), criteria))
    assert [(side, places.start) for side, places in found] == [
        (Side.INCLUSION, 1),
        (Side.INCLUSION, 2),
        (Side.EXCLUSION, 4),
    ]


def test_html_and_marks_are_no_words() -> None:
    """Only what a person reads counts, and it stays where it is written."""
    assert [(word.text, word.start) for word in words_of("<li>a) Age &gt; 18 years</li>")] == [
        ("Age", 7),
        ("years", 19),
    ]


def test_spans_are_read() -> None:
    """The compact form of the table."""
    assert spans_of("I:25-340 U:341-342 E:362-900") == (
        Span(Side.INCLUSION, 25, 340),
        Span(Side.UNSORTED, 341, 342),
        Span(Side.EXCLUSION, 362, 900),
    )


@pytest.mark.parametrize("name", FLOORS)
def test_the_splitter_stays_as_good_as_it_is(judged: list[Quality], name: str) -> None:
    """Precision and recall of the words of each side, all texts as one."""
    measure, side, floor = FLOORS[name]
    reached = measure(total(one.words for one in judged), side)
    assert reached is not None
    assert reached >= floor


def test_every_labelled_word_is_in_an_item(texts: list[LabelledText]) -> None:
    """Nothing that a person read as a criterion is lost, in either half."""
    for text in texts:
        found = quality(text).words.pairs
        assert found
        assert LOST not in {where for _, where in found}, text.nct_id
