"""From the time of one plan to that of the next: its days, its periods, and the years in its names."""

import re
from datetime import date, timedelta
from typing import Final

from plancode.errors import PeriodError
from plancode.fiscal import fiscal_name
from plancode.outset.times import between, in_year, label_of, tag_of
from plancode.period import Period, add_months, parse_period

_MONTHS: Final = 12
_SLACK: Final = 3
"""Days by which a plan of weeks may be longer or shorter than the one before."""
_DAY: Final = timedelta(days=1)
_YEAR: Final = re.compile(r"(?<![0-9])(?:20[0-9]{2}|2100)(?![0-9])")
_CIVIL: Final = re.compile(r"(20[0-9]{2}|2100)(?=$|-(?:H[12]|Q[1-4]|[01][0-9]|W[0-5][0-9])$)")


def next_period(old: Period) -> Period:
    """Return the period that follows one and is as long."""
    months = _length(old)
    end = add_months(old.end, months) if months else old.end + (old.end - old.start)
    return parse_period(between(old.end, end - _DAY))


def _length(period: Period) -> int:
    """Return how many whole months a period has; 0 where it has a part of one."""
    months = (period.end.year - period.start.year) * _MONTHS + period.end.month - period.start.month
    return months if add_months(period.start, months) == period.end else 0


class TimeShift:
    """Moves what lies in one period into another one of the same length."""

    def __init__(self, old: Period, new: Period) -> None:
        """Take both."""
        self.old, self.new = old, new
        months = (new.start.year - old.start.year) * _MONTHS + new.start.month - old.start.month
        self.months = months if add_months(old.start, months) == new.start else None

    @property
    def fits(self) -> bool:
        """Whether the new period comes later and is as long as the old one."""
        months = _length(self.old)
        length = add_months(self.new.start, months) if months else self.new.start + (self.old.end - self.old.start)
        return self.new.start > self.old.start and abs((self.new.end - length).days) <= (0 if months else _SLACK)

    @property
    def years(self) -> int:
        """How many years later the new period is."""
        return self.new.start.year - self.old.start.year

    def day(self, day: date) -> date:
        """Return the day of the new period at the same place."""
        return add_months(day, self.months) if self.months is not None else day + (self.new.start - self.old.start)

    def last(self, day: date) -> date:
        """Return the last day of something that ends in the new period where it ended in the old one."""
        return self.day(day + _DAY) - _DAY

    def period(self, name: str) -> str:
        """Return the name of the period at the same place; one that the plan itself defines keeps its name."""
        fiscal = fiscal_name(name)
        if fiscal is not None:
            return name.replace(f"FY{fiscal.year}", f"FY{fiscal.year + self.years}", 1)
        civil = _CIVIL.match(name)
        if civil is not None and self.months is not None and self.months % _MONTHS == 0:
            return self._known(f"{int(civil[1]) + self.months // _MONTHS}{name[civil.end() :]}", name)
        try:
            period = parse_period(name)
        except PeriodError:
            return name
        return between(self.day(period.start), self.last(period.last))

    def _known(self, later: str, name: str) -> str:
        """Return a name that means a period; a last week of the year that the later one lacks is the one before."""
        try:
            parse_period(later)
        except PeriodError:
            return later.replace("W53", "W52") if name.endswith("W53") else name
        return later

    def title(self, text: str) -> str:
        """Return a title with the new period in the place of the old one."""
        own = in_year(text, label_of(self.old), label_of(self.new))
        return own if own != text else _YEAR.sub(lambda match: self._year(match[0]), text)

    def id(self, text: str) -> str:
        """Return an id with the new period in the place of the old one."""
        own = in_year(text, tag_of(self.old), tag_of(self.new))
        return own if own != text else _YEAR.sub(lambda match: self._year(match[0]), text)

    def _year(self, text: str) -> str:
        """Return a year of the old plan as that of the new one at its place; other years stay."""
        year = int(text)
        return str(year + self.years) if self.old.start.year <= year <= self.old.last.year else text
