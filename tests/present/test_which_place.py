"""The question which place was meant, and the wider circles when few trials are near."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from indexer.engines.port import SearchEngine
from indexer.places.distance import Radius
from indexer.search.request import Near, SearchRequest, Words
from tests.present.conftest import Ask, Read, Show
from web.present.offers import Count
from web.present.which_place import MOST_CHOICES, PlaceChoice, which_place
from web.present.wider import wider_circles


def counting(totals: Mapping[str, int]) -> Count:
    """Counts by the place of the question."""
    return lambda request: totals.get(request.near.place if request.near else "", 0)


US, UK = "United States", "United Kingdom"
ASKED = {
    "another country": (
        "/trials?q=asthma&near=Birmingham&page=2",
        {f"Birmingham, Alabama, {US}": 12},
        "Birmingham, England, United Kingdom",
        [
            (
                f"Birmingham, Alabama, {US}",
                "/trials?q=asthma&near=Birmingham,%20Alabama,%20United%20States&within=50mi",
                "12 trials",
            )
        ],
    ),
    "a distance of one's own stays": (
        "/trials?near=Birmingham&within=30km",
        {f"Birmingham, Alabama, {US}": 1},
        "Birmingham, England, United Kingdom",
        [
            (
                f"Birmingham, Alabama, {US}",
                "/trials?near=Birmingham,%20Alabama,%20United%20States&within=30km",
                "1 trial",
            )
        ],
    ),
    "only those with trials": (
        "/trials?near=Cambridge",
        {f"Cambridge, Massachusetts, {US}": 3},
        "Cambridge, England, United Kingdom",
        [
            (
                f"Cambridge, Massachusetts, {US}",
                "/trials?near=Cambridge,%20Massachusetts,%20United%20States&within=50mi",
                "3 trials",
            )
        ],
    ),
    "nobody has any": ("/trials?near=Birmingham", {}, "Birmingham, England, United Kingdom", []),
    "a code": (
        "/trials?near=10115",
        {"10115, Berlin, Germany": 2},
        f"10115, New York City, New York, {US}",
        [("10115, Berlin, Germany", "/trials?near=10115,%20Berlin,%20Germany&within=100km", "2 trials")],
    ),
}


@pytest.mark.parametrize(("url", "totals", "taken", "choices"), ASKED.values(), ids=ASKED)
def test_the_question_which_place(
    read: Read, url: str, totals: dict[str, int], taken: str, choices: list[tuple[str, str, str]]
) -> None:
    """What was taken, and each other place as a link to the same search there with its number."""
    request, problems = read(url)
    which = which_place(request, problems, counting(totals))
    assert which
    assert which.taken == taken
    assert [(choice.label, choice.url, choice.total_text) for choice in which.choices] == choices


NOT_ASKED = {
    "no place": "/trials?q=asthma",
    "one place": "/trials?near=Minsk",
    "a full name": "/trials?near=Birmingham,%20England,%20United%20Kingdom",
    "with its country": "/trials?near=Birmingham,%20UK",
    "a point": "/trials?near=53.9,27.57",
    "a code of one country": "/trials?near=LS1",
}


@pytest.mark.parametrize("url", NOT_ASKED.values(), ids=NOT_ASKED)
def test_no_question_without_doubt(read: Read, url: str) -> None:
    """Where a text can mean one place only, nobody is asked."""
    assert which_place(*read(url), counting({})) is None


@pytest.mark.parametrize(
    "name", ["Springfield", "Birmingham", "Portland", "77030", "1000", "Victoria", "Washington"]
)
def test_every_choice_is_read_as_the_place_that_it_names(read: Read, name: str) -> None:
    """At most four; each link leads to that place, where nothing is asked any more."""
    which = which_place(*read(f"/trials?near={name}"), lambda _: 1)
    assert which
    assert 0 < len(which.choices) <= MOST_CHOICES
    for choice in which.choices:
        request, problems = read(choice.url)
        assert request.near
        assert request.near.place == choice.label != which.taken
        assert which_place(request, problems, lambda _: 1) is None


def test_the_number_of_a_choice_is_the_total_behind_it(engine: SearchEngine, read: Read, show: Show) -> None:
    """The count is asked of the engine for the very question that the link asks."""
    request, problems = read("/trials?near=Birmingham&within=20000km")
    which = which_place(request, problems, engine.count)
    assert which
    assert [choice.total for choice in which.choices] == [2, 2]
    assert [show(choice.url).total for choice in which.choices] == [2, 2]
    assert show("/trials?near=Birmingham&within=20000km").which_place == which
    assert isinstance(which.choices[0], PlaceChoice)


NEAR = Near("Leeds", "Leeds, England, United Kingdom", 53.8, -1.5, Radius(50, "km"))
# Radius -> how many trials are within so many km, and the circles offered.
WIDER = {
    "none": ("50km", {50: 0, 100: 0, 250: 1, 500: 4}, ["250 km: 1 trial", "500 km: 4 trials"]),
    "few": (
        "50km", {50: 9, 100: 12, 250: 20, 500: 30}, ["100 km: 12 trials", "250 km: 20 trials", "500 km: 30 trials"],
    ),
    "three at most": (
        "10km", {25: 1, 50: 2, 100: 3, 250: 4}, ["25 km: 1 trial", "50 km: 2 trials", "100 km: 3 trials"],
    ),
    "each more than the one before": (
        "25km", {25: 1, 50: 1, 100: 3, 250: 3, 500: 9}, ["100 km: 3 trials", "500 km: 9 trials"],
    ),
    "enough": ("50km", {50: 10, 100: 100}, []),
    "nothing farther": ("50km", {50: 3, 100: 3, 250: 3, 500: 3}, []),
    "far already": ("500km", {500: 1}, []),
    "miles": ("20mi", {20: 0, 30: 2, 60: 2, 150: 3}, ["30 mi: 2 trials", "150 mi: 3 trials"]),
    "an odd number": ("99.5km", {100: 1}, ["100 km: 1 trial"]),
}  # fmt: skip


@pytest.mark.parametrize(("within", "totals", "offered"), WIDER.values(), ids=WIDER)
def test_wider_circles(engine: SearchEngine, within: str, totals: dict[int, int], offered: list[str]) -> None:
    """The next larger circles that give more, each with its number, when fewer than ten trials are near."""

    def count(request: SearchRequest) -> int:
        """The number for the largest circle of the table that is not larger than the one asked for."""
        value = request.near.radius.value if request.near else 0
        return max((total for circle, total in totals.items() if circle <= value), default=0)

    request = SearchRequest(near=replace(NEAR, radius=Radius.parse(within) or NEAR.radius))
    result = replace(engine.search(SearchRequest()), total=count(request))
    circles = wider_circles(request, result, count)
    assert [f"{circle.label}: {circle.total_text}" for circle in circles] == [
        f"Within {text.replace(':', ' of Leeds:')}" for text in offered
    ]


def test_wider_circles_when_words_were_left_out(engine: SearchEngine, ask: Ask) -> None:
    """Trials with some of the words do not hide that a larger circle has all of them."""
    request = ask("/trials?q=leukaemia&near=Leeds&within=50km")
    result = replace(engine.search(request), total=5, words_used=Words.MOST)
    assert [circle.total for circle in wider_circles(request, result, lambda _: 3)] == [3]


def test_no_circle_without_a_place(engine: SearchEngine) -> None:
    """Who asked for no place is not sent farther."""
    request = SearchRequest(text="zzyzx")
    assert wider_circles(request, engine.search(request), engine.count) == ()


def test_wider_circles_of_a_point_name_its_town(ask: Ask, show: Show) -> None:
    """A bare point is called by its numbers and its town; its address holds two decimals and no more."""
    page = show("/trials?q=leukaemia&near=55.190012,30.204976&within=10km")
    assert page.sentence == "Recruiting trials for leukaemia, within 10 km of 55.19, 30.20 (Vitebsk)"
    (circle,) = page.wider
    assert circle.label == "Within 250 km of 55.19, 30.20 (Vitebsk)"
    assert circle.url == "/trials?q=leukaemia&near=55.19,30.20&within=250km"
    assert page.form.near == "55.19,30.20"
