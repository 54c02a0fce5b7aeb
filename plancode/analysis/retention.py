"""Which part of a seat's productivity is left when people leave and others come: survival and backfill.

Months count from the day the seat is filled. Survival in month m is (1 - annual rate)^((m - 1/2) / 12), the middle of
the month. Those who left in a month are replaced after the recruiting time, counted from its middle, and ramp up like
any newcomer.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from plancode.calendar.horizon import Horizon
from plancode.model.team import Role
from plancode.period import Period, add_months, months_between
from plancode.quantity import Per, Quantity

_ZERO, _ONE, _TWO, _YEAR = Decimal(0), Decimal(1), Decimal(2), Decimal(12)
_HALF = Decimal("0.5")
_A_YEAR = {Per.YEAR: 1, Per.QUARTER: 4, Per.MONTH: 12, Per.WEEK: 52, Per.DAY: 365}
MONTH_DAYS = Decimal("30.4375")
_MONTHS = {"d": MONTH_DAYS, "w": MONTH_DAYS / 7, "m": _ONE, "q": _ONE / 3, "y": _ONE / 12}


def retention(horizon: Horizon, role: Role, start: date, end: date) -> tuple[Decimal, ...]:
    """Return the part that is left in each period, of a seat that is filled from a day up to, but not with, another."""
    if role.attrition is None or not role.attrition.quantity.number:
        return (_ONE,) * len(horizon.periods)
    months = range(int(months_between(start, horizon.plan.end)) + 1) if role.recruiting is not None else range(0)
    gone = [survival(role, month / _YEAR) - survival(role, (month + 1) / _YEAR) for month in months]
    stretches = (Period(max(period.start, start), min(period.end, end)) for period in horizon.periods)
    return tuple(_left(role, start, there, gone) if there.days > 0 else _ZERO for there in stretches)


def survival(role: Role, years: Decimal) -> Decimal:
    """Return the part of people who are still there after a time."""
    if role.attrition is None:
        return _ONE
    rate = role.attrition
    stay = _ONE - min(rate.quantity.number, _ONE)
    return stay ** (years * _A_YEAR[rate.per]) if years > 0 else _ONE


def _left(role: Role, start: date, stretch: Period, gone: Sequence[Decimal]) -> Decimal:
    """Return survival in the middle of a stretch of days, and what those who came after bring in it."""
    left = survival(role, _middle(start, stretch) / _YEAR)
    if role.recruiting is None:
        return left
    back = _HALF + months_of(role.recruiting)
    for month, first, last, days in _months_in(start, stretch):
        brought = (
            leavers * _brought(role.ramp, first - earlier - back, last - earlier - back)
            for earlier, leavers in enumerate(gone[:month])
        )
        left += sum(brought, _ZERO) * days / stretch.days
    return left


def _middle(start: date, stretch: Period) -> Decimal:
    """Return how many months after a day the middle of a stretch lies, which may be noon."""
    half, odd = divmod(stretch.days, 2)
    before = stretch.start + timedelta(days=half)
    return (months_between(start, before) + months_between(start, before + timedelta(days=odd))) / _TWO


def _months_in(start: date, stretch: Period) -> Iterator[tuple[int, Decimal, Decimal, int]]:
    """Yield the months counted from a day that a stretch has days in: number, from where to where, how many days."""
    month = int(months_between(start, stretch.start))
    while (begins := add_months(start, month)) < stretch.end:
        ends = add_months(start, month + 1)
        length, at = (ends - begins).days, max(begins, stretch.start)
        days = (min(ends, stretch.end) - at).days
        first = (at - begins).days
        yield month, month + Decimal(first) / length, month + Decimal(first + days) / length, days
        month += 1


def months_of(duration: Quantity) -> Decimal:
    """Return a length of time in months of 30.4375 days."""
    return duration.number / _MONTHS.get(duration.unit, _MONTHS["d"])


def _brought(ramp: Sequence[Quantity], first: Decimal, last: Decimal) -> Decimal:
    """Return what a newcomer brings on average in a stretch of months of tenure; nothing before the first day."""
    brought = _ZERO
    for month, entry in enumerate(ramp):
        brought += entry.number * max(min(last, Decimal(month + 1)) - max(first, Decimal(month)), _ZERO)
    brought += max(last - max(first, Decimal(len(ramp))), _ZERO)
    return brought / (last - first)


def lead_time(role: Role) -> Decimal:
    """Return the months from opening a seat until its person brings everything: recruiting and ramp."""
    recruiting = months_of(role.recruiting) if role.recruiting else _ZERO
    return recruiting + sum(1 for entry in role.ramp if entry.number < 1)
