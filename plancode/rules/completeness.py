"""DAT: sources that lag behind, or are ahead of themselves, measure nothing, or have nothing of somebody."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.actuals.records import SourceReading, Trouble
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actuals import Source
from plancode.model.kinds import EntityKind
from plancode.model.rubric import Kpi
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import INFO, WARNING, rule
from plancode.rules.sources import PlacedMeasure, measures, readings
from plancode.scorecard.assessed import after

if TYPE_CHECKING:
    from plancode.said.value import Values

_NOT_IN_PLAN: Final[tuple[Trouble, ...]] = ("period", "date")
_MAY_BE_NONE: Final = frozenset({"count", "distinct"})
_WEEKS: Final = 14
_SPARSE: Final = 5


@rule("DAT110", "stale-source", WARNING, figures=True)
def stale_source(context: RuleContext) -> Iterator[Problem]:
    """The results of a source end earlier than they should by now.

    ## Why it matters
    Pace and scores are only as new as the oldest source. What is missing looks like bad results.

    ## Fails
    On 20 April:
    ```yaml
    sources: [{id: orders, file: orders.csv, columns: {date: Date}, refresh: 1d, complete_through: 2026-03-31}]
    ```

    ## Passes
    ```yaml
    sources: [{id: orders, file: orders.csv, columns: {date: Date}, refresh: 1d, complete_through: 2026-04-19}]
    ```

    ## How to fix
    Bring the source up to date and move `complete_through` to the last day for which all rows are in. If it comes
    more rarely, say so under `refresh`. Without `refresh` a source is expected after each period of the plan.

    ## Policy
    `stale_after` (1w, own default).
    """
    used, late = context.once(measures), context.graph.policy.stale_after
    for source in context.graph.all(Source):
        reading = context.results.readings.get(source.model.id) if context.results else None
        upto = source.model.complete_through or (reading.last if reading else None)
        if upto is None or source.model.id not in used:
            continue
        place = source.place("complete_through" if source.model.complete_through else "id")
        values: Values = {"source": source.ref, "upto": upto, "day": context.day, "late": late}
        if source.model.refresh is None:
            ended = [period for period in context.figures.horizon.periods if after(period.last, late) < context.as_of]
            if ended and upto < ended[-1].last:
                yield Problem(place, "period", values | {"period": ended[-1]}, source.ref)
        elif after(after(upto, source.model.refresh), late) < context.day:
            yield Problem(place, "refresh", values | {"refresh": source.model.refresh}, source.ref)


@rule("DAT140", "complete-beyond-its-rows", WARNING, figures=True, results=True)
def complete_beyond_its_rows(context: RuleContext) -> Iterator[Problem]:
    """A source is said to be complete for days that are still to come, or long after its last row.

    ## Why it matters
    Days for which a source is complete count: whoever has no row in them has sold nothing. If rows are merely not in
    yet, everybody is judged as if they had sold nothing since the last row.

    ## Fails
    On 1 April 2026, with a last row of 30 January:
    ```yaml
    sources: [{id: orders, file: orders.csv, columns: {date: Date}, refresh: 1d, complete_through: 2026-03-31}]
    ```

    ## Passes
    ```yaml
    sources: [{id: orders, file: orders.csv, columns: {date: Date}, refresh: 1d, complete_through: 2026-01-31}]
    ```

    ## How to fix
    Write the last day for which all rows are in, or bring the source up to date. Told is a stretch without rows of more
    than `refresh` and two weeks, or than five times what lies between two rows where they are few (own defaults); of
    `batches` without `refresh` a period of the plan and two weeks. If there was nothing in it, accept this finding.
    """
    plan, used = context.figures.horizon.plan, context.once(measures)
    for source, reading in readings(context):
        limit, last, first = source.model.complete_through, reading.last_inside, reading.first
        if limit is None or last is None or first is None or reading.last is None or source.model.id not in used:
            continue
        quiet = (min(limit, context.as_of, plan.last) - last).days
        values: Values = {"source": source.ref, "limit": limit, "last": last, "today": context.as_of}
        if limit > context.as_of >= reading.last:
            yield Problem(source.place("complete_through"), "ahead", values, source.ref)
        elif quiet > _usual(context, source.model) + max(_WEEKS, _SPARSE * (last - first).days / reading.rows):
            yield Problem(source.place("complete_through"), "quiet", values | {"count": quiet}, source.ref)


def _usual(context: RuleContext, source: Source) -> int:
    """Return how many days a source may have nothing new."""
    if source.refresh is not None:
        return (after(context.as_of, source.refresh) - context.as_of).days
    return max(period.days for period in context.figures.horizon.periods) if source.arrives == "batches" else 0


@rule("DAT112", "source-without-metric", INFO)
def source_without_metric(context: RuleContext) -> Iterator[Problem]:
    """No metric is made of a source.

    ## Why it matters
    It is never read. Whoever keeps it up to date does so for nothing, or a metric was forgotten.

    ## Fails
    ```yaml
    sources: [{id: orders, file: orders.csv, columns: {date: Date, amount: Amount}}]
    metrics: []
    ```

    ## Passes
    ```yaml
    sources: [{id: orders, file: orders.csv, columns: {date: Date, amount: Amount}}]
    metrics: [{metric: revenue, source: orders, measure: sum}]
    ```

    ## How to fix
    Say under `metrics` what is made of it, or take the source out.
    """
    if any(EntityKind.SOURCE in reference.kinds for reference in context.graph.unresolved):
        return
    for source in context.graph.all(Source):
        if not any(context.graph.users(source.key)):
            yield Problem(source.place("id"), "plain", {"source": source.ref}, source.ref)


@rule("DAT114", "no-results", WARNING, figures=True, results=True)
def no_results(context: RuleContext) -> Iterator[Problem]:
    """A metric that is planned or scored has no results at all, although the first period is over.

    ## Why it matters
    More often than bad business it is a wrong date column, a filter that lets nothing through, or an old file.
    Metrics that count cases may rightly have none and are left alone.

    ## Fails
    The file has the rows of last year, or the filters of a metric ask for two things that no row has both.

    ## Passes
    The file has rows of this year.

    ## How to fix
    Open the source and look whether it has rows of this plan, whether `columns: {date}` names the right column, and
    whether the values under `filters` are written exactly as in the file.
    """
    periods = context.figures.horizon.periods
    if not periods or periods[0].last >= context.as_of:
        return
    losses = context.reached.losses
    asked = {kpi.model.metric for kpi in context.graph.all(Kpi)} | set(context.figures.targets.metrics)
    for source, reading in readings(context):
        placed = context.once(measures).get(reading.source, ())
        scored = ((place, place.measure) for place in placed if place.measure.metric in asked)
        wanted = [
            place
            for place, measure in scored
            if measure.measure not in _MAY_BE_NONE
            and reading.source in context.reached.sources_of(measure.metric)
            and losses.barren(reading.source, measure.metric) is None
        ]
        if wanted:
            yield from _without_results(context, source, reading, wanted)


def _without_results(
    context: RuleContext, source: Entity[Source], reading: SourceReading, wanted: list[PlacedMeasure]
) -> Iterator[Problem]:
    outside = sum(sample.rows for kind in _NOT_IN_PLAN for sample in reading.samples(kind))
    values: Values = {"source": source.ref, "rows": reading.rows}
    if not reading.rows:
        yield Problem(source.place("id"), "empty", values, source.ref)
    elif outside == reading.rows:
        if reading.first and reading.last:
            values |= {"first": reading.first, "last": reading.last}
            yield Problem(source.place("columns", "date"), "outside", values, source.ref)
    else:
        known = {fact.metric for fact in reading.credit.facts} | {lost.fact.metric for lost in reading.credit.lost}
        for placed in wanted:
            if placed.measure.metric not in known:
                values = values | {"metric": metric_ref(context.graph, placed.measure.metric)}
                yield Problem(placed.place("metric"), "metric", values, source.ref, placed.measure.metric)


RULES: Final = (
    stale_source,
    complete_beyond_its_rows,
    source_without_metric,
    no_results,
)
