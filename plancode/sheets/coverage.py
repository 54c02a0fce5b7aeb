"""The sheet of coverage: for everything that somebody must carry, how much is carried, by whom, and what is missing."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.matrix import Row as Covered
from plancode.findings.values import Ref
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.sheets.selection import Selection
from plancode.sheets.sheet import Cell, Column, Input, Row, Sheet, Why, Word

SOURCE: Final = "docs/numbers.md#coverage"
FEW: Final = 12
_SHARE: Final = 2
MOST: Final = 6
"""Names in a cell; of more than these only how many there are."""
COLUMNS: Final = (
    Column("dimension", "word", groups=True), Column("item", "name"), Column("covered", "share"),
    Column("of", "word"), Column("by", "text", detail=True), Column("missing", "text", aside=True),
)  # fmt: skip


def coverage_sheet(analysis: Analysis, selection: Selection) -> Sheet:
    """Return every row of the coverage matrix, or those of a team's people and territories."""
    found = analysis.coverage_matrix.rows
    if selection.team is not None:
        found = tuple(one for one in found if _concerns(analysis, one, selection))
    return Sheet("coverage", COLUMNS, tuple(_row(one) for one in found))


def folded(sheet: Sheet) -> Sheet:
    """Return the sheet for a small place: of each dimension what is open first, many that are whole as one row."""
    groups: dict[Cell, list[Row]] = {}
    for row in sheet.rows:
        groups.setdefault(row.cells[0], []).append(row)
    return Sheet(
        sheet.name, sheet.columns, tuple(row for rows in groups.values() for row in _folded(rows)), sheet.notes
    )


def _folded(rows: list[Row]) -> list[Row]:
    still_open = [row for row in rows if row.cells[_SHARE] != 1]
    whole = [row for row in rows if row.cells[_SHARE] == 1]
    if len(rows) <= FEW:
        return [*still_open, *whole]
    rest = Word("whole_rows", (("count", len(whole)),))
    return [*still_open, Row((rows[0].cells[0], rest, Decimal(1), None, None, None))]


def _concerns(analysis: Analysis, row: Covered, selection: Selection) -> bool:
    teams = {team.key for team in selection.teams(analysis)}
    people = {person.key for _, person in selection.people(analysis)}
    item = row.item
    if isinstance(item, str):
        return any(one.key in people for one in row.by)
    if getattr(item.model, "team", None) in {key.id for key in teams}:
        return True
    return item.key in teams | people or any(one.key in people for one in (*row.by, *row.missing))


def _row(row: Covered) -> Row:
    whole = Word(f"of_unit.{row.unit}", (("covered", row.covered), ("whole", row.whole)))
    cells: tuple[Cell, ...] = (
        Word(f"dimension.{row.dimension}"),
        row.item if isinstance(row.item, str) else row.item.ref,
        row.share,
        whole,
        _names(row.by),
        _names(row.missing),
    )
    return Row(cells, lambda: (_why(row),))


def _names(entities: tuple[Entity[Keyed], ...]) -> Cell:
    if len(entities) > MOST:
        shown: tuple[Cell, ...] = tuple(one.ref for one in entities[:MOST])
        return (*shown, Word("and_more", (("count", len(entities) - MOST),)))
    return tuple(one.ref for one in entities) or None


def _why(row: Covered) -> Why:
    return Why("coverage.share", row.share, "share", tuple(_inputs(row)), (), SOURCE)


def _inputs(row: Covered) -> Iterator[Input]:
    item = row.item
    place = None if isinstance(item, str) else item.place("id")
    label = Ref("class", item) if isinstance(item, str) else item.ref
    yield Input(label, Word(f"of_unit.{row.unit}", (("covered", row.covered), ("whole", row.whole))), "word", place)
    for one in row.by[:MOST]:
        yield Input(Word("input.covers"), one.ref, "name", one.place("id"))
    for one in row.missing[:MOST]:
        yield Input(Word("input.open"), one.ref, "name", one.place("id"))
