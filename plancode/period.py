"""Days and periods: `2026`, `2026-H1`, `2026-Q3`, `2026-05`, `2026-W18`, `2026-01-01..2026-03-31`.

Written periods name their first and last day; inside, a period is half-open: `start` counts, `end` does not.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from plancode.errors import PeriodError

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
DAY_PATTERN: Final = r"^(?:20[0-9]{2}|2100)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PART = re.compile(r"([0-9]{4})(?:-(?:(H)([12])|(Q)([1-4])|(W)([0-5][0-9])|([01][0-9])))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A run of days: from `start` up to, but not with, `end`, as its author wrote it, and what people call it."""

    start: date
    end: date
    name: str = ""
    title: str = field(default="", compare=False)

    @property
    def last(self) -> date:
        """The last day that belongs to the period."""
        return self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    def __contains__(self, day: date) -> bool:
        """Whether a day lies in the period."""
        return self.start <= day < self.end

    def nearest(self, day: date) -> date:
        """Return a day, or the nearest one that lies in the period."""
        return min(max(day, self.start), self.last)

    def within(self, other: "Period") -> "Period":
        """Return the days that the two share; a period of no days where there are none."""
        start = max(self.start, other.start)
        return Period(start, max(start, min(self.end, other.end)))

    def covers(self, other: "Period") -> bool:
        """Whether the whole of another period lies in this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share at least one day."""
        return self.start < other.end and other.start < self.end


def parse_day(text: str) -> date:
    """Return the day that `YYYY-MM-DD` names; raises PeriodError (`not_a_day`, `no_such_day`, `out_of_range`)."""
    match = _DAY.fullmatch(text)
    if match is None:
        raise PeriodError("not_a_day", text[:60])
    year, month, day = (int(part) for part in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError("out_of_range", text)
    try:
        return date(year, month, day)
    except ValueError:
        raise PeriodError("no_such_day", text) from None


def parse_period(text: str) -> Period:
    """Return the period that a text names; raises PeriodError (`not_a_period` and those of `parse_day`)."""
    first, dots, last = text.partition("..")
    if dots:
        return _between(parse_day(first), parse_day(last), text)
    if _DAY.fullmatch(text):
        return _between(parse_day(text), parse_day(text), text)
    match = _PART.fullmatch(text)
    if match is None:
        raise PeriodError("not_a_period", text[:60])
    year = int(match[1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError("out_of_range", text)
    return _part_of(year, match, text)


def add_months(day: date, months: int) -> date:
    """Return the day so many months later; the last day of a shorter month stands for days it lacks."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), after - timedelta(days=1))


def gaps(taken: Iterable[tuple[date, date]], start: date, end: date) -> Iterator[tuple[date, date]]:
    """Yield what stretches of days leave of the days from `start` up to `end`."""
    at = start
    for first, last in sorted(taken):
        if at < min(first, end):
            yield at, min(first, end)
        at = max(at, last)
    if at < end:
        yield at, end


def months_between(start: date, end: date) -> Decimal:
    """Return how many months after one day another lies: whole months, and days as a part of the month they lie in."""
    whole = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, whole) > end:
        whole -= 1
    begun = add_months(start, whole)
    return whole + Decimal((end - begun).days) / (add_months(start, whole + 1) - begun).days


def _between(first: date, last: date, text: str) -> Period:
    if last < first:
        raise PeriodError("ends_before_it_starts", text)
    return Period(first, last + timedelta(days=1), text)


def _part_of(year: int, match: re.Match[str], text: str) -> Period:
    if match[2]:
        return _months(year, (int(match[3]) - 1) * 6, 6, text)
    if match[4]:
        return _months(year, (int(match[5]) - 1) * 3, 3, text)
    if match[6]:
        try:
            start = date.fromisocalendar(year, int(match[7]), 1)
        except ValueError:
            raise PeriodError("no_such_week", text) from None
        return Period(start, start + timedelta(days=7), text)
    if match[8]:
        month = int(match[8])
        if not 1 <= month <= 12:  # noqa: PLR2004  # a year has twelve
            raise PeriodError("no_such_month", text)
        return _months(year, month - 1, 1, text)
    return _months(year, 0, 12, text)


def _months(year: int, skipped: int, count: int, text: str) -> Period:
    start = add_months(date(year, 1, 1), skipped)
    return Period(start, add_months(start, count), text)
