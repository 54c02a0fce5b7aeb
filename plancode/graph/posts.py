"""Somebody in the team and role they have at a time: who leads them, what they are invited to, whom they meet alone."""

from plancode.graph.above import upwards
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.cadence import OneToOne, Who
from plancode.model.team import Person, Team


def leader(graph: PlanGraph, person: Entity[Person], team_name: str) -> Entity[Person] | None:
    """Return who leads somebody in a team: its manager, or that of the next team above which they do not lead."""
    name: str | None = team_name
    seen: set[str] = set()
    while name is not None and name not in seen:
        seen.add(name)
        at, manager = _nearest(graph, name)
        if manager is None or manager.key != person.key:
            return manager
        team = graph.find(Team, at)
        name = team.model.parent if team else None
    return None


def _nearest(graph: PlanGraph, name: str) -> tuple[str, Entity[Person] | None]:
    """Return the nearest team at or above one that has a manager, and the manager: each team is climbed once."""
    known = graph.nearest_managers
    path: list[str] = []
    at: str | None = name
    nearest: tuple[str, Entity[Person] | None] = (name, None)
    while at is not None and at not in known and at not in path[-1:]:
        team = graph.find(Team, at)
        manager = graph.find(Person, team.model.manager) if team else None
        path.append(at)
        known[at] = (at, manager)
        at = None if manager is not None or team is None else team.model.parent
    if path and known[path[-1]][1] is not None:
        nearest = known[path[-1]]
    elif at is not None and at in known:
        nearest = known[at]
    known.update(dict.fromkeys(path, nearest))
    return known.get(name, nearest)


def is_invited(graph: PlanGraph, who: Who, person: str, team: str, role: str) -> bool:
    """Whether somebody of a team and role is among those who meet: by team or one above it, by name, or by role."""
    if who.team in {"each", team} or is_named(graph, who, person, team, role):
        return True
    return any(one.model.id == who.team for one in upwards(graph, team))


def is_named(graph: PlanGraph, who: Who, person: str, team: str, role: str) -> bool:
    """Whether somebody of a team and role is among the people who meet: by name, by role, by team or one above it."""
    if not who.people:
        return False
    return not {person, role, team, *(one.model.id for one in upwards(graph, team))}.isdisjoint(who.people)


def attends(graph: PlanGraph, who: Who, person: str, team: str, role: str) -> bool:
    """Whether somebody takes part in a meeting: invited, or as manager of the team that meets."""
    if is_invited(graph, who, person, team, role):
        return True
    met = graph.find(Team, who.team)
    return met is not None and met.model.manager == person


def partner_in(graph: PlanGraph, person: Entity[Person], team: str, role: str, rule: OneToOne) -> Entity[Person] | None:
    """Return with whom somebody has a one-to-one: the manager it names, or their own; None where it is not for them."""
    if rule.who != Who() and not is_invited(graph, rule.who, person.model.id, team, role):
        return None
    other = graph.find(Person, rule.manager) if rule.manager else leader(graph, person, team)
    return other if other is not None and other.key != person.key else None
