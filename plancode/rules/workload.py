"""CAP: whose work takes more hours than there are, or far fewer; who leads too many; actions on days nobody works."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.entries import WorkKind
from plancode.analysis.workload import Load
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity, Key
from plancode.model.actions import Action
from plancode.model.team import Person
from plancode.model.territories import Territory
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import hours, money, share
from plancode.rules.rule import WARNING, rule
from plancode.said.value import Ref, Said

_ZERO, _ONE, _HALF = Decimal(0), Decimal(1), Decimal("0.5")
_DAY: Final = timedelta(days=1)
_IN_A_ROW: Final = 3
"""Periods in a row that are no passing peak."""
_GROUPS: Final[dict[WorkKind, str]] = {
    "calls": "calls",
    "deals": "deals",
    "prospecting": "deals",
    "projects": "actions",
    "actions": "actions",
    "training": "training",
    "coaching": "training",
    "meetings": "meetings",
    "one_to_ones": "meetings",
}
"""What a reader is told together."""


@dataclass(frozen=True)
class _Work:
    """Somebody's work over the plan, added up once."""

    load: Load

    @cached_property
    def by_period(self) -> dict[int, Decimal]:
        """The load of each period."""
        times: dict[int, Decimal] = defaultdict(Decimal)
        for entry in self.load.entries:
            for number, time in entry.by_period.items():
                times[number] += time
        return times

    @cached_property
    def there(self) -> Decimal:
        """The hours there are; none where they are not known."""
        return sum((self.load.hours or {}).values(), _ZERO)

    @cached_property
    def used(self) -> Decimal:
        """Load over hours."""
        return sum(self.by_period.values(), _ZERO) / self.there

    def used_in(self, number: int) -> Decimal:
        """Load over hours of a period; nothing where there are no hours in it."""
        there = (self.load.hours or {}).get(number, _ZERO)
        return self.by_period.get(number, _ZERO) / there if there else _ZERO

    def too_full(self, peak: Decimal) -> list[int]:
        """Return the periods above the peak, and those above 100 % that follow one another."""
        over = {number for number in self.by_period if self.used_in(number) > 1}
        rows = (range(number, number + _IN_A_ROW) for number in over)
        lasting = {number for row in rows if over.issuperset(row) for number in row}
        return sorted(number for number in over if number in lasting or self.used_in(number) > peak)

    def values(self, limit: Quantity) -> dict[str, Said]:
        """Return the figures by which a reader can check it."""
        groups: dict[str, Decimal] = dict.fromkeys(_GROUPS.values(), _ZERO)
        for entry in self.load.entries:
            groups[_GROUPS[entry.kind]] += sum(entry.by_period.values(), _ZERO)
        return {
            "person": self.load.person.ref,
            "load": hours(sum(groups.values(), _ZERO)),
            "hours": hours(self.there),
            "used": share(self.used, limit.number),
            "limit": limit,
            **self.most(None),
            **{name: hours(time) for name, time in groups.items()},
        }

    def most(self, number: int | None) -> dict[str, Said]:
        """Return what takes most of the time, in a period or over the plan, and how much."""
        sources: dict[Key, tuple[Decimal, Ref]] = {}
        for entry in self.load.entries:
            time = sum(entry.by_period.values(), _ZERO) if number is None else entry.by_period.get(number, _ZERO)
            before = sources.get(entry.source.key, (_ZERO, entry.source.ref))
            sources[entry.source.key] = (before[0] + time, before[1])
        time, ref = max(sources.values(), key=itemgetter(0))
        return {"most": ref, "most_hours": hours(time)}


def _works(context: RuleContext) -> tuple[_Work, ...]:
    """Return the work of everybody whose hours are known and who has some."""
    works = (_Work(load) for load in context.figures.workload.loads if load.entries)
    return tuple(work for work in works if work.there > 0)


@rule("CAP103", "overloaded-person", WARNING, figures=True)
def overloaded_person(context: RuleContext) -> Iterator[Problem]:
    """Somebody's work takes more hours than there are, over the plan or in a period.

    ## Why it matters
    What does not fit is not done, and it is visits to customers that fall away first. Counted are visits with travel,
    deals, prospecting, actions, training and meetings, against the hours of the role less overhead and leave. Whoever
    leads others is told by CAP106 where it is the whole plan that is too much.

    ## Fails
    ```yaml
    roles: [{id: rep, hours_per_week: 40, overhead: 25%}]
    call_plan: {A: {calls: 48/year, minutes: 60min, travel: 30min}}
    territories: [{id: pudong, owners: [{person: li-na}], account_groups: [{id: stores, class: A, count: 25}]}]
    ```

    ## Passes
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}], account_groups: [{id: stores, class: A, count: 18}]}]
    ```

    ## How to fix
    Give customers to a colleague with time, visit some classes less often, or move actions and training out of the
    full periods.

    ## Policy
    `utilisation` (own defaults): `high` (95%) is load over hours of the whole plan, `peak` (110%) that of a single
    period. Three periods in a row are too much above 100 %.
    """
    figures = context.figures
    high = figures.graph.policy.utilisation.high
    for work in context.once(_works):
        person = work.load.person
        if work.used > high.number:
            if person not in figures.spans:
                yield Problem(person.place("id"), "plain", work.values(high), person.ref, weight=work.used)
            continue
        full = work.too_full(figures.graph.policy.utilisation.peak.number)
        if full:
            worst = max(full, key=lambda number: (work.used_in(number), -number))
            values: dict[str, Said] = {
                "person": person.ref,
                "load": hours(work.by_period[worst]),
                "hours": hours((work.load.hours or {})[worst]),
                "used": share(work.used_in(worst), Decimal(1)),
                "whole": share(work.used),
                **work.most(worst),
                "period": figures.horizon.periods[worst],
                "count": len(full),
            }
            yield Problem(person.place("id"), "period", values, person.ref, weight=work.used_in(worst))


@rule("CAP104", "underloaded-person", WARNING, figures=True)
def underloaded_person(context: RuleContext) -> Iterator[Problem]:
    """Somebody who carries quota has work for a part of their hours only.

    ## Why it matters
    Time that the plan gives nothing to could win customers, or relieve a colleague. Judged is whose role carries
    quota, whose hours are known and who has visits to make; whoever leads others is not.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true, hours_per_week: 40}]
    call_plan: {A: {calls: 24/year, minutes: 60min}}
    territories: [{id: pudong, owners: [{person: li-na}], account_groups: [{id: stores, class: A, count: 20}]}]
    ```

    ## Passes
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}], account_groups: [{id: stores, class: A, count: 60}]}]
    ```

    ## How to fix
    Give the person more customers or tasks, visit more often, or state what the time goes to: `prospecting` and
    `overhead` of the role, `effort` of actions. Accounts without a `class` have no visits in the plan.

    ## Policy
    `utilisation.low` (60%, own default): load over hours of the whole plan.
    """
    figures = context.figures
    low = figures.graph.policy.utilisation.low
    for work in context.once(_works):
        person = work.load.person
        carries = figures.staffing.has_quota(person)
        calls = any(entry.kind == "calls" for entry in work.load.entries)
        if carries and calls and work.used < low.number and person not in figures.spans:
            yield Problem(person.place("id"), "plain", work.values(low), person.ref, weight=-work.used)


@rule("CAP105", "span-too-wide", WARNING, figures=True)
def span_too_wide(context: RuleContext) -> Iterator[Problem]:
    """Somebody leads more people than one manager can.

    ## Why it matters
    With a one-to-one every two weeks, field visits and coaching for each, the hours of a manager end at about ten
    people. Open seats count from their start on.

    ## Fails
    A team of fourteen, all led by Li Na.

    ## Passes
    Two teams of seven, one of them led by Wu Hao.

    ## How to fix
    Divide the team, with a second manager, and give each part its people under `team`.

    ## Policy
    `span` (10, own default): the most people that one manager leads at once.
    """
    figures, most = context.figures, context.figures.graph.policy.span
    for manager, (count, number) in figures.spans.items():
        if count > most:
            period = figures.horizon.periods[number]
            values: dict[str, Said] = {"manager": manager.ref, "count": count, "period": period, "limit": most}
            yield Problem(manager.place("id"), "plain", values, manager.ref)


@rule("CAP106", "manager-without-time", WARNING, figures=True)
def manager_without_time(context: RuleContext) -> Iterator[Problem]:
    """Somebody who leads others has no time to lead, or carries more quota than they do.

    ## Why it matters
    One-to-ones, coaching and reviews are the first that a manager with too much work lets go. A manager whose own
    quota is larger than those of the team sells first and leads in the time left. Their quota is compared, period by
    period, with the mean of those they lead who have one.

    ## Fails
    ```yaml
    teams: [{id: east, manager: chen-rui}]
    targets: [{person: chen-rui, amount: 3M}, {person: li-na, amount: 2M}, {person: wu-hao, amount: 2M}]
    ```

    ## Passes
    ```yaml
    targets: [{person: chen-rui, amount: 1M}, {person: li-na, amount: 3M}, {person: wu-hao, amount: 3M}]
    ```

    ## How to fix
    Hand customers, deals or a part of the quota to the team; let somebody else coach or hold a meeting; or divide the
    team.

    ## Policy
    `utilisation.high` (95%, own default): load over hours of the whole plan.
    """
    figures = context.figures
    high = figures.graph.policy.utilisation.high
    managing = [work for work in context.once(_works) if work.load.person in figures.spans]
    full = {work.load.person: work for work in managing if work.used > high.number}
    for manager, (count, _) in figures.spans.items():
        if manager in full:
            values = full[manager].values(high) | {"count": count}
            yield Problem(manager.place("id"), "plain", values, manager.ref)
    sellers = [manager for manager in figures.spans if manager not in full and figures.quota(manager.model.id)]
    for manager in sellers:
        yield from _own_book(figures, manager, figures.staffing.led[manager])


def _own_book(figures: Analysis, manager: Entity[Person], led: dict[int, set[str]]) -> Iterator[Problem]:
    metric = figures.main_metric or ""
    mine, others, names = _ZERO, _ZERO, set[str]()
    for number, amount in figures.current(metric, (("person", manager.model.id),)).items():
        people = {name: figures.current(metric, (("person", name),)).get(number) for name in led.get(number, ())}
        quotas = [quota for quota in people.values() if quota]
        if quotas:
            mine, others = mine + amount, others + sum(quotas, _ZERO) / len(quotas)
            names |= {name for name, quota in people.items() if quota}
    if mine > others > 0:
        targets = figures.targets.of(metric, (("person", manager.model.id),))
        values: dict[str, Said] = {"person": manager.ref, "quota": money(mine), "mean": money(others)}
        values |= {"count": len(names), "metric": metric_ref(figures.graph, metric)}
        place = targets[0].place if targets else manager.place("id")
        yield Problem(place, "own_book", values, manager.ref)


@rule("CAP109", "action-on-leave", WARNING, figures=True)
def action_on_leave(context: RuleContext) -> Iterator[Problem]:
    """Somebody who is to carry out an action does not work on its days, or is on leave for most of them.

    ## Why it matters
    The action begins late or not at all, and its effect is in the plan. Looked at are the owner and everybody who is
    named under `people`, not roles and teams: others of these are there. Actions that are dropped, or were done before
    the day of the check, are left alone.

    ## Fails
    ```yaml
    people: [{id: li-na, role: rep, team: east, leave: [{from: 2026-07-06, to: 2026-07-24}]}]
    actions: [{id: summer-push, owner: li-na, from: 2026-07-06, to: 2026-07-17}]
    ```

    ## Passes
    ```yaml
    actions: [{id: summer-push, owner: li-na, from: 2026-07-27, to: 2026-08-07}]
    ```

    ## How to fix
    Move the action or the leave, or name somebody who is there. An action that is meant for a weekend or a holiday
    needs these days as `extra_working_days` of the calendar.
    """
    figures = context.figures
    for action in context.graph.all(Action):
        model = action.model
        is_over = model.status in ("dropped", "done") or (model.done is not None and model.done < context.as_of)
        if is_over or model.to is None or (model.from_ or model.to) >= figures.horizon.plan.end:
            continue
        start, end = model.from_ or figures.horizon.plan.start, model.to + _DAY
        if start < end and end > figures.horizon.plan.start:
            yield from _absences(figures, action, start, end)


def _absences(figures: Analysis, action: Entity[Action], start: date, end: date) -> Iterator[Problem]:
    values: dict[str, Said] = {"action": action.ref, "from": start, "to": end - _DAY}
    owner = figures.graph.find(Person, action.model.owner)
    if not figures.horizon.calendar(owner).days(start, end):
        if action.model.from_ is not None:
            yield Problem(action.place("from"), "holiday", values, action.ref)
        return
    missing: dict[str, list[tuple[Entity[Person], str | int]]] = {"nobody": [], "half": []}
    for person, index in _named(figures, action):
        days = figures.horizon.days(person)
        employed, worked = days.employed(start, end), days.worked(start, end)
        if not worked:
            missing["nobody"].append((person, index))
        elif action.model.from_ is not None and employed - worked > employed * _HALF:
            missing["half"].append((person, index))
    for variant, away in missing.items():
        if away:
            place = action.place("owner") if away[0][1] == "owner" else action.place("people", away[0][1])
            people = tuple(person.ref for person, _ in away)
            related = tuple(person.place("leave" if person.model.leave else "id") for person, _ in away)
            who = ",".join(person.id for person in people)
            yield Problem(place, variant, values | {"people": people}, action.ref, who, related)


def _named(figures: Analysis, action: Entity[Action]) -> Iterator[tuple[Entity[Person], str | int]]:
    """Yield the people an action names, with where; not an owner whose dates do not fit, which REF105 reports."""
    seen: set[str] = set()
    named: tuple[tuple[str | int, str | None], ...] = (("owner", action.model.owner), *enumerate(action.model.people))
    for index, name in named:
        person = figures.graph.find(Person, name)
        if person is None or person.model.id in seen:
            continue
        seen.add(person.model.id)
        given = [day for day in (action.model.from_, action.model.to) if day is not None]
        if index != "owner" or all(person.model.works_on(day) for day in given):
            yield person, index


@rule("CAP110", "travel-counted-twice", WARNING, figures=True)
def travel_counted_twice(context: RuleContext) -> Iterator[Problem]:
    """A territory states its travel a day, although every visit in it carries its own travel.

    ## Why it matters
    One of the two is too much: the way to a customer is either part of the visit or part of the day. The load is
    worked out with the travel of the visits; the figure of the day has no effect, and whoever reads it thinks it has.
    Where some classes of the territory carry travel and others do not, the figure of the day is for the others.

    ## Fails
    ```yaml
    call_plan: {A: {calls: 24/year, minutes: 60min, travel: 30min}}
    territories: [{id: pudong, travel_per_day: 90min, account_groups: [{id: stores, class: A, count: 40}]}]
    ```

    ## Passes
    ```yaml
    call_plan: {A: {calls: 24/year, minutes: 60min}}
    territories: [{id: pudong, travel_per_day: 90min, account_groups: [{id: stores, class: A, count: 40}]}]
    ```

    ## How to fix
    Delete `travel_per_day` of the territory where the travel of a visit is known, or `travel` of the classes where only
    the travel of a day is.
    """
    ownership, plans = context.figures.ownership, context.figures.workload.call_plans
    for territory in context.graph.all(Territory):
        per_day = territory.model.travel_per_day
        if per_day is None or not per_day.number:
            continue
        customers = ownership.customers.get(territory.model.id, ())
        classes = sorted({customer.model.class_ for customer in customers if customer.model.class_ is not None})
        planned = [(name, plan) for name in classes if (plan := plans.of_class(name, territory.document_id))]
        if planned and all(plan.travel is not None for _, (_, plan) in planned):
            names = tuple(name for name, _ in planned)
            values: dict[str, Said] = {"territory": territory.ref, "per_day": per_day, "classes": names}
            values["travel"] = planned[0][1][1].travel or per_day
            related = tuple(document.place("call_plan", name, "travel") for name, (document, _) in planned)
            yield Problem(territory.place("travel_per_day"), "plain", values, territory.ref, related=related)


RULES: Final = (
    overloaded_person,
    underloaded_person,
    span_too_wide,
    manager_without_time,
    action_on_leave,
    travel_counted_twice,
)
