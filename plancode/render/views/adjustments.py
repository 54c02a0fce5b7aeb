"""Adjustments: what set each off, who agreed, what it changes and by how much; those that wait are shown as waiting."""

from collections.abc import Iterator
from typing import Final

from plancode.graph.entity import Entity
from plancode.model.adjustment import AdjustmentDocument, Alteration
from plancode.model.rubric import RubricDocument
from plancode.model.targets import TargetsDocument
from plancode.model.team import PersonChange
from plancode.quantity import Quantity
from plancode.render.blocks import Block, FactList, Line, Section, View, more, shown
from plancode.render.edition import Edition
from plancode.render.views.footer import footer
from plancode.said.value import Joined, PlanWord, Said, Term
from plancode.tables.scopes import measured, scope_cell
from plancode.tables.table import Cells, Column, columns, table
from plancode.tables.targets import time_columns

PAGE: Final = "adjustments.md"
TITLE: Final = "title.adjustments"
MOST_SHIFTS: Final = 50
MOST_CHANGES: Final = 250


def adjustments_view(edition: Edition) -> View | None:
    """Return the page of adjustments in order of day, or None where there is none."""
    documents = edition.graph.all(AdjustmentDocument)
    adjustments = sorted(documents, key=lambda adjustment: (adjustment.model.effective, adjustment.model.id))
    if not adjustments:
        return None
    sections, left = [], MOST_CHANGES
    for adjustment in adjustments:
        if left <= 0:
            break
        sections.append(_section(edition, adjustment))
        left -= len(adjustment.model.changes)
    rest = len(adjustments) - len(sections)
    return View(PAGE, Term(TITLE), (*sections, *more(rest), footer(edition)))


def _section(edition: Edition, adjustment: Entity[AdjustmentDocument]) -> Section:
    """Return whether an adjustment is applied, and why not where it is not; its facts, and what it changes."""
    model = adjustment.model
    state = Term("adjusted.applied", (("day", model.effective),))
    if model.approved is None:
        state = Term("adjusted.waiting")
    elif not model.is_approved(edition.as_of):
        state = Term("adjusted.early", (("day", model.approved.on), ("as_of", edition.as_of)))
    elif model.effective > edition.as_of:
        state = Term("adjusted.later", (("day", model.effective), ("as_of", edition.as_of)))
    heads = columns("change", "scope", "stated", "text", numeric=("stated",))
    changes = table(heads, (change_cells(edition, change) for change in model.changes), Term("empty.changes"))
    blocks: list[Block] = [
        Line(state),
        _facts(edition, model),
        *edition.note(adjustment),
        changes.first(MOST_SHIFTS),
        *_shifts(edition, adjustment),
    ]
    return Section(edition.heading(adjustment, AdjustmentDocument, TITLE), tuple(blocks))


def _facts(edition: Edition, model: AdjustmentDocument) -> FactList:
    talks = tuple(
        Term("talk", (("person", edition.person(talk.person)), ("day", talk.on))) for talk in model.discussed_with
    )
    approved, handover = model.approved, model.handover
    by = Term("talk", (("person", edition.actor(approved.by)), ("day", approved.on))) if approved else None
    return shown(
        (
            (Term("col.effective"), model.effective),
            (Term("col.trigger"), PlanWord(model.trigger, "AdjustmentDocument.trigger")),
            (Term("col.reason"), model.reason),
            (Term("col.talked"), Joined(talks, "list.semicolon") if talks else None),
            (Term("col.approved"), by or Term("adjusted.nobody")),
            (Term("col.deals"), Term(f"open_deals.{handover.open_deals}") if handover else None),
            (Term("col.handover"), handover.until if handover else None),
        )
    )


def change_cells(edition: Edition, change: Alteration) -> Cells:
    """Return a change of an adjustment: what it is, what it is about, how much, and the note."""
    if change.target is not None:
        document = edition.graph.find(TargetsDocument, change.target)
        metric: Said = edition.metric_name(document.model.metric) if document else change.target
        period = edition.period_name(change.period) if change.period else None
        title = Term("changes.target", (("metric", Joined((metric, period), "list.dot")),))
        return (title, _about(edition, change), _stated(edition, change), change.note)
    if change.owner is not None:
        title = Term("changes.owner", (("person", edition.person(change.owner)),))
        return (title, _about(edition, change), change.share, change.note)
    if change.change is not None:
        title = Term("change", (("day", change.change.from_), ("what", Joined(_place(edition, change.change)))))
        return (title, edition.person(change.person), None, change.note)
    rubric = edition.graph.find(RubricDocument, change.rubric)
    name = edition.rubric_name(rubric) if rubric else change.rubric
    return (Term("changes.rubric", (("rubric", name),)), None, None, change.note)


def _about(edition: Edition, change: Alteration) -> Said:
    about, part = edition.scope_name(change.dimensions), change.for_
    kinds = (("channel", part.channel), ("product", part.product), ("segment", part.segment)) if part else ()
    narrow = tuple((dimension, name) for dimension, name in kinds if name)
    return Joined((about, edition.scope_name(narrow))) if narrow else about


def _stated(edition: Edition, change: Alteration) -> Said:
    """Return a change of a target as it is written, with who takes over the difference."""
    kinds = (("annual", change.annual), ("from_effective", change.from_effective))
    said: list[Said] = [Term(f"stated.{name}", (("amount", amount),)) for name, amount in kinds if amount is not None]
    if change.delta is not None:
        size = Quantity(abs(change.delta.number), change.delta.unit)
        said.append(Term("stated.less" if change.delta.number < 0 else "stated.more", (("amount", size),)))
    if change.to is not None:
        said.append(Term("stated.to", (("person", edition.person(change.to)),)))
    elif change.rebalance:
        said.append(Term("stated.rebalance"))
    return Joined(tuple(said), "list.semicolon")


def _place(edition: Edition, change: PersonChange) -> Cells:
    return (
        edition.actor(change.role) if change.role else None,
        edition.team(change.team) if change.team else None,
        Quantity(change.fte, "%") if change.fte is not None else None,
    )


def _shifts(edition: Edition, adjustment: Entity[AdjustmentDocument]) -> Iterator[Block]:
    """Yield by how much an adjustment in force changes targets, by quarter and whole."""
    figures, rows = edition.figures, []
    if figures is None:
        return
    measures, over = figures.analysis.measures, figures.analysis.whole
    for shift in figures.analysis.adjustments.shifts:
        if shift.adjustment.key == adjustment.key:
            amounts = (over(shift.metric, shift.by_period, span.numbers) for span in figures.spans)
            cells = (measured(measures, shift.metric, amount) for amount in amounts)
            rows.append((edition.metric_name(shift.metric), scope_cell(edition.graph, shift.scope), *cells))
    if rows:
        heads = (Column("metric", "name"), Column("scope", "name"), *time_columns(figures.spans))
        yield Line(Term("adjusted.by"))
        yield table(heads, rows).first(MOST_SHIFTS)
