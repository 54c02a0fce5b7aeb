"""DAT: values of a source that are no number, outside their bounds, below nothing, or far from the others."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.actuals.records import Trouble
from plancode.findings.problem import Problem
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import INFO, WARNING, rule
from plancode.rules.sources import PlacedMeasure, column_place, is_past, measures, quoted, readings

if TYPE_CHECKING:
    from plancode.said.value import Values


@rule("DAT105", "value-is-no-number", WARNING, results=True)
def value_is_no_number(context: RuleContext) -> Iterator[Problem]:
    """Values that a metric is made of are empty or no numbers.

    ## Why it matters
    Such a row adds nothing to a sum, and lacks in a mean, a ratio or a share of answers, without anybody seeing it.

    ## Fails
    The amount of a row is `n/a`, `12 pcs`, empty, or has the sign of another currency than the plan's.

    ## Passes
    The amount is `12000`, `12,000.50`, `1.234,50`, `€ 12`, `(500)` or `150万`.

    ## How to fix
    Write plain numbers in the source. An amount may have the sign of the plan's currency; where rows are in others, let
    `columns: {currency}` name a column of their codes. Write 0 where a sum has nothing to add; a mean leaves
    blank cells out by itself. Rows that are no results are left out by `filters`.
    """
    yield from by_column(context, "number")
    for source, reading in readings(context):
        if reading.parts and not is_past(context, source, "number"):
            values: Values = {"source": source.ref, "column": source.model.mapping.share or ""}
            values |= {"rows": reading.samples("part")[0].rows, "samples": quoted(reading.parts)}
            yield Problem(column_place(source, "share"), "part", values, source.ref, "part")


@rule("DAT119", "value-out-of-bounds", WARNING, results=True)
def value_out_of_bounds(context: RuleContext) -> Iterator[Problem]:
    """Values that are to be added up are larger than any number that is counted: 10^15 or more.

    ## Why it matters
    No company sells as much. Mostly a code or a telephone number stands in the column of amounts, and one such row
    would drown all the others. It is not counted, so that the result lacks what was meant.

    ## Fails
    The amount of a row is `6222021234567890123456` or `1e22`.

    ## Passes
    The amount is `999999999999`.

    ## How to fix
    Mend the value in the source, or leave such rows out by `filters`. If all rows are told, look whether `column` or
    `columns: {amount}` names the right column.
    """
    yield from by_column(context, "bounds")


@rule("DAT108", "negative-values", INFO, results=True)
def negative_values(context: RuleContext) -> Iterator[Problem]:
    """Values that are added up are below nothing.

    ## Why it matters
    Credit notes and returns are rightly negative and lower the result. A slip of the hand would lower it too.

    ## Fails
    An order of -5000.

    ## Passes
    An order of 5000.

    ## How to fix
    Look at the rows. If they are corrections, accept this finding; if not, mend the source.
    """
    yield from by_column(context, "negative")


@rule("DAT142", "value-far-from-others", WARNING, results=True)
def value_far_from_others(context: RuleContext) -> Iterator[Problem]:
    """A value that goes into a mean is less than a fifth, or more than five times, of what is usual in its column.

    ## Why it matters
    7.8 among grades of 70 to 95 is mostly 78, or was given on another scale. It counts, and pulls the mean of somebody
    who has few.

    ## Fails
    Answers of 85, 78, 91 and 7.8.

    ## Passes
    Answers of 85, 78, 91 and 78.

    ## How to fix
    Correct it in the source. If it is right, accept this finding. Looked at are means, but for those of money, of ten
    values or more of which nine in ten lie between half and twice their median, where that is 20 or more (own default):
    on a scale of few marks the least is an answer, too.
    """
    for source, reading in readings(context):
        placed = {one.measure.metric: one for one in context.once(measures).get(source.model.id, ())}
        for metric, usual, rows, texts in reading.apart:
            column = placed[metric].measure.column or source.model.mapping.amount or ""
            values: Values = {"source": source.ref, "column": column, "rows": rows, "usual": usual}
            values |= {"metric": metric_ref(context.graph, metric), "samples": quoted(texts)}
            place = placed[metric].place("column") if placed[metric].measure.column else placed[metric].place("metric")
            yield Problem(place, "plain", values, source.ref, metric)


def by_column(context: RuleContext, kind: Trouble) -> Iterator[Problem]:
    """Yield one finding for each column with a trouble, however many metrics use it; that with most rows counts."""
    for source, reading in readings(context):
        if is_past(context, source, kind):
            continue
        rows = {sample.text: sample.rows for sample in reading.samples(kind)}
        worst: dict[str, PlacedMeasure] = {}
        for placed in context.once(measures).get(source.model.id, ()):
            column = placed.measure.column or source.model.mapping.amount or ""
            known = worst.get(column)
            if placed.measure.metric in rows and (
                known is None or rows[known.measure.metric] < rows[placed.measure.metric]
            ):
                worst[column] = placed
        for column, placed in worst.items():
            values: Values = {"source": source.ref, "column": column, "rows": rows[placed.measure.metric]}
            values["metric"] = metric_ref(context.graph, placed.measure.metric)
            place = placed.place("column") if placed.measure.column else column_place(source, "amount")
            yield Problem(place, "plain", values, source.ref, column)


RULES: Final = (
    value_is_no_number,
    negative_values,
    value_out_of_bounds,
    value_far_from_others,
)
