"""RES: duties without somebody who answers for them, people without duties, needs that nobody meets."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.findings.problem import Problem
from plancode.graph.duties import PARTS, Instance
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.base import Needs
from plancode.model.kinds import EntityKind
from plancode.model.responsibilities import Duty
from plancode.model.team import Person, Role, Team
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.said.value import Said, Values


def _instances(context: RuleContext) -> tuple[Instance, ...]:
    """Return the duties that can be judged: where a name is unknown, its own finding says so and nothing follows."""
    return tuple(instance for instance in context.duties if not _has_unknown(context, instance))


def _has_unknown(context: RuleContext, instance: Instance) -> bool:
    names = {name for part in PARTS for name in getattr(instance.duty.model, part)}
    if any(context.graph.actor(name) is None for name in names - {"manager"}):
        return True
    plan = context.graph.plan
    team = instance.team or (context.graph.find(Team, plan.model.team) if plan else None)
    manager = team.model.manager if team else None
    if "manager" in names and team is not None and manager is None and team.writes("manager"):
        return True
    return "manager" in names and manager is not None and context.graph.find(Person, manager) is None


@rule("RES101", "not-one-accountable", ERROR)
def not_one_accountable(context: RuleContext) -> Iterator[Problem]:
    """A duty has nobody, or more than one, who answers for it.

    ## Why it matters
    A duty of everybody is a duty of nobody: exactly one is accountable (A), however many do the work (R). Roles and
    `manager` are resolved for each team before they are counted.

    ## Fails
    ```yaml
    duties: [{id: forecasts, R: [rep], A: [li-na, wu-hao]}]
    ```

    ## Passes
    ```yaml
    duties: [{id: forecasts, R: [rep], A: li-na}]
    ```

    ## How to fix
    Name one person, a role that one person has, or `manager`; the others become C (consulted) or I (informed).
    """
    for instance in _instances(context):
        accountable = tuple(entity.ref for entity in instance.parts["A"])
        if len(accountable) != 1:
            variant = "several" if accountable else "none"
            yield _problem(instance, "A", variant, {"duty": instance.duty.ref, "found": accountable})


@rule("RES102", "no-responsible", ERROR)
def no_responsible(context: RuleContext) -> Iterator[Problem]:
    """A duty has nobody who does the work.

    ## Why it matters
    What nobody does is not done.

    ## Fails
    ```yaml
    duties: [{id: forecasts, A: manager}]
    ```

    ## Passes
    ```yaml
    duties: [{id: forecasts, R: [rep], A: manager}]
    ```

    ## How to fix
    Name under R the people or roles who do it. A role must be held by somebody in the team, or in one above it.
    """
    for instance in _instances(context):
        if not instance.parts["R"]:
            yield _problem(instance, "R", "plain", {"duty": instance.duty.ref})


def _problem(instance: Instance, part: str, variant: str, values: dict[str, Said]) -> Problem:
    if instance.team is not None:
        values["team"] = instance.team.ref
        variant = f"{variant}_in_team"
    has_part = bool(getattr(instance.duty.model, part))
    place = instance.duty.place(part) if has_part else instance.duty.place("id")
    subject = f"{part}@{instance.team.model.id}" if instance.team else part
    return Problem(place, variant, values, instance.duty.ref, subject)


@rule("RES103", "person-without-duty", WARNING)
def person_without_duty(context: RuleContext) -> Iterator[Problem]:
    """Somebody has no part in any duty.

    ## Why it matters
    A personal number alone leaves open what somebody is responsible for.

    ## Fails
    Wu Hao is a key account manager; every duty names the role `rep`.

    ## Passes
    ```yaml
    duties: [{id: account-plans, R: [rep, key-account-manager], A: manager}]
    ```

    ## How to fix
    Name the person or their role under R, A, C or S of a duty. Being informed (I) is no duty.
    """
    if not context.graph.all(Duty):
        return
    taking_part = (instance.parts[part] for instance in context.duties for part in PARTS if part != "I")
    busy = {entity.key for entities in taking_part for entity in entities}
    of_one = next((duty for duty in context.graph.all(Duty) if _means_one_manager(duty.model)), None)
    for person in context.graph.all(Person):
        if person.key not in busy and person.model.works_on(context.day) and not person.model.open:
            values: Values = {"person": person.ref}
            if of_one is not None and person.model.id in context.graph.teams_led:
                told, related = values | {"duty": of_one.ref}, (of_one.place("id"),)
                yield Problem(person.place("id"), "manager", told, person.ref, related=related)
            else:
                yield Problem(person.place("id"), "plain", values, person.ref)


def _means_one_manager(duty: Duty) -> bool:
    """Whether a duty says `manager` and not of which team, which means the one at the top."""
    return duty.for_ is None and any("manager" in getattr(duty, part) for part in PARTS)


@rule("RES104", "role-nobody-holds", WARNING)
def role_nobody_holds(context: RuleContext) -> Iterator[Problem]:
    """A duty names a role that nobody has.

    ## Why it matters
    That part of the duty is done by nobody.

    ## Fails
    A duty says `C: [pricing-lead]`, and nobody has the role.

    ## Passes
    The same duty, with a person of that role in the team document.

    ## How to fix
    Give somebody the role, or name another one.
    """
    if EntityKind.PERSON in context.graph.lost_kinds:
        return
    held = {role.key for person in context.graph.all(Person) if (role := context.facts.role(person))}
    for duty in context.graph.all(Duty):
        for part in PARTS:
            for index, name in enumerate(getattr(duty.model, part)):
                role = context.graph.find(Role, name)
                if role is not None and role.key not in held:
                    values: dict[str, Said] = {"duty": duty.ref, "role": role.ref}
                    subject, related = f"{part}={role.model.id}", (role.place("id"),)
                    yield Problem(duty.place(part, index), "plain", values, duty.ref, subject, related)


@rule("RES105", "too-many-consulted", WARNING)
def too_many_consulted(context: RuleContext) -> Iterator[Problem]:
    """So many are to be consulted on a duty that every decision waits.

    ## Why it matters
    Everybody under C must be heard before a decision; those who only need to know belong under I.

    ## Fails
    A duty that consults all twelve salespeople.

    ## Passes
    The same duty with two of them under C and the others under I.

    ## How to fix
    Move those who only need to know to I.

    ## Policy
    `consulted_at_most` (5, own default).
    """
    most = context.graph.policy.consulted_at_most
    for instance in _instances(context):
        count = len(instance.parts["C"])
        if count > most:
            yield _problem(instance, "C", "plain", {"duty": instance.duty.ref, "found": count, "limit": most})


@rule("RES106", "need-not-provided", WARNING)
def need_not_provided(context: RuleContext) -> Iterator[Problem]:
    """A duty or an action needs money, support or things that it is not given.

    ## Why it matters
    A task without the support and resources that it takes is not done, or not done well.

    ## Fails
    ```yaml
    needs: {budget: 8万, support: [sales-ops]}
    provided: {budget: 5万}
    ```

    ## Passes
    ```yaml
    needs: {budget: 8万, support: [sales-ops]}
    provided: {budget: 8万, support: [sales-ops]}
    ```

    ## How to fix
    Provide what is missing, or lower what is needed.
    """
    for duty in context.graph.all(Duty):
        yield from _unmet(duty, duty.model.needs, duty.model.provided)
    for action in context.graph.all(Action):
        if action.model.status != "dropped":
            yield from _unmet(action, action.model.needs, action.model.provided)


def _unmet(entity: Entity[Duty] | Entity[Action], needs: Needs | None, provided: Needs | None) -> Iterator[Problem]:
    if needs is None:
        return
    given = provided or Needs()
    if needs.budget is not None:
        have = given.budget
        if have is None or (have.unit == needs.budget.unit and have.number < needs.budget.number):
            has = have or Quantity(Decimal(0), needs.budget.unit)
            values: dict[str, Said] = {"needs": needs.budget, "has": has}
            yield Problem(entity.place("needs", "budget"), "budget", values, entity.ref, "budget")
    for key, variant in (("support", "support"), ("resources", "resource")):
        for index, name in enumerate(getattr(needs, key)):
            if name not in getattr(given, key):
                yield Problem(entity.place("needs", key, index), variant, {"name": name}, entity.ref, name)


RULES: Final = (
    not_one_accountable,
    no_responsible,
    person_without_duty,
    role_nobody_holds,
    too_many_consulted,
    need_not_provided,
)
