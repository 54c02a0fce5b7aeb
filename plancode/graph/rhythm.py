"""Who takes part in which meeting and one-to-one, and how often they come."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.model.cadence import CadenceDocument, Meeting, OneToOne, Who
from plancode.model.team import Person, Team
from plancode.quantity import Quantity

_MINUTES: Final = {"min": 1, "h": 60, "d": 1440, "w": 10_080, "m": 43_830, "q": 131_490, "y": 525_960}
"""Minutes of a day, a week of 7 days, a month of 30.4375, a quarter of 91.3125, a year of 365.25."""


def minutes_of(duration: Quantity) -> Decimal:
    """Return how long a duration is by the calendar, to be compared with others."""
    return duration.number * _MINUTES[duration.unit]


def one_to_ones(graph: PlanGraph) -> Iterator[tuple[Entity[CadenceDocument], int, OneToOne]]:
    """Yield every rule for one-to-ones, with the document it is in and its number there."""
    for document in graph.all(CadenceDocument):
        for number, one in enumerate(document.model.one_to_ones):
            yield document, number, one


def partner(facts: Facts, person: Entity[Person], one: OneToOne) -> Entity[Person] | None:
    """Return with whom somebody has a one-to-one: the manager it names, or their own; None where it is not for them."""
    if one.who != Who() and not _is_invited(facts, person, one.who, facts.team_name(person)):
        return None
    other = facts.manager(person) if one.manager is None else facts.graph.find(Person, one.manager)
    return other if other is not None and other.key != person.key else None


def takes_part(facts: Facts, person: Entity[Person], meeting: Meeting) -> bool:
    """Whether somebody takes part in a meeting: with their team, by name, by role, or as manager of the team."""
    who, team = meeting.who, facts.team_name(person)
    if _is_invited(facts, person, who, team) or team in who.people:
        return True
    met = facts.graph.find(Team, who.team)
    return met is not None and met.model.manager == person.model.id


def _is_invited(facts: Facts, person: Entity[Person], who: Who, team: str) -> bool:
    role = facts.role(person)
    names = {person.model.id, role.model.id if role else ""}
    return who.team in {"each", team} or not names.isdisjoint(who.people)


def led_in(facts: Facts, team: Entity[Team]) -> tuple[Entity[Person], ...]:
    """Return who works in a team and does not lead it, open seats apart."""
    return tuple(one for one in facts.members(team) if one.model.id != team.model.manager and not one.model.open)


def meets(facts: Facts, team: Entity[Team], meeting: Meeting) -> bool:
    """Whether everybody in a team takes part in a meeting, its manager apart."""
    return all(takes_part(facts, person, meeting) for person in led_in(facts, team))
