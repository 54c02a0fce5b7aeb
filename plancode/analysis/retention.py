"""Which part of a seat's productivity is left when people leave and others come: survival and backfill.

Survival in month m is (1 - annual rate)^((m - 1/2) / 12), the middle of the month. Those who left in a month are
replaced after the recruiting time, counted from its middle, and ramp up like any newcomer.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from plancode.calendar.horizon import Horizon
from plancode.model.team import Role
from plancode.period import months_between
from plancode.quantity import Per, Quantity

_ZERO, _ONE, _TWO, _YEAR = Decimal(0), Decimal(1), Decimal(2), Decimal(12)
_HALF = Decimal("0.5")
_A_YEAR = {Per.YEAR: 1, Per.QUARTER: 4, Per.MONTH: 12, Per.WEEK: 52, Per.DAY: 365}
_MONTHS = {"d": Decimal("30.4375"), "w": Decimal("30.4375") / 7, "m": _ONE, "q": _ONE / 3, "y": _ONE / 12}


def retention(horizon: Horizon, role: Role, start: date) -> tuple[Decimal, ...]:
    """Return the part that is left in each period, of a seat that is filled from a day on."""
    if role.attrition is None or not role.attrition.quantity.number:
        return (_ONE,) * len(horizon.periods)
    return tuple(
        _left(role, months_between(start, max(period.start, start)), months_between(start, period.end))
        if period.end > start
        else _ZERO
        for period in horizon.periods
    )


def survival(role: Role, years: Decimal) -> Decimal:
    """Return the part of people who are still there after a time."""
    if role.attrition is None:
        return _ONE
    rate = role.attrition
    stay = _ONE - min(rate.quantity.number, _ONE)
    return stay ** (years * _A_YEAR[rate.per]) if years > 0 else _ONE


def _left(role: Role, first: Decimal, last: Decimal) -> Decimal:
    """Return survival in the middle of a stretch of months, and what those who came after bring in it."""
    found = survival(role, (first + last) / _TWO / _YEAR)
    if role.recruiting is None or last <= first:
        return found
    month = 0
    while month < last:
        leavers = survival(role, month / _YEAR) - survival(role, (month + 1) / _YEAR)
        begins = month + _HALF + months_of(role.recruiting)
        found += leavers * _brought(role.ramp, first - begins, last - begins)
        month += 1
    return found


def months_of(duration: Quantity) -> Decimal:
    """Return a length of time in months of 30.4375 days."""
    return duration.number / _MONTHS.get(duration.unit, _MONTHS["d"])


def _brought(ramp: Sequence[Quantity], first: Decimal, last: Decimal) -> Decimal:
    """Return what a newcomer brings on average in a stretch of months of tenure; nothing before the first day."""
    found = _ZERO
    for month, entry in enumerate(ramp):
        found += entry.number * max(min(last, Decimal(month + 1)) - max(first, Decimal(month)), _ZERO)
    found += max(last - max(first, Decimal(len(ramp))), _ZERO)
    return found / (last - first)


def lead_time(role: Role) -> Decimal:
    """Return the months from opening a seat until its person brings everything: recruiting and ramp."""
    recruiting = months_of(role.recruiting) if role.recruiting else _ZERO
    return recruiting + sum(1 for entry in role.ramp if entry.number < 1)
