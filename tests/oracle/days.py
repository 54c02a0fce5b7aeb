"""Periods, months as a measure, and working calendars (docs/numbers.md, Time)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

import holidays

from tests.oracle.reading import Record, number

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """A run of days, first and last included."""

    first: date
    last: date
    name: str = ""

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.last + DAY

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.end - self.first).days

    def days(self) -> Iterator[date]:
        """Yield every day."""
        for passed in range(self.length):
            yield self.first + passed * DAY

    def __contains__(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last

    def holds(self, other: "Period") -> bool:
        """Whether the whole of another period lies in it."""
        return self.first <= other.first and other.last <= self.last

    def cut(self, first: date | None, last: date | None) -> "Period | None":
        """Return the part between two days, if there is any."""
        first = self.first if first is None else max(first, self.first)
        last = self.last if last is None else min(last, self.last)
        return Period(first, last, self.name) if first <= last else None

    def within(self, other: "Period") -> "Period | None":
        """Return the part that lies in another period, if there is any."""
        return self.cut(other.first, other.last)


@cache
def add_months(day: date, months: int) -> date:
    """Return the day so many months later, or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for shown in range(day.day, 0, -1):
        try:
            return date(year, month + 1, shown)
        except ValueError:
            continue
    raise ValueError(day)


@cache
def months_between(first: date, later: Fraction) -> Fraction:
    """Return how many months a moment (as a fraction of ordinal days) lies after a day ("Months as a measure")."""
    whole = 0
    while add_months(first, whole + 1).toordinal() <= later:
        whole += 1
    while add_months(first, whole).toordinal() > later:
        whole -= 1
    start = add_months(first, whole).toordinal()
    return whole + Fraction(later - start) / (add_months(first, whole + 1).toordinal() - start)


def moment(day: date) -> Fraction:
    """Return the beginning of a day as a fraction of ordinal days."""
    return Fraction(day.toordinal())


def parse_day(text: str) -> date:
    """Return the day that a text names."""
    return date.fromisoformat(text)


def optional_day(text: str | None) -> date | None:
    """Return the day that a text names, if there is one."""
    return date.fromisoformat(text) if text else None


def civil_period(text: str) -> Period:
    """Return the civil period that `2026`, `2026-H1`, `2026-Q3`, `2026-05`, `2026-W18` or a range names."""
    first, dots, last = text.partition("..")
    if dots:
        return Period(parse_day(first), parse_day(last), text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Period(parse_day(text), parse_day(text), text)
    if re.fullmatch(r"\d{4}-W\d\d", text):
        monday = date.fromisocalendar(int(text[:4]), int(text[6:]), 1)
        return Period(monday, monday + 6 * DAY, text)
    skipped, count = part_of_year(text)
    start = add_months(date(int(text[:4]), 1, 1), skipped)
    return Period(start, add_months(start, count) - DAY, text)


def part_of_year(text: str) -> tuple[int, int]:
    """Return how many of a year's 12 periods come before the named part, and how many it has."""
    kind = text[5:]
    if not kind:
        return 0, 12
    if kind[0] == "H":
        return (int(kind[1]) - 1) * 6, 6
    if kind[0] == "Q":
        return (int(kind[1]) - 1) * 3, 3
    return int(kind) - 1, 1


@dataclass
class Fiscal:
    """How the year is cut (docs/numbers.md, Periods)."""

    pattern: str
    starts: date
    weeks: int
    named_year: int
    """The year in whose name the fiscal year stands that begins on `starts`."""

    @property
    def by_weeks(self) -> bool:
        """Whether periods are made of weeks."""
        return "-" in self.pattern

    def year_start(self, year: int) -> date:
        """Return the first day of a fiscal year; years before and after follow on with 52 weeks each."""
        ahead = year - self.named_year
        if not self.by_weeks:
            return add_months(self.starts, 12 * ahead)
        if ahead <= 0:
            return self.starts + ahead * 52 * 7 * DAY
        return self.starts + (self.weeks + (ahead - 1) * 52) * 7 * DAY

    def periods(self, year: int) -> list[Period]:
        """Return the 12 periods of a fiscal year."""
        start = self.year_start(year)
        if self.by_weeks:
            weeks = [int(count) for count in self.pattern.split("-")] * 4
            weeks[-1] += self.weeks - 52 if year == self.named_year else 0
            begins = [start + sum(weeks[:number]) * 7 * DAY for number in range(13)]
        else:
            begins = [add_months(self.starts, 12 * (year - self.named_year) + number) for number in range(13)]
        return [Period(begins[k], begins[k + 1] - DAY, f"FY{year}-P{k + 1:02d}") for k in range(12)]

    def resolve(self, text: str) -> Period:
        """Return the fiscal period that a text with FY names; all others are civil."""
        if not text.startswith("FY"):
            return civil_period(text)
        skipped, count = part_of_year(text[2:].replace("P", ""))
        parts = self.periods(int(text[2:6]))[skipped : skipped + count]
        return Period(parts[0].first, parts[-1].last, text)


@dataclass
class Calendar:
    """A working calendar (docs/numbers.md, Working days)."""

    week: frozenset[int]
    country: str = ""
    subdivision: str | None = None
    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()
    short: Mapping[int, Fraction] = field(default_factory=dict)
    half: frozenset[date] = frozenset()
    known: dict[date, bool] = field(default_factory=dict)
    years: dict[int, tuple[frozenset[date], frozenset[date]]] = field(default_factory=dict)
    counted: dict[Period, int] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether a day is a working day: own working days win, then own days off, make-up days, holidays."""
        if day not in self.known:
            self.known[day] = self._works(day)
        return self.known[day]

    def _works(self, day: date) -> bool:
        if day in self.on:
            return True
        if day in self.off:
            return False
        free, made_up = self._public(day.year)
        return day in made_up or (day.weekday() in self.week and day not in free)

    def _public(self, year: int) -> tuple[frozenset[date], frozenset[date]]:
        """Return the public holidays and the make-up workdays of a year."""
        if not self.country:
            return frozenset(), frozenset()
        if year not in self.years:
            found = holidays.country_holidays(self.country, subdiv=self.subdivision, years=year)
            made_up = {day for day in getattr(found, "weekend_workdays", ()) if day.year == year}
            self.years[year] = (frozenset(day for day in found if day.year == year), frozenset(made_up))
        return self.years[year]

    @property
    def full_days(self) -> Fraction:
        """How many full days a working week has."""
        return sum((self.short.get(day, Fraction(1)) for day in self.week), Fraction(0))

    def part(self, day: date) -> Fraction:
        """Return which part of a full day a day has, where it is worked."""
        return self.short.get(day.weekday(), Fraction(1)) * Fraction(1, 2 if day in self.half else 1)

    def count(self, period: Period | None) -> int:
        """Count the working days of a period."""
        if period is None:
            return 0
        if period not in self.counted:
            self.counted[period] = sum(map(self.works, period.days()))
        return self.counted[period]


def read_calendar(document: Record) -> Calendar:
    """Return the calendar that a document of the kind `calendar` states."""
    public = document.get("holidays") or {}
    return Calendar(
        week=working_week(document.get("working_week"), public.get("country")),
        country=public.get("country", ""),
        subdivision=public.get("subdivision"),
        off=frozenset(parse_day(day) for day in document.get("extra_days_off") or []),
        on=frozenset(parse_day(day) for day in document.get("extra_working_days") or []),
        short={WEEKDAYS.index(name): number(part) for name, part in (document.get("short_days") or {}).items()},
        half=frozenset(parse_day(day) for day in document.get("half_days") or []),
    )


def working_week(stated: list[str] | None, country: str | None) -> frozenset[int]:
    """Return the days of the week that are worked: those stated, else all but the weekend of the country."""
    if stated:
        return frozenset(WEEKDAYS.index(name) for name in stated)
    weekend = holidays.country_holidays(country).weekend if country else {5, 6}
    return frozenset(range(7)) - frozenset(weekend)
