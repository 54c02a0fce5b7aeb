"""One source read: its rows aggregated where they lie, by slice of time and by whom and what they name."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Final

from plancode.actuals.columns import Columns
from plancode.actuals.databases import database_table
from plancode.actuals.files import FileOfPlan
from plancode.actuals.intake import Intake, SourceRow
from plancode.actuals.local_time import Expression
from plancode.actuals.lock import MEMORY
from plancode.actuals.numerals import NUMBER, TOTAL
from plancode.actuals.records import NoReading, SourceReading
from plancode.actuals.refusals import RefusedError, is_own_fault, is_said_by_engine, refusal_of
from plancode.actuals.scales import Stray, stray_of
from plancode.actuals.sieve import SAMPLES, Sieve, texts_of
from plancode.actuals.terms import Terms
from plancode.actuals.wanted import ANSWERS, WantedRows
from plancode.actuals.watch import OverBudgetError, Stock, Watch
from plancode.graph.entity import Entity
from plancode.model.actuals import Source

PROMOTER, DETRACTOR, SATISFIED = 9, 6, 4
WEIGHT: Final = "decimal(9, 6)"
WEIGHED: Final = "decimal(38, 12)"
_BATCH: Final = 10_000


def read(
    source: Entity[Source], wanted: WantedRows, root: Path | None, terms: Terms, stock: Stock | None = None
) -> SourceReading | NoReading:
    """Return what a source says, or why it cannot be read: a source that fails midway gives nothing, never a part.

    `root` is the plan's folder, which files must lie below; `stock` the time that all files share.
    """
    watch, file = Watch(terms.seconds_of_database), None
    try:
        if source.model.file is not None:
            file = FileOfPlan(source, root)
            watch = Watch(terms.seconds_of_file(file.size), of_processor=True, stock=stock)
        return watch.run(lambda: _read(wanted, file, root, terms, watch))
    except Exception as error:  # noqa: BLE001  # whatever an engine does of a source is a refusal
        return _refusal(source.model, error, file, terms, watch)


def _read(wanted: WantedRows, file: FileOfPlan | None, root: Path | None, terms: Terms, watch: Watch) -> SourceReading:
    with ExitStack() as stack:
        if file is not None:
            table = file.table(stack, watch)
        else:
            table = database_table(wanted.source, root, terms, stack, watch)
        missing = [name for name in dict.fromkeys(wanted.named()) if name not in table.columns]
        if missing:
            raise RefusedError("columns", (*missing, "", *table.columns))
        columns = Columns(table, wanted.written(by_commas=file is not None and file.by_commas), wanted.clock)
        return _Reader(wanted, table, columns, terms, watch).read()


def _refusal(source: Source, error: Exception, file: FileOfPlan | None, terms: Terms, watch: Watch) -> NoReading:
    if is_own_fault(error):
        raise error
    if is_said_by_engine(error):
        if terms.overhear is not None:
            terms.overhear(source.id, str(error))
        if file is not None:
            try:
                error = watch.run(lambda: file.fault(watch)) or error
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
        self.terms, self.watch, self.left = terms, watch, terms.groups
        passing = self.columns.passing(table, wanted.source.filters)
        self.table = table
        self.sieve = Sieve(columns, wanted, table)
        days = self._dated(table if passing is None else table.filter(passing))
        self.strays = dict(self._strays(days))
        self.rows = days.mutate(**dict(self._parts(days)), **self._weight(days))
        self.groups = self._groups_of(self.rows)

    def _dated(self, rows: Expression) -> Expression:
        """Return rows with their days, none of a day that cannot be meant, and whether they have any value."""
        first, last = map(self.ibis.date, self.wanted.slices.believed)
        day = self.columns.day(rows[self.wanted.source.columns.date])
        day = day.between(first, last).ifelse(day, self.ibis.null("date"))
        return rows.mutate(plancode_day=day, plancode_blank=self._blank(rows))

    def _groups_of(self, rows: Expression) -> dict[str, Expression]:
        """Return by what rows are grouped."""
        groups = {"plancode_slice": self.wanted.slices.number_of(rows.plancode_day)}
        return groups | {f"plancode_{key}": rows[getattr(self.wanted.source.columns, key)] for key in self.wanted.keys}

    def read(self) -> SourceReading:
        """Return everything that is wanted of the source; raises OverBudgetError."""
        intake = Intake(self.wanted)
        for row in self._grouped():
            intake.take(row)
        if intake.reading.rows > self.terms.rows:
            raise OverBudgetError("rows", self.terms.rows)
        if self.wanted.source.filters:
            self._left_out(intake)
        self._account(intake.reading)
        self.sieve.tell(self.rows, intake.reading)
        for number, measure in enumerate(self.wanted.measures):
            if measure.measure == "distinct":  # the values of each group, because groups may share some
                passing = self.columns.passing(self.rows, measure.filters)
                rows = self.rows if passing is None else self.rows.filter(passing)
                grouped = rows.group_by(**self.groups, plancode_value=rows[self.wanted.column(number)])
                intake.take_distinct(measure, self._rows_of(grouped.agg(rows=rows.count())))
        returned = self.columns.passing(self.rows, self.wanted.source.returns)
        if returned is not None:
            intake.reading.returned = int(self.rows.aggregate(rows=returned.sum()).to_pyarrow()["rows"][0].as_py() or 0)
        if self.wanted.products:
            intake.take_products(self._products())
        if intake.reading.rows and self.wanted.source.columns.id is not None:
            self._duplicates(intake.reading, self.wanted.source.columns.id)
        return intake.reading

    def _grouped(self) -> Iterator[SourceRow]:
        """Yield each group of rows: how many, their first and last day, and every measure that adds up."""
        rows, day = self.rows, self.rows.plancode_day
        aggregates = {
            "rows": rows.count(),
            "blank": rows.plancode_blank.sum(),
            "first": day.min(),
            "last": day.max(),
        }
        for number in range(len(self.wanted.asked)):
            aggregates |= dict(self._aggregates_of(number))
        yield from self._rows_of(rows.group_by(**self.groups).agg(**aggregates))

    def _products(self) -> Iterator[SourceRow]:
        """Yield how many rows, and how much of the first metric, each product has."""
        rows, mapping = self.rows, self.wanted.source.columns
        groups = {name: group for name, group in self.groups.items() if name in {"plancode_slice", "plancode_currency"}}
        sums = {name: sum_ for name, sum_ in self._aggregates_of(0) if name == "num0"}
        aggregates = {"rows": rows.count(), "blank": rows.plancode_blank.sum()} | sums
        grouped = rows.group_by(**groups, plancode_product=rows[mapping.product])
        yield from self._rows_of(grouped.agg(**aggregates))

    def _blank(self, table: Expression) -> Expression:
        """Return which rows have no value in any column that is looked at."""
        names = dict.fromkeys(self.wanted.columns())
        return reduce(and_, (self.columns.is_blank(table[name]) for name in names))

    def _left_out(self, intake: Intake) -> None:
        """Count the rows that are blank, and those that the filters of the source leave out."""
        near = self.sieve.near(self.table, self.wanted.source.filters)
        counts = {"rows": self.table.count(), "blank": self._blank(self.table).sum()}
        found = self.table.aggregate(**counts, near=near.sum()).to_pyarrow().to_pylist()[0]
        if found["near"]:
            rows = self._dated(self.table.filter(near))
            last = rows.plancode_day.max()
            grouped = rows.group_by(**self._groups_of(rows))
            for row in self._rows_of(grouped.agg(rows=rows.count(), blank=rows.plancode_blank.sum(), last=last)):
                intake.take_misspelt(row)
        intake.reading.blank = int(found["blank"] or 0)
        intake.reading.filtered = found["rows"] - intake.reading.blank - intake.reading.rows

    def _account(self, reading: SourceReading) -> None:
        """Show what is unread."""
        if reading.troubles.get("date"):
            undated = self.rows.plancode_day.isnull() & ~self.rows.plancode_blank
            reading.shown["date"] = texts_of(self.rows.filter(undated), self.wanted.source.columns.date)
        unread = {lost.fact.metric for lost in reading.lost if lost.kind == "number"}
        for number, measure in enumerate(self.wanted.measures):
            if measure.metric in unread:
                where = self._unread(number) & ~self.rows.plancode_day.isnull()
                if number in self.strays:
                    where &= self._is_stray(number, self.rows[self.wanted.column(number)])
                    reading.rescaled |= {measure.metric} if self.strays[number].every else set()
                reading.shown[measure.metric] = texts_of(self.rows.filter(where), self.wanted.column(number))

    def _rows_of(self, grouped: Expression) -> Iterator[SourceRow]:
        """Yield groups; there may not be more, all queries together, than a source may give back."""
        groups = grouped.limit(self.left + 1).to_pyarrow()
        self.left -= groups.num_rows
        if self.left < 0:
            raise OverBudgetError("groups", self.terms.groups)
        for batch in groups.to_batches(max_chunksize=_BATCH):
            self.watch.check()
            yield from batch.to_pylist()

    def _strays(self, rows: Expression) -> Iterator[tuple[int, Stray]]:
        """Yield which percentages are on another scale than their measure says."""
        numerals = self.columns.numerals
        for number, measure in enumerate(self.wanted.asked):
            if self.wanted.is_of_percent(number) and measure.scale is not None:
                name, target = self.wanted.column(number), self.wanted.asked_for.get(measure.metric)
                bare = rows.filter(numerals.is_bare(rows[name]))
                stray = stray_of(bare, numerals.number(bare[name]), measure.scale, target)
                if stray is not None:
                    yield number, stray

    def _parts(self, rows: Expression) -> Iterator[tuple[str, Expression]]:
        """Yield what measures are made of as columns, so that each text is read as a number once."""
        for number, measure in enumerate(self.wanted.asked):
            column = rows[self.wanted.column(number)]
            if measure.measure == "duration":
                begin = [self.columns.day(rows[name]) for name in self.wanted.begin(number)]
                days = self.columns.day(column).delta(*(begin or [rows.plancode_day]), unit="day")
                yield f"plancode_num{number}", days
            elif measure.measure not in ("count", "distinct"):
                yield f"plancode_num{number}", self._cell(number, column)
            for name in self.wanted.divisor(number):
                yield f"plancode_den{number}", self.columns.number(rows[name])

    def _weight(self, rows: Expression) -> dict[str, Expression]:
        """Return as a column how much of each row counts: the part that a seller gets, less than nothing of returns."""
        source, weight = self.wanted.source, self.ibis.literal(1).cast(WEIGHT)
        if source.columns.share is None and not source.returns:
            return {}
        if source.columns.share is not None:
            column = rows[source.columns.share]
            part = self.columns.numerals.share(column, source.share_scale).cast(WEIGHT)
            weight = self.columns.is_blank(column).ifelse(weight, part)
        returned = self.columns.passing(rows, source.returns)
        if returned is not None:
            weight = returned.fill_null(self.ibis.literal(value=False)).ifelse(weight * -1, weight).cast(WEIGHT)
        return {"plancode_weight": weight}

    def _weighed(self, column: Expression, measure: str) -> Expression:
        """Return what of a column counts: of sums and ratios as much as the row's weight."""
        if measure not in {"sum", "ratio"} or "plancode_weight" not in self.rows.columns:
            return column
        return (column * self.rows.plancode_weight).cast(WEIGHED)

    def _cell(self, number: int, column: Expression) -> Expression:
        """Return the cells of a measure as numbers."""
        if not self.wanted.is_of_percent(number):
            return self.columns.number(column)
        share = self.columns.numerals.share(column, self.wanted.asked[number].scale)
        return self._is_stray(number, column).ifelse(self.ibis.null(NUMBER), share) if number in self.strays else share

    def _is_stray(self, number: int, column: Expression) -> Expression:
        """Return which cells of a measure are percentages on another scale."""
        numerals = self.columns.numerals
        stray = numerals.is_bare(column) & self.strays[number].of(numerals.number(column))
        return stray.fill_null(self.ibis.literal(value=False))

    def _held(self, number: int) -> tuple[Expression, Expression | None]:
        """Return the cells of a measure that its metric can have, as what is counted of them, and which others are not.

        Of answers that is what they add: 100 for a promoter (9, 10) and -100 for a detractor (0 to 6); 1 for somebody
        who is satisfied (4, 5).
        """
        column, measure, bounds = (
            self.rows[f"plancode_num{number}"],
            self.wanted.asked[number],
            self.wanted.bounds_of(number),
        )
        if bounds is None:
            return column, None
        least, most = (self.ibis.literal(bound.number).cast(NUMBER) for bound in (bounds.least, bounds.most) if bound)
        inside = (column >= least) & (column <= most)
        if measure.measure in ANSWERS:
            inside &= column == column.floor()
        counted = column
        if measure.measure == "nps":
            counted = (column >= PROMOTER).ifelse(100, (column <= DETRACTOR).ifelse(-100, 0)).cast(NUMBER)
        elif measure.measure == "csat":
            counted = (column >= SATISFIED).ifelse(1, 0).cast(NUMBER)
        return inside.ifelse(counted, self.ibis.null(NUMBER)), column.notnull() & ~inside

    def _aggregates_of(self, number: int) -> Iterator[tuple[str, Expression]]:
        """Yield count, numerator and denominator of a measure as aggregates of the rows that count for it."""
        measure, rows = self.wanted.asked[number], self.rows
        where = self.columns.passing(rows, measure.filters)
        if where is not None:
            yield f"n{number}", rows.count(where=where)
            yield f"near{number}", self.sieve.near(rows, measure.filters).sum()
        if measure.measure in ("count", "distinct"):
            yield from self._counted(number, where) if measure.measure == "count" else ()
            return
        column, outside = self._held(number)
        if outside is not None:
            yield f"out{number}", outside.sum(where=where)
        yield f"num{number}", self._weighed(column, measure.measure).sum(where=where).cast(TOTAL)
        yield from [(f"pro{number}", (column > 0).sum(where=where))] * (measure.measure == "nps")
        if measure.measure in ("mean", "duration", *ANSWERS):
            yield f"den{number}", column.count(where=where)
        parts = [(rows[self.wanted.column(number)], rows[f"plancode_num{number}"])]
        for name in self.wanted.divisor(number):
            divisor = rows[f"plancode_den{number}"]
            parts.append((rows[name], divisor))
            yield f"den{number}", self._weighed(divisor, measure.measure).sum(where=where).cast(TOTAL)
        yield f"lost{number}", self._unread(number).sum(where=where)
        if measure.measure != "duration":
            bad = reduce(or_, (number.isnull() for _, number in parts))
            far = reduce(or_, (self.columns.numerals.is_beyond(*part) for part in parts))
            if self.wanted.is_of_percent(number) and measure.scale is None:
                bare = self.columns.numerals.is_bare(rows[self.wanted.column(number)])
                bad, far = bad & ~bare, far & ~bare
                yield f"bare{number}", bare.sum(where=where)
            if number in self.strays:
                stray = self._is_stray(number, rows[self.wanted.column(number)])
                bad &= ~stray
                yield f"stray{number}", stray.sum(where=where)
            yield f"bad{number}", (bad & ~far).sum(where=where)
            yield f"far{number}", far.sum(where=where)
            if outside is None:
                yield f"neg{number}", (column < 0).sum(where=where)

    def _counted(self, number: int, where: Expression | None) -> Iterator[tuple[str, Expression]]:
        """Yield how many rows there are by weight, where they have one."""
        rows = self.rows
        if "plancode_weight" in rows.columns:
            counted = ~rows.plancode_blank if where is None else where & ~rows.plancode_blank
            yield f"num{number}", rows.plancode_weight.sum(where=counted).cast(TOTAL)
            yield f"lost{number}", rows.plancode_weight.isnull().sum(where=counted)

    def _unread(self, number: int) -> Expression:
        """Return which rows have no value that can be read for a measure; a mean does without blank ones."""
        measure, rows = self.wanted.asked[number], self.rows
        column = rows[self.wanted.column(number)]
        unread = rows[f"plancode_num{number}"].isnull()
        if self.wanted.divisor(number):
            unread |= rows[f"plancode_den{number}"].isnull()
        if measure.measure in {"sum", "ratio"} and "plancode_weight" in rows.columns:
            unread |= rows.plancode_weight.isnull()
        if measure.measure in ("mean", "duration", *ANSWERS):
            unread &= ~self.columns.is_blank(column)
        outside = self._held(number)[1]
        return unread if outside is None else unread | outside

    def _duplicates(self, reading: SourceReading, column: str) -> None:
        """Keep the ids that come more than once."""
        ids = self.rows[column]
        counts = self.rows.aggregate(all=ids.count(), different=ids.nunique()).to_pyarrow().to_pylist()[0]
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
