"""TGT: targets below nothing: where a loss may be planned, and what is not to be found by a rule from one."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.targets import Target
from plancode.findings.problem import Problem
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, rule
from plancode.rules.scopes import about_target, figure, subject_of
from plancode.rules.stated import stated_figures
from plancode.rules.units import bounds_for, is_in_unit

if TYPE_CHECKING:
    from plancode.said.value import Said

_ZERO: Final = Decimal(0)


@rule("TGT157", "loss-not-foreseen", ERROR)
def loss_not_foreseen(context: RuleContext) -> Iterator[Problem]:
    """A figure is less than nothing, and its metric does not say that it can be.

    ## Why it matters
    Most metrics cannot be below nothing, and a minus is a slip. Profit can, and so can what customers come to less
    those who leave; there a loss may be what is planned, and whoever loses less than that has done better.

    ## Fails
    ```yaml
    metrics: [{id: profit, unit: money, better: higher, over_time: sum, over_scope: sum}]
    target: {team: east, amount: -1.2M}
    ```

    ## Passes
    ```yaml
    metrics: [{id: profit, unit: money, better: higher, over_time: sum, over_scope: sum, least: -5M}]
    target: {team: east, amount: -1.2M}
    ```

    ## How to fix
    Leave out the minus. Where a loss is planned, state at the metric how low it can be at all: `least: -5M`. What an
    adjustment takes away is a `delta`, which may be below 0 in every metric.
    """
    for entity, stated in context.once(stated_figures):
        found, bounds = stated.quantity, bounds_for(context.graph, stated.metric)
        if found is None or found.number >= 0 or stated.sort != "level" or not stated.metric:
            continue
        if context.graph.metric(stated.metric) is None or not is_in_unit(context.graph, stated):
            continue
        if bounds is None or bounds.least is None:
            key = ".".join(str(step) for step in stated.route if isinstance(step, str))
            values: dict[str, Said] = {"key": key, "found": found, "metric": metric_ref(context.graph, stated.metric)}
            yield Problem(entity.place(*stated.route), "plain", values, entity.ref)


@rule("TGT158", "part-of-a-loss", ERROR, figures=True)
def part_of_a_loss(context: RuleContext) -> Iterator[Problem]:
    """A figure is to be found by a rule from a planned loss: as a share, a rest, growth, or a quota by rule.

    ## Why it matters
    Whoever is good would get most of the loss: a rule gives more to those who can bring more. And growth of 10 % over a
    loss of a million would be a loss of 1.1 million. plancode finds no such figure; pages and sums lack it.

    ## Fails
    ```yaml
    target: {team: east, amount: -1.2M}
    targets: [{team: north, share: 60%}, {team: south, rest: true}]
    ```

    ## Passes
    ```yaml
    target: {team: east, amount: -1.2M}
    targets: [{team: north, amount: -1.5M}, {team: south, amount: 300k}]
    ```

    ## How to fix
    Write the amount of each team and person, below 0 for whoever is to lose and above for whoever is to gain. Leave out
    `over_assign`: what is handed down is the loss itself.
    """
    told: set[Target] = set()
    for target in context.figures.targets.targets:
        is_loss = target.assigned is not None and target.assigned < 0
        if target.fault == "loss" and target.above not in told:
            is_growth = target.how == "growth"
            told.update({target.above} if target.above is not None and not is_growth else ())
            of = target.baseline if is_growth else target.above.assigned if target.above is not None else None
            yield _problem(context, target, target.how, of or _ZERO)
        if is_loss and target.row is not None and target.row.over_assign:
            yield _problem(context, target, "over_assign", target.assigned or _ZERO, "over_assign")
        if target.fault == "undivided":
            yield _problem(context, target, "people", target.assigned or _ZERO)


def _problem(context: RuleContext, target: Target, variant: str, loss: Decimal, key: str = "") -> Problem:
    values = about_target(context, target) | {"loss": figure(context.figures.measures, loss, target.metric)}
    place, subject = target.place, subject_of(target.metric, target.scope)
    if variant == "people":
        place = target.document.place("people", key=True)
    elif key:
        place = target.holder.place(*target.route[:-1], key)
    return Problem(place, variant, values, target.holder.ref, subject)


RULES: Final = (loss_not_foreseen, part_of_a_loss)
