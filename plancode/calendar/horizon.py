"""The plan's own time: its period, the periods that tables have rows for, its quarters, and everybody's calendar."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

from plancode.calendar.working import PersonDays, WorkingCalendar, person_days
from plancode.fiscal import PERIODS, Stated
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.calendar import CalendarDocument
from plancode.model.plan import ExplicitPeriod
from plancode.model.team import Person
from plancode.period import Period, add_months, months_between
from plancode.quantity import Per, Rate

_AROUND: Final = timedelta(days=400)
_MONTHS: Final = {Per.YEAR: 12, Per.QUARTER: 3, Per.MONTH: 1}
_WEEK: Final = Decimal(7)
Piece = tuple[int, date, date, bool]
"""The number of a period, from when up to when a stretch lies in it, and whether that is all of the period."""


class PlaceInYear(NamedTuple):
    """Where a period stands in its year, counted from 0, of how many, and how much of it lies in the plan."""

    at: int
    of: int
    part: Decimal


class Horizon:
    """The time of a plan. A period is known by its number in `periods`."""

    def __init__(self, graph: PlanGraph, plan: Period) -> None:
        """Look at the time of a plan that holds for a period."""
        self.graph, self.plan = graph, plan
        self._calendars: dict[str, WorkingCalendar] = {}
        self._people: dict[Entity[Person], PersonDays] = {}
        self._pieces: dict[tuple[date, date], tuple[Piece, ...]] = {}
        self._working_days: dict[WorkingCalendar, tuple[int, ...]] = {}

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The plan's periods, in order."""
        return tuple(dated.period for dated in self._dated)

    @cached_property
    def _dated(self) -> tuple[Stated, ...]:
        """The plan's periods as far as they lie in it, each with its year and quarter; 0 where there is no year."""
        first, end = self.plan.start, self.plan.end
        return tuple(
            replace(one, period=replace(one.period, start=max(one.period.start, first), end=min(one.period.end, end)))
            for one in self._candidates()
            if one.period.overlaps(self.plan)
        )

    def _candidates(self) -> Iterator[Stated]:
        explicit = self.graph.all(ExplicitPeriod)
        if explicit:
            named = (self.graph.period(entity.model.id) for entity in explicit)
            unstated = (Stated(period, 0) for period in sorted(period for period in named if period is not None))
            yield from self.graph.stated_years or unstated
        elif self.graph.fiscal_year is not None:
            for year in self.graph.fiscal_year.until(self.plan.end):
                yield from (Stated(period, year.year, at // 3 + 1) for at, period in enumerate(year.periods))
        else:
            for month in months_of(self.plan):
                yield Stated(month, month.start.year, (month.start.month - 1) // 3 + 1)

    @property
    def is_calendar(self) -> bool:
        """Whether the periods are the months and quarters of the calendar."""
        return self.graph.fiscal_year is None and not self.graph.all(ExplicitPeriod)

    @cached_property
    def quarters(self) -> tuple[tuple[int, ...], ...]:
        """The numbers of the periods of each quarter; none where periods of the plan's own do not state theirs."""
        return tuple(numbers for _, numbers in self.parts(1))

    def parts(self, quarters: int) -> tuple[tuple[tuple[int, int], tuple[int, ...]], ...]:
        """Return year, number and periods of every so many quarters; none where some period is in no quarter."""
        if any(one.quarter is None for one in self._dated):
            return ()
        parts: dict[tuple[int, int], list[int]] = {}
        for number, one in enumerate(self._dated):
            parts.setdefault((one.year, ((one.quarter or 1) - 1) // quarters + 1), []).append(number)
        return tuple((key, tuple(numbers)) for key, numbers in parts.items())

    def quarter(self, number: int) -> Period:
        """Return a quarter as a period."""
        (year, quarter), numbers = self.parts(1)[number]
        return self.stretch(numbers, f"{year}-Q{quarter}")

    def stretch(self, numbers: Sequence[int], name: str) -> Period:
        """Return periods that follow on each other as one, by its name without FY; a single one is itself."""
        first, last = self.periods[numbers[0]], self.periods[numbers[-1]]
        if len(numbers) == 1:
            return first
        return Period(first.start, last.end, name if self.is_calendar or not name else f"FY{name}")

    @cached_property
    def years(self) -> tuple[tuple[Period, tuple[int, ...]], ...]:
        """The years of the plan with the numbers of their periods.

        They are fiscal years where the plan has them, else those of the calendar, in a plan within one of them or made
        of whole ones; every other plan is one stretch from its first day to its last.
        """
        by_year: dict[int, list[int]] = {}
        for number, one in enumerate(self._dated):
            by_year.setdefault(one.year if self._has_years else one.period.start.year, []).append(number)
        stretches = tuple((self._year(year, numbers), tuple(numbers)) for year, numbers in by_year.items())
        if len(stretches) > 1 and (self._has_years or self._is_whole_years):
            return stretches
        return ((self.plan, tuple(range(len(self.periods)))),)

    @cached_property
    def places_in_year(self) -> tuple[PlaceInYear, ...]:
        """Where each period stands in its year: in the fiscal year, of which a plan may hold a part, or the plan's."""
        fiscal = self.graph.fiscal_year
        if fiscal is not None:
            whole = {period.name: period for year in fiscal.until(self.plan.end) for period in year.periods}
            return tuple(
                PlaceInYear(int(one.name[-2:]) - 1, PERIODS, self.part_of(whole[one.name], one.start, one.end))
                for one in self.periods
            )
        return tuple(
            PlaceInYear(at, len(numbers), Decimal(1)) for _, numbers in self.years for at in range(len(numbers))
        )

    @property
    def _has_years(self) -> bool:
        return self.graph.fiscal_year is not None or bool(self.graph.stated_years)

    @property
    def _is_whole_years(self) -> bool:
        """Whether the plan begins and ends with a year of the calendar, and no period lies in two of them."""
        edges = (self.plan.start, self.plan.end)
        return all((day.month, day.day) == (1, 1) for day in edges) and all(
            period.start.year == period.last.year for period in self.periods
        )

    def _year(self, year: int, numbers: Sequence[int]) -> Period:
        first, last = self.periods[numbers[0]], self.periods[numbers[-1]]
        whole = self.graph.period(f"FY{year}" if self._has_years else f"{year}")
        is_whole = whole is not None and (first.start, last.end) == (whole.start, whole.end)
        return whole if is_whole and whole is not None else Period(first.start, last.end)

    @cached_property
    def numbers(self) -> dict[tuple[date, date], int]:
        """The number of a period by its first day and its end."""
        return {(period.start, period.end): number for number, period in enumerate(self.periods)}

    @cached_property
    def _starts(self) -> list[date]:
        return [period.start for period in self.periods]

    def pieces(self, start: date, end: date) -> tuple[Piece, ...]:
        """Return the stretch from `start` up to `end` cut by periods; many people share a stretch."""
        if (start, end) not in self._pieces:
            pieces: list[Piece] = []
            for number in self.touched(start, end):
                period = self.periods[number]
                first, last = max(start, period.start), min(end, period.end)
                pieces.append((number, first, last, (first, last) == (period.start, period.end)))
            self._pieces[start, end] = tuple(pieces)
        return self._pieces[start, end]

    def touched(self, start: date, end: date) -> range:
        """Return the numbers of the periods that share days with the stretch from `start` up to `end`."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        if first < len(self.periods) and self.periods[first].end <= start:
            first += 1
        last = first
        while last < len(self.periods) and self.periods[last].start < end:
            last += 1
        return range(first, last)

    def number_on(self, day: date) -> int:
        """Return the number of the period that a day lies in, or of the nearest one."""
        return min(max(bisect_right(self._starts, day) - 1, 0), len(self.periods) - 1)

    def calendar_document(self, person: Entity[Person] | None = None) -> Entity[CalendarDocument] | None:
        """Return the calendar of a person, or of the plan: the one named, else the only or first one."""
        named = self.graph.find(CalendarDocument, person.model.calendar) if person is not None else None
        return named or next(iter(self.graph.all(CalendarDocument)), None)

    def calendar(self, person: Entity[Person] | None = None) -> WorkingCalendar:
        """Return the working calendar of a person, or of the plan."""
        return self.calendar_of(self.calendar_document(person))

    def calendar_of(self, document: Entity[CalendarDocument] | None) -> WorkingCalendar:
        """Return the working calendar that a document states."""
        name = document.model.id if document else ""
        if name not in self._calendars:
            model = document.model if document else None
            self._calendars[name] = WorkingCalendar(model, self.plan.start - _AROUND, self.plan.end + _AROUND)
        return self._calendars[name]

    def days(self, person: Entity[Person]) -> PersonDays:
        """Return somebody's working days."""
        if person not in self._people:
            long_leave = self.graph.policy.long_leave
            self._people[person] = person_days(person.model, self.calendar(person), long_leave)
        return self._people[person]

    @cached_property
    def working_days(self) -> tuple[int, ...]:
        """The working days of the plan's calendar in each period."""
        return self.working_days_of(self.calendar())

    def working_days_of(self, calendar: WorkingCalendar) -> tuple[int, ...]:
        """Return the working days of a calendar in each period."""
        if calendar not in self._working_days:
            self._working_days[calendar] = tuple(calendar.in_period(period) for period in self.periods)
        return self._working_days[calendar]

    def part(self, number: int, start: date, end: date) -> Decimal:
        """Return how much of a period of the plan lies in a stretch."""
        return self.part_of(self.periods[number], start, end)

    def part_of(self, period: Period, start: date, end: date) -> Decimal:
        """Return how much of any period lies in a stretch: by working days, by days where it has none."""
        first, last = max(period.start, start), min(period.end, end)
        if first >= last:
            return Decimal(0)
        if (first, last) == (period.start, period.end):
            return Decimal(1)
        whole = self.calendar().in_period(period)
        if whole:
            return Decimal(self.calendar().days(first, last)) / whole
        return Decimal((last - first).days) / period.days

    def times(self, rate: Rate) -> Decimal:
        """Return how often the plan has the time that a rate refers to: years, quarters, months, weeks, days."""
        if rate.per is Per.DAY:
            return Decimal(self.calendar().in_period(self.plan))
        if rate.per is Per.WEEK:
            return self.plan.days / _WEEK
        return self.months / _MONTHS[rate.per]

    @cached_property
    def months(self) -> Decimal:
        """The length of the plan in months; a week-based year has twelve."""
        fiscal = self.graph.fiscal_year
        if fiscal is not None:
            return Decimal(12) * self.plan.days / fiscal.days
        return months_between(self.plan.start, self.plan.end)


def months_of(plan: Period) -> Iterator[Period]:
    """Yield the calendar months that a period has days in."""
    start = plan.start.replace(day=1)
    while start < plan.end:
        end = add_months(start, 1)
        yield Period(start, end, f"{start:%Y-%m}")
        start = end
