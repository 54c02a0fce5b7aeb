"""Tables laid out for people: what groups becomes sections, what all rows share is said once, notes stand below."""

from typing import Final

from plancode.findings.place import Place
from plancode.render.blocks import Block, Items, Line, Section
from plancode.said.value import Joined, Said, Term, Verbatim
from plancode.tables.table import Cells, Column, Input, Row, Table, Why, formed

_NAMING: Final = 3
"""Columns at the left that say what a row is about: what, whom, when."""
_WHY: Final = (Column("input"), Column("value", "count"), Column("origin"))


def laid_out(table: Table, *, detail: bool = False) -> tuple[Block, ...]:
    """Return a table as blocks, one for each thing in the columns that group."""
    grouping = [number for number, column in enumerate(table.columns) if column.groups]
    groups: dict[Cells, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(tuple(row.cells[one] for one in grouping), []).append(row)
    if not grouping or not groups:
        return (*_with_asides(table, table.rows, detail=detail), *notes_of(table))
    parts = (
        Section(Joined(key, "list.dot"), _with_asides(table, tuple(rows), detail=detail))
        for key, rows in groups.items()
    )
    return (*parts, *notes_of(table))


def _with_asides(table: Table, rows: tuple[Row, ...], *, detail: bool) -> tuple[Block, ...]:
    """Return some rows of a table, before them what all of them share, and after them what stands beside each."""
    shared = [
        number
        for number, column in enumerate(table.columns)
        if column.once and len(rows) > 1 and len({row.cells[number] for row in rows}) == 1
    ]
    apart = [
        column.key
        for number, column in enumerate(table.columns)
        if column.groups or number in shared or column.aside or (column.detail and not detail)
    ]
    said = tuple(rows[0].cells[one] for one in shared if rows[0].cells[one] is not None)
    flat = Table(table.columns, rows, table.empty, table.total, left=table.left).without(*apart)
    return (*((Line(Joined(said, "list.dot")),) if said else ()), flat, *_asides(table, rows))


def _asides(table: Table, rows: tuple[Row, ...]) -> tuple[Block, ...]:
    """Return what stands beside the rows, such as holidays, as a line for each row that has some."""
    aside = [number for number, column in enumerate(table.columns) if column.aside]
    first = next((number for number, column in enumerate(table.columns) if not column.groups), 0)
    lines = []
    for row in rows:
        parts = tuple(row.cells[one] for one in aside if row.cells[one] is not None)
        if parts:
            lines.append((0, Joined((row.cells[first], Joined(parts, "list.semicolon")), "list.colon")))
    return (Items(tuple(lines)),) if lines else ()


def notes_of(table: Table) -> tuple[Block, ...]:
    """Return the notes of a table as lines."""
    return (Items(tuple((0, note) for note in table.notes)),) if table.notes else ()


def reasons(table: Table, row: Row) -> Section | None:
    """Return where the figures of a row come from."""
    found = row.why() if row.why is not None else ()
    if not found:
        return None
    named = zip(table.columns[: _NAMING + 1], row.cells, strict=False)
    names = tuple(cell for column, cell in named if column.form in ("name", "text", "word"))
    return Section(Joined(names, "list.dot"), tuple(block for why in found for block in _reason(why)))


def _reason(why: Why) -> tuple[Block, ...]:
    value = ("value", formed(why.value, why.form))
    blocks: list[Block] = [Line(Term("why_line", (value, ("formula", Term(f"why.{why.formula}")))))]
    blocks.append(Table(_WHY, tuple(_input(one) for one in why.inputs if one.value is not None)))
    if why.policy:
        keys = tuple(Term("why_policy_key", (("key", key), ("value", value))) for key, value in why.policy)
        blocks.append(Line(Term("why_policy", (("keys", keys),))))
    if why.source:
        blocks.append(Line(Term("why_source", (("source", why.source),))))
    return tuple(blocks)


def _input(one: Input) -> Row:
    return Row((one.label, formed(one.value, one.form), where(one.place)))


def where(place: Place | None) -> Said:
    """Return a place as people write it: file and line."""
    if place is None:
        return None
    return Verbatim(f"{place.path}:{place.line}" if place.span is not None else place.path)
