"""Time for meetings and one-to-ones: how often they fall on the working days of everybody who takes part."""

from collections.abc import Iterator
from decimal import Decimal

from plancode.analysis.entries import WorkEntry
from plancode.analysis.staffing import Spell, Staffing
from plancode.analysis.targets import add
from plancode.analysis.worktime import by_month, by_working_day
from plancode.graph.entity import Entity
from plancode.graph.posts import attends, belongings, is_named, partner_in
from plancode.graph.stints import Stint
from plancode.model.cadence import CadenceDocument, Meeting, OneToOne, Who
from plancode.model.team import Person, Team
from plancode.period import months_between
from plancode.quantity import Quantity

_ZERO = Decimal(0)


class MeetingTime:
    """The time that meetings and one-to-ones take."""

    def __init__(self, staffing: Staffing) -> None:
        """Take people and their time."""
        self.staffing, self.horizon, self.graph = staffing, staffing.horizon, staffing.graph
        self.meetings = self.graph.all(Meeting)
        self.documents = self.graph.all(CadenceDocument)

    def entries(self) -> Iterator[WorkEntry]:
        """Yield what meetings and one-to-ones take."""
        if not self.meetings and not any(document.model.one_to_ones for document in self.documents):
            return
        for person in self.staffing.people:
            for meeting in self.meetings:
                yield WorkEntry(person.model.id, "meetings", meeting, self._of_meeting(person, meeting.model))
            for document in self.documents:
                for rule in document.model.one_to_ones:
                    yield from self._one_to_one(person, document, rule)

    def _of_meeting(self, person: Entity[Person], meeting: Meeting) -> dict[int, Decimal]:
        hours: dict[int, Decimal] = {}
        for stint in self.staffing.stints(person):
            times = self._times(person.model.id, stint, meeting.who)
            if times:
                add(hours, self._hours(person, stint, meeting.every, meeting.minutes * times))
        return hours

    def _times(self, person: str, stint: Stint, who: Who) -> int:
        """Return how many meetings somebody takes part in: where each team meets, those of all teams they lead too."""
        if who.team != "each":
            return int(attends(self.graph, who, person, stint.team, stint.role))
        if is_named(self.graph, who.people, person, stint.role, belongings(self.graph, person, stint.team)):
            return len(self.graph.all(Team))
        led = self.graph.teams_led.get(person)
        return len({stint.team, *led}) if led else 1

    def _one_to_one(
        self, person: Entity[Person], document: Entity[CadenceDocument], rule: OneToOne
    ) -> Iterator[WorkEntry]:
        """Yield the time of a report, and the same time of who leads them."""
        by_person: dict[str, dict[int, Decimal]] = {}
        for stint in self.staffing.stints(person):
            other = partner_in(self.graph, person, stint.team, stint.role, rule)
            if other is not None:
                hours = self._hours(person, stint, rule.every, rule.minutes, other)
                for name in (person.model.id, other.model.id):
                    add(by_person.setdefault(name, {}), hours)
        yield from (WorkEntry(name, "one_to_ones", document, hours) for name, hours in by_person.items())

    def _hours(
        self, person: Entity[Person], stint: Stint, every: Quantity, minutes: int, other: Entity[Person] | None = None
    ) -> dict[int, Decimal]:
        """Return the hours that something takes in each period of a stint, on the days on which `other` is there."""
        spells = [spell for spell in self.staffing.spells(person) if spell.stint is stint]
        worked = [(spell.number, spell.worked) for spell in spells]
        if other is not None and (other.model.start or other.model.end):
            worked = [(spell.number, self._worked(person, spell, other)) for spell in spells]
        if every.unit in ("d", "w"):
            per_day = Decimal(minutes) / 60 * by_working_day(every, self.horizon.days(person).calendar.week_days)
            return {number: days * per_day for number, days in worked}
        return {number: self._by_months(person, number, days, every) * minutes / 60 for number, days in worked}

    def _worked(self, person: Entity[Person], spell: Spell, other: Entity[Person]) -> int:
        """Return the days somebody works in a spell, those on which somebody else is not employed left out."""
        days = self.horizon.days(other)
        if days.start <= spell.start and spell.end <= days.end:
            return spell.worked
        return self.horizon.days(person).worked(max(spell.start, days.start), min(spell.end, days.end))

    def _by_months(self, person: Entity[Person], number: int, worked: int, every: Quantity) -> Decimal:
        """Return how often something monthly falls into a period, as far as somebody works in it."""
        period = self.horizon.periods[number]
        presence = self.staffing.part_of_period(person, worked, number)
        return by_month(every) * months_between(period.start, period.end) * presence
