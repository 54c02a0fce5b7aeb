"""One source read: its rows aggregated where they lie, by slice of time and by whom and what they name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from plancode.actuals.records import Fact, NoReading, Reading, Trouble
from plancode.actuals.slices import Slices
from plancode.model.actuals import Filter, Measure, Source

Expression = Any
"""An Ibis expression."""
_ZERO = Decimal(0)
_NUMBER: Final = "decimal(38, 6)"
_KEYS: Final = ("person", "account", "territory", "product", "channel", "currency")
SAMPLES: Final = 5
Rate = Callable[[str, date], Decimal | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read of a source: its measures, slices of time, keys to group by, and ids by code for each key."""

    source: Source
    measures: tuple[Measure, ...]
    slices: Slices
    keys: tuple[str, ...]
    ids: Mapping[str, Mapping[str, str]]
    rate: Rate


def read(wanted: Wanted, table: Expression) -> Reading | NoReading:
    """Return what a source says, or why it cannot be read: a source that fails midway gives nothing, never a part."""
    missing = [name for name in _columns(wanted) if name not in table.columns]
    if missing:
        return NoReading(wanted.source.id, "columns", (*missing, "", *table.columns))
    try:
        return _Reader(wanted, table).read()
    except Exception as error:  # noqa: BLE001  # whatever the engine says is told, never raised
        first = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        return NoReading(wanted.source.id, "unreadable", (first[:200],))


def _columns(wanted: Wanted) -> Iterator[str]:
    """Yield every column that a source and its measures name."""
    mapping = wanted.source.columns
    for name in ("date", *_KEYS, "id", "amount"):
        column = getattr(mapping, name)
        if column is not None:
            yield column
    yield from (one.column for one in wanted.source.filters)
    for measure in wanted.measures:
        yield from (one for one in (measure.column, measure.until, measure.denominator) if one is not None)
        yield from (one.column for one in measure.filters)


class _Reader:
    """The queries of one source."""

    def __init__(self, wanted: Wanted, table: Expression) -> None:
        import ibis

        self.ibis, self.wanted, self.source = ibis, wanted, wanted.source
        rows = self._filtered(table, wanted.source.filters)
        mapping = wanted.source.columns
        named = {f"plancode_{key}": self._key(rows, key) for key in wanted.keys}
        self.rows = rows.mutate(plancode_date=self._date(rows[mapping.date]), **named)
        days = ibis.memtable(wanted.slices.days(), schema={"plancode_day": "date", "plancode_slice": "int32"})
        self.joined = self.rows.left_join(days, self.rows.plancode_date == days.plancode_day)

    def _key(self, rows: Expression, key: str) -> Expression:
        column = getattr(self.source.columns, key)
        if column is None:
            return self.ibis.literal("")
        return self.ibis.coalesce(rows[column].cast("string").strip(), "")

    def _date(self, column: Expression) -> Expression:
        kind = column.type()
        if kind.is_date():
            return column
        if kind.is_timestamp():
            return column.date()
        text = column.cast("string").strip().substr(0, 10).replace("/", "-")
        return self._cast(text, "date")

    def _number(self, column: Expression) -> Expression:
        if column.type().is_string():
            return self._cast(column.strip().replace(",", ""), _NUMBER)
        return column.cast(_NUMBER)

    def _cast(self, column: Expression, kind: str) -> Expression:
        """Return a text as a date or number, nothing where it is none; engines without such a cast fail as a whole."""
        try:
            return column.try_cast(kind)
        except NotImplementedError:
            return column.cast(kind)

    def _filtered(self, rows: Expression, filters: Sequence[Filter]) -> Expression:
        for one in filters:
            rows = rows.filter(self._passes(rows, one))
        return rows

    def _passes(self, rows: Expression, one: Filter) -> Expression:
        column = rows[one.column].cast("string").strip()
        passes = self.ibis.literal(value=True)
        if one.is_ is not None:
            passes &= column == one.is_
        if one.in_:
            passes &= column.isin(list(one.in_))
        if one.from_ is not None:
            passes &= column >= one.from_
        return passes & (column <= one.to) if one.to is not None else passes

    def read(self) -> Reading:
        found = self._overall()
        groups = ["plancode_slice", *(f"plancode_{key}" for key in self.wanted.keys)]
        measures = enumerate(self.wanted.measures)
        aggregates = {name: one for number, each in measures for name, one in self._of(number, each)}
        query = self.joined.group_by(groups).agg(plancode_rows=self.joined.count(), **aggregates)
        for row in query.to_pyarrow().to_pylist():
            self._take(found, row)
        for measure in self.wanted.measures:
            if measure.measure == "distinct":
                self._take_distinct(found, measure, groups)
        return found

    def _of(self, number: int, measure: Measure) -> Iterator[tuple[str, Expression]]:
        """Yield numerator, denominator and count of a measure as aggregates of the rows that count for it."""
        rows = self.joined
        where = rows.plancode_slice.isnull() | rows.plancode_slice.notnull()
        for one in measure.filters:
            where &= self._passes(rows, one)
        yield f"n{number}", rows.count(where=where)
        if measure.measure in ("count", "distinct"):
            return
        if measure.measure == "duration":
            until = self._date(rows[measure.until or self.source.columns.date])
            days = until.delta(rows.plancode_date, unit="day").cast(_NUMBER)
            yield f"num{number}", days.sum(where=where)
            yield f"den{number}", days.count(where=where).cast(_NUMBER)
            return
        column = self._number(rows[measure.column or self.source.columns.amount])
        yield f"num{number}", column.sum(where=where)
        yield f"bad{number}", rows.count(where=where & column.isnull())
        yield f"neg{number}", rows.count(where=where & (column < 0))
        if measure.measure == "mean":
            yield f"den{number}", column.count(where=where).cast(_NUMBER)
        elif measure.denominator is not None:
            yield f"den{number}", self._number(rows[measure.denominator]).sum(where=where)

    def _overall(self) -> Reading:
        rows = self.rows
        aggregates = {
            "n": rows.count(),
            "first": rows.plancode_date.min(),
            "last": rows.plancode_date.max(),
            "undated": rows.count(where=rows.plancode_date.isnull()),
        }
        if self.source.columns.id is not None:
            aggregates["ids"] = rows[self.source.columns.id].nunique()
            aggregates["with_id"] = rows[self.source.columns.id].count()
        row = rows.aggregate(**aggregates).to_pyarrow().to_pylist()[0]
        found = Reading(self.source.id, row["n"], row["first"], row["last"])
        if row["undated"]:
            found.trouble("date", "", row["undated"])
        if row.get("with_id", 0) > row.get("ids", 0):
            self._duplicates(found)
        return found

    def _duplicates(self, found: Reading) -> None:
        column = self.rows[self.source.columns.id]
        repeated = self.rows.group_by(column.name("plancode_id")).agg(n=self.rows.count())
        repeated = repeated.filter((repeated.n > 1) & repeated.plancode_id.notnull())
        repeated = repeated.order_by([self.ibis.desc("n"), "plancode_id"])
        count = repeated.count().execute()
        for row in repeated.limit(SAMPLES).to_pyarrow().to_pylist():
            found.trouble("duplicate", str(row["plancode_id"]), row["n"])
        left = int(count) - len(found.troubles.get("duplicate", ()))
        if left > 0:
            found.trouble("duplicate", "", left)

    def _take(self, found: Reading, row: dict[str, Any]) -> None:
        """Take in one group of rows: as facts where their day is in the plan, else as a trouble."""
        number = row["plancode_slice"]
        if number is None:
            found.trouble("period", "", row["plancode_rows"], row.get("num0") or _ZERO)
            return
        ids = self._ids(found, row)
        start = self.wanted.slices.starts[number]
        for at, measure in enumerate(self.wanted.measures):
            if measure.measure == "distinct":
                continue
            fact = self._fact(found, row, at, measure, start, ids)
            if fact is not None:
                found.facts.append(fact)

    def _ids(self, found: Reading, row: dict[str, Any]) -> dict[str, str | None]:
        """Return the ids that the codes of a group mean; a code that the plan does not have is kept as a trouble."""
        ids: dict[str, str | None] = dict.fromkeys(_KEYS, "")
        for key in self.wanted.keys:
            code = row[f"plancode_{key}"]
            known = self.wanted.ids.get(key)
            ids[key] = code if known is None or not code else known.get(code)
            if key in _TROUBLES and (ids[key] is None or (key == "person" and not code)):
                found.trouble(_TROUBLES[key], code, row["plancode_rows"], row.get("num0") or _ZERO)
        return ids

    def _fact(  # noqa: PLR0913, PLR0917  # the parts of a fact
        self, found: Reading, row: dict[str, Any], at: int, measure: Measure, start: date, ids: dict[str, str | None]
    ) -> Fact | None:
        rows = int(row[f"n{at}"] or 0)
        if not rows:
            return None
        num = Decimal(rows) if measure.measure == "count" else row.get(f"num{at}") or _ZERO
        den = (row[f"den{at}"] or _ZERO) if f"den{at}" in row else None
        for kind, name in (("number", "bad"), ("negative", "neg")):
            if row.get(f"{name}{at}"):
                found.trouble(kind, measure.metric, int(row[f"{name}{at}"]))  # type: ignore[arg-type]
        num = self._in_plan_currency(found, ids["currency"], num, start, rows) if measure.measure == "sum" else num
        if num is None:
            return None
        return Fact(
            measure.metric, start, ids["person"], ids["account"], ids["territory"], ids["product"], ids["channel"],
            rows, num, den,
        )  # fmt: skip

    def _in_plan_currency(
        self, found: Reading, currency: str | None, num: Decimal, start: date, rows: int
    ) -> Decimal | None:
        if not currency:
            return num
        rate = self.wanted.rate(currency, start)
        if rate is None:
            found.trouble("currency", currency, rows, num)
            return None
        return num * rate

    def _take_distinct(self, found: Reading, measure: Measure, groups: list[str]) -> None:
        """Take in what was counted once: the distinct values of each group, because groups may share some."""
        rows = self._filtered(self.joined, measure.filters)
        value = rows[measure.column or self.source.columns.account or self.source.columns.date].cast("string")
        query = (
            rows.mutate(plancode_value=value)
            .group_by([*groups, "plancode_value"])
            .agg(plancode_rows=self.ibis._.count())
        )
        by_group: dict[tuple[Any, ...], tuple[dict[str, Any], set[str], int]] = {}
        for row in query.to_pyarrow().to_pylist():
            key = tuple(row[name] for name in groups)
            first, values, count = by_group.get(key, (row, set(), 0))
            if row["plancode_value"] is not None:
                values.add(row["plancode_value"])
            by_group[key] = (first, values, count + row["plancode_rows"])
        for row, values, count in by_group.values():
            if row["plancode_slice"] is not None:
                ids = {key: self._id(key, row) for key in _KEYS}
                start = self.wanted.slices.starts[row["plancode_slice"]]
                found.facts.append(
                    Fact(measure.metric, start, ids["person"], ids["account"], ids["territory"], ids["product"],
                         ids["channel"], count, Decimal(len(values)), None, frozenset(values))
                )  # fmt: skip

    def _id(self, key: str, row: dict[str, Any]) -> str | None:
        code = row.get(f"plancode_{key}", "")
        known = self.wanted.ids.get(key)
        return code if known is None or not code else known.get(code)


_TROUBLES: Final[dict[str, Trouble]] = {"person": "person", "account": "account", "territory": "territory"}
