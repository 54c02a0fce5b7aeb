"""What a change of a field bears on: as its model states it, and where that is a limit, by both values."""

from datetime import date
from decimal import Decimal
from typing import Final

from plancode.compare.change import written
from plancode.compare.fields import Field
from plancode.quantity import Quantity
from plancode.said.value import PlanWord, Said
from plancode.shape.bearing import Bearing, Strictness

_MINUTES: Final = {"min": 1, "h": 60, "d": 1440, "w": 10080, "m": 43830, "q": 131490, "y": 525960}


def bearing_of(field: Field, before: Said, after: Said) -> Bearing:
    """Return what a change of a field bears on; unknown where nothing says so, of which a rule warns."""
    if isinstance(field.bears, Bearing):
        return field.bears
    if field.bears is Strictness.EXEMPTION:
        return _toward(_texts(after) < _texts(before))
    if field.bears is Strictness.NARROWING:
        return _toward(before is None)
    if before is None or after is None:
        return _toward((before is None) is not (field.bears is Strictness.REASON))
    old, new = _measure(before, field), _measure(after, field)
    if field.bears is Strictness.REASON or old == new:
        return Bearing.PROSE
    return _toward((new > old) is (field.bears is Strictness.STRICTER_ABOVE))


def _toward(stricter: bool) -> Bearing:  # noqa: FBT001  # a condition of its caller
    return Bearing.TIGHTENING if stricter else Bearing.RELAXING


def _texts(value: Said) -> frozenset[str]:
    """Return what an exemption lets pass."""
    return frozenset(map(written, value)) if isinstance(value, tuple) else frozenset([written(value)] * bool(value))


def _measure(value: Said, field: Field) -> Decimal:
    """Return how much a limit is: times in minutes, words by their order, days as numbers."""
    if isinstance(value, PlanWord):
        return Decimal(field.words.index(value.text))
    if isinstance(value, Quantity):
        return value.number * _MINUTES.get(value.unit, 1)
    if isinstance(value, date):
        return Decimal(value.toordinal())
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
