"""TGT and STR: figures that cannot stand beside what is known of deals, the year before, the market and the people."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.model.targets import Opportunity, TargetsDocument
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import ratio, share
from plancode.rules.rule import WARNING, rule
from plancode.rules.scopes import about_target, accepted, figure, subject_of

if TYPE_CHECKING:
    from plancode.said.value import Values

_ZERO, _ONE = Decimal(0), Decimal(1)
_FAR_MORE: Final = Decimal(4)
"""So many times the target people may be able to bring before something is wrong. Own default."""


def tops_of(context: RuleContext) -> dict[str, Decimal]:
    """Return the largest target at the top of each metric that adds up."""
    tops: dict[str, Decimal] = {}
    for judged in context.figures.feasibility:
        tops[judged.target.metric] = max(judged.amount, tops.get(judged.target.metric, _ZERO))
    return tops


@rule("TGT136", "deal-above-target", WARNING, figures=True)
def deal_above_target(context: RuleContext) -> Iterator[Problem]:
    """One open deal is worth more than the whole target that it is to help reach.

    ## Why it matters
    It is mostly a slip of the unit, such as 亿 for 万 or M for k. The pipeline then looks more than full.

    ## Fails
    ```yaml
    target: {team: east, amount: 4.2M}
    opportunities: [{id: canteen, amount: 60M, closes: 2026-06-15}]
    ```

    ## Passes
    ```yaml
    opportunities: [{id: canteen, amount: 600k, closes: 2026-06-15}]
    ```

    ## How to fix
    Check the zeros and the unit of the deal, and of the target.
    """
    measures, day, tops = context.figures.measures, context.figures.horizon.plan.start, context.once(tops_of)
    metrics = {document.model.id: document.model.metric for document in context.graph.all(TargetsDocument)}
    for deal in context.graph.all(Opportunity):
        amount, top = measures.money(deal.model.amount, day), tops.get(metrics.get(deal.document_id, ""))
        if top and amount is not None and amount > top:
            values: Values = {"deal": deal.ref, "amount": Quantity(amount), "target": Quantity(top)}
            yield Problem(deal.place("amount"), "plain", values, deal.ref)


@rule("TGT137", "target-behind-baseline", WARNING, figures=True)
def target_behind_baseline(context: RuleContext) -> Iterator[Problem]:
    """A target for a figure that does not add up, such as satisfaction, is worse than what was reached before.

    ## Why it matters
    Nobody plans to do worse without saying why. Mostly a digit is missing, or the two figures are exchanged.

    ## Fails
    ```yaml
    metric: csat
    target: {team: east, amount: 8, baseline: {period: 2025, amount: 86}}
    ```

    ## Passes
    ```yaml
    metric: csat
    target: {team: east, amount: 88, baseline: {period: 2025, amount: 86}}
    ```

    ## How to fix
    Correct the figure that is wrong. If it is meant to fall, say under `accept` of the target why. Metrics that add up
    over time are left alone here: their growth is judged by TGT111 and TGT112.
    """
    measures = context.figures.measures
    for target in context.figures.targets.targets:
        row, metric = target.row, measures.metric(target.metric)
        if row is None or row.baseline is None or metric is None or target.amount is None or accepted(target):
            continue
        before = measures.number(row.baseline.amount, target.period.start, target.metric)
        if before is None or metric.better is None or measures.adds_over_time(target.metric):
            continue
        if target.amount > before if metric.better == "lower" else target.amount < before:
            amount = row.amount or figure(measures, target.amount, target.metric)
            values: Values = about_target(context, target) | {"amount": amount, "before": row.baseline.amount}
            yield Problem(
                target.place, metric.better, values, target.holder.ref, subject_of(target.metric, target.scope)
            )


@rule("TGT138", "market-over-whole", WARNING, figures=True)
def market_over_whole(context: RuleContext) -> Iterator[Problem]:
    """The rivals' shares of the market, and what the plan asks of it, are together more than the market.

    ## Why it matters
    A market has 100 %. Either a rival is smaller, or the market larger, or the target cannot be reached.

    ## Fails
    ```yaml
    market: {size: 40M, rivals: [{id: a, name: A, share: 62%}, {id: b, name: B, share: 45%}]}
    ```

    ## Passes
    ```yaml
    market: {size: 40M, rivals: [{id: a, name: A, share: 42%}, {id: b, name: B, share: 25%}]}
    ```

    ## How to fix
    Take all shares from one source, of the same market and the same year, and check its size.
    """
    plan = context.graph.plan
    rivals = plan.model.market.rivals if plan is not None and plan.model.market is not None else ()
    theirs = sum((rival.share.number for rival in rivals if rival.share is not None), _ZERO)
    reasons = (judged.reason("share") for judged in context.figures.feasibility)
    implied = next((reason.values["implied"] for reason in reasons if reason is not None), None)
    own = implied.number if isinstance(implied, Quantity) and implied.number <= _ONE else _ZERO
    if plan is not None and theirs and theirs + own > _ONE:
        values: Values = {"theirs": share(theirs, _ONE), "own": share(own), "total": share(theirs + own, _ONE)}
        variant = "rivals" if theirs > _ONE else "with_own"
        yield Problem(plan.place("market", "rivals", key=True), variant, values, plan.ref)


@rule("TGT139", "target-far-below-capacity", WARNING, figures=True)
def target_far_below_capacity(context: RuleContext) -> Iterator[Problem]:
    """The people of the plan can bring four times its target, or more.

    ## Why it matters
    Mostly the productivity is of a month and stands as one of a year, the other way round, or has a zero too many.
    Capacity is then no check of anything.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1M/month, basis: actual}}]
    people: [{id: li-na, role: rep, team: east, start: 2024-03-04}]
    target: {team: east, amount: 1.2M}
    ```

    ## Passes
    ```yaml
    roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1.3M/year, basis: actual}}]
    ```

    ## How to fix
    Check amount and time of `productivity` of the roles, and the unit of the target. Four times is our own default.
    """
    for judged in context.figures.feasibility:
        reason = judged.reason("capacity")
        times = reason.values.get("ratio") if reason is not None and judged.target.top else None
        if isinstance(times, Decimal) and times >= _FAR_MORE:
            metric, target = judged.target.metric, judged.target
            values: Values = {"metric": metric_ref(context.graph, metric), "times": ratio(times, _FAR_MORE)}
            yield Problem(target.place, "plain", values, target.holder.ref, subject_of(metric, target.scope))


@rule("STR113", "budget-above-target", WARNING, figures=True)
def budget_above_target(context: RuleContext) -> Iterator[Problem]:
    """The budget of all actions is more than the whole target.

    ## Why it matters
    Nobody spends more than is sold. Mostly the unit is wrong, such as 亿 for 万 or M for k, and no budget is ever
    overspent.

    ## Fails
    ```yaml
    budget: 480M
    target: {team: east, amount: 120M}
    ```

    ## Passes
    ```yaml
    budget: 4.8M
    target: {team: east, amount: 120M}
    ```

    ## How to fix
    Check the zeros and the unit of `budget`, and of the target.
    """
    plan, measures, metric = context.graph.plan, context.figures.measures, context.figures.main_metric
    budget = measures.money(plan.model.budget, context.figures.horizon.plan.start) if plan is not None else None
    top = context.once(tops_of).get(metric) if metric and measures.is_money(metric) else None
    if plan is not None and budget is not None and top and budget > top:
        values: Values = {"budget": Quantity(budget), "target": Quantity(top)}
        yield Problem(plan.place("budget"), "plain", values, plan.ref)


RULES: Final = (
    budget_above_target,
    deal_above_target,
    target_behind_baseline,
    market_over_whole,
    target_far_below_capacity,
)
