"""Random questions made of words that stand in real records: Whoosh and the reference engine must agree."""

import gzip
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.fields import TEXT_FIELDS
from indexer.registry.ctgov import read_study
from indexer.search.request import SearchRequest, Words
from indexer.trial.model import Trial
from tests.engines.asking import asking, counts
from tests.engines.conftest import ENGINES, Index, document, new_index

EVERY_NTH = 20
SEED, QUESTIONS = 7, 300


@pytest.fixture(scope="module")
def trials(shared: Path) -> list[Trial]:
    """Every twentieth real record."""
    with gzip.open(shared / "data/trials/v2.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [read_study(json.loads(line)) for line in itertools.islice(lines, 0, None, EVERY_NTH)]


@pytest.fixture(scope="module")
def indexes(trials: list[Trial], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Index]]:
    """The same trials in both engines; Whoosh got them in three parts, with some replaced and one removed."""
    indexes = [new_index(kind, tmp_path_factory.mktemp("words") / "index") for kind in ENGINES]
    third = len(trials) // 3
    for index in indexes:
        index.rebuild(trials[: 2 * third])
        index.apply(trials[third:], [trials[0].nct_id], revision=2)
        index.apply(trials[:10], revision=3)
    yield indexes
    for index in indexes:
        index.engine.close()


def questions(seed: int, trials: list[Trial]) -> Iterator[SearchRequest]:
    """Words, phrases, beginnings, fields and operators, all taken from the texts of the trials."""
    draw = random.Random(seed)
    texts = [
        (name, text) for trial in trials for name, values in document(trial).texts.items() for text in values
    ]
    for _ in range(QUESTIONS):
        clauses = [_clause(draw, *draw.choice(texts)) for _ in range(draw.choice((1, 1, 2, 2, 3, 5)))]
        joined = "".join(f"{clause}{draw.choice((' ', ' ', ' OR ', ' AND ', ' NOT '))}" for clause in clauses)
        filters = draw.choice(({"status": ("any",)}, {}, {"phase": ("2", "not-stated")}))
        yield asking(joined.rstrip(), words=draw.choice(list(Words)), filters=filters)


def _clause(draw: random.Random, field: str, text: str) -> str:
    typed = text.split()
    start = draw.randrange(len(typed))
    word = typed[start]
    forms = (
        word,
        word.upper(),
        '"{}"'.format(" ".join(typed[start : start + draw.randint(1, 5)]).replace('"', "")),
        '"{}"~{}'.format(" ".join(_some(draw, typed, start)).replace('"', ""), draw.randint(1, 60)),
        f"{word[: draw.randint(2, 9)]}*",
        f"{field}:{word}",
        f"{draw.choice(TEXT_FIELDS).name}:({word} OR {typed[0]})",
        f"({word} {typed[-1]})",
        f"-{word}",
    )
    return draw.choice(forms)


def _some(draw: random.Random, typed: list[str], start: int) -> list[str]:
    """Two to four words that stand within twenty words of one another, in any order."""
    near = typed[start : start + 20]
    return draw.sample(near, min(len(near), draw.randint(2, 4)))


@pytest.mark.slow
def test_words_of_real_records(indexes: list[Index], trials: list[Trial]) -> None:
    """The same trials, the same reading, the same reasons and the same counts, for every question."""
    found_something = 0
    for request in questions(SEED, trials):
        expected, answer = (index.engine.search(request) for index in indexes)
        assert answer.total == expected.total, request
        assert answer.read_as == expected.read_as, request
        assert answer.words_used is expected.words_used, request
        for name, values in expected.facets.items():
            assert counts(answer.facets[name]) == counts(values), (name, request)
        reasons = {hit.card.nct_id: (hit.matched, hit.exclusion_only) for hit in expected.hits}
        if expected.total <= request.per:
            assert {hit.card.nct_id: (hit.matched, hit.exclusion_only) for hit in answer.hits} == reasons, (
                request
            )
        found_something += expected.total > 0
    assert found_something > QUESTIONS / 2
