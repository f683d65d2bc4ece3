"""An app over a handful of trials, built once, as it runs: Whoosh, SQLite and the gazetteer."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.build import build_index
from indexer.engines.choose import open_engine
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from indexer.settings import Settings
from tests.builders import SiteParts, a_record
from web.accounts.accounts import Accounts
from web.app import create_app
from web.services import Services
from web.settings import WebSettings

TODAY = date(2026, 11, 24)
MINSK: SiteParts = {
    "city": "Minsk",
    "country": "Belarus",
    "status": "RECRUITING",
    "lat": 53.9,
    "lon": 27.5667,
}
RECORDS = [
    a_record(
        nct_id="NCT00000001",
        title="CAR-T cells for leukemia",
        conditions=["Leukemia"],
        phases=["PHASE1", "PHASE2"],
        minimum_age="1 Year",
        maximum_age="30 Years",
        sites=[MINSK],
        study_type="INTERVENTIONAL",
        aliases=["NCT00000099"],
        criteria="Inclusion Criteria:\n\n* CD19\n\nExclusion Criteria:\n\n* Hepatitis",
        first_posted="2024-05-01",
    ),
    a_record(
        nct_id="NCT00000002",
        title="Asthma in <b>children</b> & adults",
        conditions=["Asthma"],
        status="COMPLETED",
        sex="FEMALE",
        study_type="EXPANDED_ACCESS_INTERVENTIONAL",
        sites=[{"city": "Houston", "state": "Texas", "country": "United States"}],
    ),
    *(
        a_record(nct_id=f"NCT000001{number:02}", title=f"Diabetes {number}", conditions=["Diabetes"])
        for number in range(45)
    ),
]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """All places, read once for the whole run."""
    gazetteer = Gazetteer()
    gazetteer.load()
    return gazetteer


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the records loaded and indexed."""
    settings = Settings(data=tmp_path_factory.mktemp("web"))
    with Registry.open(settings.registry_address) as registry:
        registry.put_many(RECORDS, source="test", at=datetime(2026, 11, 20, tzinfo=UTC))
        build_index(registry, settings, lambda _done, _total: None)
    return settings.data


@pytest.fixture(scope="session")
def client(folder: Path, gazetteer: Gazetteer) -> Iterator[TestClient]:
    """The app over that folder."""
    yield from client_over(folder, gazetteer)


def client_over(folder: Path, gazetteer: Gazetteer) -> Iterator[TestClient]:
    """An app over any data folder."""
    settings = Settings(data=folder)
    services = Services(
        open_engine(settings), Registry.open(settings.registry_address), gazetteer, lambda: TODAY
    )
    app = create_app(WebSettings(), services, Accounts.open(WebSettings(), folder))
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client
