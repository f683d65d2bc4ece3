"""The lines of a text, one after the other, onto the sides that headings and wording tell.

Nothing is lost: only list marks, and headings that say no more than their side, are in no item.
"""

from dataclasses import dataclass, field

from indexer.trial.criteria.headings import Heading, Reach, heading_of, is_label
from indexer.trial.criteria.items import Criteria, Criterion, Side
from indexer.trial.criteria.lines import Line, lines_of, plain
from indexer.trial.criteria.nesting import Nesting
from indexer.trial.criteria.sections import Section
from indexer.trial.criteria.wording import is_remark, parts_by_side


def split_criteria(text: str) -> Criteria:
    r"""Split an eligibility text, as the registry sends it (markdown).

    >>> split_criteria("Inclusion Criteria:\n\n* Age 18 and over\n\nExclusion Criteria:\n\n* Pregnancy").exclusion
    (Criterion(text='Pregnancy', depth=0),)
    """
    splitter = _Splitter()
    for line in lines_of(text):
        splitter.take(line)
    return splitter.criteria()


@dataclass(slots=True)
class _Item:
    side: Side
    depth: int
    texts: list[str]

    def text(self) -> str:
        """What a person reads; nothing where only signs are left."""
        text = " ".join(filter(None, map(plain, self.texts)))
        return text if any(map(str.isalnum, text)) else ""


def _unheaded() -> Section:
    """How a text begins: sentences tell their side, and what tells none describes who is studied."""
    return Section(Side.INCLUSION, Reach.OPEN, stated=False)


@dataclass(slots=True)
class _Splitter:
    """Takes lines from the top; remembers what the last headings set and which items it has found."""

    base: Section = field(default_factory=_unheaded)  # until the next heading that is more than a list's
    section: Section = field(default_factory=_unheaded)
    ended: Section | None = None  # the last list
    items: list[_Item] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)  # wait for the side of what they name
    nesting: Nesting = field(default_factory=Nesting)
    open: bool = False  # the last item may go on in the next line

    def take(self, line: Line) -> None:
        under = self.base.side if self.base.reach is Reach.FIRM else None
        if heading := heading_of(line, under):
            self._begin(heading, line)
        elif is_label(line) and (line.after_gap or not self.open):
            self._name(line)
        else:
            self._add(line)

    def criteria(self) -> Criteria:
        self._place(self.section.side, 0, "")
        found = [(item.side, Criterion(text, item.depth)) for item in self.items if (text := item.text())]
        return Criteria(*(tuple(one for on, one in found if on is side) for side in Side))

    def _begin(self, heading: Heading, line: Line) -> None:
        self.open = False
        if heading.reach is Reach.LIST and heading.rest:  # a list of one line
            self._place(heading.side, self.nesting.depth_of(line, ""), heading.rest)
            return
        self.nesting.levels.clear()
        self.ended = None
        self.section = Section(heading.side, heading.reach, indent=line.indent if line.kind else -1)
        if heading.reach is not Reach.LIST:
            self._settle()
            self.base = self.section
        if heading.kept:
            self._place(heading.side, 0, heading.kept)
            self.open = False
        if heading.rest:
            self._add(Line(heading.rest, line.indent))

    def _settle(self) -> None:
        """A text whose first heading excludes began with what includes, though nothing said so."""
        excludes = self.section.reach is Reach.FIRM and self.section.side is Side.EXCLUSION
        for item in self.items if excludes and not self.base.stated else ():
            if item.side is Side.UNSORTED and not is_remark(item.text()):
                item.side = Side.INCLUSION

    def _name(self, line: Line) -> None:
        """A label ends a list, and waits for what it names."""
        if self.section.reach is Reach.LIST:
            if self.base.reach is Reach.OPEN and self.section.side is Side.EXCLUSION:
                self.base = Section(Side.UNSORTED, Reach.OPEN)  # what follows "Excluded: …" may be anything
            self.section = self.base
        self.labels.append(line.text)
        self.nesting.levels.clear()
        self.open = False

    def _add(self, line: Line) -> None:
        if not line.kind and not line.after_gap and self.open:
            self.items[-1].texts.append(line.text)
            return
        self._turn(line)
        depth = self.nesting.depth_of(line, self.items[-1].texts[-1] if self.items else "")
        if self.section.reach is not Reach.OPEN and not is_remark(line.text):
            self._place(self.section.side, depth, line.text)
            return
        for side, text in parts_by_side(line.text, self.section.side_of):
            self._place(side, depth, text)

    def _turn(self, line: Line) -> None:
        """A paragraph ends a list, a number that goes on takes it up again."""
        if self.section.ends_before(line, self.base):
            self.ended, self.section = self.section, self.base
        elif self.ended and self.base.reach is Reach.OPEN and self.ended.goes_on_with(line):
            self.section = self.ended
        self.section.note(line)

    def _place(self, side: Side, depth: int, text: str) -> None:
        self.items += [_Item(side, 0, [label]) for label in self.labels]
        self.labels.clear()
        self.items.append(_Item(side, depth, [text]))
        self.open = True
