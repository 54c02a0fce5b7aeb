"""Who really has which part in a duty: roles and `manager` resolved for each team it is for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

from plancode.graph.above import downwards, upwards
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
    if "each" in duty.for_.team:
        return tuple(
            team
            for team in facts.graph.all(Team)
            if any(person.model.id != team.model.manager for person in facts.members(team))
        )
    named = (facts.graph.find(Team, name) for name in dict.fromkeys(duty.for_.team))
    return tuple(team for team in named if team is not None)


def _resolved(facts: Facts, duty: Duty, part: str, team: Entity[Team] | None) -> tuple[Entity[Keyed], ...]:
    names: tuple[str, ...] = getattr(duty, part)
    actors = {actor.key: actor for name in names for actor in _named(facts, name, team, part)}
    return tuple(actors.values())


def _named(facts: Facts, name: str, team: Entity[Team] | None, part: str) -> Iterator[Entity[Keyed]]:
    """Yield who is meant by a name: of a role its holders, of a team its people, or who answers for it."""
    graph = facts.graph
    if name == "manager":
        led = graph.find(Team, graph.plan.model.team) if team is None and graph.plan is not None else team
        actor: Entity[Keyed] | None = graph.find(Person, led.model.manager) if led else None
    else:
        actor = graph.actor(name)
    if actor is not None and isinstance(actor.model, Role):
        holders = tuple(_holders(facts, cast("Entity[Role]", actor), team))
        filled = tuple(holder for holder in holders if not holder.model.open)
        yield from (filled or holders) if part == "A" else holders
    elif actor is not None and isinstance(actor.model, Team):
        yield from _people_of(facts, actor.model, part)
    elif actor is not None:
        yield actor


def _people_of(facts: Facts, team: Team, part: str) -> Iterator[Entity[Keyed]]:
    """Yield the manager of a team who answers for it, or all its people."""
    if part == "A":
        manager = facts.graph.find(Person, team.manager)
        yield from (manager,) if manager is not None else ()
        return
    for below in downwards(facts.graph, team.id):
        yield from facts.posts(below)
        manager = facts.graph.find(Person, found.model.manager) if (found := facts.graph.find(Team, below)) else None
        yield from (manager,) if manager is not None and manager.model.works_on(facts.day) else ()


def _holders(facts: Facts, role: Entity[Role], team: Entity[Team] | None) -> Iterator[Entity[Person]]:
    """Yield who has a role: in the team, or else in the teams above it, so that a head's role works for each team."""
    if team is None:
        yield from (person for person in facts.graph.all(Person) if facts.counts(person) and facts.has(person, role))
        return
    for above in upwards(facts.graph, team.model.id):
        holders = [person for person in facts.posts(above.model.id) if facts.has(person, role)]
        if holders:
            yield from holders
            return
