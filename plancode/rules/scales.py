"""KPI: scales of one KPI: bands with gaps, ranges of nothing, points beside the weight."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.methods.bands import Bands, Seam
from plancode.model.rubric import Kpi, RubricDocument
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.scorecard.points import line_within

if TYPE_CHECKING:
    from plancode.said.value import Said


@rule("KPI102", "bands-gap", ERROR)
def bands_gap(context: RuleContext) -> Iterator[Problem]:
    """Some values fall into no band.

    ## Why it matters
    A result in the gap would have no points.

    ## Fails
    ```yaml
    bands: [{to: 75%, points: 10}, {from: 76%, points: 20}]
    ```

    ## Passes
    ```yaml
    bands: [{to: 75%, points: 10}, {points: 20}]
    ```

    ## How to fix
    Leave out `from`: a band with `to` alone begins right above the one before, and one without limits takes the rest.
    """
    for kpi in context.graph.all(Kpi):
        score = kpi.model.score
        if isinstance(score, Bands):
            metric = context.graph.metric(kpi.model.metric) if kpi.model.metric else None
            step = metric.step.number if metric and metric.step and score.of == "actual" else Decimal(0)
            yield from (_seam(kpi, seam) for seam in score.gaps(step))


@rule("KPI103", "bands-overlap", ERROR)
def bands_overlap(context: RuleContext) -> Iterator[Problem]:
    """Some values fall into two bands.

    ## Why it matters
    Both limits are inclusive; a result that two bands take would have two scores.

    ## Fails
    ```yaml
    bands: [{from: 0%, to: 80%, points: 10}, {from: 80%, points: 20}]
    ```

    ## Passes
    ```yaml
    bands: [{from: 80%, points: 20}, {points: 10}]
    ```

    ## How to fix
    Write one limit for each border: `from` on every band, best first, or `to` on every band.
    """
    for kpi in context.graph.all(Kpi):
        score = kpi.model.score
        if isinstance(score, Bands):
            yield from (_seam(kpi, seam) for seam in score.overlaps())


def _seam(kpi: Entity[Kpi], seam: Seam) -> Problem:
    values: dict[str, Said] = {"kpi": kpi.ref}
    if seam.low is not None:
        values["low"] = Quantity(seam.low, seam.unit)
    if seam.high is not None:
        values["high"] = Quantity(seam.high, seam.unit)
    variant = "below" if seam.low is None else "above" if seam.high is None else "between"
    if seam.low == seam.high:
        variant = "at"
    return Problem(kpi.place("score"), variant, values, kpi.ref, f"{seam.low}-{seam.high}")


@rule("KPI111", "points-not-weight", WARNING)
def points_not_weight(context: RuleContext) -> Iterator[Problem]:
    """The best band or place gives other points than the line's weight.

    ## Why it matters
    The weight says how much the line counts; points that differ make it count more or less than it says.

    ## Fails
    ```yaml
    {weight: 15, score: {method: bands, bands: [{to: 25d, points: 10}, {points: 0}]}}
    ```

    ## Passes
    ```yaml
    {weight: 15, score: {method: bands, bands: [{to: 25d, points: 15}, {points: 0}]}}
    ```

    ## How to fix
    Let the best band give exactly the weight; on a line whose months are added up (`together: sum`), its part of it.
    """
    for kpi in context.graph.all(Kpi):
        rubric = context.graph.find(RubricDocument, kpi.document_id)
        if kpi.model.score.writes_best and rubric is not None:
            most = line_within(kpi.model, rubric.model).most
            if most != kpi.model.weight:
                values: dict[str, Said] = {"kpi": kpi.ref, "most": most, "weight": kpi.model.weight}
                yield Problem(kpi.place("score"), "plain", values, kpi.ref)


@rule("KPI112", "scale-without-range", ERROR)
def scale_without_range(context: RuleContext) -> Iterator[Problem]:
    """A scale begins where it ends, or is upside down.

    ## Why it matters
    No score can be computed on it.

    ## Fails
    ```yaml
    score: {method: linear, floor: 95, ceiling: 95}
    ```

    ## Passes
    ```yaml
    score: {method: linear, floor: 60, ceiling: 95}
    ```

    ## How to fix
    Linear: give floor and ceiling different values (floor above ceiling where lower is better). Curve: put the
    threshold below 100 % and the stretch above it. Its threshold gives no more than the weight, its stretch no
    less. Levels: let every numbered level give at least as much as the one below, and not all the same. Accelerator:
    give a rate above 1 and a cap above 100 %, and no floor above 100 %.
    """
    for kpi in context.graph.all(Kpi):
        for fault in kpi.model.score.faults():
            yield Problem(kpi.place("score"), fault.variant, {"kpi": kpi.ref, **dict(fault.values)}, kpi.ref)
        metric = context.graph.metric(kpi.model.metric) if kpi.model.metric else None
        if kpi.model.score.falls(lower_is_better=metric is not None and metric.better == "lower"):
            yield Problem(kpi.place("score"), "upside_down", {"kpi": kpi.ref}, kpi.ref)


RULES: Final = (
    bands_gap,
    bands_overlap,
    points_not_weight,
    scale_without_range,
)
