"""The page of one facet, and the home page."""

from dataclasses import replace

import pytest

from indexer.engines.port import SearchEngine
from tests.present.conftest import Ask, Show
from web.present.facet_page import FacetPage, FacetView, facet_page
from web.present.home_page import home_page


@pytest.fixture(scope="session")
def places(engine: SearchEngine, ask: Ask) -> dict[str, FacetPage]:
    """The list of places, looked at in each way."""
    request = ask("/trials?status=any&page=3")

    def page(view: FacetView) -> FacetPage:
        return facet_page("location", engine.facet(request, "location", view.under), request, (), view)

    return {
        "all": page(FacetView()),
        "by name": page(FacetView(order="name")),
        "found": page(FacetView(find=" ÚNIT ", order="name")),
        "not found": page(FacetView(find="Atlantis")),
        "inside": page(FacetView(under="United States/Texas")),
        "unknown order": page(FacetView(order="colour")),
    }


LISTS = {
    "all": (["Belarus", "United Kingdom", "United States", "Not stated"], "4 in all"),
    "by name": (["Belarus", "United Kingdom", "United States", "Not stated"], "4 in all"),
    "found": (["United Kingdom", "United States"], "2 of 4"),
    "not found": ([], "0 of 4"),
    "inside": (["Dallas", "Houston"], "2 in all"),
    "unknown order": (["Belarus", "United Kingdom", "United States", "Not stated"], "4 in all"),
}


@pytest.mark.parametrize(("name", "expected"), LISTS.items(), ids=LISTS)
def test_what_is_listed(places: dict[str, FacetPage], name: str, expected: tuple[list[str], str]) -> None:
    """Every value that some trial has, "not stated" last; letters are found whatever their case and accents."""
    page = places[name]
    assert ([link.label for link in page.links], page.listed) == expected


BASE = "/trials/facets/location?status=any"
ADDRESSES = {
    "all": ([BASE, f"{BASE}&order=name"], "", (("status", "any"),)),
    "by name": ([BASE, f"{BASE}&order=name"], "", (("status", "any"), ("order", "name"))),
    "found": (
        [f"{BASE}&find=%C3%9ANIT", f"{BASE}&find=%C3%9ANIT&order=name"],
        f"{BASE}&order=name",
        (("status", "any"), ("order", "name")),
    ),
    "inside": (
        [f"{BASE}&under=United%20States/Texas", f"{BASE}&under=United%20States/Texas&order=name"],
        "",
        (("status", "any"),),
    ),
}


@pytest.mark.parametrize(("name", "expected"), ADDRESSES.items(), ids=ADDRESSES)
def test_finding_and_sorting_keep_each_other(
    places: dict[str, FacetPage], name: str, expected: tuple[list[str], str, tuple[tuple[str, str], ...]]
) -> None:
    """Another order keeps what was looked for, looking keeps the order, and neither keeps a page of results."""
    page = places[name]
    assert ([sort.url for sort in page.sorts], page.whole_url, page.hidden) == expected


def test_places_lead_to_the_places_inside(places: dict[str, FacetPage]) -> None:
    """Countries and states do; a city ends the way down, and a missing place has no inside."""
    deeper = {link.label: link.deeper_url for link in places["all"].links}
    assert deeper["United States"] == f"{BASE}&under=United%20States"
    assert deeper["Not stated"] == ""
    assert {link.deeper_url for link in places["inside"].links} == {""}
    assert [(crumb.label, crumb.current) for crumb in places["inside"].crumbs] == [
        ("All countries", False),
        ("United States", False),
        ("Texas", True),
    ]


def test_the_home_page(engine: SearchEngine, show: Show) -> None:
    """How many trials, of which day; nothing is said of a day that is not known."""
    page = home_page(engine.version())
    assert (page.trials, page.data_date, len(page.examples)) == ("29", "15 May 2026", 3)
    assert home_page(replace(engine.version(), data_timestamp="")).data_date == ""
    assert show("/trials").data_date == "15 May 2026"
