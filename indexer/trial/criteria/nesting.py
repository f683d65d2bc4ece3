"""How deep an item stands: by indentation, and where there is none, by the marks of the lists."""

from dataclasses import dataclass, field

from indexer.trial.criteria.lines import DEEPEST, Kind, Line


@dataclass(slots=True, eq=False)
class _Level:
    indent: int
    kind: Kind
    number: int


@dataclass(slots=True)
class Nesting:
    """The lists that are open at a line, the outermost first."""

    levels: list[_Level] = field(default_factory=list)

    def depth_of(self, line: Line, before: str) -> int:
        """The depth of the next line; ``before`` is the item that stands above it."""
        while self.levels and self.levels[-1].indent > line.indent:
            self.levels.pop()
        if not line.kind:
            return self._depth_of_paragraph(line)
        level = self._level_of(line, opens=before.rstrip().endswith(":"))
        level.number = line.number
        return len(self.levels) - 1

    def _depth_of_paragraph(self, line: Line) -> int:
        if line.indent == 0:
            self.levels.clear()
        return sum(level.indent < line.indent for level in self.levels)

    def _level_of(self, line: Line, *, opens: bool) -> _Level:
        """The open list that the line goes on; a new one where the line before announces it, or other marks begin."""
        beside = [level for level in self.levels if level.indent == line.indent]
        alike = [level for level in beside if level.kind == line.kind]
        announced = opens and (line.number == 1 or (beside and beside[-1].kind != line.kind))
        if not alike or (announced and len(self.levels) < DEEPEST):
            self.levels.append(_Level(line.indent, line.kind, 0))
            return self.levels[-1]
        level = next((level for level in reversed(alike) if line.number == level.number + 1), alike[-1])
        del self.levels[self.levels.index(level) + 1 :]
        return level
