"""A table of orders and one of their lines as one: each line with the date, seller and customer of its order.

Nothing is lost on the way in silence: an order that stands twice is refused, as its lines would count twice; what
stands once for a whole order is not added up for each of its lines; lines of no order, and orders without lines, are
counted.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import reduce
from operator import and_
from typing import Final

from plancode.actuals.columns import Columns, code_of, key_text
from plancode.actuals.local_time import Expression
from plancode.actuals.records import LeftOut, NoReading, SourceReading, Trouble
from plancode.actuals.refusals import RefusedError
from plancode.actuals.sieve import SAMPLES, counted_texts
from plancode.actuals.wanted import WantedRows
from plancode.model.actuals import Measure
from plancode.model.source_tables import Filter, Lines

_ADDING: Final = frozenset({"sum", "mean", "ratio", "share", "nps", "csat", "duration"})
"""Measures of values; others count."""
OF_LINES: Final = "lines."
"""Stands before the name of a column of the lines that the orders have, too."""
_ORDER, _LINE = "plancode_order", "plancode_line"


class JoinedTables:
    """Both tables, joined by their key."""

    def __init__(self, wanted: WantedRows, lines: Lines, orders: Expression, rows: Expression) -> None:
        """Join them; raises RefusedError where one lacks a column by which they are, or that its lines should have."""
        self.stated, self.named = lines, lines.columns.named
        key = lines.of or lines.key
        _lacking(orders, (key,))
        _lacking(rows, (lines.key, *self.named.values(), *(one.column for one in lines.filters)))
        self._names = _told_apart(orders.columns, rows.columns)
        self.orders = orders.mutate(**{_ORDER: key_text(orders[key]).nullif("")})
        self.rows = rows.select(
            **{name: rows[own] for own, name in self._names.items()}, **{_LINE: key_text(rows[lines.key]).nullif("")}
        )
        self.table = self.orders.inner_join(self.rows, self.orders[_ORDER] == self.rows[_LINE])
        self.wanted = self._of_both(wanted)

    def _of_both(self, wanted: WantedRows) -> WantedRows:
        """Return what is wanted of the one table; a metric means the column of the lines where both have it."""
        source = wanted.source
        columns = source.mapping.model_copy(update={key: self._names[name] for key, name in self.named.items()})
        filters = (*source.filters, *map(self._filter, self.stated.filters))
        return replace(
            wanted,
            source=source.model_copy(update={"columns": columns, "filters": filters, "lines": None}),
            measures=tuple(map(self._measure, wanted.measures)),
            markets=tuple(map(self._measure, wanted.markets)),
        )

    def _filter(self, stated: Filter) -> Filter:
        return stated.model_copy(update={"column": self._names.get(stated.column, stated.column)})

    def _measure(self, stated: Measure) -> Measure:
        named = {key: getattr(stated, key) for key in ("column", "until", "denominator")}
        renamed = {key: self._names.get(name, name) for key, name in named.items() if name is not None}
        return stated.model_copy(update={**renamed, "filters": tuple(map(self._filter, stated.filters))})

    def repeated(self, wanted: WantedRows) -> list[NoReading]:
        """Return the metrics that would add up what stands once for a whole order; raises RefusedError where all do."""
        found: dict[str, str] = {}
        for number, measure in enumerate(wanted.asked):
            columns = (wanted.column(number), *wanted.divisor(number))
            once = [name for name in columns if name in self.orders.columns]
            if once and measure.measure in _ADDING:
                found[measure.metric] = once[0]
        if found and not wanted.without(found).asked:
            raise RefusedError("repeated", tuple(dict.fromkeys(found.values())))
        return [NoReading(wanted.source.id, "repeated", (name,), metrics=(metric,)) for metric, name in found.items()]

    def check(self, columns: Columns) -> None:
        """Raise RefusedError where orders that count stand twice: how many do, and some of their keys."""
        orders = self._counting(columns)
        counted = orders.group_by(_ORDER).agg(rows=orders.count())
        twice = counted.filter((counted.rows > 1) & counted[_ORDER].notnull())
        if count := twice.count().to_pyarrow().as_py():
            first = twice.order_by(_ORDER).limit(SAMPLES).to_pyarrow()[_ORDER].to_pylist()
            raise RefusedError("twice", tuple(map(code_of, first)), found=count)

    def _counting(self, columns: Columns) -> Expression:
        """Return the orders that pass those filters of the source that are of columns of theirs."""
        own = [one for one in self.wanted.source.filters if one.column in self.orders.columns]
        passing = columns.passing(self.orders, own)
        return self.orders if passing is None else self.orders.filter(passing)

    def tell(self, columns: Columns, reading: SourceReading) -> None:
        """Keep the lines that are of no order, and the orders of the plan's time that count and have no lines."""
        source, slices = self.wanted.source, self.wanted.slices
        of_lines = tuple(map(self._filter, self.stated.filters))
        rows, passing = self.rows, columns.passing(self.rows, of_lines)
        looked_at = {_LINE, *self.wanted.columns()} & {*rows.columns}
        blank = reduce(and_, (columns.is_blank(rows[name]) for name in sorted(looked_at)))
        rows = rows.filter(~blank if passing is None else ~blank & passing)
        of_none = rows.anti_join(self.orders, rows[_LINE] == self.orders[_ORDER])
        if self.stated.no_header is None:
            _tell(reading, "no_order", of_none, _LINE)
        else:
            reading.filtered += of_none.count().to_pyarrow().as_py()
            reading.left_out += (LeftOut(self.stated.key, *one) for one in counted_texts(of_none, _LINE))
        orders = self._counting(columns)
        day = columns.day(orders[source.columns.day])
        orders = orders.filter(day >= columns.ibis.date(slices.start), day < columns.ibis.date(slices.end))
        _tell(reading, "no_lines", orders.anti_join(self.rows, orders[_ORDER] == self.rows[_LINE]), _ORDER)


def _lacking(table: Expression, names: Collection[str]) -> None:
    if missing := [name for name in names if name not in table.columns]:
        raise RefusedError("columns", (*missing, "", *table.columns))


def _told_apart(orders: Collection[str], lines: Collection[str]) -> Mapping[str, str]:
    """Return how each column of the lines is called in the one table: engines take no name twice, in any case."""
    taken = {name.casefold() for name in orders}
    return {name: f"{OF_LINES}{name}" if name.casefold() in taken else name for name in lines}


def _tell(reading: SourceReading, kind: Trouble, rows: Expression, key: str) -> None:
    """Keep how many rows there are, by their first keys."""
    count = rows.count().to_pyarrow().as_py()
    if not count:
        return
    counted = rows.group_by(key).agg(rows=rows.count()).order_by(key).limit(SAMPLES)
    for row in counted.to_pyarrow().to_pylist():
        reading.trouble(kind, code_of(row[key]), row["rows"])
        count -= row["rows"]
    if count:
        reading.trouble(kind, "", count)
