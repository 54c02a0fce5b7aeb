"""CAL and CAP: days that mean nothing where they lie: outside the plan, ahead of today, outside employment."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.assessments import Assessment, GivenPoints
from plancode.model.base import Keyed
from plancode.model.calendar import CalendarDocument
from plancode.model.plan import Assumption, Plan
from plancode.model.rubric import Kpi
from plancode.model.team import Person, Role
from plancode.model.territories import Account, Territory
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.said.value import Said, Values

_YEAR: Final = timedelta(days=366)
_Step = str | int
_Span = tuple[Entity[Keyed], tuple[_Step, ...], str, date | None, str, date | None]
"""Whose days, where they stand, the key and day of the first, the key and day of the last."""


@rule("CAL111", "dated-outside-plan", WARNING, figures=True)
def dated_outside_plan(context: RuleContext) -> Iterator[Problem]:
    """What is dated, such as a leave, an action, an expected effect or a day off, has no day in the plan's period.

    ## Why it matters
    It counts for nothing, and is mostly a slip of the year, or left over from the plan before.

    ## Fails
    ```yaml
    period: 2026
    people: [{id: li-na, role: rep, team: east, leave: [{from: 2062-07-06, to: 2062-07-10}]}]
    ```

    ## Passes
    ```yaml
    people: [{id: li-na, role: rep, team: east, leave: [{from: 2026-07-06, to: 2026-07-10}]}]
    ```

    ## How to fix
    Correct the day, or delete what belongs to another year. Changes of role or team, owners and territories that
    ended before the plan are history, and may stay.
    """
    plan = context.figures.horizon.plan
    for entity, route, first_key, first, last_key, last in _spans(context):
        values: Values = {"entity": entity.ref, "first": plan.start, "last": plan.last}
        if first is not None and first > plan.last:
            key, place = _key(route, first_key), _place(entity, route, first_key)
            yield Problem(place, "after", values | {"key": key, "day": first}, entity.ref, f"{key} {first}")
        elif last is not None and last < plan.start:
            key, place = _key(route, last_key), _place(entity, route, last_key)
            yield Problem(place, "before", values | {"key": key, "day": last}, entity.ref, f"{key} {last}")


def _key(route: tuple[_Step, ...], key: str) -> str:
    """Return the keys that lead to a day, as people write them."""
    return ".".join(step for step in (*route, key) if isinstance(step, str) and step)


def _place(entity: Entity[Keyed], route: tuple[_Step, ...], key: str) -> Place:
    return entity.place(*route, key) if key else entity.place(*route)


def _spans(context: RuleContext) -> Iterator[_Span]:
    yield from _of_people(context)
    yield from _of_owners(context)
    yield from _of_actions(context)
    for plan in context.graph.all(Plan):
        for index, rate in enumerate(plan.model.rates):
            yield plan, ("rates", index), "from", rate.from_, "from", None
    for assumption in context.graph.all(Assumption):
        yield assumption, (), "review", assumption.model.review, "review", None
    for adjustment in context.graph.all(AdjustmentDocument):
        yield adjustment, (), "effective", adjustment.model.effective, "effective", None
        until = adjustment.model.handover.until if adjustment.model.handover is not None else None
        yield adjustment, ("handover",), "until", until, "until", None
    for calendar in context.graph.all(CalendarDocument):
        for key in ("extra_days_off", "extra_working_days"):
            for index, day in enumerate(getattr(calendar.model, key)):
                yield calendar, (key, index), "", day, "", day


def _of_people(context: RuleContext) -> Iterator[_Span]:
    """Yield leaves and changes, but for those outside employment, which are told as that."""
    plan = context.figures.horizon.plan
    posts: tuple[Entity[Role] | Entity[Person], ...] = (*context.graph.all(Role), *context.graph.all(Person))
    for post in posts:
        unscored = post.model.unscored
        if unscored is not None:
            ahead = unscored.to if unscored.to > plan.last + _YEAR else None
            yield post, ("unscored",), "to", ahead, "to", unscored.to
    for person in context.graph.all(Person):
        for index, leave in enumerate(person.model.leave):
            if _limit(person, leave.from_, leave.to) is None:
                yield person, ("leave", index), "from", leave.from_, "to", leave.to
        for index, change in enumerate(person.model.changes):
            if _limit(person, change.from_, change.from_) is None:
                yield person, ("changes", index), "from", change.from_, "from", None


def _of_owners(context: RuleContext) -> Iterator[_Span]:
    holders: tuple[Entity[Territory] | Entity[Account], ...]
    holders = (*context.graph.all(Territory), *context.graph.all(Account))
    for holder in holders:
        for index, owner in enumerate(holder.model.owners):
            yield holder, ("owners", index), "from", owner.from_, "to", None
    for territory in context.graph.all(Territory):
        yield territory, (), "from", territory.model.from_, "to", None
    for account in context.graph.all(Account):
        yield account, (), "since", account.model.since, "until", None


def _of_actions(context: RuleContext) -> Iterator[_Span]:
    """Yield the days of actions and, where they lie in the plan, the periods of their effects."""
    plan = context.figures.horizon.plan
    for action in context.graph.all(Action):
        model = action.model
        first, last = model.from_ or model.to, model.to or model.from_
        yield action, (), "from" if model.from_ else "to", first, "to" if model.to else "from", last
        if first is not None and last is not None and (first > plan.last or last < plan.start):
            continue
        for index, effect in enumerate(model.effects):
            period = context.graph.period(effect.period) if effect.period else None
            if period is not None:
                yield action, ("effects", index), "period", period.start, "period", period.last


@rule("CAL112", "dated-ahead", WARNING)
def dated_ahead(context: RuleContext) -> Iterator[Problem]:
    """An assessment, points, a talk, an approval or a result is dated after the day on which the plan is looked at.

    ## Why it matters
    It says of something that it has happened, on a day that has not come. Such a day is mostly a slip, and until it
    comes the record counts as one that is there.

    ## Fails
    Looked at on 1 April 2026:
    ```yaml
    assessments: [{person: wu-hao, kpi: negotiation, method: test, level: 3, assessor: li-na, on: 2026-11-18}]
    ```

    ## Passes
    ```yaml
    assessments: [{person: wu-hao, kpi: negotiation, method: test, level: 3, assessor: li-na, on: 2026-03-18}]
    ```

    ## How to fix
    Write the day on which it was. What is still to come is not written down yet.
    """
    for entity, variant, day, place in _records(context):
        if day > context.as_of:
            values: Values = {"entity": entity.ref, "day": day, "today": context.as_of}
            if isinstance(entity.model, Assessment):
                values |= {"person": _ref(context, Person, entity.model.person)}
                values |= {"kpi": _ref(context, Kpi, entity.model.kpi)}
            elif isinstance(entity.model, GivenPoints):
                values |= {"person": _ref(context, Person, entity.model.person), "bonus": entity.model.for_}
            yield Problem(place, variant, values, entity.ref, f"{variant} {day}")


def _ref(context: RuleContext, model: type[Keyed], name: str) -> Said:
    entity = context.graph.find(model, name)
    return name if entity is None else entity.ref


def _records(context: RuleContext) -> Iterator[tuple[Entity[Keyed], str, date, Place]]:
    """Yield what is said to have happened: whose, what, when and where it stands."""
    for assessment in context.graph.all(Assessment):
        yield assessment, "assessment", assessment.model.on, assessment.place("on")
    for given in context.graph.all(GivenPoints):
        yield given, "points", given.model.on, given.place("on")
    for adjustment in context.base.all(AdjustmentDocument):
        for index, talk in enumerate(adjustment.model.discussed_with):
            yield adjustment, "talk", talk.on, adjustment.place("discussed_with", index, "on")
        if adjustment.model.approved is not None:
            yield adjustment, "approval", adjustment.model.approved.on, adjustment.place("approved", "on")
    for action in context.graph.all(Action):
        for index, result in enumerate(action.model.results):
            period = context.graph.period(result.period) if result.period else None
            if period is not None:
                yield action, "result", period.start, action.place("results", index, "period")


@rule("CAP113", "outside-employment", WARNING)
def outside_employment(context: RuleContext) -> Iterator[Problem]:
    """A leave, a change, an assessment or points of somebody lie before their first or after their last day here.

    ## Why it matters
    It counts for nothing. One of the two days is wrong, and with it the capacity of months.

    ## Fails
    ```yaml
    people: [{id: li-na, role: rep, team: east, end: 2026-06-30, leave: [{from: 2026-09-07, to: 2026-09-11}]}]
    ```

    ## Passes
    ```yaml
    people: [{id: li-na, role: rep, team: east, end: 2026-12-31, leave: [{from: 2026-09-07, to: 2026-09-11}]}]
    ```

    ## How to fix
    Correct the day, or `start` or `end` of the person; delete what will not take place.
    """
    for person in context.graph.all(Person):
        for index, leave in enumerate(person.model.leave):
            yield from _unemployed(
                person, "leave", (leave.from_, leave.to), person, person.place("leave", index, "from")
            )
        for index, change in enumerate(person.model.changes):
            place = person.place("changes", index, "from")
            yield from _unemployed(person, "change", (change.from_, change.from_), person, place)
    for kind, records in (("assessment", context.graph.all(Assessment)), ("points", context.graph.all(GivenPoints))):
        for record in records:
            about, day = context.graph.find(Person, record.model.person), record.model.on
            if about is not None:
                yield from _unemployed(about, kind, (day, day), record, record.place("on"))


def _unemployed(
    person: Entity[Person], what: str, days: tuple[date, date], holder: Entity[Keyed], place: Place
) -> Iterator[Problem]:
    first, last = days
    key = _limit(person, first, last)
    if key is not None:
        values: Values = {"person": person.ref, "day": first, "limit": getattr(person.model, key)}
        variant = f"{what}_early" if key == "start" else f"{what}_late"
        yield Problem(place, variant, values, holder.ref, f"{what} {first}", (person.place(key),))


def _limit(person: Entity[Person], first: date, last: date) -> str | None:
    """Return which day of somebody's employment a stretch lies beyond: `start`, `end`, or none."""
    start, end = person.model.start, person.model.end
    if start is not None and last < start:
        return "start"
    return "end" if end is not None and first > end else None


@rule("CAP114", "leave-stated-twice", WARNING)
def leave_stated_twice(context: RuleContext) -> Iterator[Problem]:
    """Two leaves of somebody share days.

    ## Why it matters
    The days count once. Mostly one leave was written down twice, or moved without deleting it where it was.

    ## Fails
    ```yaml
    leave: [{from: 2026-07-06, to: 2026-07-17}, {from: 2026-07-13, to: 2026-07-24}]
    ```

    ## Passes
    ```yaml
    leave: [{from: 2026-07-06, to: 2026-07-24}]
    ```

    ## How to fix
    Make one of them, or let the second begin after the first.
    """
    for person in context.graph.all(Person):
        leaves = sorted((leave.from_, leave.to, index) for index, leave in enumerate(person.model.leave))
        for (first, until, before), (second, _, index) in pairwise(leaves):
            if second <= until:
                values: Values = {"person": person.ref, "first": first, "until": until, "second": second}
                related = (person.place("leave", before, "from"),)
                yield Problem(person.place("leave", index, "from"), "plain", values, person.ref, str(second), related)


RULES: Final = (dated_outside_plan, dated_ahead, outside_employment, leave_stated_twice)
