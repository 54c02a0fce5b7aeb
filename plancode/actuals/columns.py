"""Columns as days, numbers and texts, alike whatever holds them: typed, as text, or as numbers that look like codes."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from plancode.model.actuals import Filter

Expression = Any
"""An Ibis expression."""
NUMBER: Final = "decimal(38, 6)"
_PLACES: Final = 6
_TRYING: Final = frozenset({"duckdb", "pyspark"})
"""Engines that give nothing for a text that is no number or day, instead of failing; Ibis says it of others too."""
_DAY: Final = r"^\d{4}-\d{1,2}-\d{1,2}$"
_PLAIN: Final = r"^ *[+-]?(\d+\.?\d*|\.\d+) *$"
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
        return self.ibis.coalesce(self._cast(text, "date", _DAY), self._cast(plain, "date", _DAY))

    def number(self, column: Expression) -> Expression:
        """Return a column as exact numbers to six places; a text may group thousands by commas or blanks."""
        kind = column.type()
        if kind.is_integer() or (kind.is_decimal() and kind.scale is not None and kind.scale <= _PLACES):
            return column
        if not kind.is_string():
            return column.try_cast(NUMBER) if self.tries else column.cast(NUMBER)
        plain = column
        for gap in _GAPS:
            plain = plain.replace(gap, "")
        grouped = column.re_search(_GROUPED).ifelse(plain, self.ibis.null("string"))
        return self.ibis.coalesce(self._cast(column, NUMBER, _PLAIN), self._cast(grouped, NUMBER, _PLAIN))

    def _cast(self, text: Expression, kind: str, pattern: str) -> Expression:
        if self.tries:
            return text.try_cast(kind)
        return text.re_search(pattern).ifelse(text, self.ibis.null("string")).cast(kind)

    def text(self, column: Expression) -> Expression:
        """Return a column as texts; numbers that are whole have no point."""
        kind = column.type()
        if kind.is_timestamp():
            return column.date().cast("string")
        text = column.cast("string").strip()
        return text.re_replace(r"\.0+$", "") if kind.is_floating() or kind.is_decimal() else text

    def passing(self, rows: Expression, filters: Iterable[Filter]) -> Expression | None:
        """Return which rows pass every filter; None where there is none."""
        found = None
        for one in filters:
            for each in self._conditions(rows[one.column], one):
                found = each if found is None else found & each
        return found

    def _conditions(self, column: Expression, one: Filter) -> list[Expression]:
        found = []
        if one.is_ is not None:
            found.append(self.text(column) == one.is_)
        if one.in_:
            found.append(self.text(column).isin(list(one.in_)))
        if one.from_ is not None:
            left, right = self._compared(column, one.from_)
            found.append(left >= right)
        if one.to is not None:
            left, right = self._compared(column, one.to)
            found.append(left <= right)
        return found

    def _compared(self, column: Expression, limit: str) -> tuple[Expression, Expression]:
        """Return a column and a limit as what the limit is: a day, a number, or a text."""
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", limit):
            return self.day(column), self.ibis.date(date.fromisoformat(limit))
        if re.fullmatch(_PLAIN, limit):
            return self.number(column).cast(NUMBER), self.ibis.literal(Decimal(limit)).cast(NUMBER)
        return self.text(column), self.ibis.literal(limit)


def code_of(value: object) -> str:
    """Return a value that names something as text: blanks around it, and a point after a whole number, do not count."""
    if value is None:
        return ""
    if isinstance(value, float | Decimal):
        return str(int(value)) if value == value and value % 1 == 0 else str(value)  # noqa: PLR0124  # NaN
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value).strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)
