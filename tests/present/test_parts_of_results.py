"""The parts of a results page: cards, chips, facet panels, the numbers of pages."""

from dataclasses import replace

import pytest

from indexer.engines.port import SearchEngine
from indexer.places.distance import Radius
from indexer.search.request import Near, SearchRequest
from indexer.search.result import FacetValue, Hit, Matched, NearestSite
from tests.present.conftest import TODAY, Ask, Show
from web.present.card import card_of, status_badge
from web.present.chips import chips_of, cleared_url
from web.present.facet_panel import SHOWN, panel_of
from web.present.paging import page_links

LEEDS = Near("Leeds", "Leeds, England, United Kingdom", 53.8, -1.5, Radius(50, "km"))
SITE = NearestSite(
    "St James", "York", "", "United Kingdom", "recruiting", 35.4, is_open=True, others_within=0
)


@pytest.fixture(scope="session")
def hit(engine: SearchEngine) -> Hit:
    """A hit to change."""
    return engine.search(SearchRequest(text="leukaemia")).hits[0]


NEAREST = {
    "a distance": (SITE, LEEDS, "35 km away: St James, York, United Kingdom"),
    "in miles": (
        SITE,
        replace(LEEDS, radius=Radius(30, "mi")),
        "22 miles away: St James, York, United Kingdom",
    ),
    "no facility": (replace(SITE, facility=""), LEEDS, "35 km away: York, United Kingdom"),
    "in the town": (
        replace(SITE, city="Leeds", distance_km=0.2),
        LEEDS,
        "In or near Leeds: St James, Leeds, United Kingdom",
    ),
    "in a postal code": (
        replace(SITE, distance_km=0.2),
        replace(LEEDS, place="LS1, Leeds, England, United Kingdom"),
        "Less than 1 km away: St James, York, United Kingdom",
    ),
    "at a point": (
        replace(SITE, distance_km=1.2),
        replace(LEEDS, place="53.80, -1.55 (Leeds)", radius=Radius(30, "mi")),
        "Less than 1 mile away: St James, York, United Kingdom",
    ),
    "others": (
        replace(SITE, others_within=3),
        LEEDS,
        "35 km away: St James, York, United Kingdom, and 3 more within 50 km",
    ),
    "no site": (None, LEEDS, ""),
    "no place asked": (SITE, None, ""),
}


@pytest.mark.parametrize(("site", "near", "expected"), NEAREST.values(), ids=NEAREST)
def test_the_nearest_site(hit: Hit, site: NearestSite | None, near: Near | None, expected: str) -> None:
    """How far, in the unit that was asked for, and where."""
    assert card_of(replace(hit, nearest=site), SearchRequest(near=near), TODAY).nearest == expected


def test_a_closed_site_is_called_closed(hit: Hit) -> None:
    """When only a closed site is near, the card says so and how it is closed."""
    closed = replace(SITE, status="completed", is_open=False)
    assert card_of(replace(hit, nearest=SITE), SearchRequest(near=LEEDS), TODAY).nearest_warning == ""
    warning = card_of(replace(hit, nearest=closed), SearchRequest(near=LEEDS), TODAY).nearest_warning
    assert warning == "The only site near you is not open: completed."


CHECKED = {
    "lately": ("2026-05", "Last checked by the sponsor May 2026", False),
    "a year and no more": ("2025-11", "Last checked by the sponsor November 2025", False),
    "a year to the day": ("2025-11-24", "Last checked by the sponsor 24 November 2025", False),
    "a year and a day": ("2025-11-23", "Last checked by the sponsor 23 November 2025", True),
    "over a year": ("2025-10", "Last checked by the sponsor October 2025", True),
    "never": ("", "", False),
}


@pytest.mark.parametrize(("verified", "text", "stale"), CHECKED.values(), ids=CHECKED)
def test_an_old_check_is_marked(hit: Hit, verified: str, text: str, *, stale: bool) -> None:
    """Over a year without a check the status is doubtful, counted from the last day that the date may mean."""
    card = card_of(replace(hit, card=replace(hit.card, verified=verified)), SearchRequest(), TODAY)
    assert (card.checked, card.stale) == (text, stale)


TITLES = {
    "our title over the sponsor's": ("Drug X for adults", "Study of X", "A Study of X", "Study of X"),
    "the official one says more": (
        "Study of X",
        "Study of X",
        "X in Adults With Asthma",
        "X in Adults With Asthma",
    ),
    "the same": ("Study of X", "Study of X", "study of x.", ""),
    "the same with its acronym": ("Study of X", "Study of X", "Study of X (SOX)", ""),
    "no official title": ("Study of X", "Study of X", "", ""),
}


@pytest.mark.parametrize(("plain", "brief", "official", "expected"), TITLES.values(), ids=TITLES)
def test_the_sponsors_title(hit: Hit, plain: str, brief: str, official: str, expected: str) -> None:
    """Shown small where it says more than the title above it."""
    changed = replace(hit.card, plain_title=plain, title=brief, official_title=official)
    assert card_of(replace(hit, card=changed), SearchRequest(), TODAY).sponsors_title == expected


def test_why_it_matched_is_marked_and_escaped(hit: Hit) -> None:
    """The words in a mark with the weightiest fields; what was typed stays text."""
    matched = tuple(
        Matched(field, field.title(), ("<b>leuk",)) for field in ("condition", "title", "keyword", "summary")
    )
    (reason,) = card_of(replace(hit, matched=matched), SearchRequest(), TODAY).reasons
    assert str(reason) == "<mark>&lt;b&gt;leuk</mark> in condition, title and keyword"


SHAPES = {
    "recruiting": "open",
    "available": "open",
    "not-yet-recruiting": "soon",
    "enrolling-by-invitation": "invitation",
    "completed": "closed",
    "something-new": "closed",
}


@pytest.mark.parametrize(("status", "shape"), SHAPES.items(), ids=SHAPES)
def test_a_status_has_a_word_and_a_shape(status: str, shape: str) -> None:
    """Colour never carries the meaning alone."""
    badge = status_badge(status)
    assert badge.label
    assert badge.shape == shape


CHIPS = {
    "nothing": ("/trials", []),
    "the question": (
        "/trials?q=asthma&age=7&near=Leeds&within=50km",
        [
            ("“asthma”", "/trials?age=7&near=Leeds&within=50km"),
            ("Open to age 7", "/trials?q=asthma&near=Leeds&within=50km"),
            ("Within 50 km of Leeds, England, United Kingdom", "/trials?q=asthma&age=7"),
        ],
    ),
    "values": (
        "/trials?phase=1&phase=2&location=United+States/Texas&page=3",
        [
            ("Phase: Phase 1", "/trials?phase=2&location=United%20States/Texas"),
            ("Phase: Phase 2", "/trials?phase=1&location=United%20States/Texas"),
            ("Place: Texas, United States", "/trials?phase=1&phase=2"),
        ],
    ),
    "all statuses": ("/trials?status=any", [("All statuses", "/trials")]),
    "no place in the record": ("/trials?location=not-stated", [("Place: Not stated", "/trials")]),
    "spans": (
        "/trials?start=2024..&start=not-stated&enrolment=..100&page=2",
        [
            ("Start date: in or after 2024", "/trials?start=not-stated&enrolment=..100"),
            ("Start date: not stated", "/trials?start=2024..&enrolment=..100"),
            ("Participants: up to 100", "/trials?start=2024..&start=not-stated"),
        ],
    ),
}


@pytest.mark.parametrize(("url", "expected"), CHIPS.values(), ids=CHIPS)
def test_chips(ask: Ask, url: str, expected: list[tuple[str, str]]) -> None:
    """One a condition, each leading to the first page of the question without it."""
    assert [(chip.label, chip.url) for chip in chips_of(ask(url))] == expected


def test_clear_all_keeps_the_words(ask: Ask) -> None:
    """Everything but the words goes."""
    assert cleared_url(ask("/trials?q=asthma&age=7&phase=1&status=any")) == "/trials?q=asthma"


def many(*chosen: str) -> tuple[FacetValue, ...]:
    """Ten countries by falling counts, one without trials, and the trials without a place, the most of all."""
    named = [(f"C{number}", 10 - number) for number in range(10)]
    values = [*named, ("empty", 0), ("not-stated", 99)]
    return tuple(FacetValue(value, value, count, value in chosen) for value, count in values)


PANELS = {
    "by count": ((), ["C0", "C1", "C2", "C3", "C4", "C5", "C6"]),
    "chosen first": (("C9",), ["C9", "C0", "C1", "C2", "C3", "C4", "C5"]),
    "chosen though empty": (("empty",), ["empty", "C0", "C1", "C2", "C3", "C4", "C5"]),
    "not stated when chosen": (("not-stated",), ["not-stated", "C0", "C1", "C2", "C3", "C4", "C5"]),
    "more chosen than fit": (
        ("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"),
        ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"],
    ),
    "inside a country": (
        ("United States/Texas",),
        ["United States/Texas", "C0", "C1", "C2", "C3", "C4", "C5", "C6"],
    ),
}


@pytest.mark.parametrize(("chosen", "expected"), PANELS.values(), ids=PANELS)
def test_a_short_list(chosen: tuple[str, ...], expected: list[str]) -> None:
    """Seven values, those with most trials, and always every chosen one; the rest is a link away."""
    request = SearchRequest(filters={"location": chosen} if chosen else {})
    panel = panel_of("location", many(*chosen), request, lambda _request: 5)
    assert [link.value for link in panel.links] == expected
    present = 12 if "empty" in chosen else 11
    assert panel.all_label == f"See all {present} countries"


def test_a_short_facet_has_no_long_list() -> None:
    """With all values shown there is nothing more to see."""
    panel = panel_of("location", many()[:SHOWN], SearchRequest(), lambda _request: 0)
    assert (len(panel.links), panel.all_label) == (SHOWN, "")


def test_known_values_keep_their_order(show: Show) -> None:
    """Phases stand as phases follow each other, not by count."""
    (panel,) = (panel for panel in show("/trials?status=any&phase=4").facets if panel.name == "phase")
    assert [link.value for link in panel.links] == ["1", "2", "4", "not-stated"]


PAGES = {
    "one page": (1, 20, ""),
    "two": (1, 21, "[1] 2"),
    "the beginning": (1, 400, "[1] 2 3 … 20"),
    "one number left out": (5, 400, "1 … 3 4 [5] 6 7 … 20"),
    "the middle": (10, 400, "1 … 8 9 [10] 11 12 … 20"),
    "no gap where none is left out": (4, 140, "1 2 3 [4] 5 6 7"),
    "the end": (20, 400, "1 … 18 19 [20]"),
    "past the end": (99, 40, "1 2"),
    "nothing": (1, 0, ""),
}


@pytest.mark.parametrize(("page", "total", "expected"), PAGES.values(), ids=PAGES)
def test_numbers_of_pages(page: int, total: int, expected: str) -> None:
    """First, last and those around this one, with a mark where numbers are left out."""
    links = page_links(SearchRequest(page=page), total)
    shown = " ".join(
        "… " * link.after_gap + (f"[{link.label}]" if link.current else link.label) for link in links
    )
    assert shown == expected
