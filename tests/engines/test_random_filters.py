"""Hundreds of random questions on real records: the engine and the slow, obvious answer must agree on everything.

Totals, the trials themselves, and the count of every value of every facet. The seeds are fixed: a failing case
fails again, and its question is printed.
"""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from indexer.documents import document_of
from indexer.engines.port import SearchEngine
from indexer.engines.whoosh.build import WhooshBuilder
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.fields import FACETS
from indexer.places.distance import Radius
from indexer.places.gazetteer import Gazetteer
from indexer.registry.ctgov import read_study
from indexer.registry.store import Registry
from indexer.search.query import Missing, Range
from indexer.search.request import Near, SearchRequest
from indexer.search.result import FacetValue
from indexer.trial.age import read_age
from tests.engines.plain_records import DATES, Circle, Counts, PlainRegistry, PlainTrial, Question
from web.accounts.accounts import Accounts
from web.app import create_app
from web.services import Services
from web.settings import WebSettings

TODAY = date(2026, 11, 24)
RECORDS = 2_347
BATCHES, QUESTIONS = 8, 50
ADDRESS_SEED = 100
LONGEST_PAGE = 100

VALUES = {
    "phase": ("early-1", "1", "2", "3", "4", "not-applicable", "not-stated", "5"),
    "age-group": ("child", "adult", "older-adult"),
    "sex": ("female", "male"),
    "type": ("interventional", "observational", "expanded-access", "not-stated"),
    "intervention": ("drug", "biological", "device", "behavioral", "genetic", "other", "not-stated"),
    "sponsor": ("industry", "nih", "fed", "other-gov", "network", "indiv", "other", "ambig", "not-stated"),
    "results": ("yes", "no"),
    "healthy-volunteers": ("yes", "no", "not-stated"),
    "allocation": ("randomized", "non-randomized", "not-applicable", "not-stated"),
    "masking": ("none", "double", "quadruple", "not-stated"),
    "purpose": ("treatment", "prevention", "device-feasibility", "not-stated"),
    "model": ("parallel", "single-group", "cohort", "not-stated"),
}
COUNTS = {"enrolment": (0, 10, 50, 100, 1_000), "sites": (1, 2, 10, 100), "countries": (1, 2, 5)}
MAIN = ("age", "circle", "status", "location")  # what people ask most
SPANS = ("verified", *DATES, *COUNTS)
DAYS = (date(2005, 1, 1).toordinal(), date(2030, 12, 31).toordinal())
OPEN = ("recruiting", "not-yet-recruiting", "enrolling-by-invitation", "available")
CLOSED = ("completed", "unknown", "active-not-recruiting", "terminated", "withdrawn", "no-longer-available")
RADII = (0.001, 1, 25, 50, 100, 161, 500, 3_000, 20_040)
OLDEST = {"years": 110, "months": 300, "weeks": 120, "days": 500, "hours": 90}


@pytest.fixture(scope="module")
def registry(shared: Path) -> PlainRegistry:
    """The records as plain dicts, read without the product."""
    with gzip.open(shared / "data/trials/v2.jsonl.gz", "rt", encoding="utf-8") as lines:
        return PlainRegistry([json.loads(line) for line in lines], TODAY)


@pytest.fixture(scope="module")
def folder(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same records in a Whoosh index; a site without a point of its own stays without."""
    folder = tmp_path_factory.mktemp("random-filters") / "index"
    with gzip.open(shared / "data/trials/v2.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = (document_of(read_study(json.loads(line)), lambda *_: None) for line in lines)
        WhooshBuilder(folder).rebuild(documents, revision=1, data_timestamp="", progress=lambda _: None)
    return folder


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[SearchEngine]:
    """The engine that answers from them."""
    engine = WhooshEngine(folder)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def client(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service over the same index; its registry is empty, for no listing is read."""
    data = tmp_path_factory.mktemp("store")
    registry = Registry.open(f"sqlite:///{data}/registry.db")
    services = Services(WhooshEngine(folder), registry, Gazetteer(), lambda: TODAY)
    app = create_app(WebSettings(), services, Accounts.open(WebSettings(), data))
    with TestClient(app) as client:
        yield client


def questions(seed: int, trials: list[PlainTrial]) -> Iterator[Question]:
    """Random questions, half of them with one or two filters, so that most find something."""
    draw = random.Random(seed)
    sites = [site for trial in trials for site in trial.sites]
    points = [site.point for site in sites if site.point]
    for _ in range(QUESTIONS):
        asked = [*MAIN * 3, *VALUES, *SPANS]
        names = list(dict.fromkeys(draw.sample(asked, draw.choice((0, 1, 1, 2, 2, 3, 4, 6)))))
        chosen = {name: _some(draw, VALUES[name]) for name in names if name in VALUES}
        if "status" in names:
            chosen["status"] = _statuses(draw)
        if "location" in names:
            picked = [draw.choice(sites).path for _ in range(draw.choice((1, 1, 2, 3)))]
            cut = ["/".join(path[: draw.randint(1, len(path))]) for path in picked]
            chosen["location"] = (*cut, *draw.choice(((), (), (), ("not-stated",), ("Atlantis",), (cut[0],))))
        yield Question(
            age=_age(draw) if "age" in names else "",
            circle=_circle(draw, points) if "circle" in names else None,
            chosen=chosen,
            dates={name: _days(draw) for name in names if name in ("verified", *DATES)},
            counts={name: _limits(draw, COUNTS[name]) for name in names if name in COUNTS},
            missing=frozenset(name for name in names if name in SPANS and draw.random() < 0.2),
        )


def _days(draw: random.Random) -> tuple[str, str]:
    """Two days, or one and an open side."""
    first, last = sorted(date.fromordinal(draw.randint(*DAYS)).isoformat() for _ in range(2))
    return draw.choice(((first, last), (first, last), (first, ""), ("", last)))


def _limits(draw: random.Random, numbers: tuple[int, ...]) -> tuple[int | None, int | None]:
    low, high = sorted(draw.choices(numbers, k=2))
    return draw.choice(((low, high), (low, None), (None, high)))


def _some(draw: random.Random, values: tuple[str, ...]) -> tuple[str, ...]:
    """One to three values; the same one may come twice, as in an address that was edited by hand."""
    return tuple(draw.choices(values, k=draw.choice((1, 1, 2, 3))))


def _statuses(draw: random.Random) -> tuple[str, ...]:
    kinds = (("any",), _some(draw, OPEN), _some(draw, CLOSED), _some(draw, OPEN) + _some(draw, CLOSED))
    return draw.choice(kinds)


def _age(draw: random.Random) -> str:
    if draw.random() < 0.2:
        return date.fromordinal(TODAY.toordinal() - draw.randrange(80 * 365)).isoformat()
    unit = draw.choice(list(OLDEST))
    count = draw.randrange(OLDEST[unit])
    return str(count) if unit == "years" else f"{count} {unit if count != 1 else unit[:-1]}"


def _circle(draw: random.Random, points: list[tuple[float, float]]) -> Circle:
    """Around a real site, a point near one, or anywhere on the globe."""
    latitude, longitude = draw.choice(points)
    jitter = draw.choice((0, 0, 0.5))
    anywhere = draw.random() < 0.1
    return Circle(
        draw.uniform(-90, 90) if anywhere else max(-90, min(90, latitude + draw.uniform(-jitter, jitter))),
        draw.uniform(-180, 180) if anywhere else longitude,
        draw.choice(RADII),
    )


def as_request(question: Question) -> SearchRequest:
    """The product's form of a plain question."""
    circle = question.circle
    near = (
        Near("here", "here", circle.latitude, circle.longitude, Radius(circle.km, "km")) if circle else None
    )
    return SearchRequest(
        age=read_age(question.age, TODAY) if question.age else None,
        near=near,
        filters=dict(question.chosen),
        ranges={name: tuple(_asked(question, name)) for name in (*question.dates, *question.counts)},
        per=LONGEST_PAGE,
    )


def _asked(question: Question, name: str) -> Iterator[Range | Missing]:
    if name in question.dates:
        first, last = (date.fromisoformat(day).toordinal() if day else None for day in question.dates[name])
        yield Range(name, first, last)
    else:
        yield Range(name, *question.counts[name])
    if name in question.missing:
        yield Missing(name)


def above_zero(values: tuple[FacetValue, ...]) -> Counts:
    """The counts of the values that at least one trial has."""
    return {value.value: value.count for value in values if value.count}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(BATCHES))
def test_totals_trials_and_counts(seed: int, engine: SearchEngine, registry: PlainRegistry) -> None:
    """The engine finds exactly the trials, and counts exactly what the raw records say."""
    for question in questions(seed, registry.trials):
        result = engine.search(as_request(question))
        found = {trial.nct_id for trial in registry.found(question)}
        first_page = {hit.card.nct_id for hit in result.hits}
        assert result.total == len(found), question
        assert first_page <= found, question
        assert len(first_page) == min(len(found), LONGEST_PAGE), question
        for facet in FACETS:
            counts = registry.counts(question, facet.name)
            if facet.name in result.facets:
                assert above_zero(result.facets[facet.name]) == counts, (facet.name, question)
            values = engine.facet(as_request(question), facet.name)
            assert above_zero(values) == counts, (facet.name, question)
        said = {left_out.field: left_out.total for left_out in result.unstated}
        for name in {*question.dates, *question.counts} - question.missing:
            assert said.get(name, 0) == registry.unstated(question, name), (name, question)


@pytest.mark.slow
def test_places_under_a_place(engine: SearchEngine, registry: PlainRegistry) -> None:
    """States under a country and cities under a state are counted as exactly as countries."""
    draw = random.Random(BATCHES)
    paths = [site.path for trial in registry.trials for site in trial.sites]
    for question in questions(BATCHES, registry.trials):
        path = draw.choice(paths)
        under = "/".join(path[: draw.randint(1, len(path))])
        values = engine.facet(as_request(question), "location", under)
        assert above_zero(values) == registry.counts(question, "location", under), (under, question)


def test_random_questions_ask_for_something(registry: PlainRegistry) -> None:
    """The questions are neither all empty nor all the same: otherwise agreement would prove little."""
    assert len(registry.trials) == RECORDS
    asked = list(questions(0, registry.trials))
    totals = [len(registry.found(question)) for question in asked]
    assert sum(total > 0 for total in totals) > QUESTIONS / 2
    assert len(set(totals)) > QUESTIONS / 3
    assert sum(question.circle is not None for question in asked) > QUESTIONS / 10
    assert sum(bool(question.dates or question.counts) for question in asked) > QUESTIONS / 5


def as_address(question: Question) -> list[tuple[str, str]]:
    """The parameters of the address that asks a plain question."""
    pairs = [(facet, value) for facet, values in question.chosen.items() for value in values]
    limits: dict[str, tuple[object, object]] = {**question.dates, **question.counts}
    for name, (first, last) in limits.items():
        pairs.append((name, f"{'' if first is None else first}..{'' if last is None else last}"))
        pairs += [(name, "not-stated")] * (name in question.missing)
    if question.age:
        pairs.append(("age", question.age))
    if question.circle:
        circle = question.circle
        pairs += [("near", f"{circle.latitude:.4f},{circle.longitude:.4f}"), ("within", f"{circle.km}km")]
    return pairs


def askable(question: Question) -> Question:
    """A question that an address can hold: values that are known, points with four decimals."""
    known = {
        facet: tuple(value for value in values if value != "5") for facet, values in question.chosen.items()
    }
    circle = question.circle and Circle(
        round(question.circle.latitude, 4), round(question.circle.longitude, 4), question.circle.km
    )
    return replace(question, chosen=known, circle=circle)


@pytest.mark.slow
def test_through_the_address(client: TestClient, registry: PlainRegistry) -> None:
    """`/api/v1` answers the same questions with the same numbers."""
    draw = random.Random(ADDRESS_SEED)
    for question in map(askable, questions(ADDRESS_SEED, registry.trials)):
        answer = client.get("/api/v1/trials", params=as_address(question)).json()
        assert answer["total"] == len(registry.found(question)), question
        for facet, values in answer["facets"].items():
            assert listed(values) == registry.counts(question, facet), (facet, question)
        under = draw.choice(("United States", "China", "France", "United States/Texas"))
        asked = [*as_address(question), ("under", under)]
        places = client.get("/api/v1/facets/location", params=asked).json()["values"]
        assert listed(places) == registry.counts(question, "location", under), (under, question)


def listed(values: list[dict[str, Any]]) -> Counts:
    """The counts of a facet of a JSON answer."""
    return {value["value"]: value["count"] for value in values if value["count"]}
