"""Fiscal years: twelve months counted from a day, or weeks in the pattern 4-4-5 and its kin.

In a plan with such a year, `2026`, `2026-H1`, `2026-Q3` and `2026-05` name its year, half, quarter and period. The
names of the periods themselves begin with FY, so that nobody takes one for a civil month.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from plancode.period import Period, add_months

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHLY: Final = "monthly"
PERIODS: Final = 12
_NAME: Final = re.compile(r"(?:FY)?([0-9]{4})(?:-(?:(H)([12])|(Q)([1-4])|(0[1-9]|1[0-2])))?")
_USUAL_WEEKS: Final = 52


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A year of twelve periods. `weeks` counts for week patterns only; a 53rd week belongs to the last period."""

    year: int
    starts: date
    pattern: str = MONTHLY
    weeks: int = _USUAL_WEEKS

    @property
    def days(self) -> int:
        """How many days the year has."""
        return (self._edges[-1] - self.starts).days

    @property
    def whole(self) -> Period:
        """The year as a period."""
        return self.stretch(0, PERIODS, f"FY{self.year}")

    @property
    def periods(self) -> tuple[Period, ...]:
        """The twelve periods."""
        return tuple(self.stretch(number, 1, f"FY{self.year}-{number + 1:02}") for number in range(PERIODS))

    def named(self, name: str) -> Period | None:
        """Return the period that a name such as `2026-Q3` means here, also in years before and after; else None."""
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        year = self._shifted(int(match[1]) - self.year)
        label = f"FY{name.removeprefix('FY')}"
        if match[2]:
            return year.stretch((int(match[3]) - 1) * 6, 6, label)
        if match[4]:
            return year.stretch((int(match[5]) - 1) * 3, 3, label)
        return year.stretch(int(match[6]) - 1, 1, label) if match[6] else year.stretch(0, PERIODS, label)

    def until(self, end: date) -> "Iterator[FiscalYear]":
        """Yield the year and those after it that begin before a day."""
        year = self
        while year.starts < end:
            yield year
            year = self._shifted(year.year + 1 - self.year)

    @property
    def _edges(self) -> tuple[date, ...]:
        """The first days of the periods, and the day after the last."""
        if self.pattern == MONTHLY:
            return tuple(add_months(self.starts, number) for number in range(PERIODS + 1))
        weeks = [int(number) for number in self.pattern.split("-")] * 4
        weeks[-1] += self.weeks - _USUAL_WEEKS
        return tuple(self.starts + timedelta(weeks=count) for count in accumulate(weeks, initial=0))

    def stretch(self, first: int, count: int, name: str) -> Period:
        """Return so many periods from a first one (counted from 0) on as one."""
        return Period(self._edges[first], self._edges[first + count], name)

    def _shifted(self, years: int) -> "FiscalYear":
        """Return the year so many years later; neighbours of a week-based year are taken to have 52 weeks."""
        if years == 0:
            return self
        if self.pattern == MONTHLY:
            return replace(self, year=self.year + years, starts=add_months(self.starts, 12 * years))
        first = self.weeks if years > 0 else 0
        weeks = first + _USUAL_WEEKS * (years - 1) if years > 0 else _USUAL_WEEKS * years
        return FiscalYear(self.year + years, self.starts + timedelta(weeks=weeks), self.pattern)
