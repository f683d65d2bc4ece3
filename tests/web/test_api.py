"""The JSON addresses answer as promised, for programs that rely on names and shapes."""

import pytest
from starlette.testclient import TestClient

from indexer.fields import FACETS, NUMBERS
from web.present.answers import FacetAnswer, ListingAnswer, ResultsAnswer


def test_a_search_has_the_promised_shape(client: TestClient) -> None:
    """Sentence, totals, trial, nearest site, reasons, facets and links, as the design fixes them."""
    answer = client.get("/api/v1/trials?q=leukemia&age=12&near=Minsk&within=100km&phase=1&phase=2").json()
    ResultsAnswer.model_validate(answer)
    assert answer["sentence"] == "Recruiting phase 1 or 2 trials for leukemia, age 12, within 100 km of Minsk"
    assert (answer["total"], answer["page"], answer["per"], answer["read_as"]) == (1, 1, 20, "leukemia")
    assert answer["problems"] == []
    [trial] = answer["results"]
    assert trial["nct_id"] == "NCT00000001"
    assert trial["phases"] == ["1", "2"]
    assert trial["age"] == {"text": "1 year to 30 years", "min": 365.25, "max": 10957.5}
    assert trial["nearest_site"]["city"] == "Minsk"
    assert trial["nearest_site"]["distance_km"] < 1
    assert {"field": "condition", "words": ["leukemia"]} in trial["matched"]
    assert client.get(trial["url"]).status_code == 200
    assert answer["links"]["next"] is None
    assert client.get(answer["links"]["html"]).status_code == 200


def test_facets_hold_every_value(client: TestClient) -> None:
    """Also those at zero, chosen ones marked; a code the registry added has a value of its own."""
    facets = client.get("/api/v1/trials?status=any&phase=1").json()["facets"]
    usual = [facet for facet in FACETS if not facet.on_request]
    assert list(facets) == [facet.name for facet in usual]
    for facet in usual:
        assert set(facet.values) <= {value["value"] for value in facets[facet.name]}
    assert next(value for value in facets["phase"] if value["value"] == "1")["selected"]
    everything = client.get("/api/v1/facets/type?status=any").json()
    FacetAnswer.model_validate(everything)
    added = next(
        value for value in everything["values"] if value["value"] == "expanded-access-interventional"
    )
    assert (added["label"], added["count"], added["selected"]) == ("Expanded access interventional", 1, False)


def test_some_facets_come_when_asked_for(client: TestClient) -> None:
    """By their own address, or beside the results where a value of them was chosen."""
    own = client.get("/api/v1/facets/purpose?status=any").json()["values"]
    assert {value["value"]: value["count"] for value in own}["not-stated"] == 47
    facets = client.get("/api/v1/trials?purpose=not-stated").json()["facets"]
    assert "purpose" in facets
    assert "model" not in facets


def test_what_a_span_leaves_out_is_told_to_programs(client: TestClient) -> None:
    """How many trials do not give the number, and the address that has them too."""
    answer = client.get("/api/v1/trials?first-posted=2024..").json()
    assert (answer["total"], answer["sentence"]) == (1, "Recruiting trials, first posted in or after 2024")
    [left_out] = answer["unstated"]
    assert (left_out["field"], left_out["total"]) == ("first-posted", 45)
    assert left_out["message"] == "45 trials with no date of first posting are left out."
    assert left_out["link"] == "/api/v1/trials?first-posted=2024..&first-posted=not-stated"
    wider = client.get(left_out["link"]).json()
    assert (wider["total"], wider["unstated"]) == (46, [])


def test_places_go_deeper(client: TestClient) -> None:
    """Countries, then states, then cities."""
    values = client.get("/api/v1/facets/location?status=any&under=United States").json()["values"]
    assert [(value["value"], value["label"], value["count"]) for value in values] == [
        ("United States/Texas", "Texas", 1)
    ]


def test_pages_are_linked_to_the_end(client: TestClient) -> None:
    """Following next meets every trial once."""
    url, seen = "/api/v1/trials?q=diabetes&per=10", []
    while url:
        answer = client.get(url).json()
        seen += [trial["nct_id"] for trial in answer["results"]]
        url = answer["links"]["next"]
    assert len(seen) == len(set(seen)) == 45


def test_past_the_end_is_said(client: TestClient) -> None:
    """A page that there is not is empty, says so, and links back."""
    answer = client.get("/api/v1/trials?q=diabetes&page=99").json()
    assert answer["results"] == []
    assert answer["problems"][0]["parameter"] == "page"
    assert client.get(answer["links"]["previous"]).json()["results"]


def test_a_trial_in_full(client: TestClient) -> None:
    """The trial in this project's names, when our copy came, and where it is found."""
    answer = client.get("/api/v1/trials/NCT00000001").json()
    assert ListingAnswer.model_validate(answer).trial.brief_title == "CAR-T cells for leukemia"
    assert answer["received_at"].startswith("2026-11-20")


REFUSED = {
    "an unknown trial": ("/api/v1/trials/NCT09999999", 404),
    "no number at all": ("/api/v1/trials/banana", 404),
    "an unknown facet": ("/api/v1/facets/colour", 404),
    "an unknown address": ("/api/v1/nothing", 404),
}


@pytest.mark.parametrize(("url", "status"), REFUSED.values(), ids=REFUSED)
def test_refusals_are_problem_documents(client: TestClient, url: str, status: int) -> None:
    """Programs get the reason as JSON."""
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["detail"]


def test_the_description_covers_every_address_and_parameter(client: TestClient) -> None:
    """The OpenAPI document names each parameter, and each reference in it leads somewhere."""
    document = client.get("/api/v1/openapi.json").json()
    named = {parameter["name"] for parameter in document["paths"]["/api/v1/trials"]["get"]["parameters"]}
    spans = {number.name for number in NUMBERS if number.parameter}
    assert {facet.name for facet in FACETS} | spans | {
        "q",
        "words",
        "syn",
        "spelling",
        "age",
        "near",
        "within",
        "sort",
        "page",
        "per",
    } == named
    text = str(document)
    for name in document["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text
