"""Expansion: which words of a question get synonyms, which are left out, and what is left alone."""

import pytest

from indexer.search.expand import Expander
from indexer.search.grammar import read_query
from indexer.search.query import Node, expansions, text_of
from indexer.words.thesaurus import Kind, Pair, PairsThesaurus

PAIRS = [
    Pair("heart attack", "myocardial infarction", Kind.SAME, 0.8, "lay"),
    Pair("heart", "cardiac", Kind.SAME, 0.8, "lay"),
    Pair("ALL", "acute lymphoblastic leukemia", Kind.ABBREVIATION, 0.8, "lay", capitals=True),
    Pair("fat in the liver", "hepatic steatosis", Kind.SAME, 0.8, "lay"),
    Pair("statin", "atorvastatin", Kind.WIDER, 0.6, "lay"),
]
THESAURUS = PairsThesaurus(PAIRS, known=["treatment resistant depression"])


def expanded(text: str, *off: str) -> Node:
    """The tree of a text, expanded."""
    tree = read_query(text).tree
    assert tree
    return Expander(THESAURUS, frozenset(off)).expand(tree)


def found(text: str, *off: str) -> dict[str, list[str]]:
    """Words of a text with their synonyms."""
    names = expansions(expanded(text, *off))
    return {text_of(one.own): [synonym.text for synonym in one.synonyms] for one in names}


FOUND = {
    "the longest name": ("heart attack in women", {"heart attack": ["myocardial infarction"]}),
    "a part of it": ("heart pain", {"heart": ["cardiac"]}),
    "small words between": ("fat in the liver", {"fat liver": ["hepatic steatosis"]}),
    "from the medical side": ("myocardial infarctions", {"myocardial infarctions": ["heart attack"]}),
    "wider leads down": ("statins", {"statins": ["atorvastatin"]}),
    "but not up": ("atorvastatin", {}),
    "capitals are meant": ("ALL in children", {"ALL": ["acute lymphoblastic leukemia"]}),
    "small letters are a word": ("all children", {}),
    "shouting is no meaning": ("ALL CHILDREN", {}),
    "a known name without synonyms": (
        "treatment resistant depression",
        {"treatment resistant depression": []},
    ),
    "a phrase means itself": ('"heart attack"', {}),
    "a field too": ("title:heart", {}),
    "what is not wanted is not widened": ("asthma NOT heart", {}),
    "inside operators": ("asthma OR heart", {"heart": ["cardiac"]}),
    "two names": (
        "statins heart attack",
        {"statins": ["atorvastatin"], "heart attack": ["myocardial infarction"]},
    ),
}


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND)
def test_names_are_found(text: str, expected: dict[str, list[str]]) -> None:
    """Words that are known together, with their synonyms."""
    assert found(text) == expected


SWITCHED = {
    "one": (("myocardial infarction",), {"heart attack": []}),
    "all": (("off",), {"heart attack": []}),
    "another": (("cardiac",), {"heart attack": ["myocardial infarction"]}),
}


@pytest.mark.parametrize(("off", "expected"), SWITCHED.values(), ids=SWITCHED)
def test_synonyms_are_switched_off(off: tuple[str, ...], expected: dict[str, list[str]]) -> None:
    """What the person switched off is not searched."""
    assert found("heart attack", *off) == expected


READ = {
    "asking words go": ("looking for treatment of asthma", "asthma"),
    "unless nothing else is there": ("new treatment options", "new treatment options"),
    "or they belong to a name": ("treatment resistant depression", "treatment resistant depression"),
    "not inside quotation marks": ('"treatment" asthma', '"treatment" asthma'),
    "what is not wanted stays": ("asthma -treatment", "asthma NOT treatment"),
    "nothing but what is not wanted": ("treatment -asthma", "treatment NOT asthma"),
}


@pytest.mark.parametrize(("text", "read"), READ.values(), ids=READ)
def test_words_that_ask_are_left_out(text: str, read: str) -> None:
    """What people say of any trial does not have to stand in it."""
    assert text_of(expanded(text)) == read
