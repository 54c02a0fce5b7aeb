"""CAP and COV: open seats of which nobody knows from when, and deputies who cannot step in."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.model.territories import Territory
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.rules.written import is_missing

if TYPE_CHECKING:
    from plancode.said.value import Values

_DAY: Final = timedelta(days=1)


@rule("CAP112", "seat-without-start", WARNING)
def seat_without_start(context: RuleContext) -> Iterator[Problem]:
    """An open seat does not say from when it will be filled.

    ## Why it matters
    It then counts as filled and fully productive from the first day of the plan: capacity, coverage and quota rest on
    somebody who is not there.

    ## Fails
    ```yaml
    people: [{id: open-east-1, role: rep, team: east, open: true}]
    ```

    ## Passes
    ```yaml
    people: [{id: open-east-1, role: rep, team: east, start: 2026-06-01, open: true}]
    ```

    ## How to fix
    Write under `start` the first day on which you expect somebody: today, `recruiting` of the role, and what notice the
    new colleague has to give.
    """
    for person in context.graph.all(Person):
        if person.model.open and person.model.start is None and is_missing(context, person, "start"):
            yield Problem(person.place("open"), "plain", {"person": person.ref}, person.ref)


@rule("COV116", "deputy-cannot-step-in", WARNING, figures=True)
def deputy_cannot_step_in(context: RuleContext) -> Iterator[Problem]:
    """The deputy of a territory is its only owner, an open seat, or is not employed for all of the plan.

    ## Why it matters
    A deputy is there for the day on which the owner is not. One who is the owner, or has left, is none; nobody notices
    until that day.

    ## Fails
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}], deputy: li-na}]
    ```

    ## Passes
    ```yaml
    territories: [{id: pudong, owners: [{person: li-na}], deputy: wu-hao}]
    ```

    ## How to fix
    Name under `deputy` somebody else, who is there as long as the territory is.
    """
    plan = context.figures.horizon.plan
    for territory in context.graph.all(Territory):
        deputy = context.graph.find(Person, territory.model.deputy)
        first = max(territory.model.from_ or plan.start, plan.start)
        last = min(territory.model.to or plan.last, plan.last)
        if deputy is None or first > last:
            continue
        start, end = deputy.model.start or plan.start, deputy.model.end or plan.last
        values: Values = {"territory": territory.ref, "person": deputy.ref, "start": start, "last": end}
        owners = {owner.person for owner in territory.model.owners if owner.as_ == "primary"}
        if owners == {deputy.model.id} and not _is_told(context, territory, first, last):
            variant = "owner"
        elif deputy.model.open:
            variant = "open"
        elif end < last and not _is_told(context, territory, end + _DAY, last):
            variant = "leaves"
        elif start > first and not _is_told(context, territory, first, start - _DAY):
            variant = "starts"
        else:
            continue
        yield Problem(territory.place("deputy"), variant, values, territory.ref, related=(deputy.place("id"),))


def _is_told(context: RuleContext, territory: Entity[Territory], first: date, last: date) -> bool:
    """Whether an owner has a long leave in those days: then the leave is told, with the deputy who is not there."""
    people = (context.graph.find(Person, owner.person) for owner in territory.model.owners)
    leaves = (context.figures.horizon.days(person).long_leave for person in people if person is not None)
    return any(start <= last and end > first for stretches in leaves for start, end in stretches)


RULES: Final = (seat_without_start, deputy_cannot_step_in)
