"""Codes, values and labels: no code of the registry ever reaches a page."""

import pytest

from indexer.trial import vocabulary as v

VOCABULARIES = {name: item for name, item in vars(v).items() if isinstance(item, v.Vocabulary)}


@pytest.mark.parametrize("vocabulary", VOCABULARIES.values(), ids=VOCABULARIES)
def test_every_code_has_a_value_and_a_label_of_its_own_words(vocabulary: v.Vocabulary) -> None:
    """Values fit into a URL; labels hold no code."""
    for term in vocabulary.terms:
        assert term.value == term.value.lower().strip()
        assert "_" not in term.value + term.label
        assert vocabulary.label_of(vocabulary.value_of(term.code)) == term.label
    assert len(set(vocabulary.values)) >= len(vocabulary.terms) - (
        "ESTIMATE" in {t.code for t in vocabulary.terms}
    )


UNKNOWN = {
    "a new code": (
        "EXPANDED_ACCESS_INTERVENTIONAL",
        "expanded-access-interventional",
        "Expanded access interventional",
    ),
    "missing": (None, "not-stated", "Not stated"),
    "empty": ("", "not-stated", "Not stated"),
}


@pytest.mark.parametrize(("code", "value", "label"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_codes_are_kept_and_humanised(code: str | None, value: str, label: str) -> None:
    """A value that the registry adds tomorrow is found and shown today."""
    assert v.STUDY_TYPE.value_of(code) == value
    assert v.STUDY_TYPE.label_of(value) == label


PHASES = {
    "one": (("PHASE1",), "Phase 1"),
    "two are one design": (("PHASE2", "PHASE3"), "Phase 2/3"),
    "early": (("EARLY_PHASE1",), "Early phase 1"),
    "not applicable": (("NA",), "Not applicable"),
    "absent": ((), "Not stated"),
}


@pytest.mark.parametrize(("codes", "text"), PHASES.values(), ids=PHASES)
def test_phases_read_as_one_phrase(codes: tuple[str, ...], text: str) -> None:
    """PHASE2 and PHASE3 together are "Phase 2/3"; absent is not the same as not applicable."""
    assert v.phase_text(codes) == text
