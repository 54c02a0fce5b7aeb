"""Views as text for a terminal: aligned by columns of the screen, wide characters counted as two."""

from decimal import Decimal
from typing import Final

from plancode.locale.catalogue import Language
from plancode.locale.width import visible, width, wrap
from plancode.render.blocks import Block, Chart, FactList, Items, Line, ProseBlock, Section, Series, View, more
from plancode.said.speaker import Speaker
from plancode.said.value import Rounded
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
        title = self.speaker.say(view.title)
        parts = [f"{wrap(title, self.columns)}\n{'=' * min(width(title), self.columns)}", *self._blocks(view.blocks)]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _blocks(self, blocks: tuple[Block, ...]) -> list[str]:
        return [text for block in blocks for text in self._block(block)]

    def _block(self, block: Block) -> list[str]:
        if isinstance(block, Section):
            title = self.speaker.say(block.title)
            head, *rest = self._blocks(block.blocks) or [""]
            return [f"{wrap(title, self.columns)}\n{'-' * min(width(title), self.columns)}\n{head}", *rest]
        return [self._alone(block)]

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
        return wrap(self.speaker.say(block.text), self.columns)

    def _facts(self, facts: FactList) -> str:
        rows = [(self.speaker.say(name), self.speaker.say(value)) for name, value in facts.rows]
        left = max((width(name) for name, _ in rows), default=0)
        indent = " " * (left + 2)
        return "\n".join(wrap(f"{_padded(name, left)}{GAP}{value}", self.columns, indent) for name, value in rows)

    def _items(self, items: Items) -> str:
        if not items.lines:
            return wrap(self.speaker.say(items.empty), self.columns)
        lines = ((depth, self.speaker.say(line)) for depth, line in items.lines)
        return "\n".join(wrap(f"{'  ' * depth}- {text}", self.columns, "  " * (depth + 1)) for depth, text in lines)

    def _chart(self, chart: Chart) -> str:
        """Return the first figures of a chart as bars of characters, with what each one is."""
        first = chart.series[0]
        labels = [self.speaker.say(label) for label in chart.labels]
        room = max(map(width, labels), default=0)
        bars = zip(labels, _bars(first), first.values, strict=True)
        lines = (self._bar(label, room, bar, value) for label, bar, value in bars)
        return "\n".join([wrap(self.speaker.say(first.title), self.columns), *lines])

    def _bar(self, label: str, room: int, bar: str, value: Decimal | None) -> str:
        figure = self.speaker.say(Rounded(value)) if value is not None else ""
        return f"{_padded(label, room)}{GAP}{bar} {figure}".rstrip()

    def _table(self, table: Table) -> str:
        if not table.rows:
            return wrap(self.speaker.say(table.empty), self.columns)
        cells = [*(row.cells for row in table.rows), *([table.total] if table.total else [])]
        rows = [tuple(column.heading for column in table.columns), *map(table.said, cells)]
        said = [[self.speaker.say(cell) for cell in row] for row in rows]
        rest = (wrap(self.speaker.say(line.text), self.columns) for line in more(table.left))
        return "\n\n".join([self._lines(table, said), *rest])

    def _lines(self, table: Table, said: list[list[str]]) -> str:
        widths = [max(width(row[number]) for row in said) for number in range(len(table.columns))]
        if sum(widths) + len(GAP) * (len(widths) - 1) > self.columns:
            return self._records(said)
        numeric = [column.is_numeric for column in table.columns]
        lines = [_aligned(row, widths, numeric) for row in said]
        return "\n".join([lines[0], GAP.join("-" * one for one in widths), *lines[1:]])

    def _records(self, said: list[list[str]]) -> str:
        """Return a table that is too wide as one line for each row, empty cells left out."""
        titles, *rows = said
        lines = []
        for row in rows:
            first, *others = [(title, cell) for title, cell in zip(titles, row, strict=True) if cell] or [("", "")]
            rest = "; ".join(f"{title}: {cell}" for title, cell in others)
            lines.append(wrap(f"- {first[1]}" + (f" ({rest})" if rest else ""), self.columns, "  "))
        return "\n".join(lines)


def _bars(series: Series) -> list[str]:
    most = max((value for value in series.values if value is not None), default=Decimal(0))
    return ["#" * int(max(value or 0, 0) * LONGEST_BAR / most) if most > 0 else "" for value in series.values]


def _aligned(row: list[str], widths: list[int], numeric: list[bool]) -> str:
    cells = zip(row, widths, numeric, strict=True)
    return GAP.join(_padded(text, room, right=right) for text, room, right in cells).rstrip()


def _padded(text: str, room: int, *, right: bool = False) -> str:
    space = " " * max(room - width(text), 0)
    return space + text if right else text + space
