"""TGT and COV: figures beside those of the year before: baselines, market shares, potentials, products not yet sold."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.measures import Scope
from plancode.findings.problem import Problem
from plancode.model.plan import Product
from plancode.model.targets import HistoryRow
from plancode.model.territories import Account, AccountGroup
from plancode.period import Period
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import money, share
from plancode.rules.rule import WARNING, rule
from plancode.rules.scopes import about, about_target, figure, scope_refs, subject_of
from plancode.said.value import Values

if TYPE_CHECKING:
    from plancode.graph.entity import Entity

_SHARE: Final = "market_share"
_ZERO: Final = Decimal(0)
_LIKE: Final = Decimal("0.1")
_FAR_ABOVE: Final = Decimal("1.5")
_OLD: Final = 731
"""So many days may lie between a baseline and its target: the same quarter two years before."""


@rule("TGT132", "share-target-implausible", WARNING, figures=True)
def share_target_implausible(context: RuleContext) -> Iterator[Problem]:
    """A target for market share gains more than anybody gains in a year.

    ## Why it matters
    Every point of share is taken from a rival who defends it. A target of three times last year's share is a slip, or
    a wish.

    ## Fails
    ```yaml
    metric: market_share
    target: {team: east, amount: 9%, baseline: {period: 2025, amount: 3%}}
    ```

    ## Passes
    ```yaml
    metric: market_share
    target: {team: east, amount: 4.5%, baseline: {period: 2025, amount: 3%}}
    ```

    ## How to fix
    Check both figures. If the gain is within reach, say why under `accept`.

    ## Policy
    `share_gain` (3 points, own default).
    """
    limit = context.graph.policy.share_gain
    for target in context.figures.targets.targets:
        is_judged = target.metric == _SHARE and (target.row is None or not target.row.accept)
        if is_judged and target.amount is not None and target.baseline is not None:
            gain = target.amount - target.baseline
            if gain > limit.number:
                values: Values = {"amount": share(target.amount), "baseline": share(target.baseline)}
                values |= {"gain": share(gain), "limit": limit} | about_target(context, target)
                yield Problem(target.place, "plain", values, target.holder.ref)


@rule("TGT133", "baseline-of-another-time", WARNING, figures=True)
def baseline_of_another_time(context: RuleContext) -> Iterator[Problem]:
    """A baseline is of no time before its target, or of a longer or shorter one; a history row is of the plan's time.

    ## Why it matters
    Growth compares the target with its baseline. A quarter beside a year makes it four times too large, and a baseline
    of the plan's own period compares the plan with itself.

    ## Fails
    ```yaml
    target: {team: east, period: 2026, amount: 4.2M, baseline: {period: 2025-Q4, amount: 1.1M}}
    ```

    ## Passes
    ```yaml
    target: {team: east, period: 2026, amount: 4.2M, baseline: {period: 2025, amount: 3.6M}}
    ```

    ## How to fix
    Take the same stretch of the year before, or correct `period` of the baseline. Without one, leave the baseline out.
    """
    graph, plan = context.graph, context.figures.horizon.plan
    for target in context.figures.targets.targets:
        baseline = target.row.baseline if target.row is not None else None
        period = graph.period(baseline.period) if baseline is not None else None
        fault = _fault(target.period, period, adds_up=context.figures.measures.adds_over_time(target.metric))
        if period is not None and fault:
            values: Values = {"period": target.period, "baseline": period, **about_target(context, target)}
            route = (*(target.route[:-1]), "baseline", "period")
            yield Problem(target.holder.place(*route), fault, values, target.holder.ref)
    for row in graph.all(HistoryRow):
        period = graph.period(row.model.period)
        if period is not None and period.end > plan.start:
            told: Values = {"period": period, "first": plan.start, "amount": row.model.amount}
            yield Problem(row.place("period"), "history", told, row.ref)


def _fault(target: Period, baseline: Period | None, *, adds_up: bool) -> str:
    if baseline is None:
        return ""
    if baseline.end > target.start:
        return "not_before"
    if adds_up and abs(Decimal(baseline.days) / target.days - 1) > _LIKE:
        return "length"
    return "old" if (target.start - baseline.end).days > _OLD else ""


@rule("TGT134", "target-before-launch", WARNING, figures=True)
def target_before_launch(context: RuleContext) -> Iterator[Problem]:
    """A product has a target in periods in which it is not sold yet.

    ## Why it matters
    Nobody can reach it, and the figure is missing from the months in which it could be.

    ## Fails
    ```yaml
    products: [{id: electrolyte, launched: 2026-07-01}]
    phasing: even
    target: {product: electrolyte, amount: 1.2M}
    ```

    ## Passes
    ```yaml
    phasing: {shares: [0%, 0%, 50%, 50%]}
    target: {product: electrolyte, amount: 1.2M}
    ```

    ## How to fix
    Give the periods before the launch nothing: by `phasing`, or by targets with a `period`. Or correct `launched`.
    """
    figures = context.figures
    for target in figures.targets.tops:
        product = context.graph.find(Product, target.get("product"))
        launched = product.model.launched if product is not None else None
        if product is None or launched is None or not figures.measures.adds_up(target.metric):
            continue
        amounts = figures.current(target.metric, target.scope)
        early = {number: amount for number, amount in amounts.items() if amount > 0}
        periods = [figures.horizon.periods[number] for number in sorted(early)]
        before = [period for period in periods if period.end <= launched]
        if before:
            total = sum((early[number] for number in early if figures.horizon.periods[number] in before), _ZERO)
            values: Values = {"product": product.ref, "metric": metric_ref(context.graph, target.metric)}
            values |= {"amount": money(total), "day": launched, "first": before[0].start, "last": before[-1].last}
            related = (product.place("launched"),)
            yield Problem(target.place, "plain", values, target.holder.ref, related=related)


@rule("TGT135", "part-above-whole", WARNING, figures=True)
def part_above_whole(context: RuleContext) -> Iterator[Problem]:
    """A part of the plan has more, or reached more before, than the whole that it is a part of.

    ## Why it matters
    One of the two is wrong, mostly by a zero or by the unit.

    ## Fails
    ```yaml
    target: {team: all, amount: 4.2M, baseline: {period: 2025, amount: 3.6M}}
    targets: [{team: east, amount: 2M, baseline: {period: 2025, amount: 17M}}]
    ```

    ## Passes
    ```yaml
    target: {team: all, amount: 4.2M, baseline: {period: 2025, amount: 3.6M}}
    targets: [{team: east, amount: 2M, baseline: {period: 2025, amount: 1.7M}}]
    ```

    ## How to fix
    Check the zeros and units of both figures.
    """
    figures = context.figures
    for metric in figures.targets.metrics:
        scopes = frozenset(figures.scopes(metric))
        for scope in figures.scopes(metric) if _is_counted(context, metric) else ():
            above = next((one for one in figures.ladder.above(scope, figures.horizon.plan) if one in scopes), None)
            if above is not None and above != scope:
                yield from _above(context, metric, scope, above)


def _is_counted(context: RuleContext, metric: str) -> bool:
    """Whether no part can have more of a metric than the whole: it adds up, or counts what is different."""
    measured = context.figures.measures.metric(metric)
    is_counted = measured is not None and measured.over_scope in {"sum", "distinct", None}
    return is_counted and context.figures.measures.adds_over_time(metric)


def _above(context: RuleContext, metric: str, scope: Scope, above: Scope) -> Iterator[Problem]:
    figures = context.figures
    amounts, handed = figures.current(metric, scope), figures.commitments.assigned(metric, above)
    part, whole = sum(amounts.values(), _ZERO), sum((handed.get(number, _ZERO) for number in amounts), _ZERO)
    one, other = (next(iter(figures.targets.of(metric, name)), None) for name in (scope, above))
    if one is None or other is None:
        return
    values = about(context, metric, scope) | {"above": scope_refs(context.graph, above)}
    subject, related = subject_of(metric, scope), (other.place,)
    if part > whole > 0:
        told = values | _both(context, metric, part, whole)
        yield Problem(one.place, "amount", told, one.holder.ref, subject, related)
    stated, of_all = one.row.baseline if one.row is not None else None, other.baseline
    before = figures.measures.number(stated.amount, one.period.start, metric) if stated is not None else None
    if before is not None and of_all is not None and one.period == other.period and before > of_all > 0:
        place = one.holder.place(*one.route[:-1], "baseline", "amount")
        yield Problem(
            place, "baseline", values | _both(context, metric, before, of_all), one.holder.ref, subject, related
        )


def _both(context: RuleContext, metric: str, part: Decimal, whole: Decimal) -> Values:
    measures = context.figures.measures
    return {"part": figure(measures, part, metric), "whole": figure(measures, whole, metric)}


@rule("COV117", "last-year-above-potential", WARNING, figures=True)
def last_year_above_potential(context: RuleContext) -> Iterator[Problem]:
    """A customer bought far more last year than it is said to be able to buy.

    ## Why it matters
    Classes, quotas by potential and the balance between people rest on the potential. Mostly the two figures are in
    different units, or the potential is what is still open.

    ## Fails
    ```yaml
    accounts: [{id: hualian, potential: 200k, last_year: 1.9M}]
    ```

    ## Passes
    ```yaml
    accounts: [{id: hualian, potential: 2.6M, last_year: 1.9M}]
    ```

    ## How to fix
    Give as `potential` all that the customer could buy in the plan's period, from you and from others, and check the
    units of both. More than one and a half times the potential is far (own default).
    """
    figures = context.figures
    customers: tuple[Entity[Account] | Entity[AccountGroup], ...]
    customers = (*context.graph.all(Account), *context.graph.all(AccountGroup))
    for customer in customers:
        day = figures.horizon.plan.start
        potential = figures.measures.money(customer.model.potential, day)
        bought = figures.measures.money(customer.model.last_year, day)
        if potential is not None and bought is not None and bought > potential * _FAR_ABOVE:
            values: Values = {"customer": customer.ref, "bought": Quantity(bought), "potential": Quantity(potential)}
            yield Problem(customer.place("potential"), "plain", values, customer.ref)


RULES: Final = (
    share_target_implausible,
    baseline_of_another_time,
    target_before_launch,
    part_above_whole,
    last_year_above_potential,
)
