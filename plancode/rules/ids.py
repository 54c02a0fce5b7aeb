"""REF: ids that mean two things."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity, Key
from plancode.model.assessments import Assessment, GivenPoints
from plancode.model.base import Authored, Keyed
from plancode.model.kinds import ACTORS, EntityKind
from plancode.model.rubric import Kpi
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.said.value import KindName, Said

if TYPE_CHECKING:
    from plancode.said.value import Values

_ACTORS: Final = frozenset(ACTORS)


@rule("REF102", "duplicate-id", ERROR)
def duplicate_id(context: RuleContext) -> Iterator[Problem]:
    """Two things of one kind have the same id, or a person, role, team or party has the id of another.

    ## Why it matters
    A name must mean one thing. People, roles, teams and outside parties share one space of ids, because duties and
    meetings name any of them.

    ## Fails
    ```yaml
    teams: [{id: east}]
    people: [{id: east, role: rep, team: east}]
    ```

    ## Passes
    ```yaml
    teams: [{id: east}]
    people: [{id: dong-fang, role: rep, team: east}]
    ```

    ## How to fix
    Give one of them another id. `formerly: [old-id]` tells plancode that it was renamed. Where both say the same, as a
    row that was pasted twice, delete one.
    """
    first: dict[Key, Entity[Keyed]] = {}
    for entity in context.base.listed:
        key = entity.key
        before = first.setdefault(Key(EntityKind.PERSON, key.id) if key.kind in _ACTORS else key, entity)
        if before is entity:
            continue
        route = ("id",) if "id" in type(entity.model).model_fields else ()
        place = before.place(*route)
        values: dict[str, Said] = {
            "id": entity.model.own_id,
            "kind": KindName(key.kind.value),
            "other": KindName(before.key.kind.value),
            "path": place.path,
            "line": place.line,
        }
        variant = "line" if not route else "plain" if before.key.kind == key.kind else "actors"
        if variant == "plain" and before.model == entity.model:
            variant = "equal"
        if isinstance(entity.model, Assessment):
            variant = "assessed_again" if before.model == entity.model else "assessed_otherwise"
            values |= _about(context, entity.model)
        if isinstance(entity.model, GivenPoints):
            given, person = entity.model, context.base.find(Person, entity.model.person)
            variant = "points_again"
            values |= {"person": person.ref if person else given.person, "bonus": given.for_, "day": given.on}
        yield Problem(entity.place(*route), variant, values, entity.ref, related=(place,))


def _about(context: RuleContext, one: Assessment) -> "Values":
    """Return whom an assessment is about, on which line, and of which day."""
    person, kpi = context.base.find(Person, one.person), context.base.find(Kpi, one.kpi)
    values: Values = {"person": person.ref if person else one.person, "line_of": kpi.ref if kpi else one.kpi}
    return values | {"day": one.on}


@rule("REF107", "former-id-in-use", WARNING)
def former_id_in_use(context: RuleContext) -> Iterator[Problem]:
    """`formerly` names an id that something else of the same kind has now.

    ## Why it matters
    A comparison with an older plan would take one for the other.

    ## Fails
    ```yaml
    teams: [{id: east}, {id: north, formerly: [east]}]
    ```

    ## Passes
    ```yaml
    teams: [{id: south}, {id: north, formerly: [east]}]
    ```

    ## How to fix
    Take the id out of `formerly`, or give the other one a new id.
    """
    for entity in renamed(context):
        for index, old in enumerate(entity.model.formerly):
            other = context.base.find(type(entity.model), old)
            if other is not None:
                values: dict[str, Said] = {"id": old, "other": other.ref}
                place = entity.place("formerly", index)
                yield Problem(place, "plain", values, entity.ref, old, (other.place("id"),))


def renamed(context: RuleContext) -> Iterator[Entity[Authored]]:
    """Return what had another id before."""
    return (entity for entity in context.base.authored if entity.model.formerly)


RULES: Final = (
    duplicate_id,
    former_id_in_use,
)
