"""What is to be read of a source."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from plancode import numeral
from plancode.actuals.alike import AlikeCustomers
from plancode.actuals.columns import is_day, is_number
from plancode.actuals.groupings import Groupings
from plancode.actuals.local_time import GREENWICH, LocalTime
from plancode.actuals.numerals import TextColumns
from plancode.actuals.records import Trouble
from plancode.actuals.slices import DaySlices
from plancode.model.actuals import Measure, Source
from plancode.model.units import Bounds
from plancode.numeral import CellSort
from plancode.quantity import Quantity

ANSWERS: Final = {
    "nps": Bounds(Quantity(Decimal(0)), Quantity(Decimal(10))),
    "csat": Bounds(Quantity(Decimal(1)), Quantity(Decimal(5))),
}
"""The scales of answers that are counted."""
RateOf = Callable[[str, date], Decimal | None]


@dataclass(frozen=True, slots=True)
class WantedRows:
    """The measures, slices of time and groupings that are wanted of a source, with ids by code for each key.

    `markets` are the shares for which the source is the whole market. `money` are metrics counted in money, `percent`
    those in percent, `bounds` what their figures can be. `currency` is the plan's, `clock` that of its time zone;
    `asked_for` is the least target of a metric in percent, `products` the ids of products by code where the plan lists
    some and the source names them, `alike` the customers by what credit asks of them, where that is grouped by.
    """

    source: Source
    measures: tuple[Measure, ...]
    slices: DaySlices
    groupings: Groupings
    ids: Mapping[str, Mapping[str, str]]
    rate: RateOf
    markets: tuple[Measure, ...] = ()
    money: frozenset[str] = frozenset()
    percent: frozenset[str] = frozenset()
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    currency: str = ""
    clock: LocalTime = GREENWICH
    asked_for: Mapping[str, Decimal] = field(default_factory=dict)
    products: Mapping[str, str] = field(default_factory=dict)
    alike: AlikeCustomers | None = None

    @property
    def crediting(self) -> tuple[Trouble, ...]:
        """The keys by which a row finds who gets the credit."""
        named: tuple[Trouble, ...] = ("person",) if self.source.credit == "seller" else ("account", "territory")
        return tuple(key for key in named if key in self.groupings.each[0].keys)

    def named(self) -> Iterator[str]:
        """Yield every column that is looked at, then those that the plan names beside: they must be there, too."""
        yield from self.columns()
        yield from self.source.mapping.named.values()
        yield from self.source.lines.looked_for if self.source.lines is not None else ()

    def shared(self) -> frozenset[str]:
        """Return the columns without which no metric can be read; an amount is only for those that are made of it."""
        mapping, metrics = self.source.mapping, {name for columns in self.by_metric().values() for name in columns}
        named = {name for key, name in mapping.named.items() if key != "amount"}
        return frozenset({*self._of_source(), *named, *({mapping.amount or ""} - metrics - {""})})

    def by_metric(self) -> dict[str, set[str]]:
        """Return the columns that each metric is made of."""
        columns: dict[str, set[str]] = {}
        for number, measure in enumerate(self.asked):
            columns.setdefault(measure.metric, set()).update(self._of_measure(number))
        return columns

    def without(self, metrics: Collection[str]) -> "WantedRows":
        """Return what is wanted but for some metrics."""
        measures, markets = (
            tuple(one for one in some if one.metric not in metrics) for some in (self.measures, self.markets)
        )
        return replace(self, measures=measures, markets=markets)

    def columns(self) -> Iterator[str]:
        """Yield every column that is looked at."""
        yield from self._of_source()
        for number in range(len(self.asked)):
            yield from self._of_measure(number)

    def _of_source(self) -> Iterator[str]:
        mapping = self.source.mapping
        yield mapping.day
        yield from (getattr(mapping, key) for key in self.groupings.keys)
        if mapping.product is not None and self.products:
            yield mapping.product
        if mapping.id is not None:
            yield mapping.id
        if mapping.share is not None:
            yield mapping.share
        yield from (filter_.column for filter_ in (*self.source.filters, *self.source.returns))

    def _of_measure(self, number: int) -> Iterator[str]:
        yield from (self.column(number), *self.divisor(number), *self.begin(number))
        yield from (filter_.column for filter_ in self.asked[number].filters)

    @property
    def asked(self) -> tuple[Measure, ...]:
        """The measures, then what a market is asked for each share: the sum of all its rows."""
        return (*self.measures, *(measure.model_copy(update={"filters": ()}) for measure in self.markets))

    def is_market(self, number: int) -> bool:
        """Whether the number is that of a market's sum."""
        return number >= len(self.measures)

    def column(self, number: int) -> str:
        """Return the column that a measure is made of; one that the plan does not name is called as what it lacks."""
        measure, mapping = self.asked[number], self.source.mapping
        if measure.measure == "count":
            return mapping.day
        if measure.measure == "duration":
            return measure.until or "until"
        own = measure.column if not self.is_market(number) or measure.source == self.source.id else None
        if measure.measure == "distinct":
            return own or mapping.account or mapping.day
        return own or mapping.amount or "amount"

    def begin(self, number: int) -> tuple[str, ...]:
        """Return the column with the earlier date of a duration, where that is not the date of the row."""
        measure = self.asked[number]
        return (measure.column,) if measure.measure == "duration" and measure.column is not None else ()

    def divisor(self, number: int) -> tuple[str, ...]:
        """Return the column that a ratio divides by, where it does."""
        measure = self.asked[number]
        return (measure.denominator,) if measure.measure == "ratio" and measure.denominator is not None else ()

    def in_currency(self, number: int) -> bool:
        """Whether a measure is of money in the currency of the row: of the amount, or of a metric counted in money."""
        measure, amount = self.asked[number], self.source.mapping.amount
        summed = measure.measure in ("sum", "mean", "ratio", "share")
        return summed and (measure.metric in self.money or amount in (self.column(number), *self.divisor(number)))

    def is_of_percent(self, number: int) -> bool:
        """Whether the cells of a measure are percentages: figures of the metric, not what one is made of."""
        measure = self.asked[number]
        return measure.metric in self.percent and measure.measure in ("sum", "mean")

    def bounds_of(self, number: int) -> Bounds | None:
        """Return what the cells of a measure can be, where they are figures of the metric or answers."""
        measure = self.asked[number]
        return ANSWERS.get(measure.measure) or (self.bounds.get(measure.metric) if measure.measure == "mean" else None)

    def written(self, *, by_commas: bool) -> TextColumns:
        """Return what is known of the numbers and days of the source before it is read."""
        mapping, sorts = self.source.mapping, dict[str, CellSort]()
        days = {mapping.day}
        for number, measure in enumerate(self.asked):
            if measure.measure == "duration":
                days |= {self.column(number), *self.begin(number)}
            elif measure.measure not in ("count", "distinct"):
                sort: CellSort = "percent" if self.is_of_percent(number) else "plain"
                sort = "money" if self.in_currency(number) else sort
                sorts |= dict.fromkeys((self.column(number), *self.divisor(number)), sort)
        for filter_ in (*self.source.filters, *(one for measure in self.measures for one in measure.filters)):
            if any(limit is not None and is_day(limit) for limit in (filter_.from_, filter_.to)):
                days.add(filter_.column)
            if any(limit is not None and is_number(limit) for limit in (filter_.from_, filter_.to)):
                sorts.setdefault(filter_.column, "money" if filter_.column == mapping.amount else "plain")
        if mapping.share is not None:
            sorts[mapping.share] = "percent"
        signs = numeral.all_signs() if mapping.currency is not None else numeral.signs_of(self.currency)
        unit = numeral.counted_in(self.source.unit or "")
        return TextColumns(
            sorts,
            signs,
            frozenset(days),
            self.source.notation,
            self.source.dates,
            unit.digits if unit else 0,
            by_commas,
        )
