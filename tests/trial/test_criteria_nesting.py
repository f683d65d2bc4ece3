"""How deep an item of the criteria stands."""

import pytest

from indexer.trial.criteria import split_criteria

LISTS = {
    "indented": (
        "* Adequate function:\n\n  * Platelets\n    1. above 100\n  * Bilirubin\n* Consent",
        [(0, "Adequate function:"), (1, "Platelets"), (2, "above 100"), (1, "Bilirubin"), (0, "Consent")],
    ),
    "numbers under bullets, all at the margin": (
        "* Instability shown by\n1. shift\n2. angle\n* Gout",
        [(0, "Instability shown by"), (1, "shift"), (1, "angle"), (0, "Gout")],
    ),
    "bullets under numbers, all at the margin": (
        "1. One of:\n* Asthma\n* Gout\n2. Consent",
        [(0, "One of:"), (1, "Asthma"), (1, "Gout"), (0, "Consent")],
    ),
    "numbers under numbers, all at the margin": (
        "1. Change of dose:\n1. any\n2. twice\n2. Cirrhosis",
        [(0, "Change of dose:"), (1, "any"), (1, "twice"), (0, "Cirrhosis")],
    ),
    "a number left out": (
        "1. Adults\n2. Asthma\n4. Consent",
        [(0, "Adults"), (0, "Asthma"), (0, "Consent")],
    ),
    "numbers that begin again": (
        "1. Adults\n2. Asthma\n1. Consent",
        [(0, "Adults"), (0, "Asthma"), (0, "Consent")],
    ),
    "a list in one line": (
        "* Two of: 1. fever 2. cough\n* Consent",
        [(0, "Two of:"), (1, "fever"), (1, "cough"), (0, "Consent")],
    ),
    "a paragraph under a bullet": (
        "* Antibiotics\n\n  Creams are allowed\n\n* Consent\n\nAdults",
        [(0, "Antibiotics"), (1, "Creams are allowed"), (0, "Consent"), (0, "Adults")],
    ),
    "lists of HTML": (
        "<ul><li>Function:<ul><li>Platelets</li></ul></li><li>Consent</li></ul>",
        [(0, "Function:"), (1, "Platelets"), (0, "Consent")],
    ),
    "a heading begins anew": (
        "* Adults\n  * Asthma\n\nInclusion Criteria:\n\n  * Consent",
        [(0, "Adults"), (1, "Asthma"), (0, "Consent")],
    ),
}


@pytest.mark.parametrize(("text", "expected"), LISTS.values(), ids=LISTS)
def test_depth_follows_indentation_and_marks(text: str, expected: list[tuple[int, str]]) -> None:
    """A list that another item opens is one deeper; back in the outer list it is not."""
    assert [(item.depth, item.text) for item in split_criteria(text).inclusion] == expected
