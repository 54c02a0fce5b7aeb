"""What stands above what: teams above a team, territories around a territory, the territory of a customer."""

from collections.abc import Iterator

from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.base import Keyed
from plancode.model.kinds import EntityKind
from plancode.model.team import Team
from plancode.model.territories import Account, Territory


def upwards(graph: PlanGraph, name: str | None) -> Iterator[Entity[Team]]:
    """Yield a team and those above it, the nearest first; those above each other in a circle once."""
    seen: set[str] = set()
    team = graph.find(Team, name)
    while team is not None and team.model.id not in seen:
        yield team
        seen.add(team.model.id)
        team = graph.find(Team, team.model.parent)


def downwards(graph: PlanGraph, name: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return a team and all teams below it, not going into those of `without`."""
    reached: dict[str, None] = {}
    pending = [name]
    while pending:
        team = pending.pop()
        if team not in reached:
            reached[team] = None
            below = (entity.model.id for entity in reversed(graph.teams_below.get(team, ())))
            pending += [at for at in below if at not in without]
    return tuple(reached)


def inside(graph: PlanGraph, territory: Entity[Territory]) -> tuple[Entity[Territory], ...]:
    """Return a territory and all below it, each once; what holds of a region is what holds of these together."""
    reached = {territory.key: territory}
    pending = [territory]
    while pending:
        for below in graph.territories_below.get(pending.pop().model.id, ()):
            if below.key not in reached:
                reached[below.key] = below
                pending.append(below)
    return tuple(reached.values())


def around(graph: PlanGraph, name: str) -> Iterator[str]:
    """Yield a territory, also one that the plan does not have, and those that it is part of, the nearest first."""
    seen: set[str] = set()
    at: str | None = name
    while at is not None and at not in seen:
        yield at
        seen.add(at)
        territory = graph.find(Territory, at)
        at = territory.model.parent if territory else None


def territory_of(customer: Entity[Keyed]) -> str | None:
    """Return the territory of an account or a group of them: the one it names, else the one it is listed in."""
    named = customer.model.territory if isinstance(customer.model, Account) else None
    above = customer.parent
    return named or (above.id if above is not None and above.kind is EntityKind.TERRITORY else None)
