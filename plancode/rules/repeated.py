"""REF: what is written twice where it can only be meant once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.place import Route
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity, Key
from plancode.model.actions import Action
from plancode.model.base import Keyed, coded
from plancode.model.calendar import CalendarDocument
from plancode.model.plan import Plan, Product
from plancode.model.rubric import RubricDocument
from plancode.model.targets import TargetsDocument
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, WARNING, rule

if TYPE_CHECKING:
    from plancode.model.kinds import EntityKind
    from plancode.said.value import Values

_CIRCLES: Final = frozenset({"parent", "supplied_by", "depends_on"})
_NO_NAMES: Final[dict[str, Route]] = {}


@rule("REF109", "named-twice", WARNING)
def named_twice(context: RuleContext) -> Iterator[Problem]:
    """A list names the same person, product, action or day twice.

    ## Why it matters
    It counts once. Mostly another one was meant, and is missing now.

    ## Fails
    ```yaml
    actions: [{id: summer-push, owner: li-na, people: [wu-hao, wu-hao], to: 2026-08-31}]
    ```

    ## Passes
    ```yaml
    actions: [{id: summer-push, owner: li-na, people: [wu-hao, zhou-min], to: 2026-08-31}]
    ```

    ## How to fix
    Name the one that was meant, or take the second mention out.
    """
    holder: Entity[Keyed] | None = None
    above: Route = ()
    seen = dict(_NO_NAMES)
    for entity, route, name, _, as_key in context.base.mentions:
        if as_key or not route or not isinstance(route[-1], int):
            continue
        if entity is not holder or route[:-1] != above:
            holder, above, seen = entity, route[:-1], {}
        if name in seen:
            yield _named(entity, route, name, seen[name])
        seen.setdefault(name, route)
    for calendar in context.base.all(CalendarDocument):
        for key in ("working_week", "extra_days_off", "extra_working_days"):
            days = [str(day) for day in getattr(calendar.model, key) or ()]
            for index, day in enumerate(days):
                if day in days[:index]:
                    base = (*calendar.origin.route, key)
                    yield _named(calendar, (*base, index), day, (*base, days.index(day)))


def _named(entity: Entity[Keyed], route: Route, name: str, before: Route) -> Problem:
    document = entity.origin.document
    key = next(step for step in reversed(route) if isinstance(step, str))
    values: Values = {"entity": entity.ref, "key": key, "name": name}
    return Problem(document.place(route), "plain", values, entity.ref, f"{key}={name}", (document.place(before),))


@rule("REF110", "stated-twice", ERROR)
def stated_twice(context: RuleContext) -> Iterator[Problem]:
    """Two entries say something about the same: two rates of one currency, two people with one code.

    ## Why it matters
    Only one of them can hold. plancode does not guess which, and results that come by a code of two people would go to
    one of them.

    ## Fails
    ```yaml
    rates: [{currency: USD, rate: 7.1}, {currency: USD, rate: 6.9}]
    ```

    ## Passes
    ```yaml
    rates: [{currency: USD, rate: 7.1}, {currency: USD, rate: 6.9, from: 2026-07-01}]
    ```

    ## How to fix
    Delete the one that does not hold, or correct what was meant to be another.
    """
    yield from _coded(context)
    for entity, route, variant, name in _entries(context):
        values: Values = {"entity": entity.ref, "name": name}
        yield Problem(entity.place(*route), variant, values, entity.ref, f"{variant} {name}")


def _coded(context: RuleContext) -> Iterator[Problem]:
    """Yield the codes that two of a kind have in one system."""
    first: dict[tuple[EntityKind, str, str], Entity[Keyed]] = {}
    entities: list[Entity[Person] | Entity[Account] | Entity[Territory] | Entity[Product]] = []
    entities += [*context.base.all(Person), *context.base.all(Account)]
    entities += [*context.base.all(Territory), *context.base.all(Product)]
    for entity in entities:
        for system, code in coded(entity.model):
            before = first.setdefault((entity.key.kind, system, code), entity)
            if before is not entity:
                values: Values = {"entity": entity.ref, "other": before.ref, "system": system, "code": code}
                related = (before.place("codes", system),)
                yield Problem(entity.place("codes", system), "code", values, entity.ref, f"{system} {code}", related)


def _entries(context: RuleContext) -> Iterator[tuple[Entity[Keyed], Route, str, str]]:
    """Yield the entries of lists that say again what another one says: whose, where, of what sort, by what name."""
    seen: set[tuple[Key, str, object]] = set()
    for entity, route, variant, name, meant in _listed(context):
        if (entity.key, variant, meant) in seen:
            yield entity, route, variant, name
        seen.add((entity.key, variant, meant))


def _listed(context: RuleContext) -> Iterator[tuple[Entity[Keyed], Route, str, str, object]]:
    yield from _of_plan(context)
    for targets in context.base.all(TargetsDocument):
        for index, part in enumerate(targets.model.parts):
            yield targets, ("parts", index, "id"), "part", part.id, part.id
    for rubric in context.base.all(RubricDocument):
        for index, grade in enumerate(rubric.model.grades):
            yield rubric, ("grades", index, "grade"), "grade", grade.grade, grade.grade
    for person in context.base.all(Person):
        for index, change in enumerate(person.model.changes):
            yield person, ("changes", index, "from"), "change", change.from_.isoformat(), change.from_
    for action in context.base.all(Action):
        for key in ("effects", "results"):
            for index, effect in enumerate(getattr(action.model, key)):
                meant = (key, effect.metric, effect.period, effect.dimensions)
                yield action, (key, index), "effect", effect.metric, meant


def _of_plan(context: RuleContext) -> Iterator[tuple[Entity[Keyed], Route, str, str, object]]:
    for plan in context.base.all(Plan):
        for index, rate in enumerate(plan.model.rates):
            yield plan, ("rates", index, "currency"), "rate", rate.currency, (rate.currency, rate.from_)
        for index, cycle in enumerate(plan.model.market.cycles if plan.model.market else ()):
            meant = (cycle.channel, cycle.segment, cycle.product)
            name = " + ".join(part for part in meant if part)
            yield plan, ("market", "cycles", index), "cycle" if name else "cycle_of_all", name, meant


@rule("REF111", "refers-to-itself", ERROR)
def refers_to_itself(context: RuleContext) -> Iterator[Problem]:
    """Something names itself where only another one can be meant.

    ## Why it matters
    An empty seat does not carry its own work, and an agreed action does not continue itself.

    ## Fails
    ```yaml
    people: [{id: open-east-1, start: 2026-06-01, open: true, vacancy: {carried_by: open-east-1}}]
    ```

    ## Passes
    ```yaml
    people: [{id: open-east-1, start: 2026-06-01, open: true, vacancy: {carried_by: li-na}}]
    ```

    ## How to fix
    Name the other one, or leave the key out. Teams, territories, accounts and actions above or before themselves are
    another finding (REF104).
    """
    for entity, route, name, to, _ in context.base.mentions:
        own = name.rpartition("/")[2] == entity.name and entity.key.kind in to.kinds
        if own and context.base.named(entity.key.kind, name) == [entity]:
            key = next(step for step in reversed(route) if isinstance(step, str))
            if key not in _CIRCLES:
                values: Values = {"entity": entity.ref, "key": key}
                yield Problem(entity.origin.document.place(route), "plain", values, entity.ref, key)


RULES: Final = (named_twice, stated_twice, refers_to_itself)
