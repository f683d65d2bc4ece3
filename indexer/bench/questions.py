"""The questions of the bench: about 200, the same for our engine and its peers, made from words of the documents.

Words are told apart by how many of a sample of documents hold them. Words that stand together in a question stand
together in a real title, so that most questions find something. Everything is seeded.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from indexer.bench.corpus import ascii_term, point_name
from indexer.bench.peers.port import AllOf, AnyOf, Begins, Clause, InARow, PeerQuestion, Term, Without
from indexer.documents import SiteEntry, TrialDocument
from indexer.places.distance import Radius, haversine_km
from indexer.search.request import OFF, Near, SearchRequest, Sort
from indexer.trial.age import read_age
from indexer.trial.vocabulary import OPEN_STATUSES
from indexer.words.analysis import (
    SHORTEST_STEM,
    STOP_WORDS,
    may_end_in,
    spelled,
    term,
    terms_of_word,
    words,
)

TODAY = date(2026, 11, 24)
COMMON, MIDDLING = (
    0.1,
    0.005,
)  # of the sampled documents hold a common word; fewer than the second, a rare one
SHORTEST_WORD = 4
SHORTEST_BEGINNING = 6
EVERY: Mapping[str, tuple[str, ...]] = {"status": ("any",)}
PHASES, SEXES, AGES = ("1", "2", "3", "4"), ("female", "male"), ("7 months", "12", "35", "58", "80")


@dataclass(frozen=True, slots=True)
class Question:
    """One question in both forms; ``peers`` is None where no peer can be asked, ``facet`` for a facet's own page."""

    kind: str
    request: SearchRequest
    peers: PeerQuestion | None
    facet: str = ""


@dataclass
class Material:
    """What questions are made of: a sample of documents, and every point at which some trial has a site."""

    sample: Sequence[TrialDocument]
    points: Mapping[str, tuple[float, float]]
    seed: int = 0
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @cached_property
    def frequencies(self) -> Counter[str]:
        """In how many sampled documents a term stands."""
        found: Counter[str] = Counter()
        for document in self.sample:
            every = (word for values in document.texts.values() for value in values for word in words(value))
            found.update({terms_of_word(word)[0][0] for word in every})
        return found

    @cached_property
    def titles(self) -> list[list[str]]:
        """The words of each title."""
        return [words(document.card.title) for document in self.sample]

    @cached_property
    def known(self) -> list[str]:
        """Words of titles that a person may type, each once, in an order of chance."""
        every = sorted({word for title in self.titles for word in title if _plain(word)})
        self.chance.shuffle(every)
        return every

    @cached_property
    def towns(self) -> list[SiteEntry]:
        """Sites with a point, one of each sampled document that has any."""
        return [
            next(site for site in document.sites if site.latitude is not None)
            for document in self.sample
            if any(site.latitude is not None for site in document.sites)
        ]

    def share(self, word: str) -> float:
        """In what share of the sampled documents a word stands."""
        return self.frequencies[terms_of_word(word)[0][0]] / len(self.sample)

    def of_titles(self, number: int) -> list[str]:
        """Some words of one title."""
        while True:
            title = list(dict.fromkeys(filter(_plain, self.chance.choice(self.titles))))
            if len(title) >= number:
                return self.chance.sample(title, number)

    def neighbours(self) -> list[str]:
        """Two words that stand side by side in a title."""
        while True:
            title = self.chance.choice(self.titles)
            pairs = [list(pair) for pair in pairwise(title) if all(map(_plain, pair))]
            if pairs:
                return self.chance.choice(pairs)


def questions(material: Material) -> list[Question]:
    """All questions, kind by kind."""
    return [question for make in _KINDS for question in make(material)]


def _plain(word: str) -> bool:
    """Whether a word of a title is one term, means something and is no operator."""
    return word.isascii() and word.isalpha() and len(word) >= SHORTEST_WORD and word not in STOP_WORDS


def _term(word: str) -> Term:
    return Term(ascii_term(terms_of_word(word)[0][0]))


def _asked(kind: str, text: str, clause: Clause | None, **filters: tuple[str, ...]) -> Question:
    """A question over trials of every status, or of those in ``filters``; ``open`` means what is open by default.

    Without synonyms and corrected spelling, which the peers do not have.
    """
    chosen = {name.replace("_", "-"): values for name, values in filters.items()}
    is_open = "open" in chosen
    if is_open:
        asked_for = {name: values for name, values in chosen.items() if name != "open"}
        chosen["status"] = OPEN_STATUSES
    else:
        asked_for = chosen if "status" in chosen else {**EVERY, **chosen}
    request = SearchRequest(text, synonyms_off=(OFF,), as_typed=True, filters=asked_for)
    places = chosen.pop("location", ())
    chosen.pop("open", None)
    return Question(kind, request, PeerQuestion(clause, chosen, places=places, open_only=is_open))


def _one_word(material: Material) -> Iterator[Question]:
    ranges: dict[str, Callable[[float], bool]] = {
        "one common word": lambda share: share >= COMMON,
        "one middling word": lambda share: MIDDLING <= share < COMMON,
        "one rare word": lambda share: share < MIDDLING,
    }
    for kind, fits in ranges.items():
        for number, word in enumerate([word for word in material.known if fits(material.share(word))][:16]):
            yield _asked(kind, word, _term(word), **({"open": ()} if number % 2 else {}))


def _words(material: Material) -> Iterator[Question]:
    for number, times in ((2, 20), (3, 14), (4, 6), (5, 4), (6, 4)):
        for _ in range(times):
            found = material.of_titles(number)
            kind = f"{number} words" if number < 4 else "4 to 6 words"  # noqa: PLR2004
            phase = {"phase": (material.chance.choice(PHASES),)} if number == 2 and times % 3 == 0 else {}  # noqa: PLR2004
            yield _asked(kind, " AND ".join(found), AllOf(tuple(map(_term, found))), **phase)


def _phrases(material: Material) -> Iterator[Question]:
    for _ in range(16):
        pair = material.neighbours()
        terms = tuple(_term(word).text for word in pair)
        yield _asked("phrase", f'"{" ".join(pair)}"', InARow(terms))


def _operators(material: Material) -> Iterator[Question]:
    for _ in range(8):
        first, second, third = material.of_titles(3)
        either = AnyOf((_term(first), _term(second)))
        yield _asked("AND, OR, NOT", f"{first} OR {second}", either)
        both = AllOf((either, _term(third)))
        yield _asked("AND, OR, NOT", f"({first} OR {second}) AND {third}", both)
        yield _asked("AND, OR, NOT", f"{first} NOT {third}", Without(_term(first), _term(third)))


def _beginnings(material: Material) -> Iterator[Question]:
    """Only beginnings that reach into no ending: there plain engines, which know none, find the same."""
    beginnings = dict.fromkeys(
        word[:SHORTEST_BEGINNING] for word in material.known if len(word) > SHORTEST_BEGINNING
    )
    sure = [beginning for beginning in beginnings if not _reaches_into_ending(beginning)]
    for beginning in sure[:12]:
        yield _asked("prefix", f"{beginning}*", Begins(ascii_term(spelled(beginning))))


def _reaches_into_ending(beginning: str) -> bool:
    typed = spelled(beginning)
    shorter = any(may_end_in(typed, typed[:length]) for length in range(SHORTEST_STEM, len(typed)))
    return shorter or not term(beginning).startswith(typed)


def _filters(material: Material) -> Iterator[Question]:
    yield _asked("filters alone", "", None)
    yield _asked("filters alone", "", None, open=())
    for sex in SEXES:
        for phase in PHASES:
            yield _asked("filters alone", "", None, sex=(sex,), phase=(phase,))
    for country in sorted({site.country for site in material.towns if site.country})[::7][:6]:
        yield _asked("filters alone", "", None, location=(country,), open=())


def _people(material: Material) -> Iterator[Question]:
    """Words with age, sex and the towns within 100 km; half of them only where trials are open."""
    for number in range(24):
        word, town = material.chance.choice(material.known), material.chance.choice(material.towns)
        asked = _asked(
            "age, sex and place",
            word,
            _term(word),
            sex=(SEXES[number % 2],),
            **({"open": ()} if number % 4 else {}),
        )
        yield _near(material, _aged(asked, AGES[number % len(AGES)]), town)


def _deep(material: Material) -> Iterator[Question]:
    for word in [word for word in material.known if material.share(word) >= COMMON][16:26]:
        asked = _asked("deep page", word, _term(word))
        assert asked.peers
        yield replace(
            asked, request=replace(asked.request, page=40), peers=replace(asked.peers, start=39 * 20)
        )


def _facet_pages(material: Material) -> Iterator[Question]:
    for facet in ("location", "sponsor"):
        for word in material.known[40:45]:
            asked = _asked("facet page", word, _term(word))
            assert asked.peers
            yield replace(asked, peers=replace(asked.peers, only=facet), facet=facet)


def _by_date(material: Material) -> Iterator[Question]:
    for word in material.known[60:70]:
        asked = _asked("by date", word, _term(word))
        assert asked.peers
        yield replace(
            asked,
            request=replace(asked.request, sort=Sort.NEWEST),
            peers=replace(asked.peers, by_newest=True),
        )


def _by_distance(material: Material) -> Iterator[Question]:
    for word in material.known[80:90]:
        town = material.chance.choice(material.towns)
        asked = _near(material, _asked("by distance (ours only)", word, _term(word)), town)
        yield replace(asked, request=replace(asked.request, sort=Sort.DISTANCE), peers=None)


def _in_plain_words(material: Material) -> Iterator[Question]:
    """What people type, answered as on the page: synonyms, spelling, and fewer words where all find nothing."""
    for number in (1, 2, 2, 3, 3, 4, 5, 6) * 4:
        text = " ".join(material.of_titles(number))
        yield Question("plain words, as on the page (ours only)", SearchRequest(text), None)


def _rough(material: Material) -> Iterator[Question]:
    """What nobody should ask, as long as it may be."""
    common = sorted(material.known, key=material.share)[-16:]
    for text in (
        " ".join(common * 8)[:1_000],
        " OR ".join(common * 4),
        " OR ".join(f"{word[:2]}*" for word in common),
        "a*",
        "title:in*",
        "(" * 100 + common[0] + ")" * 100,
        '"of the in the of the in the"',
        f"NOT {common[-1]}",
    ):
        yield Question("rough (ours only)", SearchRequest(text, filters=EVERY), None)
    for page in (1_000, 100_000):
        request = SearchRequest(common[-1], filters=EVERY, page=page, per=100)
        yield Question("rough (ours only)", request, None)
    everywhere = Near("", "", 0, 0, Radius(20_000))
    yield Question(
        "rough (ours only)", SearchRequest(near=everywhere, sort=Sort.DISTANCE, filters=EVERY), None
    )


def _aged(asked: Question, text: str) -> Question:
    age = read_age(text, TODAY)
    assert age
    assert asked.peers
    return replace(
        asked,
        request=replace(asked.request, age=age),
        peers=replace(asked.peers, age=(age.span.start, age.span.end)),
    )


def _near(material: Material, asked: Question, town: SiteEntry) -> Question:
    """The question in a circle; the peers, who cannot measure, are given the towns in it."""
    assert town.latitude is not None
    assert town.longitude is not None
    near = Near(town.city, town.city, town.latitude, town.longitude, Radius(100))
    every = list(material.points.values())
    km = haversine_km(near.latitude, near.longitude, [p[0] for p in every], [p[1] for p in every]).tolist()
    inside = tuple(
        point_name(*point) for point, distance in zip(every, km, strict=True) if distance <= near.radius.km
    )
    assert asked.peers
    return replace(
        asked, request=replace(asked.request, near=near), peers=replace(asked.peers, points=inside)
    )


_KINDS: tuple[Callable[[Material], Iterator[Question]], ...] = (
    _one_word,
    _words,
    _phrases,
    _operators,
    _beginnings,
    _filters,
    _people,
    _deep,
    _facet_pages,
    _by_date,
    _by_distance,
    _in_plain_words,
    _rough,
)
