"""Measuring: every engine answers every question; totals and counts must agree before anything is timed."""

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from indexer.bench.peers.port import COUNTED, Peer, PeerAnswer, PeerQuestion
from indexer.bench.questions import Question
from indexer.engines.choose import open_engine
from indexer.engines.port import SearchEngine
from indexer.errors import IndexerError
from indexer.search.result import FacetValue
from indexer.settings import Settings

OURS = "Find a Trial"
ROUNDS = 7  # of all questions; a question's time is the median of its rounds
ORDER_SEED = 1

Ask = Callable[[Question], PeerAnswer]
Times = dict[int, list[float]]  # number of the question -> milliseconds of each round


class Disagreement(IndexerError):
    """Two engines answer a question differently: comparing their times would mean nothing."""


def ask_ours(engine: SearchEngine) -> Ask:
    """Our engine, asked like a peer."""

    def ask(question: Question) -> PeerAnswer:
        if question.facet:
            values = engine.facet(question.request, question.facet)
            return PeerAnswer((), engine.count(question.request), {question.facet: _counts(values)})
        result = engine.search(question.request)
        counts = {name: _counts(result.facets[name]) for name in COUNTED}
        if question.request.near:
            del counts["location"]  # theirs would have to go by site
        return PeerAnswer(tuple(hit.card.nct_id for hit in result.hits), result.total, counts)

    return ask


def ask_peer(peer: Peer) -> Ask:
    """A peer, asked the same."""

    def ask(question: Question) -> PeerAnswer:
        assert question.peers
        return peer.answer(question.peers)

    return ask


def agree(ours: Ask, theirs: Ask, name: str, questions: Mapping[int, Question], patience: float) -> int:
    """Compare totals and counts; returns of how many questions, as many as ``patience`` in seconds allows.

    Raises Disagreement for the first question with another total, another count or another number of trials.
    """
    began, compared = time.perf_counter(), 0
    for number in _shuffled(questions):
        question = questions[number]
        here, there = ours(question), theirs(question)
        if (here.total, len(here.ids), here.counts) != (there.total, len(there.ids), _held(there.counts)):
            raise Disagreement(
                f"{name} and {OURS} differ on {question.kind} {question.request.text!r} ({question.peers}): "
                f"{_differences(here, there)}."
            )
        compared += 1
        if time.perf_counter() - began > patience:
            break
    return compared


def first_times(settings: Settings, questions: Sequence[Question]) -> Times:
    """Our engine: each question as the first one after opening, in milliseconds."""
    times: Times = {}
    for number, question in enumerate(questions):
        engine = open_engine(settings)
        engine.version()
        times[number] = [_timed(ask_ours(engine), question)]
        engine.close()
    return times


def warm_times(ask: Ask, questions: Mapping[int, Question], patience: float) -> Times:
    """Rounds of all questions in an order of chance, in milliseconds.

    A slow engine gets ``patience`` seconds: then it stops, and only what it was asked is compared.
    """
    times: Times = {}
    began = time.perf_counter()
    for number in _shuffled(questions) * ROUNDS:
        if times and time.perf_counter() - began > patience:
            break
        times.setdefault(number, []).append(_timed(ask, questions[number]))
    return times


def open_peer(peer: Peer, folder: Path) -> Ask:
    """Open a peer and ask it once, so that it is awake."""
    peer.open(folder)
    peer.answer(PeerQuestion())
    return ask_peer(peer)


def percentile(ascending: Sequence[float], share: float) -> float:
    """The value that ``share`` of the values do not exceed, the nearest rank.

    >>> percentile([1.0, 2.0, 3.0, 4.0], 0.95), percentile([1.0, 2.0, 3.0, 4.0], 0.5)
    (4.0, 2.0)
    """
    return ascending[max(-(-int(share * 1_000) * len(ascending) // 1_000) - 1, 0)]


def _shuffled(questions: Mapping[int, Question]) -> list[int]:
    order = list(questions)
    random.Random(ORDER_SEED).shuffle(order)
    return order


def _timed(ask: Ask, question: Question) -> float:
    began = time.perf_counter()
    ask(question)
    return (time.perf_counter() - began) * 1_000


def _counts(values: Iterable[FacetValue]) -> dict[str, int]:
    return {value.value: value.count for value in values if value.count}


def _held(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {name: {value: count for value, count in found.items() if count} for name, found in counts.items()}


def _differences(here: PeerAnswer, there: PeerAnswer) -> str:
    if here.total != there.total:
        return f"{there.total:,} against {here.total:,} trials"
    if len(here.ids) != len(there.ids):
        return f"{len(there.ids)} against {len(here.ids)} trials shown"
    for name, counts in here.counts.items():
        for value in counts.keys() | there.counts.get(name, {}).keys():
            pair = there.counts.get(name, {}).get(value, 0), counts.get(value, 0)
            if pair[0] != pair[1]:
                return f"{name} {value!r}: {pair[0]:,} against {pair[1]:,}"
    return "other facets"
