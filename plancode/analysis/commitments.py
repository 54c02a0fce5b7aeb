"""Targets as they stand: what was planned, and what the adjustments in force make of it."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from plancode.analysis.adjusted import Adjustments
from plancode.analysis.measures import Measures, Scope
from plancode.analysis.rollup import over_time
from plancode.analysis.targets import ByPeriod, TargetTable, add
from plancode.calendar.horizon import Horizon

_ZERO = Decimal(0)


class Commitments:
    """Every target as it stands on the day of looking."""

    def __init__(self, horizon: Horizon, measures: Measures, targets: TargetTable, adjustments: Adjustments) -> None:
        """Take what was planned and what was adjusted."""
        self.horizon, self.measures, self.targets, self.adjustments = horizon, measures, targets, adjustments

    def current(self, metric: str, scope: Scope) -> ByPeriod:
        """Return the commitment by period with all adjustments in force."""
        planned, shifts = self.targets.planned(metric, scope), self.adjustments.of(metric, scope)
        return add(dict(planned), shifts) if shifts else planned

    def assigned(self, metric: str, scope: Scope) -> ByPeriod:
        """Return what is handed down by period, adjustments in the same proportion."""
        assigned, shifts = self.targets.assigned(metric, scope), self.adjustments.of(metric, scope)
        if not shifts:
            return assigned
        planned = self.targets.planned(metric, scope)
        whole, handed = sum(planned.values(), _ZERO), sum(assigned.values(), _ZERO)
        if whole != handed and whole:
            rounded = self.measures.rounded
            shifts = {number: rounded(amount * handed / whole, metric) for number, amount in shifts.items()}
        return add(dict(assigned), shifts)

    def scopes(self, metric: str) -> tuple[Scope, ...]:
        """Return the scopes of a metric, those included that only an adjustment gives a target."""
        adjusted = (shift.scope for shift in self.adjustments.shifts if shift.metric == metric)
        return tuple(dict.fromkeys((*self.targets.scopes(metric), *adjusted)))

    def whole(self, metric: str, amounts: ByPeriod, numbers: Iterable[int] | None = None) -> Decimal | None:
        """Return what periods make together: their sum, for other metrics the last or the mean; None of nothing."""
        numbers = range(len(self.horizon.periods)) if numbers is None else numbers
        return over_time(self.measures, metric, amounts, numbers)

    @cached_property
    def main_metric(self) -> str | None:
        """The metric the plan is mainly about: money that is earned, of several one with a top target, then by rank."""
        return min(self.targets.metrics, key=self._distance, default=None)

    def _distance(self, metric: str) -> tuple[object, ...]:
        is_earned = self.measures.is_money(metric) and not self.measures.is_lower(metric)
        is_main = is_earned and self.measures.adds_up(metric)
        return (not is_main, self.targets.top(metric) is None, self.measures.rank(metric))

    def quota(self, person: str) -> Decimal | None:
        """Return somebody's target in the main metric over the plan; None where they have none."""
        if self.main_metric is None:
            return None
        return self.whole(self.main_metric, self.current(self.main_metric, (("person", person),)))
