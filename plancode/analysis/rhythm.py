"""Time for meetings and one-to-ones: how often they fall on the working days of everybody who takes part."""

from collections.abc import Iterator
from decimal import Decimal

from plancode.analysis.entries import Entry
from plancode.analysis.staffing import Spell, Staffing
from plancode.analysis.worktime import occurrences
from plancode.graph.entity import Entity
from plancode.graph.posts import attends, is_invited, leader
from plancode.model.cadence import CadenceDocument, Meeting, OneToOne, Who
from plancode.model.team import Person
from plancode.period import months_between
from plancode.quantity import Quantity

_ZERO = Decimal(0)


class Rhythm:
    """The time that meetings and one-to-ones take."""

    def __init__(self, staffing: Staffing) -> None:
        """Take people and their time."""
        self.staffing, self.horizon, self.graph = staffing, staffing.horizon, staffing.graph
        self.meetings = self.graph.all(Meeting)
        self.documents = self.graph.all(CadenceDocument)

    def entries(self) -> Iterator[Entry]:
        """Yield what meetings and one-to-ones take."""
        if not self.meetings and not any(one.model.one_to_ones for one in self.documents):
            return
        for person in self.staffing.people:
            spells = tuple(self.staffing.spells(person))
            for meeting in self.meetings:
                yield Entry(person.model.id, "meetings", meeting, self._of_meeting(person, spells, meeting.model))
            for document in self.documents:
                for one in document.model.one_to_ones:
                    yield from self._one_to_one(person, spells, document, one)

    def _of_meeting(self, person: Entity[Person], spells: tuple[Spell, ...], meeting: Meeting) -> dict[int, Decimal]:
        found: dict[int, Decimal] = {}
        for spell in spells:
            if attends(self.graph, meeting.who, person.model.id, spell.stint.team, spell.stint.role):
                hours = self._times(person, spell, meeting.every) * meeting.minutes / 60
                found[spell.number] = found.get(spell.number, _ZERO) + hours
        return found

    def _one_to_one(
        self, person: Entity[Person], spells: tuple[Spell, ...], document: Entity[CadenceDocument], one: OneToOne
    ) -> Iterator[Entry]:
        """Yield the time of a report, and the same time of who leads them."""
        found: dict[str, dict[int, Decimal]] = {}
        for spell in spells:
            other = self._partner(person, spell, one)
            if other is None:
                continue
            hours = self._times(person, spell, one.every) * one.minutes / 60
            for name in (person.model.id, other.model.id):
                of_name = found.setdefault(name, {})
                of_name[spell.number] = of_name.get(spell.number, _ZERO) + hours
        yield from (Entry(name, "one_to_ones", document, hours) for name, hours in found.items())

    def _partner(self, person: Entity[Person], spell: Spell, one: OneToOne) -> Entity[Person] | None:
        stint = spell.stint
        if one.who != Who() and not is_invited(one.who, person.model.id, stint.team, stint.role):
            return None
        other = self.graph.find(Person, one.manager) if one.manager else leader(self.graph, person, stint.team)
        return other if other is not None and other.key != person.key else None

    def _times(self, person: Entity[Person], spell: Spell, every: Quantity) -> Decimal:
        days = self.horizon.days(person)
        worked, there = days.worked(spell.start, spell.end), days.calendar.days(spell.start, spell.end)
        presence = Decimal(worked) / there if there else _ZERO
        months = months_between(spell.start, spell.end)
        return occurrences(every, worked, days.calendar.week_days, months, presence)
