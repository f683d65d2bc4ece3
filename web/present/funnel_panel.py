"""Why so few: how many trials each condition leaves, and what there would be without it."""

from dataclasses import dataclass

from indexer.fields import FACET
from indexer.search.describe import asked_in_words, either
from indexer.search.funnel import AGE, NEAR, Funnel, without
from indexer.search.request import SearchRequest
from indexer.trial.vocabulary import OPEN_STATUSES
from web import urls
from web.present.facet_panel import place_in_words
from web.present.offers import trials_in_words

FEW = 50  # trials; with more nobody asks why


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A condition in words, and how many trials satisfy it and all before it."""

    label: str
    total: str


@dataclass(frozen=True, slots=True)
class RelaxedLink:
    """The search without one condition, and how many more it finds: "41 more"."""

    label: str
    url: str
    more: str


@dataclass(frozen=True, slots=True)
class FunnelPanel:
    """The steps, and links to more."""

    steps: tuple[FunnelStep, ...]
    relaxed: tuple[RelaxedLink, ...]


def funnel_panel(request: SearchRequest, funnel: Funnel) -> FunnelPanel:
    """The panel of a funnel."""
    return FunnelPanel(
        tuple(
            FunnelStep(in_words(request, step.condition), trials_in_words(step.total))
            for step in funnel.steps
        ),
        tuple(
            RelaxedLink(
                f"Without “{in_words(request, one.condition)}”",
                urls.search_url(without(request, one.condition)),
                f"{one.more:,} more",
            )
            for one in funnel.relaxed
        ),
    )


def in_words(request: SearchRequest, condition: str) -> str:
    """A condition of a question as people say it; "" is the words alone."""
    if not condition:
        return f"“{request.text}”" if request.text else "all trials"
    if condition == AGE and request.age:
        sentence = request.age.sentence
        return sentence if sentence.startswith("born") else f"open to age {sentence}"
    if condition == NEAR and request.near:
        return f"within {request.near.radius.text} of {request.near.place}"
    if condition in request.ranges:
        return either([asked_in_words(one) for one in request.ranges[condition]])
    chosen = request.chosen(condition)
    if condition == "status" and set(chosen) == set(OPEN_STATUSES):
        return "taking people now or soon"
    facet = FACET[condition]
    labels = [facet.label_of(value) if facet.vocabulary else place_in_words(value) for value in chosen]
    return f"{facet.label.lower()}: {either(labels)}"
