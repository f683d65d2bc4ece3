"""The help page: made from the field table, and every example on it does what it says."""

import pytest

from indexer.fields import ASKED_AS, FIELD_TABLE, TEXT_GROUPS
from indexer.search.grammar import read_query
from indexer.search.query import Word
from tests.present.conftest import Show
from web.present.help_page import help_page
from web.present.home_page import Example

PAGE = help_page()
EXAMPLES = [
    *(sign.example for sign in PAGE.signs),
    *(field.example for group in PAGE.groups for field in group.fields),
    *(translation.example for translation in PAGE.translations),
]


def test_every_field_is_explained() -> None:
    """Each row of the field table is on the page, under its name in the query language, with an example."""
    fields = [field for group in PAGE.groups for field in group.fields]
    assert [field.name for field in fields] == [field.asked_as for field in FIELD_TABLE]
    assert all(field.description and field.example.label for field in fields)


def test_every_name_leads_to_one_field() -> None:
    """No name or other name of a field is also that of another."""
    names = [name for field in FIELD_TABLE for name in (field.asked_as, *field.aliases)]
    assert len(names) == len(set(names)) == len(ASKED_AS)
    assert not {"site", "missing", *TEXT_GROUPS} & set(names)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.label)
def test_every_example_is_read_as_meant(show: Show, example: Example) -> None:
    """No example is read as plain words, nothing but a field's width has to be said, and its link is a search."""
    reading = read_query(example.label)
    assert reading.tree
    assert reading.notes == ()
    assert ":" not in example.label or not isinstance(reading.tree, Word) or reading.tree.field
    assert show(example.url).form.text == example.label


def test_the_registrys_expressions_read_in_our_syntax() -> None:
    """What is shown as our reading is the reading."""
    for translation in PAGE.translations:
        assert read_query(translation.ours).tree == read_query(translation.example.label).tree
