"""Files of records into the registry store: every kind of file, every way in which one can be broken."""

import gzip
import json
import zipfile
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import SourceError
from indexer.registry import load as load_module
from indexer.registry.files import find_files
from indexer.registry.intake import Outcome
from indexer.registry.load import Load, Reading, Tally
from indexer.registry.received import Received
from indexer.registry.store import Registry
from tests.builders import a_record

RECORDS = [a_record(nct_id=f"NCT{number:08}") for number in range(1, 8)]
IDS = tuple(record["protocolSection"]["identificationModule"]["nctId"] for record in RECORDS)
LINES = b"".join(json.dumps(record).encode() + b"\n" for record in RECORDS)


def _zip(path: Path, entries: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def _zip_of_records(path: Path) -> None:
    _zip(
        path,
        {f"{nct_id}.json": json.dumps(record).encode() for nct_id, record in zip(IDS, RECORDS, strict=True)},
    )


KINDS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "lines": ("a.jsonl", lambda path: path.write_bytes(LINES)),
    "lines, no end, blank ones": ("a.ndjson", lambda path: path.write_bytes(b"\n" + LINES[:-1])),
    "lines, compressed": ("a.jsonl.gz", lambda path: path.write_bytes(gzip.compress(LINES))),
    "compressed in two members": (
        "a.JSONL.GZ",
        lambda path: path.write_bytes(gzip.compress(LINES[:99]) + gzip.compress(LINES[99:])),
    ),
    "a list": ("a.json", lambda path: path.write_text(json.dumps(RECORDS))),
    "a page of the API": (
        "a.json",
        lambda path: path.write_text(json.dumps({"studies": RECORDS, "nextPageToken": "x"})),
    ),
    "a list with a mark of byte order": (
        "a.json",
        lambda path: path.write_text("\ufeff" + json.dumps(RECORDS)),
    ),
    "a list, compressed": (
        "a.json.gz",
        lambda path: path.write_bytes(gzip.compress(json.dumps(RECORDS).encode())),
    ),
    "zip": ("a.zip", _zip_of_records),
    "zip of a page and a note": (
        "a.zip",
        lambda path: _zip(path, {"README.txt": b"hello", "in/page.json": json.dumps(RECORDS).encode()}),
    ),
}


def load(registry: Registry, *paths: Path, again: bool = False) -> Tally:
    """Load files or folders and give the tally."""
    loading = Load(registry, again=again)
    loading.files(find_files(paths))
    return loading.tally


@pytest.mark.parametrize(("name", "write"), KINDS.values(), ids=KINDS.keys())
def test_every_kind_of_file_is_read(
    registry: Registry, tmp_path: Path, name: str, write: Callable[[Path], object]
) -> None:
    """The same records, however they are wrapped."""
    write(tmp_path / name)
    tally = load(registry, tmp_path / name)
    assert registry.ids() == IDS
    assert tally.outcomes == {Outcome.NEW: len(IDS)}
    assert not tally.broken


def test_a_single_study_is_a_file_too(registry: Registry, tmp_path: Path) -> None:
    """As one gets it from the registry's page of a trial."""
    (tmp_path / "NCT00000001.json").write_text(json.dumps(RECORDS[0]))
    assert load(registry, tmp_path / "NCT00000001.json").sentence() == (
        "Loaded 1 trials: 1 new, 0 changed, 0 as before, 0 set aside."
    )


def test_folders_are_read_to_the_bottom_in_order(tmp_path: Path) -> None:
    """Other files are left alone; a file named twice is read once."""
    for name in ("b/2.json", "b/1.jsonl.gz", "a/x/3.zip", "b/notes.txt", "c/4.NDJSON"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "d.json").mkdir()
    found = find_files([tmp_path, tmp_path / "b" / "2.json"])
    names = [path.relative_to(tmp_path).as_posix() for path in found]
    assert names == ["a/x/3.zip", "b/1.jsonl.gz", "b/2.json", "c/4.NDJSON"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("absent.json", "is not there"), ("notes.txt", "of no kind"), ("empty", "holds no")],
)
def test_what_cannot_be_meant_is_said_before_anything_is_read(tmp_path: Path, name: str, said: str) -> None:
    """A slip in a name must not look like an empty success."""
    (tmp_path / "notes.txt").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=said):
        find_files([tmp_path / name])


BAD_LINES: dict[str, tuple[bytes, str]] = {
    "cut off": (LINES[:50], "is no JSON"),
    "not UTF-8": (b'{"protocolSection": "\xff"}', "is no JSON"),
    "nested without end": (b"[" * 100_000, "nested too deeply"),
    "a number": (b"7", "is no study"),
    "a list in a line": (b"[[]]", "is no study"),
    "an endless number": (b'{"a": ' + b"9" * 5000 + b"}", "is no JSON"),
    "no id": (b"{}", "nctId"),
}


@pytest.mark.parametrize(("line", "reason"), BAD_LINES.values(), ids=BAD_LINES.keys())
def test_a_bad_line_is_set_aside_with_its_position(
    registry: Registry, tmp_path: Path, line: bytes, reason: str
) -> None:
    """The lines before and after it are loaded; the end says how many and why."""
    path = tmp_path / "a.jsonl"
    first, rest = LINES.split(b"\n", 1)
    path.write_bytes(first + b"\n" + line + b"\n" + rest)
    tally = load(registry, path)
    assert registry.ids() == IDS
    (aside,) = registry.unreadable()
    assert (aside.source, aside.position.split(",")[0]) == (str(path), "line 2")
    assert reason in aside.reason
    assert tally.outcomes[Outcome.SET_ASIDE] == 1
    assert f"1 set aside ({aside.reason}: 1)." in tally.sentence()


def test_a_mended_file_clears_what_was_set_aside(registry: Registry, tmp_path: Path) -> None:
    """What could not be read is forgotten when its file is read anew."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES + b"{\n{\n")
    load(registry, path)
    assert [aside.position for aside in registry.unreadable()] == ["line 8", "line 9"]
    path.write_bytes(LINES)
    assert load(registry, path).outcomes == {Outcome.SAME: len(IDS)}
    assert registry.unreadable() == ()


def _spoiled_entry(path: Path) -> None:
    _zip_of_records(path)
    with zipfile.ZipFile(path) as archive:
        offset = archive.infolist()[3].header_offset
    data = bytearray(path.read_bytes())
    data[offset + 60] ^= 0xFF
    path.write_bytes(data)


def test_a_damaged_entry_of_a_zip_does_not_cost_the_others(registry: Registry, tmp_path: Path) -> None:
    """It is set aside by its name."""
    _spoiled_entry(tmp_path / "a.zip")
    tally = load(registry, tmp_path / "a.zip")
    assert registry.ids() == (*IDS[:3], *IDS[4:])
    assert [aside.position for aside in registry.unreadable()] == ["NCT00000004.json"]
    assert tally.outcomes[Outcome.SET_ASIDE] == 1


def _cut(path: Path, data: bytes) -> None:
    path.write_bytes(data[: len(data) - 12])


def _cut_zip(path: Path) -> None:
    _zip_of_records(path)
    _cut(path, path.read_bytes())


# The tail of the compressed file holds its checksum and the last bytes: all whole lines come before.
BROKEN: dict[str, tuple[str, Callable[[Path], object], int, str]] = {
    "cut gz": ("a.jsonl.gz", lambda path: _cut(path, gzip.compress(LINES)), 6, "ends too early"),
    "no gz": ("a.jsonl.gz", lambda path: path.write_bytes(LINES), 0, "is damaged"),
    "garbage after gz": (
        "a.jsonl.gz",
        lambda path: path.write_bytes(gzip.compress(LINES) + b"garbage"),
        7,
        "is damaged",
    ),
    "cut zip": (
        "a.zip",
        _cut_zip,
        0,
        "not a whole zip",
    ),
    "empty zip": ("a.zip", lambda path: path.write_bytes(b""), 0, "not a whole zip"),
}


@pytest.mark.faults
@pytest.mark.parametrize(("name", "write", "least", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_named_and_what_came_before_is_kept(
    registry: Registry, tmp_path: Path, name: str, write: Callable[[Path], object], least: int, said: str
) -> None:
    """The files after it are loaded as well."""
    write(tmp_path / name)
    (tmp_path / "last.json").write_text(json.dumps(a_record(nct_id="NCT00000099")))
    tally = load(registry, tmp_path / name, tmp_path / "last.json")
    assert len(tally.broken) == 1
    assert str(tmp_path / name) in tally.broken[0]
    assert said in tally.broken[0]
    assert least + 1 <= registry.count() <= len(IDS) + 1
    assert registry.get("NCT00000099")


def test_what_was_loaded_is_not_read_again(registry: Registry, tmp_path: Path) -> None:
    """Unless it changed, or one asks for it."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(LINES)
    assert load(registry, path).skipped == []
    assert load(registry, path).skipped == [path]
    assert load(registry, path, again=True).outcomes == {Outcome.SAME: 7}
    path.write_bytes(LINES + json.dumps(a_record(nct_id="NCT00000099")).encode())
    assert load(registry, path).outcomes == {Outcome.SAME: 7, Outcome.NEW: 1}


@pytest.mark.parametrize(("name", "write"), [KINDS["lines, compressed"], KINDS["zip"]], ids=["lines", "zip"])
@pytest.mark.parametrize("stop_after", [1, 2, 3])
def test_an_interrupted_load_goes_on_where_it_stopped(
    registry: Registry,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    write: Callable[[Path], object],
    stop_after: int,
) -> None:
    """What was reported is there, the rest comes with the next run, nothing is read twice."""
    monkeypatch.setattr(load_module, "RECORDS_AT_ONCE", 2)
    write(tmp_path / name)
    seen: list[Reading] = []

    def interrupt(reading: Reading) -> None:
        seen.append(reading)
        if len(seen) == stop_after:
            raise KeyboardInterrupt

    first = Load(registry, progress=interrupt)
    with pytest.raises(KeyboardInterrupt):
        first.files([tmp_path / name])
    assert first.tally.records == registry.count() == 2 * stop_after
    assert load(registry, tmp_path / name).outcomes == {Outcome.NEW: len(IDS) - 2 * stop_after}
    assert registry.ids() == IDS


def test_progress_grows_to_the_whole_file(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes and records only grow, and end at the size of the file."""
    monkeypatch.setattr(load_module, "RECORDS_AT_ONCE", 2)
    (tmp_path / "a.jsonl").write_bytes(LINES)
    seen: list[Reading] = []
    Load(registry, progress=seen.append).files([tmp_path / "a.jsonl"])
    assert [reading.records for reading in seen] == [2, 4, 6, 7]
    assert all(before.read <= after.read for before, after in pairwise(seen))
    assert seen[-1].read == seen[-1].size == len(LINES)


FULL = a_record(
    aliases=["NCT00000009"],
    conditions=["Asthma"],
    interventions=["X"],
    phases=["PHASE1"],
    sites=[{"city": "Leeds", "lat": 53.8, "lon": -1.5, "status": "RECRUITING"}],
    criteria="* a",
    minimum_age="1 Year",
    first_posted="2020-01-02",
    last_update_posted="2026-01-02",
    enrolment=7,
    sponsor="S",
    has_results=True,
)


def _places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every key and index of a record, as the steps that lead there."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, part in inside for place in ((*above, key), *_places(part, (*above, key)))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(st.sampled_from(_places(FULL)), max_size=6), st.sampled_from(["delete", None, 7, "x", [], {}])
)
def test_records_with_holes_load_or_are_set_aside(
    registry: Registry, places: list[Any], instead: Any
) -> None:
    """Whatever is missing or of another kind in a record, it is taken, or kept apart with a reason."""
    record = deepcopy(FULL)
    for *above, last in places:
        part: Any = record
        for step in above:
            part = part[step] if isinstance(part, dict) and step in part else None
        if isinstance(part, dict) and last in part:
            part.pop(last) if instead == "delete" else part.update({last: instead})
    with registry.batch(datetime(2026, 6, 1, tzinfo=UTC)) as batch:
        (put,) = batch.put([Received(record, "test", "1")])
    assert (put.outcome is Outcome.SET_ASIDE) == bool(put.reason)


REAL = (
    ("trials/v2.jsonl.gz", 2347),
    ("trials/xml-as-v2.jsonl.gz", 31130),
    ("judged/documents.jsonl.gz", 16832),
)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "records"), REAL, ids=[name for name, _ in REAL])
def test_real_records_load(registry: Registry, shared: Path, name: str, records: int) -> None:
    """Every record of the shared files is taken, or set aside with a reason."""
    tally = load(registry, shared / "data" / name)
    assert tally.records == records
    assert registry.count() + tally.outcomes[Outcome.SET_ASIDE] == records
    assert all(aside.reason for aside in registry.unreadable())


@pytest.mark.slow
def test_versions_lead_to_the_same_store_in_any_order(tmp_path: Path, shared: Path) -> None:
    """Oldest first or newest first: the newest wins. Bytes of one version that differ keep the later arrival."""
    with gzip.open(shared / "data" / "trials" / "versions.jsonl.gz") as file:
        lines = file.readlines()
    stores = []
    for name, ordered in (("forth", lines), ("back", lines[::-1])):
        (tmp_path / f"{name}.jsonl").write_bytes(b"".join(ordered))
        with Registry.open(f"sqlite:///{tmp_path / name}.db") as registry:
            load(registry, tmp_path / f"{name}.jsonl")
            stores.append(
                {trial.nct_id: (registry.receipt(trial.nct_id), trial) for trial in registry.trials()}
            )
    forth, back = stores
    assert forth.keys() == back.keys()
    versions = [
        {nct_id: receipt and receipt.version for nct_id, (receipt, _) in store.items()} for store in stores
    ]
    assert versions[0] == versions[1]
    # This one came twice in one version, with another markdown of its description: the later arrival stays.
    assert [nct_id for nct_id in forth if forth[nct_id][1] != back[nct_id][1]] == ["NCT03630471"]
