"""Somebody's working time in plain words: days and hours there are, what they go to, whom they visit, leave."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.entries import KINDS
from plancode.analysis.workload import Load
from plancode.analysis.worktime import hours_a_day
from plancode.graph.entity import Entity
from plancode.model.team import Leave, Person
from plancode.period import Period
from plancode.render.blocks import Block, Items, Line, Section
from plancode.render.edition import Edition, span_of
from plancode.render.figures import Figures, share
from plancode.said.value import Fixed, Said, Term
from plancode.tables.table import Cells, Column, table
from plancode.tables.targets import time_columns
from plancode.tables.week import week_of

if TYPE_CHECKING:
    from plancode.analysis.calls import Visits

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
    there = sum((load.hours or {}).values(), _ZERO)
    hours = {kind: load.whole(kind) for kind in KINDS if load.whole(kind)}
    if hours:
        rows = ((Term(f"col.{kind}"), spent, spent / there if there else None) for kind, spent in hours.items())
        blocks.append(table(_GOES_TO, rows, total=(Term("total"), load.whole(), load.utilisation())))
    return (Section(Term("section.my_time"), (*blocks, *_visits(edition, load))),)


def _said(edition: Edition, figures: Figures, load: Load) -> Said:
    """Return hours, load and utilisation in a sentence."""
    used, band = load.utilisation(), edition.graph.policy.utilisation
    if load.hours is None:
        return Term("time.unknown", (("load", Fixed(load.whole(), 0)),))
    if used is None:
        return Term("time.none")
    values: tuple[tuple[str, Said], ...] = (
        ("days", _days(figures, load.person, figures.horizon.plan)),
        ("hours", Fixed(sum(load.hours.values(), _ZERO), 0)),
        ("load", Fixed(load.whole(), 0)),
        ("share", share(used)),
    )
    return Term("time.over" if used > band.high.number else "time.within", values)


def _visits(edition: Edition, load: Load) -> list[Block]:
    """Return the visits somebody makes, by territory and class, also those they make for others."""
    groups: dict[tuple[str, str, str], list[Visits]] = defaultdict(list)
    for entry in load.entries:
        visits = entry.visits
        if visits is not None:
            territory = visits.territory.model.id if visits.territory else ""
            groups[territory, visits.class_, visits.carried_for].append(visits)
    rows: list[Cells] = []
    for _, group in sorted(groups.items()):
        territory_visited, owner = group[0].territory, group[0].carried_for
        planned = sum((sum(visits.by_period.values(), _ZERO) for visits in group), _ZERO)
        hours = sum((sum(visits.hours.values(), _ZERO) for visits in group), _ZERO)
        name = territory_visited.ref if territory_visited is not None else None
        rows.append((name, group[0].class_, planned, hours, edition.person(owner) if owner else None))
    return [Line(Term("visits_lead")), table(_VISITS, rows).first(MOST_VISITS)] if rows else []


def days_and_leave(edition: Edition, person: Entity[Person]) -> Section:
    """Return somebody's working days by quarter, and the leave that is planned, with who stands in for a long one."""
    figures = edition.figures
    lines = [_leave(figures, person, leave) for leave in person.model.leave]
    blocks: list[Block] = []
    if figures is not None:
        days = tuple(_days(figures, person, span.period) for span in figures.spans)
        heads = (Column("period"), *time_columns(figures.spans, "count"))
        blocks.append(table(heads, [(Term("col.working_days"), *days)]))
        blocks.append(Line(Term("note.week", (("days", _week(figures, person)),))))
        away = figures.horizon.days(person).long_leave
        for territory in dict.fromkeys(territory for territory, _ in edition.facts.owned(person)) if away else ():
            deputy = territory.model.deputy
            if deputy:
                values = (("territory", territory.ref), ("deputy", edition.person(deputy)))
                lines.append(Term("stands_in", values))
    return Section(Term("section.leave"), (*blocks, Items(tuple((0, line) for line in lines), Term("empty.leave"))))


def _week(figures: Figures, person: Entity[Person]) -> Said:
    """Return somebody's working week, with the hours of each day where these are the same all the time."""
    staffing, calendar = figures.analysis.staffing, figures.horizon.calendar(person)
    weekly: set[Decimal | None] = set()
    for stint in staffing.stints(person):
        role = staffing.role(stint.role)
        hours = hours_a_day(role.model, calendar.week_length) if role is not None else None
        weekly.add(hours * stint.fte if hours is not None else None)
    return week_of(calendar, weekly.pop() if len(weekly) == 1 else None)


def _days(figures: Figures, person: Entity[Person], period: Period) -> int:
    return figures.horizon.days(person).worked(period.start, period.end)


def _leave(figures: Figures | None, person: Entity[Person], leave: Leave) -> Said:
    """Return from when to when a leave goes, and how many working days it takes."""
    span = span_of(leave.from_, leave.to)
    if figures is None:
        return span
    days = figures.horizon.calendar(person).days(leave.from_, leave.to + _DAY)
    return Term("leave_of", (("span", span), ("days", days)))
