"""DAT: rows of sources that cannot be used as they are."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from plancode.actuals.records import EARLIER, Sample, SourceReading, Trouble
from plancode.actuals.slices import believed
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actuals import ActualsDocument, Measure, Source
from plancode.rules.context import RuleContext
from plancode.rules.rounding import money
from plancode.rules.rule import ERROR, INFO, WARNING, rule
from plancode.said.value import Said, Term, Values
from plancode.scorecard.crediting import NAMING

_SHOWN: Final = 5
_UNREAD: Final[frozenset[Trouble]] = frozenset({"date", "number", "bounds"})


class PlacedMeasure(NamedTuple):
    """A measure, with the document it is in and its number there."""

    document: Entity[ActualsDocument]
    number: int
    measure: Measure

    def place(self, *keys: str | int) -> Place:
        """Return the place of the measure, or of one of its values."""
        return self.document.place("metrics", self.number, *keys)


def measures(context: RuleContext) -> dict[str, list[PlacedMeasure]]:
    """Return the measures of each source, in the order of the documents."""
    by_source: dict[str, list[PlacedMeasure]] = {}
    for document in context.graph.all(ActualsDocument):
        for number, measure in enumerate(document.model.metrics):
            by_source.setdefault(measure.source, []).append(PlacedMeasure(document, number, measure))
    return by_source


def readings(context: RuleContext) -> Iterator[tuple[Entity[Source], SourceReading]]:
    """Yield every source that was read, with what was read."""
    for name, reading in context.reached.readings.items():
        yield context.reached.sources[name], reading


def column_place(source: Entity[Source], key: str) -> Place:
    """Return where a source says which column something is, of its table or of its lines."""
    lines = source.model.lines
    return source.place(*(("lines",) if lines is not None and key in lines.columns.named else ()), "columns", key)


def worth(context: RuleContext, source: Entity[Source], amount: Decimal) -> Said:
    """Return what rows amount to in the first metric of their source, or a dash where that is no sum."""
    every, reached = context.once(measures).get(source.model.id, []), context.reached
    placed = [one for one in every if source.model.id in reached.sources_of(one.measure.metric)]
    return money(amount) if placed and placed[0].measure.measure == "sum" else "–"


def shown(samples: list[Sample]) -> tuple[str, ...]:
    """Return the first codes or values."""
    return quoted(sample.text for sample in samples if sample.text)[:_SHOWN]


def quoted(texts: Iterable[str]) -> tuple[str, ...]:
    """Return texts of a source as they are shown."""
    return tuple(f"`{text}`" for text in texts)


def samples_of(reading: SourceReading, *kinds: str) -> tuple[Said, ...]:
    """Return some texts that cannot be read as a day, or as a number of a metric."""
    texts = dict.fromkeys(text for kind in kinds for text in reading.shown.get(kind, ()) if text)
    return quoted(texts)[:_SHOWN] or (Term("sample.blank"),)


def is_past(context: RuleContext, source: Entity[Source], kind: Trouble) -> bool:
    """Whether more is lost than the policy allows, which one error tells for all that is lost alike."""
    losses = context.reached.losses
    if kind in NAMING[source.model.credit]:
        return losses.past_unmatched(source.model.id) is not None
    return kind in _UNREAD and losses.past_unread(source.model.id) is not None


def rows_of(samples: list[Sample]) -> int:
    """Return how many rows samples have."""
    return sum(sample.rows for sample in samples)


@rule("DAT103", "rows-without-date", WARNING, figures=True, results=True)
def rows_without_date(context: RuleContext) -> Iterator[Problem]:
    """Rows of a source have no date that can be read, or one that cannot be meant.

    ## Why it matters
    Nobody knows to which period they belong, so they are counted in none. A day is not believed more than 30 years
    before the plan or 5 after it (own default): it is a slip, or what a system writes where it has none.

    ## Fails
    The date of a row is empty, or is written `31.3.2026` or `2062-03-31`.

    ## Passes
    The date is written `2026-03-31` or `2026/03/31`.

    ## How to fix
    Write dates as year, month, day in the source, with two digits each for month and day. If all rows are told, look
    whether `columns: {date}` names the right column.
    """
    plan = context.figures.horizon.plan
    for source, reading in readings(context):
        rows = rows_of(reading.samples("date"))
        if rows and not is_past(context, source, "date"):
            first, last = believed(plan.start, plan.end)
            values: Values = {"source": source.ref, "rows": rows, "of": reading.rows, "first": first, "last": last}
            values["samples"] = samples_of(reading, "date")
            yield Problem(source.place("columns", "date"), "plain", values, source.ref)


@rule("DAT104", "rows-outside-plan", INFO, figures=True, results=True)
def rows_outside_plan(context: RuleContext) -> Iterator[Problem]:
    """Some rows of a source are dated before or after the plan.

    ## Why it matters
    They are not counted. That is as it should be where a file holds earlier years too; it is not where a year was
    mistyped.

    ## Fails
    A plan for 2026, and orders from 2025 to 2026.

    ## Passes
    Orders of 2026 only.

    ## How to fix
    Compare the first and last date with the plan. If earlier years are meant to be there, accept this finding, or
    leave those rows out by `filters`.
    """
    plan = context.figures.horizon.plan
    for source, reading in readings(context):
        outside = [sample for sample in reading.samples("period") if sample.text != EARLIER]
        rows, undated = rows_of(outside), rows_of(reading.samples("date"))
        if rows and rows + undated < reading.rows and reading.first and reading.last:
            values: Values = {"source": source.ref, "rows": rows, "of": reading.rows, "plan": plan}
            values |= {"first": reading.first, "last": reading.last}
            yield Problem(source.place("columns", "date"), "plain", values, source.ref)


@rule("DAT106", "currency-without-rate", ERROR, results=True)
def currency_without_rate(context: RuleContext) -> Iterator[Problem]:
    """Rows are in a currency for which the plan has no exchange rate.

    ## Why it matters
    Their amounts cannot be converted, so they are left out and the results are wrong.

    ## Fails
    A plan in CNY, and orders in USD.

    ## Passes
    ```yaml
    rates: [{currency: USD, rate: 7.1}]
    ```

    ## How to fix
    Add the currency to `rates` of the plan: how many units of the plan's currency one unit is planned with. Currencies
    are named by three capital letters in the source too.
    """
    for source, reading in readings(context):
        samples = reading.samples("currency")
        if samples:
            values: Values = {"source": source.ref, "currencies": shown(samples)}
            values["rows"] = rows_of(samples)
            yield Problem(column_place(source, "currency"), "plain", values, source.ref)


@rule("DAT107", "duplicate-rows", WARNING, results=True)
def duplicate_rows(context: RuleContext) -> Iterator[Problem]:
    """The id of a row comes more than once.

    ## Why it matters
    A row that was loaded twice counts twice.

    ## Fails
    The invoice `A-1007` stands in two rows.

    ## Passes
    Every invoice stands in one row.

    ## How to fix
    Take the second copy out of the source. If one invoice rightly has several rows, let `columns: {id}` name a column
    that tells the rows apart, such as the number of the line, or leave `id` out.
    """
    for source, reading in readings(context):
        samples = reading.samples("duplicate")
        if samples:
            count = sum(1 if sample.text else sample.rows for sample in samples)
            values: Values = {"source": source.ref, "count": count, "samples": shown(samples)}
            yield Problem(column_place(source, "id"), "plain", values, source.ref)


RULES: Final = (
    rows_without_date,
    rows_outside_plan,
    currency_without_rate,
    duplicate_rows,
)
