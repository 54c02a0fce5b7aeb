"""Tables laid out for people: what groups becomes sections, what all rows share is said once, notes stand below."""

from typing import Final

from plancode.findings.place import Place
from plancode.render.blocks import Block, Items, Line, Section
from plancode.said.value import Joined, Said, Term, Verbatim
from plancode.tables.table import Cells, Column, Row, Table, formed

_NAMING: Final = 3
"""Columns at the left that say what a row is about: what, whom, when."""
_WHY: Final = (Column("input"), Column("value", "count"), Column("origin"))


def laid_out(table: Table, *, detail: bool = False) -> tuple[Block, ...]:
    """Return a table as blocks, one for each thing in the columns that group."""
    grouping = [number for number, column in enumerate(table.columns) if column.groups]
    groups: dict[Cells, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(tuple(row.cells[number] for number in grouping), []).append(row)
    if not grouping or not groups:
        return (*_with_asides(table, table.rows, detail=detail), *notes_of(table))
    parts = (
        Section(Joined(key, "list.dot"), _with_asides(table, tuple(rows), detail=detail))
        for key, rows in groups.items()
    )
    return (*parts, *notes_of(table))


def _with_asides(table: Table, rows: tuple[Row, ...], *, detail: bool) -> tuple[Block, ...]:
    """Return some rows of a table, before them what all of them share, and after them what stands beside each.

    What stands beside the rows, such as holidays, is a line for each row that has some.
    """
    columns = list(enumerate(table.columns))
    several = len(rows) > 1
    shared = [
        number
        for number, column in columns
        if column.once and several and len({row.cells[number] for row in rows}) == 1
    ]
    apart = [
        column.key
        for number, column in columns
        if column.groups or number in shared or column.aside or (column.detail and not detail)
    ]
    said = tuple(rows[0].cells[number] for number in shared if rows[0].cells[number] is not None)
    flat = Table(table.columns, rows, table.empty, table.total, left=table.left).without(*apart)
    first = next((number for number, column in columns if not column.groups), 0)
    lines = []
    for row in rows:
        parts = tuple(row.cells[number] for number, column in columns if column.aside and row.cells[number] is not None)
        if parts:
            lines.append((0, Joined((row.cells[first], Joined(parts, "list.semicolon")), "list.colon")))
    asides = (Items(tuple(lines)),) if lines else ()
    return (*((Line(Joined(said, "list.dot")),) if said else ()), flat, *asides)


def notes_of(table: Table) -> tuple[Block, ...]:
    """Return the notes of a table as lines."""
    return (Items(tuple((0, note) for note in table.notes)),) if table.notes else ()


def reasons(table: Table, row: Row) -> Section | None:
    """Return where the figures of a row come from."""
    blocks: list[Block] = []
    for why in row.why() if row.why is not None else ():
        value = ("value", formed(why.value, why.form))
        blocks.append(Line(Term("why_line", (value, ("formula", Term(f"why.{why.formula}"))))))
        inputs = (source for source in why.inputs if source.value is not None)
        rows = ((source.label, formed(source.value, source.form), where(source.place)) for source in inputs)
        blocks.append(Table(_WHY, tuple(map(Row, rows))))
        if why.policy:
            keys = tuple(Term("why_policy_key", (("key", key), ("value", limit))) for key, limit in why.policy)
            blocks.append(Line(Term("why_policy", (("keys", keys),))))
        if why.source:
            blocks.append(Line(Term("why_source", (("source", why.source),))))
    named = zip(table.columns[: _NAMING + 1], row.cells, strict=False)
    names = tuple(cell for column, cell in named if column.form in ("name", "text", "word"))
    return Section(Joined(names, "list.dot"), tuple(blocks)) if blocks else None


def where(place: Place | None) -> Said:
    """Return a place as people write it: file and line."""
    if place is None:
        return None
    return Verbatim(place.name)
