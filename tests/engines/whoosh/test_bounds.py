"""Questions that nobody should ask are answered within bounds, and the answer says what was left out."""

from pathlib import Path

import pytest

from indexer.engines.whoosh import occurrences
from tests.engines.asking import asking, trials_of
from tests.engines.conftest import Index, new_index

IN_ANY_ORDER = "The words of “{}” stand in nearly every trial, so they were searched in any order."
TRIALS = trials_of(
    ordered={"summary": "it is of the lung"},
    turned={"summary": "the lung, of which it is"},
    half={"summary": "of a lung"},
)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Three trials with the same small words."""
    index = new_index("whoosh", tmp_path / "index")
    index.rebuild(TRIALS)
    return index


@pytest.mark.parametrize(
    ("most", "phrase", "found", "notes"),
    [
        pytest.param(0, "of the", {"ordered", "turned"}, (IN_ANY_ORDER.format("of the"),), id="too many"),
        pytest.param(100, "of the", {"ordered"}, (), id="few enough"),
        pytest.param(0, "lung", {"ordered", "turned", "half"}, (), id="one word has no order"),
        pytest.param(0, "of the heart", set(), (), id="a word that stands nowhere"),
    ],
)
def test_phrase_of_words_that_stand_everywhere(
    index: Index,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    phrase: str,
    found: set[str],
    notes: tuple[str, ...],
) -> None:
    """The order of words is not looked at where even the rarest has more positions than can be read quickly."""
    monkeypatch.setattr(occurrences, "MOST_POSITIONS", most)
    result = index.engine.search(asking(f'"{phrase}"'))
    assert {hit.card.title for hit in result.hits} == found
    assert result.notes == notes


@pytest.mark.parametrize(("most", "found"), [(0, {"ordered", "turned"}), (100, {"turned"})])
def test_small_words_near_one_another(
    index: Index, monkeypatch: pytest.MonkeyPatch, most: int, found: set[str]
) -> None:
    """Distances are not looked at either where even the rarest word has too many positions, and that is said."""
    monkeypatch.setattr(occurrences, "MOST_NEARBY_POSITIONS", most)
    result = index.engine.search(asking('"lung it"~3'))
    said = "The words of “lung it” stand in nearly every trial, so they were searched at any distance."
    assert {hit.card.title for hit in result.hits} == found
    assert result.notes == ((said,) if not most else ())


def test_beginning_of_very_many_words(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """The most frequent words of a short beginning are searched, the others are said to be left out."""
    index.apply(trials_of(other={"summary": "lupus"}), [])
    monkeypatch.setattr(occurrences, "LONGEST_EXPANSION", 1)
    result = index.engine.search(asking("lu*"))
    assert {hit.card.title for hit in result.hits} == {"turned", "half"}
    assert result.notes == ("“lu*” begins very many words; the most frequent ones were searched.",)
