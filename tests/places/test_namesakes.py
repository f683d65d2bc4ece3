"""Which other readings of a place are worth asking about."""

import pytest

from indexer.places.gazetteer import Gazetteer
from indexer.places.namesakes import namesakes

ASKED = {
    "another country": ("Birmingham", ["Birmingham, Alabama, United States", "Birmingham, Michigan, United States"]),
    "the same country": (
        "Rochester",
        [
            "Rochester, Minnesota, United States",
            "Rochester, New Hampshire, United States",
            "Rochester, England, United Kingdom",
        ],
    ),
    "much smaller, but a city": ("Portland", ["Portland, Maine, United States"]),
    "accents do not count": ("Cordoba", ["Córdoba, Andalusia, Spain", "Córdoba, Veracruz, Mexico"]),
    "a name that goes on": (
        "Newcastle",
        ["Newcastle, South Africa", "Newcastle upon Tyne, England, United Kingdom"],
    ),
    "a state of the name of a city": (
        "Washington",
        [
            "Washington, United States",
            "Washington, England, United Kingdom",
            "Washington, Utah, United States",
        ],
    ),
    "within a country": ("Columbia, US", ["Columbia, Missouri, United States", "Columbia, Maryland, United States"]),
    "codes in the order of their countries": (
        "10115",
        ["10115, Berlin, Germany", "10115, Gimpo-si, Gyeonggi, South Korea", "10115, Lasnamäe, Estonia"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "names"), ASKED.values(), ids=ASKED)
def test_places_worth_asking_about(text: str, names: list[str], gazetteer: Gazetteer) -> None:
    """The largest first, each elsewhere than the others."""
    found = [place.name for place in namesakes(text, gazetteer.find(text))]
    assert found[: len(names)] == names


NOT_ASKED = {
    "one of its name": "Minsk",
    "villages and small towns": "Paris",
    "another name of another city": "York, England",
    "a foreign name of another city": "Milan",
    "a former name of another city": "Rome",
    "the country and its capital": "Luxembourg",
    "a city and its state": "New York",
    "a country": "Belarus",
    "with its state": "Birmingham, Alabama",
    "the name in full": "Birmingham, England, United Kingdom",
    "in full without accents": "Cordoba, Argentina",
    "a point": "53.9,27.57",
    "a code with its country": "10115, Germany",
    "nothing": "zzyzzx",
}


@pytest.mark.parametrize("text", NOT_ASKED.values(), ids=NOT_ASKED)
def test_places_not_worth_asking_about(text: str, gazetteer: Gazetteer) -> None:
    """Nobody is asked about a place that nobody means."""
    assert namesakes(text, gazetteer.find(text)) == ()


@pytest.mark.parametrize(
    "text", ["Springfield", "Victoria", "Santiago", "San Juan", "Neustadt", "2000", "Salem"]
)
def test_each_full_name_leads_to_its_place(text: str, gazetteer: Gazetteer) -> None:
    """What is asked about can be linked by its name: it leads to just that place, and asks no more."""
    found = gazetteer.find(text)
    for place in (found[0], *namesakes(text, found)):
        assert gazetteer.find(place.name)[0] == place
        assert namesakes(place.name, gazetteer.find(place.name)) == ()
