"""Feasibility: the verdict on each target at the top, every reason in a sentence, and the bridge to it."""

from decimal import Decimal
from typing import Final

from plancode.analysis.feasibility import Feasibility, Reason
from plancode.model.targets import TargetsDocument
from plancode.quantity import Quantity
from plancode.render.blocks import (
    Amount,
    Block,
    Facts,
    Inline,
    Joined,
    Line,
    Link,
    Section,
    Table,
    Term,
    View,
    columns,
    shown,
)  # fmt: skip
from plancode.render.edition import Edition
from plancode.render.figures import Figures
from plancode.render.sheets import say
from plancode.render.views.footer import footer
from plancode.sheets.feasibility import reason_words

PAGE: Final = "feasibility.md"
TITLE: Final = "title.feasibility"
_STEPS: Final = ("baseline", "market", "effects")


def feasibility_view(edition: Edition) -> View | None:
    """Return the page of feasibility, or None where there is no target to judge."""
    figures = edition.figures
    if figures is None or not figures.analysis.feasibility:
        return None
    sections = tuple(_target(edition, figures, one) for one in figures.analysis.feasibility)
    return View(PAGE, Term(TITLE), (Line(Term("feasibility_lead")), *sections, footer(edition)))


def _target(edition: Edition, figures: Figures, one: Feasibility) -> Section:
    heads = columns("sheet.topic", "sheet.judged", "sheet.reason")
    rows = tuple(_reason(edition, figures, reason) for reason in one.reasons)
    blocks: list[Block] = [_facts(edition, figures, one), Table(heads, rows, Term("feasibility_none"))]
    bridge = one.reason("bridge")
    if bridge is not None:
        blocks += [Line(Term("bridge_lead")), _bridge(figures, one, bridge)]
    return Section(_title(edition, one), tuple(blocks))


def _title(edition: Edition, one: Feasibility) -> str:
    return edition.heading(one.target.document, TargetsDocument, TITLE)


def _facts(edition: Edition, figures: Figures, one: Feasibility) -> Facts:
    return shown(
        (
            (Term("col.metric"), edition.metric_name(one.target.metric)),
            (Term("col.for"), edition.scope_name(one.target.scope) or Term("whole_plan")),
            (Term("sheet.target"), figures.written(one.target.metric, one.amount)),
            (Term("sheet.verdict"), Term(f"verdict.{one.verdict}")),
        )
    )


def _reason(edition: Edition, figures: Figures, reason: Reason) -> tuple[Inline, ...]:
    words = say(reason_words(figures.analysis, reason), edition.named)
    return (Term(f"topic.{reason.topic}"), Term(f"verdict.{reason.verdict}"), words)


def _bridge(figures: Figures, one: Feasibility, bridge: Reason) -> Table:
    """Return the steps from what was reached before to the target."""
    metric = one.target.metric
    amounts = {name: value.number for name, value in bridge.values.items() if isinstance(value, Quantity)}
    rows: list[tuple[Inline, ...]] = [
        (Term(f"bridge.{name}"), figures.written(metric, amounts[name])) for name in _STEPS if name in amounts
    ]
    reached = amounts.get("reached", Decimal(0))
    rows += [(Term("bridge.reached"), figures.written(metric, reached)), (Term("sheet.target"), Amount(one.amount))]
    last = (Term("bridge.over" if reached >= one.amount else "bridge.short"), Amount(abs(reached - one.amount)))
    heads = columns("bridge.step", "sheet.amount", numeric=("sheet.amount",))
    return Table(heads, tuple(rows), Term("none"), last)


def verdicts(edition: Edition) -> list[Block]:
    """Return the verdict on each target at the top, with the way to its reasons."""
    figures = edition.figures
    found = figures.analysis.feasibility if figures else ()
    heads = columns("col.target_of", "sheet.amount", "sheet.verdict", "col.because", numeric=("sheet.amount",))
    rows = tuple(_verdict(edition, figures, one) for one in found if figures is not None)
    return [Table(heads, rows, Term("none"))] if rows else []


def _verdict(edition: Edition, figures: Figures, one: Feasibility) -> tuple[Inline, ...]:
    title = _title(edition, one)
    worst = [Term(f"topic.{reason.topic}") for reason in one.reasons if reason.verdict in ("tight", "not_feasible")]
    return (
        Link(PAGE, title, title),
        figures.written(one.target.metric, one.amount),
        Term(f"verdict.{one.verdict}"),
        Joined(tuple(worst)) if worst else None,
    )
