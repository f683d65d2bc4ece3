"""Backup and restore: what was kept comes back, whoever was writing; and nothing is ever restored over something."""

import json
import os
import stat
import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.copies import copy_out
from indexer.errors import StoreError
from indexer.registry.store import Registry
from tests import postgresql
from tests.builders import a_record
from tests.conftest import emptied
from web.accounts.accounts import Accounts
from web.accounts.addresses import read_address
from web.accounts.sign_in import sign_in
from web.keeping.backup import Place, back_up, restore
from web.settings import WebSettings
from web.store.store import ACCOUNTS

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANNA, PASSWORD = "anna@example.org", "correct horse battery"


@pytest.fixture
def place(accounts_address: str, tmp_path: Path) -> Place:
    """A service with one trial and one person, its accounts on each database."""
    data = tmp_path / "data"
    place = Place(data, accounts_address, f"sqlite:///{data / 'registry.db'}")
    with Registry.open(place.registry) as registry:
        registry.put_many([a_record()], source="test", at=NOW)
    add_person(place, ANNA)
    return place


@pytest.fixture
def elsewhere(place: Place, tmp_path: Path) -> Place:
    """Another machine, where nothing is yet: in PostgreSQL the same server, emptied after the backup."""
    data = tmp_path / "elsewhere"
    is_file = place.accounts.startswith("sqlite")
    address = f"sqlite:///{data / 'accounts.db'}" if is_file else place.accounts
    return Place(data, address, f"sqlite:///{data / 'registry.db'}")


@pytest.fixture(autouse=True)
def _programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's programs are found."""
    folder = postgresql.programs()
    if folder:
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_what_was_kept_comes_back(place: Place, elsewhere: Place, tmp_path: Path) -> None:
    """Into an empty folder; the person signs in with their password, the trial is there."""
    folder = tmp_path / "backup"
    assert back_up(place, folder, NOW) > 0
    make_empty(elsewhere)
    restore(folder, elsewhere)
    assert can_sign_in(elsewhere)
    with Registry.open(elsewhere.registry) as registry:
        assert registry.count() == 1
    assert (elsewhere.data / "secret.key").read_text() == (place.data / "secret.key").read_text()


def test_restoring_signs_everybody_out(place: Place, elsewhere: Place, tmp_path: Path) -> None:
    """A session that was ended after the backup does not come back with it."""
    before = epoch(place)
    back_up(place, tmp_path / "backup", NOW)
    make_empty(elsewhere)
    restore(tmp_path / "backup", elsewhere)
    assert epoch(elsewhere) != before


def test_a_backup_is_for_its_owners_eyes(place: Place, tmp_path: Path) -> None:
    """Addresses of people and the secret key are in it."""
    back_up(place, tmp_path / "backup", NOW)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "backup").iterdir()]
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o700
    assert set(modes) <= {0o600, 0o644}
    listed = json.loads((tmp_path / "backup" / "backup.json").read_text())
    assert listed["made_at"] == NOW.isoformat()
    assert "secret.key" in listed["files"]


@pytest.mark.faults
def test_a_backup_while_people_join_is_whole(place: Place, elsewhere: Place, tmp_path: Path) -> None:
    """It holds what was committed at one moment: everybody up to some person, and nobody half."""
    begun, ending = threading.Event(), threading.Event()
    joined: list[str] = []

    def join() -> None:
        while not ending.is_set():
            name = f"person{len(joined)}@example.org"
            add_person(place, name)
            joined.append(name)
            begun.set()

    joining = threading.Thread(target=join)
    joining.start()
    begun.wait()
    back_up(place, tmp_path / "backup", NOW)
    ending.set()
    joining.join()
    make_empty(elsewhere)
    restore(tmp_path / "backup", elsewhere)
    kept = [name for name in addresses(elsewhere) if name != ANNA]
    assert sorted(kept) == sorted(joined[: len(kept)])
    assert kept


def _truncate(folder: Path) -> None:
    file = next(folder.glob("accounts.*"))
    file.write_bytes(file.read_bytes()[:-100])


def _change(folder: Path) -> None:
    file = next(folder.glob("accounts.*"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _take_away(folder: Path) -> None:
    next(folder.glob("registry.*")).unlink()


def _not_ours(folder: Path) -> None:
    (folder / "backup.json").write_text("[]")


SPOILT: dict[str, Callable[[Path], None]] = {
    "cut off": _truncate,
    "changed": _change,
    "a file is gone": _take_away,
    "no backup": _not_ours,
}


@pytest.mark.faults
@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_damaged_backup_restores_nothing(
    place: Place, elsewhere: Place, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    """It is noticed before anything is written."""
    folder = tmp_path / "backup"
    back_up(place, folder, NOW)
    make_empty(elsewhere)
    spoil(folder)
    with pytest.raises(StoreError):
        restore(folder, elsewhere)
    assert not elsewhere.data.exists()


@pytest.mark.faults
def test_nothing_is_restored_over_something(place: Place, tmp_path: Path) -> None:
    """Neither accounts nor registry that are there are ever lost by restoring."""
    back_up(place, tmp_path / "backup", NOW)
    add_person(place, "later@example.org")
    with pytest.raises(StoreError, match="nothing was restored"):
        restore(tmp_path / "backup", place)
    assert addresses(place) == [ANNA, "later@example.org"]


@pytest.mark.faults
def test_nothing_is_backed_up_over_something(place: Place, tmp_path: Path) -> None:
    """A folder with yesterday's backup keeps it."""
    back_up(place, tmp_path / "backup", NOW)
    with pytest.raises(StoreError, match="new or empty"):
        back_up(place, tmp_path / "backup", NOW)
    (tmp_path / "empty").mkdir()
    back_up(place, tmp_path / "empty", NOW)
    assert not list(tmp_path.glob("*.half"))


@pytest.mark.faults
def test_a_full_disk_leaves_no_half_backup(place: Place, tmp_path: Path) -> None:
    """One sentence, and the folder is as it was."""
    with small_disk(tmp_path / "disk") as disk:
        with pytest.raises(StoreError):
            back_up(place, disk / "backup", NOW)
        assert list(disk.iterdir()) == []


def test_a_backup_of_another_database_is_named(place: Place, tmp_path: Path) -> None:
    """SQLite's cannot go into PostgreSQL, nor the other way round."""
    back_up(place, tmp_path / "backup", NOW)
    is_file = place.accounts.startswith("sqlite")
    data = tmp_path / "other"
    other = "postgresql+psycopg://nobody@127.0.0.1:1/x" if is_file else f"sqlite:///{data / 'accounts.db'}"
    with pytest.raises(StoreError, match="TRIALS_ACCOUNTS_URL"):
        restore(tmp_path / "backup", Place(data, other, f"sqlite:///{data / 'registry.db'}"))


def test_the_password_of_a_database_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody on a machine sees the words of a command; its surroundings only its owner does."""
    said = tmp_path / "said"
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\necho "$@ / $PGPASSWORD" > {said}; exit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    address = "postgresql+psycopg://us:very%20secret@db.example.org:5433/trials?sslmode=require"
    with pytest.raises(StoreError) as caught:
        copy_out(ACCOUNTS, address, tmp_path / "accounts.dump")
    words, _, password = said.read_text().strip().partition(" / ")
    assert "--dbname=postgresql://us@db.example.org:5433/trials?sslmode=require" in words
    assert password == "very secret"
    assert "secret" not in words + str(caught.value)


@pytest.mark.faults
def test_missing_programs_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With where they come from."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="comes with PostgreSQL's client programs"):
        copy_out(ACCOUNTS, "postgresql+psycopg://us@127.0.0.1/trials", tmp_path / "accounts.dump")


class small_disk:  # noqa: N801 - reads as a statement
    """A file system of 64 KB in memory; skips where it may not be made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Path:
        self._folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(self._folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("may not make a small file system here")
        return self._folder

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", str(self._folder)], check=True)


def settings_of(place: Place) -> WebSettings:
    """The settings that name the place's accounts."""
    return WebSettings(accounts_url=place.accounts)


def add_person(place: Place, address: str) -> None:
    """Somebody with a password."""
    accounts = Accounts.open(settings_of(place), place.data)
    hashed = accounts.passwords.hash(PASSWORD)
    with accounts.store.writing() as work:
        work.people.add(address, address, NOW, password_hash=hashed)
    accounts.close()


def addresses(place: Place) -> list[str]:
    """Everybody."""
    accounts = Accounts.open(settings_of(place), place.data)
    with accounts.store.reading() as work:
        found = [person.address for person in work.people.all()]
    accounts.close()
    return found


def can_sign_in(place: Place) -> bool:
    """Whether Anna's password opens her account there."""
    accounts = Accounts.open(settings_of(place), place.data)
    address = read_address(ANNA)
    assert address
    person = sign_in(accounts, address, PASSWORD, "192.0.2.1")
    accounts.close()
    return bool(person)


def epoch(place: Place) -> int:
    """Of Anna's sessions."""
    accounts = Accounts.open(settings_of(place), place.data)
    with accounts.store.reading() as work:
        person = work.people.of_address(ANNA)
    accounts.close()
    assert person
    return person.epoch


def make_empty(place: Place) -> None:
    """As on a new machine."""
    if not place.accounts.startswith("sqlite"):
        emptied(place.accounts)
