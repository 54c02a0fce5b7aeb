"""The table of tables: what was understood of each list, column by column."""

from collections.abc import Iterable, Iterator
from typing import Final

from plancode.document.table_document import ColumnRead, TableDocument
from plancode.said.value import Joined, Said, Term, Verbatim
from plancode.tables.table import Column, Row, Table

COLUMNS: Final = (
    Column("table_read", groups=True), Column("heading_read"), Column("field_read"), Column("written_read"),
    Column("samples_read"),
)  # fmt: skip
_SAMPLES: Final = 3
_LONGEST: Final = 24


def understood_table(documents: Iterable[TableDocument]) -> Table:
    """Return a row for each column of each table that was read, with what it was read as; unread ones say so."""
    rows, notes = list[Row](), list[Term]()
    for document in documents:
        rows += _rows(document)
        counts = (("table", Verbatim(document.name)), ("line", document.header_line), ("rows", len(document.rows)))
        notes.append(Term("tables.note", (*counts, ("left", len(document.left_out)))))
    return Table(COLUMNS, tuple(rows), Term("empty_table.tables"), name="tables", notes=tuple(notes))


def _rows(document: TableDocument) -> Iterator[Row]:
    for number, heading in enumerate(document.header):
        read = document.columns_read.get(number)
        cells = (row[number].strip() for row in document.rows)
        samples = tuple(dict.fromkeys(cell[:_LONGEST] for cell in cells if cell))[:_SAMPLES]
        field: Said = Verbatim(read.field) if read is not None else Term("tables.unread")
        told = (Verbatim(heading), field, _written(read), Joined(tuple(map(Verbatim, samples))))
        yield Row((Verbatim(document.name), *told))


def _written(read: ColumnRead | None) -> Said:
    """Return how figures, or days, of a column are written; nothing where it has none."""
    if read is None:
        return None
    said: list[Said] = []
    said += [Term(f"tables.decimal.{'point' if read.decimal == '.' else 'comma'}")] if read.decimal else []
    said += [Verbatim(read.dates)] if read.dates else []
    said += [Verbatim(read.unit)] if read.unit else []
    return Joined(tuple(said)) if said else None
