"""What a heading has set for the lines below it, and where a list that a sentence announced is over."""

from dataclasses import dataclass

from indexer.trial.criteria.headings import Reach
from indexer.trial.criteria.items import Side
from indexer.trial.criteria.lines import Line
from indexer.trial.criteria.wording import is_doubtful, is_remark, tells

# Characters. In old oncology records a longer sentence is many, run together: none of its words speak for all.
LONGEST_SENTENCE = 200


@dataclass(slots=True)
class Section:
    """A side and how far it holds; for a list also what of it has been seen."""

    side: Side
    reach: Reach
    stated: bool = True  # a heading said so; where none did, a name alone may be anything
    indent: int = -1  # of the bullet that announced the list: one that stands no deeper ends it
    begun: bool = False
    marked: bool = False  # the list has marks: a paragraph ends it
    number: int = 0  # its last
    flat: bool = False  # it stands no deeper than the bullet that announced it: only words can end it

    def side_of(self, sentence: str) -> Side:
        """The side of a sentence; its own words count only where no heading holds firmly."""
        if is_remark(sentence):
            return Side.UNSORTED
        if self.reach is not Reach.OPEN or (self.stated and len(sentence) > LONGEST_SENTENCE):
            return self.side
        doubtful = is_doubtful(sentence) and not self.stated
        return tells(sentence) or (Side.UNSORTED if doubtful else self.side)

    def ends_before(self, line: Line, outside: "Section") -> bool:
        """Whether a list is over when this line comes."""
        if self.reach is not Reach.LIST:
            return False
        if line.kind:
            return self._ends_before_item(line, outside)
        inside = not line.after_gap or line.indent > 0 or not self.begun
        return not inside and (self.marked or tells(line.text) not in {None, self.side})

    def goes_on_with(self, line: Line) -> bool:
        """Whether a number takes a list up again that a paragraph had ended."""
        return line.number > 1 and line.number == self.number + 1

    def note(self, line: Line) -> None:
        """Remember what of the list was seen."""
        self.begun = True
        if line.kind:
            self.marked, self.number = True, line.number

    def _ends_before_item(self, line: Line, outside: "Section") -> bool:
        if not self.begun and line.indent <= self.indent and outside.reach is Reach.OPEN:
            self.flat = True
        return tells(line.text) is Side.INCLUSION if self.flat else line.indent <= self.indent
