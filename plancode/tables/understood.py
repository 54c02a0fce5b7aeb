"""The table of tables: what was understood of each list, column by column."""

from collections.abc import Iterable
from typing import Final

from plancode.document.table_document import ColumnRead
from plancode.document.understood import UnderstoodColumn, UnderstoodTable
from plancode.said.value import Joined, Said, Term, Verbatim
from plancode.tables.table import Column, Row, Table

COLUMNS: Final = (
    Column("table_read", groups=True), Column("heading_read"), Column("field_read"), Column("written_read"),
    Column("samples_read"),
)  # fmt: skip


def understood_table(tables: Iterable[UnderstoodTable], unread: Iterable[str] = ()) -> Table:
    """Return a row for each column of each table that was read, with what it was read as; unread ones say so.

    Sources that cannot be read are named.
    """
    rows, notes = list[Row](), list[Term]()
    for table in tables:
        rows += [_row(table, column) for column in table.columns]
        notes.append(_note(table))
    notes += [Term("tables.refused", (("source", Verbatim(name)),)) for name in unread]
    return Table(COLUMNS, tuple(rows), Term("empty_table.tables"), name="tables", notes=tuple(notes))


def _row(table: UnderstoodTable, column: UnderstoodColumn) -> Row:
    read = column.read
    field: Said = Verbatim(read.field) if read is not None else Term("tables.unread")
    samples = Joined(tuple(map(Verbatim, column.samples)))
    return Row((Verbatim(table.name), Verbatim(column.heading), field, _written(read), samples))


def _note(table: UnderstoodTable) -> Term:
    """Say where the rows of a table stand, and how many of them are left out."""
    counts = (("table", Verbatim(table.name)), ("rows", table.rows), ("left", table.left_out), ("line", table.line))
    if not table.encoding or not table.line:
        return Term("tables.note" if table.line else "tables.rows", counts)
    mark: Said = Term("tables.tab") if table.delimiter == "\t" else Verbatim(f"`{table.delimiter}`")
    return Term("tables.text", (*counts, ("encoding", Verbatim(table.encoding.upper())), ("mark", mark)))


def _written(read: ColumnRead | None) -> Said:
    """Return how figures, or days, of a column are written; nothing where it has none."""
    if read is None:
        return None
    said: list[Said] = []
    said += [Term(f"tables.decimal.{'point' if read.decimal == '.' else 'comma'}")] if read.decimal else []
    said += [Verbatim(read.dates)] if read.dates else []
    said += [Verbatim(read.unit)] if read.unit else []
    return Joined(tuple(said)) if said else None
