r"""Eligibility texts of many shapes: which side each item is on."""

import pytest

from indexer.trial.criteria import split_criteria

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
    ("The inclusion criteria are:", "The exclusion criteria are:"),
    ("Inclusion criteria are as follows:", "Exclusion criteria are as follows:"),
    ("Inclusion criteria：", "Exclusion criteria："),
    ("Inclusion Criterion:", "Non-inclusion criteria:"),
    ("You may be eligible for this study if you:", "You will not be eligible for this study if you:"),
    ("Patients must have:", "Patients must not have:"),
    ("Required:", "Excluded:"),
    ("Eligibility criteria:", "Ineligibility criteria:"),
    ("Patients were eligible if they:", "Patients were ineligible if they:"),
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


HEADINGS_THAT_SAY_MORE = [
    ("Inclusion Criteria - Arms 1a and 2", "Exclusion Criteria - Arms 1a and 2"),
    ("Inclusion Criteria for healthy twins:", "Exclusion Criteria (twins)"),
    (
        "Patients must have normal liver function as defined by:",
        "Patients with prior cancer are excluded if:",
    ),
    ("Must meet 1 of the following criteria:", "Excluded within 4 weeks of study entry:"),
]


@pytest.mark.parametrize(("include", "exclude"), HEADINGS_THAT_SAY_MORE, ids=lambda heading: heading)
def test_a_heading_that_says_more_than_its_side_is_kept(include: str, exclude: str) -> None:
    """For whom, how many, how long: that stands above its list."""
    text = f"{include}\n\n* Adults\n\n{exclude}\n\n* Pregnancy"
    assert sides(text) == ([include, "Adults"], [exclude, "Pregnancy"], [])


SHAPES = {
    "no heading": ("Adults with asthma", (["Adults with asthma"], [], [])),
    "no heading, and nothing tells": ("Hypersensitivity", ([], [], ["Hypersensitivity"])),
    "what stands before the only heading": (
        "* Adults\n* Unable to swallow\n\nExclusion Criteria:\n* A b",
        (["Adults", "Unable to swallow"], ["A b"], []),
    ),
    "old oncology records": (
        "DISEASE CHARACTERISTICS:\n\n* Glioma\n\nPATIENT CHARACTERISTICS:\nAge:\n* Any\n* Twins are excluded",
        (["Glioma", "Age:", "Any"], ["Twins are excluded"], []),
    ),
    "old oncology records on one line": (
        "DISEASE CHARACTERISTICS: Glioma No gout PATIENT CHARACTERISTICS: Age: Any Other: No infection Not nursing",
        (["Glioma", "No gout", "Age: Any", "Other: No infection", "Not nursing"], [], []),
    ),
    "a slip in the heading": (
        "Inclusion Critera:\n* A b\n\nExlusion Critieria:\n* C d",
        (["A b"], ["C d"], []),
    ),
    "the colon was forgotten": (
        "Inclusion Criteria Adults\nExclusion criteria Pregnancy",
        (["Adults"], ["Pregnancy"], []),
    ),
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
    "a remark about criteria is on neither side": (
        "Exclusion Criteria:\n* Gout Other protocol-defined inclusion/exclusion criteria may apply",
        ([], ["Gout"], ["Other protocol-defined inclusion/exclusion criteria may apply"]),
    ),
    "under a firm heading an item's own words do not count": (
        "Inclusion Criteria:\n* Adults; women who are pregnant are excluded\nExclusion Criteria:\n* No consent",
        (["Adults; women who are pregnant are excluded"], ["No consent"], []),
    ),
    "a list of the other side inside": (
        "Inclusion Criteria:\n* Adults\n* Patients will be excluded if:\n  * Asthma\n* Able to read",
        (["Adults", "Able to read"], ["Patients will be excluded if:", "Asthma"], []),
    ),
    "an item that begins with a heading's word": (
        "Exclusion Criteria:\n* Inclusion in another trial\n* Smoking",
        ([], ["Inclusion in another trial", "Smoking"], []),
    ),
    "an item that is called like a heading": (
        "Exclusion Criteria:\n* Gout\n* Eligibility: decided by the investigator\n* Smoking",
        ([], ["Gout", "Eligibility: decided by the investigator", "Smoking"], []),
    ),
    "several groups": (
        "Inclusion Criteria: Donor\n* A b\nExclusion Criteria: Donor\n* C d\nInclusion Criteria: Twin\n* E f",
        (["Donor", "A b", "Twin", "E f"], ["Donor", "C d"], []),
    ),
    "the name of a group goes with what it names": (
        "Mothers:\n\nInclusion:\n* A b\n\nExclusion:\n* C d\n\nChildren:\n\nInclusion:\n* E f",
        (["Mothers:", "A b", "Children:", "E f"], ["C d"], []),
    ),
    "an empty side": ("Inclusion Criteria:\n* A b\n\nExclusion Criteria:", (["A b"], [], [])),
    "a label ends a list of exclusions": (
        "Prior Medication:\n\nExcluded:\n\n* A b\n\nRisk Behavior:\n\n* C d",
        ([], ["Prior Medication:", "A b"], ["Risk Behavior:", "C d"]),
    ),
    "a paragraph ends a list, a number takes it up again": (
        "You will not be eligible if you:\n\n1. smoke\n2. drink\n\nAsk your doctor first.\n\n3. have gout",
        (["Ask your doctor first."], ["smoke", "drink", "have gout"], []),
    ),
    "a list that words end": (
        "* These tumors are not eligible:\n* Gout\n* Asthma\n* Must be an adult",
        (["Must be an adult"], ["These tumors are not eligible:", "Gout", "Asthma"], []),
    ),
    "allowed is not required": (
        "Exclusion Criteria:\n\nConcurrent Medication:\n\nAllowed:\n\n* Aspirin\n\nActive gout",
        (["Concurrent Medication:", "Allowed:", "Aspirin"], ["Active gout"], []),
    ),
    "HTML": (
        "<p>Inclusion Criteria:</p><ul><li>Age &gt;=18</li></ul><p>Exclusion Criteria:</p><ul><li>Gout</li></ul>",
        (["Age >=18"], ["Gout"], []),
    ),
    "HTML with paragraphs in its lists": (
        "<ul><li><p>Adults</p><ul><li>A b</li></ul></li><li>C d</li></ul>",
        (["Adults", "A b", "C d"], [], []),
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
    "two marks, escaped": (
        "Inclusion:\n* 1\\. A b. 2. C d\n  3\\. E f\n  * \\- G h",
        (["A b.", "C d", "E f", "G h"], [], []),
    ),
    "bullets in a line": ("Inclusion:• A b • C d ▪ E f", (["A b", "C d", "E f"], [], [])),
    "numbers in a line that go on from its own": (
        "Inclusion:\n1. NYHA class 1. 2. Adults. 3. Asthma",
        (["NYHA class 1.", "Adults.", "Asthma"], [], []),
    ),
    "a name is no mark": (
        "Exclusion:\nE. coli infection\n\nH. pylori\n\nA. Gout\n\n65. and older",
        ([], ["E. coli infection", "H. pylori", "Gout", "65. and older"], []),
    ),
    "only signs": ("Inclusion:\n* Adults -\n\n-\n\n* \\-", (["Adults"], [], [])),
    "nothing to say": (
        "Please contact site for information.",
        ([], [], ["Please contact site for information."]),
    ),
    "nothing": ("", ([], [], [])),
}


@pytest.mark.parametrize(("text", "expected"), SHAPES.values(), ids=SHAPES)
def test_texts_of_many_shapes(text: str, expected: tuple[list[str], list[str], list[str]]) -> None:
    """Each shape that real records have gives the items people would read."""
    assert sides(text) == expected
