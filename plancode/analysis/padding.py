"""What levels are given beyond the commitment, because those above hand down more than they have committed to."""

from collections.abc import Iterable
from decimal import Decimal

from plancode.analysis.measures import Scope
from plancode.analysis.rollup import PLAN, Level
from plancode.analysis.targets import ByPeriod
from plancode.quantity import rounded

_ONE = Decimal(1)
_PLACES = 4
"""A cent that a split rounds up is no padding."""


class Padding:
    """How many times the commitment each team and person is given, metric by metric.

    A level that hands down more than its own target pads what stands below it; over-assignment above what the policy
    allows is no padding, but a fault of its own, and stays part of what people are asked for.
    """

    def __init__(self, levels: Iterable[Level], numbers: Iterable[int], most: Decimal) -> None:
        """Take all levels from the plan down, the numbers of all periods, and the most over-assignment allowed."""
        self._factors: dict[tuple[str, str, str], Decimal] = {}
        numbers = tuple(numbers)
        for level in levels:
            if not level.narrow and level.form == "sum":
                self._hand_down(level, level.over_assignment(numbers) or _ONE, most)

    def _hand_down(self, level: Level, over: Decimal, most: Decimal) -> None:
        above = self._factors.get((level.metric, "team", level.team), _ONE) if level.team != PLAN else _ONE
        padded = above * over if 1 < rounded(over, _PLACES) <= most else above
        if padded > 1:
            for child in level.children:
                self._factors.setdefault((level.metric, child.kind, child.id), padded)

    def factor(self, metric: str, scope: Scope) -> Decimal:
        """Return how many times its part of the commitment a team or person is given; 1 where nothing is added."""
        return self._factors.get((metric, *scope[0]), _ONE) if len(scope) == 1 else _ONE

    def without(self, metric: str, scope: Scope, amounts: ByPeriod) -> ByPeriod:
        """Return amounts of a team or person without what is added."""
        factor = self.factor(metric, scope)
        return amounts if factor == 1 else {number: amount / factor for number, amount in amounts.items()}
