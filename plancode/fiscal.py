"""Fiscal years: twelve months counted from a day, weeks in the pattern 4-4-5 and its kin, or periods that say theirs.

`FY2026`, `FY2026-H1`, `FY2026-Q3` and `FY2026-P05` name a fiscal year, its half, its quarter and its period. The same
without FY are those of the calendar, in every plan.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from plancode.period import Period, add_months

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHLY: Final = "monthly"
PERIODS: Final = 12
PATTERN: Final = r"FY(20[0-9]{2}|2100)(?:-(?:(H)([12])|(Q)([1-4])|P(0[1-9]|[1-9][0-9])))?"
_NAME: Final = re.compile(PATTERN)
_USUAL_WEEKS: Final = 52


@dataclass(frozen=True, slots=True)
class FiscalName:
    """What a name such as `FY2026-Q3` says: the year, and the number of its half, quarter or period."""

    year: int
    half: int | None = None
    quarter: int | None = None
    period: int | None = None

    @property
    def civil(self) -> str:
        """The name of the same part of the year of the calendar; empty where that has none."""
        if self.period is not None:
            return f"{self.year}-{self.period:02}" if self.period <= PERIODS else ""
        return f"{self.year}" + (f"-H{self.half}" if self.half else f"-Q{self.quarter}" if self.quarter else "")


def fiscal_name(name: str) -> FiscalName | None:
    """Return what a name says; None where it is none of a fiscal year."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    half, quarter, period = (int(part) if part else None for part in (match[3], match[5], match[6]))
    return FiscalName(int(match[1]), half, quarter, period)


@dataclass(frozen=True, slots=True)
class Stated:
    """A period with the fiscal year that it says it belongs to, and the quarter where it says one."""

    period: Period
    year: int
    quarter: int | None = None


def stated(name: FiscalName, periods: Sequence[Stated], text: str) -> Period | None:
    """Return the period that a name means among periods that state their years, in order; None where it means none."""
    of_year = [one for one in periods if one.year == name.year]
    if name.period is not None:
        of_year = of_year[name.period - 1 : name.period]
    elif name.quarter is not None:
        of_year = [one for one in of_year if one.quarter == name.quarter]
    elif name.half is not None:
        of_year = [one for one in of_year if one.quarter is not None and (one.quarter + 1) // 2 == name.half]
    return Period(of_year[0].period.start, of_year[-1].period.end, text) if of_year else None


def year_before(period: Period, periods: Sequence[Stated]) -> Period | None:
    """Return the period of the same place in the year before, among periods that state their years, in order.

    None where a period is not made of whole ones of one year, or the year before does not have the same place.
    """
    within = [one for one in periods if period.covers(one.period)]
    if not within or (within[0].period.start, within[-1].period.end) != (period.start, period.end):
        return None
    year = within[0].year
    this, earlier = ([one for one in periods if one.year == each] for each in (year, year - 1))
    if within[-1].year != year or not earlier:
        return None
    if len(within) < len(this):
        if len(earlier) != len(this):
            return None
        first = this.index(within[0])
        earlier = earlier[first : first + len(within)]
    return Period(earlier[0].period.start, earlier[-1].period.end)


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
        return tuple(self.stretch(number, 1, f"FY{self.year}-P{number + 1:02}") for number in range(PERIODS))

    def named(self, text: str) -> Period | None:
        """Return the period that a name such as `FY2026-Q3` means, also in years before and after; else None."""
        name = fiscal_name(text)
        if name is None or (name.period is not None and name.period > PERIODS):
            return None
        year = self._shifted(name.year - self.year)
        if name.half is not None:
            return year.stretch((name.half - 1) * 6, 6, text)
        if name.quarter is not None:
            return year.stretch((name.quarter - 1) * 3, 3, text)
        return year.stretch(0, PERIODS, text) if name.period is None else year.stretch(name.period - 1, 1, text)

    def until(self, end: date) -> "Iterator[FiscalYear]":
        """Yield the year and those after it that begin before a day."""
        year = self
        while year.starts < end:
            yield year
            year = self._shifted(year.year + 1 - self.year)

    def around(self, period: Period) -> "Iterator[FiscalYear]":
        """Yield the years that share days with a period, in order."""
        years = range(period.start.year - self.starts.year - 1, period.last.year - self.starts.year + 2)
        yield from (year for year in map(self._shifted, years) if year.whole.overlaps(period))

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
