"""Periods of a new plan: what they are called, the one before, and the year in the names of what is for a period."""

import re
from datetime import date, timedelta
from typing import Final

from plancode.period import Period, add_months, parse_period

_MONTHS: Final = 12
_CIVIL: Final = re.compile(r"([0-9]{4})(-(?:H[12]|Q[1-4]|[01][0-9]))?")


def usual_period(day: date) -> str:
    """Return the year that somebody who begins on a day plans: from October on the next one."""
    return str(day.year + (day.month > 9))  # noqa: PLR2004  # September is the last month of this year's plans


def year_before(period: Period) -> str:
    """Return the name of the same period a year before; of one of several years, of as many before it."""
    years = -(-((period.end - period.start).days - 1) // 366) or 1
    civil = _CIVIL.fullmatch(period.name)
    if civil is not None:
        return f"{int(civil[1]) - 1}{civil[2] or ''}"
    start, end = (add_months(day, -_MONTHS * years) for day in (period.start, period.end))
    return between(start, end - timedelta(days=1))


def between(first: date, last: date) -> str:
    """Return the name of the period of two days, the shortest there is."""
    if first.day == 1:
        civil = (f"{first.year}", f"{first.year}-H{first.month // 7 + 1}", f"{first.year}-Q{(first.month + 2) // 3}",
                 f"{first.year}-{first.month:02}")  # fmt: skip
        for name in civil:
            found = parse_period(name)
            if (found.start, found.last) == (first, last):
                return name
    return f"{first.isoformat()}..{last.isoformat()}"


def label_of(period: Period) -> str:
    """Return what a period is called in a title: its name, or its years."""
    if ".." not in period.name:
        return period.name
    first, last = period.start.year, period.last.year
    return str(first) if first == last else f"{first}/{last % 100:02}"


def tag_of(period: Period) -> str:
    """Return what stands for a period in an id."""
    return label_of(period).lower().replace("/", "-")


def in_year(text: str, old: str, new: str) -> str:
    """Return a text with one year in the place of another, where no other digits stand beside it."""
    return re.sub(rf"(?<![0-9]){re.escape(old)}(?![0-9])", new, text)
