"""Feasibility: the verdict on each target at the top, every reason in a sentence, and the bridge to it."""

from dataclasses import replace
from typing import Final

from plancode.analysis.feasibility import Feasibility
from plancode.model.targets import TargetsDocument
from plancode.render.blocks import Block, FactList, Line, Section, View, shown
from plancode.render.edition import Edition
from plancode.render.figures import Figures
from plancode.render.views.footer import footer
from plancode.said.value import Link, Ref, Said, Term
from plancode.tables.feasibility import bridge_table, feasibility_table, verdicts_table
from plancode.tables.scopes import scope_cell
from plancode.tables.table import Row, Table

PAGE: Final = "feasibility.md"
TITLE: Final = "title.feasibility"
_FACTS: Final = ("target_of", "metric", "scope", "amount", "verdict")
"""Columns that are the same for all reasons of a target."""


def feasibility_view(edition: Edition) -> View | None:
    """Return the page of feasibility, or None where there is no target to judge."""
    figures = edition.figures
    if figures is None or not figures.analysis.feasibility:
        return None
    table = replace(feasibility_table(figures.analysis), empty=Term("feasibility_none"))
    sections = tuple(_target(edition, figures, table, one) for one in figures.analysis.feasibility)
    return View(PAGE, Term(TITLE), (Line(Term("feasibility_lead")), *sections, footer(edition)))


def _target(edition: Edition, figures: Figures, table: Table, one: Feasibility) -> Section:
    reasons = table.where("target_of", one.target.document.ref).without(*_FACTS)
    blocks: list[Block] = [_facts(edition, figures, one), reasons]
    bridge = bridge_table(figures.analysis, one)
    if bridge is not None:
        blocks += [Line(Term("bridge_lead")), bridge]
    return Section(edition.heading(one.target.document, TargetsDocument, TITLE), tuple(blocks))


def _facts(edition: Edition, figures: Figures, one: Feasibility) -> FactList:
    return shown(
        (
            (Term("col.metric"), edition.metric_name(one.target.metric)),
            (Term("col.scope"), scope_cell(edition.graph, one.target.scope)),
            (Term("col.target"), figures.written(one.target.metric, one.amount)),
            (Term("col.verdict"), Term(f"verdict.{one.verdict}")),
        )
    )


def verdicts(edition: Edition) -> list[Block]:
    """Return the verdict on each target at the top, with the way to its reasons."""
    figures = edition.figures
    if figures is None or not figures.analysis.feasibility:
        return []
    table = verdicts_table(figures.analysis)
    rows = (Row((_way(edition, row.cells[0]), *row.cells[1:])) for row in table.rows)
    return [replace(table, rows=tuple(rows))]


def _way(edition: Edition, target: Said) -> Said:
    document = edition.graph.find(TargetsDocument, target.id) if isinstance(target, Ref) else None
    if document is None:
        return target
    title = edition.heading(document, TargetsDocument, TITLE)
    return Link(PAGE, title, title)
