"""Days of the plan's time zone: a time with an offset, or one that is stored as an instant, counts on its day there."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Expression = Any
"""An Ibis expression."""
_OFFSET: Final = r"(?:Z|z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)"
WITH_OFFSET: Final = rf"[T ][0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:[.,][0-9]+)?)? *{_OFFSET} *$"
"""Texts whose time says how far it is from that of Greenwich."""
_CLOCK: Final = r"[T ]([0-9]{1,2}):([0-9]{2})"
_AWAY: Final = r"([+-])([0-9]{2}):?([0-9]{2})? *$"
_DAY: Final = 24 * 60
_FURTHEST: Final = 2
"""Days that a time can be moved by: offsets reach from -12 to +14 hours, on both sides."""
_YEARS: Final = 3
_BASE: Final = date(2000, 1, 1)
_MINUTE: Final = timedelta(minutes=1)


class LocalTime:
    """The clock of a plan, as expressions of any engine: its changes of summer time are written out, as of its days."""

    def __init__(self, zone: str | None, first: date, last: date) -> None:
        """Take the zone (None: a day counts as it is written) and the days around which it must be right."""
        self.changes = tuple(changes(zone, first, last)) if zone is not None and zone_of(zone) is not None else ()

    @property
    def is_known(self) -> bool:
        """Whether the plan says in which zone its days are."""
        return bool(self.changes)

    def moved(self, day: Expression, minutes: Expression) -> Expression:
        """Return the day there at so many minutes after the beginning of a day in Greenwich."""
        import ibis

        if not self.is_known:
            return day
        at = day.delta(ibis.date(_BASE), unit="day") * _DAY + minutes
        there, days = minutes + self._away(at, 0, len(self.changes)), ibis.literal(_FURTHEST)
        for step in range(_FURTHEST - 1, -_FURTHEST - 1, -1):
            days = (there < (step + 1) * _DAY).ifelse(step, days)
        return (day + days.as_interval("D")).cast("date")

    def _away(self, at: Expression, low: int, high: int) -> Expression:
        """Return the offset in minutes, halving the changes."""
        import ibis

        if high - low == 1:
            return ibis.literal(self.changes[low][1], "int64")
        middle = (low + high) // 2
        return (at < self.changes[middle][0]).ifelse(self._away(at, low, middle), self._away(at, middle, high))


def zone_of(name: str) -> ZoneInfo | None:
    """Return a time zone by its name, None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


GREENWICH: Final = LocalTime(None, _BASE, _BASE)
"""The clock of a plan that does not say in which zone its days are: a day counts as it is written."""


def minutes_of(text: Expression, whole: Callable[[Expression], Expression]) -> Expression:
    """Return the minutes from the beginning of a text's day to its time in Greenwich; `whole` makes texts numbers."""
    import ibis

    hours, minutes = (whole(text.re_extract(_CLOCK, part)) for part in (1, 2))
    sign = text.re_search(r"-[0-9]{2}:?(?:[0-9]{2})? *$").ifelse(-1, 1)
    is_away = text.re_search(_AWAY)
    hours_away = is_away.ifelse(whole(text.re_extract(_AWAY, 2)), ibis.literal(0))
    minutes_away = whole(text.re_extract(_AWAY, 3)).fill_null(0)
    return hours * 60 + minutes - sign * (hours_away * 60 + minutes_away)


@cache
def changes(name: str, first: date, last: date) -> tuple[tuple[int, int], ...]:
    """Return from which minute after the beginning of 2000 in Greenwich which offset holds, the earliest first."""
    return tuple(_changes(ZoneInfo(name), first, last))


def _changes(zone: ZoneInfo, first: date, last: date) -> Iterator[tuple[int, int]]:
    at = datetime(max(first.year - _YEARS, 1), 1, 1, tzinfo=UTC)
    end = datetime(last.year + _YEARS, 1, 1, tzinfo=UTC)
    base = datetime(_BASE.year, 1, 1, tzinfo=UTC)
    offset = _offset(zone, at)
    yield (at - base) // _MINUTE, offset
    while at < end:
        after = at + timedelta(days=1)
        if _offset(zone, after) != offset:
            low, high = at, after
            while high - low > _MINUTE:
                middle = low + ((high - low) // 2 // _MINUTE) * _MINUTE
                low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
            offset = _offset(zone, high)
            yield (high - base) // _MINUTE, offset
        at = after


def _offset(zone: ZoneInfo, at: datetime) -> int:
    away = at.astimezone(zone).utcoffset()
    return away // _MINUTE if away is not None else 0
