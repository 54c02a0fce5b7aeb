"""TGT: quotas of people against their days."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from plancode.analysis.ladder import narrowing
from plancode.analysis.targets import Target
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.period import Period
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.scopes import figure, subject_of, undated
from plancode.said.value import Said

_ZERO, _DAY = Decimal(0), timedelta(days=1)
_HALF: Final = Decimal("0.5")
SHOWN: Final = 4


def own_quotas(context: RuleContext) -> list[tuple[Target, Entity[Person]]]:
    """Return the targets of people that are more than nothing."""
    quotas = []
    for target in context.figures.targets.targets:
        person = context.graph.find(Person, target.get("person"))
        if person is not None and target.amount and target not in context.once(undated):
            quotas.append((target, person))
    return quotas


def _outside_days(
    context: RuleContext, key: str, is_outside: Callable[[RuleContext, Target, Entity[Person]], bool]
) -> Iterator[Problem]:
    """Yield people with stated targets before their `start` or after their `end`, document by document."""
    outside: dict[tuple[str, Entity[Person]], list[Target]] = defaultdict(list)
    for target, person in context.once(own_quotas):
        if target.row is not None and target.row.prorate is None and is_outside(context, target, person):
            outside[target.document.model.id, person].append(target)
    for (_, person), targets in outside.items():
        targets.sort(key=lambda target: (target.period.start, target.period.end))
        first, *others = targets
        day: date = getattr(person.model, key)
        amount = sum((target.amount or _ZERO for target in targets), _ZERO)
        values = about_quota(context, first, person) | {
            "amount": figure(context.figures.measures, amount, first.metric),
            "period": first.period,
            "found": len(targets),
            "day": day,
        }
        place = first.holder.place(*first.route[:-1], "period") if first.row and first.row.period else first.place
        related = (person.place(key), *(other.place for other in others[:SHOWN]))
        never = first.period.end <= day if key == "start" else first.period.start > day
        subject = subject_of(first.metric, first.scope)
        yield Problem(place, "never" if never else "part", values, first.document.ref, subject, related)


def about_quota(context: RuleContext, target: Target, person: Entity[Person]) -> dict[str, Said]:
    """Return whose quota it is, and in what."""
    return {"person": person.ref, "metric": metric_ref(context.graph, target.metric)}


@rule("TGT113", "quota-before-hire", ERROR, figures=True)
def quota_before_hire(context: RuleContext) -> Iterator[Problem]:
    """Somebody has a quota for days before their first working day.

    ## Why it matters
    Nobody sells for it on those days: the quota lifts the sum of the team and carries nothing.

    ## Fails
    ```yaml
    people: [{id: wu-hao, role: rep, team: east, start: 2026-06-01}]
    targets: [{person: wu-hao, period: 2026-Q2, amount: 300k}]
    ```

    ## Passes
    ```yaml
    people: [{id: wu-hao, role: rep, team: east, start: 2026-06-01}]
    targets: [{person: wu-hao, period: 2026-06, amount: 100k}, {person: wu-hao, period: 2026-Q3, amount: 300k}]
    ```

    ## How to fix
    Begin the row's period on the first working day, or leave `period` out: a row without one is spread over the days
    on which the person works here. Give what falls before that day to somebody who is there. If the first day is
    wrong, correct the person's `start`.
    """
    yield from _outside_days(context, "start", _is_early)


def _is_early(context: RuleContext, target: Target, person: Entity[Person]) -> bool:
    """Whether working days of a target's own period lie before the person's start, or the whole period does."""
    start, period = person.model.start, target.period
    if start is None or target.row is None or start <= period.start:
        return False
    days = context.figures.horizon.calendar(person)
    return period.end <= start or (target.row.period is not None and days.days(period.start, start) > 0)


@rule("TGT114", "quota-after-leave", ERROR, figures=True)
def quota_after_leave(context: RuleContext) -> Iterator[Problem]:
    """Somebody has a quota for days after their last working day.

    ## Why it matters
    Nobody sells for it on those days: the quota lifts the sum of the team and carries nothing.

    ## Fails
    ```yaml
    people: [{id: wu-hao, role: rep, team: east, end: 2026-08-31}]
    targets: [{person: wu-hao, period: 2026-Q3, amount: 300k}]
    ```

    ## Passes
    ```yaml
    people: [{id: wu-hao, role: rep, team: east, end: 2026-08-31}]
    targets: [{person: wu-hao, period: 2026-07-01..2026-08-31, amount: 200k}]
    ```

    ## How to fix
    End the row's period on the last working day, or leave `period` out: a row without one is spread over the days on
    which the person works here. Give what falls after that day to whoever takes over. If the last day is wrong,
    correct the person's `end`.
    """
    yield from _outside_days(context, "end", _is_late)


def _is_late(context: RuleContext, target: Target, person: Entity[Person]) -> bool:
    """Whether working days of a target's own period lie after the person's end, or the whole period does."""
    end, period = person.model.end, target.period
    if end is None or target.row is None:
        return False
    days = context.figures.horizon.calendar(person)
    return end < period.start or (target.row.period is not None and days.days(end + _DAY, period.end) > 0)


@rule("TGT115", "quota-in-long-leave", WARNING, figures=True)
def quota_in_long_leave(context: RuleContext) -> Iterator[Problem]:
    """Somebody has a quota for a period that they spend on long leave.

    ## Why it matters
    A quota that nobody works for is missed by the team, and counts against the person. Looked at are rows with a
    period of their own of which more than half is leave, and whole periods of leave in a target for the year.

    ## Fails
    ```yaml
    people: [{id: li-na, role: rep, team: east, leave: [{from: 2026-07-01, to: 2026-12-11, kind: parental}]}]
    targets: [{person: li-na, period: 2026-Q3, amount: 500k}]
    ```

    ## Passes
    ```yaml
    people: [{id: li-na, role: rep, team: east, leave: [{from: 2026-07-01, to: 2026-12-11, kind: parental}]}]
    targets: [{person: li-na, period: 2026-H1, amount: 1M}]
    ```

    ## How to fix
    Write rows for the periods in which the person works, and give the rest to whoever steps in.

    ## Policy
    `long_leave` (more than 20 working days, own default).
    """
    away = {person for person in context.graph.all(Person) if context.figures.horizon.days(person).long_leave}
    told: set[tuple[str, Entity[Person]]] = set()
    for target, person in context.once(own_quotas) if away else ():
        key = (target.document.model.id, person)
        if person not in away or key in told or target.row is None:
            continue
        on_leave = quota_on_leave(context, target, person)
        if on_leave is not None:
            told.add(key)
            periods, amount = on_leave
            values = about_quota(context, target, person) | {
                "amount": figure(context.figures.measures, amount, target.metric),
                "periods": periods,
            }
            subject, places = subject_of(target.metric, target.scope), (person.place("leave"),)
            yield Problem(target.place, "plain", values, target.document.ref, subject, places)


def quota_on_leave(
    context: RuleContext, target: Target, person: Entity[Person]
) -> tuple[tuple[Period, ...], Decimal] | None:
    """Return the periods of a target that are spent on leave, and the amount in them."""
    horizon, period = context.figures.horizon, target.period
    days = horizon.days(person)
    if target.row is not None and target.row.period is not None:
        there, gone = days.employed(period.start, period.end), days.long_absent(period.start, period.end)
        return ((period,), target.amount or _ZERO) if there and Decimal(gone) / there > _HALF else None
    spent = []
    for number, amount in target.by_period.items():
        period = horizon.periods[number]
        if amount > 0 and days.employed(period.start, period.end) and not days.present(period.start, period.end):
            spent.append((period, amount))
    whole = sum((amount for _, amount in spent), _ZERO)
    return (tuple(period for period, _ in spent), whole) if spent else None


@rule("TGT120", "open-seat-overdue", WARNING)
def open_seat_overdue(context: RuleContext) -> Iterator[Problem]:
    """A seat is still open after the day on which somebody was to begin.

    ## Why it matters
    Capacity, quotas and visits are planned as if somebody were there since that day.

    ## Fails
    On 1 April 2026:
    ```yaml
    people: [{id: open-1, role: rep, team: east, start: 2026-03-02, open: true}]
    ```

    ## Passes
    ```yaml
    people: [{id: open-1, role: rep, team: east, start: 2026-06-01, open: true}]
    ```

    ## How to fix
    If somebody has begun, write their `name` and `start` and take `open` away. Otherwise write the day on which
    somebody is expected now, and move the seat's quota with it.
    """
    for person in context.graph.all(Person):
        start, end = person.model.start, person.model.end
        if person.model.open and start is not None and start < context.as_of and (end is None or end >= context.as_of):
            values: dict[str, Said] = {"person": person.ref, "start": start, "today": context.as_of}
            yield Problem(person.place("start"), "plain", values, person.ref)


@rule("TGT146", "whole-quota-for-part-of-the-time", WARNING, figures=True)
def whole_quota_for_part_of_the_time(context: RuleContext) -> Iterator[Problem]:
    """Somebody who comes or goes during the plan has the same quota as a colleague who is there all the time.

    ## Why it matters
    They are to bring in ten months what others bring in twelve. That may be meant; more often a quota for a whole year
    was copied.

    ## Fails
    ```yaml
    people: [{id: wu-hao, role: rep, team: east, start: 2026-03-01}, {id: li-na, role: rep, team: east}]
    targets: [{person: wu-hao, amount: 1.2M}, {person: li-na, amount: 1.2M}]
    ```

    ## Passes
    ```yaml
    targets: [{person: wu-hao, amount: 1.2M, prorate: months}, {person: li-na, amount: 1.2M}]
    ```

    ## How to fix
    Add `prorate: months` (or `working_days`): the amount is then that of a whole year, and the person gets the part for
    the time they are there. Or write what they are to bring in that time. Where the same amount is meant, say why under
    `accept` of the row.
    """
    plan, seen = context.figures.horizon.plan, context.figures.staffing
    whole: dict[tuple[object, ...], Entity[Person]] = {}
    parts: list[tuple[Target, Entity[Person], tuple[object, ...]]] = []
    for target, person in context.once(own_quotas):
        row, days = target.row, context.figures.horizon.days(person)
        if row is None or row.amount is None or target.part is not None or target.period != plan:
            continue
        number = context.figures.horizon.number_on(plan.nearest(days.end - _DAY))
        kind: tuple[object, ...] = (
            target.document.key,
            seen.role_in(person, number),
            narrowing(target.scope),
            target.amount,
        )
        if days.employed(plan.start, plan.end) == days.calendar.in_period(plan):
            whole.setdefault(kind, person)
        elif row.accept is None:
            parts.append((target, person, kind))
    for target, person, kind in parts:
        if kind in whole:
            days = context.figures.horizon.days(person)
            there = Period(days.start, days.end).within(plan)
            measured = figure(context.figures.measures, target.amount or _ZERO, target.metric)
            values = about_quota(context, target, person) | {"amount": measured, "other": whole[kind].ref}
            values |= {"first": there.start, "last": there.last}
            related = (whole[kind].place("id"),)
            yield Problem(
                target.place, "plain", values, target.document.ref, subject_of(target.metric, target.scope), related
            )


RULES: Final = (
    quota_before_hire,
    quota_after_leave,
    quota_in_long_leave,
    open_seat_overdue,
    whole_quota_for_part_of_the_time,
)
