"""What holds for every test, and which kind of test to write.

- Most meanings need no files: build a trial with ``tests.builders``, ask one function; cases are a table.
- What must be equal in every engine belongs in ``tests/engines``: one contract, run on the plain reference
  engine and on Whoosh (``make test-whoosh3`` runs that folder on Whoosh's fork as well).
- Round trips (address and request, record and trial and document) are properties: use Hypothesis.
- Pages: assert on the page's context, not on its HTML. A browser (``browser``) for few journeys.
- What breaks on purpose is marked ``faults``, judged searches ``relevance``, more than five seconds ``slow``.
- What keeps accounts takes the ``accounts_address`` fixture and so runs on SQLite and on PostgreSQL.
- Real records: the ``shared`` fixture, or the bundled sample, which is always there.

A test gets a clean environment, a data folder of its own, a fixed seed, and no network but loopback.
"""

import ipaddress
import os
import random
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import create_engine

from tests import postgresql

ROOT = Path(__file__).parents[1]
# Real records and judged searches, which are never committed.
SHARED = Path(os.environ.get("TRIALS_SHARED", ROOT.parent / "shared"))
IN_CI = os.environ.get("CI") == "true"

# What changes the width or colour of printed tables, or sends loopback requests elsewhere.
FOREIGN_VARIABLES = ("FORCE_COLOR", "GITHUB_ACTIONS", "ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY")

# No deadline: a test must not depend on the speed of its machine. In CI a failure must be the change's fault,
# so the examples are always the same there.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "here")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Tests see no setting of the person who runs them, and never write into the data folder of the tree."""
    for name in list(os.environ):
        if name.startswith("TRIALS_") or name.upper() in FOREIGN_VARIABLES:
            monkeypatch.delenv(name)
    monkeypatch.setenv("TRIALS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture(autouse=True)
def _fixed_seed() -> None:
    """The same random numbers in every run."""
    random.seed(20261124)


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """A test that reaches for another host fails, however the code under test treats errors."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_loopback(address[0]):
            self.close()
            pytest.fail(f"A test tried to reach {address[0]}; serve a double on 127.0.0.1 instead.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real records and judged searches; skips where absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no shared records at {SHARED}; name their folder in TRIALS_SHARED")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The system's Chromium, or the one that CHROMIUM names; absent: a skip, but a failure in CI."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if found is None:
        (pytest.fail if IN_CI else pytest.skip)("no Chromium here; install it or name it in CHROMIUM")
    return Path(found)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL of this run's own; absent: a skip, but a failure in CI."""
    programs = postgresql.programs()
    if programs is None:
        (pytest.fail if IN_CI else pytest.skip)("no PostgreSQL here; install Debian's package postgresql")
    with postgresql.running(programs) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def accounts_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an accounts store of the test's own may be made; the test runs once on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'accounts.db'}"
    return emptied(request.getfixturevalue("postgresql_server").format("postgres"))


def emptied(address: str) -> str:
    """A database of PostgreSQL, as if new: that is quicker than making one, and leaves nothing to delete."""
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return address
