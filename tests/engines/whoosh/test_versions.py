"""Versions of the index: built aside, switched at once, never half-done, clear about what is wrong."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from indexer.documents import TrialDocument, document_of
from indexer.engines.whoosh.build import WhooshBuilder
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.engines.whoosh.folders import building, switch
from indexer.engines.whoosh.merge import MOST_SEGMENTS
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.errors import IndexBusy, IndexCorrupt, IndexMissing, IndexOutdated, SearchIndexError
from indexer.places.distance import Radius
from indexer.registry.ctgov import read_study
from indexer.search.request import Near, SearchRequest
from tests.builders import SiteParts, a_trial

ALL = {"status": ("any",)}
EVERYTHING = SearchRequest(filters=ALL)

pytestmark = pytest.mark.faults


def documents(*numbers: int) -> list[TrialDocument]:
    """Documents with these numbers."""
    records = (
        {"protocolSection": {"identificationModule": {"nctId": f"NCT{number:08}", "briefTitle": "Asthma"}}}
        for number in numbers
    )
    return [document_of(read_study(record), lambda *_: None) for record in records]


def rebuild(root: Path, *numbers: int) -> None:
    """A new version with these documents."""
    WhooshBuilder(root).rebuild(documents(*numbers), revision=1, data_timestamp="", progress=lambda _: None)


def build(root: Path, given: list[TrialDocument]) -> None:
    """A new version with these documents."""
    WhooshBuilder(root).rebuild(given, revision=1, data_timestamp="", progress=lambda _: None)


def asthma_in_minsk(number: int) -> TrialDocument:
    """A document with words, a site with a point, and an age."""
    trial = a_trial(
        nct_id=f"NCT{number:08}",
        title=f"The asthma of {number} lungs",
        minimum_age=f"{number} Years",
        sites=[
            SiteParts(facility=f"Clinic {number}", city="Minsk", country="Belarus", lat=53.9, lon=27.5667)
        ],
    )
    return document_of(trial, lambda *_: None)


@dataclass(frozen=True)
class Halves:
    """Documents that can be read in two parts."""

    given: tuple[TrialDocument, ...]

    def __iter__(self) -> Iterator[TrialDocument]:
        return iter(self.given)

    def parts(self, most: int) -> list[Iterable[TrialDocument]]:
        """Two."""
        assert most >= 1
        return [self.given[:3], self.given[3:]]


@dataclass(frozen=True)
class Killed(Halves):
    """Documents whose reading kills the process."""

    def parts(self, most: int) -> list[Iterable[TrialDocument]]:
        """Two, which kill."""
        return [KillsItself(), KillsItself()]


class KillsItself:
    """Looks like documents."""

    def __iter__(self) -> Iterator[TrialDocument]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield from ()


def found(engine: WhooshEngine) -> set[int]:
    """The numbers of all trials that the engine finds."""
    return {int(hit.card.nct_id[3:]) for hit in engine.search(EVERYTHING).hits}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An index folder with two trials."""
    rebuild(tmp_path / "index", 1, 2)
    return tmp_path / "index"


@pytest.fixture
def engine(root: Path) -> Iterator[WhooshEngine]:
    """An engine over it, already answering."""
    engine = WhooshEngine(root)
    assert found(engine) == {1, 2}
    yield engine
    engine.close()


def version_folder(root: Path) -> Path:
    """The folder of the version that answers."""
    return root / (root / "current").read_text(encoding="utf-8")


def test_a_running_engine_sees_a_new_version(root: Path, engine: WhooshEngine) -> None:
    """No restart is needed after a rebuild or an update."""
    rebuild(root, 3)
    assert found(engine) == {3}
    WhooshBuilder(root).apply(documents(4), ["NCT00000003"], revision=2, data_timestamp="")
    assert found(engine) == {4}
    assert engine.version().registry_revision == 2


def test_nobody_waits_while_a_new_version_is_opened(
    root: Path, engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes while another request opens it is answered from the version before."""
    begun, go_on = threading.Event(), threading.Event()

    def slowly(folder: Path) -> Snapshot:
        begun.set()
        go_on.wait()
        return Snapshot(folder)

    rebuild(root, 3)
    monkeypatch.setattr("indexer.engines.whoosh.engine.Snapshot", slowly)
    opening = threading.Thread(target=engine.version)
    opening.start()
    begun.wait()
    try:
        assert found(engine) == {1, 2}
    finally:
        go_on.set()
        opening.join()
    assert found(engine) == {3}


def test_updates_do_not_touch_the_version_they_start_from(root: Path) -> None:
    """Files of a published version stay as they are, byte for byte."""
    before = {path: path.read_bytes() for path in version_folder(root).rglob("*") if path.is_file()}
    WhooshBuilder(root).apply(documents(2, 5), ["NCT00000001"], revision=2, data_timestamp="")
    assert {path: path.read_bytes() for path in before} == before


def test_only_two_versions_are_kept(root: Path) -> None:
    """The current one and the one before it; the disk does not fill up."""
    for number in range(4):
        rebuild(root, number + 1)
    assert sum(path.is_dir() for path in root.iterdir()) == 2


def test_a_failing_build_leaves_the_old_version(root: Path, engine: WhooshEngine) -> None:
    """An error in the middle of the documents changes nothing and leaves no folder behind."""

    def failing() -> Iterator[TrialDocument]:
        yield from documents(7)
        raise RuntimeError("broken off")

    with pytest.raises(RuntimeError, match="broken off"):
        WhooshBuilder(root).rebuild(failing(), revision=2, data_timestamp="", progress=lambda _: None)
    assert found(engine) == {1, 2}
    assert sum(path.is_dir() for path in root.iterdir()) == 1


KILLED = """
    import os, signal
    from pathlib import Path
    from tests.engines.whoosh import test_versions as t
    from indexer.engines.whoosh import {module}
    def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
    {module}.{function} = die
    t.rebuild(Path({root!r}), 8, 9)
"""
MOMENTS = {
    "while documents are written": ("segment", "CardWriter.add"),
    "while terms are written": ("segment", "TermWriter.writing"),
    "before the commit": ("build", "commit"),
    "before the whole": ("build", "save_whole"),
    "before it is described": ("build", "write_version"),
    "before it is checked": ("build", "check"),
    "before the switch": ("build", "switch"),
    "before the pointer": ("folders", "_write_through"),
}


@pytest.mark.parametrize(("module", "function"), MOMENTS.values(), ids=MOMENTS)
def test_a_killed_build_leaves_the_old_version(
    root: Path, engine: WhooshEngine, module: str, function: str
) -> None:
    """Killed at any step, the old version answers, and the next build succeeds and tidies up."""
    code = textwrap.dedent(KILLED.format(module=module, function=function, root=str(root)))
    killed = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, cwd=Path.cwd())
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert found(engine) == {1, 2}
    rebuild(root, 3)
    assert found(engine) == {3}
    assert sum(path.is_dir() for path in root.iterdir()) <= 3


def test_two_builders_do_not_meet(root: Path) -> None:
    """The second one is told to wait instead of spoiling the first one's work."""
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(IndexBusy, match="Another process"):
            rebuild(root, 3)


def truncated(root: Path) -> None:
    """Half of the postings are gone."""
    segment = next((version_folder(root) / "whoosh").glob("*.pst"))
    os.truncate(segment, segment.stat().st_size // 2)


def scribbled(root: Path) -> None:
    """The table of contents holds nonsense of the right length."""
    toc = next((version_folder(root) / "whoosh").glob("*.toc"))
    toc.write_bytes(b"\x00" * toc.stat().st_size)


def without_version(root: Path) -> None:
    """A build that never finished."""
    (version_folder(root) / "version.json").unlink()


def half_a_version(root: Path) -> None:
    """A description cut short."""
    (version_folder(root) / "version.json").write_text('{"name": "x"', encoding="utf-8")


def others_may_write(root: Path) -> None:
    """A folder into which another user could have put code."""
    version_folder(root).chmod(0o777)


def other_fields(root: Path) -> None:
    """An index of another field table."""
    path = version_folder(root) / "version.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"fields_hash": "other"}), encoding="utf-8")


def no_pointer(root: Path) -> None:
    """No version was ever finished."""
    (root / "current").unlink()


DAMAGE: dict[str, tuple[Callable[[Path], None], type[SearchIndexError]]] = {
    "postings cut short": (truncated, IndexCorrupt),
    "nonsense in the table of contents": (scribbled, IndexCorrupt),
    "no description": (without_version, IndexCorrupt),
    "half a description": (half_a_version, IndexCorrupt),
    "writable by others": (others_may_write, IndexCorrupt),
    "another field table": (other_fields, IndexOutdated),
    "no pointer": (no_pointer, IndexMissing),
}


# Whoosh leaves the file of a table of contents open when it cannot read it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("damage", "error"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_index_says_what_to_do(
    root: Path, damage: Callable[[Path], None], error: type[SearchIndexError]
) -> None:
    """Each damage gives a sentence that names `trials index`, and a rebuild mends it."""
    damage(root)
    with pytest.raises(error, match="trials index"):
        WhooshEngine(root).search(EVERYTHING)
    rebuild(root, 3)
    engine = WhooshEngine(root)
    assert found(engine) == {3}
    engine.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # as above
@pytest.mark.parametrize(("damage", "error"), DAMAGE.values(), ids=DAMAGE)
def test_a_running_engine_survives_damage_to_a_new_version(
    root: Path, engine: WhooshEngine, damage: Callable[[Path], None], error: type[SearchIndexError]
) -> None:
    """What is already open goes on answering until a whole version comes."""
    rebuild(root, 3)
    damage(root)
    assert found(engine) == {1, 2}
    rebuild(root, 4)
    assert found(engine) == {4}


def cut(path: Path) -> None:
    """A file cut short."""
    os.truncate(path, path.stat().st_size - 1)


def scratched(path: Path) -> None:
    """A file of the right size with one byte changed near its end."""
    content = bytearray(path.read_bytes())
    content[-2] ^= 0x55
    path.write_bytes(content)


ARRAY_DAMAGE: dict[str, Callable[[Path], None]] = {
    "cut short": cut,
    "missing": Path.unlink,
    "scratched": scratched,
}
ARRAYS = (
    "whole/profile.npy",
    "whole/site.doc.npy",
    "whole/manifest.json",
    "segments/*/terms/words.npy",
    "segments/*/terms/manifest.json",
    "segments/*/terms/docs.bin",
    "segments/*/terms/frequencies.bin",
    "segments/*/terms/packed.bin",
    "segments/*/cards/card.bin",
    "segments/*/cards/card/ends.npy",
    "segments/*/cards/facilities/sums.npy",
)


def answers(root: Path) -> object:
    """Everything that a search, a phrase and a place show."""
    engine = WhooshEngine(root)
    near = Near("here", "here", 53.9, 27.57, Radius(50))
    try:
        return [
            engine.search(SearchRequest(text, near=near, filters=ALL))
            for text in ("asthma", '"the asthma"', "lungs asthma", "NCT00000002")
        ]
    finally:
        engine.close()


@pytest.mark.parametrize("damage", ARRAY_DAMAGE.values(), ids=ARRAY_DAMAGE)
@pytest.mark.parametrize("name", ARRAYS)
def test_damaged_arrays_are_made_again(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    """Arrays are derived from the segment: a wrong answer is never given, and no command is needed."""
    root = tmp_path / "index"
    build(root, [asthma_in_minsk(number) for number in (1, 2, 3)])
    before = answers(root)
    for path in version_folder(root).glob(name):
        damage(path)
    assert answers(root) == before
    assert answers(root) == before


def test_arrays_are_made_again_from_nothing_but_the_segment(tmp_path: Path) -> None:
    """Whoosh's own files are enough."""
    root = tmp_path / "index"
    build(root, [asthma_in_minsk(number) for number in (1, 2, 3)])
    before = answers(root)
    for name in ("whole", "segments"):
        shutil.rmtree(version_folder(root) / name)
    assert answers(root) == before


def test_an_update_mends_what_it_starts_from(root: Path) -> None:
    """Changes can be applied to a version whose arrays were lost."""
    for name in ("whole", "segments"):
        shutil.rmtree(version_folder(root) / name)
    WhooshBuilder(root).apply(documents(2, 3), ["NCT00000001"], revision=2, data_timestamp="")
    engine = WhooshEngine(root)
    assert found(engine) == {2, 3}
    engine.close()


def test_many_updates_leave_few_segments(root: Path, engine: WhooshEngine) -> None:
    """Small segments are merged, so a year of updates does not slow down the search."""
    for number in range(3, 30):
        WhooshBuilder(root).apply(documents(number, 2), [], revision=number, data_timestamp="")
    assert len(list((version_folder(root) / "segments").iterdir())) <= MOST_SEGMENTS
    page = engine.search(replace(EVERYTHING, text="asthma", per=100))
    assert {int(hit.card.nct_id[3:]) for hit in page.hits} == set(range(1, 30))


def test_parts_in_processes_of_their_own_make_the_same_index(tmp_path: Path) -> None:
    """Two processes give what one gives, and progress is told."""
    told: list[int] = []
    two = Halves(tuple(asthma_in_minsk(number) for number in range(1, 8)))
    build(tmp_path / "one", list(two))
    WhooshBuilder(tmp_path / "two").rebuild(two, revision=1, data_timestamp="", progress=told.append)
    assert answers(tmp_path / "two") == answers(tmp_path / "one")
    assert told[-1] == 7


def test_a_process_that_ends_is_one_sentence(root: Path, engine: WhooshEngine) -> None:
    """Killed for want of memory, say: the old version answers, and nothing half-built stays."""
    with pytest.raises(SearchIndexError, match="ended from outside"):
        WhooshBuilder(root).rebuild(Killed(()), revision=1, data_timestamp="", progress=lambda _: None)
    assert found(engine) == {1, 2}
    assert sum(path.is_dir() for path in root.iterdir()) == 1


def test_readers_never_fail_while_versions_change(root: Path, engine: WhooshEngine) -> None:
    """Searches in several threads all succeed while the index is rebuilt and updated."""
    stop = threading.Event()
    failures: list[Exception] = []

    def ask() -> None:
        own = WhooshEngine(root)
        while not stop.is_set():
            try:
                assert found(own)
                assert found(engine)
            except Exception as error:  # noqa: BLE001  # whatever goes wrong is the finding
                failures.append(error)
                return
        own.close()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(6):
        rebuild(root, number + 1)
        WhooshBuilder(root).apply(documents(20 + number), [], revision=number, data_timestamp="")
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_an_unwritable_folder_is_one_sentence(tmp_path: Path) -> None:
    """A file stands where the folder should be: the error says what and where."""
    (tmp_path / "index").write_text("", encoding="utf-8")
    with pytest.raises(SearchIndexError, match="cannot be written"):
        rebuild(tmp_path / "index", 1)


def test_a_full_disk_is_one_sentence(
    root: Path, engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No space left: the old version answers, and the error says to free some."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("indexer.engines.whoosh.build.save_whole", full)
    with pytest.raises(SearchIndexError, match="Free some space"):
        rebuild(root, 3)
    assert found(engine) == {1, 2}


def test_a_folder_left_by_a_killed_build_is_removed(root: Path) -> None:
    """The next builder tidies up what has no description."""
    (root / "half").mkdir()
    with building(root):
        assert not (root / "half").exists()


def test_switching_keeps_the_version_before(root: Path) -> None:
    """Workers that have the old version open find its files until they look again."""
    before = version_folder(root)
    rebuild(root, 3)
    assert before.exists()
    switch(root, version_folder(root).name)
    assert version_folder(root).exists()
