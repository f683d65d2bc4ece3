"""The registry's own expert syntax is understood for the fields that we have, and the rest is said."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.fields import ASKED_AS
from indexer.search.areas import AREAS, FIELDS_OF_AREA, FORMER_AREAS, key_of_area
from indexer.search.grammar import read_query
from indexer.search.query import text_of

# name: (the registry's syntax, how it reads in ours)
UNDERSTOOD = {
    "words": ("AREA[Condition]asthma", "condition:asthma"),
    "words side by side": ("AREA[Condition]heart attack AND x1", "(condition:heart condition:attack) AND x1"),
    "a phrase": ('AREA[Condition]"heart failure"', 'condition:"heart failure"'),
    "a space between": ("AREA [ Condition ] asthma", "condition:asthma"),
    "the old name": ("AREA[BRIEF-TITLE]asthma", "title:asthma"),
    "several fields": ("AREA[TitleSearch]asthma", "title:asthma OR official-title:asthma"),
    "every field": ("AREA[BasicSearch]asthma", "asthma"),
    "a code": ("AREA[Phase]PHASE2", "phase:2"),
    "a label": ("AREA[OverallStatus]Not yet recruiting", "status:not-yet-recruiting"),
    "a quoted label": ('AREA[OverallStatus]"Active, not recruiting"', "status:active-not-recruiting"),
    "either of two": ("AREA[Phase](PHASE2 OR PHASE3)", "phase:2 OR phase:3"),
    "not": ("NOT AREA[Phase]NA", "NOT phase:not-applicable"),
    "not inside": ("AREA[Phase](NOT NA)", "NOT phase:not-applicable"),
    "nested": (
        "AREA[Condition]x1 AND (AREA[Phase]PHASE3 OR (AREA[Phase]PHASE4 AND AREA[StudyType]INTERVENTIONAL))",
        "condition:x1 AND (phase:3 OR (phase:4 AND type:interventional))",
    ),
    "from a day": ("AREA[StartDate]RANGE[2024-01-01, MAX]", "start:2024.."),
    "up to a day": ("AREA[StartDate]RANGE[MIN, 2024-01-15]", "start:..2024-01-15"),
    "American days": ("AREA[StartDate]RANGE[01/15/2020, 12/31/2021]", "start:2020-01-15..2021-12-31"),
    "any day": ("AREA[StartDate]RANGE[MIN, MAX]", "NOT missing:start"),
    "no day": ("AREA[StartDate]MISSING", "missing:start"),
    "a day or none": (
        "AREA[StartDate](RANGE[2024-01-01, MAX] OR MISSING)",
        "start:2024.. OR missing:start",
    ),
    "numbers": ("AREA[EnrollmentCount]RANGE[100, 200]", "enrolment:100..200"),
    "ages": ("AREA[MinimumAge]RANGE[18 years, MAX]", "minimum-age:18.."),
    "an age": ('AREA[MaximumAge]"6 Months"', "maximum-age:6months"),
    "women alone": ("AREA[Sex]FEMALE", "sex:female AND NOT sex:male"),
    "all": ("AREA[Sex]ALL", "sex:female AND sex:male"),
    "yes": ("AREA[HealthyVolunteers]true AND AREA[HasResults]false", "healthy-volunteers:yes AND results:no"),
    "a group of ages": ("AREA[StdAge]OLDER_ADULT", "age-group:older-adult"),
    "design": (
        "AREA[DesignAllocation]RANDOMIZED AND AREA[DesignMasking]NONE AND AREA[DesignPrimaryPurpose]PREVENTION",
        "allocation:randomized AND masking:none AND purpose:prevention",
    ),
    "a city of two words": ("AREA[LocationCity]New York AND x1", 'city:"New York" AND x1'),
    "one site": (
        "SEARCH[Location](AREA[LocationCity]Minsk AND AREA[LocationStatus]RECRUITING)",
        "site:(city:Minsk AND site-status:recruiting)",
    ),
    "either at one site": (
        "SEARCH[Location](AREA[LocationStatus]RECRUITING AND (AREA[LocationCity]Minsk OR AREA[LocationState]Texas))",
        "site:(site-status:recruiting AND (city:Minsk OR state:Texas))",
    ),
    "any site": (
        "AREA[LocationCity]Minsk AND AREA[LocationStatus]RECRUITING",
        "city:Minsk AND site-status:recruiting",
    ),
    "a text that is missing": ("AREA[DetailedDescription]MISSING", "missing:description"),
    "beside ours": ("asthma phase:2 AREA[Sex]ALL", "asthma phase:2 (sex:female AND sex:male)"),
}


@pytest.mark.parametrize(("text", "ours"), UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_it_reads_in_our_syntax(text: str, ours: str) -> None:
    """It becomes the same tree as our syntax for it, and nothing has to be said."""
    reading = read_query(text)
    assert reading.tree
    assert (text_of(reading.tree), reading.notes) == (ours, ())
    assert read_query(ours).tree == reading.tree


# name: (the registry's syntax, how it reads in ours, what has to be said)
NOTED = {
    "a field that we do not have": ("AREA[LocationZip]x1", "x1", ("AREA[LocationZip]",)),
    "days that we do not have": (
        "x1 AND AREA[StudyFirstSubmitDate]RANGE[2020-01-01, MAX]",
        "x1",
        ("AREA[StudyFirstSubmitDate]", "RANGE"),
    ),
    "a wider field": ("AREA[Acronym]x1", "title:x1", ("our field title: short title and acronym",)),
    "the whole of a value": (
        'AREA[OverallStatus]COVER[FullMatch]"Recruiting"',
        "status:recruiting",
        ("COVER[FullMatch]",),
    ),
    "all forms of a word": ("AREA[Condition]EXPANSION[None]x1", "condition:x1", ("EXPANSION[None]",)),
    "another part": (
        "SEARCH[Intervention](AREA[InterventionType]DRUG AND AREA[InterventionName]x1)",
        "kind:drug AND intervention:x1",
        ("one Intervention",),
    ),
    "a hospital at one site": (
        "SEARCH[Location](AREA[LocationFacility]x1 AND AREA[LocationCity]Minsk)",
        "city:Minsk AND place:x1",
        ("AREA[LocationFacility]", "Only city, state, country and status"),
    ),
    "distance": (
        "x1 AND AREA[LocationGeoPoint]DISTANCE[Minsk, 50 km]",
        "x1",
        ("LocationGeoPoint", "DISTANCE"),
    ),
    "a value that there is not": ("AREA[Phase]PHASE9", "PHASE9", ("phase:PHASE9",)),
    "a range of words": ("x1 AND AREA[Condition]RANGE[a, b]", "x1", ("RANGE",)),
    "sponsors of both kinds": ("AREA[FunderTypeSearch]NIH", "led-by:nih", ("lead sponsor alone",)),
    "never closed": ("AREA[Phase", "area phase", ("“AREA[” was not closed",)),
    "nothing named": ("AREA[]x1", "x1", ("AREA[]",)),
}


@pytest.mark.parametrize(("text", "ours", "said"), NOTED.values(), ids=NOTED)
def test_what_we_cannot_do_is_said(text: str, ours: str, said: tuple[str, ...]) -> None:
    """The rest is searched, and each thing that is not done as asked is named."""
    reading = read_query(text)
    assert reading.tree
    assert text_of(reading.tree) == ours
    for part in said:
        assert any(part in note for note in reading.notes), reading.notes


def test_every_area_leads_to_fields_that_there_are() -> None:
    """The table of areas names fields of the field table, by their names in the query language."""
    named = {name for names in FIELDS_OF_AREA.values() for name in names.split(",") if name}
    assert named <= {field.asked_as for field in ASKED_AS.values()}


def _pieces(nodes: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    for node in nodes:
        yield node["piece"], node.get("altPieceNames", [])
        yield from _pieces(node.get("children", []))


def test_every_area_is_one_of_the_registrys(shared: Path) -> None:
    """No name in the tables is an invention: each is a piece of the metadata, or a published search area."""
    api = shared / "data/api"
    pieces = dict(_pieces(json.loads((api / "studies_metadata.json").read_text(encoding="utf-8"))))
    documents = json.loads((api / "search_areas.json").read_text(encoding="utf-8"))
    areas = {area["name"] for document in documents for area in document["areas"]}
    assert {name for names in AREAS.values() for name in names.split()} <= {*pieces, *areas}
    former = {key_of_area(name) for names in pieces.values() for name in names}
    assert {key_of_area(name) for names in FORMER_AREAS.values() for name in names.split()} <= former
