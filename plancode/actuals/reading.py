"""One source read: its rows aggregated where they lie, by slice of time and by whom and what they name."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from plancode.actuals.columns import NUMBER, Columns
from plancode.actuals.intake import Intake, Row
from plancode.actuals.records import NoReading, Reading, said_by
from plancode.actuals.wanted import Wanted

Expression = Any
"""An Ibis expression."""
SAMPLES: Final = 5
_LATEST: Final = date(9999, 12, 31)


def read(wanted: Wanted, table: Expression) -> Reading | NoReading:
    """Return what a source says, or why it cannot be read: a source that fails midway gives nothing, never a part."""
    missing = [name for name in dict.fromkeys(wanted.columns()) if name not in table.columns]
    if missing:
        return NoReading(wanted.source.id, "columns", (*missing, "", *table.columns))
    try:
        return _Reader(wanted, table).read()
    except Exception as error:  # noqa: BLE001  # whatever the engine says is told, never raised
        return NoReading(wanted.source.id, "unreadable", (said_by(error),))


class _Reader:
    """The queries of one source."""

    def __init__(self, wanted: Wanted, table: Expression) -> None:
        import ibis

        self.ibis, self.wanted, self.columns = ibis, wanted, Columns(table)
        passing = self.columns.passing(table, wanted.source.filters)
        kept = table if passing is None else table.filter(passing)
        mapping = wanted.source.columns
        days = kept.mutate(plancode_day=self.columns.day(kept[mapping.date]))
        self.rows = days.mutate(**dict(self._parts(days)))
        self.groups = {"plancode_slice": wanted.slices.number_of(self.rows.plancode_day)}
        self.groups |= {f"plancode_{key}": self.rows[getattr(mapping, key)] for key in wanted.keys}

    def read(self) -> Reading:
        intake = Intake(self.wanted)
        for row in self._grouped():
            intake.take(row)
        for number, measure in enumerate(self.wanted.measures):
            if measure.measure == "distinct":
                intake.take_distinct(measure, self._distinct(number))
        if intake.found.rows and self.wanted.source.columns.id is not None:
            self._duplicates(intake.found, self.wanted.source.columns.id)
        return intake.found

    def _grouped(self) -> Iterator[Row]:
        """Yield each group of rows: how many, their first and last day, and every measure that adds up."""
        rows = self.rows
        aggregates = {
            "rows": rows.count(),
            "first": rows.plancode_day.min(where=rows.plancode_day < self.ibis.date(_LATEST)),
            "last": rows.plancode_day.max(where=rows.plancode_day < self.ibis.date(_LATEST)),
        }
        for number in range(len(self.wanted.asked)):
            aggregates |= dict(self._of(number))
        yield from rows.group_by(**self.groups).agg(**aggregates).to_pyarrow().to_pylist()

    def _parts(self, rows: Expression) -> Iterator[tuple[str, Expression]]:
        """Yield what measures are made of as columns, so that each text is read as a number once."""
        for number, measure in enumerate(self.wanted.asked):
            column = rows[self.wanted.column(number)]
            if measure.measure == "duration":
                begin = [self.columns.day(rows[name]) for name in self.wanted.begin(number)]
                days = self.columns.day(column).delta(*(begin or [rows.plancode_day]), unit="day")
                yield f"plancode_num{number}", days
            elif measure.measure not in ("count", "distinct"):
                yield f"plancode_num{number}", self.columns.number(column)
            for name in self.wanted.divisor(number):
                yield f"plancode_den{number}", self.columns.number(rows[name])

    def _of(self, number: int) -> Iterator[tuple[str, Expression]]:
        """Yield count, numerator and denominator of a measure as aggregates of the rows that count for it."""
        measure, rows = self.wanted.asked[number], self.rows
        where = self.columns.passing(rows, measure.filters)
        if where is not None:
            yield f"n{number}", rows.count(where=where)
        if measure.measure in ("count", "distinct"):
            return
        column = rows[f"plancode_num{number}"]
        yield f"num{number}", column.sum(where=where).cast(NUMBER)
        if measure.measure in ("mean", "duration"):
            yield f"den{number}", column.count(where=where)
        bad = column.isnull()
        if self.wanted.divisor(number):
            divisor = rows[f"plancode_den{number}"]
            bad |= divisor.isnull()
            yield f"den{number}", divisor.sum(where=where).cast(NUMBER)
        if measure.measure != "duration":
            yield f"bad{number}", bad.sum(where=where)
            yield f"neg{number}", (column < 0).sum(where=where)

    def _distinct(self, number: int) -> Iterator[Row]:
        """Yield the values of each group that are counted once, because groups may share some."""
        passing = self.columns.passing(self.rows, self.wanted.measures[number].filters)
        rows = self.rows if passing is None else self.rows.filter(passing)
        grouped = rows.group_by(**self.groups, plancode_value=rows[self.wanted.column(number)])
        yield from grouped.agg(rows=rows.count()).to_pyarrow().to_pylist()

    def _duplicates(self, found: Reading, column: str) -> None:
        """Keep the ids that come more than once."""
        one = self.rows[column]
        counts = self.rows.aggregate(all=one.count(), different=one.nunique()).to_pyarrow().to_pylist()[0]
        if counts["all"] == counts["different"]:
            return
        repeated = self.rows.group_by(plancode_id=one).agg(rows=self.rows.count())
        repeated = repeated.filter((repeated.rows > 1) & repeated.plancode_id.notnull())
        first = repeated.order_by([self.ibis.desc("rows"), "plancode_id"]).limit(SAMPLES)
        for row in first.to_pyarrow().to_pylist():
            found.trouble("duplicate", str(row["plancode_id"]), row["rows"])
        left = repeated.count().to_pyarrow().as_py() - len(found.troubles.get("duplicate", ()))
        if left > 0:
            found.trouble("duplicate", "", left)
