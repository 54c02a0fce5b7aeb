"""DAT: how metrics are made of sources: the columns, the unit, the scale, and values that a metric cannot have."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.model.actuals import Measure, Source
from plancode.rules.amounts import by_column
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, rule
from plancode.rules.sources import measures, quoted
from plancode.said.value import PlanWord, Ref

if TYPE_CHECKING:
    from plancode.said.value import Values


_WITH_COLUMN: Final = frozenset({"sum", "mean", "ratio", "share", "nps", "csat"})


@rule("DAT122", "percentage-without-scale", ERROR, results=True)
def percentage_without_scale(context: RuleContext) -> Iterator[Problem]:
    """A metric in percent is made of bare numbers, and the plan does not say their scale.

    ## Why it matters
    85 is 8,500 % where 0.85 is 85 %. Read wrongly, everybody has full marks or none. Such values are not counted.

    ## Fails
    ```yaml
    metrics: [{metric: on_time, source: deliveries, measure: mean, column: OnTime}]
    ```
    for a metric in percent, and a column with 85 and 92.

    ## Passes
    ```yaml
    metrics: [{metric: on_time, source: deliveries, measure: mean, column: OnTime, scale: percent}]
    ```

    ## How to fix
    Say the scale at the metric: `scale: percent` where the cells are 85, `scale: share` where they are 0.85. Cells with
    a percent sign, `85%`, need none. Where the percentage is one number divided by another, let plancode divide:
    `measure: ratio` with `column` and `denominator`.
    """
    yield from by_column(context, "scale")


@rule("DAT124", "measure-of-another-unit", ERROR)
def measure_of_another_unit(context: RuleContext) -> Iterator[Problem]:
    """A metric is computed in a way that gives another unit than it is counted in.

    ## Why it matters
    Twelve orders are not 12 of the plan's currency, and 40 days no percentage. The figure would be held against a
    target of another kind.

    ## Fails
    ```yaml
    metrics: [{metric: revenue, source: orders, measure: count}]
    ```

    ## Passes
    ```yaml
    metrics: [{metric: revenue, source: orders, measure: sum, column: Amount}]
    ```

    ## How to fix
    `count` and `distinct` give a number of cases, `duration` days, `share` and `csat` a percentage, `nps` points.
    Choose the measure that gives what the metric is counted in, or say the right `unit` at the metric. Satisfaction
    counted from answers is the part of those who are satisfied, so that its metric is one in percent:
    `metrics: [{id: csat, unit: percent}]` in the plan.
    """
    for placed in chain.from_iterable(context.once(measures).values()):
        metric = context.graph.metric(placed.measure.metric)
        gives = placed.measure.gives
        if metric is None or metric.unit is None or placed.measure.fits(metric.unit):
            continue
        values: Values = {"metric": metric_ref(context.graph, metric.id), "measure": placed.measure.measure}
        values |= {"gives": PlanWord(gives[0], "Metric.unit"), "unit": PlanWord(metric.unit, "Metric.unit")}
        subject = f"{placed.measure.metric}={placed.measure.source}"
        yield Problem(placed.place("measure"), "plain", values, placed.document.ref, subject)


@rule("DAT129", "percentage-on-another-scale", ERROR, results=True)
def percentage_on_another_scale(context: RuleContext) -> Iterator[Problem]:
    """Percentages of a source are on another scale than their metric says: 0.9 among 85 and 94.

    ## Why it matters
    By `scale: percent` 0.9 is 0.9 %, and by `scale: share` 85 is 8,500 %. One such cell pulls the mean of somebody, and
    where all are so, everybody has nothing or full marks. Such values are not counted.

    ## Fails
    A column with 85, 94 and 0.9 for a metric with `scale: percent`; or 85, 94 and 850.

    ## Passes
    A column with 85, 94 and 90.

    ## How to fix
    Write all cells of the column alike, or as `90%`, which needs no scale. If all of them are on the other scale,
    correct `scale` at the metric.
    """
    for problem in by_column(context, "stray"):
        source, metric = problem.values["source"], problem.values["metric"]
        if isinstance(source, Ref) and isinstance(metric, Ref):
            reading = context.reached.readings[source.id]
            scales = (placed.measure.scale for placed in context.once(measures)[source.id])
            scale = next(filter(None, scales), "percent")
            variant = f"{'all' if metric.id in reading.rescaled else 'some'}_{scale}"
            values = {**problem.values, "samples": quoted(reading.shown.get(metric.id, ()))}
            yield replace(problem, variant=variant, values=values)


@rule("DAT125", "value-beyond-metric", ERROR, results=True)
def value_beyond_metric(context: RuleContext) -> Iterator[Problem]:
    """Values of a source are less or more than their metric can be.

    ## Why it matters
    A satisfaction of 450 out of 100 is a slip or another scale. It would pull the mean of everybody; it is not counted.

    ## Fails
    Answers to be counted as net promoter score that are 11 or 7.5; a distribution of 240 %.

    ## Passes
    Answers that are whole numbers from 0 to 10.

    ## How to fix
    Mend the values in the source, or name the right column. If the source counts on another scale, say so at the metric
    with `least` and `most`. `nps` counts whole answers from 0 to 10, `csat` from 1 to 5.
    """
    yield from by_column(context, "outside")


@rule("DAT116", "measure-incomplete", ERROR)
def measure_incomplete(context: RuleContext) -> Iterator[Problem]:
    """A metric does not say which column it is made of.

    ## Why it matters
    It cannot be computed, and its source is not read.

    ## Fails
    ```yaml
    metrics: [{metric: shelf_share, source: audits, measure: ratio, column: Own}]
    ```

    ## Passes
    ```yaml
    metrics: [{metric: shelf_share, source: audits, measure: ratio, column: Own, denominator: All}]
    ```

    ## How to fix
    Sum, mean, ratio, share, nps and csat need `column`, unless the source maps `amount`. A ratio needs `denominator`
    too, a duration needs `until`, the column with the later date.
    """
    for placed in chain.from_iterable(context.once(measures).values()):
        lacking = lacks(context, placed.measure)
        if lacking:
            metric = metric_ref(context.graph, placed.measure.metric)
            subject = f"{placed.measure.metric}={placed.measure.source}"
            yield Problem(placed.place("measure"), lacking, {"metric": metric}, placed.document.ref, subject)


def lacks(context: RuleContext, measure: Measure) -> str:
    """Return what a measure does not say and cannot be made without, or an empty text."""
    source = context.graph.find(Source, measure.source)
    if measure.measure in _WITH_COLUMN and measure.column is None and source and source.model.mapping.amount is None:
        return "column"
    if measure.measure == "ratio" and measure.denominator is None:
        return "denominator"
    return "until" if measure.measure == "duration" and measure.until is None else ""


RULES: Final = (
    measure_incomplete,
    percentage_without_scale,
    percentage_on_another_scale,
    measure_of_another_unit,
    value_beyond_metric,
)
