"""Views as text for a terminal: aligned by columns of the screen, wide characters counted as two."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.locale.catalogue import Language
from plancode.locale.width import visible, width, wrap
from plancode.render.blocks import Block, Chart, FactList, Items, Line, ProseBlock, Section, View, more
from plancode.said.speaker import Speaker
from plancode.said.value import Rounded, Said
from plancode.tables.table import Table

GAP = "  "
LONGEST_BAR: Final = 30


def write_terminal(view: View, language: Language, columns: int) -> str:
    """Return a view as text of at most so many columns."""
    return _Writer(language, columns).page(view)


class TerminalSpeaker(Speaker):
    """Speaks text in which nothing can move the cursor or hide."""

    def escape(self, text: str) -> str:
        """Return an author's text with what steers a terminal made visible."""
        return visible(text)


class _Writer:
    def __init__(self, language: Language, columns: int) -> None:
        self.columns = columns
        self.speaker = TerminalSpeaker(language)

    def page(self, view: View) -> str:
        """Return a whole view, a gap between its blocks."""
        parts = [self._heading(view.title, "="), *self._blocks(view.blocks)]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _say(self, value: Said) -> str:
        return wrap(self.speaker.say(value), self.columns)

    def _heading(self, title: Said, rule: str) -> str:
        said = self.speaker.say(title)
        return f"{wrap(said, self.columns)}\n{rule * min(width(said), self.columns)}"

    def _blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Section):
                head, *rest = [*self._blocks(block.blocks)] or [""]
                yield f"{self._heading(block.title, '-')}\n{head}"
                yield from rest
            else:
                yield self._alone(block)

    def _alone(self, block: Table | FactList | Items | ProseBlock | Line | Chart) -> str:
        if isinstance(block, Table):
            return self._table(block.filled())
        if isinstance(block, FactList):
            return self._facts(block)
        if isinstance(block, Items):
            return self._items(block)
        if isinstance(block, Chart):
            return self._chart(block)
        if isinstance(block, ProseBlock):
            return wrap(visible(" ".join(block.text.split())), self.columns)
        return self._say(block.text)

    def _facts(self, facts: FactList) -> str:
        rows = [(self.speaker.say(name), self.speaker.say(value)) for name, value in facts.rows]
        left = max((width(name) for name, _ in rows), default=0)
        indent = " " * (left + 2)
        return "\n".join(wrap(f"{_padded(name, left)}{GAP}{value}", self.columns, indent) for name, value in rows)

    def _items(self, items: Items) -> str:
        if not items.lines:
            return self._say(items.empty)
        lines = ((depth, self.speaker.say(line)) for depth, line in items.lines)
        return "\n".join(wrap(f"{'  ' * depth}- {text}", self.columns, "  " * (depth + 1)) for depth, text in lines)

    def _chart(self, chart: Chart) -> str:
        """Return the first figures of a chart as bars of characters, with what each one is."""
        first = chart.series[0]
        labels = [self.speaker.say(label) for label in chart.labels]
        room = max(map(width, labels), default=0)
        most = max((value for value in first.values if value is not None), default=Decimal(0))
        lines = [self._say(first.title)]
        for label, value in zip(labels, first.values, strict=True):
            bar = "#" * int(max(value or 0, 0) * LONGEST_BAR / most) if most > 0 else ""
            figure = self.speaker.say(Rounded(value, chart.places)) if value is not None else ""
            lines.append(f"{_padded(label, room)}{GAP}{bar} {figure}".rstrip())
        return "\n".join(lines)

    def _table(self, table: Table) -> str:
        if not table.rows:
            return self._say(table.empty)
        cells = [*(row.cells for row in table.rows), *([table.total] if table.total else [])]
        rows = [tuple(column.heading for column in table.columns), *map(table.said, cells)]
        said = [[self.speaker.say(cell) for cell in row] for row in rows]
        widths = _widths(said, self.columns)
        lines = self._records(said) if widths is None else _aligned(table, said, widths)
        return "\n\n".join(["\n".join(lines), *(self._say(line.text) for line in more(table.left))])

    def _records(self, said: list[list[str]]) -> Iterator[str]:
        """Yield a table that is too wide as one line for each row, empty cells left out."""
        titles, *rows = said
        for row in rows:
            first, *others = [(title, cell) for title, cell in zip(titles, row, strict=True) if cell] or [("", "")]
            rest = "; ".join(f"{title}: {cell}" for title, cell in others)
            yield wrap(f"- {first[1]}" + (f" ({rest})" if rest else ""), self.columns, "  ")


def _widths(said: list[list[str]], columns: int) -> list[int] | None:
    """Return how wide each column is, its head broken where there is no room for it; None where nothing helps."""
    room = columns - len(GAP) * (len(said[0]) - 1)
    full = [max(map(width, column)) for column in zip(*said, strict=True)]
    if sum(full) <= room:
        return full
    words = [max(map(width, head.split()), default=0) for head in said[0]]
    cells = [max(map(width, column), default=0) for column in zip(*said[1:], strict=True)]
    least = [max(pair) for pair in zip(words, cells, strict=True)]
    while sum(least) < room and least != full:
        narrowest = min((wanted, at) for at, wanted in enumerate(least) if wanted < full[at])[1]
        least[narrowest] += 1
    return least if sum(least) <= room else None


def _aligned(table: Table, said: list[list[str]], widths: list[int]) -> Iterator[str]:
    """Yield the heads, a rule and the rows, in columns."""
    heads = [wrap(head, room).split("\n") for head, room in zip(said[0], widths, strict=True)]
    deepest = max(map(len, heads))
    heads = [[""] * (deepest - len(head)) + head for head in heads]
    for number, row in enumerate([*zip(*heads, strict=True), *said[1:]], start=1):
        cells = zip(row, widths, table.columns, strict=True)
        yield GAP.join(_padded(text, room, right=column.is_numeric) for text, room, column in cells).rstrip()
        if number == deepest:
            yield GAP.join("-" * room for room in widths)


def _padded(text: str, room: int, *, right: bool = False) -> str:
    space = " " * max(room - width(text), 0)
    return space + text if right else text + space
