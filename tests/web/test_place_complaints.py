"""What users of other trial finders complained about where place is concerned, each as a case that must not be ours.

The numbers are those of the threads at cyanheads/clinicaltrialsgov-mcp-server (MCP), oncokb/oncokb, gregory-ai and
townHallProject that the complaints come from.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from indexer.build import build_index
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from indexer.settings import Settings
from tests.builders import SiteParts, a_record
from tests.web.conftest import client_over


def site(city: str, status: str, country: str, facility: str = "", state: str = "") -> SiteParts:
    """A site without a point of its own: it lies where the gazetteer has its city."""
    return {"facility": facility, "city": city, "state": state, "country": country, "status": status}


POLISH = (
    "Warsaw",
    "Lodz",
    "Krakow",
    "Gdansk",
    "Poznan",
    "Lublin",
    "Bialystok",
    "Katowice",
    "Szczecin",
    "Radom",
)
RECORDS = [
    a_record(
        nct_id="NCT00000001",
        title="Many sites",
        conditions=["Lymphoma"],
        sites=[
            *(site(city, "COMPLETED", "Poland") for city in POLISH * 5),
            site("Hrodna", "RECRUITING", "Belarus", "Regional Hospital"),
        ],
    ),
    a_record(
        nct_id="NCT00000002",
        title="Closed here, open there",
        conditions=["Asthma"],
        sites=[
            site("Brest", "COMPLETED", "Belarus", "City Clinic"),
            site("Minsk", "RECRUITING", "Belarus", "City Clinic"),
        ],
    ),
    a_record(
        nct_id="NCT00000003",
        title="Open here",
        conditions=["Asthma"],
        sites=[site("Brest", "RECRUITING", "Belarus", "City Clinic")],
    ),
    a_record(
        nct_id="NCT00000004",
        title="Over the border",
        conditions=["Psoriasis"],
        sites=[
            site("Vitebsk", "RECRUITING", "Belarus"),
            site("Biala Podlaska", "RECRUITING", "Poland"),
        ],
    ),
    a_record(
        nct_id="NCT00000005",
        title="Not yet",
        conditions=["Gout"],
        status="NOT_YET_RECRUITING",
        sites=[site("Brest", "NOT_YET_RECRUITING", "Belarus")],
    ),
    *(
        a_record(
            nct_id=f"NCT00001{number:03}",
            title=f"Trial {number}",
            conditions=["Migraine"],
            sites=[site("Warsaw", "RECRUITING", "Poland")],
        )
        for number in range(122)
    ),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, gazetteer: Gazetteer) -> Iterator[TestClient]:
    """An app over those trials."""
    settings = Settings(data=tmp_path_factory.mktemp("complaints"))
    with Registry.open(settings.registry_address) as registry:
        registry.put_many(RECORDS, source="test", at=datetime(2026, 11, 20, tzinfo=UTC))
        build_index(registry, settings, lambda _done, _total: None)
    yield from client_over(settings.data, gazetteer)


# Thread -> the question, and for each trial found its nearest site: city, country, status.
NEAREST = {
    "the site that matched is hidden among 47 (MCP 37, 84, 114)": (
        "q=lymphoma&near=Grodno",
        {"Many sites": ("Hrodna", "Belarus", "recruiting")},
    ),
    "the nearest by list order, the country before the distance (MCP 138, oncokb 2434)": (
        "q=psoriasis&near=Brest, Belarus",
        {"Over the border": ("Biala Podlaska", "Poland", "recruiting")},
    ),
    "a clinic that is open for another trial only (oncokb 2485)": (
        "q=asthma&near=Brest, Belarus",
        {"Open here": ("Brest", "Belarus", "recruiting")},
    ),
    "closed sites when they are asked for (oncokb 2434)": (
        "q=asthma&near=Brest, Belarus&status=any",
        {
            "Open here": ("Brest", "Belarus", "recruiting"),
            "Closed here, open there": ("Brest", "Belarus", "completed"),
        },
    ),
    "recruiting only, and what is not yet comes along (MCP 67)": (
        "q=gout&near=Brest, Belarus&status=recruiting",
        {},
    ),
}


@pytest.mark.parametrize(("query", "expected"), NEAREST.values(), ids=NEAREST)
def test_the_nearest_site_that_counts(
    client: TestClient, query: str, expected: dict[str, tuple[str, str, str]]
) -> None:
    """A trial is found for a site that fits, and that site is named, with its country and its own status."""
    found = client.get(f"/api/v1/trials?{query}").json()["results"]
    sites = {trial["title"]: trial["nearest_site"] for trial in found}
    assert {
        title: (site["city"], site["country"], site["status"]) for title, site in sites.items()
    } == expected


def test_every_match_can_be_fetched(client: TestClient) -> None:
    """Matches 21 to 122 are there too (MCP 91): the pages together hold every trial once."""
    url = "/api/v1/trials?q=migraine&near=Warsaw&sort=distance"
    found: list[str] = []
    while url:
        page = client.get(url).json()
        found.extend(trial["nct_id"] for trial in page["results"])
        url = page["links"]["next"]
    assert len(found) == len(set(found)) == page["total"] == 122


def test_the_distance_says_where_it_ends(client: TestClient) -> None:
    """The registry's points are those of towns (MCP 81), and the page says so, in kilometres (oncokb 2479)."""
    page = client.get("/trials?q=psoriasis&near=Brest, Belarus").text
    assert "Distances are to the town, not to the hospital" in page
    assert "km away" in page


def test_the_countryside_is_shown_the_way(client: TestClient) -> None:
    """Who lives far from everything gets the circles that have something (townHallProject 43), with numbers."""
    page = client.get("/trials?q=psoriasis&near=Mogilev&within=50km").text
    assert "Nothing fits all of that" in page
    assert "Within 250 km of Mogilev</a>: 1 trial" in page


def test_the_country_is_on_the_card(client: TestClient) -> None:
    """Patients need to see the country (gregory-ai 352)."""
    assert "Biala Podlaska, Poland" in client.get("/trials?q=psoriasis&near=Brest, Belarus").text


def test_the_question_which_place_is_on_the_page(client: TestClient) -> None:
    """An ambiguous name is asked about with links; the JSON says it in a sentence."""
    page = client.get("/trials?q=psoriasis&near=Brest&within=50km").text
    assert "We took “Brest” as <strong>Brest, Belarus</strong>." in page
    (problem,) = client.get("/api/v1/trials?q=psoriasis&near=Brest").json()["problems"]
    assert problem["parameter"] == "near"
    assert "Brest, Brittany, France" in problem["message"]
    assert set(problem) == {"parameter", "message"}


def test_no_page_holds_more_of_a_point_than_it_needs(client: TestClient) -> None:
    """A point of somebody's phone is in no link of the page and in no answer, but rounded to a kilometre."""
    for address in ("/trials", "/api/v1/trials", "/trials/facets/location", "/trials/NCT00000004"):
        text = client.get(f"{address}?near=52.0936817,23.6851403&within=60km").text
        assert "52.0936" not in text
        assert "23.6851" not in text
    moved = client.get("/trials/nct4?near=52.0936817,23.6851403")
    assert moved.headers["location"] == "/trials/NCT00000004?near=52.09,23.69"
