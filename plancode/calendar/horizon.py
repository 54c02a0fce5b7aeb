"""The plan's own time: its period, the periods that tables have rows for, its quarters, and everybody's calendar."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final

from plancode.calendar.working import PersonDays, WorkingCalendar, person_days
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
        first, end = self.plan.start, self.plan.end
        return tuple(
            Period(max(period.start, first), min(period.end, end), period.name, period.title)
            for period in self._candidates()
            if period.overlaps(self.plan)
        )

    def _candidates(self) -> Iterator[Period]:
        explicit = self.graph.all(ExplicitPeriod)
        if explicit:
            named = (self.graph.period(entity.model.id) for entity in explicit)
            yield from sorted(period for period in named if period is not None)
        elif self.graph.fiscal_year is not None:
            for year in self.graph.fiscal_year.until(self.plan.end):
                yield from year.periods
        else:
            yield from months_of(self.plan)

    @property
    def is_calendar(self) -> bool:
        """Whether the periods are the months and quarters of the calendar."""
        return self.graph.fiscal_year is None and not self.graph.all(ExplicitPeriod)

    @cached_property
    def quarters(self) -> tuple[tuple[int, ...], ...]:
        """The numbers of the periods of each quarter; explicit periods are quarters themselves."""
        if self.graph.all(ExplicitPeriod):
            return tuple((number,) for number in range(len(self.periods)))
        if self.graph.fiscal_year is not None:
            return tuple(tuple(range(at, min(at + 3, len(self.periods)))) for at in range(0, len(self.periods), 3))
        by_quarter: dict[tuple[int, int], list[int]] = {}
        for number, period in enumerate(self.periods):
            by_quarter.setdefault((period.start.year, (period.start.month - 1) // 3), []).append(number)
        return tuple(tuple(numbers) for numbers in by_quarter.values())

    def quarter(self, number: int) -> Period:
        """Return a quarter as a period."""
        first, last = self.periods[self.quarters[number][0]], self.periods[self.quarters[number][-1]]
        if len(self.quarters[number]) == 1:
            return first
        if self.graph.fiscal_year is not None:
            return Period(first.start, last.end, f"FY{self.graph.fiscal_year.year}-Q{number + 1}")
        return Period(first.start, last.end, f"{first.start.year}-Q{(first.start.month - 1) // 3 + 1}")

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
        document = self.calendar_document(person)
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
