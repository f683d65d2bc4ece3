"""Status and place: one site must satisfy both, and what does not count is still not lost."""

from collections.abc import Callable

import pytest

from indexer.engines.port import SearchEngine
from indexer.search.request import Near, Sort
from indexer.trial.vocabulary import OPEN_STATUSES, STATUS
from tests.engines.asking import (
    ALL_STATUSES,
    LEEDS,
    LONDON,
    MINSK,
    Filters,
    asking,
    counts,
    hit_of,
    names,
    near,
    site,
    trials_of,
)

EngineOf = Callable[..., SearchEngine]

STATUSES = trials_of(
    **{term.value: {"status": term.code} for term in STATUS.terms},
    paused={"status": "PAUSED"},
    missing={"status": None},
)
EVERYTHING = {*STATUS.values, "paused", "missing"}
OPEN = {"recruiting", "not-yet-recruiting", "enrolling-by-invitation", "available"}
STATUS_CHOSEN = {
    "none chosen is the four open ones": ((), OPEN),
    "any": (("any",), EVERYTHING),
    "any beside another": (("any", "recruiting"), EVERYTHING),
    **{value: ((value,), {value}) for value in STATUS.values},
    "two": (("completed", "recruiting"), {"completed", "recruiting"}),
    "one twice": (("completed", "completed"), {"completed"}),
    "a code of tomorrow": (("paused",), {"paused"}),
    "not stated": (("not-stated",), {"missing"}),
    "one that does not exist": (("open",), set()),
}


@pytest.mark.parametrize(("chosen", "expected"), STATUS_CHOSEN.values(), ids=STATUS_CHOSEN)
def test_status(engine_of: EngineOf, chosen: tuple[str, ...], expected: set[str]) -> None:
    """Studies that take people are the default; every status can be chosen, several are an OR."""
    assert set(names(engine_of(*STATUSES), asking(status=chosen))) == expected


@pytest.mark.parametrize("chosen", [(), ("any",), ("completed",)], ids=["default", "any", "completed"])
def test_status_facet_shows_every_status(engine_of: EngineOf, chosen: tuple[str, ...]) -> None:
    """The status facet counts all statuses whatever is chosen, and "any" is not one of them."""
    facet = engine_of(*STATUSES).search(asking(status=chosen)).facets["status"]
    assert counts(facet) == dict.fromkeys((*STATUS.values, "paused", "not-stated"), 1)
    assert "any" not in [value.value for value in facet]


UK, BY, US = "United Kingdom", "Belarus", "United States"
PLACES = trials_of(
    **{
        "closed Leeds, open Minsk": {
            "sites": [
                site("Leeds", "COMPLETED", LEEDS, country=UK),
                site("Minsk", "RECRUITING", MINSK, country=BY),
            ]
        },
        "open Leeds": {"sites": [site("Leeds", "RECRUITING", LEEDS, country=UK)]},
        "Leeds without status": {"sites": [site("Leeds", "", LEEDS, country=UK)]},
        "closed study, Leeds without status": {
            "status": "COMPLETED",
            "sites": [site("Leeds", "", LEEDS, country=UK)],
        },
        "closed study, open Leeds": {
            "status": "COMPLETED",
            "sites": [site("Leeds", "RECRUITING", LEEDS, country=UK)],
        },
        "recruiting study, all sites closed": {"sites": [site("Leeds", "WITHDRAWN", LEEDS, country=UK)]},
        "Leeds not yet": {"sites": [site("Leeds", "NOT_YET_RECRUITING", LEEDS, country=UK)]},
        "Leeds without a point": {"sites": [site("Leeds", "RECRUITING", country=UK)]},
        "unknown city": {"sites": [site("Nowhere-on-Sea", "RECRUITING", country=UK)]},
        "point but no country": {"sites": [site("", "RECRUITING", LEEDS)]},
        "no sites": {},
        "London": {"sites": [site("London", "RECRUITING", LONDON, state="England", country=UK)]},
    }
)
_AROUND_LEEDS = near(LEEDS, 50)
_OPEN_LEEDS = {
    "open Leeds",
    "Leeds without status",
    "Leeds without a point",
    "point but no country",
}
PLACE_CASES: dict[str, tuple[Near | None, Filters, set[str]]] = {
    "no place: a recruiting study is found though no site is open": (
        None,
        {},
        {trial.title for trial in PLACES if trial.status == "RECRUITING"},
    ),
    "near: the site must be open": (_AROUND_LEEDS, {}, _OPEN_LEEDS | {"Leeds not yet"}),
    "near and recruiting: not those that will": (_AROUND_LEEDS, {"status": ("recruiting",)}, _OPEN_LEEDS),
    "near and a status that no study has": (_AROUND_LEEDS, {"status": ("not-yet-recruiting",)}, set()),
    "near and completed: every site counts": (
        _AROUND_LEEDS,
        {"status": ("completed",)},
        {"closed study, Leeds without status", "closed study, open Leeds"},
    ),
    "near and an open and a closed status: every site counts": (
        _AROUND_LEEDS,
        {"status": ("recruiting", "completed")},
        {trial.title for trial in PLACES} - {"unknown city", "no sites", "London"},
    ),
    "near and any: every site counts": (
        _AROUND_LEEDS,
        ALL_STATUSES,
        {trial.title for trial in PLACES} - {"unknown city", "no sites", "London"},
    ),
    "near Minsk": (near(MINSK, 1), {}, {"closed Leeds, open Minsk"}),
    "a country: the site must be open": (
        None,
        {"location": ("United Kingdom",)},
        {
            "open Leeds",
            "Leeds without status",
            "Leeds not yet",
            "Leeds without a point",
            "unknown city",
            "London",
        },
    ),
    "a country of any status": (
        None,
        {"location": ("United Kingdom",), **ALL_STATUSES},
        {trial.title for trial in PLACES} - {"point but no country", "no sites"},
    ),
    "a city without a state": (
        None,
        {"location": ("United Kingdom/Leeds",)},
        {"open Leeds", "Leeds without status", "Leeds not yet", "Leeds without a point"},
    ),
    "a state": (None, {"location": ("United Kingdom/England",)}, {"London"}),
    "a city in a state": (None, {"location": ("United Kingdom/England/London",)}, {"London"}),
    "the beginning of a name is no place": (None, {"location": ("United",)}, set()),
    "two places are an OR": (
        None,
        {"location": ("Belarus", "United Kingdom/England")},
        {"closed Leeds, open Minsk", "London"},
    ),
    "not stated": (None, {"location": ("not-stated",)}, {"no sites", "point but no country"}),
    "not stated or Belarus": (
        None,
        {"location": ("Belarus", "not-stated")},
        {"no sites", "point but no country", "closed Leeds, open Minsk"},
    ),
    "not stated and near: a trial without sites is never near": (
        _AROUND_LEEDS,
        {"location": ("not-stated",)},
        {"point but no country"},
    ),
    "near and country at one site": (near(MINSK, 50), {"location": ("United Kingdom",)}, set()),
    "near and country at one site of any status": (
        near(MINSK, 50),
        {"location": ("United Kingdom",), **ALL_STATUSES},
        set(),
    ),
    "near and its own country": (near(MINSK, 50), {"location": ("Belarus",)}, {"closed Leeds, open Minsk"}),
}


@pytest.mark.parametrize(("circle", "filters", "expected"), PLACE_CASES.values(), ids=PLACE_CASES)
def test_place(engine_of: EngineOf, circle: Near | None, filters: Filters, expected: set[str]) -> None:
    """One and the same site has to be open, near and in the place that were asked for."""
    assert set(names(engine_of(*PLACES), asking(near=circle, filters=filters))) == expected


def test_place_counts_trials_not_sites(engine_of: EngineOf) -> None:
    """Three sites in one country are one trial there, and a trial counts once in each of its countries."""
    many = [
        site("Houston", "RECRUITING", state="Texas", country=US),
        site("Dallas", "RECRUITING", state="Texas", country=US),
    ]
    several = trials_of(many={"sites": [*many, many[0], site("Minsk", "RECRUITING", country=BY)]}, none={})
    engine = engine_of(*several)
    assert counts(engine.search(asking()).facets["location"]) == {
        "United States": 1,
        "Belarus": 1,
        "not-stated": 1,
    }
    assert counts(engine.facet(asking(), "location", "United States")) == {"United States/Texas": 1}
    assert counts(engine.facet(asking(), "location", "United States/Texas")) == {
        "United States/Texas/Houston": 1,
        "United States/Texas/Dallas": 1,
    }
    assert counts(engine.facet(asking(), "location", "Belarus")) == {"Belarus/Minsk": 1}
    assert counts(engine.facet(asking(), "location", "Belarus/Minsk")) == {}


COUNTED: dict[str, tuple[Near | None, Filters, dict[str, int]]] = {
    "open sites only": (None, {}, {"United Kingdom": 6, "Belarus": 1, "not-stated": 2}),
    "every site": (None, ALL_STATUSES, {"United Kingdom": 10, "Belarus": 1, "not-stated": 2}),
    "its own filter is ignored": (
        None,
        {"location": ("Belarus",)},
        {"United Kingdom": 6, "Belarus": 1, "not-stated": 2},
    ),
    "only sites in the circle": (_AROUND_LEEDS, {}, {"United Kingdom": 4, "not-stated": 1}),
    "only sites in the circle, of any status": (
        _AROUND_LEEDS,
        ALL_STATUSES,
        {"United Kingdom": 8, "not-stated": 1},
    ),
}


@pytest.mark.parametrize(("circle", "filters", "expected"), COUNTED.values(), ids=COUNTED)
def test_place_counts(
    engine_of: EngineOf, circle: Near | None, filters: Filters, expected: dict[str, int]
) -> None:
    """A country counts the trials with a site there that satisfies status and circle."""
    facet = engine_of(*PLACES).search(asking(near=circle, filters=filters)).facets["location"]
    assert counts(facet) == expected


def test_status_counts_beside_a_circle(engine_of: EngineOf) -> None:
    """The circle still asks for sites of the chosen statuses, so the chosen counts add up to the total."""
    result = engine_of(*PLACES).search(asking(near=_AROUND_LEEDS))
    found = counts(result.facets["status"])
    assert sum(found.get(status, 0) for status in OPEN_STATUSES) == result.total


def test_places_stand_by_count_then_name_with_not_stated_last(engine_of: EngineOf) -> None:
    """The longest list begins with what most trials have."""
    facet = engine_of(*PLACES).search(asking(location=("Cuba",))).facets["location"]
    assert [value.value for value in facet] == ["United Kingdom", "Belarus", "Cuba", "not-stated"]
    assert [value.selected for value in facet] == [False, False, True, False]


def test_radius_includes_its_edge(engine_of: EngineOf) -> None:
    """A site exactly at the radius is within it; one a little further is not."""
    north = (LEEDS[0] + 1, LEEDS[1])
    engine = engine_of(*trials_of(north={"sites": [site("North", "RECRUITING", north, country=UK)]}))
    distance = hit_of(engine, asking(near=near(LEEDS, 200)), "north").nearest
    assert distance
    assert distance.distance_km == pytest.approx(111.2, abs=0.1)  # a degree of latitude
    assert names(engine, asking(near=near(LEEDS, 111.1))) == []
    assert names(engine, asking(near=near(LEEDS, 111.3))) == ["north"]
    assert names(engine, asking(near=near(north, 0))) == ["north"]


def test_distance_crosses_the_date_line(engine_of: EngineOf) -> None:
    """Two points on either side of 180 degrees are near each other."""
    engine = engine_of(*trials_of(fiji={"sites": [site("Taveuni", "RECRUITING", (-16.8, 179.95))]}))
    assert names(engine, asking(near=near((-16.8, -179.95), 15))) == ["fiji"]


def test_card_shows_the_open_site_before_a_nearer_closed_one(engine_of: EngineOf) -> None:
    """The nearest site that takes people is named; that others are there too is counted."""
    trial = trials_of(
        both={
            "sites": [
                site("Leeds", "COMPLETED", LEEDS, country=UK),
                site("London", "RECRUITING", LONDON, country=UK),
            ]
        },
        shut={"sites": [site("Leeds", "COMPLETED", LEEDS, country=UK)]},
    )
    engine = engine_of(*trial)
    open_only = hit_of(engine, asking(near=near(LEEDS, 500)), "both").nearest
    every = hit_of(engine, asking(near=near(LEEDS, 500), filters=ALL_STATUSES), "both").nearest
    shut = hit_of(engine, asking(near=near(LEEDS, 500), filters=ALL_STATUSES), "shut").nearest
    assert open_only
    assert every
    assert shut
    assert (open_only.city, open_only.is_open, open_only.others_within) == ("London", True, 0)
    assert (every.city, every.is_open, every.others_within) == ("London", True, 1)
    assert (shut.city, shut.is_open, shut.status, shut.others_within) == ("Leeds", False, "completed", 0)


def test_no_site_is_named_when_no_place_was_asked_for(engine_of: EngineOf) -> None:
    """There is no nearest site without a place to be near."""
    assert hit_of(engine_of(*PLACES), asking(), "open Leeds").nearest is None


@pytest.mark.parametrize("filters", [{}, ALL_STATUSES], ids=["open", "any"])
def test_sorted_by_the_distance_that_is_shown(engine_of: EngineOf, filters: Filters) -> None:
    """Down the list, the distances on the cards never shrink."""
    engine = engine_of(
        *trials_of(
            near_closed_far_open={
                "sites": [
                    site("Leeds", "COMPLETED", LEEDS, country=UK),
                    site("Minsk", "RECRUITING", MINSK, country=BY),
                ]
            },
            london={"sites": [site("London", "RECRUITING", LONDON, country=UK)]},
            leeds={"sites": [site("Leeds", "RECRUITING", LEEDS, country=UK)]},
        )
    )
    hits = engine.search(asking(near=near(LEEDS, 5_000), sort=Sort.DISTANCE, filters=filters)).hits
    shown = [hit.nearest.distance_km for hit in hits if hit.nearest]
    assert [hit.card.title for hit in hits] == ["leeds", "london", "near_closed_far_open"]
    assert shown == sorted(shown)
