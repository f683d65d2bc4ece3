r"""Eligibility texts of many shapes: which side each item is on, how deep, and nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.trial.criteria import Criteria, split_criteria

SEED = r"""Inclusion Criteria:

* CD19+ relapsed or refractory lymphoblastic leukemia/lymphoma;
* Karnofsky or Lansky performance scale greater or equal to 70;
* T-cells count in peripheral blood \>150 cells/µL;
* Written informed consent.

Exclusion Criteria:

* primary immunodeficiencies or genetic syndromes;
* neurologic diseases;
* autoimmune diseases or polyallergie;
* transfusion of donor lymphocyte less than 6 week before CAR-T cells infusion;
* GvHD grade 2-4;
* uncontrolled systemic infection;
* hypoxia (Sp02\<90%)
* severe hepatic dysfunction: ALT or AST \>=3x upper limit of normal for age;
* renal dysfunction: serum creatinine level \>=3x upper limit of normal for age;
* positive serology for human immunodeficiency virus (HIV), active hepatite C or B;
* pregnancy.
"""


def sides(text: str) -> tuple[list[str], list[str], list[str]]:
    """The texts of inclusion, exclusion and unsorted items."""
    found = split_criteria(text)
    return tuple([item.text for item in side] for side in (found.inclusion, found.exclusion, found.unsorted))  # type: ignore[return-value]


def test_the_page_that_started_the_project() -> None:
    """4 reasons to be included, 11 to be excluded, and no backslash."""
    inclusion, exclusion, unsorted = sides(SEED)
    assert (len(inclusion), len(exclusion), len(unsorted)) == (4, 11, 0)
    assert inclusion[2] == "T-cells count in peripheral blood >150 cells/µL"
    assert exclusion[6] == "hypoxia (Sp02<90%)"


HEADINGS = [
    ("Inclusion Criteria:", "Exclusion Criteria:"),
    ("INCLUSION CRITERIA", "EXCLUSION CRITERIA"),
    ("Inclusion:", "Exclusion:"),
    ("Inclusion", "Exclusion"),
    ("Key Inclusion Criteria:", "Key Exclusion Criteria:"),
    ("Main inclusion criteria", "Main exclusion criteria"),
    ("* Inclusion Criteria:", "* Exclusion Criteria:"),
    ("**Inclusion Criteria**", "**Exclusion Criteria**"),
    ("1. Inclusion criteria:", "2. Exclusion criteria:"),
    ("1.1 Inclusion criteria", "1.2 Exclusion criteria"),
    ("Inclusion Criteria for patients:", "Exclusion Criteria for patients:"),
    ("Inclusion Criteria (screening)", "Exclusion Criteria (screening)"),
    ("Inclusion Criteria - Arms 1a and 2", "Exclusion Criteria - Arms 1a and 2"),
    ("The inclusion criteria are:", "The exclusion criteria are:"),
    ("Inclusion criteria are as follows:", "Exclusion criteria are as follows:"),
    ("Inclusion criteria：", "Exclusion criteria："),
    ("Inclusion Criterion:", "Non-inclusion criteria:"),
    ("You may be eligible for this study if you:", "You will not be eligible for this study if you:"),
    ("Patients must have:", "Patients must not have:"),
    ("Required:", "Excluded:"),
    (
        "Subjects will be eligible if the following criteria are met:",
        "Subjects with the following are excluded:",
    ),
]


@pytest.mark.parametrize(("include", "exclude"), HEADINGS, ids=[include for include, _ in HEADINGS])
def test_headings_of_many_wordings_tell_the_side(include: str, exclude: str) -> None:
    """Whatever the heading is called, what stands under it is on its side."""
    text = f"{include}\n\n* Adults\n* Asthma\n\n{exclude}\n\n* Pregnancy"
    assert sides(text) == (["Adults", "Asthma"], ["Pregnancy"], [])


SHAPES = {
    "no heading": ("Adults with asthma", ([], [], ["Adults with asthma"])),
    "only exclusion": ("Exclusion Criteria:\n* A b", ([], ["A b"], [])),
    "heading and item on one line": (
        "Inclusion Criteria: Adults with asthma\nExclusion Criteria: Pregnancy",
        (["Adults with asthma"], ["Pregnancy"], []),
    ),
    "all on one line": (
        "Inclusion Criteria: 1. Adults 2. Asthma Exclusion Criteria: 1. Pregnancy 2. Smoking",
        (["Adults", "Asthma"], ["Pregnancy", "Smoking"], []),
    ),
    "both in one heading": ("Inclusion/Exclusion Criteria:\n* A b\n* C d", ([], [], ["A b", "C d"])),
    "inclusion and exclusion heading": ("INCLUSION AND EXCLUSION CRITERIA:\n* A b", ([], [], ["A b"])),
    "a sentence about criteria is an item": (
        "Inclusion Criteria:\n* Adults\n* Other protocol-defined inclusion/exclusion criteria may apply",
        (["Adults", "Other protocol-defined inclusion/exclusion criteria may apply"], [], []),
    ),
    "an item that begins with a heading's word": (
        "Exclusion Criteria:\n* Inclusion in another trial\n* Smoking",
        ([], ["Inclusion in another trial", "Smoking"], []),
    ),
    "several groups": (
        "Inclusion Criteria: Donor\n* A b\nExclusion Criteria: Donor\n* C d\nInclusion Criteria: Twin\n* E f",
        (["Donor", "A b", "Twin", "E f"], ["Donor", "C d"], []),
    ),
    "an empty side": ("Inclusion Criteria:\n* A b\n\nExclusion Criteria:", (["A b"], [], [])),
    "a label ends a list of exclusions": (
        "Prior Medication:\n\nExcluded:\n\n* A b\n\nRisk Behavior:\n\n* C d",
        ([], ["A b"], ["Prior Medication:", "Risk Behavior:", "C d"]),
    ),
    "HTML": (
        "<p>Inclusion Criteria:</p><ul><li>Age &gt;=18</li></ul><p>Exclusion Criteria:</p><ul><li>Gout</li></ul>",
        (["Age >=18"], ["Gout"], []),
    ),
    "a wrapped line": (
        "Inclusion Criteria:\n* Adults with\nsevere asthma",
        (["Adults with severe asthma"], [], []),
    ),
    "decimals are not numbering": (
        "Inclusion:\n* HbA1c of 7. 5 to 9.5 %",
        (["HbA1c of 7. 5 to 9.5 %"], [], []),
    ),
    "signs of many kinds": (
        "Inclusion:\n- A b\n• C d\n– E f\n(1) G h\n2) I j",
        (["A b", "C d", "E f", "G h", "I j"], [], []),
    ),
    "nothing": ("", ([], [], [])),
}


@pytest.mark.parametrize(("text", "expected"), SHAPES.values(), ids=SHAPES)
def test_texts_of_many_shapes(text: str, expected: tuple[list[str], list[str], list[str]]) -> None:
    """Each shape that real records have gives the items people would read."""
    assert sides(text) == expected


def test_nesting_follows_the_indentation() -> None:
    """A bullet under a bullet is one deeper; back at the margin it is not."""
    text = "Inclusion:\n\n* Adequate function:\n\n  * Platelets\n    1. above 100\n  * Bilirubin\n* Consent"
    assert [(item.depth, item.text) for item in split_criteria(text).inclusion] == [
        (0, "Adequate function:"),
        (1, "Platelets"),
        (2, "above 100"),
        (1, "Bilirubin"),
        (0, "Consent"),
    ]


_PIECES = st.sampled_from(
    [
        "\nInclusion Criteria:\n",
        "\nExclusion Criteria\n",
        "\n",
        "\n\n",
        "* ",
        "  * ",
        "1. ",
        "2. ",
        "adults",
        "asthma",
        ": ",
        ". ",
        "\\>",
        "(",
    ]
)


@given(
    st.one_of(
        st.text(max_size=400), st.lists(_PIECES, max_size=60).map(" ".join), st.lists(_PIECES).map("".join)
    )
)
def test_any_text_is_split_and_no_word_is_lost(text: str) -> None:
    """It never fails, and every word but those of headings is in an item."""
    found: Criteria = split_criteria(text)
    kept = " ".join(item.text for item in (*found.inclusion, *found.exclusion, *found.unsorted))
    for word in ("adults", "asthma"):
        assert kept.count(word) == text.count(word)


NASTY = {
    "one long line": "a " * 16_000,
    "only numbers": "1. " * 10_000,
    "only bullets": "* " * 16_000,
    "only headings": "Inclusion Criteria: " * 1_600,
    "words before a heading that never comes": "may be " * 4_500,
    "spaces": " " * 32_000 + "x",
    "deep": "\n".join(" " * depth + "* a" for depth in range(250)),
    "backslashes": "\\" * 32_000,
    "tags": "<" * 32_000,
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_long_texts_of_nasty_shape_end(text: str) -> None:
    """A text of the greatest length that the registry allows is split without running away."""
    split_criteria(text[:32_000])
