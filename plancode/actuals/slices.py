"""Stretches of days within which nothing changes that matters for credit: the finest time that a source gives back."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

UNDATED: Final = -2
OUTSIDE: Final = -1
"""The numbers of rows without a date, and of rows dated before or after the plan."""
_BEFORE, _AFTER = 30, 5
"""So many years before and after a plan a day is believed: systems write 1970-01-01 for none, and 2062 is a slip."""


def believed(start: date, end: date) -> tuple[date, date]:
    """Return the first and last day that a row of a plan from `start` to `end` can have."""
    return date(max(start.year - _BEFORE, date.min.year), 1, 1), date(min(end.year + _AFTER, date.max.year), 12, 31)


class DaySlices:
    """The days from a first one up to an end, cut at some days."""

    def __init__(self, start: date, end: date, cuts: Iterable[date], before: Iterable[date] = ()) -> None:
        """Cut the days from `start` up to `end` at each of the cuts that lies between, and some days before them."""
        self.start, self.end = start, end
        self.believed = believed(start, end)
        earlier = (day for day in before if day < start)
        self.starts = sorted({start, *(day for day in cuts if start < day < end), *earlier})

    def is_earlier(self, number: int) -> bool:
        """Whether a slice lies before the days themselves."""
        return number >= 0 and self.starts[number] < self.start

    def number_of(self, day: Any) -> Any:  # noqa: ANN401  # Ibis expressions
        """Return the number of a day's slice as an expression, so that no table need be made."""
        import ibis

        inside = (day >= ibis.date(self.starts[0])) & (day < ibis.date(self.end))
        number = inside.ifelse(self._between(day, 0, len(self.starts)), _literal(OUTSIDE))
        return day.isnull().ifelse(_literal(UNDATED), number)

    def _between(self, day: Any, low: int, high: int) -> Any:  # noqa: ANN401  # Ibis expressions
        """Return the number among those from `low` up to `high`: months that follow each other counted, else halved."""
        import ibis

        if high - low == 1:
            return _literal(low)
        first, last = _month(self.starts[low]), (*self.starts, self.end)[high] - timedelta(days=1)
        months = all(
            one.day == 1 and _month(one) == first + at for at, one in enumerate(self.starts[low + 1 : high], 1)
        )
        if months and _month(last) == first + high - low - 1:
            return (day.year() * 12 + day.month() + _literal(low - first)).cast("int32")
        middle = (low + high) // 2
        earlier = day < ibis.date(self.starts[middle])
        return earlier.ifelse(self._between(day, low, middle), self._between(day, middle, high))


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _literal(number: int) -> Any:  # noqa: ANN401  # an Ibis expression
    import ibis

    return ibis.literal(number, "int32")
