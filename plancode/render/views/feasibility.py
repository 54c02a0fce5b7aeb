"""Feasibility: the verdict on each target at the top, every reason in a sentence, and the bridge to it."""

from dataclasses import replace
from typing import Final

from plancode.analysis.feasibility import Feasibility
from plancode.model.targets import TargetsDocument
from plancode.render.blocks import Block, Line, Section, View, shown
from plancode.render.edition import Edition
from plancode.render.figures import Figures
from plancode.render.views.footer import footer
from plancode.said.value import Link, Ref, Term
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
    sections = (_target(edition, figures, table, judged) for judged in figures.analysis.feasibility)
    return View(PAGE, Term(TITLE), (Line(Term("feasibility_lead")), *sections, footer(edition)))


def _target(edition: Edition, figures: Figures, table: Table, judged: Feasibility) -> Section:
    target = judged.target
    facts = shown(
        (
            (Term("col.metric"), edition.metric_name(target.metric)),
            (Term("col.scope"), scope_cell(edition.graph, target.scope)),
            (Term("col.target"), figures.written(target.metric, judged.amount)),
            (Term("col.verdict"), Term(f"verdict.{judged.verdict}")),
        )
    )
    blocks: list[Block] = [facts, table.where("target_of", target.document.ref).without(*_FACTS)]
    bridge = bridge_table(figures.analysis, judged)
    if bridge is not None:
        blocks += [Line(Term("bridge_lead")), bridge]
    return Section(edition.heading(target.document, TargetsDocument, TITLE), tuple(blocks))


def verdicts(edition: Edition) -> list[Block]:
    """Return the verdict on each target at the top, with the way to its reasons."""
    figures = edition.figures
    if figures is None or not figures.analysis.feasibility:
        return []
    table, rows = verdicts_table(figures.analysis), []
    for row in table.rows:
        target = row.cells[0]
        document = edition.graph.find(TargetsDocument, target.id) if isinstance(target, Ref) else None
        if document is not None:
            title = edition.heading(document, TargetsDocument, TITLE)
            target = Link(PAGE, title, title)
        rows.append(Row((target, *row.cells[1:])))
    return [replace(table, rows=tuple(rows))]
