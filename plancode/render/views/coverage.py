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
    sections = [section for dimension in DIMENSIONS for section in _dimension(edition, table, dimension)]
    if not sections:
        return None
    blocks = (*sections, *balance_sections(edition, figures, ("potential", "target")), footer(edition))
    lead = Line(Term("coverage_lead"))
    return View("coverage.md", Term("title.coverage"), (lead, summary_table(figures.analysis), *blocks))


def _dimension(edition: Edition, table: Table, dimension: Dimension) -> Iterator[Section]:
    title, share = Term(f"dimension.{dimension}"), table.index("covered")
    rows = tuple(row for row in table.where("dimension", title).rows if row.cells[share] is not None)
    items = replace(table, rows=rows).without("dimension")
    if not rows:
        return
    if dimension == "territories":
        yield Section(title, (_territories(edition, items),))
    elif dimension == "classes":
        yield Section(title, (*_judged(edition), items.first(MOST_OPEN)))
    elif len(rows) <= FEW:
        yield Section(title, (items.first(MOST_OPEN),))
    else:
        still_open = tuple(row for row in items.rows if row.cells[share - 1] != 1)
        covered: tuple[tuple[str, Said], ...] = (("count", len(rows) - len(still_open)),) if still_open else ()
        counted = Line(Term("all_covered" if still_open else "every_covered", (*covered, ("all", len(rows)))))
        yield Section(title, (counted, *((replace(items, rows=still_open).first(MOST_OPEN),) if still_open else ())))


def _judged(edition: Edition) -> Iterator[Block]:
    """Yield how many customers have a class of the call plan, where not all have one."""
    rows = edition.figures.analysis.coverage_matrix.of("classes") if edition.figures is not None else ()
    covered, whole = sum(row.covered for row in rows), sum(row.whole for row in rows)
    if covered < whole:
        yield Line(Term("classes_judged", (("covered", covered), ("whole", whole))))


def _territories(edition: Edition, items: Table) -> Block:
    """Return territories with their teams, those with stretches in which nobody looks after customers first."""
    gaps, rows = items.index("unowned"), []
    for row in sorted(items.rows, key=lambda row: row.cells[gaps] is None):
        name = row.cells[0]
        territory = edition.graph.find(Territory, name.id) if isinstance(name, Ref) else None
        team = edition.team(territory.model.team) if territory is not None else None
        rows.append(Row((name, team, *row.cells[1:]), row.why))
    heads = (Column("territory", "name"), Column("team", "name"), *items.columns[1:])
    return Table(heads, tuple(rows)).without("of", "missing").first(MOST_TERRITORIES)
