"""Numbers in columns of text, as each column writes them; the patterns are those of `plancode.numeral`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

from plancode import dating, numeral
from plancode.actuals.local_time import WITH_OFFSET, Expression
from plancode.document.typed import TYPED
from plancode.numeral import CellSort, DecimalSign, Evidence, Notation

NUMBER: Final = "decimal(21, 6)"
TOTAL: Final = "decimal(38, 6)"
"""One number, below 10^15 like those of a plan, and many added up."""
DIGITS: Final = 15
_LIMIT: Final = 10**DIGITS
_TRYING: Final = frozenset({"duckdb", "pyspark"})
"""Engines that give nothing for a text that is no number or day, instead of failing; Ibis says it of others too."""
_BEYOND: Final = r"^ *[+-]?([0-9,.' ]{16,}|[0-9.]+[eE]\+?(1[5-9]|[2-9][0-9]|[0-9]{3,})) *$"
"""Texts that are numbers of more digits than any that is counted."""
_PLAIN: Final = rf"(?:{numeral.PLAIN})|^ *$"
_USUAL: Final = {"odd": _PLAIN, "undated": rf"(?:{dating.YEAR_FIRST})|^ *$"}
_ASKED: Final = ("point", "comma", "either", "scaled", "sample")
Scale = Literal["percent", "share"]
Asking = Callable[[Expression, str], Expression]
"""Makes what is asked of a column, by the name of the question."""


@dataclass(frozen=True, slots=True)
class TextColumns:
    """What is known of the numbers of a source before it is read.

    `sorts` says what each column of numbers holds, `signs` what may stand beside an amount, `days` which columns hold
    days, `dates` in which order they write them where that is stated, `digits` how many noughts amounts of money lack.
    In a file whose cells are separated by commas (`by_commas`) the point is the decimal sign unless a cell excludes it.
    """

    sorts: Mapping[str, CellSort] = field(default_factory=dict)
    signs: tuple[str, ...] = ()
    days: frozenset[str] = frozenset()
    stated: Notation | None = None
    dates: str | None = None
    digits: int = 0
    by_commas: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    """How a column of text writes its numbers; a `plain` one as engines read them."""

    notation: Notation
    plain: bool = False
    scaled: bool = False


class Numerals:
    """The numbers of the columns of a table, read by one engine.

    Its texts are looked at once, before any row is counted, so that those which all readers read alike, nearly all,
    are left to the engine.
    """

    def __init__(self, table: Expression, written: TextColumns) -> None:
        """Look at the texts of the columns."""
        import ibis

        self.ibis, self.written = ibis, written
        self.tries = table.get_backend().name in _TRYING
        texts = [name for name in written.sorts if name in table.columns and table[name].type().is_string()]
        days = [name for name in written.days if name in table.columns and table[name].type().is_string()]
        asked = {**dict.fromkeys(texts, ("odd",)), **dict.fromkeys(days, ("away", "undated"))}
        odd = self.counted(table, asked, self._ask)
        self.away = frozenset(name for name in days if odd[name, "away"])
        """The columns of days with times that say how far they are from that of Greenwich."""
        self.undated = frozenset(name for name in days if odd[name, "undated"])
        """The columns of days in which some are not written year, month, day."""
        plain = _Column(written.stated or Notation("."), plain=written.stated in (None, Notation(".")))
        self.unclear: dict[str, str] = {}
        """The columns whose numbers can be read in two ways, with one of them."""
        self._columns = {name: plain for name in texts if not odd[name, "odd"] and plain.plain}
        rest = [name for name in texts if name not in self._columns]
        told = self.counted(table, dict.fromkeys(rest, _ASKED), self._ask)
        self._columns |= {name: self._told(name, {key: told[name, key] for key in _ASKED}) for name in rest}

    @staticmethod
    def counted(table: Expression, asked: Mapping[str, tuple[str, ...]], ask: Asking) -> dict[tuple[str, str], Any]:
        """Return what is asked of each column, of all at once."""
        if not asked:
            return {}
        wanted = {(name, key): f"{key}{at}" for at, (name, keys) in enumerate(asked.items()) for key in keys}
        found = {column: ask(table[name], key) for (name, key), column in wanted.items()}
        row = table.aggregate(**found).to_pyarrow().to_pylist()[0]
        return {at: row[column] for at, column in wanted.items()}

    def _ask(self, text: Expression, key: str) -> Expression:
        """Return one thing to ask of a column: how many of its texts are so, or the first that has two readings."""
        if key == "away":
            return text.re_search(WITH_OFFSET).sum()
        if key in _USUAL:
            return (~text.re_search(_USUAL[key])).sum()
        untyped = ~text.contains(TYPED)
        narrow = self._narrow(text)
        if key == "scaled":
            return narrow.re_search("|".join(numeral.SCALES)).sum()
        either = untyped & narrow.re_search(numeral.EITHER)
        if key == "sample":
            return text.min(where=either)
        if key == "either":
            return either.sum()
        sign: DecimalSign = "." if key == "point" else ","
        return (untyped & narrow.re_search(numeral.only_for(sign))).sum()

    def _told(self, name: str, told: Mapping[str, Any]) -> _Column:
        evidence = Evidence(*(int(told[key] or 0) for key in ("point", "comma", "either")))
        notation = self.written.stated or numeral.told_by(evidence, by_commas=self.written.by_commas)
        if notation is None:
            self.unclear[name] = str(told["sample"]).strip()[:40]
        return _Column(notation or Notation(None), scaled=bool(told["scaled"]))

    def sign_of(self, name: str) -> str:
        """Return the decimal sign of a column of texts; nothing where it is no such column, or nobody can tell."""
        known = self._columns.get(name)
        return known.notation.decimal or "" if known is not None and name not in self.unclear else ""

    def number(self, column: Expression) -> Expression:
        """Return a column as exact numbers to six places, nothing for what is none or lies beyond all bounds."""
        number = self._number(column)
        if not self.written.digits or self.written.sorts.get(column.get_name()) != "money":
            return number
        factor = self.ibis.literal(10**self.written.digits).cast("decimal(10, 0)")
        return self._bounded((number.cast(NUMBER) * factor).cast(TOTAL)).cast(NUMBER)

    def _number(self, column: Expression) -> Expression:
        kind = column.type()
        if kind.is_string():
            return self._of_text(column)
        if kind.is_integer() and kind.nbytes < 8:  # noqa: PLR2004  # bytes that hold more than is ever counted
            return column
        if kind.is_decimal() and kind.scale is not None and kind.scale <= 6:  # noqa: PLR2004  # places
            return column if (kind.precision or 38) - kind.scale <= DIGITS else self._bounded(column)
        if kind.is_integer():
            return self._bounded(column)
        return column.try_cast(NUMBER) if self.tries else self._bounded(column).cast(NUMBER)

    def share(self, column: Expression, scale: Scale | None) -> Expression:
        """Return a column of percentages as shares; a bare number is none unless the plan says its scale."""
        number, one = self.number(column), self.ibis.literal(Decimal("0.01"))
        if scale == "percent":
            return (number * one).cast(NUMBER)
        is_text = column.type().is_string()
        bare = number if scale == "share" else self.ibis.null(NUMBER)
        return self._has_percent(column).ifelse((number * one).cast(NUMBER), bare) if is_text else bare

    def is_bare(self, column: Expression) -> Expression:
        """Return which rows have a number without the sign that would say it is a percentage."""
        number = self.number(column).notnull()
        return number & ~self._has_percent(column) if column.type().is_string() else number

    def is_beyond(self, column: Expression, number: Expression) -> Expression:
        """Return which rows of a column have a number that is none for us because it lies beyond all bounds."""
        kind = column.type()
        if kind.is_string():
            beyond = number.isnull().ifelse(column.re_search(_BEYOND), other := self.ibis.literal(value=False))
            return beyond.fill_null(other)
        unread = column.notnull() & number.isnull()
        return unread & ~column.isnan() if kind.is_floating() else unread

    def _of_text(self, column: Expression) -> Expression:
        known = self._columns.get(column.get_name(), _Column(self.written.stated or Notation(".")))
        if known.plain:
            return column.try_cast(NUMBER) if self.tries else self._cast(column, column.re_search(numeral.PLAIN))
        narrow = self._narrow(column)
        sort = self.written.sorts.get(column.get_name(), "plain")
        found = list(self._readings(narrow, known, sort))
        typed = self._cast(column.replace(TYPED, "").replace("%", ""), column.contains(TYPED))
        return self.ibis.coalesce(typed, *found)

    def _readings(self, narrow: Expression, known: _Column, sort: CellSort) -> Iterator[Expression]:
        """Yield a text as a number by each decimal sign that its column may have."""
        closed = narrow.contains("(") == narrow.contains(")")
        minus = (narrow.contains("(") | narrow.re_search(numeral.NEGATIVE)).ifelse(-1, 1)
        signs = self.written.signs if sort == "money" else ()
        for sign in known.notation.readings:
            pattern = numeral.cell_pattern(sign, known.notation.thousands, signs, sort)
            digits = narrow.re_extract(pattern, 1)
            for group in (",", ".", " ", "'"):
                digits = digits.replace(group, "") if group != sign else digits
            number = self._cast(digits.replace(",", "."), narrow.re_search(pattern) & closed)
            if known.scaled and sort != "percent":
                number = self._bounded((number * self._factor(narrow.re_extract(pattern, 2))).cast(TOTAL)).cast(NUMBER)
            yield (number * minus).cast(NUMBER)

    def _factor(self, word: Expression) -> Expression:
        """Return what a word of scale stands for."""
        factor = self.ibis.literal(1)
        for scale, digits in numeral.SCALES.items():
            factor = (word == scale).ifelse(self.ibis.literal(10**digits), factor)
        return factor.cast("decimal(10, 0)")

    def _narrow(self, text: Expression) -> Expression:
        return text.translate(numeral.WIDE, numeral.NARROW)

    def _has_percent(self, column: Expression) -> Expression:
        return self._narrow(column).contains("%")

    def _cast(self, text: Expression, is_number: Expression) -> Expression:
        """Return a text as a number where it is one; an engine that fails of others must not see them."""
        only = is_number.ifelse(text, self.ibis.null("string"))
        return self._bounded(only.try_cast(TOTAL) if self.tries else only.cast("decimal")).cast(NUMBER)

    def _bounded(self, column: Expression) -> Expression:
        inside = (column > -_LIMIT) & (column < _LIMIT)
        return inside.ifelse(column, self.ibis.null(column.type()))
