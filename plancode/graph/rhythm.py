"""Who takes part in which meeting and one-to-one, and how often they come."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.graph.graph import PlanGraph
from plancode.graph.posts import attends, partner_in
from plancode.model.cadence import CadenceDocument, Meeting, OneToOne
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
        for number, rule in enumerate(document.model.one_to_ones):
            yield document, number, rule


def partner(facts: Facts, person: Entity[Person], rule: OneToOne) -> Entity[Person] | None:
    """Return with whom somebody has a one-to-one on the day."""
    return partner_in(facts.graph, person, facts.team_name(person), _role(facts, person), rule)


def takes_part(facts: Facts, person: Entity[Person], meeting: Meeting) -> bool:
    """Whether somebody takes part in a meeting on the day: with their team, by name, by role, or as manager of it."""
    return attends(facts.graph, meeting.who, person.model.id, facts.team_name(person), _role(facts, person))


def _role(facts: Facts, person: Entity[Person]) -> str:
    role = facts.role(person)
    return role.model.id if role else ""


def led_in(facts: Facts, team: Entity[Team]) -> tuple[Entity[Person], ...]:
    """Return who works in a team and does not lead it, open seats apart."""
    return tuple(
        person for person in facts.members(team) if person.model.id != team.model.manager and not person.model.open
    )


def meets(facts: Facts, team: Entity[Team], meeting: Meeting) -> bool:
    """Whether everybody in a team takes part in a meeting, its manager apart unless they are alone in it."""
    manager = facts.graph.find(Person, team.model.manager)
    people = led_in(facts, team) or ((manager,) if manager is not None else ())
    return bool(people) and all(takes_part(facts, person, meeting) for person in people)
