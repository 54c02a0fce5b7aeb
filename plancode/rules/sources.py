"""DAT: rows of sources that cannot be used as they are."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from plancode.actuals.columns import code_of
from plancode.actuals.matching import shared_names
from plancode.actuals.records import EARLIER, Sample, SourceReading, Trouble
from plancode.actuals.slices import believed
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actuals import BY_ID, BY_NAME, ActualsDocument, Matching, Measure, Source
from plancode.model.base import Keyed, coded
from plancode.model.plan import Product
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.rules.context import RuleContext
from plancode.rules.rounding import money, share
from plancode.rules.rule import ERROR, INFO, WARNING, rule
from plancode.said.value import KindName, Said, Term, Values
from plancode.scorecard.crediting import NAMING

_SHOWN: Final = 5
_MATCHED: Final[tuple[Trouble, ...]] = ("person", "account", "territory", "channel")
MODELS: Final[dict[str, type[Keyed]]] = {
    "person": Person, "account": Account, "territory": Territory, "product": Product,
}  # fmt: skip
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


def known_otherwise(
    context: RuleContext, source: Entity[Source], kind: Trouble, samples: list[Sample]
) -> tuple[str, Values] | None:
    """Return by what the plan does have most of these codes, if not by what the source says that it names things."""
    model = MODELS.get(kind)
    if model is None:
        return None
    ways, texts = source.model.ways(model.entity_kind), [sample.text for sample in samples if sample.text]
    shared = shared_names(context.graph, model)
    named: dict[str, dict[str, str]] = {"by_id": {}, "by_title": {}, "by_system": {}, "by_shared_title": {}}
    for entity in context.graph.all(model):
        name = code_of(entity.model.label)
        named["by_shared_title" if name in shared else "by_title"][name] = BY_NAME
        named["by_id"][entity.name] = BY_ID
        named["by_system"] |= {code_of(code): of for of, code in coded(entity.model)}
    for variant, codes in named.items():
        known = [text for text in texts if text in codes]
        if 2 * len(known) > len(texts) and (variant == "by_shared_title" or codes[known[0]] not in ways):
            values: Values = {"kind": KindName(kind), "samples": quoted(known[:_SHOWN]), "first": known[0]}
            values |= {"system": system_of(source.model, kind), "other": codes[known[0]]}
            return variant, values | {"match": _matched_too(source.model, kind, codes[known[0]])}
    return None


def system_of(source: Source, kind: Trouble) -> str:
    """Return the system whose codes name things of a kind, or one that may be written."""
    ways = source.ways(MODELS[kind].entity_kind) if kind in MODELS else ()
    return next((way for way in ways if way not in {BY_ID, BY_NAME}), "erp")


def _matched_too(source: Source, kind: Trouble, way: str) -> str:
    """Return the line to write where a source is to name things of a kind in one more way."""
    if isinstance(source.match_by, tuple) and source.match_by:
        return f"`match_by: [{', '.join((*source.match_by, way))}]`"
    stated = source.match_by.model_dump() if isinstance(source.match_by, Matching) else {}
    ways = {**{key: some for key, some in stated.items() if some}, kind: (*stated.get(kind, ()), way)}
    written = (f"{key}: {some[0]}" if len(some) == 1 else f"{key}: [{', '.join(some)}]" for key, some in ways.items())
    return f"`match_by: {{{', '.join(written)}}}`"


def _rows(samples: list[Sample]) -> int:
    return sum(sample.rows for sample in samples)


def _is_spent(context: RuleContext, source: Entity[Source]) -> bool:
    """Whether all that a source measures is money that is spent: what nobody has spent, the root team has."""
    placed = context.once(measures).get(source.model.id, ())
    return bool(placed) and all(context.figures.measures.is_cost(one.measure.metric) for one in placed)


@rule("DAT102", "unmatched-rows", WARNING, results=True)
def unmatched_rows(context: RuleContext) -> Iterator[Problem]:
    """Rows of a source name a seller or customer that the plan does not have, or nobody who could get the credit.

    ## Why it matters
    Rows of an unknown seller are nobody's result: they are in the total of the source, but in no team's. Rows of an
    unknown customer, territory or channel are missing wherever that is asked for.

    ## Fails
    The orders have rows of the seller `1009`, and nobody in the plan has that code.

    ## Passes
    ```yaml
    people: [{id: wu-hao, role: rep, team: east, codes: {erp: "1009"}}]
    ```

    ## How to fix
    Write the code under `codes` of the person, account or territory, exactly as in the source:
    `codes: {erp: "0012"}`, and at the source `match_by: erp`. Where people and customers have codes of different
    systems, or names, it is `match_by: {person: [crm, name], account: erp}`; without it the source must name ids.
    Rows that belong to nobody in this plan, such as the online shop's, are left out by `filters`.
    """
    for source, reading in readings(context):
        for kind in _MATCHED:
            if (kind == "person" and source.model.credit == "owner") or is_past(context, source, kind):
                continue
            for variant, named in ((kind, True), (f"no_{kind}", False)):
                samples = [sample for sample in reading.samples(kind) if bool(sample.text) is named]
                if not samples or (not named and _is_spent(context, source)):
                    continue
                rows = _rows(samples)
                values: Values = {
                    "source": source.ref,
                    "rows": rows,
                    "of": reading.rows,
                    "share": share(Decimal(rows) / reading.rows),
                    "amount": worth(context, source, sum((sample.amount for sample in samples), Decimal(0))),
                    "count": len(samples),
                    "samples": shown(samples),
                }
                told, more = known_otherwise(context, source, kind, samples) or (variant, {})
                yield Problem(source.place("columns", kind), told, values | more, source.ref, variant)


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
        rows = _rows(reading.samples("date"))
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
        rows, undated = _rows(outside), _rows(reading.samples("date"))
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
            values["rows"] = _rows(samples)
            yield Problem(source.place("columns", "currency"), "plain", values, source.ref)


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
            yield Problem(source.place("columns", "id"), "plain", values, source.ref)


RULES: Final = (
    unmatched_rows,
    rows_without_date,
    rows_outside_plan,
    currency_without_rate,
    duplicate_rows,
)
