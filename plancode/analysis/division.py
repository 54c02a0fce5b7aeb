"""The division of a target: what it hands down, split among the shares and rests below it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plancode.analysis.desk import Desk
from plancode.analysis.measures import Scope
from plancode.analysis.spread import Spread, take
from plancode.analysis.targets import Target
from plancode.graph.grouped import grouped
from plancode.period import Period
from plancode.split import share_out, split

_ZERO, _ONE = Decimal(0), Decimal(1)
Cut = tuple[str, ...]


def hand_down(spread: Spread, above: Mapping[Target, Target | None]) -> None:
    """Work out shares and rests from the top down, and spread every target over the periods."""
    below: dict[Target, list[Target]] = defaultdict(list)
    for target, upper in above.items():
        if upper is not None:
            below[upper].append(target)
        elif target.how in ("share", "rest"):
            target.fault = "whole"
    for target in sorted(above, key=lambda target: target.depth) if below else above:
        spread.phase(target)
        if target in below:
            _divide_among(spread, target, below[target])


def _divide_among(spread: Spread, above: Target, below: list[Target]) -> None:
    """Split what a target has assigned among the shares and rests below it, for each period and cut."""
    groups = grouped(below, lambda target: (target.period.start, target.period.end, _cut(target.scope)))
    for (_, _, cut), group in sorted(groups.items(), key=lambda item: item[1][0].period.days):
        period = group[0].period
        shares = [target for target in group if target.how == "share"]
        rests = [target for target in group if target.how == "rest"]
        if shares or rests:
            # the other targets that cut the one above in the same way, in the same period or a part of it
            divided = {*shares, *rests}
            others = (target for target in below if target not in divided)
            fixed = [other for other in others if period.covers(other.period) and _cut(other.scope) == cut]
            _Division(spread, above, fixed, shares, rests).work_out()


@dataclass(frozen=True, slots=True)
class _Division:
    """What a target has assigned on its way to those that cut it in one way: stated ones, shares, and rests."""

    spread: Spread
    above: Target
    fixed: Sequence[Target]
    shares: Sequence[Target]
    rests: Sequence[Target]

    @property
    def desk(self) -> Desk:
        return self.spread.desk

    @property
    def step(self) -> Decimal:
        return self.desk.measures.step(self.above.metric)

    def work_out(self) -> None:
        if self.above.assigned is None or not self.desk.measures.adds_up(self.above.metric):
            for target in (*self.shares, *self.rests):
                target.fault = "whole"
            return
        whole = self._whole(self.above.assigned, (self.shares or self.rests)[0].period)
        wanted = [target.row.share.number if target.row and target.row.share else _ZERO for target in self.shares]
        given = self.desk.measures.rounded(whole * sum(wanted, _ZERO), self.above.metric)
        ids = [_id(target) for target in self.shares]
        for target, part in zip(self.shares, split(given, wanted, self.step, ids), strict=True):
            self.desk.settle(target, part)
            self.spread.phase(target)
        if self.rests:
            self._rest(whole - given - sum((target.amount or _ZERO for target in self.fixed), _ZERO))

    def _whole(self, assigned: Decimal, period: Period) -> Decimal:
        """Return what the target above has assigned in a period."""
        if period == self.above.period:
            return assigned
        horizon, amounts = self.desk.horizon, self.above.assigned_by_period
        numbers = horizon.touched(period.start, period.end)
        parts = (amounts.get(number, _ZERO) * horizon.part(number, period.start, period.end) for number in numbers)
        return self.desk.measures.rounded(sum(parts, _ZERO), self.above.metric)

    def _rest(self, left: Decimal) -> None:
        for target in self.rests:
            target.fault = "negative" if left < 0 else ""
        if left < 0:
            return
        ids = [_id(target) for target in self.rests]
        for target, part in zip(self.rests, split(left, [_ONE] * len(ids), self.step, ids), strict=True):
            self.desk.settle(target, part)
        self._rest_by_period()

    def _rest_by_period(self) -> None:
        """Share what is left in each period among the rests; those who join or leave take theirs while they are there.

        Where it cannot be, or in periods does not come to the rests, these are phased like any other figure.
        """
        staying = sorted((target for target in self.rests if not self._joins_or_leaves(target)), key=_id)
        left = self._left_by_period(
            [*self.fixed, *self.shares, *(target for target in self.rests if target not in staying)]
        )
        if sum(left.values(), _ZERO) != sum((target.amount or _ZERO for target in staying), _ZERO):
            return
        parts = share_out(list(left.values()), self.step, [_id(target) for target in staying])
        for number, amounts in zip(left, parts, strict=True):
            for target, amount in zip(staying, amounts, strict=True):
                target.by_period[number] = amount

    def _joins_or_leaves(self, target: Target) -> bool:
        """Whether a target is of somebody who is there for a part of the plan only: it is phased into that part."""
        person, plan = self.desk.person(target), self.desk.horizon.plan
        if person is None or not (person.model.start or person.model.end):
            return False
        days = self.desk.horizon.days(person)
        return days.start > plan.start or days.end < plan.end

    def _left_by_period(self, beside: Sequence[Target]) -> dict[int, Decimal]:
        """Return what is left in each period; empty where that would be less than nothing in one, or one is cut."""
        horizon, period = self.desk.horizon, self.rests[0].period
        numbers = horizon.touched(period.start, period.end)
        if period != self.above.period and any(
            horizon.part(number, period.start, period.end) != 1 for number in numbers
        ):
            return {}
        for target in beside:
            self.spread.phase(target)
        left = {number: self.above.assigned_by_period.get(number, _ZERO) for number in numbers}
        for target in beside:
            take(left, target.by_period)
        return left if all(amount >= 0 for amount in left.values()) else {}


def _cut(scope: Scope) -> Cut:
    """Return the way in which a whole is cut: by teams and people, or otherwise. Each has its own shares and rest."""
    return tuple(dict.fromkeys("team" if name == "person" else name for name, _ in scope))


def _id(target: Target) -> str:
    return ",".join(value for _, value in target.scope)
