"""Days in columns of text, as each column writes them; the patterns are those of `plancode.dating`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from plancode import dating
from plancode.actuals.local_time import WITH_OFFSET, Expression, LocalTime, minutes_of
from plancode.actuals.numerals import Numerals
from plancode.dating import DayOrder, OrderEvidence

_IN_MONTH: Final = (
    "(0?[13578]|1[02])-(0?[1-9]|[12][0-9]|3[01])",
    "(0?[469]|11)-(0?[1-9]|[12][0-9]|30)",
    "0?2-(0?[1-9]|1[0-9]|2[0-8])",
)
_LEAP_YEAR: Final = "([0-9][0-9](0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)"
_IS_DAY: Final = rf"^(?!0)([0-9]{{4}}-({'|'.join(_IN_MONTH)})|{_LEAP_YEAR}-0?2-29)$"
"""A day that there is, as one pattern: some engines reckon a pattern anew wherever its outcome is used."""
_FORMS: Final = {
    "wide": (dating.YEAR_FIRST, (1, 2, 3)),
    "compact": (dating.COMPACT, (1, 2, 3)),
    "named_day_first": (dating.NAMED_DAY_FIRST, (3, 2, 1)),
    "named_month_first": (dating.NAMED_MONTH_FIRST, (3, 1, 2)),
    "d/m/y": (dating.ORDERED, (3, 2, 1)),
    "m/d/y": (dating.ORDERED, (3, 1, 2)),
    "y/m/d": (dating.SHORT_YEAR_FIRST, (1, 2, 3)),
    "month": (dating.MONTH, (1, 2, 0)),
    "month_last": (dating.MONTH_LAST, (2, 1, 0)),
    "named_month": (dating.NAMED_MONTH, (2, 1, 0)),
    "year_named_month": (dating.YEAR_NAMED_MONTH, (1, 2, 0)),
}
"""Patterns of days, and which of their groups are year, month and day; a month without a day is as of its last."""
_NAMED: Final = frozenset({"named_day_first", "named_month_first", "named_month", "year_named_month"})
_ASKED: Final = ("day_first", "month_first", "either", "sample", "serial", *_FORMS)


@dataclass(frozen=True, slots=True)
class _Column:
    """How a column of text writes days that are not written as engines read them."""

    forms: tuple[str, ...]
    serial: bool = False


class Days:
    """The days of the columns of a table, read by one engine; nearly all texts are left to the engine itself."""

    def __init__(self, table: Expression, numerals: Numerals, clock: LocalTime) -> None:
        """Look at those columns in which some texts are not written year, month, day."""
        import ibis

        self.ibis, self.clock, self.tries = ibis, clock, numerals.tries
        self.away = numerals.away
        self.unclear: dict[str, str] = {}
        """The columns whose days can be read in two ways, with one of them."""
        stated = dating.stated_order(numerals.written.dates)
        asked = dict.fromkeys(sorted(numerals.undated), _ASKED)
        told = numerals.counted(table, asked, self._ask)
        self._columns = {name: self._told(name, {key: told[name, key] for key in _ASKED}, stated) for name in asked}

    def order_of(self, name: str) -> str:
        """Return in which order a column of texts names day, month and year, where its cells leave that open."""
        known = self._columns.get(name)
        orders = [form for form in known.forms if form in dating.DAY_ORDERS] if known is not None else []
        return orders[0] if len(orders) == 1 and name not in self.unclear else ""

    def day(self, column: Expression) -> Expression:
        """Return a column as days: `2026-03-05`, `2026/3/5`, `2026年3月5日`, and whatever else its texts are in.

        A year of two digits where years stand first is none unless that is stated: engines take 26 for the year 26.
        """
        kind = column.type()
        if kind.is_date():
            return column
        if kind.is_timestamp():
            minutes = column.hour().cast("int64") * 60 + column.minute()
            return self.clock.moved(column.date(), minutes) if kind.timezone is not None else column.date()
        text = column.cast("string")
        plain = text.lstrip().translate("/.年月日T", "----  ").re_replace(" .*$", "")
        day = self.ibis.coalesce(self._date(text), self._date(plain))
        known = self._columns.get(column.get_name())
        if known is not None:  # engines differ in what they take for a day beside
            day = text.re_search(dating.YEAR_FIRST).ifelse(day, self.ibis.null("date"))
            day = self.ibis.coalesce(day, *self._readings(text, known))
        day = (day.year() < dating.FIRST_YEAR).ifelse(self.ibis.null("date"), day)
        if column.get_name() not in self.away or not self.clock.is_known:
            return day
        moved = self.clock.moved(self._date(plain), minutes_of(text, self._whole))
        return text.re_search(WITH_OFFSET).ifelse(moved, day)

    def _ask(self, text: Expression, key: str) -> Expression:
        """Return one thing to ask of a column: how many of its texts are so, or the first that has two readings."""
        narrow = self._narrow(text)
        if key == "wide":
            return ((text != narrow) & narrow.re_search(dating.YEAR_FIRST)).sum()
        if key == "serial":
            return narrow.re_search(dating.SERIAL).sum()
        if key in _FORMS:
            return narrow.re_search(_FORMS[key][0]).sum()
        if key == "day_first":
            return (narrow.re_search(dating.DAY_FIRST) | narrow.re_search(dating.DOTTED)).sum()
        if key == "month_first":
            return narrow.re_search(dating.MONTH_FIRST).sum()
        parts = (narrow.re_extract(dating.EITHER, part) for part in (1, 2))
        either = (narrow.re_search(dating.EITHER) & (next(parts) != next(parts))) | narrow.re_search(dating.SHORT)
        return text.min(where=either) if key == "sample" else either.sum()

    def _told(self, name: str, told: Mapping[str, Any], stated: DayOrder | None) -> _Column:
        evidence = OrderEvidence(*(int(told[key] or 0) for key in ("day_first", "month_first", "either")))
        order = stated or dating.order_told_by(evidence)
        if order is None and evidence.either:
            self.unclear[name] = str(told["sample"]).strip()[:40]
        orders = (order,) if order is not None else () if evidence.either else ("d/m/y", "m/d/y")
        others = {one for one in dating.DAY_ORDERS if one not in orders}
        forms = tuple(form for form in _FORMS if told[form] and form not in others)
        return _Column(forms, serial=bool(told["serial"]))

    def _readings(self, text: Expression, known: _Column) -> Iterator[Expression]:
        narrow = self._narrow(text)
        for form in known.forms:
            pattern, (year, month, day) = _FORMS[form]
            months = narrow.re_extract(pattern, month)
            numbers = self._number_of_month(months) if form in _NAMED else months.lpad(2, "0")
            days = narrow.re_extract(pattern, day).lpad(2, "0") if day else self.ibis.literal("01")
            read = self._made(self._full_year(narrow.re_extract(pattern, year)), numbers, days)
            yield read if day else (read + self.ibis.interval(months=1) - self.ibis.interval(days=1)).cast("date")
        if known.serial:
            number = self._whole(narrow.re_extract(dating.SERIAL, 1))
            yield (self.ibis.date(dating.SERIAL_BASE) + number.as_interval("D")).cast("date")

    def _made(self, year: Expression, month: Expression, day: Expression) -> Expression:
        """Return texts of numbers as days; an engine that fails of the 31 February must not see it."""
        return self._date(year + "-" + month + "-" + day)

    def _number_of_month(self, name: Expression) -> Expression:
        """Return a name of a month as its number, nothing for what is none."""
        folded, number = name.lower(), self.ibis.literal("")
        for month, beginnings in dating.MONTHS.items():
            is_it = reduce(or_, (folded.startswith(beginning) for beginning in beginnings))
            number = is_it.ifelse(f"{month:02}", number)
        return number

    def _full_year(self, year: Expression) -> Expression:
        century = (year < str(dating.PIVOT)).ifelse("20", "19")
        return (year.length() > 2).ifelse(year, century + year)  # noqa: PLR2004  # digits

    def _narrow(self, text: Expression) -> Expression:
        return text.translate(dating.WIDE, dating.NARROW)

    def _whole(self, text: Expression) -> Expression:
        """Return digits as a whole number, nothing for what has none."""
        return text.nullif("").cast("int64")

    def _date(self, text: Expression) -> Expression:
        """Return a text as a day; where an engine fails of a text it cannot take, only one that it can."""
        if self.tries:
            return text.try_cast("date")
        return text.re_search(_IS_DAY).ifelse(text, self.ibis.null("string")).cast("date")
