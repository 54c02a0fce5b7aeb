"""The targets of one document worked out: fixed figures first, then shares and rests from the top down."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from plancode.analysis.history import History
from plancode.analysis.ladder import Ladder
from plancode.analysis.measures import Measures, Scope
from plancode.analysis.targets import ByPeriod, How, Target
from plancode.calendar.horizon import Horizon
from plancode.calendar.phasing import Weights, weights_of
from plancode.findings.place import Route
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.targets import Opportunity, Row, TargetRow, TargetsDocument
from plancode.model.team import Person
from plancode.period import Period
from plancode.quantity import Quantity
from plancode.split import share_out, split

_ZERO, _ONE = Decimal(0), Decimal(1)
Cut = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a document is worked out with."""

    horizon: Horizon
    measures: Measures
    ladder: Ladder
    history: History


class Book:
    """The targets of one document."""

    def __init__(
        self,
        desk: Desk,
        document: Entity[TargetsDocument],
        rows: Sequence[Entity[TargetRow]],
        deals: Sequence[Entity[Opportunity]] = (),
    ) -> None:
        """Take a document with its rows and open deals."""
        self.desk, self.document, self.deals = desk, document, deals
        self.metric = document.model.metric
        self.adds_up = desk.measures.adds_up(self.metric)
        self.phases = desk.measures.adds_over_time(self.metric)
        self.step = desk.measures.step(self.metric)
        self.targets = list(self._stated(rows))
        self._climbed = False

    def _stated(self, rows: Sequence[Entity[TargetRow]]) -> Iterator[Target]:
        top = self.document.model.target
        if top is not None:
            yield self._target(self.document, ("target",), top, top=True)
        for row in rows:
            yield self._target(row, (), row.model)

    def _target(self, holder: Entity[Keyed], route: Route, row: Row, *, top: bool = False) -> Target:
        period = self.desk.horizon.graph.period(row.period) or self.desk.horizon.plan
        how = _how(row)
        return Target(self.document, holder, (*route, how), row, self.metric, row.dimensions, period, how, top=top)

    @cached_property
    def _by_scope(self) -> dict[Scope, list[Target]]:
        found: dict[Scope, list[Target]] = defaultdict(list)
        for target in self.targets:
            found[target.scope].append(target)
        return found

    @cached_property
    def top(self) -> Target | None:
        """The target at the top."""
        return next((target for target in self.targets if target.top), None)

    @cached_property
    def weights(self) -> Weights:
        """The weights of the document's phasing."""
        within = self.top.period if self.top else self.desk.horizon.plan
        return weights_of(self.desk.horizon, self.document.model.phasing, within, self.deals)

    def work_out(self) -> list[Target]:
        """Work out all figures; return the targets."""
        below: dict[Target, list[Target]] = defaultdict(list)
        by_rule = self.document.model.people is not None or any(one.how in ("share", "rest") for one in self.targets)
        if by_rule:
            self.climb()
        for target in self.targets:
            self._fix(target)
            if target.above is not None:
                below[target.above].append(target)
            elif target.how in ("share", "rest"):
                target.fault = "whole"
        for target in sorted(self.targets, key=lambda one: one.depth) if below else self.targets:
            self._phase(target)
            if target in below:
                self._hand_down(target, below[target])
        return self.targets

    def climb(self) -> None:
        """Find what stands above each target; only shares, rests and adjustments that rebalance need to know."""
        if not self._climbed:
            self._climbed = True
            for target in self.targets:
                target.above = self._above(target)

    def _above(self, target: Target) -> Target | None:
        if target.top:
            return None
        period = self._reach(target)
        for scope in self.desk.ladder.above(target.scope, period):
            for other in self._by_scope.get(scope, ()):
                if other.period.covers(target.period) and not _stands_on(other, target):
                    return other
        return self.top if self.top is not None and self.top.period.covers(target.period) else None

    def _reach(self, target: Target) -> Period:
        """Return the period of a target, for a person as far as they are employed in it."""
        person = self._person(target)
        first = person.model.start if person else None
        return Period(first, target.period.end) if first and first in target.period else target.period

    def _person(self, target: Target) -> Entity[Person] | None:
        name = target.get("person")
        return self.desk.horizon.graph.find(Person, name) if name else None

    def _fix(self, target: Target) -> None:
        """Work out a figure that depends on no other target."""
        row = target.row
        if row is None:
            return
        if row.amount is not None:
            self._settle(target, self._number(row.amount, target.period.start), "rate")
        elif row.growth is not None:
            target.baseline = self.baseline(target)
            if target.baseline is None:
                target.fault = "baseline"
            else:
                self._settle(target, self._rounded(target.baseline * (1 + row.growth.number)), "rate")

    def baseline(self, target: Target) -> Decimal | None:
        """Return what was reached before: as the row states it, else as the history has it for the year before."""
        stated = target.row.baseline if target.row else None
        if stated is not None:
            period = self.desk.horizon.graph.period(stated.period)
            return self._number(stated.amount, period.start if period else target.period.start)
        before = self.desk.history.year_before(target.period)
        return self.desk.history.amount(self.metric, target.scope, before)

    def _settle(self, target: Target, amount: Decimal | None, fault: "str") -> None:
        if amount is None:
            target.fault = "rate" if fault == "rate" else "whole"
            return
        target.amount = amount
        over = target.row.over_assign if target.row and self.adds_up else None
        target.assigned = self._rounded(amount * (1 + over.number)) if over else amount

    def _rounded(self, amount: Decimal) -> Decimal:
        return self.desk.measures.rounded(amount, self.metric)

    def _number(self, quantity: Quantity, day: date) -> Decimal | None:
        return self.desk.measures.number(quantity, day, self.metric)

    def _phase(self, target: Target) -> None:
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
        period = target.period
        only = self.desk.horizon.numbers.get((period.start, period.end))
        if only is not None:
            return {only: amount}
        numbers = self.desk.horizon.touched(period.start, period.end)
        if not self.phases:
            return dict.fromkeys(numbers, amount)
        if not numbers:
            return {}
        stated = self._stated_amounts(target, amount, numbers)
        if stated is not None:
            return stated
        return dict(zip(numbers, split(amount, self._weights_in(target, numbers), self.step), strict=True))

    def _stated_amounts(self, target: Target, amount: Decimal, numbers: range) -> dict[int, Decimal] | None:
        """Return the amounts that the phasing states for the target at the top, where they make up its amount."""
        phasing = self.document.model.phasing
        listed = phasing.amounts if phasing is not None and not isinstance(phasing, str) else ()
        if not listed or not target.top or len(listed) != len(numbers):
            return None
        found = [self._number(one, target.period.start) or _ZERO for one in listed]
        return dict(zip(numbers, found, strict=True)) if sum(found, _ZERO) == amount else None

    def _weights_in(self, target: Target, numbers: range) -> list[Decimal]:
        horizon, period = self.desk.horizon, target.period
        parts = [horizon.part(number, period.start, period.end) for number in numbers]
        person = self._person(target) if target.row is not None and target.row.period is None else None
        if person is not None and (person.model.start or person.model.end):
            parts = [part * self._employed(person, number) for part, number in zip(parts, numbers, strict=True)]
        weighed = [self.weights.by_period[number] * part for number, part in zip(numbers, parts, strict=True)]
        return weighed if any(weighed) else parts

    def _employed(self, person: Entity[Person], number: int) -> Decimal:
        period, days = self.desk.horizon.periods[number], self.desk.horizon.days(person)
        whole = days.calendar.in_period(period)
        return Decimal(days.employed(period.start, period.end)) / whole if whole else _ONE

    def _hand_down(self, above: Target, below: list[Target]) -> None:
        """Split what a target has assigned among the shares and rests below it, for each period and cut."""
        groups: dict[tuple[date, date, Cut], list[Target]] = defaultdict(list)
        for target in below:
            groups[target.period.start, target.period.end, _cut(target.scope)].append(target)
        for group in sorted(groups.values(), key=lambda one: one[0].period.days):
            shares = [one for one in group if one.how == "share"]
            rests = [one for one in group if one.how == "rest"]
            if shares or rests:
                self._divide(above, _beside(group[0], below, {*shares, *rests}), shares, rests)

    def _divide(self, above: Target, fixed: list[Target], shares: list[Target], rests: list[Target]) -> None:
        if above.assigned is None or not self.adds_up:
            for target in (*shares, *rests):
                target.fault = "whole"
            return
        whole = self._whole(above, (shares or rests)[0].period)
        wanted = [_share(one) for one in shares]
        given = self._rounded(whole * sum(wanted, _ZERO))
        for target, part in zip(shares, split(given, wanted, self.step, [_id(one) for one in shares]), strict=True):
            self._settle(target, part, "")
            self._phase(target)
        if rests:
            left = whole - given - sum((one.amount or _ZERO for one in fixed), _ZERO)
            self._rest(above, left, [*fixed, *shares], rests)

    def _whole(self, above: Target, period: Period) -> Decimal:
        """Return what a target has assigned in a period."""
        if period == above.period or above.assigned is None:
            return above.assigned or _ZERO
        numbers = self.desk.horizon.touched(period.start, period.end)
        parts = (
            above.assigned_by_period.get(number, _ZERO) * self.desk.horizon.part(number, period.start, period.end)
            for number in numbers
        )
        return self._rounded(sum(parts, _ZERO))

    def _rest(self, above: Target, left: Decimal, beside: list[Target], rests: list[Target]) -> None:
        for target in rests:
            target.fault = "negative" if left < 0 else ""
        if left < 0:
            return
        ones = [_ONE] * len(rests)
        for target, part in zip(rests, split(left, ones, self.step, [_id(one) for one in rests]), strict=True):
            self._settle(target, part, "")
        self._rest_by_period(above, beside, rests)

    def _rest_by_period(self, above: Target, beside: list[Target], rests: list[Target]) -> None:
        """Share what is left in each period among the rests; those who join or leave take theirs while they are there.

        Where it cannot be, or in periods does not come to the rests, these are phased like any other figure.
        """
        staying = sorted((one for one in rests if not self._joins_or_leaves(one)), key=_id)
        left = self._left_by_period(above, [*beside, *(one for one in rests if one not in staying)], rests[0].period)
        if sum(left.values(), _ZERO) != sum((one.amount or _ZERO for one in staying), _ZERO):
            return
        parts = share_out(list(left.values()), self.step, [_id(one) for one in staying])
        for number, amounts in zip(left, parts, strict=True):
            for target, amount in zip(staying, amounts, strict=True):
                target.by_period[number] = amount

    def _joins_or_leaves(self, target: Target) -> bool:
        """Whether a target is of somebody who is there for a part of the plan only: it is phased into that part."""
        person = self._person(target)
        return person is not None and bool(person.model.start or person.model.end) and self._is_cut(person)

    def _is_cut(self, person: Entity[Person]) -> bool:
        days, plan = self.desk.horizon.days(person), self.desk.horizon.plan
        return days.start > plan.start or days.end < plan.end

    def _left_by_period(self, above: Target, beside: list[Target], period: Period) -> dict[int, Decimal]:
        """Return what is left in each period; empty where that would be less than nothing in one, or one is cut."""
        numbers = self.desk.horizon.touched(period.start, period.end)
        if period != above.period and any(
            self.desk.horizon.part(one, period.start, period.end) != 1 for one in numbers
        ):
            return {}
        for target in beside:
            self._phase(target)
        left = {number: above.assigned_by_period.get(number, _ZERO) for number in numbers}
        for target in beside:
            _take(left, target.by_period)
        return left if all(amount >= 0 for amount in left.values()) else {}


def _cut(scope: Scope) -> Cut:
    """Return the way in which a whole is cut: by teams and people, or otherwise. Each has its own shares and rest."""
    return tuple(dict.fromkeys("team" if name == "person" else name for name, _ in scope))


def _beside(target: Target, below: list[Target], divided: set[Target]) -> list[Target]:
    """Return the other targets that cut the one above in the same way, in the same period or a part of it."""
    cut = _cut(target.scope)
    return [one for one in below if one not in divided and target.period.covers(one.period) and _cut(one.scope) == cut]


def _stands_on(target: Target, other: Target) -> bool:
    """Whether a target is another one, or below it: teams above each other in a circle must not make one of targets."""
    one: Target | None = target
    while one is not None and one is not other:
        one = one.above
    return one is not None


def _take(left: dict[int, Decimal], amounts: ByPeriod) -> None:
    for number, amount in amounts.items():
        left[number] = left.get(number, _ZERO) - amount


def _how(row: Row) -> How:
    if row.amount is not None:
        return "amount"
    if row.share is not None:
        return "share"
    return "rest" if row.rest else "growth"


def _share(target: Target) -> Decimal:
    return target.row.share.number if target.row and target.row.share else _ZERO


def _id(target: Target) -> str:
    return ",".join(value for _, value in target.scope)
