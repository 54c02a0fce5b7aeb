"""Somebody's working time in plain words: days and hours there are, what they go to, whom they visit, leave."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Final

from plancode.analysis.calls import Visits
from plancode.analysis.entries import KINDS, WorkKind
from plancode.analysis.workload import Load
from plancode.graph.entity import Entity
from plancode.model.team import Leave, Person
from plancode.period import Period
from plancode.render.blocks import Block, Items, Line, Section
from plancode.render.edition import Edition, span_of
from plancode.render.figures import Figures, share
from plancode.said.value import Fixed, Said, Term
from plancode.tables.table import Column, table
from plancode.tables.targets import time_columns

MOST_VISITS: Final = 100
_ZERO: Final = Decimal(0)
_DAY: Final = timedelta(days=1)
_GOES_TO: Final = (Column("goes_to", "word"), Column("hours", "hours"), Column("of_hours", "share"))
_VISITS: Final = (
    Column("territory", "name"), Column("class"), Column("visits_planned", "index"), Column("hours", "hours"),
    Column("instead", "name"),
)  # fmt: skip


def working_time(edition: Edition, person: Entity[Person]) -> tuple[Section, ...]:
    """Return what somebody's working time goes to; nothing where neither hours nor work are known."""
    figures = edition.figures
    load = figures.analysis.workload.of(person) if figures else None
    if figures is None or load is None or (load.hours is None and not load.entries):
        return ()
    blocks: list[Block] = [Line(_said(edition, figures, load))]
    rows = tuple(_kind(load, kind) for kind in KINDS if load.whole(kind))
    if rows:
        blocks.append(table(_GOES_TO, rows, total=(Term("total"), load.whole(), load.utilisation())))
    return (Section(Term("section.my_time"), (*blocks, *_visits(edition, load))),)


def _said(edition: Edition, figures: Figures, load: Load) -> Said:
    """Return hours, load and utilisation in a sentence."""
    if load.hours is None:
        return Term("time.unknown", (("load", Fixed(load.whole(), 0)),))
    used, band = load.utilisation(), edition.graph.policy.utilisation
    values: tuple[tuple[str, Said], ...] = (
        ("days", _days(figures, load.person, figures.horizon.plan)),
        ("hours", Fixed(sum(load.hours.values(), _ZERO), 0)),
        ("load", Fixed(load.whole(), 0)),
        ("share", share(used)),
    )
    if used is None:
        return Term("time.none")
    return Term("time.over" if used > band.high.number else "time.within", values)


def _kind(load: Load, kind: WorkKind) -> tuple[Said, ...]:
    hours, there = load.whole(kind), sum((load.hours or {}).values(), _ZERO)
    return (Term(f"col.{kind}"), hours, hours / there if there else None)


def _visits(edition: Edition, load: Load) -> list[Block]:
    """Return the visits somebody makes, by territory and class, also those they make for others."""
    groups: dict[tuple[str, str, str], list[Visits]] = defaultdict(list)
    for entry in load.entries:
        if (one := entry.visits) is not None:
            groups[one.territory.model.id if one.territory else "", one.class_, one.carried_for].append(one)
    made = table(_VISITS, (_visit(edition, groups[key]) for key in sorted(groups)))
    return [Line(Term("visits_lead")), made.first(MOST_VISITS)] if groups else []


def _visit(edition: Edition, found: list[Visits]) -> tuple[Said, ...]:
    one = found[0]
    return (
        one.territory.ref if one.territory is not None else None,
        one.class_,
        sum((sum(each.by_period.values(), _ZERO) for each in found), _ZERO),
        sum((sum(each.hours.values(), _ZERO) for each in found), _ZERO),
        edition.person(one.carried_for) if one.carried_for else None,
    )


def days_and_leave(edition: Edition, person: Entity[Person]) -> Section:
    """Return somebody's working days by quarter, and the leave that is planned."""
    figures = edition.figures
    lines = tuple((0, _leave(figures, person, one)) for one in person.model.leave)
    blocks: list[Block] = []
    if figures is not None:
        days = tuple(_days(figures, person, span.period) for span in figures.spans)
        heads = (Column("period"), *time_columns(figures.spans, "count"))
        blocks.append(table(heads, [(Term("col.working_days"), *days)]))
        lines = (*lines, *((0, line) for line in _stands_in(edition, person)))
    return Section(Term("section.leave"), (*blocks, Items(lines, Term("empty.leave"))))


def _days(figures: Figures, person: Entity[Person], period: Period) -> int:
    return figures.horizon.days(person).worked(period.start, period.end)


def _leave(figures: Figures | None, person: Entity[Person], leave: Leave) -> Said:
    """Return from when to when a leave goes, and how many working days it takes."""
    span = span_of(leave.from_, leave.to)
    if figures is None:
        return span
    days = figures.horizon.calendar(person).days(leave.from_, leave.to + _DAY)
    return Term("leave_of", (("span", span), ("days", days)))


def _stands_in(edition: Edition, person: Entity[Person]) -> tuple[Said, ...]:
    """Return who makes the visits in a long leave."""
    if edition.figures is None or not edition.figures.horizon.days(person).long_leave:
        return ()
    owned = (territory for territory, _ in edition.facts.owned(person) if territory.model.deputy)
    return tuple(
        Term(
            "stands_in",
            (("territory", one.ref), ("deputy", edition.person(one.model.deputy))),
        )
        for one in dict.fromkeys(owned)
    )
