"""The working week of a calendar in words: which days are worked, and how much of each."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.calendar.working import WEEK, WorkingCalendar
from plancode.quantity import Quantity, rounded
from plancode.said.value import Joined, PlanWord, Said, Term

_FIELD: Final = "CalendarDocument.working_week"


def week_of(calendar: WorkingCalendar, hours: Decimal | None = None) -> Said:
    """Return the days that are worked, days alike that follow on each other as one, with their hours where known.

    `hours` are those of a full day.
    """
    return Joined(tuple(_told(days, part, hours) for days, part in _runs(calendar)))


def _runs(calendar: WorkingCalendar) -> Iterator[tuple[list[str], Decimal]]:
    """Yield days that follow on each other and of which the same part is worked, from the first after the weekend."""
    begins = next(
        (at for at, name in enumerate(WEEK) if name in calendar.week and WEEK[at - 1] not in calendar.week), 0
    )
    run: list[str] = []
    for after in range(len(WEEK)):
        at = (begins + after) % len(WEEK)
        is_worked = WEEK[at] in calendar.week
        if run and (not is_worked or calendar.weekday(at) != calendar.weekday(WEEK.index(run[-1]))):
            yield run, calendar.weekday(WEEK.index(run[-1]))
            run = []
        if is_worked:
            run.append(WEEK[at])
    if run:
        yield run, calendar.weekday(WEEK.index(run[-1]))


def _told(days: list[str], part: Decimal, hours: Decimal | None) -> Said:
    first, last = PlanWord(days[0], _FIELD), PlanWord(days[-1], _FIELD)
    told: Said = first
    if len(days) > 1:
        told = Term("week.span", (("first", first), ("last", last)))
    if hours is not None:
        return Term("week.hours", (("days", told), ("hours", Quantity(rounded(part * hours, 1), "h"))))
    return told if part == 1 else Term("week.part", (("days", told), ("part", Quantity(part, "%"))))
