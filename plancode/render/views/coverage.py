"""Coverage: who looks after what, the stretches in which nobody does, and how evenly people are loaded."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from plancode.analysis.matrix import DIMENSIONS, Dimension
from plancode.model.territories import Territory
from plancode.render.blocks import Block, Line, Section, View
from plancode.render.edition import Edition
from plancode.render.views.footer import footer
from plancode.render.views.workload import balance_sections
from plancode.said.value import Ref, Said, Term
from plancode.tables.coverage import FEW, coverage_table, summary_table
from plancode.tables.selection import Selection
from plancode.tables.table import Column, Row, Table

MOST_OPEN: Final = 30
MOST_TERRITORIES: Final = 100


def coverage_view(edition: Edition) -> View | None:
    """Return the page of coverage, or None where there is nothing to cover."""
    figures = edition.figures
    if figures is None:
        return None
    table = coverage_table(figures.analysis, Selection())
    found = [section for one in DIMENSIONS for section in _dimension(edition, table, one)]
    if not found:
        return None
    blocks = (*found, *balance_sections(edition, figures, ("potential", "target")), footer(edition))
    lead = Line(Term("coverage_lead"))
    return View("coverage.md", Term("title.coverage"), (lead, summary_table(figures.analysis), *blocks))


def _dimension(edition: Edition, table: Table, dimension: Dimension) -> Iterator[Section]:
    title, share = Term(f"dimension.{dimension}"), table.index("covered")
    rows = tuple(row for row in table.where("dimension", title).rows if row.cells[share] is not None)
    found = replace(table, rows=rows).without("dimension")
    if not rows:
        return
    if dimension == "territories":
        yield Section(title, (_territories(edition, found),))
        return
    still_open = tuple(row for row in found.rows if row.cells[share - 1] != 1)
    if len(rows) <= FEW:
        yield Section(title, (found.first(MOST_OPEN),))
        return
    counted = Line(_how_many(len(rows), len(rows) - len(still_open)))
    yield Section(title, (counted, *((replace(found, rows=still_open).first(MOST_OPEN),) if still_open else ())))


def _how_many(whole: int, covered: int) -> Said:
    if whole == covered:
        return Term("every_covered", (("all", whole),))
    return Term("all_covered", (("count", covered), ("all", whole)))


def _territories(edition: Edition, found: Table) -> Block:
    """Return territories with their teams, those with stretches in which nobody looks after customers first."""
    gaps = found.index("unowned")
    rows = sorted(found.rows, key=lambda row: row.cells[gaps] is None)
    with_team = tuple(Row((row.cells[0], _team(edition, row.cells[0]), *row.cells[1:]), row.why) for row in rows)
    heads = (Column("territory", "name"), Column("team", "name"), *found.columns[1:])
    return Table(heads, with_team).without("of", "missing").first(MOST_TERRITORIES)


def _team(edition: Edition, item: Said) -> Said:
    territory = edition.graph.find(Territory, item.id) if isinstance(item, Ref) else None
    return edition.team(territory.model.team) if territory is not None else None
