"""Two readings of one trial, and what a person who follows it is told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.registry.changes import Change, ChangeKind, changes_between
from indexer.registry.ctgov import read_study
from tests.builders import SiteParts, TrialParts, a_record, a_trial

LEEDS: SiteParts = {"facility": "General", "city": "Leeds", "country": "United Kingdom"}
IN_LEEDS = "General, Leeds, United Kingdom"
OPEN_LEEDS: SiteParts = {**LEEDS, "status": "RECRUITING"}
SHUT_LEEDS: SiteParts = {**LEEDS, "status": "COMPLETED"}

CASES: dict[str, tuple[TrialParts, TrialParts, set[tuple[str, str, str, str, str]]]] = {
    "nothing": ({}, {}, set()),
    "starts to recruit": (
        {"status": "NOT_YET_RECRUITING"},
        {"status": "RECRUITING"},
        {("now recruiting", "status", "NOT_YET_RECRUITING", "RECRUITING", "")},
    ),
    "recruits again": (
        {"status": "SUSPENDED"},
        {"status": "RECRUITING"},
        {("now recruiting", "status", "SUSPENDED", "RECRUITING", "")},
    ),
    "expanded access begins": (
        {"status": "TEMPORARILY_NOT_AVAILABLE"},
        {"status": "AVAILABLE"},
        {("now recruiting", "status", "TEMPORARILY_NOT_AVAILABLE", "AVAILABLE", "")},
    ),
    "closes": (
        {"status": "RECRUITING"},
        {"status": "ACTIVE_NOT_RECRUITING"},
        {("closed", "status", "RECRUITING", "ACTIVE_NOT_RECRUITING", "")},
    ),
    "was closed before": (
        {"status": "ACTIVE_NOT_RECRUITING"},
        {"status": "COMPLETED"},
        {("status", "status", "ACTIVE_NOT_RECRUITING", "COMPLETED", "")},
    ),
    "withdrawn": (
        {"status": "NOT_YET_RECRUITING"},
        {"status": "WITHDRAWN"},
        {("withdrawn", "status", "NOT_YET_RECRUITING", "WITHDRAWN", "")},
    ),
    "a status of tomorrow": (
        {"status": "RECRUITING"},
        {"status": "PAUSED"},
        {("status", "status", "RECRUITING", "PAUSED", "")},
    ),
    "a new open site": (
        {"sites": []},
        {"sites": [OPEN_LEEDS]},
        {("site opened", "sites", "", "RECRUITING", IN_LEEDS)},
    ),
    "a site opens": (
        {"sites": [SHUT_LEEDS]},
        {"sites": [OPEN_LEEDS]},
        {("site opened", "sites", "COMPLETED", "RECRUITING", IN_LEEDS)},
    ),
    "a site closes": (
        {"sites": [OPEN_LEEDS]},
        {"sites": [SHUT_LEEDS]},
        {("site closed", "sites", "RECRUITING", "COMPLETED", IN_LEEDS)},
    ),
    "an open site is struck off": (
        {"sites": [OPEN_LEEDS]},
        {"sites": []},
        {("site closed", "sites", "RECRUITING", "", IN_LEEDS)},
    ),
    "a site without a status of its own has its study's": (
        {"sites": [OPEN_LEEDS]},
        {"sites": [LEEDS]},
        {
            (
                "other",
                "sites",
                '{"facility":"General","status":"RECRUITING","city":"Leeds","country":"United Kingdom"}',
                '{"facility":"General","city":"Leeds","country":"United Kingdom"}',
                "",
            )
        },
    ),
    "a site that only follows its study is not told": (
        {"status": "RECRUITING", "sites": [LEEDS]},
        {"status": "COMPLETED", "sites": [LEEDS]},
        {("closed", "status", "RECRUITING", "COMPLETED", "")},
    ),
    "phase": (
        {"phases": ["PHASE1"]},
        {"phases": ["PHASE1", "PHASE2"]},
        {("phase", "phases", "", "PHASE2", "")},
    ),
    "sex": ({"sex": "ALL"}, {"sex": "FEMALE"}, {("ages or sex", "eligibility.sex", "ALL", "FEMALE", "")}),
    "an age limit goes": (
        {"maximum_age": "65 Years"},
        {},
        {("ages or sex", "eligibility.maximum_age", "65 years", "", "")},
    ),
    "an age in another unit": (
        {"minimum_age": "1 Year"},
        {"minimum_age": "12 Months"},
        {("ages or sex", "eligibility.minimum_age", "1 year", "12 months", "")},
    ),
    "criteria": (
        {"criteria": "* HbA1c < 7"},
        {"criteria": "* HbA1c < 8"},
        {("criteria", "eligibility.criteria_text", "* HbA1c < 7", "* HbA1c < 8", "")},
    ),
    "a sign turns the criteria round": (
        {"criteria": "* age > 7"},
        {"criteria": "* age < 7"},
        {("criteria", "eligibility.criteria_text", "* age > 7", "* age < 7", "")},
    ),
    "criteria with other bullets": (
        {"criteria": "* asthma\n* cough"},
        {"criteria": "1. asthma\n\n2. cough".replace("1. ", "- ").replace("2. ", "- ")},
        {("other", "eligibility.criteria_text", "* asthma\n* cough", "- asthma\n\n- cough", "")},
    ),
    "results": (
        {"has_results": False},
        {"has_results": True},
        {("results posted", "has_results", "no", "yes", "")},
    ),
    "results taken back": (
        {"has_results": True},
        {"has_results": False},
        {("other", "has_results", "yes", "no", "")},
    ),
    "a day of the registry's": (
        {"last_update_posted": "2026-01-01"},
        {"last_update_posted": "2026-02-01"},
        {("other", "last_update_posted", "2026-01-01", "2026-02-01", "")},
    ),
    "of a list only what differs": (
        {"conditions": ["Asthma", "Cough"]},
        {"conditions": ["Cough", "Eczema"]},
        {("other", "conditions", "Asthma", "Eczema", "")},
    ),
    "sponsor": (
        {"sponsor": "A", "sponsor_class": "OTHER"},
        {"sponsor": "B", "sponsor_class": "OTHER"},
        {("other", "lead_sponsor", "A", "B", "")},
    ),
}


@pytest.mark.parametrize(("before", "after", "told"), CASES.values(), ids=CASES.keys())
def test_what_is_told(
    before: TrialParts, after: TrialParts, told: set[tuple[str, str, str, str, str]]
) -> None:
    """Each kind of difference is told as what it means."""
    changes = changes_between(a_trial(**before), a_trial(**after))
    assert {(each.kind, each.field, each.before, each.after, each.place) for each in changes} == told
    assert len(changes) == len(told)


def test_the_dates_of_a_study_are_told_with_their_kind() -> None:
    """A planned end that moves is news about dates."""
    before, after = a_record(), a_record()
    before["protocolSection"]["statusModule"]["completionDateStruct"] = {
        "date": "2027-03",
        "type": "ESTIMATED",
    }
    after["protocolSection"]["statusModule"]["completionDateStruct"] = {
        "date": "2026-11-02",
        "type": "ACTUAL",
    }
    assert changes_between(read_study(before), read_study(after)) == (
        Change(ChangeKind.DATES, "completion", "2027-03 ESTIMATED", "2026-11-02 ACTUAL"),
    )


def test_a_trial_seen_for_the_first_time_has_one_change() -> None:
    """However full the record is."""
    assert changes_between(None, a_trial(title="Peanut", sites=[OPEN_LEEDS], sex="ALL")) == (
        Change(ChangeKind.NEW, after="Peanut"),
    )


_PARTS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["A", "B"]),
        "status": st.sampled_from(["RECRUITING", "COMPLETED", "WITHDRAWN", "ODD"]),
        "phases": st.sampled_from([["PHASE1"], ["PHASE2", "PHASE1"], ["PHASE1", "PHASE2"]]),
        "criteria": st.sampled_from(["* a", "- a", "* b"]),
        "sites": st.lists(st.sampled_from([LEEDS, OPEN_LEEDS, SHUT_LEEDS]), max_size=3),
        "interventions": st.lists(st.sampled_from(["X", "Y"]), max_size=3),
        "enrolment": st.integers(0, 3),
        "minimum_age": st.sampled_from(["1 Year", "12 Months"]),
    },
)


@given(_PARTS, _PARTS)
def test_changes_exactly_where_meanings_differ(before: Any, after: Any) -> None:
    """Equal trials have no change, unequal ones at least one."""
    was, now = a_trial(**before), a_trial(**after)
    assert bool(changes_between(was, now)) == (was != now)
