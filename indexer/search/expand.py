"""A query tree -> the same tree with the synonyms of the words that a person typed side by side.

Words known together ("heart attack") become one clause with their synonyms; words that ask for any trial
("treatment for …") are left out, unless they belong to such a clause or nothing else is there. Phrases in quotation
marks, single fields, beginnings and what stands behind NOT mean what they say and are left alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from indexer.search.query import And, Expanded, Node, Not, Or, Several, Synonym, Word, leaves
from indexer.search.request import OFF
from indexer.words.analysis import ASKING_WORDS
from indexer.words.thesaurus import LONGEST_KEY, Found, Thesaurus, key_of

MOST_SYNONYMS = 8  # of one name, the most trusted


@dataclass(frozen=True, slots=True)
class Expander:
    """Expands trees with one thesaurus; ``off`` names synonyms that the person switched off, or ``OFF``."""

    thesaurus: Thesaurus
    off: frozenset[str] = frozenset()

    def expand(self, tree: Node) -> Node:
        """The tree with synonyms."""
        shouted = all(leaf.text.isupper() for leaf in leaves(tree)) and len(leaves(tree)) > 1
        return self._node(tree, shouted=shouted)

    def _node(self, node: Node, *, shouted: bool) -> Node:
        match node:
            case And(parts):
                return And(tuple(self._node(part, shouted=shouted) for part in parts))
            case Or(parts):
                return Or(tuple(self._node(part, shouted=shouted) for part in parts))
            case Several(parts):
                return _side_by_side(self._clauses(parts, shouted=shouted))
            case Word():
                return _side_by_side(self._clauses((node,), shouted=shouted))
            case _:
                return node

    def _clauses(self, parts: tuple[Node, ...], *, shouted: bool) -> list[Node]:
        """The longest known names first, from the left."""
        clauses: list[Node] = []
        at = 0
        while at < len(parts):
            run = _run(parts, at)
            for length in range(len(run), 0, -1):
                known = self._known(run[:length], shouted=shouted)
                if known:
                    clauses.append(known)
                    at += length
                    break
            else:
                part = parts[at]
                clauses.append(part if isinstance(part, Word) else self._node(part, shouted=shouted))
                at += 1
        return clauses

    def _known(self, run: tuple[Word, ...], *, shouted: bool) -> Expanded | None:
        key = " ".join(filter(None, (key_of(word.text) for word in run)))
        found = self.thesaurus.find(key) if key and len(key.split()) <= LONGEST_KEY else None
        capitals = all(word.text.isupper() for word in run) and not shouted
        synonyms = self._synonyms([one for one in found or () if capitals or not one.capitals])
        if found is None or (len(run) == 1 and not synonyms):
            return None
        return Expanded(run[0] if len(run) == 1 else Several(run), synonyms)

    def _synonyms(self, found: list[Found]) -> tuple[Synonym, ...]:
        if OFF in self.off:
            return ()
        switched_on = [one for one in found if one.text not in self.off]
        return tuple(Synonym(one.text, one.weight, one.source) for one in switched_on[:MOST_SYNONYMS])


def told_by(tree: Node | None, telling: Callable[[Word], bool]) -> Node | None:
    """The clauses side by side that say what is sought: names, and words that are ``telling``.

    What is not wanted stays, and so do filters. None where all clauses say it, or none.
    """
    if not isinstance(tree, Several):
        return None
    kept = tuple(
        part for part in tree.parts if not isinstance(part, Word) or bool(part.field) or telling(part)
    )
    if len(kept) == len(tree.parts) or not any(map(leaves, kept)):
        return None
    return kept[0] if len(kept) == 1 else Several(kept)


def _run(parts: tuple[Node, ...], at: int) -> tuple[Word, ...]:
    """The plain words from here on, side by side."""
    run: list[Word] = []
    for part in parts[at : at + LONGEST_KEY]:
        if not isinstance(part, Word) or part.field:
            break
        run.append(part)
    return tuple(run)


def _side_by_side(clauses: list[Node]) -> Node:
    """Clauses without the words that say nothing of what is sought, where others do."""
    saying = [clause for clause in clauses if not _is_asking(clause)]
    kept = saying if any(not isinstance(clause, Not) for clause in saying) else clauses
    return kept[0] if len(kept) == 1 else Several(tuple(kept))


def _is_asking(clause: Node) -> bool:
    return isinstance(clause, Word) and not clause.field and clause.text.lower() in ASKING_WORDS
