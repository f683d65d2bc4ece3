"""Similar trials: the words that make a trial what it is, asked of the others that the same person may join."""

from collections.abc import Callable, Iterator

from indexer.search.query import Several, Word
from indexer.search.request import SearchRequest
from indexer.search.result import Card
from indexer.trial.age import NO_UPPER_LIMIT, SECONDS, AgeSpan, AskedAge
from indexer.words.analysis import ASKING_WORDS, carrying_meaning, words

MOST_WORDS = 10
FEWEST_TRIALS = 3  # that hold a word; a rarer one is a name of this trial alone
LIKE_ENOUGH = 0.3  # of what the trial itself scores
NAMES_LOOKED_AT = 5  # of its conditions, and of its interventions

Rarity = Callable[[str], float]  # word -> how much it says, 0 for too rare a word


def likeness(card: Card, rarity: Rarity) -> Several | None:
    """The words that say most of a trial; what is studied and what is given counts twice."""
    weights: dict[str, float] = {}
    for text, weight in _texts(card):
        for word in _saying(text):
            weights[word] = max(weights.get(word, 0.0), weight * rarity(word))
    chosen = sorted((word for word in weights if weights[word]), key=lambda word: -weights[word])[:MOST_WORDS]
    return Several(tuple(map(Word, chosen))) if chosen else None


def like(card: Card, span: AgeSpan) -> SearchRequest:
    """Open trials that people of the same ages and sex may join."""
    sexes = {"female": ("female",), "male": ("male",)}.get(card.sex, ())
    return SearchRequest(age=AskedAge("", span, ""), filters={"sex": sexes} if sexes else {})


def span_of(card: Card) -> AgeSpan:
    """The ages of a trial, as exactly as its card says them."""
    day = SECONDS["day"]
    low = round((card.minimum_age_days or 0) * day)
    high = NO_UPPER_LIMIT if card.maximum_age_days is None else round(card.maximum_age_days * day) + 1
    return AgeSpan(low, high)


def _texts(card: Card) -> Iterator[tuple[str, float]]:
    for name in (*card.conditions[:NAMES_LOOKED_AT], *card.interventions[:NAMES_LOOKED_AT]):
        yield name, 2.0
    yield card.title, 1.0


def _saying(text: str) -> Iterator[str]:
    found = words(text)
    for word, says in zip(found, carrying_meaning(found), strict=True):
        if says and word not in ASKING_WORDS and not word.isdigit():
            yield word
