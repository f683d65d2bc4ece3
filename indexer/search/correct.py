"""Correct: likelier spellings of a question. It only proposes; what is searched is said on the page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.search.query import And, Node, Not, Or, Several, Word, leaves, text_of
from indexer.words.spelling import Spelling

RARE = 5  # trials: a word in no more of them may be a slip that records have too
TIMES = 20  # as many trials must have the likelier word
MOST_SUGGESTED = 2


@dataclass(frozen=True, slots=True)
class Corrector:
    """``trials_with`` says in how many trials a word stands, by itself or by a synonym."""

    spelling: Spelling
    trials_with: Callable[[str], int]

    def corrected(self, tree: Node) -> str:
        """The text with the likeliest spelling of every word that stands nowhere; "" when none has one."""
        changed = {
            word: found[0].word
            for word in _plain(tree)
            if not self.trials_with(word.text) and (found := self.spelling.candidates(word.text))
        }
        return text_of(_replaced(tree, changed)) if changed else ""

    def suggested(self, tree: Node) -> Iterator[str]:
        """The text with a likelier spelling of one rare word, for a few of them."""
        left = MOST_SUGGESTED
        for word in _plain(tree):
            trials = self.trials_with(word.text)
            if left and trials <= RARE:
                for candidate in self.spelling.candidates(word.text)[:1]:
                    if candidate.slips and candidate.trials >= TIMES * max(trials, 1):
                        left -= 1
                        yield text_of(_replaced(tree, {word: candidate.word}))


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
