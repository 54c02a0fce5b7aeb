"""Working time: durations in hours, rhythms as times in a stretch of working days."""

from decimal import Decimal
from typing import Final

from plancode.model.team import Role
from plancode.quantity import Per, Quantity, Rate

_ZERO, _ONE = Decimal(0), Decimal(1)
_WEEK: Final = Decimal(7)
_MONTHS: Final = {"m": Decimal(1), "q": Decimal(3), "y": Decimal(12)}
_USUAL_DAY, _USUAL_WEEK = Decimal(8), Decimal(5)
_MONTHS_OF: Final = {Per.MONTH: Decimal(1), Per.QUARTER: Decimal(3), Per.YEAR: Decimal(12)}


def hours_a_day(role: Role, week_days: Decimal) -> Decimal | None:
    """Return the working hours of a full day, or None where the role does not say its week."""
    return role.hours_per_week / week_days if role.hours_per_week is not None and week_days else None


def hours_of(duration: Quantity, day: Decimal | None = None, week_days: Decimal = _USUAL_WEEK) -> Decimal:
    """Return working time in hours; a day is a working day, a week a working week, a month a twelfth of 52 weeks."""
    hours = day or _USUAL_DAY
    if duration.unit == "min":
        return duration.number / 60
    if duration.unit == "h":
        return duration.number
    if duration.unit == "d":
        return duration.number * hours
    weeks = _ONE if duration.unit == "w" else _MONTHS[duration.unit] * 52 / 12
    return duration.number * weeks * week_days * hours


def by_working_day(every: Quantity, week_days: int) -> Decimal:
    """Return how often something that comes back after days or weeks falls on a working day: once a day at the most."""
    days = every.number * (_ONE if every.unit == "d" else _WEEK)
    return min(_WEEK / (days * week_days), _ONE) if days and week_days else _ZERO


def by_month(every: Quantity) -> Decimal:
    """Return how often something that comes back after months, quarters or years does so in a month."""
    months = every.number * _MONTHS.get(every.unit, _ONE)
    return _ONE / months if months else _ZERO


def per_working_day(rate: Rate, week_days: int, months: Decimal, working_days: int) -> Decimal:
    """Return the hours a working day of what takes so much in each day, week, month, quarter or year."""
    hours = hours_of(rate.quantity)
    if rate.per is Per.DAY:
        return hours
    if rate.per is Per.WEEK:
        return hours / week_days if week_days else _ZERO
    return hours * months / _MONTHS_OF[rate.per] / working_days if working_days else _ZERO
