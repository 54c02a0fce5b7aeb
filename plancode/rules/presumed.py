"""RES and CAL: what presumes something that is not there: people to lead or to meet, days long enough for the work."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final

from plancode.findings.problem import Problem
from plancode.graph.above import upwards
from plancode.graph.entity import Entity, Key
from plancode.graph.rhythm import minutes_of
from plancode.model.actions import Action
from plancode.model.cadence import CadenceDocument, Meeting
from plancode.model.kinds import EntityKind
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person, Role, Team
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rounding import hours
from plancode.rules.rule import WARNING, rule
from plancode.said.value import KindName, Values

_DAY: Final = timedelta(days=1)
_HOURS: Final = 10
"""The most that somebody works in a day."""
_DAYS: Final = {"min": Decimal(1) / 600, "h": Decimal(1) / _HOURS, "d": Decimal(1), "w": Decimal(5), "m": Decimal(21)}
"""Days at work that an effort takes at the least."""
_OFTEN: Final = Quantity(Decimal(1), "m")
"""What comes rarer may well take days: a kick-off, a conference."""
_ASKING: Final = (Meeting, CadenceDocument, Action, Kpi, RubricDocument)


@rule("RES117", "manager-of-nobody", WARNING, figures=True)
def manager_of_nobody(context: RuleContext) -> Iterator[Problem]:
    """Somebody has the role of a manager, and nobody is led by them, at any time of the plan.

    ## Why it matters
    No quota, no one-to-one and no duty is asked of them as of a manager, and whom they are meant to lead is led by
    somebody else, or by nobody. Mostly the team lacks its `manager`, or people stand in the wrong team.

    ## Fails
    ```yaml
    roles: [{id: head, manages: true}, {id: rep}]
    teams: [{id: east, manager: chen-rui}]
    people:
      - {id: chen-rui, role: head, team: east}
      - {id: li-na, role: rep, team: east}
      - {id: ma-li, role: head, team: east}
    ```

    ## Passes
    ```yaml
    teams: [{id: east, manager: chen-rui}, {id: south, parent: east, manager: ma-li}]
    people:
      - {id: ma-li, role: head, team: south}
      - {id: li-na, role: rep, team: south}
    ```

    ## How to fix
    Write the person as `manager` of the team that they lead, and its people into it; or give them a role without
    `manages`. Whoever leads open seats that are to be filled in the plan leads somebody.
    """
    lost = {reference.holder.key.kind for reference in context.graph.unresolved} | context.graph.lost_kinds
    if not lost.isdisjoint({EntityKind.TEAM, EntityKind.PERSON}):
        return
    if any(team.model.manager is None and team.writes("manager") for team in context.graph.all(Team)):
        return
    staffing = context.figures.staffing
    for person in staffing.people:
        roles = (staffing.role(stint.role) for stint in staffing.stints(person))
        role = next((role for role in roles if role is not None and role.model.manages), None)
        if role is None or person.model.open or person in staffing.led:
            continue
        teams = tuple(team for team in context.graph.all(Team) if team.model.manager == person.model.id)
        values: Values = {"person": person.ref, "role": role.ref, "teams": tuple(team.ref for team in teams)}
        related = tuple(team.place("id") for team in teams)
        yield Problem(person.place("id"), "empty" if teams else "plain", values, person.ref, related=related)


@rule("RES118", "asked-of-nobody", WARNING)
def asked_of_nobody(context: RuleContext) -> Iterator[Problem]:
    """A meeting, one-to-one, action, line or scorecard is for a role or team in which nobody is.

    ## Why it matters
    It stands in the plan and takes nobody's time: nobody meets, works or is scored. Mostly it is a role of last year,
    or one with almost the same id.

    ## Fails
    ```yaml
    roles: [{id: rep}, {id: coach}]
    people: [{id: li-na, role: rep, team: east}]
    meetings: [{id: coaches, every: 1m, minutes: 60, who: {people: [coach]}}]
    ```

    ## Passes
    ```yaml
    meetings: [{id: reps, every: 1m, minutes: 60, who: {people: [rep]}}]
    ```

    ## How to fix
    Name a role or team that has people, give somebody the role, or take the name out. Open seats, and people who come
    later or change into the role, count.
    """
    if EntityKind.PERSON in context.graph.lost_kinds or not context.graph.all(Person):
        return
    held = _held(context)
    for reference in context.graph.references:
        target, holder = reference.target, reference.holder
        is_asked = target is not None and target.kind in {EntityKind.ROLE, EntityKind.TEAM} and target not in held
        if target is None or not is_asked or not isinstance(holder.model, _ASKING):
            continue
        if isinstance(holder.model, Action) and holder.model.status in {"dropped", "done"}:
            continue
        named = context.graph.find(Role if target.kind is EntityKind.ROLE else Team, target.id)
        if named is not None and reference.route[0] != "scope":
            values: Values = {"entity": holder.ref, "kind": KindName(target.kind), "named": named.ref}
            yield Problem(reference.place, "plain", values, holder.ref, target.id, (named.place("id"),))


def _held(context: RuleContext) -> frozenset[Key]:
    """Return the roles that somebody has, and the teams in which somebody is, at any time."""
    graph, held = context.graph, set[Key]()
    for person in graph.all(Person):
        changes = person.model.changes
        roles = {person.model.role, *(change.role for change in changes)}
        held.update(role.key for name in roles if (role := graph.find(Role, name)) is not None)
        for name in {person.model.team, *(change.team for change in changes)}:
            held.update(team.key for team in upwards(graph, name))
    return frozenset(held)


@rule("CAL131", "longer-than-its-days", WARNING, figures=True)
def longer_than_its_days(context: RuleContext) -> Iterator[Problem]:
    """A meeting takes longer than a working day, or an action more time of each than its days have.

    ## Why it matters
    Mostly a zero too much, or minutes for hours: the workload of everybody who takes part is then wrong.

    ## Fails
    ```yaml
    meetings: [{id: pipeline, every: 1m, minutes: 1200, who: {team: east}}]
    actions: [{id: fair, owner: li-na, from: 2026-05-04, to: 2026-05-05, effort: 160h}]
    ```

    ## Passes
    ```yaml
    meetings: [{id: pipeline, every: 1m, minutes: 120, who: {team: east}}]
    actions: [{id: fair, owner: li-na, from: 2026-05-04, to: 2026-05-05, effort: 16h}]
    ```

    ## How to fix
    Check the figure and its unit. `effort` is the time of each person who takes part, not of all together. A day has
    at most ten hours of work (own default); meetings rarer than once a month may take several days.
    """
    often = minutes_of(_OFTEN)
    for meeting in context.graph.all(Meeting):
        if meeting.model.minutes > _HOURS * 60 and minutes_of(meeting.model.every) <= often:
            yield _long(meeting, "meeting", ("minutes",), meeting.model.minutes)
    for document in context.graph.all(CadenceDocument):
        for index, talk in enumerate(document.model.one_to_ones):
            if talk.minutes > _HOURS * 60:
                yield _long(document, "one_to_one", ("one_to_ones", index, "minutes"), talk.minutes)
    for action in context.graph.all(Action):
        model, effort = action.model, action.model.effort
        if effort is None or model.from_ is None or model.to is None or model.status == "dropped":
            continue
        days = (
            context.figures.horizon.calendar().days(model.from_, model.to + _DAY) or (model.to - model.from_).days + 1
        )
        if effort.number * _DAYS.get(effort.unit, Decimal(0)) > days:
            values: Values = {"entity": action.ref, "effort": effort, "days": days}
            values |= {"first": model.from_, "last": model.to}
            yield Problem(action.place("effort"), "action", values, action.ref)


def _long(
    entity: Entity[Meeting] | Entity[CadenceDocument], variant: str, route: tuple[str | int, ...], minutes: int
) -> Problem:
    values: Values = {"entity": entity.ref, "found": minutes, "hours": hours(Decimal(minutes) / 60)}
    return Problem(entity.place(*route), variant, values, entity.ref, ".".join(map(str, route)))


RULES: Final = (manager_of_nobody, asked_of_nobody, longer_than_its_days)
