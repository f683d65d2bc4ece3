"""Countries under the names that they have, had, and have in records."""

import pytest

from indexer.places.countries import COUNTRY_NAMES, Area, Countries, country_name
from indexer.places.geonames import country_codes, read_cities
from indexer.places.states import read_states


@pytest.fixture(scope="module")
def countries() -> Countries:
    """All countries and states."""
    return Countries(country_codes())


RENAMED = {
    "Turkey": "Turkey (Türkiye)",
    "Türkiye": "Turkey (Türkiye)",
    "turkiye": "Turkey (Türkiye)",
    "Czech Republic": "Czechia",
    "Russian Federation": "Russia",
    "Korea, Republic of": "South Korea",
    "Iran, Islamic Republic of": "Iran",
    "Viet Nam": "Vietnam",
    "Macedonia, The Former Yugoslav Republic of": "North Macedonia",
    "Swaziland": "Eswatini",
    "Côte D'Ivoire": "Côte d’Ivoire",
    "Ivory Coast": "Côte d’Ivoire",
    "Burma": "Myanmar",
    "Moldova, Republic of": "Moldova",
    "Syrian Arab Republic": "Syria",
    "Congo, The Democratic Republic of the": "Democratic Republic of the Congo",
    "Congo": "Republic of the Congo",
    "The Netherlands": "Netherlands",
    "U.S.A.": "United States",
    "U.K.": "United Kingdom",
    "Belarus": "Belarus",
    "France": "France",
    "Former Yugoslavia": "Former Yugoslavia",
    "": "",
}


@pytest.mark.parametrize(("written", "today"), RENAMED.items(), ids=RENAMED)
def test_country_name(written: str, today: str) -> None:
    """A country has one name, the registry's of today; a name that is not known stays as it is."""
    assert country_name(written) == today


@pytest.mark.parametrize(("written", "today"), list(RENAMED.items())[:-2])
def test_every_name_finds_its_country(written: str, today: str, countries: Countries) -> None:
    """The gazetteer and the table of names agree."""
    (area,) = countries.named(written)
    assert countries.country(area.country) == today


NAMED = {
    "Georgia": {Area("GE"), Area("US", "GA")},
    "England": {Area("GB", "ENG")},
    "scotland": {Area("GB", "SCT")},
    "Québec": {Area("CA", "10")},
    "D.C.": set(),
    "LA": set(),
    "Minsk": set(),
}
QUALIFYING = {
    "D.C.": {Area("US", "DC")},
    "TX": {Area("US", "TX")},
    "GBR": {Area("GB")},
    "CA": {Area("CA"), Area("US", "CA")},
    "NSW": {Area("AU", "02")},
    "Texas": {Area("US", "TX")},
    "Bavaria": {Area("DE", "02")},
    "Ankara": set(),
}


@pytest.mark.parametrize(("text", "areas"), NAMED.items(), ids=NAMED)
def test_named_areas(text: str, areas: set[Area], countries: Countries) -> None:
    """By itself only a name stands for a country or state, a code does not."""
    assert countries.named(text) == areas


@pytest.mark.parametrize(("text", "areas"), QUALIFYING.items(), ids=QUALIFYING)
def test_qualifying_areas(text: str, areas: set[Area], countries: Countries) -> None:
    """Behind a comma codes count too, and an ambiguous one stands for all that it may mean."""
    assert countries.qualifying(text) == areas


def test_the_tables_use_codes_that_geonames_has() -> None:
    """No country or state of the tables is under a code that no city has."""
    assert set(COUNTRY_NAMES) <= set(country_codes())
    codes = {Area(cities.country, code) for cities in read_cities() for code in cities.states}
    assert {(state.country, state.code) for state in read_states()} <= codes
