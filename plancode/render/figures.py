"""What views ask of the tables: amounts by quarter and over the plan, each written as its metric is counted."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.calls import Visits
from plancode.analysis.coverage import Group
from plancode.analysis.ladder import narrowing
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import Level, total
from plancode.analysis.targets import ByPeriod
from plancode.graph.entity import Entity
from plancode.model.plan import ExplicitPeriod
from plancode.model.territories import Territory
from plancode.period import Period
from plancode.quantity import Quantity, rounded
from plancode.render.blocks import Amount, Column, Inline, Term

_ZERO: Final = Decimal(0)
MOST_SPANS: Final = 8
FEWEST: Final = 2
"""One stretch and the whole are the same."""
Figure = tuple[str, Scope]
"""A metric and what its figures are about."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the plan's periods: a quarter, or the whole."""

    period: Period
    numbers: tuple[int, ...]
    whole: bool = False


class Figures:
    """The tables of a plan, as its pages show them."""

    def __init__(self, analysis: Analysis) -> None:
        """Take the tables."""
        self.analysis, self.graph, self.horizon = analysis, analysis.graph, analysis.horizon

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The quarters and the whole; the years instead where there are many quarters, the whole alone where one."""
        found = (*self._years(), self.quarters[-1]) if self.has_many else self.quarters
        return found if FEWEST < len(found) <= MOST_SPANS + 1 else found[-1:]

    @property
    def has_many(self) -> bool:
        """Whether there are more quarters than a table has room for as columns."""
        return len(self.quarters) > MOST_SPANS + 1

    @cached_property
    def quarters(self) -> tuple[Span, ...]:
        """All quarters and the whole, however many there are."""
        horizon = self.horizon
        found = tuple(Span(horizon.quarter(one), numbers) for one, numbers in enumerate(horizon.quarters))
        whole = Span(horizon.plan, tuple(self.analysis.numbers), whole=True)
        return (*(found if len(found) > 1 else ()), whole)

    def _years(self) -> Iterator[Span]:
        """Yield the years by their numbers, those that begin or end inside a year by their days."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, period in enumerate(self.horizon.periods):
            found[period.start.year].append(number)
        plan = self.horizon.plan
        for year, numbers in found.items():
            start, end = self.horizon.periods[numbers[0]].start, self.horizon.periods[numbers[-1]].end
            is_whole = start in (date(year, 1, 1), plan.start) and end in (date(year + 1, 1, 1), plan.end)
            yield Span(Period(start, end, str(year) if is_whole else ""), tuple(numbers))

    @cached_property
    def heads(self) -> tuple[Column, ...]:
        """The columns of quarters and the whole."""
        return tuple(Column(self._head(one), numeric=True) for one in self.spans)

    def _head(self, span: Span) -> Inline:
        """Return the title of a column: quarters of a plan of one year go without it."""
        if span.whole:
            return Term("whole")
        year, _, quarter = span.period.name.rpartition("-Q")
        if quarter.isdigit() and all(one.whole or one.period.name.startswith(year) for one in self.spans):
            return Term("quarter_short", (("number", int(quarter)),))
        return self.period(span.period)

    def period(self, period: Period) -> Inline:
        """Return how a period is called."""
        own = self.graph.find(ExplicitPeriod, period.name) if period.name else None
        return own.model.label if own is not None else period

    def numbered(self, number: int) -> Inline:
        """Return how a period of the plan is called."""
        return self.period(self.horizon.periods[number])

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The metrics with targets as they matter: the main one, other money, other sums, the rest."""
        adds_up, is_money = self.analysis.measures.adds_up, self.analysis.measures.is_money
        main = self.analysis.main_metric
        shifted = (shift.metric for shift in self.analysis.adjustments.shifts)
        found = dict.fromkeys((*self.analysis.targets.metrics, *shifted))
        return tuple(sorted(found, key=lambda one: (one != main, not adds_up(one), not is_money(one))))

    @cached_property
    def all(self) -> tuple[Figure, ...]:
        """Every figure, in order of the metrics, those for everything before those for a product or channel."""
        found = ((metric, scope) for metric in self.metrics for scope in self.analysis.scopes(metric))
        order = {metric: number for number, metric in enumerate(self.metrics)}
        return tuple(sorted(found, key=lambda one: (order[one[0]], len(narrowing(one[1])) > 0)))

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[Figure]]:
        found: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        for figure in self.all:
            for one in figure[1]:
                found[one].append(figure)
        return found

    def of(self, dimension: str, name: str) -> list[Figure]:
        """Return the figures about one entity, narrower ones included."""
        return self._by_name.get((dimension, name), [])

    @cached_property
    def levels(self) -> dict[Figure, list[Level]]:
        """The levels of each metric and narrowing, from the plan down."""
        found: dict[Figure, list[Level]] = defaultdict(list)
        for metric in self.metrics:
            for level in self._levels[metric]:
                found[metric, level.narrow].append(level)
        return dict(sorted(found.items(), key=lambda one: (self.metrics.index(one[0][0]), len(one[0][1]))))

    @cached_property
    def _levels(self) -> dict[str, list[Level]]:
        found: dict[str, list[Level]] = defaultdict(list)
        for level in self.analysis.levels:
            found[level.metric].append(level)
        return found

    def written(self, metric: str, value: Decimal | None) -> Inline:
        """Return a figure as its metric is counted: money and pieces as amounts, shares in percent, time as such."""
        if value is None:
            return None
        found = self.analysis.measures.metric(metric)
        unit = found.unit if found is not None else None
        if unit == "percent":
            return Quantity(rounded(value, 3), "%")
        if unit in ("days", "hours"):
            return Quantity(rounded(value, 2), "d" if unit == "days" else "h")
        return Amount(value)

    def row(self, metric: str, amounts: ByPeriod, spans: tuple[Span, ...] = ()) -> tuple[Inline, ...]:
        """Return the figures of all quarters and the whole, or of other stretches."""
        stretches = spans or self.spans
        return tuple(self.written(metric, self.analysis.whole(metric, amounts, one.numbers)) for one in stretches)

    def whole(self, metric: str, amounts: ByPeriod) -> Inline:
        """Return the figure of the whole plan."""
        return self.written(metric, self.analysis.whole(metric, amounts))

    def gaps(self, level: Level) -> tuple[Inline, ...]:
        """Return children less assigned, for all quarters and the whole."""
        return tuple(self.written(level.metric, level.gap(one.numbers)) for one in self.spans)

    def ratios(self, over: ByPeriod, under: ByPeriod) -> tuple[Decimal | None, ...]:
        """Return the quotients of two sums, for all quarters and the whole."""
        pairs = ((total(over, one.numbers), total(under, one.numbers)) for one in self.spans)
        return tuple(above / below if below else None for above, below in pairs)

    @cached_property
    def visits(self) -> dict[str, list[Visits]]:
        """The visits to the customers of each territory, whoever makes them."""
        found: dict[str, list[Visits]] = defaultdict(list)
        for load in self.analysis.workload.loads:
            for entry in load.entries:
                if entry.visits is not None and entry.visits.territory is not None:
                    found[entry.visits.territory.model.id].append(entry.visits)
        return found

    @cached_property
    def groups(self) -> dict[str, list[Group]]:
        """The customers of each territory, those together that the same owners look after."""
        found: dict[str, list[Group]] = defaultdict(list)
        for group in self.analysis.coverage.groups:
            if group.territory is not None:
                found[group.territory.model.id].append(group)
        return found

    def potential(self, territory: Entity[Territory]) -> Decimal | None:
        """Return the potential of the customers of a territory in the plan's currency; None where none is stated."""
        day, money = self.horizon.plan.start, self.analysis.measures.money
        customers = self.analysis.ownership.customers.get(territory.model.id, ())
        found = [amount for one in customers if (amount := money(one.model.potential, day)) is not None]
        return sum(found, _ZERO) if found else None


def share(value: Decimal | None) -> Inline:
    """Return a share in percent with one decimal."""
    return Quantity(rounded(value, 3), "%") if value is not None else None
