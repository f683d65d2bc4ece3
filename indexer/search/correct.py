"""Correct: likelier spellings of a question. It only proposes; what is searched is said on the page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from indexer.search.query import And, Node, Not, Or, Several, Word, leaves, text_of
from indexer.words.spelling import Spelling

LIKELIER = 3  # times as many trials must have the other word as have one of the same stem
MOST_SUGGESTED = 2


@dataclass(frozen=True, slots=True)
class Corrector:
    """``trials_with`` says in how many trials a word stands, by itself or by a synonym."""

    spelling: Spelling
    trials_with: Callable[[str], int]

    def corrected(self, tree: Node) -> str:
        """The text with the likeliest spelling of every word that is a slip; "" when there is none."""
        changed = {word: found for word in _plain(tree) if (found := self._likelier(word))}
        return text_of(_replaced(tree, changed)) if changed else ""

    def suggested(self, tree: Node) -> Iterator[str]:
        """The text with a likelier spelling of one word, for a few words."""
        slips = ((word, found) for word in _plain(tree) if (found := self._likelier(word)))
        for word, found in islice(slips, MOST_SUGGESTED):
            yield text_of(_replaced(tree, {word: found}))

    def _likelier(self, word: Word) -> str:
        """What was meant by a word that no record has as it was typed."""
        if self.spelling.knows(word.text):
            return ""
        trials = self.trials_with(word.text)
        candidates = self.spelling.candidates(word.text)[:1]
        return next((one.word for one in candidates if one.trials >= LIKELIER * trials), "")


def _plain(tree: Node) -> tuple[Word, ...]:
    """The words that were typed for any field, each once."""
    return tuple(dict.fromkeys(leaf for leaf in leaves(tree) if isinstance(leaf, Word) and not leaf.field))


def _replaced(node: Node, words: dict[Word, str]) -> Node:
    match node:
        case Word():
            return Word(words[node]) if node in words else node
        case Not(part):
            return Not(_replaced(part, words))
        case And(parts):
            return And(tuple(_replaced(part, words) for part in parts))
        case Or(parts):
            return Or(tuple(_replaced(part, words) for part in parts))
        case Several(parts):
            return Several(tuple(_replaced(part, words) for part in parts))
        case _:
            return node
