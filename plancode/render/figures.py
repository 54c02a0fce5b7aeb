"""What views ask of the analysis: figures by what they are about, stretches of time, amounts as they are counted."""

from collections import defaultdict
from decimal import Decimal
from functools import cached_property

from plancode.analysis.analysis import Analysis
from plancode.analysis.calls import Visits
from plancode.analysis.ladder import narrowing
from plancode.analysis.measures import MetricScope
from plancode.analysis.rollup import Level
from plancode.graph.entity import Entity
from plancode.model.territories import Territory
from plancode.said.value import Said
from plancode.tables.scopes import measured
from plancode.tables.selection import TimeSpan, has_many, parts, quarters
from plancode.tables.table import formed


class Figures:
    """The analysis of a plan, as its pages show it."""

    def __init__(self, analysis: Analysis) -> None:
        """Take the analysis."""
        self.analysis, self.graph, self.horizon = analysis, analysis.graph, analysis.horizon

    @cached_property
    def spans(self) -> tuple[TimeSpan, ...]:
        """The quarters and the whole, or what a table has room for of them."""
        return parts(self.horizon)

    @cached_property
    def quarters(self) -> tuple[TimeSpan, ...]:
        """All quarters and the whole, however many there are."""
        return quarters(self.horizon)

    @property
    def has_many(self) -> bool:
        """Whether there are more quarters than a table has room for as columns."""
        return has_many(self.horizon)

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The metrics with targets as they matter: the main one, other money, other sums, the rest."""
        measures, main = self.analysis.measures, self.analysis.main_metric
        shifted = (shift.metric for shift in self.analysis.adjustments.shifts)
        metrics = dict.fromkeys((*self.analysis.targets.metrics, *shifted))
        ranks = {name: (name != main, not measures.adds_up(name), not measures.is_money(name)) for name in metrics}
        return tuple(sorted(metrics, key=lambda name: ranks[name]))

    @cached_property
    def all(self) -> tuple[MetricScope, ...]:
        """Every figure, in order of the metrics, those for everything before those for a product or channel."""
        figures: list[MetricScope] = []
        for metric in self.metrics:
            scopes = sorted(self.analysis.scopes(metric), key=lambda scope: len(narrowing(scope)) > 0)
            figures += ((metric, scope) for scope in scopes)
        return tuple(figures)

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[MetricScope]]:
        figures: dict[tuple[str, str], list[MetricScope]] = defaultdict(list)
        for figure in self.all:
            for dimension in figure[1]:
                figures[dimension].append(figure)
        return figures

    def of(self, dimension: str, name: str) -> list[MetricScope]:
        """Return the figures about one entity, narrower ones included."""
        return self._by_name.get((dimension, name), [])

    @cached_property
    def levels(self) -> dict[MetricScope, list[Level]]:
        """The levels of each metric and narrowing, from the plan down."""
        order = {metric: number for number, metric in enumerate(self.metrics)}
        levels: dict[MetricScope, list[Level]] = defaultdict(list)
        for level in self.analysis.levels:
            if level.metric in order:
                levels[level.metric, level.narrow].append(level)
        return {key: levels[key] for key in sorted(levels, key=lambda key: (order[key[0]], len(key[1])))}

    def written(self, metric: str, value: Decimal | None) -> Said:
        """Return a figure as its metric is counted: money and pieces as amounts, shares in percent, time as such."""
        return formed(measured(self.analysis.measures, metric, value), "amount")

    @cached_property
    def visits(self) -> dict[str, list[Visits]]:
        """The visits to the customers of each territory, whoever makes them."""
        visits: dict[str, list[Visits]] = defaultdict(list)
        for load in self.analysis.workload.loads:
            for entry in load.entries:
                if entry.visits is not None and entry.visits.territory is not None:
                    visits[entry.visits.territory.model.id].append(entry.visits)
        return visits

    def potential(self, territory: Entity[Territory]) -> Decimal | None:
        """Return the potential of the customers of a territory, and of all below it; None where one was left blank."""
        day, money = self.horizon.plan.start, self.analysis.measures.money
        customers = self.analysis.ownership.customers_in(territory)
        worth = self.analysis.ownership.worth
        amounts = [money(worth(customer, "potential"), day) for customer in customers]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None


def share(value: Said) -> Said:
    """Return a share in percent with one decimal, or as many as show what it decides."""
    return formed(value, "share")
