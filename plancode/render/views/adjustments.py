"""Adjustments: what set each off, who agreed, what it changes and by how much; those that wait are shown as waiting."""

from collections.abc import Iterator
from typing import Final

from plancode.analysis.adjusted import Shift
from plancode.graph.entity import Entity
from plancode.model.adjustment import AdjustmentDocument, Alteration
from plancode.model.rubric import RubricDocument
from plancode.model.targets import TargetsDocument
from plancode.quantity import Quantity
from plancode.render.blocks import Block, FactList, Line, Section, View, more, shown
from plancode.render.edition import Edition
from plancode.render.figures import Figures
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
    found = sorted(edition.graph.all(AdjustmentDocument), key=lambda one: (one.model.effective, one.model.id))
    if not found:
        return None
    shown_ones, left = [], MOST_CHANGES
    for one in found:
        if left <= 0:
            break
        shown_ones.append(_adjustment(edition, one))
        left -= len(one.model.changes)
    rest = len(found) - len(shown_ones)
    return View(PAGE, Term(TITLE), (*shown_ones, *more(rest), footer(edition)))


def _adjustment(edition: Edition, one: Entity[AdjustmentDocument]) -> Section:
    heads = columns("change", "scope", "stated", "text", numeric=("stated",))
    changes = table(heads, (_change(edition, each) for each in one.model.changes), Term("empty.changes"))
    blocks: list[Block] = [
        Line(_state(edition, one)),
        _facts(edition, one),
        *edition.note(one),
        changes.first(MOST_SHIFTS),
        *_shifts(edition, one),
    ]
    return Section(edition.heading(one, AdjustmentDocument, TITLE), tuple(blocks))


def _state(edition: Edition, one: Entity[AdjustmentDocument]) -> Said:
    """Return whether it is applied, and why not where it is not."""
    model = one.model
    if model.approved is None:
        return Term("adjusted.waiting")
    if model.effective > edition.as_of:
        return Term("adjusted.later", (("day", model.effective), ("as_of", edition.as_of)))
    return Term("adjusted.applied", (("day", model.effective),))


def _facts(edition: Edition, one: Entity[AdjustmentDocument]) -> FactList:
    model = one.model
    talks = tuple(
        Term("talk", (("person", edition.person(each.person)), ("day", each.on))) for each in model.discussed_with
    )
    approved = model.approved
    by = Term("talk", (("person", edition.actor(approved.by)), ("day", approved.on))) if approved else None
    handover = model.handover
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


def _change(edition: Edition, change: Alteration) -> Cells:
    if change.target is not None:
        return (_target_of(edition, change), _about(edition, change), _stated(edition, change), change.note)
    if change.owner is not None:
        return (_owner(edition, change), _about(edition, change), change.share, change.note)
    if change.change is not None:
        return (_person(edition, change), edition.person(change.person), None, change.note)
    rubric = edition.graph.find(RubricDocument, change.rubric)
    name = edition.rubric_name(rubric) if rubric else change.rubric
    return (Term("changes.rubric", (("rubric", name),)), None, None, change.note)


def _about(edition: Edition, change: Alteration) -> Said:
    about = edition.scope_name(change.dimensions)
    for_ = change.for_
    narrow = tuple(
        (name, value)
        for name, value in (("channel", for_ and for_.channel), ("product", for_ and for_.product),
                            ("segment", for_ and for_.segment))
        if value
    )  # fmt: skip
    return Joined((about, edition.scope_name(narrow))) if narrow else about


def _target_of(edition: Edition, change: Alteration) -> Said:
    document = edition.graph.find(TargetsDocument, change.target)
    name: Said = edition.metric_name(document.model.metric) if document else change.target
    period = edition.period_name(change.period) if change.period else None
    return Term("changes.target", (("metric", Joined((name, period), "list.dot")),))


def _stated(edition: Edition, change: Alteration) -> Said:
    """Return a change of a target as it is written, with who takes over the difference."""
    kinds = (("annual", change.annual), ("from_effective", change.from_effective))
    said: list[Said] = [Term(f"stated.{name}", (("amount", one),)) for name, one in kinds if one is not None]
    if change.delta is not None:
        size = Quantity(abs(change.delta.number), change.delta.unit)
        said.append(Term("stated.less" if change.delta.number < 0 else "stated.more", (("amount", size),)))
    if change.to is not None:
        said.append(Term("stated.to", (("person", edition.person(change.to)),)))
    elif change.rebalance:
        said.append(Term("stated.rebalance"))
    return Joined(tuple(said), "list.semicolon")


def _owner(edition: Edition, change: Alteration) -> Said:
    return Term("changes.owner", (("person", edition.person(change.owner)),))


def _person(edition: Edition, change: Alteration) -> Said:
    new = change.change
    what: Cells = (
        (
            edition.actor(new.role) if new.role else None,
            edition.team(new.team) if new.team else None,
            Quantity(new.fte, "%") if new.fte is not None else None,
        )
        if new
        else ()
    )
    return Term("change", (("day", new.from_ if new else None), ("what", Joined(what))))


def _shifts(edition: Edition, one: Entity[AdjustmentDocument]) -> Iterator[Block]:
    """Yield by how much an adjustment in force changes targets, by quarter and whole."""
    figures = edition.figures
    if figures is None:
        return
    found = [shift for shift in figures.analysis.adjustments.shifts if shift.adjustment.key == one.key]
    if found:
        heads = (Column("metric", "name"), Column("scope", "name"), *time_columns(figures.spans))
        yield Line(Term("adjusted.by"))
        yield table(heads, (_shift(edition, figures, shift) for shift in found)).first(MOST_SHIFTS)


def _shift(edition: Edition, figures: Figures, shift: Shift) -> Cells:
    measures, over = figures.analysis.measures, figures.analysis.whole
    return (
        edition.metric_name(shift.metric),
        scope_cell(edition.graph, shift.scope),
        *(measured(measures, shift.metric, over(shift.metric, shift.by_period, one.numbers)) for one in figures.spans),
    )
