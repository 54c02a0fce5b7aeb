"""Which figures a metric takes: a figure has a unit, and one of another unit is never converted in silence."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plancode.model.methods.reading import Unit
from plancode.model.plan import Metric
from plancode.quantity import Quantity

_OF_TIME: Final = {
    "days": {"": Decimal(1), "d": Decimal(1), "w": Decimal(7)},
    "hours": {"": Decimal(1), "h": Decimal(1), "min": Decimal(1) / 60},
}
"""How many days or hours a unit of time is. A month is no number of days, a day none of hours."""


def fits(written: Quantity, unit: Unit | None) -> bool:
    """Whether a figure can be one of a metric that is counted in a unit; a plain number where none is known."""
    if unit == "percent":
        return written.is_share
    if unit == "money":
        return written.is_money
    return written.unit in _OF_TIME[unit] if unit in _OF_TIME else not written.unit


def in_unit(written: Quantity, unit: Unit | None) -> Decimal:
    """Return a figure that fits as a plain number of days, hours, or whatever it is."""
    return written.number * _OF_TIME.get(unit or "", {}).get(written.unit, Decimal(1))


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that the figures of a metric can be; None is without limit."""

    least: Quantity | None
    most: Quantity | None

    def hold(self, number: Decimal) -> bool:
        """Whether a number lies within."""
        above = self.least is None or number >= self.least.number
        return above and (self.most is None or number <= self.most.number)

    def allow(self, move: Decimal) -> bool:
        """Whether a figure can move by so much at all."""
        if self.least is None or self.most is None:
            return True
        return abs(move) <= self.most.number - self.least.number


def bounds_of(metric: Metric) -> Bounds | None:
    """Return the bounds of a metric; None where it has none."""
    bounds = Bounds(metric.least, metric.most)
    return None if bounds.least is None and bounds.most is None else bounds
