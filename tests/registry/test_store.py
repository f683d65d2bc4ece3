"""What the registry store keeps, and what it never lets happen."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from indexer.errors import StoreError
from indexer.registry.changes import ChangeKind
from indexer.registry.intake import Outcome
from indexer.registry.received import Received, RecordVersion
from indexer.registry.store import Registry
from indexer.registry.tables import metadata
from tests.builders import TrialParts, a_record, a_trial

DAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
LATER = DAY + timedelta(days=1)
ONE, TWO, THREE = "NCT00000001", "NCT00000002", "NCT00000003"


def put(registry: Registry, at: datetime = DAY, **parts: Any) -> Outcome:
    """Put one record in and say what became of it."""
    return registry.put(a_record(**parts), source="test", at=at).outcome


def test_a_record_comes_back_as_trial_and_as_received(registry: Registry) -> None:
    """Both readings are of the same record, whole."""
    record = a_record(title="Kaffee – ☕", sites=[{"city": "Łódź", "lat": 51.7, "lon": 19.4}])
    record["derivedSection"] = {"of": {"tomorrow": [1, None]}}
    registry.put(record, source="test", at=DAY)
    assert registry.record(ONE) == record
    assert registry.get(ONE) == a_trial(
        title="Kaffee – ☕", sites=[{"city": "Łódź", "lat": 51.7, "lon": 19.4}]
    )
    assert registry.get(TWO) is None
    assert registry.record(TWO) is None
    assert registry.receipt(TWO) is None


def test_the_same_again_changes_nothing(registry: Registry) -> None:
    """Neither the bytes nor another order of keys make a change or a revision."""
    record = a_record(title="A", sex="ALL")
    registry.put(record, source="test", at=DAY)
    revision = registry.revision
    backwards = dict(reversed([*record.items(), ("hasResults", False)]))
    assert registry.put(record, source="test", at=LATER).outcome is Outcome.SAME
    assert registry.put(backwards, source="test", at=LATER).outcome is Outcome.SAME
    assert registry.record(ONE) == backwards  # other bytes of the same meaning are kept quietly
    assert registry.revision == revision
    assert [logged.change.kind for logged in registry.changes(ONE)] == [ChangeKind.NEW]


NEWER = TrialParts(title="new", last_update_posted="2026-05-02")
OLDER = TrialParts(title="old", last_update_posted="2026-05-01")
ARRIVALS: dict[str, tuple[Sequence[TrialParts], str, list[Outcome]]] = {
    "in order": ([OLDER, NEWER], "new", [Outcome.NEW, Outcome.CHANGED]),
    "out of order": ([NEWER, OLDER], "new", [Outcome.NEW, Outcome.OLDER]),
    "without a date is oldest": ([NEWER, {"title": "undated"}], "new", [Outcome.NEW, Outcome.OLDER]),
    "equal dates: the later": (
        [NEWER, {**NEWER, "title": "newest"}],
        "newest",
        [Outcome.NEW, Outcome.CHANGED],
    ),
}


@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
@pytest.mark.parametrize(("arrivals", "title", "outcomes"), ARRIVALS.values(), ids=ARRIVALS.keys())
def test_the_older_never_overwrites_the_newer(
    registry: Registry, arrivals: Sequence[TrialParts], title: str, outcomes: list[Outcome], together: bool
) -> None:
    """Whatever the order of arrival, in one transaction or in several."""
    records = [a_record(**parts) for parts in arrivals]
    if together:
        puts = registry.put_many(records, source="test", at=DAY)
    else:
        puts = [registry.put(record, source="test", at=DAY) for record in records]
    trial = registry.get(ONE)
    assert trial is not None
    assert trial.brief_title == title
    assert [each.outcome for each in puts] == outcomes


def test_a_correction_without_a_new_update_is_ordered_by_its_publication(registry: Registry) -> None:
    """The registry republishes records with the same posting date; its own day of data decides."""
    early, late = (a_record(title=title, last_update_posted="2026-05-01") for title in ("early", "late"))
    early["derivedSection"] = {"miscInfoModule": {"versionHolder": "2026-05-09"}}
    late["derivedSection"] = {"miscInfoModule": {"versionHolder": "2026-05-10"}}
    puts = registry.put_many([late, early], source="test", at=DAY)
    assert [each.outcome for each in puts] == [Outcome.NEW, Outcome.OLDER]
    receipt = registry.receipt(ONE)
    assert receipt is not None
    assert receipt.version == RecordVersion("2026-05-01", "2026-05-10")


DATED = TrialParts(last_update_posted="2026-05-01")


def test_a_bad_record_is_set_aside_and_the_rest_goes_on(registry: Registry) -> None:
    """With its place, its reason and its text; meeting it again does not set it aside twice."""
    bad = a_record(nct_id=TWO)
    bad["protocolSection"]["designModule"] = {"phases": 7}
    puts = registry.put_many([a_record(), bad, a_record(nct_id=THREE)], source="test", at=DAY)
    assert [each.outcome for each in puts] == [Outcome.NEW, Outcome.SET_ASIDE, Outcome.NEW]
    (aside,) = registry.unreadable()
    assert (aside.source, aside.position, aside.nct_id, aside.at) == ("test", "record 2", TWO, DAY)
    assert "designModule.phases" in aside.reason
    assert aside.received
    assert registry.ids() == (ONE, THREE)
    registry.put_many([a_record(), bad], source="test", at=LATER)
    assert len(registry.unreadable()) == 1


STRANGE: dict[str, Any] = {
    "no object": ["NCT00000001"],
    "nothing": None,
    "no id": a_record(nct_id=None),
    "an id that is none": a_record(nct_id="NCT1"),
    "half a character": a_record(title="\ud800"),
    "a point off the earth": a_record(sites=[{"lat": 91.0, "lon": 0.0}]),
    "no such day": a_record(first_posted="2026-02-30"),
}


@pytest.mark.parametrize("record", STRANGE.values(), ids=STRANGE.keys())
def test_strange_records_are_set_aside_with_a_reason(registry: Registry, record: object) -> None:
    """Nothing that JSON can hold ends a load."""
    with registry.batch(DAY) as batch:
        (result,) = batch.put([Received(record, "test", "1")])
    assert result.outcome is Outcome.SET_ASIDE
    assert result.reason
    assert registry.count() == 0
    assert [aside.reason for aside in registry.unreadable()] == [result.reason]


def test_vanished_trials_are_gone_but_not_lost(registry: Registry) -> None:
    """They leave every list; the record, the log and the index's news remember them."""
    registry.put_many([a_record(), a_record(nct_id=TWO)], source="test", at=DAY)
    before = registry.revision
    assert registry.vanish([TWO, "NCT99999999"], at=LATER) == 1
    assert registry.vanish([TWO], at=LATER) == 0
    assert registry.ids() == (ONE,)
    assert registry.get(TWO) is None
    assert registry.record(TWO) == a_record(nct_id=TWO)
    receipt = registry.receipt(TWO)
    assert receipt is not None
    assert receipt.vanished_at == LATER
    assert registry.changed_since(before) == ((), (TWO,), registry.revision)
    assert [each.change.kind for each in registry.changes(TWO)] == [ChangeKind.NEW, ChangeKind.VANISHED]


RETURNS: dict[str, tuple[TrialParts, bool, bool]] = {
    "an old file": (DATED, False, False),
    "a corrected old file": ({**DATED, "title": "B"}, False, False),
    "a newer file": ({**DATED, "last_update_posted": "2026-05-03"}, False, True),
    "the registry itself": (DATED, True, True),
}


@pytest.mark.parametrize(("parts", "current", "back"), RETURNS.values(), ids=RETURNS.keys())
def test_what_brings_a_vanished_trial_back(
    registry: Registry, parts: TrialParts, current: bool, back: bool
) -> None:
    """The registry's word or a newer record; not an old file loaded again."""
    put(registry, **DATED)
    registry.vanish([ONE], at=DAY)
    with registry.batch(LATER) as batch:
        batch.put([Received(a_record(**parts), "test", "1", current=current)])
    assert registry.ids() == ((ONE,) if back else ())
    assert (registry.changes(ONE)[-1].change.kind is not ChangeKind.VANISHED) == back


def test_the_index_asks_what_changed(registry: Registry) -> None:
    """Each change of meaning raises the revision of its trial; everything is news since 0."""
    registry.put_many([a_record(nct_id=nct_id) for nct_id in (THREE, ONE, TWO)], source="test", at=DAY)
    first = registry.revision
    assert registry.changed_since(0) == ((ONE, TWO, THREE), (), first)
    assert registry.changed_since(first) == ((), (), first)
    put(registry, nct_id=TWO, title="Other")
    assert registry.changed_since(first) == ((TWO,), (), registry.revision)
    assert registry.revision > first


@pytest.mark.parametrize("revision", [1, 10**15], ids=["before its birth", "after its last"])
def test_a_revision_of_another_store_is_recognised(registry: Registry, revision: int) -> None:
    """An index that was built from another store must be built anew."""
    with pytest.raises(StoreError, match="run `trials index`"):
        registry.changed_since(revision)


def test_aliases_lead_to_the_trial(registry: Registry) -> None:
    """Also when the record names others later; an alias belongs to the trial that named it last."""
    put(registry, aliases=["NCT00000008", "NCT00000009"])
    assert registry.resolve("NCT00000009") == ONE
    put(registry, aliases=["NCT00000008"])
    assert registry.resolve("NCT00000009") is None
    put(registry, nct_id=TWO, aliases=["NCT00000008"])
    assert registry.resolve("NCT00000008") == TWO
    assert registry.resolve(ONE) is None


def test_trials_come_in_order_of_their_ids(registry: Registry) -> None:
    """More of them than are read at once."""
    ids = [f"NCT{number:08}" for number in range(1200, 0, -1)]
    registry.put_many((a_record(nct_id=nct_id) for nct_id in ids), source="test", at=DAY)
    assert [trial.nct_id for trial in registry.trials()] == sorted(ids)
    assert registry.count() == len(ids)


def test_three_dates_are_told_apart(registry: Registry) -> None:
    """The newest record's day until the registry gave its own; and when our copy was last written."""
    assert (registry.data_timestamp, registry.updated_at) == ("", None)
    put(registry, LATER, last_update_posted="2026-05-04")
    assert (registry.data_timestamp, registry.updated_at) == ("2026-05-04", LATER)
    with registry.batch(LATER) as batch:
        batch.remember("data timestamp", "2026-05-05T09:00:00")
    assert registry.data_timestamp == "2026-05-05T09:00:00"


def test_a_batch_that_fails_leaves_nothing(registry: Registry) -> None:
    """Records, aliases, what was set aside and what was remembered are one transaction."""
    revision = registry.revision

    def interrupted() -> None:
        with registry.batch(DAY) as batch:
            batch.put([Received(a_record(aliases=["NCT00000009"]), "test", "1"), Received(None, "test", "2")])
            batch.remember("place", "2")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (registry.count(), registry.resolve("NCT00000009"), registry.unreadable()) == (0, None, ())
    assert (registry.recall("place"), registry.revision, registry.updated_at) == ("", revision, None)


def test_migrations_lead_to_the_tables_that_the_code_uses(registry: Registry, registry_file: Path) -> None:
    """A column added to one and not to the other is a fault."""
    engine = create_engine(f"sqlite:///{registry_file}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


def test_a_store_is_found_again(registry: Registry, registry_file: Path) -> None:
    """Opening it a second time neither migrates nor empties it."""
    put(registry)
    with Registry.open(f"sqlite:///{registry_file}") as again:
        assert (again.ids(), again.revision) == ((ONE,), registry.revision)


def _garbage(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"This is no database, it only has the name of one. " * 40)


def _from_the_future(file: Path) -> None:
    Registry.open(f"sqlite:///{file}").close()
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()


def _folder_in_its_place(file: Path) -> None:
    file.mkdir(parents=True)


def _file_in_place_of_folder(file: Path) -> None:
    file.parent.write_text("")


@pytest.mark.faults
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_garbage, "is not a database; move the file away"),
        (_from_the_future, "newer version of this program"),
        (_folder_in_its_place, "cannot be opened"),
        (_file_in_place_of_folder, "registry.db"),
    ],
    ids=["garbage", "newer program", "a folder", "no folder"],
)
def test_a_store_that_cannot_be_opened_is_named(
    registry_file: Path, spoil: Callable[[Path], None], said: str
) -> None:
    """One sentence: what, where, and what to do."""
    spoil(registry_file)
    with pytest.raises(StoreError, match=said) as caught:
        Registry.open(f"sqlite:///{registry_file}")
    assert str(registry_file.parent) in str(caught.value)


@pytest.mark.parametrize("address", ["nonsense", "oracle+nothing://x/y"], ids=["no address", "no driver"])
def test_an_address_that_names_no_database(address: str) -> None:
    """The setting is named."""
    with pytest.raises(StoreError, match="TRIALS_REGISTRY_URL"):
        Registry.open(address)


@pytest.mark.faults
def test_a_locked_store_is_waited_for_then_named(registry: Registry, registry_file: Path) -> None:
    """Readers are not held up; a second writer is told who is in the way."""
    put(registry)
    with Registry.open(f"sqlite:///{registry_file}", patience=0.0) as second, registry.batch(DAY):
        assert second.count() == 1
        with pytest.raises(StoreError, match="being written by another process"):
            put(second, nct_id=TWO)
    assert registry.ids() == (ONE,)
