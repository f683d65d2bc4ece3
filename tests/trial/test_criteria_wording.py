"""Criteria without headings: each sentence goes by its own words."""

import pytest

from indexer.trial.criteria import Side, split_criteria

SENTENCES = {
    "a person": ("Boys and girls aged 6 to 11", Side.INCLUSION),
    "a requirement": ("Must have measurable disease.", Side.INCLUSION),
    "a requirement that something is absent": ("No other malignancy within 5 years", Side.INCLUSION),
    "the same with not": ("Not pregnant or nursing", Side.INCLUSION),
    "the same with must not": ("Patients must not have received chemotherapy.", Side.INCLUSION),
    "no patients": ("No patients with brain metastases.", Side.INCLUSION),
    "a permission": ("Prior radiotherapy allowed", Side.INCLUSION),
    "those who are kept out": ("Patients with active infection are excluded.", Side.EXCLUSION),
    "those who may not": ("Pregnant women may not participate.", Side.EXCLUSION),
    "those who are not eligible": ("Patients with T1 tumors are not eligible.", Side.EXCLUSION),
    "nobody of a kind": ("No patients under 3 months are eligible for this protocol.", Side.EXCLUSION),
    "neither of two": ("Neither smokers nor drinkers will be eligible.", Side.EXCLUSION),
    "a substance": ("Concurrent steroids are not permitted.", Side.EXCLUSION),
    "kept out with much between": (f"Patients with {'a disease, ' * 40}will be excluded.", Side.EXCLUSION),
    "not kept out": ("Patients with stable asthma will not be excluded.", Side.INCLUSION),
    "a finding": ("Other causes of anemia have been excluded.", Side.INCLUSION),
    "ineligible for something else": ("Ineligible for surgery", Side.INCLUSION),
    "not a candidate": ("Not eligible for the study if pregnant", Side.EXCLUSION),
    "another trial": ("Patients must not participate in another trial.", Side.INCLUSION),
    "others in brackets": ("Proven glioma (patients with metastases are ineligible)", Side.INCLUSION),
    "others after a semicolon": ("Proven glioma; patients with metastases are ineligible", Side.INCLUSION),
    "a name that may be anything": ("Allergy to losartan", Side.UNSORTED),
    "a remark": ("Other inclusion/exclusion criteria may apply.", Side.UNSORTED),
    "no criteria": ("No eligibility criteria", Side.UNSORTED),
}


@pytest.mark.parametrize(("text", "side"), SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_without_heading(text: str, side: Side) -> None:
    """What a person must be or lack includes, who is kept out excludes, what tells neither stays unsorted."""
    found = split_criteria(text)
    assert {each: len(getattr(found, each.value)) for each in Side if getattr(found, each.value)} == {side: 1}


def test_a_paragraph_is_cut_where_its_side_changes() -> None:
    """As few items as the sides need; brackets, abbreviations and initials are no ends of sentences."""
    found = split_criteria(
        "Adults with asthma, e.g. Severe. Must consent. Patients with gout (e.g. A. Acute; B. Chronic) are excluded. "
        "Smokers are excluded. Able to read."
    )
    assert [item.text for item in found.inclusion] == [
        "Adults with asthma, e.g. Severe. Must consent.",
        "Able to read.",
    ]
    assert [item.text for item in found.exclusion] == [
        "Patients with gout (e.g. A. Acute; B. Chronic) are excluded. Smokers are excluded."
    ]


def test_the_same_words_under_a_heading_stay_there() -> None:
    """A heading is firm: "No measurable disease" under "Exclusion Criteria" is a reason to be excluded."""
    found = split_criteria("Exclusion Criteria:\n\n* No measurable disease\n* Must use insulin")
    assert [item.text for item in found.exclusion] == ["No measurable disease", "Must use insulin"]
