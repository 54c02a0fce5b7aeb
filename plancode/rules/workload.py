"""CAP: whose work takes more hours than there are, or far fewer."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.entries import WorkKind
from plancode.analysis.workload import Load
from plancode.findings.problem import Problem
from plancode.model.territories import Territory
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rounding import hours, share
from plancode.rules.rule import WARNING, rule
from plancode.said.value import Ref, Said

if TYPE_CHECKING:
    from plancode.graph.entity import Key

_ZERO: Final = Decimal(0)
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


def person_works(context: RuleContext) -> tuple[_Work, ...]:
    """Return the work of everybody whose hours are known and who has some."""
    works = (_Work(load) for load in context.figures.workload.loads if load.entries)
    return tuple(work for work in works if work.there > 0)


def should_be_used(figures: Analysis, load: Load) -> bool:
    """Whether it is for visits that somebody is there: they carry quota, have some to make, and lead nobody."""
    calls = any(entry.kind == "calls" for entry in load.entries)
    return calls and figures.staffing.has_quota(load.person) and load.person not in figures.spans


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
    for work in context.once(person_works):
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
    quota and states `hours_per_week` and `overhead`, and who has visits to make; whoever leads others is not.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true, hours_per_week: 40, overhead: 25%}]
    call_plan: {A: {calls: 24/year, minutes: 60min}}
    territories: [{id: pudong, owners: [{person: li-na}], account_groups: [{id: stores, class: A, count: 20}]}]
    ```

    ## Passes
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}], account_groups: [{id: stores, class: A, count: 60}]}]
    ```

    ## How to fix
    Give the person more customers or tasks, visit more often, or state what the time goes to: `prospecting` and a
    larger `overhead` of the role, `effort` of actions. Accounts without a `class` have no visits in the plan.

    ## Policy
    `utilisation.low` (60%, own default): load over hours of the whole plan.
    """
    figures = context.figures
    low = figures.graph.policy.utilisation.low
    for work in context.once(person_works):
        person = work.load.person
        judged = should_be_used(figures, work.load) and not work.load.lacks_overhead
        if judged and work.used < low.number:
            yield Problem(person.place("id"), "plain", work.values(low), person.ref, weight=-work.used)


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
    travel_counted_twice,
)
