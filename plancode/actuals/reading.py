"""One source read: its rows aggregated where they lie, by slice of time and by whom and what they name."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Final, TypeVar

from plancode.actuals.columns import Columns, with_days
from plancode.actuals.databases import database_tables
from plancode.actuals.files import FilesOfPlan
from plancode.actuals.intake import Intake, SourceRow
from plancode.actuals.joined import JoinedTables
from plancode.actuals.local_time import Expression
from plancode.actuals.measuring import Measuring
from plancode.actuals.readable import refused_metrics
from plancode.actuals.records import LeftOut, NoReading, SourceReading
from plancode.actuals.refusals import is_own_fault, is_said_by_engine, refusal_of
from plancode.actuals.sieve import SAMPLES, Sieve, texts_of
from plancode.actuals.terms import Terms
from plancode.actuals.wanted import WantedRows
from plancode.actuals.watch import OverBudgetError, Stock, Watch
from plancode.document.engine import MEMORY
from plancode.graph.entity import Entity
from plancode.model.actuals import Measure, Source

T = TypeVar("T")
_BATCH: Final = 10_000


def read(
    source: Entity[Source], wanted: WantedRows, root: Path | None, terms: Terms, stock: Stock | None = None
) -> SourceReading | NoReading:
    """Return what a source says, or why it cannot be read: a source that fails midway gives nothing, never a part.

    `root` is the plan's folder, which files must lie below; `stock` the time that all files share.
    """
    return watched(source, wanted, root, terms, lambda files, watch: _read(wanted, files, root, terms, watch), stock)


def watched(  # noqa: PLR0913, PLR0917  # a source, on which terms, and what is done with it
    source: Entity[Source],
    wanted: WantedRows,
    root: Path | None,
    terms: Terms,
    work: Callable[[FilesOfPlan | None, Watch], T],
    stock: Stock | None = None,
) -> T | NoReading:
    """Return what is made of a source within its limits, or why it cannot be read."""
    watch, files = Watch(terms.seconds_of_database), None
    try:
        if source.model.file is not None:
            files = FilesOfPlan(source, root, (*wanted.named(), *source.model.columns.parts))
            watch = Watch(terms.seconds_of_file(files.size), of_processor=True, stock=stock)
        return watch.run(lambda: work(files, watch))
    except Exception as error:  # noqa: BLE001  # whatever an engine does of a source is a refusal
        return _refusal(source.model, error, files, terms, watch)


def _read(
    wanted: WantedRows, files: FilesOfPlan | None, root: Path | None, terms: Terms, watch: Watch
) -> SourceReading:
    with ExitStack() as stack:
        if files is not None:
            tables = files.tables(stack, watch)
        else:
            tables = database_tables(wanted.source, root, terms, stack, watch)
        lines, tables = wanted.source.lines, (with_days(tables[0], wanted.source.columns), *tables[1:])
        joined = JoinedTables(wanted, lines, *tables) if lines is not None else None
        table, wanted = (tables[0], wanted) if joined is None else (joined.table, joined.wanted)
        missing = [name for name in wanted.named() if name not in table.columns]
        refused = refused_metrics(wanted, "columns", missing, ("", *table.columns))
        if joined is not None:
            refused += joined.repeated(_without(wanted, refused))
        wanted = _without(wanted, refused)
        columns = Columns(table, wanted.written(by_commas=files is not None and files.by_commas), wanted.clock)
        for name, sample in columns.numerals.unclear.items():
            refused += refused_metrics(_without(wanted, refused), "numerals", [name], (sample,))
        for name, sample in columns.days.unclear.items():
            refused += refused_metrics(_without(wanted, refused), "days", [name], (sample,))
        reader = _Reader(_without(wanted, refused), table, columns, terms, watch)
        if joined is not None:
            joined.check(columns)
        reading = reader.read()
        if joined is not None:
            joined.tell(columns, reading)
            for intake in reader.intakes:
                intake.take_lines_of_none()
        if files is not None:
            reading.filtered += files.left_out.total()
            reading.left_out[:0] = [LeftOut("", word, rows) for word, rows in files.left_out.most_common()]
        reading.refused += refused
        return reading


def _without(wanted: WantedRows, refused: list[NoReading]) -> WantedRows:
    return wanted.without({name for one in refused for name in one.metrics})


def _refusal(source: Source, error: Exception, files: FilesOfPlan | None, terms: Terms, watch: Watch) -> NoReading:
    if is_own_fault(error):
        raise error
    if is_said_by_engine(error):
        if terms.overhear is not None:
            terms.overhear(source.id, str(error))
        if files is not None:
            try:
                error = watch.run(lambda: files.fault(watch)) or error
            except Exception as further:  # noqa: BLE001  # the file has changed meanwhile, or it takes too long
                error = further
    otherwise: Final = "unreadable" if source.file is not None else "refuses"
    return refusal_of(source.id, error, otherwise, {"memory": MEMORY, "seconds": watch.seconds})


class _Reader:
    """The queries of one source."""

    def __init__(  # what is read, of what, and how far
        self, wanted: WantedRows, table: Expression, columns: Columns, terms: Terms, watch: Watch
    ) -> None:
        import ibis

        self.ibis, self.wanted, self.columns = ibis, wanted, columns
        self.terms, self.watch = terms, watch
        passing = self.columns.passing(table, wanted.source.filters)
        self.table = table
        self.sieve = Sieve(columns, wanted, table)
        days = self._dated(table if passing is None else table.filter(passing))
        self.measuring = Measuring(columns, wanted, self.sieve, days)
        self.rows = self.measuring.rows
        self.alike = self._alike(days)
        reading = SourceReading(wanted.source.id)
        self.intakes = [Intake(wanted, reading, number) for number in range(len(wanted.groupings.each))]
        self.left = dict.fromkeys(self.intakes, terms.groups)

    def _alike(self, days: Expression) -> Measuring | None:
        """Return the measures of rows of which one customer stands for all alike; None where none does."""
        mapping, alike = self.wanted.source.mapping, self.wanted.alike
        if alike is None or mapping.account is None:
            return None
        return Measuring(self.columns, self.wanted, self.sieve, alike.told(days, mapping.account, mapping.person))

    def _dated(self, rows: Expression) -> Expression:
        """Return rows with their days, none of a day that cannot be meant, and whether they have any value."""
        first, last = map(self.ibis.date, self.wanted.slices.believed)
        day = self.columns.day(rows[self.wanted.source.columns.day])
        day = day.between(first, last).ifelse(day, self.ibis.null("date"))
        return rows.mutate(plancode_day=day, plancode_blank=self._blank(rows))

    def _groups_of(self, rows: Expression, keys: tuple[str, ...]) -> dict[str, Expression]:
        """Return by what rows are grouped: also by whether they are rightly nobody's, where no key says that."""
        source = self.wanted.source
        groups = {"plancode_slice": self.wanted.slices.number_of(rows.plancode_day)}
        groups |= {f"plancode_{key}": rows[getattr(source.columns, key)] for key in keys}
        silent = [rows[getattr(source.columns, key)] for key in self.wanted.crediting if key not in keys]
        if source.unassigned and silent:
            values = list(source.unassigned.values)
            is_nobodys = (
                self.columns.text(column).isin(values).fill_null(self.ibis.literal(value=False)) for column in silent
            )
            groups["plancode_nobodys"] = reduce(or_, is_nobodys)
        return groups

    def read(self) -> SourceReading:
        """Return everything that is wanted of the source; raises OverBudgetError."""
        credit = self.intakes[0]
        reading = credit.reading
        for intake in self.intakes:
            for row in self._grouped(intake):
                intake.take(row)
            if reading.rows > self.terms.rows:
                raise OverBudgetError("rows", self.terms.rows)
        if self.wanted.source.filters:
            self._left_out(reading)
        self._account(reading)
        self.sieve.tell(self.rows, reading)
        for number, measure in enumerate(self.wanted.measures):
            if measure.measure == "distinct":  # the values of each group, because groups may share some
                self._take_distinct(number, measure)
        returned = self.columns.passing(self.rows, self.wanted.source.returns)
        if returned is not None:
            reading.returned = int(self.rows.aggregate(rows=returned.sum()).to_pyarrow()["rows"][0].as_py() or 0)
        if self.wanted.products:
            credit.take_products(self._products(credit))
        if reading.rows and self.wanted.source.columns.id is not None:
            self._duplicates(reading, self.wanted.source.columns.id)
        return reading

    def _take_distinct(self, number: int, measure: Measure) -> None:
        passing = self.columns.passing(self.rows, measure.filters)
        rows = self.rows if passing is None else self.rows.filter(passing)
        for intake in self.intakes:
            if intake.asks_for(measure):
                groups = self._groups_of(rows, intake.grouping.keys)
                grouped = rows.group_by(**groups, plancode_value=rows[self.wanted.column(number)])
                intake.take_distinct(measure, self._rows_of(grouped.agg(rows=rows.count()), intake))

    def _grouped(self, intake: Intake) -> Iterator[SourceRow]:
        """Yield each group of rows: how many, their first and last day, and every measure that adds up."""
        measuring = self.alike if self.alike is not None and intake.grouping.alike else self.measuring
        rows, day = measuring.rows, measuring.rows.plancode_day
        aggregates = {
            "rows": rows.count(),
            "blank": rows.plancode_blank.sum(),
            "first": day.min(),
            "last": day.max(),
        }
        for number, measure in enumerate(self.wanted.asked):
            if number == 0 or intake.asks_for(measure):
                aggregates |= dict(measuring.aggregates_of(number))
        groups = self._groups_of(rows, intake.grouping.keys)
        if measuring is self.alike:
            groups["plancode_told_by"] = rows.plancode_told_by
            aggregates["plancode_account"] = rows.plancode_example.min()
            del groups["plancode_account"]
        yield from self._rows_of(rows.group_by(**groups).agg(**aggregates), intake)

    def _products(self, intake: Intake) -> Iterator[SourceRow]:
        """Yield how many rows, and how much of the first metric, each product has."""
        rows, mapping = self.rows, self.wanted.source.columns
        groups = self._groups_of(rows, ("currency",) if mapping.currency is not None else ())
        groups.pop("plancode_nobodys", None)
        sums = {name: sum_ for name, sum_ in self.measuring.aggregates_of(0) if name == "num0"}
        aggregates = {"rows": rows.count(), "blank": rows.plancode_blank.sum()} | sums
        grouped = rows.group_by(**groups, plancode_product=rows[mapping.product])
        yield from self._rows_of(grouped.agg(**aggregates), intake)

    def _blank(self, table: Expression) -> Expression:
        """Return which rows have no value in any column that is looked at."""
        names = dict.fromkeys(self.wanted.columns())
        return reduce(and_, (self.columns.is_blank(table[name]) for name in names))

    def _left_out(self, reading: SourceReading) -> None:
        """Count the rows that are blank, and those that the filters of the source leave out."""
        near = self.sieve.near(self.table, self.wanted.source.filters)
        counts = {"rows": self.table.count(), "blank": self._blank(self.table).sum()}
        found = self.table.aggregate(**counts, near=near.sum()).to_pyarrow().to_pylist()[0]
        if found["near"]:
            rows = self._dated(self.table.filter(near))
            aggregates = {"rows": rows.count(), "blank": rows.plancode_blank.sum(), "last": rows.plancode_day.max()}
            for intake in self.intakes:
                grouped = rows.group_by(**self._groups_of(rows, intake.grouping.keys))
                for row in self._rows_of(grouped.agg(**aggregates), intake):
                    intake.take_misspelt(row)
        reading.blank = int(found["blank"] or 0)
        reading.filtered = found["rows"] - reading.blank - reading.rows
        if reading.filtered:
            reading.left_out += self.sieve.left_out(self.table.filter(~self._blank(self.table)))

    def _account(self, reading: SourceReading) -> None:
        """Show what is unread."""
        if reading.troubles.get("date"):
            undated = self.rows.plancode_day.isnull() & ~self.rows.plancode_blank
            reading.shown["date"] = texts_of(self.rows.filter(undated), self.wanted.source.columns.day)
        unshared = self.measuring.unshared()
        if unshared is not None and (
            count := int(self.rows.aggregate(rows=unshared.sum()).to_pyarrow()["rows"][0].as_py() or 0)
        ):
            reading.trouble("part", "", count)
            reading.parts = texts_of(self.rows.filter(unshared), self.wanted.source.columns.share or "")
        reading.apart += filter(None, map(self.measuring.apart, range(len(self.wanted.measures))))
        unread = {lost.fact.metric for lost in reading.credit.lost if lost.kind == "number"}
        for number, measure in enumerate(self.wanted.measures):
            if measure.metric in unread:
                where = self.measuring.unread_cells(number) & ~self.rows.plancode_day.isnull()
                if (stray := self.measuring.strays.get(number)) is not None:
                    where &= self.measuring.is_stray(number)
                    reading.rescaled |= {measure.metric} if stray.every else set()
                reading.shown[measure.metric] = texts_of(self.rows.filter(where), self.wanted.column(number))

    def _rows_of(self, grouped: Expression, intake: Intake) -> Iterator[SourceRow]:
        """Yield groups; there may not be more, all queries of a grouping together, than a source may give back."""
        groups = grouped.limit(self.left[intake] + 1).to_pyarrow()
        self.left[intake] -= groups.num_rows
        if self.left[intake] < 0:
            raise OverBudgetError("groups", self.terms.groups)
        for batch in groups.to_batches(max_chunksize=_BATCH):
            self.watch.check()
            yield from batch.to_pylist()

    def _duplicates(self, reading: SourceReading, column: str) -> None:
        """Keep the ids that come more than once."""
        ids = self.rows[column]
        is_embedded = self.table.get_backend().name == "duckdb"  # whose digests have 64 bits, and take far less memory
        different = (ids.hash() if is_embedded else ids).nunique(where=ids.notnull())
        counts = self.rows.aggregate(all=ids.count(), different=different).to_pyarrow().to_pylist()[0]
        if counts["all"] == counts["different"]:
            return
        repeated = self.rows.group_by(plancode_id=ids).agg(rows=self.rows.count())
        repeated = repeated.filter((repeated.rows > 1) & repeated.plancode_id.notnull())
        first = repeated.order_by([self.ibis.desc("rows"), "plancode_id"]).limit(SAMPLES)
        for row in first.to_pyarrow().to_pylist():
            reading.trouble("duplicate", str(row["plancode_id"]), row["rows"])
        left = repeated.count().to_pyarrow().as_py() - len(reading.troubles.get("duplicate", ()))
        if left > 0:
            reading.trouble("duplicate", "", left)
