"""What a table is made of. Cells are values, not texts: pages, the terminal, JSON and CSV each write them their way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

from plancode.findings.place import Place
from plancode.period import Period
from plancode.quantity import Quantity, places_against, rounded
from plancode.said.value import Against, Fixed, Rounded, Said, Term

FigureKind = Literal["name", "text", "amount", "ratio", "share", "hours", "points", "index", "count", "day", "word"]
"""What a column is of: `amount` in the metric's unit, `ratio` and `points` with two decimals, `share` in percent,
`index` in whole numbers.

`name` is something that the plan names, in CSV its id with the title beside it."""
Form = FigureKind | Literal["exact", "whole"]
"""How a column is written: amounts also `exact`, or in `whole` units, so that a reader can recompute with them."""
Cells = tuple[Said, ...]
_NUMBERS: Final = frozenset({"amount", "ratio", "share", "hours", "points", "index", "count", "exact", "whole"})
_LARGE: Final = 10
"""Hours from which on their tenths are not told."""
_USUAL: Final = {"share": 3, "points": 2, "ratio": 2}
"""Decimals that a figure has at the least."""
_THOUSAND: Final = 1_000
_FROM_WHOLE: Final = 10_000
"""Amounts from which on their decimals are not told."""
NONE: Final = Term("none")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key for programs, how it is written, and its heading.

    Without one it is called by the word `col.KEY`, or where the key has a dot, by the word `KEY`.

    For people, `detail` columns are left out where there is little room, a column that `groups` makes a table of each
    of its values, one said `once` is a line above where all rows share it, `aside` stands below, as a line for a row.
    """

    key: str
    form: Form = "text"
    title: Said = None
    detail: bool = False
    groups: bool = False
    once: bool = False
    aside: bool = False

    @property
    def heading(self) -> Said:
        """What stands above it."""
        return self.title if self.title is not None else Term(self.key if "." in self.key else f"col.{self.key}")

    @property
    def kind(self) -> FigureKind:
        """What programs know it by: how exactly people are told an amount is none of their business."""
        return "amount" if self.form == "exact" or self.form == "whole" else self.form  # noqa: PLR1714  # mypy narrows

    @property
    def is_numeric(self) -> bool:
        """Whether its cells are numbers."""
        return self.form in _NUMBERS


@dataclass(frozen=True, slots=True)
class Input:
    """Something a figure is made of: what it is, its value, and where that is written."""

    label: Said
    value: Said
    form: Form = "amount"
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Where a figure comes from: its definition (the word `why.FORMULA`), what went into it, the policy that judges it.

    `source` is the paragraph of docs/numbers.md, or the author of the method.
    """

    formula: str
    value: Said
    form: Form
    inputs: tuple[Input, ...]
    policy: tuple[tuple[str, Said], ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, and what tells where its figures come from."""

    cells: Cells
    why: Callable[[], tuple[Why, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `total` is the last line, `empty` what to read where there are no rows.

    One that programs read has a name. `left` rows were cut off, `notes` stand below.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Said = NONE
    total: Cells | None = None
    name: str = ""
    notes: tuple[Term, ...] = ()
    left: int = 0

    def index(self, key: str) -> int:
        """Return the place of a column."""
        return next(number for number, column in enumerate(self.columns) if column.key == key)

    def without(self, *keys: str) -> "Table":
        """Return the table without some columns."""
        return self._with([number for number, column in enumerate(self.columns) if column.key not in keys])

    def filled(self) -> "Table":
        """Return the table without the columns that no row fills; the first stays."""
        filled = {number for row in self.rows for number, cell in enumerate(row.cells) if cell is not None}
        return self._with([number for number in range(len(self.columns)) if not number or number in filled])

    def _with(self, kept: Sequence[int]) -> "Table":
        rows = tuple(replace(row, cells=tuple(row.cells[number] for number in kept)) for row in self.rows)
        total = tuple(self.total[number] for number in kept) if self.total is not None else None
        return replace(self, columns=tuple(self.columns[number] for number in kept), rows=rows, total=total)

    def said(self, cells: Cells) -> Cells:
        """Return cells of a row as their columns are written."""
        return tuple(formed(cell, column.form) for column, cell in zip(self.columns, cells, strict=True))

    def first(self, most: int) -> "Table":
        """Return the table with its first rows alone."""
        return replace(self, rows=self.rows[:most], left=self.left + max(len(self.rows) - most, 0))

    def where(self, key: str, *values: Said) -> "Table":
        """Return the table with the rows that have one of these values in a column."""
        at = self.index(key)
        return replace(self, rows=tuple(row for row in self.rows if row.cells[at] in values))

    def across(self, by: str, *figures: str, heads: Mapping[Period, Said] | None = None) -> "Table":
        """Return the table turned: rows of the same names are one, with `figures` once for each value of a column.

        Columns of the first figure are called by the values. With `heads` the values are stretches of time, called by
        these, and the last is the whole: its figures stand as they do in the table, those of its parts after it.
        """
        at, moving, numbers = self.index(by), [self.index(key) for key in figures], range(len(self.columns))
        names = [number for number in numbers if number != at and self.columns[number].form == "name"]
        groups: dict[Cells, dict[Said, Row]] = {}
        for row in self.rows:
            groups.setdefault(tuple(row.cells[number] for number in names), {})[row.cells[at]] = row
        values = list(dict.fromkeys(row.cells[at] for row in self.rows))
        called = dict[Said, Said]((heads or {}).items())
        whole, parts = (values[-1], values[:-1]) if heads is not None and values else (None, values)
        stay = [number for number in numbers if number != at and (heads is not None or number not in moving)]
        end = stay.index(moving[-1]) + 1 if heads is not None else len(stay)
        turned = [(number, value) for value in parts for number in moving]
        moved = [
            replace(self.columns[number], key=f"{self.columns[number].key}.{place}", title=called.get(value, value))
            if number == moving[0]
            else self.columns[number]
            for place, (number, value) in enumerate(turned)
        ]
        rows = []
        for by_value in groups.values():
            last = by_value.get(whole, next(reversed(by_value.values())))
            cells = tuple(by_value[value].cells[number] if value in by_value else None for number, value in turned)
            kept = tuple(last.cells[number] for number in stay)
            rows.append(Row((*kept[:end], *cells, *kept[end:]), last.why))
        kept_heads = [self.columns[number] for number in stay]
        return replace(self, columns=(*kept_heads[:end], *moved, *kept_heads[end:]), rows=tuple(rows))


def columns(*keys: str, numeric: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return columns with words of ours as titles."""
    return tuple(Column(key, "count" if key in numeric else "text") for key in keys)


def table(heads: tuple[Column, ...], rows: Iterable[Cells], empty: Said = NONE, total: Cells | None = None) -> Table:
    """Return a table of cells that need no origin, such as what somebody wrote."""
    return Table(heads, tuple(Row(cells) for cells in rows), empty, total)


_FIGURES: Final = frozenset({"share", "ratio", "points", "index", "hours", "whole"})
"""Forms of columns whose figures are no amounts, whatever they were before."""


def formed(cell: Said, form: Form) -> Said:
    """Return a cell as its column is written; what decides something with as many decimals as show the decision."""
    if isinstance(cell, Against):
        usual = _USUAL.get(form, 0)
        told = cell.told(usual)
        return Quantity(told, "%") if form == "share" else Fixed(told, places_against(told, cell.limits, usual))
    if form == "exact":
        return _exact(cell.value if isinstance(cell, Rounded) else cell)
    if isinstance(cell, Decimal):
        return _figure(cell, form)
    if isinstance(cell, Rounded):
        return formed(cell.value, form) if form in _FIGURES else cell
    if not isinstance(cell, Quantity) or cell.is_money or form not in ("amount", "whole", "share"):
        return cell
    places = 3 if cell.is_share else 2 if cell.unit != "h" or abs(cell.number) < _LARGE else 0
    return Quantity(rounded(cell.number, places), cell.unit)


def _exact(cell: Said) -> Said:
    """Return a figure from which points can be recomputed to the second decimal, however large or small it is."""
    number = cell.number if isinstance(cell, Quantity) else cell
    if not isinstance(number, Decimal):
        return cell
    told = rounded(number, 2 if abs(number) >= _THOUSAND else 6)
    return Quantity(told, cell.unit) if isinstance(cell, Quantity) else told


def _figure(value: Decimal, form: Form) -> Said:
    if form == "share":
        return Quantity(rounded(value, 3), "%")
    if form in ("ratio", "points"):
        return Fixed(value, 2)
    if form == "index":
        return Fixed(value, 0)
    if form == "hours":
        return Fixed(value, 0) if abs(value) >= _LARGE else rounded(value, 1)
    if form == "whole":
        return rounded(value, 0 if abs(value) >= _FROM_WHOLE else 2)
    return Rounded(value) if form == "amount" else value
