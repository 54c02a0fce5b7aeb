"""Somebody in the team and role they have at a time: who leads them, and what they are invited to."""

from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.cadence import Who
from plancode.model.team import Person, Team


def leader(graph: PlanGraph, person: Entity[Person], team_name: str) -> Entity[Person] | None:
    """Return who leads somebody in a team: its manager, or that of the next team above which they do not lead."""
    team = graph.find(Team, team_name)
    seen: set[str] = set()
    while team is not None and team.model.id not in seen:
        manager = graph.find(Person, team.model.manager)
        if manager is not None and manager.key != person.key:
            return manager
        seen.add(team.model.id)
        team = graph.find(Team, team.model.parent)
    return None


def is_invited(who: Who, person: str, team: str, role: str) -> bool:
    """Whether somebody of a team and role is among those who meet: by team, by name, or by role."""
    return who.team in {"each", team} or not {person, role, team}.isdisjoint(who.people)


def attends(graph: PlanGraph, who: Who, person: str, team: str, role: str) -> bool:
    """Whether somebody takes part in a meeting: invited, or as manager of the team that meets."""
    if is_invited(who, person, team, role):
        return True
    met = graph.find(Team, who.team)
    return met is not None and met.model.manager == person
