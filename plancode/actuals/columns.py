"""Columns as days, numbers and texts, alike whatever holds them: typed, as text, or as numbers that look like codes."""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Mapping as Texts
from datetime import date
from decimal import Decimal
from functools import reduce
from math import isfinite
from operator import and_
from typing import Any, Final

from plancode import dating
from plancode.actuals.days import Days
from plancode.actuals.local_time import Expression, LocalTime
from plancode.actuals.numerals import TOTAL, Numerals, TextColumns
from plancode.actuals.refusals import RefusedError
from plancode.model.source_tables import Filter, Mapping

Relation = Any
"""An Ibis expression."""
StatedTexts = Texts[str, frozenset[str]]
"""The texts that filters state of each column."""
_WIDE: Final = "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u3000\u00a0\u2007\u2009\u202f\t"
_NARROW: Final = "".join(map(chr, range(0x21, 0x7F))) + "      "
_NARROWED: Final = str.maketrans(_WIDE, _NARROW)
_PLAIN: Final = r"^ *[+-]?(\d{1,30}\.?\d*|\.\d+) *$"


class Columns:
    """The columns of a table, read by one engine.

    Most texts are written as engines read them. What is tried for the others names its column once only: an engine
    works out beforehand what comes twice, for every row.
    """

    def __init__(self, table: Expression, written: TextColumns, clock: LocalTime) -> None:
        """Take a table, what is known of its texts, and the plan's clock."""
        import ibis

        self.ibis = ibis
        self.numerals = Numerals(table, written)
        self.number = self.numerals.number
        self.days = Days(table, self.numerals, clock)
        self.day = self.days.day

    def is_blank(self, column: Expression) -> Expression:
        """Return which rows of a column have no value."""
        nothing = column.isnull()
        return nothing | (column.strip() == "") if column.type().is_string() else nothing

    def text(self, column: Expression) -> Expression:
        """Return a column as texts; numbers that are whole have no point."""
        return self.day(column).cast("string") if column.type().is_timestamp() else key_text(column)

    def passing(
        self, rows: Expression, filters: Iterable[Filter], stated: StatedTexts | None = None
    ) -> Expression | None:
        """Return which rows pass every filter; None where there is none.

        With the texts that any filter has `stated` of each column, others pass too that differ from those of a filter
        in case, width or blanks alone.
        """
        conditions = []
        for filter_ in filters:
            column = rows[filter_.column]
            conditions += [self._named(column, texts, stated) for texts in filter_.texts]
            if filter_.from_ is not None:
                left, right = self._compared(column, filter_.from_)
                conditions.append(left >= right)
            if filter_.to is not None:
                left, right = self._compared(column, filter_.to)
                conditions.append(left <= right)
        return reduce(and_, conditions) if conditions else None

    def _named(self, column: Expression, texts: tuple[str, ...], stated: StatedTexts | None) -> Expression:
        """Return which rows of a column have one of some texts."""
        text = self.text(column)
        condition = text.isin(list(texts))
        return condition if stated is None else condition | self.is_misspelt(column, texts, stated)

    def is_misspelt(self, column: Expression, texts: tuple[str, ...], stated: StatedTexts) -> Expression:
        """Return which rows of a column have a text that no filter states and that looks like one of some texts."""
        if not column.type().is_string():
            return self.ibis.literal(value=False)
        text = self.text(column)
        folded = text.translate(_WIDE, _NARROW).lower().replace(" ", "")
        return folded.isin(sorted(map(folded_text, texts))) & ~text.isin(sorted(stated[column.get_name()]))

    def _compared(self, column: Expression, limit: str) -> tuple[Expression, Expression]:
        """Return a column and a limit as what the limit is: a day, a number, or a text."""
        if is_day(limit):
            return self.day(column), self.ibis.date(date.fromisoformat(limit))
        if is_number(limit):
            return self.number(column).cast(TOTAL), self.ibis.literal(Decimal(limit)).cast(TOTAL)
        return self.text(column), self.ibis.literal(limit)


def with_days(table: Relation, mapping: Mapping) -> Relation:
    """Return a table with the column of its days, where year, month and day stand apart; raises RefusedError."""
    import ibis

    if missing := [name for name in mapping.parts if name not in table.columns]:
        raise RefusedError("columns", (*missing, "", *table.columns))
    if not mapping.parts:
        return table
    year, month, *days = (key_text(table[name]).fill_null("").strip() for name in mapping.parts)
    year, month = year.re_replace("年$", ""), month.re_replace("月$", "")
    day = days[0].re_replace("日$", "") if days else ibis.literal("")
    numbered = (year + "-" + month + "-" + day).re_replace("-+$", "")
    made = month.re_search(dating.NAME).ifelse((day + " " + month + " " + year).strip(), numbered)
    return table.mutate(**{mapping.day: made.nullif("")})


def key_text(column: Expression) -> Expression:
    """Return a column of what names something as texts; numbers that are whole have no point."""
    text, kind = column.cast("string").strip(), column.type()
    return text.re_replace(r"\.0+$", "") if kind.is_floating() or kind.is_decimal() else text


def folded_text(text: str) -> str:
    """Return a text without what people do not see, or take for the same: case, width, blanks."""
    return text.translate(_NARROWED).lower().replace(" ", "")


def is_day(limit: str) -> bool:
    """Whether the limit of a filter is a day."""
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", limit) is not None


def is_number(limit: str) -> bool:
    """Whether the limit of a filter is a number."""
    return re.fullmatch(_PLAIN, limit) is not None


def code_of(value: object) -> str:
    """Return a value that names something as text: blanks around it, and a point after a whole number, do not count."""
    if value is None:
        return ""
    if isinstance(value, float | Decimal):
        return str(int(value)) if isfinite(value) and value == int(value) else str(value)
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value).strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)
