"""What is odd about the filters of a source: rows that they spell otherwise, and values that stand in no row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from plancode.actuals.columns import Columns, StatedTexts, code_of
from plancode.actuals.local_time import Expression
from plancode.actuals.records import LeftOut, Sifted, SourceReading
from plancode.actuals.wanted import WantedRows
from plancode.model.source_tables import Filter

SAMPLES: Final = 5
WEIGHED: Final = frozenset({"sum", "ratio", "count"})
"""Measures that count a part of a row, or its contrary."""


class Sieve:
    """The filters of a source and of its metrics."""

    def __init__(self, columns: Columns, wanted: WantedRows, table: Expression) -> None:
        """Take what is wanted of a table."""
        self.columns, self.wanted, self.table = columns, wanted, table
        self.stated: StatedTexts = _stated(wanted)

    def near(self, rows: Expression, filters: tuple[Filter, ...]) -> Expression:
        """Return which rows do not pass filters, but would if case, width and blanks did not count."""
        strict, loose = self.columns.passing(rows, filters), self.columns.passing(rows, filters, self.stated)
        return self.columns.ibis.literal(value=False) if strict is None or loose is None else loose & ~strict

    def left_out(self, rows: Expression) -> Iterator[LeftOut]:
        """Yield by which texts most rows are left out, each by the first filter that it does not pass."""
        for filter_ in self.wanted.source.filters:
            passing = self.columns.passing(rows, (filter_,), self.stated)
            if passing is not None:
                passing = passing.fill_null(self.columns.ibis.literal(value=False))
                for text, count in counted_texts(rows.filter(~passing), filter_.column):
                    yield LeftOut(filter_.column, text, count)
                rows = rows.filter(passing)

    def tell(self, rows: Expression, reading: SourceReading) -> None:
        """Keep the filters that spell texts otherwise than `rows` of the source, or that let none of them through."""
        lost = {each.fact.metric for each in reading.credit.lost if each.kind == "spelling"}
        passed = {each.metric for each in reading.credit.facts} | {each.fact.metric for each in reading.credit.lost}
        returns = [each._replace(returns=True) for each in self._misspelt(rows, "", self.wanted.source.returns)]
        for measure in self.wanted.measures if returns else ():
            if measure.measure in WEIGHED:  # what may take away is no sale as long as nobody knows
                reading.trouble("spelling", measure.metric, sum(each.rows for each in returns))
        reading.misspelt += returns
        if lost:
            reading.misspelt += self._misspelt(self.table, "", self.wanted.source.filters)
        if reading.filtered and not reading.rows:
            reading.barren += self._barren(self.table, "", self.wanted.source.filters)
        for measure in self.wanted.measures:
            if measure.metric in lost:
                reading.misspelt += self._misspelt(rows, measure.metric, measure.filters)
            elif measure.filters and measure.metric not in passed:
                reading.barren += self._barren(rows, measure.metric, measure.filters)

    def _misspelt(self, rows: Expression, metric: str, filters: tuple[Filter, ...]) -> Iterator[Sifted]:
        near = rows.filter(self.near(rows, filters))
        for number, filter_ in enumerate(filters):
            for texts in filter_.texts:
                column = near[filter_.column]
                odd = near.filter(self.columns.is_misspelt(column, texts, self.stated))
                if found := texts_of(odd, filter_.column):
                    yield Sifted(metric, number, texts, found, odd.count().to_pyarrow().as_py())

    def _barren(self, rows: Expression, metric: str, filters: tuple[Filter, ...]) -> Iterator[Sifted]:
        for number, filter_ in enumerate(filters):
            for texts in filter_.texts:
                passing = self.columns.text(rows[filter_.column]).isin(list(texts))
                if not rows.filter(passing).count().to_pyarrow().as_py():
                    yield Sifted(metric, number, texts, texts_of(rows, filter_.column))


def _stated(wanted: WantedRows) -> StatedTexts:
    stated: dict[str, set[str]] = defaultdict(set)
    for filter_ in _filters(wanted):
        stated[filter_.column] |= {text for texts in filter_.texts for text in texts}
    return {name: frozenset(texts) for name, texts in stated.items()}


def _filters(wanted: WantedRows) -> Iterable[Filter]:
    return (
        *wanted.source.filters,
        *wanted.source.returns,
        *(one for measure in wanted.measures for one in measure.filters),
    )


def texts_of(rows: Expression, column: str) -> tuple[str, ...]:
    """Return the texts of a column that most rows have."""
    return tuple(text for text, _ in counted_texts(rows, column))


def counted_texts(rows: Expression, column: str) -> Iterator[tuple[str, int]]:
    """Yield the texts of a column that most rows have, and how many have them."""
    import ibis

    counted = rows.group_by(plancode_text=rows[column].cast("string")).agg(rows=rows.count())
    first = counted.order_by([ibis.desc("rows"), "plancode_text"]).limit(SAMPLES)
    yield from ((code_of(row["plancode_text"]), row["rows"]) for row in first.to_pyarrow().to_pylist())
