"""Which places people get for postal codes."""

import pytest

from indexer.places.gazetteer import Gazetteer
from indexer.places.postal import PostalCodes

# What is typed -> all places that it may mean, the likeliest first; where there are many, the first.
READ = {
    "a US ZIP": ("Houston 77030", ["77030, Houston, Texas, United States"]),
    "with the state": ("TX 77030", ["77030, Houston, Texas, United States"]),
    "with four digits more": ("77030-1234", ["77030, Houston, Texas, United States"]),
    "with city and state": ("Houston TX 77030", ["77030, Houston, Texas, United States"]),
    "with the street": (
        "1515 Holcombe Blvd, Houston, TX 77030, USA",
        ["77030, Houston, Texas, United States"],
    ),
    "with a comma": ("Springfield, IL 62701, USA", ["62701, Springfield, Illinois, United States"]),
    "Puerto Rico": ("00901, Puerto Rico", ["00901, San Juan, Puerto Rico"]),
    "the UK": ("LS1 4AP, UK", ["LS1, Leeds, England, United Kingdom"]),
    "the first half": ("ls1", ["LS1, Leeds, England, United Kingdom"]),
    "without a gap": ("BT71NN", ["BT7, Belfast, Northern Ireland, United Kingdom"]),
    "London": ("EC1A 1BB", ["EC1A, London, England, United Kingdom"]),
    "Canada": ("M5V 2T6", ["M5V, Toronto, Ontario, Canada"]),
    "the first half in Canada": ("k1a", ["K1A, Ottawa, Ontario, Canada"]),
    "Ireland": ("D02 AF30", ["D02, Dublin, Ireland"]),
    "Germany": ("69120 Heidelberg", ["69120, Heidelberg, Baden-Württemberg, Germany"]),
    "a country's sign": ("D-69120", ["69120, Heidelberg, Baden-Württemberg, Germany"]),
    "France": ("75013 Paris", ["75013, Paris, Île-de-France, France"]),
    "a delivery office": ("75651 Paris CEDEX 13", ["75651, Paris, Île-de-France, France"]),
    "Spain": ("28001 Madrid", ["28001, Madrid, Spain"]),
    "Italy": ("Milano 20132", ["20132, Milan, Lombardy, Italy"]),
    "the Netherlands": ("1012 AB", ["1012, Amsterdam, North Holland, Netherlands"]),
    "Belgium": ("1000 Bruxelles", ["1000, Brussels, Belgium"]),
    "Switzerland": ("CH-8000", ["8000, Zürich, Switzerland"]),
    "Sweden": ("111 20", ["11120, Stockholm, Sweden"]),
    "Czechia": ("602 00 Brno", ["60200, Brno, Czechia"]),
    "Poland": ("44-352", ["44352, Czyżowice, Silesia, Poland"]),
    "Portugal": ("1000-001", ["1000001, Lisbon, Portugal"]),
    "Luxembourg": ("L-4968", ["4968, Schouweiler, Luxembourg"]),
    "Latvia": ("LV-5101", ["5101, Aizkraukle, Latvia"]),
    "Iceland": ("101 Reykjavik", ["101, Reykjavík, Iceland"]),
    "Andorra": ("AD500", ["AD500, Andorra la Vella, Andorra"]),
    "Belarus": ("Minsk 220013", ["220013, Minsk, Belarus"]),
    "India": ("110029 India", ["110029, Delhi, India"]),
    "a gap in India": ("110 029", ["110029, Delhi, India"]),
    "Japan": ("100-0001", ["1000001, Chiyoda, Tokyo, Japan"]),
    "Australia": ("Sydney NSW 2000", ["2000, Sydney, New South Wales, Australia"]),
    "a bare number of several countries": (
        "77030",
        [
            "77030, Houston, Texas, United States",
            "77030, Radekhiv, Ukraine",
            "77030, Bacalar, Quintana Roo, Mexico",
            "77030, Dokri, Pakistan",
        ],
    ),
    "the USA first": ("10115", ["10115, New York City, New York, United States", "10115, Berlin, Germany"]),
    "four digits": (
        "2050",
        [
            "2050, Antwerp, Flanders, Belgium",
            "2050, Camperdown, New South Wales, Australia",
            "2050, Jessheim, Norway",
        ],
    ),
}


@pytest.mark.parametrize(("text", "names"), READ.values(), ids=READ)
def test_places_of_a_code(text: str, names: list[str], gazetteer: Gazetteer) -> None:
    """A code gives its place in each country that has it and agrees with what stands beside it."""
    assert {place.kind for place in gazetteer.find(text)} == {"postcode"}
    assert sorted([place.name for place in gazetteer.find(text)][: len(names)]) == sorted(names)
    assert gazetteer.find(text)[0].name == names[0]


@pytest.mark.parametrize("text", ["77030", "10115", "2050", "220013", "LS1", "M5V", "100-0001"])
def test_the_full_name_of_a_code_is_that_place(text: str, gazetteer: Gazetteer) -> None:
    """What the page offers as another reading leads to just that place."""
    for place in gazetteer.find(text):
        assert gazetteer.find(place.name)[0] == place


NOT_BY_CODE = {
    "a code that there is not": ("Houston, TX 99999", "Houston, Texas, United States"),
    "a house number": ("1000 Main Street, Houston, TX", ""),
    "a code of another place": ("Minsk 77030", "Minsk, Belarus"),
    "a name with a number": ("100 Mile House", "100 Mile House, British Columbia, Canada"),
    "a district": ("Praha 4", "Prague, Czechia"),
    "a short number": ("101", ""),
}


@pytest.mark.parametrize(("text", "name"), NOT_BY_CODE.values(), ids=NOT_BY_CODE)
def test_numbers_that_are_no_codes(text: str, name: str, gazetteer: Gazetteer) -> None:
    """A number that is no code, or lies elsewhere than what stands beside it, does not move the place."""
    assert next((place.name for place in gazetteer.find(text)), "") == name


def test_a_code_lies_in_its_town(gazetteer: Gazetteer) -> None:
    """The point is that of the code, not of the middle of the city."""
    medical_center, houston = gazetteer.find("77030")[0], gazetteer.find("Houston, TX")[0]
    assert medical_center.point == pytest.approx((29.70, -95.40), abs=0.01)
    assert medical_center.point != houston.point
    assert medical_center.population == houston.population


# At least so many codes: those of whole countries, or the first halves in Canada, Ireland and the UK.
COVERED = {
    "US": 41_000, "GB": 2_900, "CA": 1_600, "DE": 8_000, "FR": 6_000, "ES": 11_000, "IT": 4_600, "NL": 4_000,
    "BE": 1_100, "AT": 2_200, "CH": 3_100, "PL": 20_000, "CZ": 2_600, "SE": 15_000, "DK": 1_000, "NO": 4_500,
    "FI": 3_000, "PT": 190_000, "IE": 139, "IN": 19_000, "AU": 3_100, "NZ": 1_700, "JP": 140_000, "MX": 32_000,
    "BR": 5_000, "TR": 2_900, "KR": 34_000, "ZA": 3_200, "RO": 37_000, "UA": 26_000, "BY": 3_000, "RU": 43_000,
}  # fmt: skip


def test_countries_covered() -> None:
    """Countries that docs/places.md names have as many codes as it says."""
    codes = PostalCodes()
    kept = [line for piece in codes._pieces for line in set(piece.codes.split(b"\n"))]
    countries: dict[str, set[bytes]] = {}
    for line in filter(None, kept):
        countries.setdefault(line[:2].decode(), set()).add(line)
    assert [country for country, least in COVERED.items() if len(countries[country]) < least] == []
    assert len(countries) == 121  # with the United Arab Emirates, whose numbers are map references


def test_lines_of_codes_stay_together() -> None:
    """Each code leads to lines that have it, in every part of the file."""
    codes = PostalCodes()
    for piece in codes._pieces[::10]:
        country, _, code = piece.codes.split(b"\n")[len(piece.codes) // 40].partition(b"\t")
        found = codes.places(code.decode())
        assert country.decode() in {place.country for place in found}
        assert {place.code for place in found} == {code.decode()}
