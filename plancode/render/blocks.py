"""What views are made of. Text of authors is `str`; words of ours are `Term`s, put into a language by the writer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from plancode.period import Period
from plancode.quantity import Quantity, Rate


@dataclass(frozen=True, slots=True)
class Term:
    """A word or sentence of ours, by its key, with values to stand in it."""

    key: str
    values: "tuple[tuple[str, Inline], ...]" = ()


@dataclass(frozen=True, slots=True)
class KindTerm:
    """The name of a kind of entity."""

    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page, or to a heading (`anchor` is the heading's text as its page has it)."""

    page: str
    text: "Inline"
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A text that must be read letter by letter: an id, a code, a path."""

    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finished sentence, such as a message; what stands in backticks is code."""

    text: str


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, as Mon, Tue, ..."""

    name: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Several things in one line, with `separator` (a word of ours) between them."""

    parts: "tuple[Inline, ...]"
    separator: str = "list.comma"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as tables have it: in whole units, in Chinese in 万 with one decimal, small ones with two decimals."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number with so many decimals."""

    value: Decimal
    places: int


Inline = (
    str | Sentence | Term | KindTerm | Link | Code | Weekday | Joined | Amount | Fixed | int | Decimal | Quantity | Rate
    | date | Period | None
)  # fmt: skip
"""Anything that stands in a line or a cell; None is an empty cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: Inline
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. `empty` is what to read where there are none."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Inline, ...], ...]
    empty: Term
    total: tuple[Inline, ...] | None = None


def without_empty_columns(table: Table) -> Table:
    """Return a table without the columns that no row fills; the first stays."""
    used = [
        number
        for number in range(len(table.columns))
        if number == 0 or any(row[number] is not None for row in table.rows)
    ]
    total = tuple(table.total[number] for number in used) if table.total else None
    rows = tuple(tuple(row[number] for number in used) for row in table.rows)
    return Table(tuple(table.columns[number] for number in used), rows, table.empty, total)


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values; rows without a value are left out."""

    rows: tuple[tuple[Inline, Inline], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list of lines; each with its depth in the tree it shows."""

    lines: tuple[tuple[int, Inline], ...]
    empty: Term | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of an author, with paragraphs, lists and emphasis."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of ours."""

    text: Inline


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures of a chart: what it is, a figure or None for each label, how it is drawn."""

    title: Inline
    values: tuple[Decimal | None, ...]
    form: Literal["bars", "line"] = "bars"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a chart that is high or low, by the numbers of its first and last label, and what it is."""

    first: int
    last: int
    text: Inline
    form: Literal["high", "low"]


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures as a picture. `name` is that of its file; `alt` says the main figures to those who do not see it."""

    name: str
    title: Inline
    alt: Inline
    labels: tuple[Inline, ...]
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()

    @property
    def path(self) -> str:
        """Where its file lies."""
        return f"charts/{self.name}.svg"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what belongs to it; a folded one shows its heading only, where the page can do so."""

    title: Inline
    blocks: "tuple[Block, ...]"
    is_folded: bool = False


Block = Table | Facts | Items | Prose | Line | Chart | Section


@dataclass(frozen=True, slots=True)
class View:
    """One page: where it lies, its title, its blocks."""

    page: str
    title: Inline
    blocks: tuple[Block, ...] = field(default=())


def charts_of(blocks: Iterable[Block]) -> Iterator[Chart]:
    """Yield the charts among blocks and in their sections."""
    for block in blocks:
        if isinstance(block, Chart):
            yield block
        elif isinstance(block, Section):
            yield from charts_of(block.blocks)


def folded(
    rows: Sequence[tuple[Inline, ...]], most: int, more: str
) -> tuple[tuple[tuple[Inline, ...], ...], tuple[Line, ...]]:
    """Return the first rows, and a line that says how many more there are (the word `more`, with `count`)."""
    left = len(rows) - most
    return tuple(rows[:most]), (Line(Term(more, (("count", left),))),) if left > 0 else ()


def columns(*keys: str, numeric: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return columns with words of ours as titles."""
    return tuple(Column(Term(key), key in numeric) for key in keys)


def shown(rows: Sequence[tuple[Inline, Inline]]) -> Facts:
    """Return the facts that have a value."""
    return Facts(tuple((name, value) for name, value in rows if value is not None))
