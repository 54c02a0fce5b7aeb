"""Stretches of days within which nothing changes that matters for credit: the finest time that a source gives back."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

_DAY = timedelta(days=1)


class Slices:
    """The days from a first one up to an end, cut at some days."""

    def __init__(self, start: date, end: date, cuts: Iterable[date]) -> None:
        """Cut the days from `start` up to `end` at each of the cuts that lies between."""
        self.start, self.end = start, end
        self.starts = sorted({start, *(day for day in cuts if start < day < end)})

    def days(self) -> list[dict[str, object]]:
        """Return each day with the number of its slice, to be joined to rows by their date."""
        count = (self.end - self.start).days
        found = (self.start + number * _DAY for number in range(count))
        return [{"plancode_day": day, "plancode_slice": bisect_right(self.starts, day) - 1} for day in found]
