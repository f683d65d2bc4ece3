"""A search as a sentence: title, heading and names of saved searches depend on every word of it."""

from datetime import date

import pytest

from indexer.places.distance import Radius
from indexer.search.describe import describe
from indexer.search.query import Missing
from indexer.search.request import Near, SearchRequest, Words
from indexer.trial.age import read_age
from tests.engines.asking import span

TODAY = date(2026, 11, 24)


def near(place: str, kilometres: float) -> Near:
    """A circle around a place."""
    return Near(place, place, 0.0, 0.0, Radius(kilometres))


SENTENCES = {
    "nothing asked": (SearchRequest(), "Recruiting trials"),
    "the example of the design": (
        SearchRequest(
            "leukemia", age=read_age("12", TODAY), near=near("Minsk", 100), filters={"phase": ("1", "2")}
        ),
        "Recruiting phase 1 or 2 trials for leukemia, age 12, within 100 km of Minsk",
    ),
    "the other example": (
        SearchRequest(
            "asthma", age=read_age("7", TODAY), near=near("Leeds", 50), filters={"phase": ("2", "3")}
        ),
        "Recruiting phase 2 or 3 trials for asthma, age 7, within 50 km of Leeds",
    ),
    "a point": (
        SearchRequest(near=Near("53.90,27.57", "53.90, 27.57 (Minsk)", 53.9, 27.57, Radius(50))),
        "Recruiting trials within 50 km of 53.90, 27.57 (Minsk)",
    ),
    "a baby": (SearchRequest(age=read_age("7 months", TODAY)), "Recruiting trials, age 7 months"),
    "a birth date": (SearchRequest(age=read_age("2019-05-04", TODAY)), "Recruiting trials, born 2019-05-04"),
    "any status": (SearchRequest("asthma", filters={"status": ("any",)}), "Trials for asthma, all statuses"),
    "other statuses": (
        SearchRequest(filters={"status": ("completed", "active-not-recruiting")}),
        "Completed or active but not recruiting trials",
    ),
    "early phase": (
        SearchRequest(filters={"phase": ("early-1", "4")}),
        "Recruiting early phase 1 or phase 4 trials",
    ),
    "no phase": (SearchRequest(filters={"phase": ("not-stated",)}), "Recruiting trials with no phase stated"),
    "type": (SearchRequest(filters={"type": ("observational",)}), "Recruiting observational trials"),
    "places": (
        SearchRequest(filters={"location": ("Belarus", "United States/Texas")}),
        "Recruiting trials, in Belarus or Texas, United States",
    ),
    "women": (SearchRequest("asthma", filters={"sex": ("female",)}), "Recruiting trials for asthma, female"),
    "who": (
        SearchRequest(filters={"age-group": ("child", "older-adult")}),
        "Recruiting trials, open to children or older adults",
    ),
    "treatment, sponsor, results": (
        SearchRequest(
            filters={"intervention": ("drug", "device"), "sponsor": ("industry",), "results": ("yes",)}
        ),
        "Recruiting trials, testing drug or device, led by industry, with results",
    ),
    "a start": (
        SearchRequest("asthma", ranges={"start": (span("start", "2024.."),)}),
        "Recruiting trials for asthma, starting in or after 2024",
    ),
    "a start or none": (
        SearchRequest(ranges={"start": (span("start", "2024-05"), Missing("start"))}),
        "Recruiting trials, starting in May 2024 or with no start date",
    ),
    "numbers": (
        SearchRequest(ranges={"enrolment": (span("enrolment", ">=100"),), "sites": (span("sites", "1"),)}),
        "Recruiting trials with 100 or more participants, with 1 site",
    ),
    "an age limit": (
        SearchRequest(ranges={"minimum-age": (span("minimum-age", "6..12 months"),)}),
        "Recruiting trials with a lower age limit of 6 to 12 months",
    ),
    "design": (
        SearchRequest(filters={"purpose": ("treatment", "prevention"), "masking": ("not-stated",)}),
        "Recruiting trials, blinding not stated, purpose treatment or prevention",
    ),
    "open label": (
        SearchRequest(filters={"masking": ("none", "double")}),
        "Recruiting trials, blinding open label or double",
    ),
    "words that choose the status": (
        SearchRequest("asthma status:completed"),
        "Trials for asthma status:completed, all statuses",
    ),
    "a status chosen besides": (
        SearchRequest("status:completed", filters={"status": ("recruiting",)}),
        "Recruiting trials for status:completed",
    ),
    "any of the words": (
        SearchRequest("heart attack", words=Words.ANY),
        "Recruiting trials for any of heart attack",
    ),
}


@pytest.mark.parametrize(("request_", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_a_search_reads_as_a_sentence(request_: SearchRequest, sentence: str) -> None:
    """Every condition is in it, in the order in which people speak."""
    assert describe(request_) == sentence
