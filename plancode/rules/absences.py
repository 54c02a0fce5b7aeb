"""COV and CAP: what falls into somebody's absence: customers without a deputy, actions without their people."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.ownership import Holding
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.said.value import Said

if TYPE_CHECKING:
    from plancode.said.value import Said

_DAY: Final = timedelta(days=1)
_Span = tuple[date, date]
_HALF: Final = Decimal("0.5")


@rule("COV110", "no-deputy-in-long-leave", WARNING, figures=True)
def no_deputy_in_long_leave(context: RuleContext) -> Iterator[Problem]:
    """Somebody is away for long, and nobody looks after their customers in those days.

    ## Why it matters
    A short leave is made up for before and after. In a long one visits fall out, orders go elsewhere, and the
    customers must be somebody's. The deputy of the territory has their visits in the work plan.

    ## Fails
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}]}]
    people: [{id: li-na, leave: [{from: 2026-03-02, to: 2026-07-31, kind: parental}]}]
    ```

    ## Passes
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}], deputy: wu-hao}]
    ```

    ## How to fix
    Name under `deputy` of the territory somebody who is there on those days, or another owner with `from` and `to` for
    the time of the leave. An account without a territory has no deputy: name another owner.

    ## Policy
    `long_leave` (20, own default).
    """
    for person in context.figures.staffing.people:
        for first, end in context.figures.horizon.days(person).long_leave:
            cases: dict[str, list[tuple[Holding, int]]] = defaultdict(list)
            for holding in context.figures.ownership.of_person(person.model.id):
                start, stop = max(first, holding.start), min(end, holding.end)
                if start < stop and holding.owner.as_ == "primary":
                    variant, days = _cover(context, person, holding, (start, stop))
                    cases[variant].append((holding, days))
            for variant in ("none", "self", "away", "accounts"):
                if cases[variant]:
                    yield _uncovered(context, person, variant, cases[variant], (first, end))


def _cover(context: RuleContext, person: Entity[Person], holding: Holding, stretch: _Span) -> tuple[str, int]:
    """Return what is wrong with the deputy in a stretch of days, or nothing, and on how many days."""
    horizon = context.figures.horizon
    whole = horizon.days(person).employed(*stretch)
    if not whole:
        return "", 0
    if holding.territory is None:
        return "accounts", whole
    name = holding.territory.model.deputy
    deputy = context.graph.find(Person, name)
    if name is None:
        return "none", whole
    if name == person.model.id:
        return "self", whole
    if deputy is None:
        return "", 0
    there = horizon.days(deputy)
    missing = there.calendar.days(*stretch) - there.present(*stretch)
    return ("away", missing) if missing else ("", 0)


def _uncovered(
    context: RuleContext, person: Entity[Person], variant: str, held: list[tuple[Holding, int]], leave: _Span
) -> Problem:
    plan = context.figures.horizon.plan
    start, end = max(leave[0], plan.start), min(leave[1], plan.end)
    index = next(i for i, entry in enumerate(person.model.leave) if entry.from_ < end and entry.to >= start)
    territories = dict.fromkeys(holding.territory for holding, _ in held if holding.territory is not None)
    customers = dict.fromkeys(holding.customer.ref for holding, _ in held)
    named = (context.graph.find(Person, territory.model.deputy) for territory in territories)
    deputies = tuple(dict.fromkeys(deputy.ref for deputy in named if deputy is not None))
    has_deputy = variant in {"self", "away"}
    values: dict[str, Said] = {
        "person": person.ref,
        "places": tuple(territory.ref for territory in territories) or tuple(customers),
        "start": start,
        "last": end - _DAY,
        "days": max(days for _, days in held),
        "deputies": deputies,
    }
    related = tuple(territory.place("deputy" if has_deputy else "id") for territory in territories)
    return Problem(person.place("leave", index), variant, values, person.ref, f"{variant} {start}", related)


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


RULES: Final = (
    no_deputy_in_long_leave,
    action_on_leave,
)
