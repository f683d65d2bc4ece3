"""The results page: what it says of an answer, and that every number on it is the one behind its link."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from indexer.settings import bundled
from tests.present.conftest import Show
from web.present.card import ResultCard
from web.present.facet_page import FacetPage
from web.present.help_page import FieldGroup, FieldHelp, HelpPage, Sign
from web.present.home_page import HomePage
from web.present.results_page import ResultsPage, UnstatedLink

NUMBERED = {
    "nothing asked": "/trials",
    "words": "/trials?q=leukaemia",
    "a phrase and an unknown word": "/trials?q=zebra+%22bone+marrow%22&status=any",
    "punctuation": "/trials?q=leukaemia,+zebra!",
    "a field": "/trials?q=condition:leukaemia+zebra",
    "a group": "/trials?q=zebra+(leukaemia+OR+asthma)",
    "words that never meet": "/trials?q=leukaemia+asthma",
    "one condition too many": "/trials?q=leukaemia&age=80&phase=1",
    "two conditions too many": "/trials?q=leukaemia&sex=female&phase=4&location=Belarus",
    "too near": "/trials?q=leukaemia&near=Norwich&within=5km",
    "too near in miles": "/trials?q=leukaemia&near=Norwich&within=5mi",
    "too old and far": "/trials?q=leukaemia&age=80&near=Minsk",
    "no words": "/trials?phase=4&sex=male&location=Belarus",
    "a state": "/trials?location=United+States/Texas&sex=female",
    "a city and a country": "/trials?location=United+States/Texas/Dallas&location=Belarus",
    "closed ones": "/trials?q=asthma&status=withheld",
    "a span": "/trials?q=leukaemia&start=2031",
    "a facet on request": "/trials?purpose=treatment&q=asthma",
    "clauses": "/trials?q=asthma+zebra+phase:2+start:2024",
}


@pytest.mark.parametrize("url", NUMBERED.values(), ids=NUMBERED)
def test_every_offer_gives_what_it_says(show: Show, url: str) -> None:
    """An offer leads to exactly as many trials as stand beside it, and to more than there were."""
    page = show(url)
    for offer in (*page.offers, *page.wider):
        assert (offer.label, show(offer.url).total) == (offer.label, offer.total)
        assert offer.total > page.total or page.fewer_words
        assert offer.url != url


@pytest.mark.parametrize("url", NUMBERED.values(), ids=NUMBERED)
def test_every_facet_count_is_the_total_behind_its_link(show: Show, url: str) -> None:
    """Where a facet has no choice yet, tapping a value gives as many trials as stand beside it."""
    page = show(url)
    for panel in page.facets:
        if panel.name == "status" or any(link.chosen for link in panel.links) or page.fewer_words:
            continue
        for link in panel.links:
            assert (link.value, f"{show(link.url).total:,}") == (link.value, link.count)


@pytest.mark.parametrize("url", NUMBERED.values(), ids=NUMBERED)
def test_a_chosen_value_is_seen_and_its_links_take_it_away(show: Show, url: str) -> None:
    """Each chosen value stands in its panel, though nothing has it; panel and chip lead back alike."""
    page = show(url)
    chosen = [link for panel in page.facets for link in panel.links if link.chosen]
    for value in re.findall(r"(?:phase|sex|location)=([^&]+)", url):
        (link,) = (link for link in chosen if link.value == value.replace("+", " "))
        assert link.url in {chip.url for chip in page.chips}
        assert value not in link.url


WITHOUT_A_WORD = {
    "a word": ("leukaemia zebra", "zebra", "leukaemia"),
    "with punctuation": ("leukaemia,+zebra!", "zebra", "leukaemia"),
    "a word inside another": ("leuk leukaemia", "leuk", "leukaemia"),
    "a phrase": ('"zebra+stripes" asthma', "“zebra stripes”", "asthma"),
    "a field": ("title:zebra leukaemia", "title:zebra", "leukaemia"),
    "a group": ("zebra (leukaemia OR asthma)", "zebra", "%28leukaemia%20OR%20asthma%29"),
}


@pytest.mark.parametrize(("typed", "word", "rest"), WITHOUT_A_WORD.values(), ids=WITHOUT_A_WORD)
def test_a_word_is_dropped_as_the_grammar_sees_it(show: Show, typed: str, word: str, rest: str) -> None:
    """The link asks for the other clauses and for nothing of the one that it names."""
    offers = {offer.label: offer.url for offer in show(f"/trials?q={typed.replace(' ', '+')}").offers}
    assert offers[f"Without “{word.replace('“', chr(34)).replace('”', chr(34))}”"] == f"/trials?q={rest}"


EMPTY = {
    "one condition too many": (
        "/trials?q=leukaemia&age=80&phase=1",
        ["At any age: 1 trial", "Without your choice under “Phase”: 1 trial"],
    ),
    "two too many": (
        "/trials?q=leukaemia&sex=female&phase=4&location=Belarus",
        ["Without your choice under “Phase”: 1 trial"],
    ),
    "nothing single helps": (
        "/trials?q=asthma&phase=1&location=Belarus&age=80",
        ["Only “asthma”, all statuses: 2 trials"],
    ),
    "not even the words together": (
        "/trials?q=asthma+leukaemia&phase=3&location=Peru",
        ["Any of the words in “asthma leukaemia”, all statuses: 4 trials"],
    ),
    "no words": (
        "/trials?phase=1&phase=2&sex=female&location=Peru&type=observational",
        ["Every trial, without your choices: 29 trials"],
    ),
    "too near": (
        "/trials?q=leukaemia&near=Norwich&within=5km",
        ["Within 250 km of Norwich: 1 trial", "Anywhere: 2 trials"],
    ),
    "an unknown word": ("/trials?q=zzyzx", []),
}


@pytest.mark.parametrize(("url", "expected"), EMPTY.values(), ids=EMPTY)
def test_nothing_found_offers_what_gives_more(show: Show, url: str, expected: list[str]) -> None:
    """Only offers with trials, each with its number, in the words of the page."""
    page = show(url)
    assert page.total == 0
    assert sorted(f"{offer.label}: {offer.total_text}" for offer in (*page.wider, *page.offers)) == sorted(
        expected
    )


def test_the_number_past_the_last_page_is_told_apart_from_nothing_found(show: Show) -> None:
    """A page that does not exist leads to the last one, and does not say that there is nothing."""
    page = show("/trials?q=diabetes&page=9")
    assert (page.past_the_end, page.total_text, page.cards) == (True, "25 trials", ())
    assert page.previous_url == "/trials?q=diabetes&page=2"
    assert not show("/trials?q=zzyzx&page=9").past_the_end


LEFT_OUT = {
    "a span": ("/trials?start=2024..", ["28 trials with no start date are left out."]),
    "a span beside a word": (
        "/trials?q=leukaemia&enrolment=..100",
        ["2 trials with no number of participants are left out."],
    ),
    "one trial": ("/trials?q=puffs&start=2024", ["1 trial with no start date is left out."]),
    "two spans": (
        "/trials?q=asthma&start=2024&sites=1",
        [],
    ),
    "a span in the words": ("/trials?q=puffs+start:2024", ["1 trial with no start date is left out."]),
    "a span in brackets": (
        "/trials?q=(sites:>5+OR+city:Minsk)+title:drops*",
        ["25 trials with no sites listed are left out."],
    ),
    "on another page": (
        "/trials?q=title:drops*+sites:1&page=2",
        ["25 trials with no sites listed are left out."],
    ),
    "the missing too": ("/trials?start=2024&start=not-stated", []),
}


@pytest.mark.parametrize(("url", "said"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_a_span_leaves_out_is_one_link_away(show: Show, url: str, said: list[str]) -> None:
    """It is never left out silently, and the link shows exactly as many more."""
    page = show(url)
    assert [note.text for note in page.unstated] == said
    for note in page.unstated:
        wider = show(note.url)
        assert wider.total == page.total + int(note.text.split()[0])
        assert wider.unstated == ()


def test_a_span_is_a_step_of_the_funnel(show: Show) -> None:
    """Where few were found, the page says what the span leaves and offers the search without it."""
    page = show("/trials?q=leukaemia&sites=>5")
    assert page.funnel
    assert [step.label for step in page.funnel.steps][-1] == "with 6 or more sites"
    assert ("Without “with 6 or more sites”", "/trials?q=leukaemia", "2 more") in [
        (link.label, link.url, link.more) for link in page.funnel.relaxed
    ]
    assert "Without your choice under “Number of sites”" in {offer.label for offer in page.offers}


def test_words_that_choose_the_status_are_not_narrowed(show: Show) -> None:
    """Who asks for completed trials in words gets them, and the page does not say that it shows open ones only."""
    page = show("/trials?q=asthma+status:completed")
    assert (page.total, page.status_note) == (1, "")
    assert page.sentence == "Trials for asthma status:completed, all statuses"
    assert not any(link.chosen for panel in page.facets if panel.name == "status" for link in panel.links)


STATUS_NOTES = {
    "by default": ("/trials", True),
    "one status": ("/trials?status=completed", False),
    "all statuses": ("/trials?status=any", False),
}


@pytest.mark.parametrize(("url", "said"), STATUS_NOTES.values(), ids=STATUS_NOTES)
def test_the_default_status_is_said(show: Show, url: str, *, said: bool) -> None:
    """What is left out without being asked is said, with a link to all."""
    page = show(url)
    assert bool(page.status_note) is said
    assert page.every_status_url == "/trials?status=any"


def test_the_form_keeps_every_other_choice(show: Show) -> None:
    """Asking anew keeps filters and order, and begins at the first page."""
    form = show("/trials?q=asthma&age=7&near=Leeds&within=50km&phase=2&phase=3&sort=updated&page=2").form
    assert (form.text, form.age, form.near, form.within) == ("asthma", "7", "Leeds", "50km")
    assert form.hidden == (("phase", "2"), ("phase", "3"), ("sort", "updated"))


SORTS = {
    "nothing asked": ("/trials", ["Newest", "Last updated", "Most participants"]),
    "words": ("/trials?q=asthma", ["Best match", "Newest", "Last updated", "Most participants"]),
    "clauses without words": ("/trials?q=phase:2", ["Newest", "Last updated", "Most participants"]),
    "a place": ("/trials?near=Minsk", ["Newest", "Last updated", "Nearest", "Most participants"]),
}


@pytest.mark.parametrize(("url", "expected"), SORTS.values(), ids=SORTS)
def test_only_orders_that_mean_something_are_offered(show: Show, url: str, expected: list[str]) -> None:
    """No best match without words, no nearest without a place; one of them is in force."""
    sorts = show(url).sorts
    assert [sort.label for sort in sorts] == expected
    assert [sort.label for sort in sorts if sort.current] == expected[:1]


CONTEXTS: dict[str, tuple[type, str, tuple[str, ...]]] = {
    "results": (ResultsPage, "page", ("pages/results.html", "parts/*.html")),
    "card": (ResultCard, "card", ("parts/card.html",)),
    "facet": (FacetPage, "page", ("pages/facet.html",)),
    "home": (HomePage, "page", ("pages/home.html",)),
    "help": (HelpPage, "page", ("pages/help_search.html",)),
    "help of a sign": (Sign, "sign", ("pages/help_search.html",)),
    "help of a field": (FieldHelp, "field", ("pages/help_search.html",)),
    "help of a group": (FieldGroup, "group", ("pages/help_search.html",)),
    "note of what is left out": (UnstatedLink, "note", ("parts/wording.html",)),
}


@pytest.mark.parametrize(("context", "name", "places"), CONTEXTS.values(), ids=CONTEXTS)
def test_nothing_is_made_ready_that_no_page_shows(context: type, name: str, places: tuple[str, ...]) -> None:
    """Every field of a page's context stands in its templates."""
    templates: Path = bundled("templates")
    files = [path for place in places for path in templates.glob(place)]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    unused = [field.name for field in fields(context) if not re.search(rf"\b{name}\.{field.name}\b", text)]
    assert unused == []
