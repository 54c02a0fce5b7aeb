"""The table of coverage: for everything that somebody must carry, how much is carried, by whom, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.coverage import CustomerGroup, OwnedStretch, as_period
from plancode.analysis.matrix import DIMENSIONS, NO_CLASS, CoverageRow
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.rubric import Kpi
from plancode.model.territories import Territory
from plancode.said.value import Joined, Ref, Said, Term
from plancode.tables.scopes import kpi_ref
from plancode.tables.selection import Selection
from plancode.tables.table import Cells, Column, Input, Row, Table, Why, columns, table

SOURCE: Final = "docs/numbers.md#coverage"
FEW: Final = 12
"""Items of a dimension from which on people read only those that are not covered."""
MOST: Final = 6
"""Names in a cell; of more than these only how many there are."""
COLUMNS: Final = (
    Column("dimension", "word", Term("col.covers"), groups=True), Column("item", "name"), Column("covered", "share"),
    Column("of", "word"), Column("by", title=Term("col.by_whom"), detail=True), Column("missing", aside=True),
    Column("unowned", aside=True),
)  # fmt: skip


def coverage_table(analysis: Analysis, selection: Selection) -> Table:
    """Return every row of the coverage matrix, or those of a team's people and territories."""
    shown = analysis.coverage_matrix.rows
    if selection.team is not None:
        shown = tuple(row for row in shown if _concerns(analysis, row, selection))
    rows = tuple(_row(analysis, row) for row in shown)
    return Table(COLUMNS, rows, Term("empty_table.coverage"), name="coverage")


def whole_last(table: Table) -> Table:
    """Return the table for people: of each dimension what is open first, many that are whole as one row."""
    groups: dict[Said, list[Row]] = {}
    for row in table.rows:
        groups.setdefault(row.cells[0], []).append(row)
    share, shown = table.index("covered"), []
    for dimension, rows in groups.items():
        whole = [row for row in rows if row.cells[share] == 1]
        shown += [row for row in rows if row.cells[share] != 1]
        if len(rows) > FEW and whole:
            count = Term("whole_rows", (("count", len(whole)),))
            cells: dict[str, Said] = {"dimension": dimension, "item": count, "covered": Decimal(1)}
            whole = [Row(tuple(cells.get(column.key) for column in table.columns))]
        shown += whole
    return replace(table, rows=tuple(shown))


def summary_table(analysis: Analysis) -> Table:
    """Return how many items of each dimension are covered in full."""
    numbers = ("items", "in_full", "not_in_full")
    cells: list[Cells] = []
    for dimension in DIMENSIONS:
        rows = [row for row in analysis.coverage_matrix.of(dimension) if row.whole and not _is_frame(analysis, row)]
        left = sum(row.covered < row.whole for row in rows)
        if rows:
            cells.append((Term(f"dimension.{dimension}"), len(rows), len(rows) - left, left or None))
    return table((Column("dimension", "word", Term("col.covers")), *columns(*numbers, numeric=numbers)), cells)


def _is_frame(analysis: Analysis, row: CoverageRow) -> bool:
    """Whether a row is that of a region, which is made of those of its parts."""
    territory = analysis.graph.find(Territory, row.item.model.own_id) if isinstance(row.item, Entity) else None
    return row.dimension == "territories" and territory is not None and analysis.coverage.is_frame(territory)


def _concerns(analysis: Analysis, row: CoverageRow, selection: Selection) -> bool:
    teams = {team.key for team in selection.teams(analysis)}
    people = {person.key for _, person in selection.people(analysis)}
    item = row.item
    if isinstance(item, str):
        return any(entity.key in people for entity in row.by)
    if getattr(item.model, "team", None) in {key.id for key in teams}:
        return True
    return item.key in teams | people or any(entity.key in people for entity in (*row.by, *row.missing))


def _row(analysis: Analysis, row: CoverageRow) -> Row:
    whole = Term(f"of_unit.{row.unit}", (("covered", row.covered), ("whole", row.whole)))
    item: Said = None
    gaps: Said = None
    if isinstance(row.item, str):
        item = row.item or Term("no_class")
    else:
        model = row.item.model
        item = replace(kpi_ref(analysis.graph, model), id=row.item.key.id) if isinstance(model, Kpi) else row.item.ref
        territory = analysis.graph.find(Territory, model.own_id) if row.dimension == "territories" else None
        gaps = unowned(analysis, analysis.coverage.groups_in(territory)) if territory is not None else None
    share: Said = Term("verdict.not_judged") if row.item == NO_CLASS else row.share
    cells: Cells = (Term(f"dimension.{row.dimension}"), item, share, whole, names(row.by), names(row.missing), gaps)
    return Row(cells, lambda: (Why("coverage.share", row.share, "share", tuple(_inputs(row)), (), SOURCE),))


def names(entities: Sequence[Entity[Keyed]]) -> Said:
    """Return the first names, and how many more there are."""
    more = (Term("and_more", (("count", len(entities) - MOST),)),) if len(entities) > MOST else ()
    return (*(entity.ref for entity in entities[:MOST]), *more) or None


def covered_cells(analysis: Analysis, territory: Entity[Territory]) -> tuple[Said, Said]:
    """Return how much of a territory and those below it is covered, and when it is not."""
    groups = analysis.coverage.groups_in(territory)
    return analysis.coverage.covered(groups).share, unowned(analysis, groups)


def unowned(analysis: Analysis, groups: Sequence[CustomerGroup]) -> Said:
    """Return the stretches in which nobody looks after customers, with how many; None where there is none."""
    gaps: dict[tuple[object, object, str], tuple[OwnedStretch, int]] = {}
    for group in groups:
        for gap in group.gaps():
            key = (gap.start, gap.end, gap.product)
            gaps[key] = (gap, gaps.get(key, (gap, 0))[1] + len(group.customers))
    said: list[Said] = []
    for gap, count in sorted(gaps.values(), key=lambda counted: counted[0].start):
        days = analysis.coverage.working_days(gap)
        values: tuple[tuple[str, Said], ...] = (("when", as_period(gap)), ("days", days), ("count", count))
        said.append(Term("unowned" if count else "unowned_bare", values if count else values[:2]))
    if len(said) > MOST:
        said = [*said[:MOST], Term("and_more", (("count", len(said) - MOST),))]
    return Joined(tuple(said), "list.semicolon") if said else None


def _inputs(row: CoverageRow) -> Iterator[Input]:
    item = row.item
    place = None if isinstance(item, str) else item.place("id")
    label: Said = item.ref if not isinstance(item, str) else Ref("class", item) if item else Term("no_class")
    yield Input(label, Term(f"of_unit.{row.unit}", (("covered", row.covered), ("whole", row.whole))), "word", place)
    for entity in row.by[:MOST]:
        yield Input(Term("input.covers"), entity.ref, "name", entity.place("id"))
    for entity in row.missing[:MOST]:
        yield Input(Term("col.missing"), entity.ref, "name", entity.place("id"))
