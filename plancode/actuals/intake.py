"""Groups of rows taken in: codes become ids, amounts the plan's currency, what fits nowhere a trouble."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from plancode.actuals.alike import MARK
from plancode.actuals.columns import code_of
from plancode.actuals.records import EARLIER, Aggregates, Fact, Lost, ProductRows, SourceReading, Trouble
from plancode.actuals.slices import UNDATED
from plancode.actuals.wanted import WantedRows
from plancode.model.actuals import Measure

SourceRow = dict[str, Any]
"""A group of rows as an engine gives it."""
_ZERO, _ONE = Decimal(0), Decimal(1)
_CODED: Final[tuple[Trouble, ...]] = ("person", "account", "territory", "product", "channel")
_ODD: Final[tuple[tuple[Trouble, str], ...]] = (
    ("number", "bad"),
    ("bounds", "far"),
    ("negative", "neg"),
    ("scale", "bare"),
    ("outside", "out"),
    ("stray", "stray"),
)
"""Troubles of numbers, and how the columns that count them begin."""
_Ids = Mapping[str, str | None]


@dataclass(slots=True)
class _Distinct:
    """The values of a group, and of how many rows."""

    start: date
    ids: _Ids
    rows: int
    values: set[str]


class Intake:
    """What was taken in of a source in one grouping: that of credit reconciles its rows, others add what they cut."""

    def __init__(self, wanted: WantedRows, reading: SourceReading, number: int = 0) -> None:
        """Begin with nothing."""
        self.wanted, self.reading, self.is_first = wanted, reading, number == 0
        self.grouping, self.cut = wanted.groupings.each[number], reading.credit if number == 0 else Aggregates()
        reading.is_alike |= self.is_first and self.grouping.alike
        served = wanted.groupings.by_kind.items()
        reading.cuts |= {one: self.cut for one, by in served if by == number}
        self._columns = [(key, f"plancode_{key}", wanted.ids.get(key)) for key in self.grouping.keys]
        self._new = wanted.groupings.new_keys(number)
        self._needed = wanted.crediting
        self._nobodys = frozenset(wanted.source.unassigned.values if wanted.source.unassigned else ())
        self._money = [wanted.in_currency(at) for at in range(len(wanted.asked))]

    def asks_for(self, measure: Measure) -> bool:
        """Whether the grouping is for a metric."""
        return self.is_first or measure.metric in self.grouping.metrics

    def take(self, row: SourceRow) -> None:
        """Take in a group of rows: as facts where their days are in the plan, else as a trouble."""
        rows, number = row["rows"] - int(row["blank"]), row["plancode_slice"]
        if self.is_first:
            self._reconcile(row, rows)
        if not rows:
            return
        if number == UNDATED:
            self._undated(row, rows)
        if self.wanted.slices.is_earlier(number):
            self._earlier(row, self.wanted.slices.starts[number])
        elif number >= 0:
            self._inside(row, rows, self.wanted.slices.starts[number])

    def _reconcile(self, row: SourceRow, rows: int) -> None:
        """Keep which rows there are, and when."""
        reading, number, amount = self.reading, row["plancode_slice"], row.get("num0") or _ZERO
        reading.blank += int(row["blank"])
        if not rows:
            return
        reading.rows += rows
        reading.first = min(filter(None, (reading.first, row["first"])), default=None)
        reading.last = max(filter(None, (reading.last, row["last"])), default=None)
        earlier = self.wanted.slices.is_earlier(number)
        if number < 0 or earlier:
            reading.trouble("date" if number == UNDATED else "period", EARLIER if earlier else "", rows, amount)
            return
        reading.last_inside = max(filter(None, (reading.last_inside, row["last"])), default=None)
        start = self.wanted.slices.starts[number]
        reading.by_day[start] = reading.by_day.get(start, 0) + rows
        currency = code_of(row.get("plancode_currency"))
        if currency and self.wanted.rate(currency, start) is None and any(self._money):
            reading.trouble("currency", currency, rows, amount)

    def _inside(self, row: SourceRow, rows: int, start: date) -> None:
        """Take in a group of rows of the plan's time as facts."""
        ids, currency = self._ids(row), code_of(row.get("plancode_currency"))
        self._tell(row, ids, rows, row.get("num0") or _ZERO)
        rate = self.wanted.rate(currency, start) if currency else _ONE
        for at, measure in enumerate(self.wanted.asked):
            if not self.asks_for(measure):
                continue
            if misspelt := int(row.get(f"near{at}") or 0):
                self._misspelt(measure, start, ids, misspelt)
            if measure.measure != "distinct":
                self._fact(row, at, measure, start, ids, rate if self._money[at] else _ONE)

    def _earlier(self, row: SourceRow, start: date) -> None:
        """Take in a group of rows of the year before as facts; whatever is in trouble with them is no trouble now.

        They are asked for by credit alone.
        """
        if not self.is_first:
            return
        aside = Intake(self.wanted, SourceReading(self.wanted.source.id))
        currency = code_of(row.get("plancode_currency"))
        rate = self.wanted.rate(currency, self.wanted.slices.start) if currency else _ONE
        for at, measure in enumerate(self.wanted.asked):
            if measure.measure != "distinct":
                aside._fact(row, at, measure, start, self._ids(row), rate if self._money[at] else _ONE)
        self.reading.earlier += aside.cut.facts
        self.reading.earlier_lost += aside.cut.lost

    def _undated(self, row: SourceRow, rows: int) -> None:
        """Keep rows without a day as lost for each metric that they would count for."""
        ids = self._ids(row)
        for at, measure in enumerate(self.wanted.measures):
            if self.asks_for(measure) and (counted := min(row.get(f"n{at}", rows), rows)):
                self.cut.lost.append(Lost("date", _made(measure, date.min, ids, counted, _ZERO, None)))

    def take_lines_of_none(self) -> None:
        """Keep lines that are of no order as lost, for each metric: they may be anybody's, of any day."""
        ids: dict[str, str | None] = dict.fromkeys(_CODED, "")
        rows = sum(sample.rows for sample in self.reading.samples("no_order"))
        for measure in filter(self.asks_for, self.wanted.measures if rows else ()):
            self.cut.lost.append(Lost("order", _made(measure, date.min, ids, rows, _ZERO, None)))

    def take_misspelt(self, row: SourceRow) -> None:
        """Take in a group of rows that a filter of the source leaves out for case, width or blanks alone."""
        rows, number = row["rows"] - int(row["blank"]), row["plancode_slice"]
        if not rows or number < 0 or self.wanted.slices.is_earlier(number):
            return
        reading, start = self.reading, self.wanted.slices.starts[number]
        if self.is_first:
            reading.rows += rows
            reading.by_day[start] = reading.by_day.get(start, 0) + rows
            reading.last_inside = max(filter(None, (reading.last_inside, row["last"])), default=None)
        for measure in filter(self.asks_for, self.wanted.measures):
            self._misspelt(measure, start, self._ids(row), rows)

    def _misspelt(self, measure: Measure, start: date, ids: _Ids, rows: int) -> None:
        """Keep rows as lost of which a filter leaves open whether they count."""
        if self.is_first:
            self.reading.trouble("spelling", measure.metric, rows)
        self.cut.lost.append(Lost("spelling", _made(measure, start, ids, rows, _ZERO, None)))

    def _ids(self, row: SourceRow) -> dict[str, str | None]:
        """Return the ids that the codes of a group mean: `""` of none, None of one that the plan does not have."""
        ids: dict[str, str | None] = dict.fromkeys(_CODED, "")
        for key, column, known in self._columns:
            code = code_of(row[column])
            if code.startswith(MARK):
                ids[key] = code.removeprefix(MARK)
                continue
            ids[key] = code if known is None or not code else known.get(code)
            if key in self._needed and code in self._nobodys:
                ids |= {key: "", "unassigned": code}
        return ids | {"unassigned": ""} if row.get("plancode_nobodys") else ids

    def _tell(self, row: SourceRow, ids: _Ids, rows: int, amount: Decimal) -> None:
        """Keep codes that the plan does not have, or that are nobody's; and rows that name nobody to credit."""
        if "unassigned" in ids:
            if self.is_first:
                self.reading.trouble("unassigned", ids["unassigned"] or "", rows, amount)
            return
        for key in _CODED:
            if key in self._new and ids[key] is None:
                self.reading.trouble(key, code_of(row[f"plancode_{key}"]), rows, amount)
        if self.is_first and self._needed and all(ids[key] == "" for key in self._needed):  # None is a code, unknown
            self.reading.trouble(self._needed[0], "", rows, amount)

    def _fact(  # noqa: PLR0913, PLR0917  # the parts of a fact
        self, row: SourceRow, at: int, measure: Measure, start: date, ids: _Ids, rate: Decimal | None
    ) -> None:
        rows = min(row.get(f"n{at}", row["rows"]), row["rows"] - int(row["blank"]))
        if rows and rate is None:
            self.cut.lost.append(Lost("currency", _made(measure, start, ids, rows, _ZERO, None)))
        if not rows or rate is None:
            return
        for kind, name in _ODD if self.is_first else ():
            if row.get(f"{name}{at}"):
                self.reading.trouble(kind, measure.metric, int(row[f"{name}{at}"]))
        if unread := int(row.get(f"lost{at}") or 0):
            rows -= unread
            self.cut.lost.append(Lost("number", _made(measure, start, ids, unread, _ZERO, None)))
        if not rows:
            return
        is_counted = measure.measure == "count" and f"num{at}" not in row
        num = Decimal(rows) if is_counted else row[f"num{at}"] or _ZERO
        den = Decimal(row[f"den{at}"] or 0) if f"den{at}" in row else None
        if measure.measure == "ratio" and den is not None:
            den *= rate
        if measure.measure == "share":
            den = _ZERO
        market = self.wanted.is_market(at)
        num, den = (_ZERO, num * rate) if market else (num * rate, den)
        fact = _made(measure, start, ids, rows, num, den, market=market)
        promoters = Decimal(row[f"pro{at}"] or 0) if f"pro{at}" in row else None
        self.cut.facts.append(fact._replace(promoters=promoters))

    def take_products(self, rows: Iterable[SourceRow]) -> None:
        """Take in which products rows name: in the plan's currency as far as it has rates."""
        slices, money = self.wanted.slices, any(self._money[:1])
        for row in rows:
            number, count = row["plancode_slice"], row["rows"] - int(row["blank"])
            if number < 0 or slices.is_earlier(number) or not count:
                continue
            start, code = slices.starts[number], code_of(row["plancode_product"])
            currency = code_of(row.get("plancode_currency"))
            rate = self.wanted.rate(currency, start) if currency and money else _ONE
            amount = (row["num0"] or _ZERO) * (rate or _ZERO) if "num0" in row else None
            product = self.wanted.products.get(code) if code else ""
            self.reading.products.append(ProductRows(start, code, product, count, amount))

    def take_distinct(self, measure: Measure, rows: Iterable[SourceRow]) -> None:
        """Take in what is counted once: the values of each group of rows."""
        by_group: dict[tuple[object, ...], _Distinct] = {}
        for row in rows:
            if row["plancode_slice"] < 0:
                continue
            ids = self._ids(row)
            start = self.wanted.slices.starts[row["plancode_slice"]]
            group = by_group.setdefault((start, *ids.values()), _Distinct(start, ids, 0, set()))
            group.rows += row["rows"]
            group.values |= {code_of(row["plancode_value"])} - {""}
        for distinct in by_group.values():
            count, values = Decimal(len(distinct.values)), frozenset(distinct.values)
            is_earlier = distinct.start < self.wanted.slices.start
            if is_earlier and not self.is_first:
                continue
            facts = self.reading.earlier if is_earlier else self.cut.facts
            facts.append(_made(measure, distinct.start, distinct.ids, distinct.rows, count, None, values))


def _made(  # noqa: PLR0913, PLR0917  # the parts of a fact
    measure: Measure,
    start: date,
    ids: _Ids,
    rows: int,
    num: Decimal,
    den: Decimal | None,
    values: frozenset[str] = frozenset(),
    *,
    market: bool = False,
) -> Fact:
    return Fact(
        measure.metric, start, ids["person"], ids["account"], ids["territory"], ids["product"], ids["channel"],
        rows, num, den, values, market, "unassigned" in ids,
    )  # fmt: skip
