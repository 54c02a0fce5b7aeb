"""What each measure takes of the rows of a source: its cells as numbers, and what is counted of them."""

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Final

from plancode.actuals.columns import Columns
from plancode.actuals.local_time import Expression
from plancode.actuals.numerals import NUMBER, TOTAL
from plancode.actuals.records import Apart
from plancode.actuals.scales import Stray, is_apart, stray_of, usual_of
from plancode.actuals.sieve import Sieve, texts_of
from plancode.actuals.wanted import ANSWERS, WantedRows

PROMOTER, DETRACTOR, SATISFIED = 9, 6, 4
WEIGHT: Final = "decimal(9, 6)"
WEIGHED: Final = "decimal(38, 12)"


class Measuring:
    """The measures of one source; `rows` are its dated rows with what measures are made of as columns."""

    def __init__(self, columns: Columns, wanted: WantedRows, sieve: Sieve, days: Expression) -> None:
        """Take rows that have their days."""
        self.ibis, self.columns, self.wanted, self.sieve = columns.ibis, columns, wanted, sieve
        self.strays = dict(self._strays(days))
        self.rows = days.mutate(**dict(self._parts(days)), **self._weight(days))

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
            weight = self.sieve.near(rows, source.returns).ifelse(self.ibis.null(WEIGHT), weight)
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

    def is_stray(self, number: int) -> Expression:
        """Return which rows have a percentage on another scale than a measure says."""
        return self._is_stray(number, self.rows[self.wanted.column(number)])

    def _is_stray(self, number: int, column: Expression) -> Expression:
        """Return which cells of a measure are percentages on another scale."""
        numerals = self.columns.numerals
        stray = numerals.is_bare(column) & self.strays[number].of(numerals.number(column))
        return stray.fill_null(self.ibis.literal(value=False))

    def apart(self, number: int) -> Apart | None:
        """Return which values of a mean in the plan lie far from the others; None where none do, or money is meant."""
        measure, name, numerals = self.wanted.asked[number], self.wanted.column(number), self.columns.numerals
        if measure.measure != "mean" or self.wanted.in_currency(number):
            return None
        slices, rows = self.wanted.slices, self.rows
        kept = [self.columns.passing(rows, measure.filters), rows.plancode_day >= self.ibis.date(slices.start)]
        kept.append(rows.plancode_day < self.ibis.date(slices.end))
        value = rows[f"plancode_num{number}"]
        if self.wanted.is_of_percent(number):
            if measure.scale != "percent":
                return None
            value = numerals.number(rows[name])
            kept += [numerals.is_bare(rows[name]), rows[f"plancode_num{number}"].notnull()]
        rows = rows.mutate(plancode_value=value).filter(*(one for one in kept if one is not None))
        usual = usual_of(rows, rows.plancode_value)
        if usual is None:
            return None
        rows = rows.filter(is_apart(rows.plancode_value, usual))
        count = rows.count().to_pyarrow().as_py()
        return Apart(measure.metric, usual, count, texts_of(rows, name)) if count else None

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

    def aggregates_of(self, number: int) -> Iterator[tuple[str, Expression]]:
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
        yield f"lost{number}", self.unread(number).sum(where=where)
        if measure.measure != "duration":
            bad = reduce(or_, (number.isnull() for _, number in parts))
            far = reduce(or_, (self.columns.numerals.is_beyond(*part) for part in parts))
            if self.wanted.is_of_percent(number) and measure.scale is None:
                bare = self.columns.numerals.is_bare(rows[self.wanted.column(number)])
                bad, far = bad & ~bare, far & ~bare
                yield f"bare{number}", bare.sum(where=where)
            if number in self.strays:
                stray = self.is_stray(number)
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

    def unshared(self) -> Expression | None:
        """Return which rows do not say what part of them the seller gets; None where no row is to."""
        source = self.wanted.source
        if source.columns.share is None:
            return None
        column = self.rows[source.columns.share]
        unread = self.columns.numerals.share(column, source.share_scale).isnull() & ~self.columns.is_blank(column)
        return unread & self.rows.plancode_day.notnull()

    def unread(self, number: int) -> Expression:
        """Return which rows cannot be read for a measure: neither a value of theirs nor how much of it counts."""
        measure, rows, unread = self.wanted.asked[number], self.rows, self.unread_cells(number)
        if measure.measure in {"sum", "ratio"} and "plancode_weight" in rows.columns:
            unread |= rows.plancode_weight.isnull()
        return unread

    def unread_cells(self, number: int) -> Expression:
        """Return which rows have no value that can be read for a measure; a mean does without blank ones."""
        measure, rows = self.wanted.asked[number], self.rows
        column = rows[self.wanted.column(number)]
        unread = rows[f"plancode_num{number}"].isnull()
        if self.wanted.divisor(number):
            unread |= rows[f"plancode_den{number}"].isnull()
        if measure.measure in ("mean", "duration", *ANSWERS):
            unread &= ~self.columns.is_blank(column)
        outside = self._held(number)[1]
        return unread if outside is None else unread | outside
