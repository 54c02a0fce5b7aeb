"""Visits: how often each class of customer is called on, by whom, in which period, and how long that takes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from plancode.analysis.ownership import Holding
from plancode.analysis.staffing import Staffing
from plancode.analysis.worktime import hours_a_day, hours_of
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.model.territories import CallPlan, TerritoriesDocument, Territory

_ZERO, _ONE = Decimal(0), Decimal(1)
DaysBetween = Callable[[date, date], int]


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits to the customers of one class in a territory that somebody makes, by period."""

    person: str
    territory: Entity[Territory] | None
    plan: Entity[TerritoriesDocument]
    class_: str
    customers: Decimal
    by_period: dict[int, Decimal]
    hours_each: Decimal
    carried_for: str = ""

    @property
    def hours(self) -> dict[int, Decimal]:
        """The time they take, by period."""
        return {number: count * self.hours_each for number, count in self.by_period.items()}


@dataclass(frozen=True, slots=True)
class _Batch:
    """Holdings alike but for the customer: `customers` counts them, by the owner's share."""

    territory: Entity[Territory] | None
    class_: str
    start: date
    end: date
    customers: Decimal


class CallPlans:
    """The call plans of a plan, and the visits that follow from them."""

    def __init__(self, staffing: Staffing) -> None:
        """Take people and their time."""
        self.staffing, self.horizon = staffing, staffing.horizon
        self.whole = self.horizon.calendar().in_period(self.horizon.plan)

    @cached_property
    def _documents(self) -> tuple[Entity[TerritoriesDocument], ...]:
        return tuple(one for one in self.staffing.graph.all(TerritoriesDocument) if one.model.call_plan)

    def of_class(self, name: str | None, document_id: str) -> tuple[Entity[TerritoriesDocument], CallPlan] | None:
        """Return the call plan of a class: of the territory's own document, else of the first that has it."""
        found = [one for one in self._documents if name is not None and name in one.model.call_plan]
        if not found or name is None:
            return None
        own = next((one for one in found if one.model.id == document_id), found[0])
        return own, own.model.call_plan[name]

    def visits(self, person: Entity[Person], holdings: tuple[Holding, ...]) -> Iterator[Visits]:
        """Yield the visits that follow from what somebody looks after: their own, and those others make for them."""
        for batch in _batched(holdings):
            document = batch.territory.document_id if batch.territory else ""
            found = self.of_class(batch.class_, document)
            if found is not None:
                yield from self._of_batch(person, batch, *found)

    def _of_batch(
        self, person: Entity[Person], batch: _Batch, document: Entity[TerritoriesDocument], plan: CallPlan
    ) -> Iterator[Visits]:
        days = self.horizon.days(person)
        calls = plan.calls.quantity.number * self.horizon.times(plan.calls) * batch.customers
        held = days.calendar.days(batch.start, batch.end)
        employed = days.employed(batch.start, batch.end)
        away = days.long_absent(batch.start, batch.end)
        each = self._hours_each(person, plan, batch.territory)
        if not self.whole or not calls:
            return
        own = self._spread(person, batch, calls * (employed - away) / self.whole)
        yield Visits(person.model.id, batch.territory, document, batch.class_, batch.customers, own, each)
        deputy = batch.territory.model.deputy if batch.territory else None
        if away and deputy:
            by_period = self._by_days(calls, days.long_absent, batch)
            yield self._for(person, batch, document, plan, deputy, by_period)
        carrier = person.model.vacancy.carried_by if person.model.vacancy else "none"
        if held > employed and person.model.open and carrier != "none":
            by_period = self._by_days(
                calls, lambda start, end: days.calendar.days(start, end) - days.employed(start, end), batch
            )
            yield self._for(person, batch, document, plan, carrier, by_period)

    def _for(  # noqa: PLR0913, PLR0917  # the parts of visits
        self,
        person: Entity[Person],
        batch: _Batch,
        document: Entity[TerritoriesDocument],
        plan: CallPlan,
        carrier: str,
        by_period: dict[int, Decimal],
    ) -> Visits:
        other = self.staffing.graph.find(Person, carrier)
        each = self._hours_each(other or person, plan, batch.territory)
        return Visits(
            carrier, batch.territory, document, batch.class_, batch.customers, by_period, each, person.model.id
        )

    def _spread(self, person: Entity[Person], batch: _Batch, calls: Decimal) -> dict[int, Decimal]:
        """Spread visits over the days that somebody works while they hold: exact over the year."""
        days = self.horizon.days(person)
        worked: dict[int, int] = {}
        for spell in self.staffing.spells(person):
            if batch.start <= spell.start and spell.end <= batch.end:
                count = spell.worked
            else:
                count = days.worked(max(spell.start, batch.start), min(spell.end, batch.end))
            if count:
                worked[spell.number] = worked.get(spell.number, 0) + count
        whole = sum(worked.values())
        return {number: calls * count / whole for number, count in worked.items()}

    def _by_days(self, calls: Decimal, count: DaysBetween, batch: _Batch) -> dict[int, Decimal]:
        found = {}
        for number in self.horizon.touched(batch.start, batch.end):
            period = self.horizon.periods[number]
            days = count(max(period.start, batch.start), min(period.end, batch.end))
            if days:
                found[number] = calls * days / self.whole
        return found

    def _hours_each(self, person: Entity[Person], plan: CallPlan, territory: Entity[Territory] | None) -> Decimal:
        """Return the time of a visit with its travel; travel a day counts for each day's worth of visits."""
        role = self.staffing.role(person.model.role)
        week = self.horizon.days(person).calendar.week_days
        day = hours_a_day(role.model, week) if role else None
        each = hours_of(plan.minutes, day, week)
        if plan.travel is not None:
            return each + hours_of(plan.travel, day, week)
        travel = territory.model.travel_per_day if territory else None
        if travel is None or day is None or role is None:
            return each
        net = day * (_ONE - (role.model.overhead.number if role.model.overhead else _ZERO))
        return each * (_ONE + hours_of(travel, day, week) / net) if net else each


def _batched(holdings: tuple[Holding, ...]) -> Iterator[_Batch]:
    found: dict[tuple[Entity[Territory] | None, str, date, date], Decimal] = {}
    for one in holdings:
        if one.owner.as_ != "primary":
            continue
        key = (one.territory, one.customer.model.class_ or "", one.start, one.end)
        found[key] = found.get(key, _ZERO) + one.count * one.owner.share.number
    for (territory, class_, start, end), customers in found.items():
        yield _Batch(territory, class_, start, end, customers)
