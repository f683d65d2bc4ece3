"""The results on a map: every number is the one behind its link, every place is in the list, nothing is cut off."""

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from indexer.engines.port import SearchEngine
from indexer.registry.ctgov import read_study
from indexer.search.request import SearchRequest
from indexer.search.where import MOST_PLACES
from tests.engines.asking import LEEDS, LONDON, MINSK, site, trials_of
from tests.engines.conftest import new_index
from tests.present.conftest import Ask, Show
from tests.present.test_trial_map import LARGEST, svg
from web.params import read_box
from web.present.map_marks import Mark
from web.present.map_outlines import Atlas
from web.present.map_page import LISTED_UP_TO, MOST_CHOSEN, Looked, MapPage, map_page
from web.templating import render

UK, BY, US = "United Kingdom", "Belarus", "United States"
FEW = trials_of(
    both={
        "conditions": ["Leukaemia"],
        "sites": [
            site("Leeds", "RECRUITING", LEEDS, country=UK),
            site("Minsk", "NOT_YET_RECRUITING", MINSK, country=BY),
        ],
    },
    leeds={"sites": [site("Leeds", "RECRUITING", LEEDS, country=UK, state="England")]},
    london={"sites": [site("London", "COMPLETED", LONDON, country=UK, state="England")]},
    closed={"status": "COMPLETED", "sites": [site("Minsk", "", MINSK, country=BY)]},
    nowhere={"conditions": ["Asthma"], "sites": [site("Nowhere-on-Sea", "RECRUITING", country=UK)]},
    nameless={"sites": [site("", "RECRUITING", LONDON)]},
    siteless={"conditions": ["Gout"]},
)

Mapped = Callable[[str], MapPage]


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    """One for all."""
    return Atlas()


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """An engine over FEW."""
    index = new_index("whoosh", tmp_path_factory.mktemp("map") / "index")
    index.rebuild(FEW)
    yield index.engine
    index.engine.close()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """An engine over trials at very many towns, more than are told one by one."""
    draw = random.Random(5)
    towns = [
        site(
            f"Town {number}",
            draw.choice(("RECRUITING", "RECRUITING", "COMPLETED")),
            (draw.gauss(45, 8), draw.gauss(draw.choice((10, -95)), 12)) if number % 40 else None,
            country=draw.choice((UK, BY, US)),
        )
        for number in range(1_500)
    ]
    trials = trials_of(
        **{f"trial {n}": {"sites": draw.sample(towns, draw.choice((1, 3, 60)))} for n in range(200)}
    )
    index = new_index("whoosh", tmp_path_factory.mktemp("maps") / "index")
    index.rebuild(trials)
    yield index.engine
    index.engine.close()


def mapped(engine: SearchEngine, ask: Ask, atlas: Atlas, url: str) -> MapPage:
    """The map at an address."""
    box, problems = read_box(*re.findall(r"box=([^&]*)", url)) if "box=" in url else (None, ())
    assert not problems
    request = ask(re.sub(r"&?box=[^&]*", "", url))
    return map_page(request, (), Looked(engine.sites(request, box), box), atlas)


def marks(page: MapPage) -> list[Mark]:
    """Every mark of both layers."""
    assert page.picture
    return [mark for layer in page.picture.layers for _, same in layer.marks for mark in same]


def total_in(text: str) -> int:
    """The number of trials in a text."""
    (number,) = re.findall(r"([\d,]+) trials?\b", text)
    return int(number.replace(",", ""))


URLS = (
    "/trials/map",
    "/trials/map?status=any",
    "/trials/map?q=leukaemia",
    "/trials/map?near=Leeds&within=500km",
)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("kind", ["few", "many"])
def test_every_number_is_the_one_behind_its_link(
    request: pytest.FixtureRequest, ask: Ask, atlas: Atlas, kind: str, url: str
) -> None:
    """A mark or place leads to a search with as many trials as it says, a closer look to a map with as many."""
    engine: SearchEngine = request.getfixturevalue(kind)
    page = mapped(engine, ask, atlas, url)
    shown = marks(page) if page.picture else []
    for mark in shown:
        if mark.title.startswith("Look closer"):
            closer = mapped(engine, ask, atlas, mark.url)
            assert closer.part
            assert total_in(closer.placed_text) >= total_in(mark.title)
        elif mark.url.startswith("/trials?"):
            assert (mark.title, engine.count(ask(mark.url))) == (mark.title, total_in(mark.title))
        else:
            assert mark.url.startswith("/trials/facets/location")
    for country in page.countries:
        for place in country.places[::7]:
            if place.url:
                assert (place.name, engine.count(ask(place.url))) == (place.name, total_in(place.count))


def test_the_list_of_a_few_places(few: SearchEngine, ask: Ask, atlas: Atlas) -> None:
    """Countries with open sites first, in them open places first, each with its trials; nothing is folded."""
    page = mapped(few, ask, atlas, "/trials/map?status=any")
    listed = {
        country.country: [(place.name, place.count) for place in country.places] for country in page.countries
    }
    assert listed == {
        UK: [
            ("Leeds", "1 trial"),
            ("Nowhere-on-Sea", "1 trial"),
            ("Leeds, England", "1 trial"),
            ("London, England", "1 trial, 0 open"),
        ],
        BY: [("Minsk", "2 trials, 1 open")],
        "Country not stated": [("Country not stated", "1 trial")],
    }
    assert [country.count for country in page.countries] == [
        "4 trials in 4 places",
        "2 trials in 1 place",
        "1 trial in 1 place",
    ]
    assert not any(country.folded for country in page.countries)
    assert page.placed_text == "6 of them list a place."
    assert page.total_text == "7 trials"


def test_a_place_that_no_search_can_ask_for_is_no_link(few: SearchEngine, ask: Ask, atlas: Atlas) -> None:
    """Asking for "not stated" would find trials without sites too."""
    page = mapped(few, ask, atlas, "/trials/map")
    (nameless,) = (country for country in page.countries if country.country == "Country not stated")
    assert nameless.places[0].url == ""


EMPTY = {
    "nothing found": ("/trials/map?q=zebra", "No trials found.", "0 trials"),
    "no sites": ("/trials/map?q=gout", "There is no map: no trial of this search lists a place.", "1 trial"),
    "no points": (
        "/trials/map?q=asthma",
        "There is no map: we know no point of the places below.",
        "1 trial",
    ),
    "an empty part": (
        "/trials/map?box=-60,-60,-50,-50",
        "No trial of this search is in this part of the map.",
        "6 trials",
    ),
}


@pytest.mark.parametrize(("url", "said", "total"), EMPTY.values(), ids=EMPTY)
def test_no_map_and_why(few: SearchEngine, ask: Ask, atlas: Atlas, url: str, said: str, total: str) -> None:
    """A sentence instead of an empty picture."""
    page = mapped(few, ask, atlas, url)
    assert (page.picture, page.no_picture, page.total_text) == (None, said, total)


def test_some_of_the_words_are_said_to_be_some(few: SearchEngine, ask: Ask, atlas: Atlas) -> None:
    """The map shows what the results page shows, and says so in the same words."""
    page = mapped(few, ask, atlas, "/trials/map?q=leukaemia+zebra")
    assert page.fewer_words.startswith("No trial that fits has all of these words.")
    assert page.total_text == "1 trial"


def test_another_spelling_is_said_and_kept(many: SearchEngine, ask: Ask, atlas: Atlas) -> None:
    """Where a likelier spelling was searched, the map says which, and its links ask for that."""
    page = mapped(many, ask, atlas, "/trials/map?q=triall&status=any")
    assert page.corrected
    assert (page.corrected.typed, page.corrected.searched) == ("triall", "trial")
    assert page.back_url == "/trials?q=trial&status=any"
    assert all("q=trial&" in mark.url for mark in marks(page))


def test_very_many_places_are_all_counted(many: SearchEngine, ask: Ask, atlas: Atlas) -> None:
    """Those with most trials one by one, the rest by country with a way to all of them; long lists are folded."""
    page = mapped(many, ask, atlas, "/trials/map?status=any")
    request = ask("/trials?status=any")
    places = {value.value for country in (UK, BY, US) for value in many.facet(request, "location", country)}
    smaller = [int(re.findall(r"[\d,]+", country.more)[0].replace(",", "")) for country in page.countries]
    listed = sum(len(country.places) for country in page.countries)
    assert listed >= MOST_PLACES > LISTED_UP_TO
    assert listed + sum(smaller) == len(places)
    assert [country.folded for country in page.countries] == [False, True, True]
    for country in page.countries:
        assert total_in(country.count) == many.count(ask(f"/trials?status=any&location={country.country}"))
        assert country.more_url.startswith("/trials/facets/location?status=any&under=")


def test_looking_closer_ends_at_places(many: SearchEngine, ask: Ask, atlas: Atlas) -> None:
    """Each look shows a smaller part, until every mark leads to a search or a list."""
    url, looks = "/trials/map?status=any", 0
    while True:
        page = mapped(many, ask, atlas, url)
        closer = [mark.url for mark in marks(page) if mark.title.startswith("Look closer")]
        if not closer:
            break
        assert closer[0] != url
        url, looks = closer[0], looks + 1
        assert looks < 20
    assert looks > 0
    assert all(len(re.findall("location=", mark.url)) <= 50 for mark in marks(page))


def test_a_mark_of_few_places_asks_for_all_of_them(many: SearchEngine, ask: Ask, atlas: Atlas) -> None:
    """Up to MOST_CHOSEN by name: the search is exactly what the mark counts."""
    found = {
        len(re.findall("location=", mark.url))
        for url in ("/trials/map?status=any&near=Berlin&within=300km", "/trials/map?status=any")
        for mark in marks(mapped(many, ask, atlas, url))
        if mark.url.startswith("/trials?")
    }
    assert max(found) > 1
    assert min(found) <= MOST_CHOSEN


@pytest.mark.parametrize("url", ["/trials/map?status=any", f"/trials/map?status=any&q={'x' * 900}+OR+trial"])
def test_a_map_of_links_is_light(many: SearchEngine, ask: Ask, atlas: Atlas, url: str) -> None:
    """Under 60 KB however long the addresses of its links are."""
    page = mapped(many, ask, atlas, url)
    assert page.picture
    assert len(svg(page.picture).encode()) < LARGEST


@pytest.mark.slow
def test_the_largest_real_answer_is_light(shared: Path, tmp_path: Path, ask: Ask, atlas: Atlas) -> None:
    """Every real record in one map, and what one sees in Europe: under 60 KB, and each trial with a place counted."""
    with gzip.open(shared / "data/trials/v2.jsonl.gz", "rt", encoding="utf-8") as lines:
        trials = [read_study(json.loads(line)) for line in lines]
    index = new_index("whoosh", tmp_path / "index")
    index.rebuild(trials)
    for url in ("/trials/map?status=any", "/trials/map?status=any&box=35,-12,60,30"):
        page = mapped(index.engine, ask, atlas, url)
        assert page.picture
        assert len(svg(page.picture).encode()) < LARGEST
        assert len(marks(page)) > 20
    placed = sum(any(site.country or site.city or site.state for site in trial.sites) for trial in trials)
    assert index.engine.sites(ask("/trials?status=any")).trials >= placed
    index.engine.close()


def test_marks_are_links_that_a_keyboard_reaches(few: SearchEngine, ask: Ask, atlas: Atlas) -> None:
    """A picture with links in it is a group: an image's insides are hidden from those who cannot see."""
    page = mapped(few, ask, atlas, "/trials/map")
    assert page.picture
    assert 'role="group"' in svg(page.picture)
    assert all(mark.url for mark in marks(page))


def test_the_results_page_leads_to_the_map(show: Show) -> None:
    """The same question, from the first page."""
    page = show("/trials?q=diabetes&page=2")
    assert page.map_url == "/trials/map?q=diabetes"


def test_the_template_shows_the_whole_page(few: SearchEngine, ask: Ask, atlas: Atlas) -> None:
    """Each field of the page is used by its template."""
    template = Path("templates/pages/map.html").read_text(encoding="utf-8")
    template += Path("templates/parts/corrected.html").read_text(encoding="utf-8")
    for field in fields(MapPage):
        assert f"page.{field.name}" in template, field.name
    page = replace(mapped(few, ask, atlas, "/trials/map"), sentence="<b>&")
    assert "&lt;b&gt;&amp;" in render("pages/map.html", page=page, path="/")


BOXES = {
    "plain": ("50,-2,54.5,1", (50.0, -2.0, 54.5, 1.0)),
    "with spaces": (" 50, -2 ,54,1 ", (50.0, -2.0, 54.0, 1.0)),
    "across the date line": ("-20,175,-10,-175", (-20.0, 175.0, -10.0, -175.0)),
    "upside down": ("54,-2,50,1", None),
    "beyond the pole": ("54,-2,91,1", None),
    "beyond the date line": ("50,-2,54,181", None),
    "as wide as nothing": ("50,1,54,1", None),
    "three numbers": ("50,1,54", None),
    "words": ("here", None),
    "not a number": ("nan,0,1,1", None),
    "very long": ("1" * 400 + ",0,1,1", None),
    "nothing": ("", None),
}


@pytest.mark.parametrize(("typed", "expected"), BOXES.values(), ids=BOXES)
def test_a_part_of_the_map_is_read(typed: str, expected: tuple[float, ...] | None) -> None:
    """South, west, north, east; anything else is all of the map and a sentence."""
    box, problems = read_box(typed)
    assert (box and (box.south, box.west, box.north, box.east)) == expected
    assert bool(problems) == (expected is None and bool(typed))


def test_the_places_of_a_search_by_distance(few: SearchEngine, ask: Ask, atlas: Atlas) -> None:
    """With a circle every mark is inside it, and the circle is drawn."""
    page = mapped(few, ask, atlas, "/trials/map?near=Minsk&within=50km")
    assert page.picture
    assert page.picture.circle
    assert page.picture.home_text == "Minsk"
    assert [mark.title for mark in marks(page)] == ["Minsk: 1 trial"] * 2
    assert SearchRequest() != ask(marks(page)[0].url)
