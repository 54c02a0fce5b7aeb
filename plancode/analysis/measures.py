"""Metrics as measures: what their figures are counted in, their smallest step, and amounts as plain numbers."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from plancode.graph.deals import Deal
from plancode.graph.graph import PlanGraph
from plancode.model.methods.reading import Unit
from plancode.model.metrics import built_in_names
from plancode.model.plan import Metric
from plancode.model.units import fits, in_unit
from plancode.quantity import Quantity, rounded

Scope = tuple[tuple[str, str], ...]
"""What a figure is about: dimensions with ids, in the order of `model.base.Scope`. Empty is the whole plan."""
MetricScope = tuple[str, Scope]
"""A metric and what its figures are about."""

_CENT, _ONE = Decimal("0.01"), Decimal(1)
_MINOR_UNITS: Final = {
    _ONE: "ADP AFN ALL BIF BYR CLP COP DJF ESP GNF HUF IDR IQD IRR ISK ITL JPY KMF KPW KRW LAK LBP LUF MGA MGF MMK MRO "
    "PYG RWF SLL SOS STD SYP TMM TRL UGX UYI VND VUV XAF XOF XPF YER ZMK ZWD",
    Decimal("0.001"): "BHD JOD KWD LYD OMR TND",
    Decimal("0.0001"): "CLF UYW",
}
"""Where it is not a hundredth: as the library babel has it, which takes as long to load as a small plan to check."""
_COUNTED: Final = frozenset({"units", "count"})


class Measures:
    """The metrics of a plan, with its exchange rates."""

    def __init__(self, graph: PlanGraph) -> None:
        """Take the plan."""
        self.graph = graph
        self._steps: dict[str, Decimal] = {}
        self._metrics: dict[str, Metric | None] = {}

    def metric(self, name: str) -> Metric | None:
        """Return a metric, what a plan leaves open taken from the built-in one."""
        if name not in self._metrics:
            self._metrics[name] = self.graph.metric(name)
        return self._metrics[name]

    def adds_over_time(self, name: str) -> bool:
        """Whether the amounts of several periods add up to that of all."""
        metric = self.metric(name)
        return metric is not None and metric.over_time in ("sum", None)

    def adds_up(self, name: str) -> bool:
        """Whether a metric adds up over time and over scope, so that its targets can be split and phased."""
        metric = self.metric(name)
        return self.adds_over_time(name) and metric is not None and metric.over_scope in ("sum", None)

    def is_lower(self, name: str) -> bool:
        """Whether the smaller of two figures of a metric is the better one."""
        metric = self.metric(name)
        return metric is not None and metric.better == "lower"

    def is_cost(self, name: str) -> bool:
        """Whether a metric is money that is spent, so that its target is a budget."""
        metric = self.metric(name)
        stated = metric is not None and metric.nature == "cost"
        return stated or (self.is_lower(name) and self.is_money(name) and self.adds_over_time(name))

    @staticmethod
    def rank(name: str) -> tuple[int, str]:
        """Return where a metric stands among others: the built-in ones as they are listed, then the plan's by id."""
        known = tuple(built_in_names())
        return (known.index(name) if name in known else len(known)), name

    def unit(self, name: str) -> Unit | None:
        """Return what a metric is counted in; None where it does not say."""
        metric = self.metric(name)
        return metric.unit if metric is not None else None

    def is_money(self, name: str) -> bool:
        """Whether a metric is counted in money."""
        return self.unit(name) == "money"

    def step(self, name: str) -> Decimal:
        """Return the smallest part a split may give: the metric's own, the currency's minor unit, or 1."""
        if name not in self._steps:
            metric, step = self.metric(name), _CENT
            if metric is not None and metric.step is not None and metric.step.number > 0:
                step = metric.step.number
            elif metric is not None and metric.unit in _COUNTED:
                step = _ONE
            elif metric is not None and metric.unit == "money":
                step = minor_unit(self.currency)
            self._steps[name] = step
        return self._steps[name]

    def places(self, name: str) -> int:
        """Return with how many decimals an amount is told: those of its currency, else two; more if its step is finer.

        Without a metric it is money.
        """
        least = minor_unit(self.currency) if not name or self.is_money(name) else _CENT
        finest = min(least, self.step(name) if name else least)
        return max(-int(finest.normalize().as_tuple().exponent), 0)

    def rounded(self, amount: Decimal, name: str) -> Decimal:
        """Return an amount as a multiple of the metric's step, half to even."""
        step = self.step(name)
        return rounded(amount / step) * step

    @cached_property
    def currency(self) -> str:
        """The plan's currency."""
        return self.graph.plan.model.currency if self.graph.plan else ""

    def number(self, quantity: Quantity, day: date, metric: str = "") -> Decimal | None:
        """Return a quantity as a number in the metric's unit, money in the plan's currency.

        None where it is of another unit than the metric (without one: money), or in a currency without a plan rate.
        """
        unit = self.unit(metric) if metric else "money"
        if not fits(quantity, unit):
            return None
        if not quantity.is_money or quantity.unit in ("", self.currency):
            return in_unit(quantity, unit)
        rate = self.rate(quantity.unit, day)
        return quantity.number * rate if rate is not None else None

    def plan_rate(self, currency: str, day: date) -> Decimal | None:
        """Return what one unit of a currency is worth in the plan's own: 1 for that itself, else the plan rate."""
        return Decimal(1) if currency == self.currency else self.rate(currency, day)

    def rate(self, currency: str, day: date) -> Decimal | None:
        """Return the plan exchange rate of a currency in force on a day."""
        plan = self.graph.plan
        dated = [
            (rate.from_ or date.min, rate.rate)
            for rate in (plan.model.rates if plan else ())
            if rate.currency == currency and (rate.from_ is None or rate.from_ <= day)
        ]
        return max(dated)[1] if dated else None

    def money(self, quantity: Quantity | None, day: date) -> Decimal | None:
        """Return an amount of money in the plan's currency; None where there is none, or no rate for it."""
        return self.number(quantity, day) if quantity is not None else None

    def weighted(self, deal: Deal) -> Decimal | None:
        """Return the value of a deal in the plan's currency by its probability; None where one of both is not known."""
        amount = self.money(deal.entity.model.amount, deal.entity.model.closes or date.max)
        return amount * deal.probability.number if amount is not None and deal.probability is not None else None


def minor_unit(currency: str) -> Decimal:
    """Return the smallest part of a currency: 0.01 of most, 1 of the yen, 0.001 of the Kuwaiti dinar (Unicode CLDR)."""
    return next((unit for unit, names in _MINOR_UNITS.items() if currency in names.split()), _CENT)
