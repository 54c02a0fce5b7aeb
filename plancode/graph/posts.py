"""Somebody in the team and role they have at a time: who leads them, who carries their work, whom they meet."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from plancode.graph.above import upwards
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.cadence import OneToOne, Who
from plancode.model.team import Person, Team
from plancode.model.territories import Owner

_DAY: Final = timedelta(days=1)


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


def carrier(graph: PlanGraph, person: Entity[Person]) -> Entity[Person] | None:
    """Return who carries the work of an open seat while nobody sits on it; None where nobody does."""
    vacancy = person.model.vacancy if person.model.open else None
    return graph.find(Person, vacancy.carried_by) if vacancy is not None else None


def in_turn(graph: PlanGraph, owner: Owner) -> Iterator[Owner]:
    """Yield who looks after what an owner has, with their days: of an open seat, before and after it, its carrier."""
    seat = graph.find(Person, owner.person)
    other = carrier(graph, seat) if seat is not None else None
    if seat is None or other is None:
        yield owner
        return
    start, end = seat.model.start, seat.model.end
    before = (other, None, start - _DAY) if start is not None else None
    after = (other, end + _DAY, None) if end is not None else None
    for person, first, last in filter(None, (before, (seat, start, end), after)):
        from_ = max(filter(None, (owner.from_, first)), default=None)
        to = min(filter(None, (owner.to, last)), default=None)
        if from_ is None or to is None or from_ <= to:
            yield owner.model_copy(update={"person": person.model.id, "from_": from_, "to": to})


def is_in(graph: PlanGraph, team: str, at: Iterable[str]) -> bool:
    """Whether one of some teams is a team, or one below it."""
    return any(above.model.id == team for name in at for above in upwards(graph, name))


def belongings(graph: PlanGraph, person: str, team: str) -> tuple[str, ...]:
    """Return the teams that somebody belongs to: the one they work in, and those that they lead."""
    return (team, *graph.teams_led.get(person, ()))


def is_named(graph: PlanGraph, names: Iterable[str | None], person: str, role: str, teams: Iterable[str]) -> bool:
    """Whether one of the names means somebody of a role who belongs to teams.

    A team means its people, those of the teams below it, and who leads one of these.
    """
    wanted = set(names)
    if person in wanted or role in wanted:
        return True
    return any(name is not None and graph.find(Team, name) and is_in(graph, name, teams) for name in wanted)


def attends(graph: PlanGraph, who: Who, person: str, team: str, role: str) -> bool:
    """Whether somebody takes part in a meeting: with each team, by name, by role, or by team."""
    return who.team == "each" or is_named(graph, _names(who), person, role, belongings(graph, person, team))


def _names(who: Who) -> tuple[str | None, ...]:
    return (who.team, *who.people)


def partner_in(graph: PlanGraph, person: Entity[Person], team: str, role: str, rule: OneToOne) -> Entity[Person] | None:
    """Return with whom somebody has a one-to-one: the manager it names, or their own; None where it is not for them."""
    everybody = rule.who.team == "each" or rule.who == Who()
    if not everybody and not is_named(graph, _names(rule.who), person.model.id, role, (team,)):
        return None
    other = graph.find(Person, rule.manager) if rule.manager else leader(graph, person, team)
    return other if other is not None and other.key != person.key else None
