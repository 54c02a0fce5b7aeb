"""TGT: quotas of people against their days, their capacity and their pay."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.ladder import narrowing
from plancode.analysis.targets import Target
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.team import Person, Role
from plancode.period import Period
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import money, ratio
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.scopes import figure, subject_of, undated
from plancode.said.value import Said

_ZERO, _DAY = Decimal(0), timedelta(days=1)
_HALF: Final = Decimal("0.5")
_ALIKE: Final = Decimal("1.001")
"""What rounding adds to one person's part is no more than their team is asked."""
_YEAR: Final = 12
SHOWN: Final = 4


def _quotas(context: RuleContext) -> list[tuple[Target, Entity[Person]]]:
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
    for target, person in context.once(_quotas):
        if target.row is not None and is_outside(context, target, person):
            outside[target.document.model.id, person].append(target)
    for (_, person), targets in outside.items():
        targets.sort(key=lambda target: (target.period.start, target.period.end))
        first, *others = targets
        day: date = getattr(person.model, key)
        amount = sum((target.amount or _ZERO for target in targets), _ZERO)
        values = _about(context, first, person) | {
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


def _about(context: RuleContext, target: Target, person: Entity[Person]) -> dict[str, Said]:
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
    for target, person in context.once(_quotas) if away else ():
        key = (target.document.model.id, person)
        if person not in away or key in told or target.row is None:
            continue
        on_leave = _on_leave(context, target, person)
        if on_leave is not None:
            told.add(key)
            period, amount = on_leave
            values = _about(context, target, person) | {
                "amount": figure(context.figures.measures, amount, target.metric),
                "period": period,
            }
            subject, places = subject_of(target.metric, target.scope), (person.place("leave"),)
            yield Problem(target.place, "plain", values, target.document.ref, subject, places)


def _on_leave(context: RuleContext, target: Target, person: Entity[Person]) -> tuple[Period, Decimal] | None:
    """Return the first period of a target that is spent on leave, and the amount in all such periods."""
    horizon, period = context.figures.horizon, target.period
    days = horizon.days(person)
    if target.row is not None and target.row.period is not None:
        there, gone = days.employed(period.start, period.end), days.long_absent(period.start, period.end)
        return (period, target.amount or _ZERO) if there and Decimal(gone) / there > _HALF else None
    spent = []
    for number, amount in target.by_period.items():
        period = horizon.periods[number]
        if amount > 0 and days.employed(period.start, period.end) and not days.present(period.start, period.end):
            spent.append((period, amount))
    return (spent[0][0], sum((amount for _, amount in spent), _ZERO)) if spent else None


@rule("TGT117", "quota-over-capacity", WARNING, figures=True)
def quota_over_capacity(context: RuleContext) -> Iterator[Problem]:
    """Somebody's quota is more than they can bring by the plan's own figures.

    ## Why it matters
    Capacity is the productivity of the role, less what ramp-up, part time, long leave and leavers take from it. A
    quota above it is missed without anybody's fault. People whose role states no productivity are not judged. What the
    levels above hand down beyond their targets, within `over_assignment`, is told apart and not held against it. Where
    a whole team is asked too much, or a quota reaches into a long leave, CAP101 and TGT115 tell it, and only who is
    asked more than that stands here.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1.2M/year}}]
    targets: [{person: wu-hao, amount: 1.5M}]
    ```

    ## Passes
    ```yaml
    roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1.6M/year}}]
    targets: [{person: wu-hao, amount: 1.5M}]
    ```

    ## How to fix
    Lower the quota, or give a part of it to somebody with room. If the person really brings more, or less, write
    their own `productivity`. The table of capacity shows what was taken off, and why.
    """
    figures, seen = context.figures, set[tuple[str, Entity[Person]]]()
    for target, person in context.once(_quotas):
        key = (target.metric, person)
        if key in seen or narrowing(target.scope) or target.metric not in figures.capacity.metrics:
            continue
        seen.add(key)
        amounts = figures.committed(target.metric, target.scope)
        capacity = figures.capacity.of(target.metric, "person", person.model.id)
        given = sum(figures.current(target.metric, target.scope).values(), _ZERO)
        quota = sum(amounts.values(), _ZERO)
        able = sum((capacity.by_period.get(number, _ZERO) for number, amount in amounts.items() if amount), _ZERO)
        if not capacity.judged or quota <= able or not figures.measures.adds_up(target.metric):
            continue
        on_leave = _on_leave(context, target, person) if target.row is not None else None
        is_told = on_leave is not None and given - on_leave[1] <= able
        if is_told or _short_anyway(figures, target.metric, person, quota / able if able else None):
            continue
        values = _about(context, target, person) | {
            "quota": figure(figures.measures, quota, target.metric),
            "capacity": figure(figures.measures, able, target.metric),
            "gap": figure(figures.measures, quota - able, target.metric),
            "padding": figure(figures.measures, given - quota, target.metric),
        }
        variant = "padded" if given > quota else "plain"
        subject, weight = subject_of(target.metric, target.scope), quota / able if able else None
        yield Problem(target.place, variant, values, person.ref, subject, weight=weight)


def _short_anyway(figures: Analysis, metric: str, person: Entity[Person], asked: Decimal | None) -> bool:
    """Whether a team above asks all its people for as many times their capacity, which is told of the team."""
    return asked is not None and any(
        times > 1 and asked <= times * _ALIKE
        for team in (person.model.team, *figures.ladder.teams_above(person.model.team))
        if (times := _times(figures, metric, team)) is not None
    )


def _times(figures: Analysis, metric: str, team: str) -> Decimal | None:
    """Return the commitment of a team over its capacity; None where that is not judged."""
    capacity = figures.capacity.of_scope(metric, (("team", team),))
    amounts = figures.committed(metric, (("team", team),))
    able = sum((capacity.by_period.get(number, _ZERO) for number in amounts), _ZERO) if capacity else _ZERO
    return sum(amounts.values(), _ZERO) / able if capacity is not None and capacity.judged and able else None


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


@rule("TGT121", "quota-to-ote-out-of-band", WARNING, figures=True)
def quota_to_ote_out_of_band(context: RuleContext) -> Iterator[Problem]:
    """The quotas of a role are very small, or very large, against what its people earn at 100 %.

    ## Why it matters
    Too small a ratio, and the seat costs more than it can bring; too large, and the pay does not match the work, so
    that good people leave. Compared is the mean of the role's quotas, each taken for a full year of full-time work,
    with the role's `ote`. Only the money metric that the plan is mainly about is looked at.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true, ote: 600k}]
    targets: [{person: wu-hao, amount: 1.2M}]
    ```

    ## Passes
    ```yaml
    roles: [{id: rep, carries_quota: true, ote: 240k}]
    targets: [{person: wu-hao, amount: 1.2M}]
    ```

    ## How to fix
    Look at the quotas and at `ote` again: a month's pay or an amount without 万 or k is a common slip. Where margins
    are unusual, set the range in the plan's policy.

    ## Policy
    `quota_to_ote` (from 3 to 10, own default).
    """
    figures, band = context.figures, context.graph.policy.quota_to_ote
    metric, years = figures.main_metric, figures.horizon.months / _YEAR
    targets = _annual(context) if metric and figures.measures.is_money(metric) else {}
    for role in context.graph.all(Role):
        ote, quotas = figures.measures.money(role.model.ote, figures.horizon.plan.start), targets.get(role.model.id, [])
        if not ote or not quotas:
            continue
        mean = sum(quotas, _ZERO) / len(quotas) / years
        times = mean / ote
        if not band.min <= times <= band.max:
            values: dict[str, Said] = {
                "role": role.ref,
                "quota": money(mean),
                "ratio": ratio(times, band.min, band.max),
            }
            values |= {"people": len(quotas), "min": band.min, "max": band.max}
            yield Problem(role.place("ote"), "low" if times < band.min else "high", values, role.ref)


def _annual(context: RuleContext) -> dict[str, list[Decimal]]:
    """Return the quotas of each role's people, each as that of somebody who is there for the whole plan."""
    figures, quotas = context.figures, defaultdict[str, list[Decimal]](list)
    for person in context.graph.all(Person):
        stints, quota = figures.staffing.stints(person), figures.quota(person.model.id)
        days = figures.horizon.days(person)
        whole = days.calendar.in_period(figures.horizon.plan)
        worked = sum((stint.fte * days.present(stint.start, stint.end) for stint in stints), _ZERO)
        if len({stint.role for stint in stints}) == 1 and quota and worked:
            quotas[stints[0].role].append(quota * whole / worked)
    return quotas


RULES: Final = (
    quota_before_hire,
    quota_after_leave,
    quota_in_long_leave,
    quota_over_capacity,
    open_seat_overdue,
    quota_to_ote_out_of_band,
)
