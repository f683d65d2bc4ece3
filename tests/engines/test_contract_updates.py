"""Changes to the index: replaced, added, removed, and the same as if it had been built anew. Readers never wait."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.engines.port import SearchEngine
from indexer.errors import IndexMissing
from indexer.search.request import SearchRequest, Sort
from indexer.trial.model import Trial
from tests.engines.asking import ALL_STATUSES, LEEDS, MINSK, asking, counts, names, near, site, trials_of
from tests.engines.conftest import Index, new_index

OLD = trials_of(
    alpha={"summary": "asthma", "phases": ["PHASE1"]},
    bravo={"summary": "asthma in children", "phases": ["PHASE2"], "sites": [site("Leeds", "", LEEDS)]},
    charlie={"summary": "diabetes", "conditions": ["Diabetes"]},
    delta={"summary": "asthma and diabetes", "status": "COMPLETED"},
)
CHANGED = trials_of(
    alpha={"summary": "eczema", "phases": ["PHASE3", "PHASE4"], "status": "COMPLETED"},
    bravo={"summary": "asthma in adults", "sites": [site("Minsk", "", MINSK, country="Belarus")]},
)
ADDED = trials_of(a={}, b={}, c={}, d={}, echo={"summary": "asthma, new", "phases": ["NEW_PHASE"]})[4:]
REMOVED = ("NCT00000003", "NCT00009999")
QUESTIONS = {
    "everything": asking(filters=ALL_STATUSES),
    "open": asking(),
    "a word": asking("asthma", filters=ALL_STATUSES),
    "a word of the old text": asking("children", filters=ALL_STATUSES),
    "a word of the new text": asking("adults OR eczema", filters=ALL_STATUSES),
    "a beginning": asking("diab*", filters=ALL_STATUSES),
    "a phrase": asking('"asthma and"', filters=ALL_STATUSES),
    "NOT": asking("NOT asthma", filters=ALL_STATUSES),
    "fewer words": asking("asthma zebra eczema", filters=ALL_STATUSES),
    "a phase": asking(phase=("2", "3")),
    "a place": asking(near=near(MINSK, 10), sort=Sort.DISTANCE),
    "the old place": asking(near=near(LEEDS, 10)),
    "a country": asking(location=("Belarus",)),
}


@pytest.fixture
def anew(engine_kind: str, tmp_path: Path) -> Iterator[Index]:
    """A second index, built from nothing out of what the first must hold in the end."""
    index = new_index(engine_kind, tmp_path / "anew")
    index.rebuild([*CHANGED, OLD[3], *ADDED])
    yield index
    index.engine.close()


@pytest.mark.parametrize("request_", QUESTIONS.values(), ids=QUESTIONS)
def test_update_equals_rebuild(index: Index, anew: Index, request_: SearchRequest) -> None:
    """After any changes every answer, scores included, is the one of an index built from nothing."""
    index.rebuild(OLD)
    index.apply([*CHANGED, *ADDED], REMOVED)
    updated, rebuilt = index.engine.search(request_), anew.engine.search(request_)
    assert [hit.card for hit in updated.hits] == [hit.card for hit in rebuilt.hits]
    assert [hit.score for hit in updated.hits] == pytest.approx([hit.score for hit in rebuilt.hits])
    assert [(hit.matched, hit.nearest) for hit in updated.hits] == [
        (hit.matched, hit.nearest) for hit in rebuilt.hits
    ]
    assert (updated.total, updated.facets) == (rebuilt.total, rebuilt.facets)


def test_many_small_updates_equal_a_rebuild(index: Index, anew: Index) -> None:
    """Changes one at a time, some undone again, end in the same index as all at once."""
    index.rebuild(OLD[:1])
    for revision, trial in enumerate((*OLD, *CHANGED, *ADDED, *OLD, *CHANGED), 2):
        index.apply([trial], revision=revision)
    index.apply((), [OLD[2].nct_id], revision=99)
    for request in QUESTIONS.values():
        updated, rebuilt = index.engine.search(request), anew.engine.search(request)
        assert [hit.card for hit in updated.hits] == [hit.card for hit in rebuilt.hits]
        assert updated.facets == rebuilt.facets


def test_versions_say_what_they_hold(index: Index) -> None:
    """Each change is a version of its own name, with the number of trials and the registry's revision."""
    first = index.rebuild(OLD, revision=7)
    second = index.apply(ADDED, REMOVED, revision=8)
    assert (first.documents, first.registry_revision) == (4, 7)
    assert (second.documents, second.registry_revision) == (4, 8)
    assert first.name != second.name
    assert index.engine.version() == second


def test_removed_trial_leaves_nothing(index: Index) -> None:
    """A trial that vanished is in no answer and no count, whatever one asks."""
    index.rebuild(OLD)
    index.apply((), [OLD[2].nct_id])
    engine = index.engine
    assert names(engine, asking("diabetes", filters=ALL_STATUSES)) == ["delta"]
    assert names(engine, asking("NCT00000003", filters=ALL_STATUSES)) == []
    assert sum(counts(engine.facet(asking(), "status")).values()) == len(OLD) - 1


def test_everything_removed(index: Index) -> None:
    """An index that was emptied answers, and can be filled again."""
    index.rebuild(OLD)
    index.apply((), [trial.nct_id for trial in OLD])
    assert names(index.engine, asking("asthma", filters=ALL_STATUSES)) == []
    index.apply(ADDED)
    assert names(index.engine, asking("asthma")) == ["echo"]


def test_removed_and_given_again(index: Index) -> None:
    """A trial that is both removed and given is there: what is given is the newer word."""
    index.rebuild(OLD)
    index.apply(CHANGED[:1], [CHANGED[0].nct_id])
    assert names(index.engine, asking("eczema", filters=ALL_STATUSES)) == ["alpha"]


def test_same_trial_twice_in_one_update(index: Index) -> None:
    """Of two versions of a trial in one update the later one stays, once."""
    index.rebuild(OLD)
    index.apply([CHANGED[0], OLD[0]])
    assert names(index.engine, asking("asthma", phase=("1",))) == ["alpha"]
    assert index.engine.version().documents == len(OLD)


def test_nothing_to_change(index: Index) -> None:
    """An update without changes changes no answer."""
    index.rebuild(OLD)
    before = index.engine.search(QUESTIONS["everything"])
    index.apply((), ())
    assert index.engine.search(QUESTIONS["everything"]) == before


def test_no_index_yet(index: Index) -> None:
    """Before the first build every question is refused by one error, and the engine answers once there is one."""
    for ask in (
        index.engine.version,
        lambda: index.engine.search(asking()),
        lambda: index.engine.count(asking()),
    ):
        with pytest.raises(IndexMissing):
            ask()
    index.rebuild(OLD)
    assert index.engine.count(asking()) == 3


def test_failed_build_leaves_the_old_index(index: Index) -> None:
    """When a build breaks off, the old version goes on answering and the next build works."""

    def breaking() -> Iterator[Trial]:
        yield CHANGED[0]
        raise RuntimeError("the source broke off")

    index.rebuild(OLD)
    before = index.engine.version()
    for build in (index.rebuild, index.apply):
        with pytest.raises(RuntimeError, match="broke off"):
            build(breaking())
    assert index.engine.version() == before
    assert names(index.engine, asking("eczema", filters=ALL_STATUSES)) == []
    index.apply(CHANGED)
    assert names(index.engine, asking("eczema", filters=ALL_STATUSES)) == ["alpha"]


SWITCHES = 12


class Reader(threading.Thread):
    """Asks the same question until told to stop; keeps the totals, and what was wrong."""

    def __init__(self, engine: SearchEngine) -> None:
        super().__init__()
        self.engine = engine
        self.asked_once = threading.Event()
        self.stopping = threading.Event()
        self.totals: list[int] = []
        self.problems: list[str] = []

    def run(self) -> None:
        """Ask, compare the parts of the answer, ask again."""
        try:
            while not self.stopping.is_set():
                result = self.engine.search(asking("asthma", filters=ALL_STATUSES))
                parts = (result.total, len(result.hits), sum(counts(result.facets["status"]).values()))
                self.totals.append(result.total)
                self.asked_once.set()
                if len(set(parts)) > 1:
                    self.problems.append("found, shown and counted differ: {}, {}, {}".format(*parts))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test reports it
            self.problems.append(repr(error))
        finally:
            self.asked_once.set()


def test_readers_during_switches(tmp_path: Path) -> None:
    """While versions change, every answer is whole and of one version, and none fails."""
    index = new_index("whoosh", tmp_path / "index")
    index.rebuild(OLD)
    readers = [Reader(index.engine) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.asked_once.wait()
    for revision in range(SWITCHES):
        if revision % 4 == 3:
            index.rebuild(OLD, revision)
        else:
            index.apply(ADDED if revision % 2 else (), () if revision % 2 else [ADDED[0].nct_id], revision)
    for reader in readers:
        reader.stopping.set()
        reader.join()
    index.engine.close()
    assert [problem for reader in readers for problem in reader.problems] == []
    assert {total for reader in readers for total in reader.totals} <= {3, 4}
    assert all(reader.totals for reader in readers)
