"""TGT: targets that cannot be reached, ask for nothing, or do not say where they are to come from."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from plancode.analysis.feasibility import Feasibility, FeasibilityReason, Topic
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.steps import waived
from plancode.model.territories import Account
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rounding import share
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.scopes import about_target, accepted, figure, subject_of
from plancode.said.value import Said

_MARKET: Final = frozenset({"money", "units"})
"""What metrics are counted in that may be held against the growth of a market."""
_WORTH: Final = Decimal("0.01")
"""The part of a target without a source that is worth a word."""


def _judged(context: RuleContext, topic: Topic) -> Iterator[tuple[Feasibility, FeasibilityReason]]:
    for feasibility in context.figures.feasibility:
        reason = feasibility.reason(topic)
        if reason is not None:
            yield feasibility, reason


def _on_market(context: RuleContext, topic: Topic) -> Iterator[tuple[Feasibility, FeasibilityReason]]:
    """Yield the same for targets that may be held against the market: sales, of which more is better."""
    for feasibility, reason in _judged(context, topic):
        metric = context.figures.measures.metric(feasibility.target.metric)
        if metric is not None and metric.unit in _MARKET and metric.better != "lower":
            yield feasibility, reason


def _problem(
    context: RuleContext,
    feasibility: Feasibility,
    reason: FeasibilityReason,
    variant: str,
    *places: Place,
    **more: Said,
) -> Problem:
    """Return the problem of a target with the figures of a reason as a reader wants them, and more of a rule's own."""
    target, measures = feasibility.target, context.figures.measures
    values = about_target(context, target)
    for name, value in reason.values.items():
        if not isinstance(value, Quantity):
            values[name] = value
        elif value.is_share:
            values[name] = share(value.number)
        else:
            values[name] = figure(measures, value.number, target.metric)
    values |= {"amount": figure(measures, feasibility.amount, target.metric), **more}
    subject = subject_of(target.metric, target.scope)
    return Problem(target.place, variant, values, target.document.ref, subject, places)


def _market_growth(context: RuleContext) -> Quantity | None:
    plan = context.graph.plan
    return plan.model.market.growth if plan and plan.model.market else None


def _market(context: RuleContext, key: str) -> tuple[Place, ...]:
    plan = context.graph.plan
    market = plan.model.market if plan else None
    return (plan.place("market", key),) if plan and market and getattr(market, key) else ()


@rule("TGT109", "implied-share-implausible", WARNING, figures=True)
def implied_share_implausible(context: RuleContext) -> Iterator[Problem]:
    """The target asks for more than the whole market, or for a gain in market share that nobody makes in a year.

    ## Why it matters
    Target divided by market size is the market share that the plan needs. Compared with the share before, it shows
    what rivals would have to lose.

    ## Fails
    ```yaml
    market: {size: 40M, growth: 5%}
    target: {team: east, amount: 6M, baseline: {period: 2025, amount: 3.6M}}
    ```

    ## Passes
    ```yaml
    market: {size: 40M, growth: 5%}
    target: {team: east, amount: 4.2M, baseline: {period: 2025, amount: 3.6M}}
    ```

    ## How to fix
    Check the market size: it must be the market of this plan, in the same price (with or without tax, to trade or to
    consumers) and for the same period. If it is right, lower the target, or say under `accept` why such a gain is
    within reach.

    ## Policy
    `share_gain` (3 points, own default).
    """
    for feasibility, reason in _judged(context, "share"):
        if reason.verdict == "not_feasible":
            yield _problem(context, feasibility, reason, "more_than_market", *_market(context, "size"))
        elif reason.verdict == "tight" and not accepted(feasibility.target):
            yield _problem(context, feasibility, reason, "gain", *_market(context, "size"))


@rule("TGT110", "growth-implausible", WARNING, figures=True)
def growth_implausible(context: RuleContext) -> Iterator[Problem]:
    """The target grows much faster than the market.

    ## Why it matters
    Such growth has to be taken from rivals within the year. Often the baseline is of another period or price, or lacks
    a part. Where the plan does not state how the market grows, it is not judged, but you are told how much the market
    would have to grow.

    ## Fails
    ```yaml
    market: {growth: 6%}
    target: {team: east, amount: 5M, baseline: {period: 2025, amount: 3.6M}}
    ```

    ## Passes
    ```yaml
    market: {growth: 6%}
    target: {team: east, amount: 4.4M, baseline: {period: 2025, amount: 3.6M}}
    ```

    ## How to fix
    Check that the baseline covers the same scope, as long a period, and the same price as the target. If it does,
    lower the target, or say under `accept` what makes such growth possible.

    ## Policy
    `growth_over_market` (20 points above the market's growth, own default).
    """
    most, is_waived = context.graph.policy.growth_over_market, "market" in waived(context.base)
    for feasibility, reason in _on_market(context, "growth"):
        growth = reason.values["growth"]
        if not isinstance(growth, Quantity) or accepted(feasibility.target):
            continue
        if reason.verdict == "tight":
            yield _problem(context, feasibility, reason, "plain", *_market(context, "growth"))
        elif reason.verdict == "not_judged" and growth.number > most.number and not is_waived:
            yield _problem(context, feasibility, reason, "no_market", needed=share(growth.number - most.number))


@rule("TGT111", "growth-without-source", WARNING, figures=True)
def growth_without_source(context: RuleContext) -> Iterator[Problem]:
    """The plan does not say where all of the growth is to come from.

    ## Why it matters
    Last year's amount grows with the market; the rest must come from what is done. Growth that no action brings is a
    hope.

    ## Fails
    ```yaml
    market: {growth: 6%}
    target: {team: east, amount: 4.2M, baseline: {period: 2025, amount: 3.6M}}
    ```
    and no action says that it brings revenue.

    ## Passes
    ```yaml
    market: {growth: 6%}
    target: {team: east, amount: 4.2M, baseline: {period: 2025, amount: 3.6M}}
    actions: [{id: coolers, kind: campaign, owner: wu-hao, effects: [{metric: revenue, amount: 400k}]}]
    ```

    ## How to fix
    Write under `effects` of each action what it is expected to bring of this metric in the plan's period. If that is
    not enough, plan more actions, or lower the target. A market growth that is not stated is no source either: write
    it under `market` of the plan. Less than 1 % of the target is within what nobody can foresee (own default).
    """
    for feasibility, reason in _on_market(context, "bridge"):
        gap = reason.values.get("gap")
        if isinstance(gap, Quantity) and gap.number >= feasibility.amount * _WORTH:
            effects = reason.values["effects"]
            variant = "nothing" if isinstance(effects, Quantity) and not effects.number else "plain"
            variant += "" if "market" in reason.values else "_no_market"
            yield _problem(context, feasibility, reason, variant, *_market(context, "growth"))


@rule("TGT112", "target-without-stretch", WARNING, figures=True)
def target_without_stretch(context: RuleContext) -> Iterator[Problem]:
    """The target grows less than the market.

    ## Why it matters
    To grow less than the market is to lose customers to rivals. A target should be a challenge, and within reach.

    ## Fails
    ```yaml
    market: {growth: 6%}
    target: {team: east, amount: 3.7M, baseline: {period: 2025, amount: 3.6M}}
    ```

    ## Passes
    ```yaml
    market: {growth: 6%}
    target: {team: east, amount: 4M, baseline: {period: 2025, amount: 3.6M}}
    ```

    ## How to fix
    Raise the target, or say under `accept` why it is meant so, such as a product that is given up.

    ## Policy
    `stretch` (0 points above the market's growth, own default).
    """
    market = _market_growth(context)
    if market is None:
        return
    wanted = market.number + context.graph.policy.stretch.number
    for feasibility, reason in _on_market(context, "growth"):
        growth = reason.values["growth"]
        if isinstance(growth, Quantity) and growth.number < wanted and not accepted(feasibility.target):
            places = _market(context, "growth")
            yield _problem(context, feasibility, reason, "plain", *places, wanted=share(wanted))


@rule("TGT116", "closing-window-missed", ERROR, figures=True)
def closing_window_missed(context: RuleContext) -> Iterator[Problem]:
    """New business is still to be opened, and it is too late for a deal that begins now to close in time.

    ## Why it matters
    From the first talk to the order passes the sales cycle. What is not yet in the list of open deals by then does not
    come in this period, whatever is done.

    ## Fails
    On 1 April 2026:
    ```yaml
    market: {cycles: [{sales_cycle: 120d, win_rate: 30%}]}
    target: {team: east, period: 2026-H1, amount: 4M}
    parts: [{id: existing, amount: 3M}, {id: new_business, amount: 1M}]
    ```

    ## Passes
    ```yaml
    market: {cycles: [{sales_cycle: 60d, win_rate: 30%}]}
    target: {team: east, period: 2026-H1, amount: 4M}
    parts: [{id: existing, amount: 3M}, {id: new_business, amount: 1M}]
    ```

    ## How to fix
    List the open deals under `opportunities`, with `probability` and `closes`: what they cover need not be opened any
    more. Otherwise lower the new business by an adjustment, or move it to other parts of the target. Taken is the
    quickest sales cycle that fits the target.
    """
    for feasibility, reason in _judged(context, "pipeline"):
        if reason.verdict == "not_feasible":
            target, places = feasibility.target, _market(context, "cycles")
            ids = [part.id for part in target.document.model.parts]
            place = target.document.place("parts", ids.index("new_business"), "amount")
            problem = _problem(context, feasibility, reason, "plain", *places, end=target.period.last)
            yield replace(problem, place=place)


@rule("TGT118", "concentrated-target", WARNING, figures=True)
def concentrated_target(context: RuleContext) -> Iterator[Problem]:
    """One customer makes up a large part of what the target builds on.

    ## Why it matters
    If that customer buys less, changes to a rival or does not pay, the target is missed, whatever everybody else does.

    ## Fails
    Of 3.6M last year, 1.8M came from one customer:
    ```yaml
    accounts: [{id: hualian, last_year: 1.8M}, {id: jiahe, last_year: 1M}, {id: lehui, last_year: 800k}]
    ```

    ## Passes
    ```yaml
    accounts: [{id: hualian, last_year: 1M}, {id: jiahe, last_year: 1.3M}, {id: lehui, last_year: 1.3M}]
    policy: {concentration: 40%}
    ```

    ## How to fix
    Plan how to win other customers, and how to keep this one: an assumption with a day of review, a year plan, a
    second person who knows them. If it is known and carried, set `concentration` in the plan's policy, or say so
    under `accept` of the target.

    ## Policy
    `concentration` (30 % of last year's amount, own default).
    """
    told: set[object] = set()
    judged = (pair for pair in _judged(context, "concentration") if pair[1].verdict != "not_judged")
    for feasibility, reason in judged:
        account = context.graph.find(Account, str(reason.values["account"]))
        if reason.verdict != "tight" or account is None or account.key in told or accepted(feasibility.target):
            continue
        told.add(account.key)
        yield _problem(context, feasibility, reason, "plain", account.place("last_year"), account=account.ref)


RULES: Final = (
    implied_share_implausible,
    growth_implausible,
    growth_without_source,
    target_without_stretch,
    closing_window_missed,
    concentrated_target,
)
