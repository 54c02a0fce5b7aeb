"""The division of a target: what it hands down, split among the shares and rests below it."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from plancode.analysis.desk import Desk
from plancode.analysis.measures import Scope
from plancode.analysis.spread import Spread, take
from plancode.analysis.targets import Target
from plancode.calendar.horizon import Horizon
from plancode.graph.grouped import grouped
from plancode.period import Period
from plancode.quantity import exact_share
from plancode.split import share_out

_ZERO = Decimal(0)
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
    desk = spread.desk
    beside = [target for target in below if desk.stands_beside(target)]
    changing = {target for target in below if target.how == "share" and desk.stands_beside_for_a_while(target)}
    _divide_beside(spread, above, [*beside, *changing])
    parts = [target for target in below if target not in beside] if beside else below
    groups = grouped(parts, lambda target: (target.period.start, target.period.end, cut_of(target.scope)))
    for (_, _, cut), group in sorted(groups.items(), key=lambda item: item[1][0].period.days):
        period = group[0].period
        shares = [target for target in group if target.how == "share" and target not in changing]
        rests = [target for target in group if target.how == "rest"]
        if shares or rests:
            # the other targets that cut the one above in the same way, in the same period or a part of it
            divided = {*shares, *rests}
            others = (target for target in parts if target not in divided)
            fixed = [other for other in others if period.covers(other.period) and cut_of(other.scope) == cut]
            _Division(spread, above, fixed, shares, rests).work_out()


def _divide_beside(spread: Spread, above: Target, beside: list[Target]) -> None:
    """Give those with overlay credit their shares, of all that there is; they have no rest."""
    for target in beside:
        if target.how == "share":
            _Division(spread, above, (), (target,), ()).work_out()
        elif target.how == "rest":
            target.fault = "overlay"


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
        """The desk of the spread, where amounts are settled."""
        return self.spread.desk

    @property
    def step(self) -> Decimal:
        """The smallest amount of the metric that is given to anybody."""
        return self.desk.measures.step(self.above.metric)

    def work_out(self) -> None:
        """Settle shares and rests, or note at each the fault that keeps it without an amount."""
        if self.above.assigned is None or not self.desk.measures.adds_up(self.above.metric):
            for target in (*self.shares, *self.rests):
                target.fault = "whole"
            return
        if self.above.assigned < 0:
            for target in (*self.shares, *self.rests):
                target.fault = "loss"
            return
        whole = self._whole(self.above.assigned, (self.shares or self.rests)[0].period)
        for target in self.fixed:
            self.spread.phase(target)
        stated = sum((self._taken(target) for target in self.fixed), _ZERO)
        divided = self._divide([whole], [stated], [*self.shares, *self.rests])
        if divided is None:
            for target in self.rests:
                target.fault = "negative"
            divided = self._divide([whole], [whole], self.shares) or {}
        for target, (amount,) in divided.items():
            self.desk.settle(target, amount)
        self._by_period([target for target in divided if not self._joins_or_leaves(target)])
        for target in divided:
            self.spread.phase(target)

    def _divide(
        self, wholes: Sequence[Decimal], beside: Sequence[Decimal], among: Sequence[Target]
    ) -> dict[Target, list[Decimal]] | None:
        """Return what each share and rest gets of the wholes; None where in one nothing is left for the rests.

        Shares are of the whole, rests get alike what these and what stands beside leave. Without rests, what is not
        handed down is more or less than a step, in a row that nobody gets.
        """
        by_name = sorted(among, key=lambda target: target.scope)
        shares = [target for target in by_name if target.how == "share"]
        rests = [target for target in by_name if target.how == "rest"]
        cells = [[Fraction(whole) * _share(target) for whole in wholes] for target in shares]
        given = [sum(column, Fraction(0)) for column in zip(*cells, strict=True)] or [Fraction(0)] * len(wholes)
        if rests:
            columns = [whole - taken for whole, taken in zip(wholes, beside, strict=True)]
        else:
            columns = [math.ceil(amount / Fraction(self.step)) * self.step for amount in given]
        left = [Fraction(column) - amount for column, amount in zip(columns, given, strict=True)]
        if any(amount < 0 for amount in left):
            return None
        count = len(rests) or 1
        cells += [[amount / count for amount in left]] * count
        parts = share_out(columns, cells, self.step)
        return dict(zip([*shares, *rests], parts, strict=False))

    def _by_period(self, staying: Sequence[Target]) -> None:
        """Divide what is assigned in each period among those who are there all along.

        Those who join or leave take theirs while they are there, from the rests. Where in a period nothing is left for
        the rests, or one is cut, all are phased like any other figure.
        """
        if not staying:
            return
        horizon, period = self.desk.horizon, staying[0].period
        numbers = horizon.touched(period.start, period.end)
        beside = [*self.fixed, *(target for target in (*self.shares, *self.rests) if target not in staying)]
        taken = dict.fromkeys(numbers, _ZERO)
        for target in beside:
            self.spread.phase(target)
            take(taken, self.desk.counted(target))
        elsewhere = sum(taken.values(), _ZERO) + sum((self._taken(target) for target in beside), _ZERO)
        cut = any(horizon.part(number, period.start, period.end) != 1 for number in numbers)
        if taken.keys() != set(numbers) or elsewhere or (cut and period != self.above.period):
            return
        wholes = [self.above.assigned_by_period.get(number, _ZERO) for number in numbers]
        divided = self._divide(wholes, [-taken[number] for number in numbers], staying)
        for target, amounts in (divided or {}).items():
            self.desk.settle(target, sum(amounts, _ZERO))
            target.by_period = dict(zip(numbers, amounts, strict=True))

    def _taken(self, target: Target) -> Decimal:
        """Return what a target takes from the one above: not what it has while its person stands beside."""
        aside = sum(target.by_period.values(), _ZERO) - sum(self.desk.counted(target).values(), _ZERO)
        return (target.amount or _ZERO) - aside

    def _whole(self, assigned: Decimal, period: Period) -> Decimal:
        """Return what the target above has assigned in a period."""
        if period == self.above.period:
            return assigned
        return self.desk.measures.rounded(assigned_in(self.desk.horizon, self.above, period), self.above.metric)

    def _joins_or_leaves(self, target: Target) -> bool:
        """Whether a target is of somebody who is there for a part of the plan only: it is phased into that part.

        So is the rest of somebody who is an overlay for a part of it.
        """
        person, plan = self.desk.person(target), self.desk.horizon.plan
        if target.how == "rest" and self.desk.stands_beside_for_a_while(target):
            return True
        if person is None or not (person.model.start or person.model.end):
            return False
        days = self.desk.horizon.days(person)
        return days.start > plan.start or days.end < plan.end


def assigned_in(horizon: Horizon, target: Target, period: Period) -> Decimal:
    """Return what a target has assigned in a part of its period: of a plan period, the part of what it holds there."""
    whole, inside = target.period, _ZERO
    for number in horizon.touched(period.start, period.end):
        held = horizon.part(number, whole.start, whole.end)
        if held:
            part = horizon.part(number, period.start, period.end) / held
            inside += target.assigned_by_period.get(number, _ZERO) * part
    return inside


def cut_of(scope: Scope) -> Cut:
    """Return the way in which a whole is cut: by teams and people, or otherwise. Each has its own shares and rest."""
    return tuple(dict.fromkeys("team" if name == "person" else name for name, _ in scope))


def _share(target: Target) -> Fraction:
    return exact_share(target.row.share) if target.row and target.row.share else Fraction(0)
