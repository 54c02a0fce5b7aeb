"""Workload: what everybody's hours go to, and how the people of each role compare."""

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.balance import Balance, BalanceMeasure
from plancode.render.blocks import Block, Line, Section, View
from plancode.render.edition import Edition
from plancode.render.figures import Figures
from plancode.render.layout import notes_of
from plancode.render.views.footer import footer
from plancode.said.value import Said, Term
from plancode.tables.balance import balance_table
from plancode.tables.selection import Selection, first_team
from plancode.tables.table import Column, Table
from plancode.tables.workload import loads_table, outside, teams_table, workload_table

if TYPE_CHECKING:
    from plancode.graph.entity import Entity
    from plancode.model.team import Role

MOST_NAMED: Final = 100
"""People from which on the page counts them by team and names those out of the band."""


def workload_view(edition: Edition) -> View | None:
    """Return the page of workload, or None where nobody's hours are known."""
    figures = edition.figures
    loads = figures.analysis.workload.loads if figures else ()
    if figures is None or not any(load.hours is not None for load in loads):
        return None
    table, band = workload_table(figures.analysis, Selection()), edition.graph.policy.utilisation
    blocks = (
        Line(Term("utilisation_band", (("low", band.low), ("high", band.high), ("peak", band.peak)))),
        *((_people(table),) if len(loads) <= MOST_NAMED else _by_team(figures)),
        *notes_of(table),
        *balance_sections(edition, figures, ("workload",)),
        footer(edition),
    )
    return View("workload.md", Term("title.workload"), blocks)


def _people(table: Table) -> Table:
    """Return the work of people over the plan."""
    return replace(table, notes=()).without("period")


def _by_team(figures: Figures) -> tuple[Block, ...]:
    """Return the work of each team, and by name those who have too much or too little."""
    analysis = figures.analysis
    teams, out = teams_table(analysis).first(MOST_NAMED), outside(analysis)
    if not out:
        return (teams,)
    people = ((first_team(analysis, load.person), load.person) for load in out)
    table = _people(loads_table(analysis, people, Selection().spans(analysis))).first(MOST_NAMED)
    return (teams, Line(Term("out_of_band", (("count", len(out)),))), table)


def balance_sections(edition: Edition, figures: Figures, measures: tuple[BalanceMeasure, ...]) -> list[Block]:
    """Return how the people of each role compare in some measures; of many only those out of the band."""
    by_role: dict[Entity[Role], list[Balance]] = {}
    for balance in figures.analysis.balance:
        if balance.measure in measures:
            by_role.setdefault(balance.role, []).append(balance)
    if not by_role:
        return []
    band = edition.graph.policy.balance
    low, high = band.min * 100, band.max * 100
    tables = (block for balances in by_role.values() for block in _balance(figures, balances, low, high))
    values: tuple[tuple[str, Said], ...] = (("low", low), ("high", high))
    return [Section(Term("section.balance"), (Line(Term("balance_note", values)), *tables))]


def _balance(figures: Figures, balances: list[Balance], low: Decimal, high: Decimal) -> tuple[Block, ...]:
    made = balance_table(figures.analysis, Selection(), tuple(balances))
    table = made.without("role").across("measure", "value", "mean_index")
    rows = table.rows
    if len(rows) > MOST_NAMED:
        at = [number for number, column in enumerate(table.columns) if column.key == "mean_index"]
        rows = tuple(row for row in rows if any(_is_outside(row.cells[number], low, high) for number in at))
    heads = (Column("person", "name", balances[0].role.ref), *table.columns[1:])
    return (Table(heads, rows, Term("balance_even")).first(MOST_NAMED), *notes_of(made))


def _is_outside(index: Said, low: Decimal, high: Decimal) -> bool:
    return isinstance(index, Decimal) and not low <= index <= high
