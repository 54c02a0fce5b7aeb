"""What a sheet is made of. Cells are values, not texts: pages, the terminal, JSON and CSV each write them their way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from plancode.findings.place import Place
from plancode.findings.values import Ref
from plancode.period import Period
from plancode.quantity import Quantity

Kind = Literal["name", "text", "amount", "ratio", "share", "hours", "count", "day", "word"]
"""How a column is written: `amount` in the metric's unit, `ratio` with two decimals, `share` in percent."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of ours, by its key in the catalogue, with values to stand in it."""

    key: str
    values: "tuple[tuple[str, Cell], ...]" = ()


Cell = Ref | Word | Period | Decimal | Quantity | date | int | str | tuple["Cell", ...] | None
"""What stands in a cell; several things make a tuple, nothing is None."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key for programs (its heading is the word `sheet.KEY`), and how it is written.

    For people, `detail` columns are left out where there is little room, a column that `groups` makes a table of each
    of its values, one said `once` is a line above where all rows share it, `aside` stands below, as a line for a row.
    """

    key: str
    kind: Kind = "text"
    detail: bool = False
    groups: bool = False
    once: bool = False
    aside: bool = False

    @property
    def numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.kind in ("amount", "ratio", "share", "hours", "count")


@dataclass(frozen=True, slots=True)
class Input:
    """Something a figure is made of: what it is, its value, and where that is written."""

    label: Cell
    value: Cell
    kind: Kind = "amount"
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Where a figure comes from: its definition (the word `why.FORMULA`), what went into it, the policy that judges it.

    `source` is the paragraph of docs/numbers.md, or the author of the method.
    """

    formula: str
    value: Cell
    kind: Kind
    inputs: tuple[Input, ...]
    policy: tuple[tuple[str, Cell], ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, and what tells where its figures come from."""

    cells: tuple[Cell, ...]
    why: Callable[[], tuple[Why, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its name (its heading is the word `sheets.NAME`), and notes below it."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Word, ...] = ()

    def without(self, *keys: str) -> "Sheet":
        """Return the sheet without some columns."""
        kept = [number for number, column in enumerate(self.columns) if column.key not in keys]
        return Sheet(self.name, tuple(self.columns[one] for one in kept), self._kept(kept), self.notes)

    def _kept(self, kept: Sequence[int]) -> tuple[Row, ...]:
        return tuple(Row(tuple(row.cells[one] for one in kept), row.why) for row in self.rows)
