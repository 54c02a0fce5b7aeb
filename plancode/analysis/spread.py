"""The spread of a document's targets over the periods: by its phasing, and by the days somebody is there."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from plancode.analysis.desk import Desk
from plancode.analysis.targets import Target
from plancode.calendar.phasing import Weights
from plancode.calendar.working import WorkingCalendar
from plancode.graph.entity import Entity
from plancode.model.calendar import Profile
from plancode.model.targets import ProfilePhasing, TargetsDocument
from plancode.model.team import Person
from plancode.period import Period, months_between
from plancode.split import spread

_ZERO, _ONE = Decimal(0), Decimal(1)
_Length = Callable[[Period], Decimal]


@dataclass(frozen=True, slots=True)
class Spread:
    """How one document spreads its targets."""

    desk: Desk
    document: Entity[TargetsDocument]
    weights: Weights

    def phase(self, target: Target) -> None:
        """Spread a figure over the periods; a metric that does not add up holds its value in each."""
        if target.amount is None or target.assigned is None:
            return
        if not target.period.overlaps(self.desk.horizon.plan):
            target.fault = "outside"
        if not target.by_period:
            target.by_period = self._spread(target, target.amount)
        same = target.assigned == target.amount
        target.assigned_by_period = target.by_period if same else self._spread(target, target.assigned)

    def _spread(self, target: Target, amount: Decimal) -> dict[int, Decimal]:
        period, horizon = target.period, self.desk.horizon
        only = horizon.numbers.get((period.start, period.end))
        if only is not None:
            return {only: amount}
        numbers = horizon.touched(period.start, period.end)
        if not self.desk.measures.adds_over_time(target.metric):
            return dict.fromkeys(numbers, amount)
        if not numbers:
            return {}
        stated = self._stated(target, amount, numbers)
        if stated is not None:
            return stated
        step = self.desk.measures.step(target.metric)
        return dict(zip(numbers, spread(amount, self._weights_in(target, numbers), step), strict=True))

    def _stated(self, target: Target, amount: Decimal, numbers: range) -> dict[int, Decimal] | None:
        """Return the amounts that the phasing states for the target at the top, where they make up its amount."""
        phasing = self.document.model.phasing
        listed = phasing.amounts if phasing is not None and not isinstance(phasing, str) else ()
        if not listed or not target.top or len(listed) != len(numbers):
            return None
        number, day = self.desk.measures.number, target.period.start
        amounts = [number(quantity, day, target.metric) or _ZERO for quantity in listed]
        return dict(zip(numbers, amounts, strict=True)) if sum(amounts, _ZERO) == amount else None

    def _weights_in(self, target: Target, numbers: range) -> list[Decimal]:
        period = target.period
        parts = [self.desk.horizon.part(number, period.start, period.end) for number in numbers]
        row, person = target.row, self.desk.person(target)
        held = row is not None and (row.period is None or row.prorate)
        if person is not None and held and (person.model.start or person.model.end):
            parts = [part * self._employed(person, number) for part, number in zip(parts, numbers, strict=True)]
        if person is not None and target.how == "rest" and not self.desk.measures.is_cost(target.metric):
            beside = self.desk.staffing.stands_beside
            parts = [_ZERO if beside(person, number) else part for part, number in zip(parts, numbers, strict=True)]
        weighed = [self.weights.by_period[number] * part for number, part in zip(numbers, parts, strict=True)]
        return weighed if any(weighed) else parts

    def part_there(self, target: Target, by: Literal["months", "working_days"]) -> Decimal:
        """Return which part of a figure falls into the time that somebody is there, by its phasing.

        The shares of a profile's named periods, else the weights of the plan's, are cut by the time of each.
        """
        person, whole, there = self.desk.person(target), _ZERO, _ZERO
        if person is None:
            return _ONE
        days = self.desk.horizon.days(person)
        employed = Period(days.start, days.end)
        for block, weight in self._blocks():
            length = _lengths(block, by, days.calendar)
            inside, of_block = block.within(target.period), weight / length(block)
            whole += of_block * length(inside)
            there += of_block * length(inside.within(employed))
        return there / whole if whole else _ONE

    def _blocks(self) -> Iterator[tuple[Period, Decimal]]:
        """Yield the stretches that the phasing gives weights to, with these."""
        phasing, graph = self.document.model.phasing, self.desk.horizon.graph
        named = phasing.profile if isinstance(phasing, ProfilePhasing) and phasing.weigh is None else None
        profile = graph.find(Profile, named)
        if profile is None or not profile.model.named:
            yield from zip(self.desk.horizon.periods, self.weights.by_period, strict=True)
            return
        for name, share in profile.model.named.items():
            period = graph.period(name)
            if period is not None:
                yield period, share.number

    def _employed(self, person: Entity[Person], number: int) -> Decimal:
        period, days = self.desk.horizon.periods[number], self.desk.horizon.days(person)
        whole = days.calendar.in_period(period)
        if whole:
            return Decimal(days.employed(period.start, period.end)) / whole
        there = min(period.end, days.end) - max(period.start, days.start)
        return Decimal(max(there.days, 0)) / period.days


def _lengths(block: Period, by: Literal["months", "working_days"], calendar: WorkingCalendar) -> _Length:
    """Return what tells how long a part of a block is: in calendar months, or working days; in days without these."""
    if by == "months":
        return lambda part: months_between(part.start, part.end)
    if calendar.in_period(block):
        return lambda part: Decimal(calendar.in_period(part))
    return lambda part: Decimal(part.days)


def take(left: dict[int, Decimal], amounts: Mapping[int, Decimal]) -> None:
    """Take amounts away from what is left in each period."""
    for number, amount in amounts.items():
        left[number] = left.get(number, _ZERO) - amount
