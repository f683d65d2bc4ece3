"""The map of a listing: its sites, by town, with those that the registry gives no point for."""

import gzip
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from indexer.places.distance import Radius
from indexer.places.gazetteer import Gazetteer
from indexer.registry.ctgov import read_study
from indexer.search.request import Near
from tests.builders import SiteParts, a_trial
from tests.engines.asking import LEEDS, MINSK, site
from web.present.map_outlines import Atlas
from web.present.site_map import SiteMap
from web.present.trial_map import TrialMap, trial_map
from web.templating import render

LARGEST = 60_000  # bytes of a picture
NEAR_LEEDS = Near("Leeds", "Leeds, England, United Kingdom", *LEEDS, Radius(100))
CITIES = {"York": (53.96, -1.08)}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    """One for all."""
    return Atlas()


def map_of(atlas: Atlas, *sites: SiteParts, near: Near | None = None, status: str = "RECRUITING") -> TrialMap:
    """The map of a trial with some sites; only York is in the gazetteer."""
    trial = a_trial(sites=sites, status=status)
    return trial_map(trial, near, atlas, lambda city, _state, _country: CITIES.get(city))


def svg(picture: SiteMap) -> str:
    """The picture as it stands in a page."""
    page = render("parts/site_map.html", map=picture)
    return page[page.index("<svg") : page.index("</svg>") + len("</svg>")]


def titles(picture: SiteMap) -> list[str]:
    """What the fine marks say."""
    return [mark.title for _, marks in picture.layers[0].marks for mark in marks]


def test_sites_by_town(atlas: Atlas) -> None:
    """Towns near each other are one mark that says how many sites are there, how many are open, and where."""
    found = map_of(
        atlas,
        site("Leeds", "RECRUITING", LEEDS),
        site("Leeds", "COMPLETED", LEEDS),
        site("York", "RECRUITING"),
        site("Minsk", "COMPLETED", MINSK),
    )
    assert found.note == ""
    assert found.picture
    assert titles(found.picture) == ["3 sites, 2 open: Leeds, York", "1 site, 0 open: Minsk"]
    assert [(badge.label, badge.shape) for badge in found.picture.legend] == [
        ("Recruiting", "open"),
        ("Closed", "closed"),
    ]


STATUSES = {
    "recruiting": ("RECRUITING", "open"),
    "expanded access": ("AVAILABLE", "open"),
    "not yet": ("NOT_YET_RECRUITING", "soon"),
    "by invitation": ("ENROLLING_BY_INVITATION", "soon"),
    "completed": ("COMPLETED", "closed"),
    "of tomorrow": ("PAUSED", "closed"),
    "none of its own, so the study's": ("", "open"),
}


@pytest.mark.parametrize(("status", "shape"), STATUSES.values(), ids=STATUSES)
def test_each_status_has_its_shape(atlas: Atlas, status: str, shape: str) -> None:
    """And its word in the legend."""
    picture = map_of(atlas, site("Leeds", status, LEEDS)).picture
    assert picture
    assert [shape for shape, _ in picture.layers[0].marks] == [shape]
    assert [badge.shape for badge in picture.legend] == [shape]


NOTES = {
    "every site has a point": ([site("Leeds", "", LEEDS)], ""),
    "one has none": (
        [site("Leeds", "", LEEDS), site("Nowhere-on-Sea")],
        "1 site is only in the list: the registry names no place that we know.",
    ),
    "two have none": (
        [site("Leeds", "", LEEDS), site("Nowhere-on-Sea"), site("")],
        "2 sites are only in the list: the registry names no place that we know.",
    ),
    "none has one": (
        [site("Nowhere-on-Sea")],
        "There is no map: the registry names no place that we know for the sites.",
    ),
    "no sites at all": ([], ""),
}


@pytest.mark.parametrize(("sites", "note"), NOTES.values(), ids=NOTES)
def test_what_is_not_on_the_map_is_said(atlas: Atlas, sites: list[SiteParts], note: str) -> None:
    """Never fewer sites without a word."""
    found = map_of(atlas, *sites)
    assert found.note == note
    assert (found.picture is None) == (not sites or "no map" in note)


def test_the_persons_circle(atlas: Atlas) -> None:
    """Drawn where it is large enough to be seen, with the place; far from all sites neither is."""
    here = map_of(atlas, site("York", "RECRUITING"), near=NEAR_LEEDS).picture
    far = map_of(atlas, site("Minsk", "RECRUITING", MINSK), near=NEAR_LEEDS).picture
    world = map_of(atlas, site("York"), site("Perth", "", (-31.9, 115.9)), near=NEAR_LEEDS).picture
    assert here
    assert far
    assert world
    assert (bool(here.circle), bool(here.home), here.home_text) == (True, True, "Leeds")
    assert (bool(far.circle), bool(far.home)) == (False, False)
    assert (bool(world.circle), bool(world.home)) == (False, True)


SCALES = {
    "kilometres": (None, r"\d+ km"),
    "miles, as asked": (Near("Leeds", "Leeds", *LEEDS, Radius(50, "mi")), r"\d+ miles"),
}


@pytest.mark.parametrize(("near", "text"), SCALES.values(), ids=SCALES)
def test_a_scale(atlas: Atlas, near: Near | None, text: str) -> None:
    """In the unit that was asked for."""
    picture = map_of(atlas, site("Leeds", "", LEEDS), near=near).picture
    assert picture
    assert picture.scale
    assert re.fullmatch(text, picture.scale.text)


def test_the_world_has_no_scale(atlas: Atlas) -> None:
    """It would hold only at one latitude."""
    picture = map_of(atlas, site("North", "", (69.6, 19.0)), site("South", "", (-45.9, 170.5))).picture
    assert picture
    assert picture.scale is None


def test_registry_text_is_escaped(atlas: Atlas) -> None:
    """A town that is markup is shown as it is written, in titles and names alike."""
    town = '</title><script>alert("1")</script>'
    picture = map_of(atlas, site(town, "RECRUITING", LEEDS)).picture
    assert picture
    written = svg(picture)
    assert "<script" not in written
    assert html.escape(town, quote=False).replace('"', "&#34;") in written


def test_the_picture_is_an_image_with_words(atlas: Atlas) -> None:
    """Role, title and description, no style of its own, no other host, no script."""
    picture = map_of(atlas, site("Leeds", "RECRUITING", LEEDS)).picture
    assert picture
    written = svg(picture)
    assert 'role="img" aria-labelledby="map-title" aria-describedby="map-text"' in written
    assert '<title id="map-title">Map of 1 site</title>' in written
    assert "names every site" in written
    assert not re.search(r"style=|<style|href=|http|url\(|<script| on[a-z]+=", written)


@pytest.fixture(scope="module")
def largest(shared: Path) -> list[dict[str, Any]]:
    """The real trials with most sites, those in most countries, and one with most sites that have no point."""
    records: list[dict[str, Any]] = []
    for name in ("v2", "xml-as-v2"):
        with gzip.open(shared / f"data/trials/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            records.extend(record for record in map(json.loads, lines) if len(_sites(record)) > 300)
    by_sites = sorted(records, key=lambda record: -len(_sites(record)))[:4]
    by_countries = sorted(records, key=lambda record: -len({site.get("country") for site in _sites(record)}))[
        :4
    ]
    return [*by_sites, *by_countries]


def _sites(record: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        record["protocolSection"].get("contactsLocationsModule", {}).get("locations", [])
    )
    return found


@pytest.mark.slow
def test_the_largest_trials_have_light_pictures(atlas: Atlas, largest: list[dict[str, Any]]) -> None:
    """Under 60 KB, with every site that has a point in a mark of either layer."""
    gazetteer = Gazetteer()
    for record in largest:
        trial = read_study(record)
        found = trial_map(trial, None, atlas, gazetteer.point_of_site)
        assert found.picture
        assert len(svg(found.picture).encode()) < LARGEST
        missing = int((re.match(r"[\d,]+", found.note) or ["0"])[0].replace(",", ""))
        for layer in found.picture.layers:
            marked = [mark.title for _, marks in layer.marks for mark in marks]
            counts = [int(title.split()[0].replace(",", "")) for title in marked]
            assert sum(counts) + missing == len(trial.sites)


def test_sites_without_end_have_a_light_picture_too(atlas: Atlas) -> None:
    """Ten thousand towns with long names all over the world."""
    sites = [
        site(f"{'Llanfair' * 12} {number}", "RECRUITING", (number * 37 % 140 - 60, number * 73 % 360 - 180))
        for number in range(10_000)
    ]
    picture = map_of(atlas, *sites).picture
    assert picture
    assert len(svg(picture).encode()) < LARGEST
