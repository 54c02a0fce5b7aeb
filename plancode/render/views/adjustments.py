"""Adjustments: what set each off, who agreed, what it changes and by how much; those that wait are shown as waiting."""

from collections.abc import Iterator
from typing import Final

from plancode.analysis.adjusted import Shift
from plancode.graph.entity import Entity
from plancode.model.adjustment import AdjustmentDocument, Alteration
from plancode.model.rubric import RubricDocument
from plancode.model.targets import TargetsDocument
from plancode.quantity import Quantity
from plancode.render.blocks import (
    Block,
    Facts,
    Inline,
    Joined,
    Line,
    Section,
    Table,
    Term,
    View,
    columns,
    folded,
    shown,
)
from plancode.render.edition import Edition
from plancode.render.figures import Figures
from plancode.render.views.footer import footer

PAGE: Final = "adjustments.md"
TITLE: Final = "title.adjustments"
MOST_SHIFTS: Final = 50
MOST_CHANGES: Final = 250
Row = tuple[Inline, ...]


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
    more = (Line(Term("more_rows", (("count", rest),))),) if rest else ()
    return View(PAGE, Term(TITLE), (*shown_ones, *more, footer(edition)))


def _adjustment(edition: Edition, one: Entity[AdjustmentDocument]) -> Section:
    heads = columns("col.change", "col.for", "col.stated", "col.note", numeric=("col.stated",))
    rows, more = folded([_change(edition, each) for each in one.model.changes], MOST_SHIFTS, "more_rows")
    blocks: list[Block] = [
        Line(_state(edition, one)),
        _facts(edition, one),
        *edition.note(one),
        Table(heads, rows, Term("empty.changes")),
        *more,
        *_shifts(edition, one),
    ]
    return Section(edition.heading(one, AdjustmentDocument, TITLE), tuple(blocks))


def _state(edition: Edition, one: Entity[AdjustmentDocument]) -> Inline:
    """Return whether it is applied, and why not where it is not."""
    model = one.model
    if model.approved is None:
        return Term("adjusted.waiting")
    if model.effective > edition.as_of:
        return Term("adjusted.later", (("day", model.effective), ("as_of", edition.as_of)))
    return Term("adjusted.applied", (("day", model.effective),))


def _facts(edition: Edition, one: Entity[AdjustmentDocument]) -> Facts:
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
            (Term("col.trigger"), Term(f"trigger.{model.trigger}")),
            (Term("col.reason"), model.reason),
            (Term("col.talked"), Joined(talks, "list.semicolon") if talks else None),
            (Term("col.approved"), by or Term("adjusted.nobody")),
            (Term("col.open_deals"), Term(f"open_deals.{handover.open_deals}") if handover else None),
            (Term("col.handover"), handover.until if handover else None),
        )
    )


def _change(edition: Edition, change: Alteration) -> Row:
    if change.target is not None:
        return (_target_of(edition, change), _about(edition, change), _stated(edition, change), change.note)
    if change.owner is not None:
        return (_owner(edition, change), _about(edition, change), change.share, change.note)
    if change.change is not None:
        return (_person(edition, change), edition.person(change.person), None, change.note)
    rubric = edition.graph.find(RubricDocument, change.rubric)
    name = edition.rubric_name(rubric) if rubric else change.rubric
    return (Term("changes.rubric", (("rubric", name),)), None, None, change.note)


def _about(edition: Edition, change: Alteration) -> Inline:
    about = edition.scope_name(change.dimensions)
    for_ = change.for_
    narrow = tuple(
        (name, value)
        for name, value in (("channel", for_ and for_.channel), ("product", for_ and for_.product),
                            ("segment", for_ and for_.segment))
        if value
    )  # fmt: skip
    return Joined((about, edition.scope_name(narrow))) if narrow else about


def _target_of(edition: Edition, change: Alteration) -> Inline:
    document = edition.graph.find(TargetsDocument, change.target)
    name: Inline = edition.metric_name(document.model.metric) if document else change.target
    period = edition.period_name(change.period) if change.period else None
    return Term("changes.target", (("metric", Joined((name, period), "list.dot")),))


def _stated(edition: Edition, change: Alteration) -> Inline:
    """Return a change of a target as it is written, with who takes over the difference."""
    kinds = (("annual", change.annual), ("from_effective", change.from_effective))
    said: list[Inline] = [Term(f"stated.{name}", (("amount", one),)) for name, one in kinds if one is not None]
    if change.delta is not None:
        size = Quantity(abs(change.delta.number), change.delta.unit)
        said.append(Term("stated.less" if change.delta.number < 0 else "stated.more", (("amount", size),)))
    if change.to is not None:
        said.append(Term("stated.to", (("person", edition.person(change.to)),)))
    elif change.rebalance:
        said.append(Term("stated.rebalance"))
    return Joined(tuple(said), "list.semicolon")


def _owner(edition: Edition, change: Alteration) -> Inline:
    return Term("changes.owner", (("person", edition.person(change.owner)),))


def _person(edition: Edition, change: Alteration) -> Inline:
    new = change.change
    what: Row = (
        (
            edition.actor(new.role) if new.role else None,
            edition.team(new.team) if new.team else None,
            Quantity(new.fte, "%") if new.fte is not None else None,
        )
        if new
        else ()
    )
    return Term("changes.person", (("day", new.from_ if new else None), ("what", Joined(what))))


def _shifts(edition: Edition, one: Entity[AdjustmentDocument]) -> Iterator[Block]:
    """Yield by how much an adjustment in force changes targets, by quarter and whole."""
    figures = edition.figures
    if figures is None:
        return
    found = [shift for shift in figures.analysis.adjustments.shifts if shift.adjustment.key == one.key]
    rows, more = folded([_shift(edition, figures, shift) for shift in found], MOST_SHIFTS, "more_rows")
    if rows:
        yield Line(Term("adjusted.by"))
        yield Table((*columns("col.metric", "col.for"), *figures.heads), rows, Term("none"))
        yield from more


def _shift(edition: Edition, figures: Figures, shift: Shift) -> Row:
    return (
        edition.metric_name(shift.metric),
        edition.scope_name(shift.scope) or Term("whole_plan"),
        *figures.row(shift.metric, shift.by_period),
    )
