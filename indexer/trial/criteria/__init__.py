"""Eligibility text -> what includes, what excludes, and what the text does not sort.

The registry keeps criteria as one text: usually two headings with bullets, but also a dozen other wordings,
numbered lists, everything on one line, or no headings at all. Read ``lines`` (the text as lines), ``headings``
(what sets the side), ``wording`` (sentences that tell it themselves), ``nesting`` (how deep) and ``splitter``.
How well this works on real texts is in docs/criteria.md.
"""

from indexer.trial.criteria.items import Criteria, Criterion, Side
from indexer.trial.criteria.splitter import split_criteria

__all__ = ["Criteria", "Criterion", "Side", "split_criteria"]
