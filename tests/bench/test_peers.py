"""Peers: each finds and counts what a slow reading of the same documents finds, or a comparison means nothing."""

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from indexer.bench.peers.port import (
    COUNTED,
    GAP,
    AllOf,
    AnyOf,
    Begins,
    Clause,
    InARow,
    Peer,
    PeerAnswer,
    PeerDocument,
    PeerQuestion,
    Term,
    Without,
)
from indexer.bench.run import PEERS, make_peer

YEAR = 31_557_600
COUNTRIES = ("United States", "Côte d'Ivoire", "Korea, Republic of", "not-stated")
WORDS = ("cancer", "breast", "heart", "failur", "cell", "cellular", "x4a")


def documents() -> list[PeerDocument]:
    """Sixty documents of chance, always the same."""
    chance = random.Random(3)
    return [_document(number, chance) for number in range(60)]


def _document(number: int, chance: random.Random) -> PeerDocument:
    def some(values: tuple[str, ...], most: int = 2) -> tuple[str, ...]:
        return tuple(chance.sample(values, chance.randint(0, most)))

    countries = some(COUNTRIES)
    open_countries = countries[:1]
    facets = {name: some(("a", "b, with a comma", "ü")) for name in COUNTED} | {
        "status": (chance.choice(("recruiting", "completed")),),
        "location": countries,
        "location-open": open_countries,
    }
    return PeerDocument(
        nct_id=f"NCT{number:08}",
        text=" ".join([*chance.choices(WORDS, k=6), GAP, *chance.choices(WORDS, k=3), GAP]),
        facets=facets,
        places=tuple(place for country in countries for place in (country, f"{country}/Leeds")),
        open_places=open_countries,
        points=tuple(f"5{country[0] == 'U'},1.5" for country in countries),
        open_points=tuple(f"5{country[0] == 'U'},1.5" for country in open_countries),
        minimum_age=chance.choice((0, 18 * YEAR)),
        maximum_age=chance.choice((65 * YEAR, 200 * YEAR)),
        newest=730_000 + number,
    )


QUESTIONS = {
    "everything": PeerQuestion(),
    "a term": PeerQuestion(Term("cancer")),
    "a term of letters and digits": PeerQuestion(Term("x4a")),
    "nowhere": PeerQuestion(Term("nowhere")),
    "all of": PeerQuestion(AllOf((Term("heart"), Term("failur")))),
    "any of": PeerQuestion(AnyOf((Term("heart"), Term("breast")))),
    "any of, with another": PeerQuestion(AllOf((AnyOf((Term("heart"), Term("breast"))), Term("cell")))),
    "without": PeerQuestion(Without(Term("heart"), Term("cancer"))),
    "in a row": PeerQuestion(InARow(("heart", "failur"))),
    "begins": PeerQuestion(Begins("cell")),
    "a facet": PeerQuestion(Term("cell"), filters={"phase": ("ü",)}),
    "two values of a facet": PeerQuestion(filters={"phase": ("ü", "b, with a comma"), "sex": ("a",)}),
    "age": PeerQuestion(age=(12 * YEAR, 13 * YEAR)),
    "age at the edge": PeerQuestion(age=(17 * YEAR, 18 * YEAR)),
    "places": PeerQuestion(Term("cell"), places=("United States", "Korea, Republic of/Leeds")),
    "open places": PeerQuestion(places=("United States",), open_only=True),
    "points": PeerQuestion(points=("5True,1.5",), filters={"type": ("a",)}),
    "open points": PeerQuestion(Term("cell"), points=("5True,1.5", "nowhere"), open_only=True),
    "no point": PeerQuestion(points=()),
    "newest": PeerQuestion(Term("cell"), by_newest=True),
    "a deep page": PeerQuestion(by_newest=True, start=20, limit=10),
    "only a facet": PeerQuestion(Term("cell"), only="location"),
}


@pytest.fixture(scope="module", params=PEERS)
def peer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """Each peer over the same documents."""
    if request.param == "tantivy" and os.environ.get("CI") != "true":
        pytest.importorskip("tantivy")
    made = make_peer(request.param)
    folder = tmp_path_factory.mktemp("peer")
    made.build(documents(), folder)
    made.open(folder)
    yield made
    made.close()


def slowly(question: PeerQuestion) -> PeerAnswer:
    """The answer, one document after the other."""
    found = [document for document in documents() if _passes(document, question)]
    newest_first = sorted(found, key=lambda document: -document.newest)
    counts = {
        name: dict(
            Counter(
                value
                for document in documents()
                if _passes(document, question, but=name)
                for value in document.facets[question.column(name)]
            )
        )
        for name in question.counted
    }
    shown = newest_first[question.start : question.start + question.limit]
    return PeerAnswer(tuple(document.nct_id for document in shown), len(found), counts)


def _passes(document: PeerDocument, question: PeerQuestion, but: str = "") -> bool:
    prefix = "open_" if question.open_only else ""
    places, points = getattr(document, f"{prefix}places"), getattr(document, f"{prefix}points")
    return (
        (question.text is None or _holds(document.text.split(), question.text))
        and all(
            name == but or set(values) & set(document.facets[name])
            for name, values in question.filters.items()
        )
        and (not question.places or but == "location" or bool(set(question.places) & set(places)))
        and (question.points is None or bool(set(question.points) & set(points)))
        and (
            not question.age
            or (document.minimum_age < question.age[1] and question.age[0] < document.maximum_age)
        )
    )


def _holds(words: list[str], clause: Clause) -> bool:
    match clause:
        case Term(text):
            return text in words
        case InARow(terms):
            return f" {' '.join(terms)} " in f" {' '.join(words)} "
        case Begins(text):
            return any(word.startswith(text) for word in words)
        case AllOf(parts):
            return all(_holds(words, part) for part in parts)
        case AnyOf(parts):
            return any(_holds(words, part) for part in parts)
        case Without(part, unwanted):
            return _holds(words, part) and not _holds(words, unwanted)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_peer_finds_and_counts_everything(peer: Peer, question: PeerQuestion) -> None:
    """Total, counts of every facet, and the page: in its order where that is by date."""
    answer, expected = peer.answer(question), slowly(question)
    assert answer.total == expected.total
    assert {
        name: {value: count for value, count in found.items() if count}
        for name, found in answer.counts.items()
    } == expected.counts
    if question.only:
        assert answer.ids == ()
    elif question.by_newest:
        assert answer.ids == expected.ids
    else:
        assert len(set(answer.ids)) == len(answer.ids) == min(expected.total, question.limit)
