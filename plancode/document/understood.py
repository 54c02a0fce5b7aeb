"""What was understood of a table, column by column."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from plancode.document.table_document import ColumnRead, TableDocument

_SAMPLES: Final = 3
_LONGEST: Final = 24


@dataclass(frozen=True, slots=True)
class UnderstoodColumn:
    """A column by its heading: what it was read as, nothing where it was not, and some of what it holds."""

    heading: str
    read: ColumnRead | None
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnderstoodTable:
    """A table: how many rows it has, and how many that are left out; below which line, 0 where none names columns.

    `encoding` and `delimiter` are those of a text.
    """

    name: str
    columns: tuple[UnderstoodColumn, ...]
    rows: int
    left_out: int
    line: int = 0
    encoding: str = ""
    delimiter: str = ""


def understood(document: TableDocument) -> UnderstoodTable:
    """Return what was understood of a list."""
    columns = (
        UnderstoodColumn(heading, document.columns_read.get(number), samples_of(row[number] for row in document.rows))
        for number, heading in enumerate(document.header)
    )
    rows, left, line = len(document.rows), len(document.left_out), document.header_line
    return UnderstoodTable(document.name, tuple(columns), rows, left, line, *document.written)


def samples_of(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the first texts of a column that differ."""
    return tuple(dict.fromkeys(text for cell in cells if (text := cell.strip()[:_LONGEST])))[:_SAMPLES]
