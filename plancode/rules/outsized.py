"""KPI: lines of a scorecard that outweigh it, vetoes that strike whoever reaches the target, targets worth nothing."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.methods.deduction import Deduction
from plancode.model.methods.reading import Reading
from plancode.model.rubric import Kpi, RubricDocument, Veto
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import WARNING, rule
from plancode.scorecard.points import line_within

if TYPE_CHECKING:
    from plancode.said.value import Values

_WHOLE: Final = Decimal(100)
_FAR: Final = 3
"""So many times its weight a line may give without outweighing the others."""


@rule("KPI131", "line-outweighs-scorecard", WARNING)
def line_outweighs_scorecard(context: RuleContext) -> Iterator[Problem]:
    """One line can give, or take, more than the 100 points of the scorecard and three times its weight; or a bonus can.

    ## Why it matters
    Nothing else on the scorecard then matters. Mostly a cap, a level or a `max` has a zero too many.

    ## Fails
    ```yaml
    kpis: [{id: revenue, metric: revenue, dimension: outcome, weight: 35, score: {method: ratio, cap: 1200%}}]
    ```

    ## Passes
    ```yaml
    kpis: [{id: revenue, metric: revenue, dimension: outcome, weight: 35, score: {method: ratio, cap: 120%}}]
    ```

    ## How to fix
    Lower the cap, the share of the level, the points or `max`. What is really to decide alone is a veto. Three
    times the weight is our own default.
    """
    for kpi in context.graph.all(Kpi):
        card = context.graph.find(RubricDocument, kpi.document_id)
        within = line_within(kpi.model, card.model) if card is not None else kpi.model.score.within(kpi.model.weight)
        for points in (within.most, within.least):
            if points.is_finite() and abs(points) > max(_WHOLE, kpi.model.weight * _FAR):
                values: Values = {"kpi": kpi.ref, "points": points, "weight": kpi.model.weight}
                yield Problem(kpi.place("score"), "line", values, kpi.ref)
                break
    for rubric in context.graph.all(RubricDocument):
        for key, bonuses in (("additions", rubric.model.additions), ("deductions", rubric.model.deductions)):
            for index, bonus in enumerate(bonuses):
                if bonus.max > _WHOLE:
                    about = bonus.text or metric_ref(context.graph, bonus.metric or "")
                    told: Values = {"rubric": rubric.ref, "about": about, "points": bonus.max}
                    yield Problem(rubric.place(key, index, "max"), "bonus", told, rubric.ref, f"{key} {index}")


@rule("KPI132", "veto-at-target", WARNING, figures=True)
def veto_at_target(context: RuleContext) -> Iterator[Problem]:
    """A veto strikes whoever reaches the target exactly.

    ## Why it matters
    Everybody who does what is asked of them has their grade capped. The limit or the target is wrong.

    ## Fails
    ```yaml
    metric: receivable_days
    target: {team: east, amount: 28d}
    ---
    vetoes: [{metric: receivable_days, above: 6d, grade: C}]
    ```

    ## Passes
    ```yaml
    vetoes: [{metric: receivable_days, above: 60d, grade: C}]
    ```

    ## How to fix
    Move the limit beyond the target, or exchange `above` and `below`. Metrics that add up over time are left alone:
    their limit is of a period of the scorecard.
    """
    measures, plan = context.figures.measures, context.figures.horizon.plan
    for rubric in context.graph.all(RubricDocument):
        for index, veto in enumerate(rubric.model.vetoes):
            written, key = (veto.above, "above") if veto.above is not None else (veto.below, "below")
            limit = measures.number(written, plan.start, veto.metric) if written is not None else None
            if limit is None or written is None or _is_turned(context, veto):
                continue
            for amount, found in _targets(context, rubric, veto.metric):
                if amount > limit if key == "above" else amount < limit:
                    values: Values = {"metric": metric_ref(context.graph, veto.metric), "grade": veto.grade}
                    values |= {"limit": written, "target": found}
                    yield Problem(rubric.place("vetoes", index, key), key, values, rubric.ref, veto.metric)
                    break


def _targets(
    context: RuleContext, rubric: Entity[RubricDocument], metric: str
) -> Iterator[tuple[Decimal, Quantity | Decimal]]:
    """Yield the targets in a metric that does not add up over time, as numbers and as they are written."""
    measures, plan = context.figures.measures, context.figures.horizon.plan
    if measures.adds_over_time(metric):
        return
    for kpi in context.graph.all(Kpi):
        if kpi.document_id == rubric.model.id and kpi.model.metric == metric and kpi.model.target is not None:
            number = measures.number(kpi.model.target, plan.start, metric)
            if number is not None:
                yield number, kpi.model.target
    for target in context.figures.targets.targets:
        if target.metric == metric and target.amount is not None:
            yield target.amount, target.row.amount if target.row and target.row.amount else target.amount


@rule("KPI133", "target-earns-nothing", WARNING, figures=True)
def target_earns_nothing(context: RuleContext) -> Iterator[Problem]:
    """Whoever reaches the target of a line exactly gets no points for it.

    ## Why it matters
    The scale and the target contradict each other: one of them asks for another value than the other.

    ## Fails
    ```yaml
    kpis:
      - {id: shelf, metric: shelf_share, dimension: activity, weight: 100, target: 25%,
         score: {method: linear, floor: 30%, ceiling: 40%}}
    ```

    ## Passes
    ```yaml
    kpis:
      - {id: shelf, metric: shelf_share, dimension: activity, weight: 100, target: 25%,
         score: {method: linear, floor: 15%, ceiling: 25%}}
    ```

    ## How to fix
    Lower the floor (raise it where less is better), or correct the target.
    """
    for kpi in context.graph.all(Kpi):
        rubric, metric, method = context.graph.find(RubricDocument, kpi.document_id), kpi.model.metric, kpi.model.score
        if rubric is None or metric is None or method.grown_over or method.ranked_by:
            continue
        number, target = next(_targets(context, rubric, metric), (None, None))
        if method.needs_target(in_percent=context.figures.measures.unit(metric) == "percent"):
            number, target = number or Decimal(1), None
        if number is not None and _earned(context, kpi.model, metric, number) == 0:
            values: Values = {"kpi": kpi.ref, "target": target}
            yield Problem(kpi.place("score"), "attainment" if target is None else "plain", values, kpi.ref)


def _earned(context: RuleContext, kpi: Kpi, metric: str, target: Decimal) -> Decimal | None:
    """Return what a line gives to whoever reaches a target exactly; None where that cannot be told."""
    measures, day, known = context.figures.measures, context.figures.horizon.plan.start, context.graph.metric(metric)
    method = kpi.score.in_units(lambda limit: measures.number(limit, day, metric))
    lower = known is not None and known.better == "lower"
    reading = Reading(actual=target, target=target, lower_is_better=lower, unit=measures.unit(metric))
    given = method.given(kpi.weight, reading) if method is not None else "no_rate"
    return None if isinstance(given, str) else given.points


@rule("KPI141", "judged-the-wrong-way", WARNING)
def judged_the_wrong_way(context: RuleContext) -> Iterator[Problem]:
    """A scorecard punishes what its metric calls better, or rewards what it calls worse.

    ## Why it matters
    The veto strikes the best and spares the worst, or points go to those who have done harm.

    ## Fails
    ```yaml
    metrics: [{id: complaints, unit: count, better: lower}]
    ---
    vetoes: [{metric: complaints, below: 3, grade: C}]
    ```

    ## Passes
    ```yaml
    vetoes: [{metric: complaints, above: 3, grade: C}]
    ```

    ## How to fix
    Exchange `above` and `below` of the veto. Put under `deductions` what is to be less, and under `additions` what is
    to be more. Or correct `better` at the metric.
    """
    for rubric in context.graph.all(RubricDocument):
        for index, veto in enumerate(rubric.model.vetoes):
            if _is_turned(context, veto):
                key, limit = ("above", veto.above) if veto.above is not None else ("below", veto.below)
                values: Values = {"metric": metric_ref(context.graph, veto.metric), "limit": limit}
                yield Problem(rubric.place("vetoes", index, key), key, values, rubric.ref, veto.metric)
        punished, rewarded = rubric.model.deductions, rubric.model.additions
        for key, bonuses, wrong in (("deductions", punished, "higher"), ("additions", rewarded, "lower")):
            for index, bonus in enumerate(bonuses):
                if bonus.metric is not None and _better(context, bonus.metric) == wrong:
                    place, about = rubric.place(key, index, "metric"), metric_ref(context.graph, bonus.metric)
                    yield Problem(place, key, {"metric": about}, rubric.ref, f"{key} {bonus.metric}")
    for kpi in context.graph.all(Kpi):
        metric = kpi.model.metric
        if metric is not None and isinstance(kpi.model.score, Deduction) and _better(context, metric) == "higher":
            about = metric_ref(context.graph, metric)
            yield Problem(kpi.place("score"), "line", {"kpi": kpi.ref, "metric": about}, kpi.ref)


def _better(context: RuleContext, metric: str) -> str | None:
    known = context.graph.metric(metric)
    return known.better if known is not None else None


def _is_turned(context: RuleContext, veto: Veto) -> bool:
    """Whether a veto strikes on the side that its metric calls better."""
    return _better(context, veto.metric) == ("higher" if veto.above is not None else "lower")


RULES: Final = (line_outweighs_scorecard, veto_at_target, target_earns_nothing, judged_the_wrong_way)
