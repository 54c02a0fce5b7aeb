"""Who really has which part in a duty: roles and `manager` resolved for each team it is for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

from plancode.graph.above import upwards
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.model.base import Keyed
from plancode.model.responsibilities import Duty
from plancode.model.team import Person, Role, Team

PARTS: Final = ("R", "A", "C", "I", "S")


@dataclass(frozen=True, slots=True)
class Instance:
    """A duty as one team has it. `team` is None where the duty is the whole plan's."""

    duty: Entity[Duty]
    team: Entity[Team] | None
    parts: dict[str, tuple[Entity[Keyed], ...]]


def instances(facts: Facts) -> Iterator[Instance]:
    """Yield every duty as each of its teams has it, in the order they are written."""
    for duty in facts.graph.all(Duty):
        for team in _teams(facts, duty.model):
            yield Instance(duty, team, {part: _resolved(facts, duty.model, part, team) for part in PARTS})


def _teams(facts: Facts, duty: Duty) -> tuple[Entity[Team] | None, ...]:
    if duty.for_ is None:
        return (None,)
    if duty.for_.team == "each":
        return tuple(
            team
            for team in facts.graph.all(Team)
            if any(person.model.id != team.model.manager for person in facts.members(team))
        )
    team = facts.graph.find(Team, duty.for_.team)
    return (team,) if team else ()


def _resolved(facts: Facts, duty: Duty, part: str, team: Entity[Team] | None) -> tuple[Entity[Keyed], ...]:
    names: tuple[str, ...] = getattr(duty, part)
    actors = {actor.key: actor for name in names for actor in _named(facts, name, team)}
    return tuple(actors.values())


def _named(facts: Facts, name: str, team: Entity[Team] | None) -> Iterator[Entity[Keyed]]:
    graph = facts.graph
    if name == "manager":
        led = graph.find(Team, graph.plan.model.team) if team is None and graph.plan is not None else team
        actor: Entity[Keyed] | None = graph.find(Person, led.model.manager) if led else None
    else:
        actor = graph.actor(name)
    if actor is not None and isinstance(actor.model, Role):
        yield from _holders(facts, cast("Entity[Role]", actor), team)
    elif actor is not None:
        yield actor


def _holders(facts: Facts, role: Entity[Role], team: Entity[Team] | None) -> Iterator[Entity[Keyed]]:
    """Yield who has a role: in the team, or else in the teams above it, so that a head's role works for each team."""
    if team is None:
        yield from (
            person
            for person in facts.graph.all(Person)
            if person.model.works_on(facts.day) and _has_role(facts, person, role)
        )
        return
    for above in upwards(facts.graph, team.model.id):
        holders = [person for person in facts.members(above) if _has_role(facts, person, role)]
        if holders:
            yield from holders
            return


def _has_role(facts: Facts, person: Entity[Person], role: Entity[Role]) -> bool:
    held = facts.role(person)
    return held is not None and held.key == role.key
