"""Columns as days, numbers and texts, alike whatever holds them: typed, as text, or as numbers that look like codes."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_
from typing import Any, Final

from plancode.model.actuals import Filter

Expression = Any
Relation = Any
"""An Ibis expression."""
NUMBER: Final = "decimal(21, 6)"
TOTAL: Final = "decimal(38, 6)"
"""One number, below 10^15 like those of a plan, and many added up."""
_PLACES, _DIGITS, _MOST = 6, 15, 38
_LIMIT: Final = 10**_DIGITS
_TRYING: Final = frozenset({"duckdb", "pyspark"})
"""Engines that give nothing for a text that is no number or day, instead of failing; Ibis says it of others too."""
_WIDE: Final = 8
"""Bytes of integers that can be larger than any number that is counted."""
_DAY: Final = r"^\d{4}-\d{1,2}-\d{1,2}$"
_PLAIN: Final = r"^ *[+-]?(\d{1,30}\.?\d*|\.\d+) *$"
_BEYOND: Final = r"^ *[+-]?([0-9,]{16,}(\.\d*)?|[\d.]+[eE]\+?(1[5-9]|[2-9]\d|\d{3,})) *$"
"""Texts that are numbers of more digits than any that is counted."""
_GAPS: Final = (",", " ", "\u00a0", "\u202f")
_GROUPED: Final = rf"^ *[+-]?\d{{1,3}}([{''.join(_GAPS)}]\d{{3}})+(\.\d*)? *$"


class Columns:
    """The columns of a table, read by one engine.

    Most texts are written as engines read them. What is tried for the others names its column once only: an engine
    works out beforehand what comes twice, for every row.
    """

    def __init__(self, table: Expression) -> None:
        """Take a table."""
        import ibis

        self.ibis = ibis
        self.tries = table.get_backend().name in _TRYING

    def day(self, column: Expression) -> Expression:
        """Return a column as days: `2026-03-05`, `2026/3/5`, `2026年3月5日`, with a time or without."""
        kind = column.type()
        if kind.is_date():
            return column
        if kind.is_timestamp():
            return column.date()
        text = column.cast("string")
        plain = text.lstrip().translate("/.年月日T", "----  ").re_replace(" .*$", "")
        return self.ibis.coalesce(self._date(text), self._date(plain))

    def number(self, column: Expression) -> Expression:
        """Return a column as exact numbers to six places, nothing for what is none or lies beyond all bounds.

        A text may group thousands by commas or blanks.
        """
        kind = column.type()
        if kind.is_integer() and kind.nbytes < _WIDE:
            return column
        if kind.is_decimal() and kind.scale is not None and kind.scale <= _PLACES:
            return column if (kind.precision or _MOST) - kind.scale <= _DIGITS else self._bounded(column)
        if kind.is_integer():
            return self._bounded(column)
        if not kind.is_string():
            return column.try_cast(NUMBER) if self.tries else self._bounded(column).cast(NUMBER)
        plain = column
        for gap in _GAPS:
            plain = plain.replace(gap, "")
        grouped = column.re_search(_GROUPED).ifelse(plain, self.ibis.null("string"))
        return self.ibis.coalesce(self._number(column), self._number(grouped))

    def is_blank(self, column: Expression) -> Expression:
        """Return which rows of a column have no value."""
        nothing = column.isnull()
        return nothing | (column.strip() == "") if column.type().is_string() else nothing

    def is_beyond(self, column: Expression, number: Expression) -> Expression:
        """Return which rows of a column have a number that is none for us because it lies beyond all bounds."""
        kind = column.type()
        if kind.is_string():
            beyond = number.isnull().ifelse(column.re_search(_BEYOND), other := self.ibis.literal(value=False))
            return beyond.fill_null(other)
        unread = column.notnull() & number.isnull()
        return unread & ~column.isnan() if kind.is_floating() else unread

    def _date(self, text: Expression) -> Expression:
        """Return a text as a day; where an engine fails of a text it cannot take, only one that it can."""
        if self.tries:
            return text.try_cast("date")
        return text.re_search(_DAY).ifelse(text, self.ibis.null("string")).cast("date")

    def _bounded(self, column: Expression) -> Expression:
        inside = (column > -_LIMIT) & (column < _LIMIT)
        return inside.ifelse(column, self.ibis.null(column.type()))

    def _number(self, text: Expression) -> Expression:
        """Return a text as a number, as `_date` does it."""
        if self.tries:
            return text.try_cast(NUMBER)
        number = text.re_search(_PLAIN).ifelse(text, self.ibis.null("string")).cast(TOTAL)
        return self._bounded(number)

    def text(self, column: Expression) -> Expression:
        """Return a column as texts; numbers that are whole have no point."""
        kind = column.type()
        if kind.is_timestamp():
            return column.date().cast("string")
        text = column.cast("string").strip()
        return text.re_replace(r"\.0+$", "") if kind.is_floating() or kind.is_decimal() else text

    def passing(self, rows: Expression, filters: Iterable[Filter]) -> Expression | None:
        """Return which rows pass every filter; None where there is none."""
        conditions = []
        for filter_ in filters:
            column = rows[filter_.column]
            if filter_.is_ is not None:
                conditions.append(self.text(column) == filter_.is_)
            if filter_.in_:
                conditions.append(self.text(column).isin(list(filter_.in_)))
            if filter_.from_ is not None:
                left, right = self._compared(column, filter_.from_)
                conditions.append(left >= right)
            if filter_.to is not None:
                left, right = self._compared(column, filter_.to)
                conditions.append(left <= right)
        return reduce(and_, conditions) if conditions else None

    def _compared(self, column: Expression, limit: str) -> tuple[Expression, Expression]:
        """Return a column and a limit as what the limit is: a day, a number, or a text."""
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", limit):
            return self.day(column), self.ibis.date(date.fromisoformat(limit))
        if re.fullmatch(_PLAIN, limit):
            return self.number(column).cast(TOTAL), self.ibis.literal(Decimal(limit)).cast(TOTAL)
        return self.text(column), self.ibis.literal(limit)


def code_of(value: object) -> str:
    """Return a value that names something as text: blanks around it, and a point after a whole number, do not count."""
    if value is None:
        return ""
    if isinstance(value, float | Decimal):
        return str(int(value)) if value == value and value == int(value) else str(value)  # noqa: PLR0124  # NaN
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value).strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)
