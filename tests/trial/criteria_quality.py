"""`python -m tests.trial.criteria_quality`: how well the splitter sorts the labelled texts, as in docs/criteria.md.

Two counts. Words: every word that stands under a label, by the side of the item that holds it (or "lost" where it is in
no item). Items: every item of the splitter, by the side that most of its words are labelled with.
"""

import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from indexer.trial.criteria import Criteria, Side, split_criteria
from tests.conftest import SHARED
from tests.trial.criteria_labels import Half, LabelledText, labelled_texts

LOST = "lost"
Found = Side | str  # a side, or LOST
Splitter = Callable[[str], Criteria]

# Two letters and more: numbers, and the letters that number a list, are no words. Marks of HTML are none either.
_WORD = re.compile(r"[^\W\d_]{2,}")
_NO_WORDS = re.compile(r"</?[a-z]{1,10}\b[^>]{0,100}>|&#?\w{2,8};", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the text and where it begins."""

    text: str
    start: int


@dataclass(slots=True)
class Tally:
    """How often what was labelled with one side was found on which."""

    pairs: Counter[tuple[Side, Found]] = field(default_factory=Counter)

    def precision(self, side: Side) -> float | None:
        """Of what was found on a side, the share that is labelled so; None where nothing was found there."""
        return _share(self.pairs[side, side], (n for (_, found), n in self.pairs.items() if found == side))

    def recall(self, side: Side) -> float | None:
        """Of what is labelled with a side, the share that was found there."""
        return _share(self.pairs[side, side], (n for (label, _), n in self.pairs.items() if label == side))

    def right(self) -> float | None:
        """The share of everything labelled that was found where it belongs."""
        agreed = sum(n for (label, found), n in self.pairs.items() if label == found)
        return _share(agreed, self.pairs.values())


@dataclass(frozen=True, slots=True)
class Quality:
    """The tallies of one text."""

    labelled: LabelledText
    words: Tally
    items: Tally


def quality(labelled: LabelledText, split: Splitter = split_criteria) -> Quality:
    """Compare what the splitter makes of one text with its labels."""
    words = words_of(labelled.text)
    labels = [_label_at(word.start, labelled) for word in words]
    tally, items = Tally(), Tally()
    found: list[Found] = [LOST] * len(words)
    for side, places in placed(words, split(labelled.text)):
        found[places.start : places.stop] = [side] * len(places)
        inside = Counter(label for label in labels[places.start : places.stop] if label)
        if inside:
            items.pairs[inside.most_common(1)[0][0], side] += 1
    tally.pairs.update((label, where) for label, where in zip(labels, found, strict=True) if label)
    return Quality(labelled, tally, items)


def placed(words: Sequence[Word], criteria: Criteria) -> Iterable[tuple[Side, range]]:
    """Where each item stands in the text: of the next item of each side, the one that is found first."""
    texts = [word.text for word in words]
    waiting = {
        side: [_WORD.findall(item.text) for item in getattr(criteria, side.value)][::-1] for side in Side
    }
    position = 0
    while any(waiting.values()):
        starts = {
            side: (_find(items[-1], texts, position), -len(items[-1]))
            for side, items in waiting.items()
            if items
        }
        side = min(starts, key=lambda side: starts[side])
        start, item = starts[side][0], waiting[side].pop()
        if item and start < len(texts):
            position = start + len(item)
            yield side, range(start, position)


def words_of(text: str) -> list[Word]:
    """The words of a text, with what HTML adds taken away but nothing moved."""
    plain = _NO_WORDS.sub(lambda match: " " * len(match[0]), text)
    return [Word(match[0], match.start()) for match in _WORD.finditer(plain)]


def total(tallies: Iterable[Tally]) -> Tally:
    """All texts as one: long texts weigh more."""
    together = Tally()
    for tally in tallies:
        together.pairs.update(tally.pairs)
    return together


def mean(values: Iterable[float | None]) -> float | None:
    """The mean over texts: each weighs the same; those without a value do not count."""
    known = [value for value in values if value is not None]
    return statistics.fmean(known) if known else None


def main() -> None:
    """Print the tables of docs/criteria.md."""
    if not SHARED.is_dir():
        sys.exit(f"no shared records at {SHARED}; name their folder in TRIALS_SHARED")
    texts = labelled_texts(SHARED)
    measured = [quality(text) for text in texts]
    for half in ("dev", "test"):
        chosen = [one for one in measured if one.labelled.half == half]
        tables = (_table(half, chosen), _by_stratum(chosen), _where_to(chosen))
        sys.stdout.write("\n".join(line for table in tables for line in [*table, ""]) + "\n")
    sys.stdout.write(f"{_milliseconds([text.text for text in texts]):.2f} ms a text\n")


def _find(item: list[str], texts: list[str], position: int) -> int:
    for start in range(position, len(texts) - len(item) + 1):
        if texts[start : start + len(item)] == item:
            return start
    return len(texts)


def _label_at(place: int, labelled: LabelledText) -> Side | None:
    return next((span.side for span in labelled.spans if span.start <= place < span.end), None)


def _share(part: int, of: Iterable[int]) -> float | None:
    whole = sum(of)
    return part / whole if whole else None


def _table(half: Half, measured: list[Quality]) -> list[str]:
    rows = [f"| {half} | inclusion P | R | exclusion P | R | all right |", "|---|---|---|---|---|---|"]
    for name, tallies in (
        ("words", [one.words for one in measured]),
        ("items", [one.items for one in measured]),
    ):
        rows.append(f"| {name}, all as one | {_cells([total(tallies)])} |")
        rows.append(f"| {name}, mean of texts | {_cells(tallies)} |")
    return rows


def _by_stratum(measured: list[Quality]) -> list[str]:
    rows = ["| words, all as one | texts | inclusion P | R | exclusion P | R | all right |"]
    rows.append("|---|---|---|---|---|---|---|")
    for stratum in dict.fromkeys(one.labelled.stratum for one in measured):
        chosen = [one.words for one in measured if one.labelled.stratum == stratum]
        rows.append(f"| {stratum} | {len(chosen)} | {_cells([total(chosen)])} |")
    return rows


def _where_to(measured: list[Quality]) -> list[str]:
    pairs = total(one.words for one in measured).pairs
    rows = [
        "| words labelled | found inclusion | exclusion | unsorted | in no item |",
        "|---|---|---|---|---|",
    ]
    for side in Side:
        counts = [str(pairs[side, found]) for found in (*Side, LOST)]
        rows.append(" | ".join([f"| {side}", *counts]) + " |")
    return rows


def _cells(tallies: list[Tally]) -> str:
    values = [
        mean(measure(side) for measure in measures)
        for side in (Side.INCLUSION, Side.EXCLUSION)
        for measures in ([tally.precision for tally in tallies], [tally.recall for tally in tallies])
    ]
    values.append(mean(tally.right() for tally in tallies))
    return " | ".join("-" if value is None else f"{100 * value:.1f}" for value in values)


def _milliseconds(texts: list[str], rounds: int = 5) -> float:
    """The quickest of some rounds, a text: the time of this process only, whatever else the machine does."""
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        for text in texts:
            split_criteria(text)
        times.append(time.process_time() - begin)
    return 1000 * min(times) / len(texts)


if __name__ == "__main__":
    main()
