"""Working days: of a calendar, counted by looking up two sums; of a person, less leave."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, cycle, islice
from typing import Final

from plancode.calendar.official import OfficialDays, official_days
from plancode.model.calendar import CalendarDocument
from plancode.model.team import Person
from plancode.period import Period

WEEK: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY: Final = timedelta(days=1)
_ZERO, _ONE = Decimal(0), Decimal(1)


class WorkingCalendar:
    """Which days are worked, from a first day up to a last one."""

    def __init__(self, model: CalendarDocument | None, first: date, end: date) -> None:
        """Work out the days from `first` up to, but not with, `end`."""
        self.model, self.first, self.end = model, first, end
        self._begin = first.toordinal()

    @cached_property
    def week(self) -> frozenset[str]:
        """The days of the week that are worked: as the plan states, else all but the country's own weekend."""
        if self.model is not None and self.model.working_week is not None:
            return frozenset(self.model.working_week)
        return self.usual_week

    @property
    def usual_week(self) -> frozenset[str]:
        """The days of the week that are worked in the country."""
        return frozenset(name for number, name in enumerate(WEEK) if number not in self.official.weekend)

    @property
    def week_days(self) -> int:
        """How many days a working week has."""
        return len(self.week)

    @cached_property
    def official(self) -> OfficialDays:
        """The public holidays and make-up workdays."""
        holidays = self.model.holidays if self.model else None
        if holidays is None:
            return OfficialDays()
        return official_days(holidays.country, holidays.subdivision, range(self.first.year, self.end.year + 1))

    @cached_property
    def off(self) -> frozenset[date]:
        """The days off beside the week: public holidays and the plan's own, those apart that the plan has worked."""
        own_off, own_on = self._own
        return (frozenset(self.official.off) | own_off) - own_on

    @cached_property
    def on(self) -> frozenset[date]:
        """The days worked beside the week: make-up workdays and the plan's own, those apart that the plan has off."""
        own_off, own_on = self._own
        return (self.official.on - own_off) | own_on

    @property
    def _own(self) -> tuple[frozenset[date], frozenset[date]]:
        if self.model is None:
            return frozenset(), frozenset()
        return frozenset(self.model.extra_days_off), frozenset(self.model.extra_working_days)

    @cached_property
    def _sums(self) -> list[int]:
        """How many days are worked before each day."""
        begins = self.first.weekday()
        week = [name in self.week for name in (*WEEK[begins:], *WEEK[:begins])]
        worked = list(islice(cycle(week), max((self.end - self.first).days, 0)))
        for days, is_worked in ((self.off, False), (self.on, True)):
            for day in days:
                if self.first <= day < self.end:
                    worked[day.toordinal() - self._begin] = is_worked
        return list(accumulate(worked, initial=0))

    @property
    def week_length(self) -> Decimal:
        """How many full days a working week has."""
        return sum((self.weekday(WEEK.index(name)) for name in self.week), _ZERO)

    def weekday(self, number: int) -> Decimal:
        """Return which part of a full day is worked on a day of the week, counted from Monday as 0."""
        part = self.model.short_days.get(WEEK[number]) if self.model is not None else None
        return part.number if part is not None else _ONE

    def _part(self, day: date) -> Decimal:
        """Return which part of a full day a working day has."""
        halved = self.model is not None and day in self.model.half_days
        return self.weekday(day.weekday()) / 2 if halved else self.weekday(day.weekday())

    def full_days(self, start: date, end: date) -> Decimal:
        """Return the working days between two days in full ones: short and half days count by their part."""
        if self.model is None or not (self.model.short_days or self.model.half_days):
            return Decimal(self.days(start, end))
        within = (
            max(start, self.first) + timedelta(days=after) for after in range((end - max(start, self.first)).days)
        )
        return sum((self._part(day) for day in within if self.works(day)), _ZERO)

    def works(self, day: date) -> bool:
        """Whether a day is worked."""
        return self.days(day, day + _DAY) == 1

    def days(self, start: date, end: date) -> int:
        """Return how many days are worked from `start` up to, but not with, `end`."""
        low, high = start.toordinal() - self._begin, end.toordinal() - self._begin
        if low < 0 or high >= len(self._sums):
            last = len(self._sums) - 1
            low, high = min(max(low, 0), last), min(max(high, 0), last)
        return self._sums[high] - self._sums[low] if high > low else 0

    def in_period(self, period: Period) -> int:
        """Return how many days of a period are worked."""
        return self.days(period.start, period.end)


@dataclass(frozen=True, slots=True)
class PersonDays:
    """The working days of a person: their calendar between start and end, less leave."""

    calendar: WorkingCalendar
    start: date
    end: date
    leave: tuple[tuple[date, date], ...] = ()
    long_leave: tuple[tuple[date, date], ...] = ()

    def employed(self, start: date, end: date) -> int:
        """Return the working days between two days on which the person is employed, leave included."""
        return self.calendar.days(max(start, self.start), min(end, self.end))

    def worked(self, start: date, end: date) -> int:
        """Return the working days between two days that the person works: employed, and not on leave."""
        employed = self.employed(start, end)
        return employed - sum(self._within(start, end, self.leave)) if self.leave else employed

    def full_days(self, start: date, end: date) -> Decimal:
        """Return the days that the person works between two days, in full ones."""
        full = self._full(start, end)
        return full - sum((self._full(max(start, a), min(end, b)) for a, b in self.leave), _ZERO)

    def _full(self, start: date, end: date) -> Decimal:
        start, end = max(start, self.start), min(end, self.end)
        return self.calendar.full_days(start, end) if start < end else _ZERO

    def present(self, start: date, end: date) -> int:
        """Return the working days less long leave: ordinary leave is in what people bring anyway."""
        employed = self.employed(start, end)
        return employed - self.long_absent(start, end) if self.long_leave else employed

    def absent(self, start: date, end: date, leave: Iterable[tuple[date, date]]) -> int:
        """Return the working days between two days that some leave takes."""
        return sum(self._within(start, end, merged(leave, self.calendar)))

    def long_absent(self, start: date, end: date) -> int:
        """Return the working days in long leave."""
        return sum(self._within(start, end, self.long_leave))

    def _within(self, start: date, end: date, stretches: Iterable[tuple[date, date]]) -> Iterator[int]:
        for first, last in stretches:
            yield self.employed(max(start, first), min(end, last))


def person_days(person: Person, calendar: WorkingCalendar, long_leave: int) -> PersonDays:
    """Return somebody's working days; a leave of more working days than `long_leave` is a long one."""
    start = person.start or calendar.first
    end = person.end + _DAY if person.end else calendar.end
    leave = tuple(merged(((absence.from_, absence.to + _DAY) for absence in person.leave), calendar))
    long = tuple(stretch for stretch in leave if calendar.days(*stretch) > long_leave)
    return PersonDays(calendar, start, end, leave, long)


def merged(stretches: Iterable[tuple[date, date]], calendar: WorkingCalendar) -> Iterator[tuple[date, date]]:
    """Yield stretches of days in order, those with no working day between them as one."""
    current: tuple[date, date] | None = None
    for first, end in sorted(stretches):
        if current is None or calendar.days(current[1], first):
            if current is not None:
                yield current
            current = (first, end)
        else:
            current = (current[0], max(current[1], end))
    if current is not None:
        yield current
