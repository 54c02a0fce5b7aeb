"""REF: things that stand above themselves."""

from collections.abc import Iterator
from typing import Final

from plancode.findings.problem import Problem
from plancode.graph.cycles import find_cycles
from plancode.model.actions import Action
from plancode.model.base import Authored
from plancode.model.team import Person, Team
from plancode.model.territories import Account, Territory
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.said.value import KindName, Said

MOST_STEPS: Final = 12
_UPWARDS: Final[tuple[tuple[type[Authored], str], ...]] = (
    (Team, "parent"),
    (Territory, "parent"),
    (Account, "parent"),
    (Account, "supplied_by"),
    (Action, "depends_on"),
)


@rule("REF104", "cycle", ERROR)
def cycle(context: RuleContext) -> Iterator[Problem]:
    """Teams, territories, accounts or actions that are, by way of others, above or before themselves.

    ## Why it matters
    Sums over such a circle have no end, and no action in it can ever begin.

    ## Fails
    ```yaml
    teams: [{id: east, parent: west}, {id: west, parent: east}]
    ```

    ## Passes
    ```yaml
    teams: [{id: all}, {id: east, parent: all}, {id: west, parent: all}]
    ```

    ## How to fix
    Take one step out of the circle that the message spells out.
    """
    for model, name in _UPWARDS:
        edges: dict[str, tuple[str, ...]] = {}
        for entity in context.base.all(model):
            above = getattr(entity.model, name)
            if above:
                edges[entity.model.id] = above if isinstance(above, tuple) else (above,)
        for circle in find_cycles(edges):
            first = context.base.find(model, circle[0])
            if first is not None:
                values: dict[str, Said] = {"cycle": _spelled(circle), "kind": KindName(first.key.kind.value)}
                yield Problem(first.place(name), "plain", values | {"key": name}, first.ref, name)


def _spelled(circle: tuple[str, ...]) -> str:
    return " → ".join(circle if len(circle) <= MOST_STEPS else (*circle[:6], "…", *circle[-5:]))


@rule("REF106", "manager-loop", ERROR)
def manager_loop(context: RuleContext) -> Iterator[Problem]:
    """Somebody is, by way of others, their own manager.

    ## Why it matters
    One-to-ones, approvals and reviews go to the manager; in a circle they go nowhere.

    ## Fails
    ```yaml
    teams: [{id: all, manager: li-na}, {id: east, parent: all, manager: wu-hao}]
    people: [{id: li-na, role: head, team: east}, {id: wu-hao, role: lead, team: east}]
    ```

    ## Passes
    ```yaml
    people: [{id: li-na, role: head, team: all}, {id: wu-hao, role: lead, team: east}]
    ```

    ## How to fix
    Put the manager of a team into that team or one above it.
    """
    edges: dict[str, tuple[str, ...]] = {}
    for person in context.base.all(Person):
        manager = context.facts.manager(person)
        if manager is not None:
            edges[person.model.id] = (manager.model.id,)
    for circle in find_cycles(edges):
        first = context.base.find(Person, circle[0])
        if first is not None:
            yield Problem(first.place("team"), "plain", {"cycle": _spelled(circle)}, first.ref)


RULES: Final = (
    cycle,
    manager_loop,
)
