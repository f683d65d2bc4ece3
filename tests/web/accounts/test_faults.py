"""When the accounts cannot be read or written: searching goes on, and what was not done is said."""

import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from indexer.errors import StoreError
from tests.web.accounts.conftest import ANNA, PASSWORD, Site
from web.settings import WebSettings
from web.store.store import Store

AT = datetime(2026, 11, 24, tzinfo=UTC)
pytestmark = pytest.mark.faults


@pytest.fixture
def _no_tables(site: Site, settings: WebSettings) -> None:
    """Somebody is signed in, and then the store's tables are gone."""
    site.join()
    site.accounts.postman.finish()
    engine = create_engine(settings.accounts_url)
    with engine.begin() as connection:
        for table in ("people", "attempts"):
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {table}_elsewhere")
    engine.dispose()


@pytest.mark.usefixtures("_no_tables")
def test_without_the_store_trials_are_still_found(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is signed in, the log says why, the search answers."""
    page = site.get("/trials?q=leukemia")
    assert page.status_code == 200
    assert "CAR-T" in page.text
    assert "Sign in" in page.text
    assert any("accounts store" in each.getMessage() for each in caplog.records)


@pytest.mark.usefixtures("_no_tables")
def test_without_the_store_nothing_is_promised(site: Site) -> None:
    """A form is answered with: not now."""
    answer = site.send("/account/sign-up", address=ANNA)
    assert answer.status_code == 503
    assert "We cannot save anything right now" in answer.text


def test_a_locked_file_is_waited_for_then_named(accounts_address: str, tmp_path: Path) -> None:
    """Another process writes: readers are not held up, a writer is told who is in the way."""
    if not accounts_address.startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows, not files")
    with Store.open(accounts_address) as first, Store.open(accounts_address, patience=0.0) as second:
        with first.writing(), pytest.raises(StoreError, match="being written by another process"):
            refused(second)
        with second.reading() as work:
            assert work.people.count() == 0


def refused(store: Store) -> None:
    """Try to write."""
    with store.writing() as work:
        work.people.end_all_sessions()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 512 KB; skips where it may not be made."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("may not make a small file system here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(store: Store, kept: list[str]) -> None:
    """Add people until there is no room; ``kept`` are those of whom the store said that they are kept."""
    for number in range(100_000):
        name = f"{'x' * 200}{number}@example.org"
        with store.writing() as work:
            work.people.add(name, name, AT, password_hash="h" * 100)
        kept.append(name)


def test_a_full_disk_loses_nobody(disk: Path) -> None:
    """Whoever was told that they have an account has one; who could not be kept is told so, and later can be."""
    address = f"sqlite:///{disk / 'accounts.db'}"
    kept: list[str] = []
    with Store.open(address) as store:
        with pytest.raises(StoreError, match="disk"):
            fill(store, kept)
        assert kept
    with Store.open(address) as store, store.reading() as work:
        assert sorted(person.address for person in work.people.all()) == sorted(kept)


def test_signing_in_works_while_a_backup_or_a_job_writes(site: Site, settings: WebSettings) -> None:
    """A writer that takes a moment makes others wait, not fail."""
    site.join()
    site.forget_device()
    begun, ending = threading.Event(), threading.Event()

    def slowly() -> None:
        with Store.open(settings.accounts_url) as store, store.writing() as work:
            work.people.count()
            begun.set()
            ending.wait()

    with ThreadPoolExecutor(2) as threads:
        threads.submit(slowly)
        begun.wait()
        signing_in = threads.submit(site.sign_in, password=PASSWORD)
        ending.set()
        assert signing_in.result().status_code == 303
