"""A place has one name in the index, however a record or an old link writes it."""

import gzip
import json
from pathlib import Path

import pytest

from indexer.places.names import place_names, place_path
from indexer.places.states import read_states, state_known_as

NAMES = {
    "an older name of a country": (("Turkey", "", "Ankara"), ("Turkey (Türkiye)", "", "Ankara")),
    "its own name": (("Türkiye", "", "Ankara"), ("Turkey (Türkiye)", "", "Ankara")),
    "a longer one": (("Korea, Republic of", "", "Seoul"), ("South Korea", "", "Seoul")),
    "one that has changed": (("Czech Republic", "", "Brno"), ("Czechia", "", "Brno")),
    "a country that is no more": (("Former Yugoslavia", "", "X"), ("Former Yugoslavia", "", "X")),
    "short for a state": (("United States", "TX", "Houston"), ("United States", "Texas", "Houston")),
    "in the case of code": (("United States", "tx", "Houston"), ("United States", "Texas", "Houston")),
    "a state in brackets": (("Canada", "Ontario (ON)", "Ottawa"), ("Canada", "Ontario", "Ottawa")),
    "in another language": (("Germany", "Bayern", "Munich"), ("Germany", "Bavaria", "Munich")),
    "without accents": (("Brazil", "Parana", "Curitiba"), ("Brazil", "Paraná", "Curitiba")),
    "with what it is": (("China", "Beijing Municipality", "Beijing"), ("China", "Beijing", "Beijing")),
    "in Japanese": (("Japan", "Aichi-ken", "Nagoya"), ("Japan", "Aichi", "Nagoya")),
    "before the name": (("Germany", "State of Berlin", "Berlin"), ("Germany", "Berlin", "Berlin")),
    "a letter in another country": (("Italy", "PA", "Palermo"), ("Italy", "PA", "Palermo")),
    "a state not in the table": (
        ("United Kingdom", "Surrey", "Egham"),
        ("United Kingdom", "Surrey", "Egham"),
    ),
    "two states": (("Canada", "Ontario/Quebec", "X"), ("Canada", "Ontario/Quebec", "X")),
    "the country once more": (("Germany", "Germany", "Ulm"), ("Germany", "", "Ulm")),
    "the country under another name": (
        ("South Korea", "Republic of Korea", "Seoul"),
        ("South Korea", "", "Seoul"),
    ),
    "a form's own words": (("Taiwan", "Please Select", "Taipei"), ("Taiwan", "", "Taipei")),
    "a delivery office": (("France", "Cedex 9", "Lyon"), ("France", "", "Lyon")),
    "the capital of the USA": (
        ("United States", "District of Columbia", "Washington D.C."),
        ("United States", "District of Columbia", "Washington"),
    ),
    "the capital without its state": (
        ("United States", "", "Washington, DC"),
        ("United States", "District of Columbia", "Washington"),
    ),
    "the capital as a state": (
        ("United States", "Washington D.C.", "Washington"),
        ("United States", "District of Columbia", "Washington"),
    ),
    "the state of that name": (
        ("United States", "Washington", "Seattle"),
        ("United States", "Washington", "Seattle"),
    ),
    "a saint": (("United States", "Missouri", "Saint Louis"), ("United States", "Missouri", "St. Louis")),
    "a saint in short": (
        ("United States", "Missouri", "St Louis"),
        ("United States", "Missouri", "St. Louis"),
    ),
    "a saint elsewhere": (("France", "", "Saint-Étienne"), ("France", "", "Saint-Étienne")),
    "a comma that slipped in": (
        ("United States", "Texas", "Houston, "),
        ("United States", "Texas", "Houston"),
    ),
    "gaps": (("United  States", " Texas", "San  Antonio"), ("United States", "Texas", "San Antonio")),
    "nothing": (("", "", ""), ("", "", "")),
    "no country": (("", "TX", "Houston"), ("", "TX", "Houston")),
}


@pytest.mark.parametrize(("written", "kept"), NAMES.values(), ids=NAMES)
def test_names_of_a_place(written: tuple[str, str, str], kept: tuple[str, str, str]) -> None:
    """What is certain gets one name, the rest stays as it is written; doing it twice changes nothing more."""
    assert place_names(*written) == kept
    assert place_names(*kept) == kept


PATHS = {
    "Turkey": "Turkey (Türkiye)",
    "Türkiye/Ankara": "Turkey (Türkiye)/Ankara",
    "Korea, Republic of": "South Korea",
    "United States/TX": "United States/Texas",
    "United States/TX/Houston": "United States/Texas/Houston",
    "United States/Missouri/Saint Louis": "United States/Missouri/St. Louis",
    "United Kingdom/Leeds": "United Kingdom/Leeds",
    "Germany/Bayern": "Germany/Bavaria",
    "Germany": "Germany",
    "not-stated": "not-stated",
    "a/b/c/d": "a/b/c/d",
    "": "",
}


@pytest.mark.parametrize(("path", "kept"), PATHS.items(), ids=PATHS)
def test_an_old_link_leads_to_the_same_place(path: str, kept: str) -> None:
    """A place in an address may have the names that it had when the address was saved."""
    assert place_path(path) == kept
    assert place_path(kept) == kept


def test_no_name_stands_for_two_states_of_a_country() -> None:
    """Whatever the table calls a state leads back to it and to no other."""
    for state in read_states():
        for written in (state.name, *state.also, *state.short):
            assert state_known_as(state.country, written) == state.name


def test_names_of_real_records(shared: Path) -> None:
    """In the registry's own records no two countries mean the same, and few values of the facet are changed twice."""
    with gzip.open(shared / "data/trials/v2.jsonl.gz", "rt", encoding="utf-8") as lines:
        protocols = [json.loads(line)["protocolSection"] for line in lines]
    sites = [
        tuple(site.get(part, "") for part in ("country", "state", "city"))
        for protocol in protocols
        for site in protocol.get("contactsLocationsModule", {}).get("locations", ())
    ]
    kept = [place_names(*site) for site in sites]
    assert [place_names(*names) for names in kept] == kept
    assert len({country for country, _, _ in kept}) == len({country for country, _, _ in sites}) - 5
    assert len({names[:2] for names in kept}) < len({names[:2] for names in sites}) - 80
