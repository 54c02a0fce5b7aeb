"""Sheets as blocks: what a table shows to people, and the answer to where a figure comes from."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from plancode.findings.place import Place
from plancode.findings.values import Ref
from plancode.quantity import Quantity, rounded
from plancode.render.blocks import (
    Amount,
    Block,
    Code,
    Column,
    Fixed,
    Inline,
    Items,
    Joined,
    Line,
    Link,
    Section,
    Table,
    Term,
)  # fmt: skip
from plancode.sheets.sheet import Cell, Input, Kind, Row, Sheet, Why, Word

Naming = Callable[[Ref], Inline]
_PAGES: Final = {"person": "people", "team": "teams", "territory": "territories"}
_PLACES: Final = {"ratio": 2, "hours": 1}


def linked(ref: Ref) -> Inline:
    """Return something with a link to its page, where its kind has one."""
    folder = _PAGES.get(ref.kind)
    return Link(f"{folder}/{ref.id}.md", plain(ref)) if folder else plain(ref)


def plain(ref: Ref) -> Inline:
    """Return what people call something: its title, for a built-in metric our word, else its id."""
    if ref.kind == "metric" and not ref.title:
        return Term(f"metric.{ref.id}") if ref.id in _metrics() else ref.id
    return ref.title or ref.id


def _metrics() -> set[str]:
    from plancode.model.metrics import built_in_names

    return set(built_in_names())


def blocks_of(sheet: Sheet, naming: Naming, *, detail: bool = False) -> tuple[Block, ...]:
    """Return a sheet as tables, one for each thing in the columns that group; what all rows share is said once."""
    grouping = [number for number, column in enumerate(sheet.columns) if column.groups]
    groups: dict[tuple[Cell, ...], list[Row]] = {}
    for row in sheet.rows:
        groups.setdefault(tuple(row.cells[one] for one in grouping), []).append(row)
    if not grouping or not groups:
        return (*_table_with_asides(sheet, list(sheet.rows), (), naming, detail=detail), *notes_of(sheet, naming))
    found: list[Block] = []
    for key, rows in groups.items():
        title = Joined(tuple(say(one, naming) for one in key), "list.dot")
        found.append(Section(title, _table_with_asides(sheet, rows, tuple(grouping), naming, detail=detail)))
    return (*found, *notes_of(sheet, naming))


def _table_with_asides(
    sheet: Sheet, rows: list[Row], without: tuple[int, ...], naming: Naming, *, detail: bool
) -> tuple[Block, ...]:
    shared = [
        number
        for number, column in enumerate(sheet.columns)
        if column.once and len(rows) > 1 and len({row.cells[number] for row in rows}) == 1
    ]
    left = [
        number
        for number, column in enumerate(sheet.columns)
        if number not in without and number not in shared and not column.aside and (detail or not column.detail)
    ]
    heads = tuple(Column(Term(f"sheet.{sheet.columns[one].key}"), sheet.columns[one].numeric) for one in left)
    cells = tuple(tuple(_said(row.cells[one], sheet.columns[one].kind, naming) for one in left) for row in rows)
    said = [say(rows[0].cells[one], naming) for one in shared if rows[0].cells[one] is not None]
    once: tuple[Block, ...] = (Line(Joined(tuple(said), "list.dot")),) if said else ()
    return (*once, Table(heads, cells, Term(f"empty_sheet.{sheet.name}")), *_asides(sheet, rows, naming))


def _asides(sheet: Sheet, rows: list[Row], naming: Naming) -> tuple[Block, ...]:
    """Return what stands beside the rows, such as holidays, as a line for each row that has some."""
    aside = [number for number, column in enumerate(sheet.columns) if column.aside]
    lines = []
    for row in rows:
        parts = tuple(say(row.cells[one], naming) for one in aside if row.cells[one] is not None)
        if parts:
            line: Inline = Joined((say(row.cells[0], naming), Joined(parts, "list.semicolon")), "colon")
            lines.append((0, line))
    return (Items(tuple(lines)),) if lines else ()


def notes_of(sheet: Sheet, naming: Naming) -> tuple[Block, ...]:
    """Return the notes of a sheet as lines."""
    if not sheet.notes:
        return ()
    return (Items(tuple((0, say(note, naming)) for note in sheet.notes)),)


def _said(cell: Cell, kind: Kind, naming: Naming) -> Inline:
    if isinstance(cell, Decimal):
        return figure(cell, kind)
    return say(cell, naming)


def figure(value: Decimal, kind: Kind) -> Inline:
    """Return a number as its kind is written."""
    if kind == "share":
        return Quantity(rounded(value, 3), "%")
    if kind in _PLACES:
        return Fixed(value, _PLACES[kind])
    return Amount(value) if kind == "amount" else value


def say(cell: Cell, naming: Naming) -> Inline:
    """Return what stands in a cell as part of a line."""
    if isinstance(cell, Ref):
        return naming(cell)
    if isinstance(cell, Word):
        return Term(cell.key, tuple((name, say(value, naming)) for name, value in cell.values))
    if isinstance(cell, tuple):
        return Joined(tuple(say(one, naming) for one in cell))
    return cell


def reasons(sheet: Sheet, row: Row, naming: Naming) -> Section | None:
    """Return where the figures of a row come from."""
    found = row.why() if row.why is not None else ()
    if not found:
        return None
    names = [say(row.cells[one], naming) for one, column in enumerate(sheet.columns) if _names(column.kind, one)]
    title = Joined(tuple(name for name in names if name is not None), "list.dot")
    return Section(title, tuple(block for why in found for block in _reason(why, naming)))


def _names(kind: Kind, number: int) -> bool:
    return kind in ("name", "text") and number <= 3  # noqa: PLR2004  # what, whom, when


def _reason(why: Why, naming: Naming) -> tuple[Block, ...]:
    value = _said(why.value, why.kind, naming)
    line = Term("why_line", (("value", value), ("formula", Term(f"why.{why.formula}"))))
    heads = (Column(Term("sheet.input")), Column(Term("sheet.value"), numeric=True), Column(Term("sheet.place")))
    rows = tuple(_input(one, naming) for one in why.inputs if one.value is not None)
    blocks: list[Block] = [Line(line), Table(heads, rows, Term("none"))]
    if why.policy:
        keys = tuple(Term("why_policy_key", (("key", key), ("value", say(value, naming)))) for key, value in why.policy)
        blocks.append(Line(Term("why_policy", (("keys", Joined(keys)),))))
    if why.source:
        blocks.append(Line(Term("why_source", (("source", why.source),))))
    return tuple(blocks)


def _input(one: Input, naming: Naming) -> tuple[Inline, ...]:
    return (say(one.label, naming), _said(one.value, one.kind, naming), where(one.place))


def where(place: Place | None) -> Inline:
    """Return file and line."""
    if place is None:
        return None
    return Code(f"{place.path}:{place.line}" if place.span else place.path)
