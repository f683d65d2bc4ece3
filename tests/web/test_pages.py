"""Pages: what each address answers, what errors say, and what every answer carries."""

import html
import logging
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.places.gazetteer import Gazetteer
from tests.web.conftest import client_over

FOUND = {
    "home": "/",
    "results": "/trials?q=leukemia",
    "results with everything wrong": "/trials?age=banana&near=xyzzyxq&phase=5&page=x&foo=1&within=far&words=some",
    "no result": "/trials?q=leukemia&phase=4",
    "past the end": "/trials?q=diabetes&page=99",
    "hostile words": "/trials?q=%22%28%28NOT%20title%3A%00%3Cscript%3E",
    "spans": "/trials?start=2024..&enrolment=>100&completion=soon",
    "clauses": "/trials?q=start:2024..+phase:2+city:Minsk+AREA[Phase",
    "facet": "/trials/facets/phase?q=diabetes",
    "facet on request": "/trials/facets/purpose?q=diabetes",
    "how to search": "/help/search",
    "places inside": "/trials/facets/location?status=any&under=United%20States&find=tex&order=name",
    "map": "/trials/map?q=leukemia",
    "map near a place": "/trials/map?near=Minsk&box=50,20,60,30",
    "map of a circle around the globe": "/trials/map?near=Minsk&within=20000km&status=any",
    "map of nothing": "/trials/map?q=zebra&box=here",
    "listing": "/trials/NCT00000001",
    "listing near a place": "/trials/NCT00000001?near=Minsk",
    "listing of almost nothing": "/trials/NCT00000100",
    "alive": "/healthz",
    "ready": "/readyz",
}


@pytest.mark.parametrize("url", FOUND.values(), ids=FOUND)
def test_addresses_answer(client: TestClient, url: str) -> None:
    """Every page is there, whatever its parameters hold, and HEAD works as GET does."""
    answer = client.get(url)
    assert answer.status_code == 200
    assert client.head(url).status_code == 200
    assert "PHASE" not in answer.text or url == FOUND["how to search"]  # there codes are explained


MOVED = {
    "a former number": ("/trials/NCT00000099", "/trials/NCT00000001"),
    "small letters": ("/trials/nct00000001", "/trials/NCT00000001"),
    "zeros left out": ("/trials/NCT1", "/trials/NCT00000001"),
    "the place travels along": ("/trials/nct1?near=Minsk", "/trials/NCT00000001?near=Minsk"),
    "as JSON": ("/api/v1/trials/NCT00000099", "/api/v1/trials/NCT00000001"),
}


@pytest.mark.parametrize(("url", "target"), MOVED.values(), ids=MOVED)
def test_other_spellings_lead_to_the_trial(client: TestClient, url: str, target: str) -> None:
    """Aliases and sloppy numbers redirect for good."""
    answer = client.get(url)
    assert (answer.status_code, answer.headers["location"]) == (301, target)


MISSING = {
    "an unknown trial": ("/trials/NCT09999999", 404, "NCT09999999"),
    "an unknown facet": ("/trials/facets/colour", 404, "colour"),
    "an unknown page": ("/nothing", 404, "no page"),
    "a long address": ("/trials?q=" + "a" * 9_000, 414, "longer"),
}


@pytest.mark.parametrize(("url", "status", "part"), MISSING.values(), ids=MISSING)
def test_errors_say_what_to_do_and_offer_a_search(
    client: TestClient, url: str, status: int, part: str
) -> None:
    """Each error page has its own words and a search box."""
    answer = client.get(url)
    assert answer.status_code == status
    assert part in answer.text
    assert 'name="q"' in answer.text
    assert "content-security-policy" in answer.headers


ROUGH = {
    "ten thousand characters": ("q=" + "cancer+" * 1_160, "longer|very long"),
    "two thousand characters": ("q=" + "cancer+" * 285, "searched its first 1,000 characters"),
    "a word of two thousand letters": ("q=" + "x" * 2_000, "searched its first 1,000 characters"),
    "five hundred words": (
        "q=" + "+".join(f"w{n}" for n in range(500)),
        "searched its first 1,000 characters",
    ),
    "two hundred short words": ("q=" + "+".join("abcdefghij" * 20), "first 64 words"),
    "a hundred OR": ("q=" + "+OR+".join(["ab"] * 100), "first 64 words"),
    "a star": ("q=*", "no word to search for in “\\*”"),
    "a letter and a star": ("q=a*", "too short a beginning"),
    "deep nesting": ("q=" + "(" * 300 + "cancer" + ")" * 300, "Brackets deeper than 16 were left out"),
    "a page beyond all": ("q=cancer&page=1000000000", "goes from 1 to 100,000; we used 100,000"),
    "very many on a page": ("q=cancer&per=1000000000", "goes from 10 to 100; we used 100"),
    "two hundred values": ("q=cancer&phase=" + "&phase=".join(map(str, range(200))), "first 50 values"),
    "farther than round the globe": ("near=0,0&within=99999km", "as a distance; we used 100 km"),
}


@pytest.mark.parametrize(("query", "said"), ROUGH.values(), ids=ROUGH)
def test_rough_questions_are_limited_and_the_page_says_so(client: TestClient, query: str, said: str) -> None:
    """Whatever is asked, there is a page, and what was not done is said on it."""
    answer = client.get(f"/trials?{query}")
    assert answer.status_code == (414 if len(query) > 8_192 else 200)
    assert re.search(said, html.unescape(answer.text))


def test_other_methods_are_refused(client: TestClient) -> None:
    """Searching changes nothing, so nothing but GET and HEAD is taken."""
    assert client.post("/trials").status_code == 405


def test_without_an_index_the_command_is_named(tmp_path: Path, gazetteer: Gazetteer) -> None:
    """503 with the command to run, as page and as JSON; the process is alive but not ready."""
    for client in client_over(tmp_path, gazetteer):
        page = client.get("/trials?q=asthma")
        assert page.status_code == 503
        assert "trials index" in page.text
        assert client.get("/api/v1/trials").json()["status"] == 503
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200


def test_registry_text_is_escaped(client: TestClient) -> None:
    """Markup in a record is shown, not run."""
    for url in ("/trials?q=asthma&status=any", "/trials/NCT00000002"):
        text = client.get(url).text
        assert "<b>children</b>" not in text
        assert "&lt;b&gt;children&lt;/b&gt; &amp; adults" in text


def test_typed_text_is_escaped(client: TestClient) -> None:
    """Markup in a question neither."""
    text = client.get("/trials?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27").text
    assert "<script>alert" not in text


def test_a_map_stands_on_the_listing_and_before_the_trials(client: TestClient) -> None:
    """A listing shows its sites, those without a point too; "map" is a page of its own, not a trial."""
    for url in ("/trials/NCT00000001", "/trials/NCT00000002", "/trials/map?status=any"):
        page = client.get(url).text
        assert "<svg" in page
        assert "style=" not in page
    assert "<svg" not in client.get("/trials/NCT00000100").text
    assert client.get("/trials/map", params={"foo": "1", "box": "1,2,3,4"}).text.count("was left out") == 1


def test_every_answer_carries_the_protecting_headers(client: TestClient) -> None:
    """Only our own host, no framing, no referrer; HSTS only over TLS."""
    for url in ("/", "/trials", "/nothing", "/api/v1/trials"):
        headers = client.get(url).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in headers
        assert "set-cookie" not in headers
    secure = client.get("https://testserver/")
    assert "max-age" in secure.headers["strict-transport-security"]


def test_what_people_look_for_is_not_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """The log has method, path, status and time, and no word of the question."""
    with caplog.at_level(logging.INFO):
        client.get("/trials?q=secretillness&age=12&near=Minsk")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert any("GET /trials 200" in line for line in ours)
    assert not any("secretillness" in line or "Minsk" in line for line in ours)


def test_static_files_are_kept_and_change_their_address(client: TestClient) -> None:
    """The style sheet's address holds a hash of it, so that browsers may keep it."""
    page = client.get("/").text
    url = page.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = client.get(url)
    assert re.fullmatch(r"/static/site\.[0-9a-f]{12}\.css", url)
    assert "immutable" in answer.headers["cache-control"]


def test_a_page_of_results_is_light(client: TestClient) -> None:
    """Twenty cards with the style sheet stay under 100 KB."""
    page = client.get("/trials?q=diabetes", headers={"accept-encoding": "identity"})
    style = Path("web/static/site.css").stat().st_size
    assert len(page.content) + style < 100_000
    assert style < 24_000
