"""Workload: what everybody's work takes in each period against the hours they have."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from plancode.analysis.calls import CallPlans
from plancode.analysis.entries import WorkEntry, WorkKind
from plancode.analysis.memo import Memo
from plancode.analysis.ownership import Ownership
from plancode.analysis.rhythm import MeetingTime
from plancode.analysis.staffing import Staffing
from plancode.analysis.tasks import TaskTime
from plancode.analysis.worktime import hours_a_day, per_working_day
from plancode.graph.entity import Entity
from plancode.graph.grouped import grouped
from plancode.model.team import Person, Role

_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, eq=False)
class Load:
    """The work of a person: hours there are (None where the role does not say), and what they go to.

    Where a role `lacks_overhead`, nobody knows how much of the hours goes to what the plan does not name: it is told
    who has too much to do even so, and never who has too little.
    """

    person: Entity[Person]
    hours: dict[int, Decimal] | None
    entries: tuple[WorkEntry, ...]
    lacks_overhead: bool = False

    def of(self, number: int, kind: WorkKind | None = None) -> Decimal:
        """Return the load of a period, of one kind or of all."""
        return sum(
            (entry.by_period.get(number, _ZERO) for entry in self.entries if kind is None or entry.kind == kind), _ZERO
        )

    def whole(self, kind: WorkKind | None = None) -> Decimal:
        """Return the load of the whole plan."""
        if kind is None:
            return sum(self._by_kind.values(), _ZERO)
        return self._by_kind.get(kind, _ZERO)

    @cached_property
    def _by_kind(self) -> dict[WorkKind, Decimal]:
        by_kind: dict[WorkKind, Decimal] = {}
        for entry in self.entries:
            by_kind[entry.kind] = by_kind.get(entry.kind, _ZERO) + sum(entry.by_period.values(), _ZERO)
        return by_kind

    def utilisation(self) -> Decimal | None:
        """Return load over hours of the whole plan; None where hours are not known or none."""
        there = sum((self.hours or {}).values(), _ZERO)
        return self.whole() / there if there else None


class WorkloadTable:
    """The work of everybody."""

    def __init__(self, staffing: Staffing, ownership: Ownership, memo: Memo) -> None:
        """Take people, what they look after, and figures to borrow."""
        self.staffing, self.ownership, self.memo = staffing, ownership, memo
        self.horizon = staffing.horizon

    def of(self, person: Entity[Person]) -> Load:
        """Return the work of somebody."""
        return self._by_person[person]

    @cached_property
    def _by_person(self) -> dict[Entity[Person], Load]:
        taking = (entry for entry in self._entries() if any(entry.by_period.values()))
        entries = grouped(taking, lambda entry: entry.person)
        return {
            person: Load(
                person, self._hours(person), tuple(entries.get(person.model.id, ())), self._lacks_overhead(person)
            )
            for person in self.staffing.people
        }

    @cached_property
    def loads(self) -> tuple[Load, ...]:
        """The work of everybody who is there at some time of the plan."""
        return tuple(load for person, load in self._by_person.items() if self.staffing.stints(person))

    def _entries(self) -> Iterator[WorkEntry]:
        for person in self.staffing.people:
            yield from self._calls(person)
            yield from self._prospecting(person)
        yield from TaskTime(self.staffing, self.ownership).entries()
        yield from MeetingTime(self.staffing).entries()

    @cached_property
    def call_plans(self) -> CallPlans:
        """The call plans."""
        return CallPlans(self.staffing)

    def _calls(self, person: Entity[Person]) -> tuple[WorkEntry, ...]:
        holdings = self.ownership.of_person(person.model.id)
        if not holdings or not self.call_plans.documents:
            return ()
        held = tuple((holding.customer, holding.territory, holding.holder, holding.index) for holding in holdings)
        plan = (self.staffing.graph.plan, self.horizon.calendar_document())
        inputs = (*self._known(person), plan, held, self.call_plans.documents, self._carriers(person))
        return self.memo.get("calls", inputs, lambda: tuple(self._visits(person)))

    def _carriers(self, person: Entity[Person]) -> tuple[object, ...]:
        """Return those who may make visits for somebody, with role and calendar: their figures are made of them too."""
        names = {
            holding.territory.model.deputy for holding in self.ownership.of_person(person.model.id) if holding.territory
        }
        names.add(person.model.vacancy.carried_by if person.model.vacancy else None)
        carriers = [self.staffing.graph.find(Person, name) for name in sorted(name for name in names if name)]
        return tuple(self._known(carrier) for carrier in carriers if carrier)

    def _known(self, person: Entity[Person]) -> tuple[object, ...]:
        """Return somebody with their roles and calendar."""
        roles = tuple(self.staffing.role(stint.role) for stint in self.staffing.stints(person))
        return person, roles, self.horizon.calendar_document(person)

    def _visits(self, person: Entity[Person]) -> Iterator[WorkEntry]:
        for visits in self.call_plans.visits(person, self.ownership.of_person(person.model.id)):
            yield WorkEntry(visits.person, "calls", visits.territory or visits.plan, visits.hours, visits)

    def _prospecting(self, person: Entity[Person]) -> Iterator[WorkEntry]:
        days = self.horizon.days(person)
        by_role: dict[Entity[Role], dict[int, Decimal]] = {}
        for spell in self.staffing.spells(person):
            role = self.staffing.role(spell.stint.role)
            if role is not None and role.model.prospecting is not None:
                whole = days.calendar.in_period(self.horizon.plan)
                per_day = per_working_day(role.model.prospecting, days.calendar.week_days, self.horizon.months, whole)
                by_period = by_role.setdefault(role, {})
                hours = per_day * spell.worked * spell.stint.fte
                by_period[spell.number] = by_period.get(spell.number, _ZERO) + hours
        yield from (WorkEntry(person.model.id, "prospecting", role, hours) for role, hours in by_role.items())

    def _lacks_overhead(self, person: Entity[Person]) -> bool:
        roles = (self.staffing.role(stint.role) for stint in self.staffing.stints(person))
        return any(role is not None and role.model.overhead is None for role in roles)

    def _hours(self, person: Entity[Person]) -> dict[int, Decimal] | None:
        days = self.horizon.days(person)
        week = days.calendar.week_length
        hours: dict[int, Decimal] = {}
        for stint in self.staffing.stints(person):
            role = self.staffing.role(stint.role)
            day = hours_a_day(role.model, week) if role else None
            if day is None or role is None:
                return None
            net = day * stint.fte * (_ONE - (role.model.overhead.number if role.model.overhead else _ZERO))
            for spell in self.staffing.spells(person):
                if spell.stint is stint:
                    hours[spell.number] = hours.get(spell.number, _ZERO) + days.full_days(spell.start, spell.end) * net
        leave, worked = self.staffing.leave_to_come(person), sum(one.worked for one in self.staffing.spells(person))
        if not leave or not worked:
            return hours
        return {number: amount * max(_ONE - leave / worked, _ZERO) for number, amount in hours.items()}
