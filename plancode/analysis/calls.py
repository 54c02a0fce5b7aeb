"""Visits: how often each class of customer is called on, by whom, in which period, and how long that takes."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from plancode.analysis.ownership import Holding
from plancode.analysis.staffing import Staffing
from plancode.analysis.targets import add
from plancode.analysis.worktime import hours_a_day, hours_of
from plancode.graph.entity import Entity
from plancode.graph.posts import carrier
from plancode.graph.stints import Stint
from plancode.model.team import Person
from plancode.model.territories import CallPlan, TerritoriesDocument, Territory

_ZERO, _ONE = Decimal(0), Decimal(1)
DaysBetween = Callable[[date, date], int]
DaySpan = tuple[date, date]
"""From a day up to, but not with, another."""
VisitCounts = list[tuple[Stint, dict[int, int]]]
"""Days by period, for each stint."""


class Visits(NamedTuple):
    """The visits to the customers of one class in a territory that somebody makes, and their hours, by period."""

    person: str
    territory: Entity[Territory] | None
    plan: Entity[TerritoriesDocument]
    class_: str
    customers: Decimal
    by_period: dict[int, Decimal]
    hours: dict[int, Decimal]
    carried_for: str = ""


class _Round(NamedTuple):
    """Visits to customers alike: how long they take, how many there are for each working day of the plan.

    `customers` counts the customers, by the owner's share.
    """

    owner: Entity[Person]
    territory: Entity[Territory] | None
    class_: str
    customers: Decimal
    document: Entity[TerritoriesDocument]
    plan: CallPlan
    a_day: Decimal


class CallPlans:
    """The call plans of a plan, and the visits that follow from them."""

    def __init__(self, staffing: Staffing) -> None:
        """Take people and their time."""
        self.staffing, self.horizon = staffing, staffing.horizon
        self.whole = self.horizon.calendar().in_period(self.horizon.plan)
        self._whole: dict[Entity[Person], tuple[DaySpan, VisitCounts]] = {}

    @cached_property
    def documents(self) -> tuple[Entity[TerritoriesDocument], ...]:
        """The documents with a call plan."""
        return tuple(document for document in self.staffing.graph.all(TerritoriesDocument) if document.model.call_plan)

    def of_class(self, name: str | None, document_id: str) -> tuple[Entity[TerritoriesDocument], CallPlan] | None:
        """Return the call plan of a class: of the territory's own document, else of the first that has it."""
        fitting = [document for document in self.documents if name is not None and name in document.model.call_plan]
        if not fitting or name is None:
            return None
        own = next((document for document in fitting if document.model.id == document_id), fitting[0])
        return own, own.model.call_plan[name]

    def visits(self, person: Entity[Person], holdings: tuple[Holding, ...]) -> Iterator[Visits]:
        """Yield the visits that follow from what somebody looks after: their own, and those others make for them."""
        alike: dict[tuple[Entity[Territory] | None, str, date, date], Decimal] = {}
        for holding in holdings:
            if holding.owner.as_ == "primary":
                key = (holding.territory, holding.customer.model.class_ or "", holding.start, holding.end)
                alike[key] = alike.get(key, _ZERO) + holding.count * holding.owner.share.number
        for (territory, class_, start, end), customers in alike.items():
            planned = self.of_class(class_, territory.document_id if territory else "")
            if planned is not None and self.whole:
                document, plan = planned
                calls = plan.calls.quantity.number * self.horizon.times(plan.calls) * customers
                round_ = _Round(person, territory, class_, customers, document, plan, calls / self.whole)
                yield from self._of_round(round_, start, end) if calls else ()

    def _of_round(self, round_: _Round, start: date, end: date) -> Iterator[Visits]:
        """Yield the visits of the owner, and those of who carries their work while the seat is open."""
        person, days = round_.owner, self.horizon.days(round_.owner)
        yield from self._made(round_, person, [(start, end)])
        other = carrier(self.staffing.graph, person)
        if other is not None:
            yield from self._made(round_, other, [(start, min(end, days.start)), (max(start, days.end), end)])

    def _made(self, round_: _Round, maker: Entity[Person], stretches: list[DaySpan]) -> Iterator[Visits]:
        """Yield the visits that somebody makes in stretches of days, and those of a long leave, made by the deputy.

        There are as many as the working days of the plan's calendar in them ask for, whatever calendar the maker has:
        in a long leave those that fall on the maker's working days, on the days worked all others.
        """
        days, plan = self.horizon.days(maker), self.horizon.calendar()
        spans = [self._employed(maker, *stretch) for stretch in stretches]
        there = sum(days.calendar.days(*span) for span in spans)
        if not there:
            return
        per_day = (
            round_.a_day if days.calendar is plan else round_.a_day * sum(plan.days(*span) for span in spans) / there
        )
        away = sum(days.long_absent(*span) for span in spans) if days.long_leave else 0
        worked = self._worked(maker, spans)
        whole = sum(sum(counts.values()) for _, counts in worked)
        if whole:
            here = there - away
            yield self._visits(round_, maker, worked, per_day if here == whole else per_day * here / whole)
        territory = round_.territory
        deputy = self.staffing.graph.find(Person, territory.model.deputy) if away and territory else None
        if deputy is not None and deputy is not maker:
            yield self._visits(round_, deputy, self._counted(deputy, spans, days.long_absent), per_day)

    def _worked(self, maker: Entity[Person], spans: list[DaySpan]) -> VisitCounts:
        """Return the days that somebody works in stretches; most hold all the time, which is counted once."""
        if maker not in self._whole:
            plan, spells = self.horizon.plan, self.staffing.spells(maker)
            by_stint: dict[int, tuple[Stint, dict[int, int]]] = {}
            for spell in spells:
                by_stint.setdefault(id(spell.stint), (spell.stint, {}))[1][spell.number] = spell.worked
            self._whole[maker] = self._employed(maker, plan.start, plan.end), list(by_stint.values())
        whole, counted = self._whole[maker]
        return counted if spans == [whole] else self._counted(maker, spans, self.horizon.days(maker).worked)

    def _employed(self, maker: Entity[Person], start: date, end: date) -> DaySpan:
        days = self.horizon.days(maker)
        return max(start, days.start), min(end, days.end)

    def _counted(self, maker: Entity[Person], spans: list[DaySpan], count: DaysBetween) -> VisitCounts:
        """Return the days that count in stretches, for each stint of somebody and each period."""
        counted: VisitCounts = []
        for spell in self.staffing.spells(maker):
            days = sum(
                count(max(start, spell.start), min(end, spell.end))
                for start, end in spans
                if start < spell.end and spell.start < end
            )
            if not counted or counted[-1][0] is not spell.stint:
                counted.append((spell.stint, {}))
            if days:
                counted[-1][1][spell.number] = days
        return counted

    def _visits(self, round_: _Round, maker: Entity[Person], counted: VisitCounts, per_day: Decimal) -> Visits:
        """Return so many visits for each day that counts, with the hours they take."""
        by_period: dict[int, Decimal] = {}
        hours: dict[int, Decimal] = {}
        for stint, counts in counted:
            visits = {number: per_day * days for number, days in counts.items()}
            time = self._hours_each(maker, stint, round_.plan, round_.territory) if counts else _ZERO
            add(by_period, visits)
            add(hours, {number: count * time for number, count in visits.items()})
        owner, territory, class_, customers, document, *_ = round_
        carried_for = "" if maker is owner else owner.model.id
        return Visits(maker.model.id, territory, document, class_, customers, by_period, hours, carried_for)

    def _hours_each(
        self, maker: Entity[Person], stint: Stint, plan: CallPlan, territory: Entity[Territory] | None
    ) -> Decimal:
        """Return the time of a visit with its travel; travel a day counts for each day's worth of visits."""
        role = self.staffing.role(stint.role)
        week = self.horizon.days(maker).calendar.week_length
        day = hours_a_day(role.model, week) if role else None
        time = hours_of(plan.minutes, day, week)
        if plan.travel is not None:
            return time + hours_of(plan.travel, day, week)
        travel = territory.model.travel_per_day if territory else None
        if travel is None or day is None or role is None:
            return time
        net = day * stint.fte * (_ONE - (role.model.overhead.number if role.model.overhead else _ZERO))
        return time * (_ONE + hours_of(travel, day, week) / net) if net else time
