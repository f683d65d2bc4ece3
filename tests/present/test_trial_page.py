"""The listing: what it says of a trial, and that any record at all can be shown."""

import json
import random
from datetime import UTC, date, datetime
from typing import Any

import pytest

from indexer.places.distance import Radius
from indexer.registry.ctgov import read_study
from indexer.search.request import Near
from indexer.settings import bundled
from indexer.trial.titles import people, plain_title
from tests.builders import a_record, a_trial
from web.present.plain_language import design_sentences, phase_words, summary
from web.present.trial_page import TrialPage
from web.templating import render

TODAY = date(2026, 11, 24)
SAMPLE = sorted(bundled("data", "sample").glob("NCT*.json"))


def page_of(record: dict[str, Any], near: Near | None = None) -> TrialPage:
    """The listing of a record."""
    return TrialPage.of(
        read_study(record), received_at=datetime(2026, 11, 20, tzinfo=UTC), near=near, today=TODAY
    )


def seed() -> dict[str, Any]:
    """The trial of the page that started the project."""
    record: dict[str, Any] = json.loads(
        (bundled("data", "sample") / "NCT05333302.json").read_text(encoding="utf-8")
    )
    return record


def test_the_page_that_started_the_project() -> None:
    """Everything it showed, with its mistakes mended."""
    page = page_of(seed())
    facts = {fact.label: fact.values for fact in page.facts}
    assert page.byline[0] == "Phase 1"
    assert facts["Ages"] == ("Ages 1 to 30 years",)
    assert facts["Participants"] == ("10 (estimated)",)
    assert (len(page.criteria.inclusion), len(page.criteria.exclusion)) == (4, 11)
    assert any(">150 cells/µL" in item.text for item in page.criteria.inclusion)
    assert {"immunotherapy", "CAR-T cells", "CD19"} <= {link.text for link in page.keywords}
    assert not {"immunotherapy", "CD19"} & {link.text for link in page.conditions}
    html = render("pages/trial.html", page=page, path="/")
    assert "PHASE1" not in html
    assert "Minsk" in html


TITLES = {
    "one drug": (
        {"interventions": ["Semaglutide"], "conditions": ["Type 2 Diabetes"], "minimum_age": "18 Years"},
        "Semaglutide for adults with Type 2 Diabetes",
    ),
    "placebo beside it": (
        {"interventions": ["X-1", "Placebo"], "conditions": ["Asthma"], "maximum_age": "17 Years"},
        "X-1 for children with Asthma",
    ),
    "cells beside drugs": (
        {
            "interventions": [("BIOLOGICAL", "CAR-T"), "A", "B"],
            "conditions": ["Leukemia"],
            "maximum_age": "30 Years",
        },
        "CAR-T for children and young adults with Leukemia",
    ),
    "two drugs are not clear": ({"interventions": ["A", "B"], "conditions": ["Asthma"]}, "A trial"),
    "three conditions are not clear": ({"interventions": ["A"], "conditions": ["X", "Y", "Z"]}, "A trial"),
    "too long": ({"interventions": ["A" * 80], "conditions": ["Asthma"]}, "A trial"),
    "no condition": ({"interventions": ["A"]}, "A trial"),
}


@pytest.mark.parametrize(("parts", "title"), TITLES.values(), ids=TITLES)
def test_a_plain_title_only_where_the_record_is_clear(parts: dict[str, Any], title: str) -> None:
    """Otherwise the sponsor's own stands."""
    record = a_record(**parts)
    record["protocolSection"].setdefault("designModule", {})["designInfo"] = {"primaryPurpose": "TREATMENT"}
    assert plain_title(read_study(record)) == title


PEOPLE = {
    "women": ({"sex": "FEMALE", "minimum_age": "18 Years"}, "women"),
    "girls": ({"sex": "FEMALE", "maximum_age": "17 Years"}, "girls"),
    "men": ({"sex": "MALE", "minimum_age": "18 Years"}, "men"),
    "everyone": ({}, "people"),
    "older": ({"minimum_age": "65 Years"}, "older adults"),
    "up to 40": ({"maximum_age": "40 Years"}, "children and adults"),
}


@pytest.mark.parametrize(("parts", "who"), PEOPLE.values(), ids=PEOPLE)
def test_people_are_named_by_age_and_sex(parts: dict[str, Any], who: str) -> None:
    """As the record says, and no narrower."""
    assert people(a_trial(**parts)) == who


def arms(*types: str) -> list[dict[str, str]]:
    """Groups of these kinds."""
    return [{"label": f"Group {number}", "type": kind} for number, kind in enumerate(types, 1)]


DESIGNS = {
    "placebo": (arms("EXPERIMENTAL", "PLACEBO_COMPARATOR"), {"allocation": "RANDOMIZED"}, "1 group of 2 gets"),
    "sham": (arms("EXPERIMENTAL", "SHAM_COMPARATOR"), {}, "a sham"),
    "one group": (arms("EXPERIMENTAL"), {}, "Everyone is in one group."),
    "chance": (arms("EXPERIMENTAL", "OTHER"), {"allocation": "RANDOMIZED"}, "Chance decides"),
    "open": ([], {"maskingInfo": {"masking": "NONE"}}, "You and the study team know"),
    "blinded": ([], {"maskingInfo": {"masking": "DOUBLE", "whoMasked": ["PARTICIPANT"]}}, "participants"),
}  # fmt: skip


@pytest.mark.parametrize(("groups", "design", "part"), DESIGNS.values(), ids=DESIGNS)
def test_the_design_in_plain_words(groups: list[dict[str, str]], design: dict[str, Any], part: str) -> None:
    """Groups, chance, placebo and blinding, each only when the record says so."""
    record = a_record()
    record["protocolSection"]["armsInterventionsModule"] = {"armGroups": groups}
    record["protocolSection"]["designModule"] = {"designInfo": design}
    assert part in " ".join(sentence.text for sentence in design_sentences(read_study(record)))


def test_nothing_is_said_that_the_record_does_not_say() -> None:
    """Without design, arms or purpose there are no sentences about them."""
    trial = a_trial()
    assert list(design_sentences(trial)) == []
    assert summary(trial) is None
    assert phase_words(trial) == ""


def test_sites_near_the_person_come_first() -> None:
    """Open sites before closed ones, near before far; without a status of its own a site has the study's."""
    sites: list[Any] = [
        {"facility": "Far", "city": "Gomel", "country": "Belarus", "lat": 52.44, "lon": 30.98},
        {
            "facility": "Closed",
            "city": "Minsk",
            "country": "Belarus",
            "status": "COMPLETED",
            "lat": 53.9,
            "lon": 27.57,
        },
        {"facility": "Near", "city": "Minsk", "country": "Belarus", "lat": 53.9, "lon": 27.57},
        {"facility": "Elsewhere", "city": "Lyon", "country": "France", "lat": 45.7, "lon": 4.8},
    ]
    near = Near("Minsk", "Minsk, Belarus", 53.9, 27.57, Radius(100))
    [belarus, france] = page_of(a_record(sites=sites), near).countries
    assert [site.facility for site in belarus.sites] == ["Near", "Far", "Closed"]
    assert belarus.sites[0].distance == "In or near Minsk"
    assert belarus.count == "3 sites, 2 open"
    assert france.country == "France"


def test_contacts_become_links_only_when_they_work() -> None:
    """A telephone link holds digits, a mail link an address; anything else stays text."""
    record = a_record()
    record["protocolSection"]["contactsLocationsModule"] = {
        "centralContacts": [
            {"name": "Desk", "phone": "+375 (17) 265-42-22", "phoneExt": "5", "email": "desk@example.org"},
            {"name": "Odd", "phone": "call", "email": "javascript:alert(1)"},
        ]
    }
    good, odd = page_of(record).contacts
    assert (good.phone_url, good.email_url) == ("tel:+375172654222", "mailto:desk@example.org")
    assert good.phone == "+375 (17) 265-42-22 ext. 5"
    assert (odd.phone_url, odd.email_url) == ("", "")


def test_links_lead_only_to_the_web() -> None:
    """An address that is not of the web is shown as text."""
    record = a_record()
    record["protocolSection"]["referencesModule"] = {
        "seeAlsoLinks": [
            {"label": "Site", "url": "https://example.org"},
            {"label": "Odd", "url": "javascript:alert(1)"},
        ]
    }
    assert [link.url for link in page_of(record).links] == ["https://example.org", ""]


def test_data_for_search_engines_cannot_break_out() -> None:
    """A title that ends the script element stays inside it."""
    page = page_of(a_record(title="</script><script>alert(1)</script>"))
    assert "</script>" not in page.json_ld
    assert json.loads(str(page.json_ld))["name"].startswith("</script>")


def test_doubtful_records_say_so() -> None:
    """Not checked for over a year, or past its end and still open: ask whether it runs."""
    record = a_record()
    record["protocolSection"]["statusModule"] |= {
        "statusVerifiedDate": "2023-05",
        "completionDateStruct": {"date": "2024-01"},
    }
    said = [warning.text for warning in page_of(record).warnings]
    assert any("over two years ago" in text for text in said)
    assert any("has passed" in text for text in said)


def pruned(value: Any) -> Any:
    """The same JSON with every fourth key gone, by chance."""
    if isinstance(value, dict):
        return {
            key: pruned(inner) for key, inner in value.items() if key == "nctId" or random.random() > 0.25
        }
    return [pruned(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_any_subset_of_a_record_can_be_shown(path: Any) -> None:
    """Keys taken away at random never break the page, and no code of the registry reaches it."""
    record = json.loads(path.read_text(encoding="utf-8"))
    for _ in range(6):
        identification = record["protocolSection"]["identificationModule"]
        candidate = pruned(record)
        candidate.setdefault("protocolSection", {})["identificationModule"] = identification
        html = render("pages/trial.html", page=page_of(candidate), path="/")
        assert "NOT_YET_RECRUITING" not in html
        assert "EXPANDED_ACCESS" not in html
