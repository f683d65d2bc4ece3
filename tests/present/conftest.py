"""Pages over a few trials, which the embedded engine answers from a small index."""

from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from indexer.documents import document_of
from indexer.engines.port import SearchEngine
from indexer.engines.whoosh.build import WhooshBuilder
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.places.gazetteer import Gazetteer
from indexer.search.request import SearchRequest
from tests.engines.asking import LEEDS, MINSK, site, trials_of
from web.params import Problem, Surroundings, read_search
from web.present.results_page import Around, ResultsPage, results_page

TODAY = date(2026, 11, 24)
TRIALS = trials_of(
    cells={
        "conditions": ["Leukaemia"],
        "phases": ["PHASE1"],
        "minimum_age": "1 Year",
        "maximum_age": "30 Years",
        "sites": [site("Minsk", "RECRUITING", MINSK, country="Belarus")],
    },
    pills={
        "conditions": ["Leukaemia"],
        "phases": ["PHASE2"],
        "minimum_age": "18 Years",
        "sites": [site("Leeds", "RECRUITING", LEEDS, country="United Kingdom")],
    },
    puffs={
        "conditions": ["Asthma"],
        "sex": "FEMALE",
        "sites": [
            site("Houston", "RECRUITING", country="United States", state="Texas"),
            site("Dallas", "RECRUITING", country="United States", state="Texas"),
        ],
    },
    ended={"conditions": ["Asthma", "Bone marrow failure"], "status": "COMPLETED", "phases": ["PHASE4"]},
    **{f"drops {number}": {"conditions": ["Diabetes"]} for number in range(25)},
)

Read = Callable[[str], tuple[SearchRequest, tuple[Problem, ...]]]
Ask = Callable[[str], SearchRequest]
Show = Callable[[str], ResultsPage]


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """An engine over TRIALS, of 15 May 2026."""
    folder = tmp_path_factory.mktemp("present") / "index"
    documents = (document_of(trial, lambda _city, _state, _country: None) for trial in TRIALS)
    WhooshBuilder(folder).rebuild(
        documents, revision=1, data_timestamp="2026-05-15T09:00:00", progress=lambda _: None
    )
    engine = WhooshEngine(folder)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def read() -> Read:
    """Address -> question, which has to be read without a problem, but for a word on the place."""
    gazetteer = Gazetteer()
    gazetteer.load()
    around = Surroundings(gazetteer, TODAY, lambda _facet, _value: True)

    def read(url: str) -> tuple[SearchRequest, tuple[Problem, ...]]:
        request, problems = read_search(parse_qsl(urlsplit(url).query), around)
        assert {problem.parameter for problem in problems} <= {"near"}
        return request, problems

    return read


@pytest.fixture(scope="session")
def ask(read: Read) -> Ask:
    """Address -> question."""
    return lambda url: read(url)[0]


@pytest.fixture(scope="session")
def show(engine: SearchEngine, read: Read) -> Show:
    """Address -> results page."""
    around = Around(TODAY, engine.version(), engine.count, engine.funnel)

    def page(url: str) -> ResultsPage:
        request, problems = read(url)
        return results_page(request, problems, engine.search(request), around)

    return page
