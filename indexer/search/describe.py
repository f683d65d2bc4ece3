"""A search as one sentence: title, heading, feed, saved search and e-mail subject all use it."""

from collections.abc import Callable, Iterator, Sequence

from indexer.fields import FACET, FACETS, NUMBER, NUMBERS
from indexer.search.query import Missing, Range
from indexer.search.request import SearchRequest, Words
from indexer.search.spans import span_in_words
from indexer.trial.vocabulary import NOT_STATED, OPEN_STATUSES

_PEOPLE = {"child": "children", "adult": "adults", "older-adult": "older adults"}
_PHASES = {"not-applicable": "with phases not applicable", NOT_STATED: "with no phase stated"}
_HEALTHY = {
    "yes": "open to healthy volunteers",
    "no": "not open to healthy volunteers",
    "not-stated": "silent about healthy volunteers",
}
_SPONSORS = {
    "industry": "industry",
    "nih": "the US National Institutes of Health",
    "fed": "US federal agencies",
    "other-gov": "other governments",
    "network": "research networks",
    "indiv": "individuals",
    "other": "hospitals, universities or charities",
}


def describe(request: SearchRequest) -> str:
    """One sentence without a full stop.

    The default statuses, which all mean "takes people now or soon", read as "Recruiting"; other choices are
    named, and any status as "all statuses" at the end.
    """
    head = " ".join(part for part in (*_adjectives(request), "trials") if part)
    tail = [part for clause in _CLAUSES if (part := clause(request))]
    first, *rest = tail or [""]
    separator = " " if first.startswith(("for ", "with ", "within ")) else ", "
    sentence = head + (separator + first if first else "") + "".join(f", {part}" for part in rest)
    return sentence[0].upper() + sentence[1:]


def _adjectives(request: SearchRequest) -> Iterator[str]:
    statuses = request.chosen("status")
    if set(statuses) == set(OPEN_STATUSES):
        yield "recruiting"
    elif statuses:
        yield either([_status(value) for value in statuses])
    phases = [value for value in request.chosen("phase") if value not in _PHASES]
    if phases:
        early = ["early phase 1"] if "early-1" in phases else []
        numbers = [value for value in phases if value != "early-1"]
        yield either([*early, *([f"phase {either(numbers)}"] if numbers else [])])
    yield either(
        [FACET["type"].label_of(value).lower() for value in request.chosen("type") if value != NOT_STATED]
    )


def _status(value: str) -> str:
    return FACET["status"].label_of(value).lower().replace(", ", " but ")


def _words(request: SearchRequest) -> str:
    if not request.text:
        return ""
    mode = {Words.ALL: "", Words.MOST: "most of ", Words.ANY: "any of "}[request.words]
    return f"for {mode}{' '.join(request.text.split())}"


def _age(request: SearchRequest) -> str:
    if not request.age:
        return ""
    sentence = request.age.sentence
    return sentence if sentence.startswith("born") else f"age {sentence}"


def _near(request: SearchRequest) -> str:
    return f"within {request.near.radius.text} of {request.near.called}" if request.near else ""


def _location(request: SearchRequest) -> str:
    places = [
        "an unstated place" if value == NOT_STATED else ", ".join(reversed(value.split("/")))
        for value in request.chosen("location")
    ]
    return f"in {either(places)}" if places else ""


def _people(request: SearchRequest) -> str:
    groups = [_PEOPLE.get(value, value) for value in request.chosen("age-group")]
    return f"open to {either(groups)}" if groups else ""


def _sex(request: SearchRequest) -> str:
    return either([FACET["sex"].label_of(value).lower() for value in request.chosen("sex")])


def _special_phase(request: SearchRequest) -> str:
    return either([_PHASES[value] for value in request.chosen("phase") if value in _PHASES])


def _treatment(request: SearchRequest) -> str:
    kinds = [FACET["intervention"].label_of(value).lower() for value in request.chosen("intervention")]
    return f"testing {either(kinds)}" if kinds else ""


def _sponsor(request: SearchRequest) -> str:
    kinds = [
        _SPONSORS.get(value, FACET["sponsor"].label_of(value).lower()) for value in request.chosen("sponsor")
    ]
    return f"led by {either(kinds)}" if kinds else ""


def _results(request: SearchRequest) -> str:
    chosen = request.chosen("results")
    return "" if len(chosen) != 1 else "with results" if chosen[0] == "yes" else "without results"


def _healthy(request: SearchRequest) -> str:
    chosen = request.chosen("healthy-volunteers")
    return either([_HEALTHY[value] for value in chosen if value in _HEALTHY])


def _on_request(request: SearchRequest) -> str:
    chosen = [(facet, request.chosen(facet.name)) for facet in FACETS if facet.on_request]
    return ", ".join(
        f"{facet.label.lower()} {either([_short(facet.label_of(value)) for value in values])}"
        for facet, values in chosen
        if values
    )


def _short(label: str) -> str:
    """A label without what it explains in brackets."""
    return label.partition(" (")[0].lower()


def _numbers(request: SearchRequest) -> str:
    asked = [request.ranges.get(number.name, ()) for number in NUMBERS]
    return ", ".join(either([asked_in_words(one) for one in several]) for several in asked if several)


def asked_in_words(asked: Range | Missing) -> str:
    """What is asked of a number, as a part of the sentence: "starting in 2024", "with no start date"."""
    number = NUMBER[asked.field]
    if isinstance(asked, Missing):
        return number.unstated
    sentence = number.one if number.one and asked.last == 1 else number.sentence
    return sentence.format(span_in_words((asked.first, asked.last), number.measure))


def _unstated_type(request: SearchRequest) -> str:
    return "study type not stated" if NOT_STATED in request.chosen("type") else ""


def _every_status(request: SearchRequest) -> str:
    return "" if request.chosen("status") else "all statuses"


_CLAUSES: tuple[Callable[[SearchRequest], str], ...] = (
    _words,
    _age,
    _sex,
    _people,
    _near,
    _location,
    _special_phase,
    _unstated_type,
    _treatment,
    _sponsor,
    _results,
    _healthy,
    _on_request,
    _numbers,
    _every_status,
)


def either(words: Sequence[str]) -> str:
    """Words with "or" before the last.

    >>> either(["1", "2", "3"]), either([])
    ('1, 2 or 3', '')
    """
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
