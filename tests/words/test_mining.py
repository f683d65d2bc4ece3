"""Mining: what records explain themselves becomes pairs, what is chance does not."""

import pytest

from indexer.words.mining import Findings, Said, long_form, merged
from indexer.words.thesaurus import Kind

LONG_FORMS = {
    "letters at the beginnings": (
        "patients with acute lymphoblastic leukemia",
        "ALL",
        "acute lymphoblastic leukemia",
    ),
    "a letter inside a word": (
        "early-stage myocarditis and chronic obstructive pulmonary disease",
        "COPD",
        "chronic obstructive pulmonary disease",
    ),
    "small words between": ("quality of life", "QoL", "quality of life"),
    "with a hyphen": ("non-small cell lung cancer", "NSCLC", "non-small cell lung cancer"),
    "its first letter is missing": ("a study of pain", "XP", ""),
    "one word is no long form": ("pembrolizumab", "P", ""),
}


@pytest.mark.parametrize(("before", "short", "expected"), LONG_FORMS.values(), ids=LONG_FORMS)
def test_long_form(before: str, short: str, expected: str) -> None:
    """The words that an abbreviation stands for are those right before it that have its letters."""
    assert long_form(before, short) == expected


def findings(*given: Said) -> Findings:
    """What is found in some trials."""
    found = Findings()
    for said in given:
        found.add(said)
    return found


def trial(
    summary: str = "",
    conditions: tuple[str, ...] = (),
    headings: tuple[str, ...] = (),
    names: tuple[tuple[str, ...], ...] = (),
) -> Said:
    """What one trial says."""
    return Said({"summary": (summary,), "condition": conditions}, conditions, headings, names)


def pairs(found: Findings, holding: dict[str, int] | None = None) -> set[tuple[str, str, Kind]]:
    """The pairs that pass the floors."""
    return {(one.words, one.means, one.kind) for one in found.pairs(holding or {})}


EXPLAINED = trial("Adults with graft versus host disease (GVHD).")
OTHERWISE = trial("The gold visible heart device (GVHD) is tried.")
LIKE_A_WORD = trial("Children with acute lymphoblastic leukemia (ALL) are treated.")


def test_abbreviations_need_several_trials() -> None:
    """Two trials are chance, three are not."""
    assert pairs(findings(EXPLAINED, EXPLAINED)) == set()
    assert pairs(findings(*[EXPLAINED] * 3)) == {("gvhd", "graft versus host disease", Kind.ABBREVIATION)}


def test_abbreviations_of_several_things_are_ambiguous() -> None:
    """Neither sense is taken for the only one."""
    kinds = {(means, kind) for _, means, kind in pairs(findings(*[EXPLAINED] * 3, *[OTHERWISE] * 3))}
    assert {kind for _, kind in kinds} == {Kind.AMBIGUOUS}
    assert len(kinds) == 2


def test_a_short_form_that_is_a_word_must_be_typed_in_capitals() -> None:
    """“All” stands in far more trials than explain it."""
    (found,) = findings(*[LIKE_A_WORD] * 3).pairs({"all": 1_000})
    assert (found.words, found.capitals) == ("ALL", True)


def test_other_names_of_interventions() -> None:
    """Names of one intervention mean the same."""
    found = findings(*[trial(names=(("Pembrolizumab", "Keytruda", "MK-3475"),))] * 2)
    assert pairs(found) == {
        ("pembrolizumab", "keytruda", Kind.MINED),
        ("pembrolizumab", "mk-3475", Kind.MINED),
    }


def test_headings_of_conditions() -> None:
    """The heading that most trials of a condition have, not one that comes with another condition."""
    alone = trial(conditions=("Colon Cancer",), headings=("Colonic Neoplasms",))
    beside = trial(conditions=("Colon Cancer", "Asthma", "Pain", "Sleep", "Fever"), headings=("Asthma",))
    assert pairs(findings(alone, alone, alone, beside)) == {
        ("colon cancer", "colonic neoplasms", Kind.HEADING)
    }


def test_parts_are_merged_and_kept() -> None:
    """What is said three times in all is found, though each part was kept by itself."""
    parts = [Findings.from_json(findings(*[EXPLAINED] * 2).as_json()) for _ in range(2)]
    assert pairs(merged(parts)) == {("gvhd", "graft versus host disease", Kind.ABBREVIATION)}


def test_known_names_and_spellings() -> None:
    """Names of several words that recur are known; words that recur can be meant."""
    found = findings(*[trial(conditions=("Heart Failure",))] * 3, trial(conditions=("Rare Thing",)))
    assert set(found.known()) == {"heart failure"}
    assert found.spellings() == {"failure": 3, "heart": 3}
