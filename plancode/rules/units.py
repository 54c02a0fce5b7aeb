"""SHP, TGT: figures in another unit than their metric, or beyond what it can be; a time zone that is none."""

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Final
from zoneinfo import available_timezones

from plancode.actuals.local_time import zone_of
from plancode.analysis.measures import minor_unit
from plancode.findings.likeness import Nearest
from plancode.findings.problem import Problem
from plancode.graph.graph import PlanGraph
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.methods.reading import Unit
from plancode.model.plan import Metric
from plancode.model.targets import TargetRow, TargetsDocument
from plancode.model.units import Bounds, bounds_of, fits, in_unit
from plancode.quantity import WIDE, Quantity, rounded
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.stated import StatedFigure, stated_figures
from plancode.rules.written import written

if TYPE_CHECKING:
    from plancode.said.value import Said

_HUNDRED: Final = Decimal(100)
_THOUSAND: Final = Decimal(1000)
_CENT: Final = Decimal("0.01")
_SPLIT: Final = (TargetsDocument, TargetRow, AdjustmentDocument)
"""What states amounts that are split."""
_PARTED: Final = 3
"""Digits between signs of thousands."""
_MEANT: Final = {"m": "M", "w": "万"}
"""Units of time that look like a scale: `62m` for 62 million, `880w` for 880 times 10,000."""


@rule("SHP123", "figure-of-another-unit", ERROR)
def figure_of_another_unit(context: RuleContext) -> Iterator[Problem]:
    """A figure is in another unit than the metric that it is of.

    ## Why it matters
    `62m` is 62 months, `62M` 62 million; a bare 85 is 8,500 % to one reader and 85 % to another. plancode converts
    nothing in silence: such a figure counts nowhere.

    ## Fails
    ```yaml
    metric: revenue
    target: {team: east, amount: 62m}
    ```

    ## Passes
    ```yaml
    metric: revenue
    target: {team: east, amount: 62M}
    ```

    ## How to fix
    Metrics in money take money: `1200000`, `1.2M`, `120万`, `USD 4.5M`. Counts, units and points take plain numbers:
    `40`, `1.2k`. Metrics in percent take `85%`. Days take `45d`, `6w` or `45`, hours `8h`, `90min` or `8`. On a
    scorecard a limit in percent may stand for every metric: it then means the attainment. `unit` of the metric says
    what it is counted in.
    """
    for entity, figure in context.once(stated_figures):
        unit = unit_of(context.graph, figure)
        found = figure.quantity
        if found is None or is_in_unit(context.graph, figure):
            continue
        variant, write = _variant(found, unit)
        values: dict[str, Said] = {"key": _key(figure), "found": found, "write": write}
        if figure.metric:
            values["metric"] = metric_ref(context.graph, figure.metric)
        yield Problem(entity.place(*figure.route), variant, values, entity.ref, _subject(figure))


@rule("TGT128", "figure-out-of-bounds", ERROR)
def figure_out_of_bounds(context: RuleContext) -> Iterator[Problem]:
    """A figure is less than the least, or more than the most, that its metric can be.

    ## Why it matters
    No market share is above 100 %, and no net promoter score above 100. A target beyond that cannot be reached, and a
    limit of a scorecard beyond it gives its points to nobody, or to everybody.

    ## Fails
    ```yaml
    metric: distribution
    target: {team: east, amount: 850%}
    ```

    ## Passes
    ```yaml
    metric: distribution
    target: {team: east, amount: 85%}
    ```

    ## How to fix
    Correct the figure. Shares, rates and distribution lie between 0 % and 100 %, points of customer satisfaction
    between 0 and 100, the net promoter score between -100 and 100. Where a plan counts on another scale, say so at the
    metric: `metrics: [{id: csat, least: 1, most: 5}]`. A metric of your own has no bounds unless `least` or `most` says
    so.
    """
    for entity, figure in context.once(stated_figures):
        bounds, found = bounds_for(context.graph, figure.metric), figure.quantity
        if bounds is None or found is None or figure.sort == "step" or isinstance(entity.model, Metric):
            continue
        unit = unit_of(context.graph, figure)
        if not fits(found, unit) or (bounds.allow if figure.sort == "move" else bounds.hold)(in_unit(found, unit)):
            continue
        least, most = bounds.least, bounds.most
        values: dict[str, Said] = {
            "key": _key(figure),
            "found": found,
            "metric": metric_ref(context.graph, figure.metric or ""),
        }
        values |= {"least": least if least is not None else "", "most": most if most is not None else ""}
        variant = "both" if least is not None and most is not None else "least" if least is not None else "most"
        variant = "move" if figure.sort == "move" else variant
        yield Problem(entity.place(*figure.route), variant, values, entity.ref, _subject(figure))


@rule("TGT150", "amount-between-steps", WARNING, figures=True)
def amount_between_steps(context: RuleContext) -> Iterator[Problem]:
    """An amount of a target is finer than the smallest part in which its metric is handed out.

    ## Why it matters
    There are no half customers and no hundredths of a yen: what is split below such a target cannot add up to it in
    whole parts, and nobody can reach it exactly.

    ## Fails
    ```yaml
    metric: new_customers
    target: {team: east, amount: 37.5}
    ```

    ## Passes
    ```yaml
    metric: new_customers
    target: {team: east, amount: 38}
    ```

    ## How to fix
    Write a multiple of the step: of money the smallest part of the currency, of units and counts 1, else what `step` of
    the metric says. Where finer parts are meant, state them at the metric: `metrics: [{id: new_customers, step: 0.5}]`.
    Amounts in another currency are converted, and may be finer.
    """
    measures = context.figures.measures
    for entity, figure in context.once(stated_figures):
        found, name = figure.quantity, figure.metric or ""
        if found is None or not isinstance(entity.model, _SPLIT) or not is_in_unit(context.graph, figure):
            continue
        metric, unit = context.graph.metric(name), unit_of(context.graph, figure)
        if metric is None or not measures.adds_over_time(name) or figure.route[-2:] == ("baseline", "amount"):
            continue
        has_step = metric.step is not None or unit in ("money", "units", "count")
        is_own = found.unit in ("", measures.currency) or not found.is_money
        step, amount = measures.step(name), in_unit(found, unit)
        if not has_step or not is_own or not WIDE.remainder(amount, step):
            continue
        low = rounded((amount / step).to_integral_value(ROUND_FLOOR)) * step
        values: dict[str, Said] = {"key": _key(figure), "found": found, "metric": metric_ref(context.graph, name)}
        values |= {"step": step, "low": _like(found, low), "high": _like(found, low + step)}
        yield Problem(entity.place(*figure.route), "plain", values, entity.ref, _subject(figure))


def _like(found: Quantity, amount: Decimal) -> Quantity:
    """Return an amount as the author has written theirs."""
    return Quantity(amount, found.unit if found.is_share or found.is_money else "")


@rule("SHP131", "point-for-thousands", WARNING)
def point_for_thousands(context: RuleContext) -> Iterator[Problem]:
    """Money or a count has exactly three digits after its point, as thousands are parted in many countries.

    ## Why it matters
    In a plan the point is the decimal sign: `72.000` is seventy-two. Whoever meant seventy-two thousand gets a
    thousandth of it, in every figure that is made of it.

    ## Fails
    ```yaml
    roles: [{id: rep, ote: 72.000}]
    ```

    ## Passes
    ```yaml
    roles: [{id: rep, ote: 72_000}]
    ```

    ## How to fix
    Write `72000`, `72_000` or `72k` where thousands are meant, and `72` or `72.50` where not. Currencies that have
    three decimals, such as the dinars of Tunis and Kuwait, and prices like `1.125` are left alone.
    """
    for entity, figure in context.once(stated_figures):
        found, unit = figure.quantity, unit_of(context.graph, figure)
        if found is None or unit not in ("money", "count", "units") or found.unit in _MEANT or figure.sort == "step":
            continue
        digits = f"{abs(found.number):f}"
        whole, _, decimals = digits.partition(".")
        if len(decimals) != _PARTED or not 1 <= abs(found.number) < _THOUSAND:
            continue
        if digits not in written(entity, *figure.route):  # a list may write `1,500`, and a scale `0.0015k`
            continue
        if decimals != "000" and (figure.route == ("price",) or _has_thousandths(context, found, unit)):
            continue
        values: dict[str, Said] = {"key": _key(figure), "written": digits, "read": digits.rstrip("0").rstrip(".")}
        values |= {"thousands": whole + decimals}
        yield Problem(entity.place(*figure.route), "plain", values, entity.ref, _subject(figure))


def _has_thousandths(context: RuleContext, found: Quantity, unit: Unit) -> bool:
    """Whether an amount is in a currency whose smallest part is a thousandth."""
    plan = context.graph.plan
    currency = found.unit or (plan.model.currency if plan is not None else "")
    return unit == "money" and minor_unit(currency) < _CENT


@rule("SHP125", "unknown-time-zone", ERROR)
def unknown_time_zone(context: RuleContext) -> Iterator[Problem]:
    """The time zone of the plan is none that is known by this name.

    ## Why it matters
    Times of a source with an offset could not be taken to the plan's days, and would count on the day that they name.

    ## Fails
    ```yaml
    time_zone: Asia/Peking
    ```

    ## Passes
    ```yaml
    time_zone: Asia/Shanghai
    ```

    ## How to fix
    Write a name of the time zone database, continent and city: `Asia/Shanghai`, `Europe/Berlin`, `America/New_York`.
    """
    plan = context.graph.plan
    name = plan.model.time_zone if plan is not None else None
    if plan is None or name is None or zone_of(name) is not None:
        return
    near = Nearest().to(name, tuple(sorted(available_timezones())))
    values: dict[str, Said] = {"found": name, "near": near}
    yield Problem(plan.place("time_zone"), "near" if near else "plain", values, plan.ref)


def unit_of(graph: PlanGraph, figure: StatedFigure) -> Unit | None:
    """Return what a figure must be in: without a metric money, None where the metric says nothing."""
    if figure.metric is None:
        return "money"
    metric = graph.metric(figure.metric) if figure.metric else None
    return metric.unit if metric is not None else None


def bounds_for(graph: PlanGraph, name: str | None) -> Bounds | None:
    """Return the bounds of a metric; None where it has none, or there is no such metric."""
    metric = graph.metric(name) if name else None
    return bounds_of(metric) if metric is not None else None


def is_in_unit(graph: PlanGraph, figure: StatedFigure) -> bool:
    """Whether a figure can be read in the unit of its metric."""
    found, unit = figure.quantity, unit_of(graph, figure)
    is_known = figure.metric is None or graph.metric(figure.metric) is not None
    if found is None or not is_known or fits(found, unit):
        return True
    if figure.sort == "limit" and found.is_share:
        return True
    return figure.sort == "step" and not found.unit


def _variant(found: Quantity, unit: Unit | None) -> tuple[str, str]:
    """Return what is wrong, and what was most likely meant, as it is written; empty where nobody can tell."""
    number = found.number
    if unit is None:
        return "no_unit", ""
    if unit in ("money", "units", "count") and found.unit in _MEANT:
        return f"scale_{found.unit}", _plain(number) + _MEANT[found.unit]
    if unit == "percent" and not found.unit:
        return "bare", f"{_plain(number if abs(number) > 1 else number * _HUNDRED)}%"
    if unit == "points" and found.is_share:
        return "points", _plain(number * _HUNDRED)
    return unit, ""


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _key(figure: StatedFigure) -> str:
    return next((step for step in reversed(figure.route) if isinstance(step, str)), "")


def _subject(figure: StatedFigure) -> str:
    """Return what tells the figures of one entity apart."""
    return ".".join(map(str, figure.route))


RULES: Final = (
    figure_of_another_unit, point_for_thousands, figure_out_of_bounds, amount_between_steps, unknown_time_zone,
)  # fmt: skip
