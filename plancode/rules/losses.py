"""DAT: sources of which more is lost than may be: what that can touch has no data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.actuals.records import Sample, SourceReading, Trouble
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actuals import Source
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import share
from plancode.rules.rule import ERROR, rule
from plancode.rules.sources import column_place, measures, quoted, readings, samples_of, shown
from plancode.rules.unmatched import known_otherwise, system_of
from plancode.said.value import Term, Verbatim
from plancode.scorecard.accounts import MetricAccount
from plancode.scorecard.crediting import NAMING

if TYPE_CHECKING:
    from plancode.said.value import Values

_SHOWN: Final = 5
_OWN: Final[tuple[Trouble, ...]] = ("scale", "outside", "spelling", "stray")


@rule("DAT120", "source-partly-unread", ERROR, figures=True, results=True)
def source_partly_unread(context: RuleContext) -> Iterator[Problem]:
    """More rows of a source cannot be read than may be: they have no date, or no number, that can be read or meant.

    ## Why it matters
    What is read of such a source looks like a bad result, and is none: it is only a part. So whatever a row that cannot
    be read can touch has no data: its seller and those above; everybody, where its date cannot be read.

    ## Fails
    Dates are written `31.03.2026`, or amounts `1.234,56 EUR`.

    ## Passes
    Dates are written `2026-03-31`, amounts `1234.56`.

    ## How to fix
    Look at the values that are shown. Write dates as year, month, day and amounts as plain numbers in the source. If
    they are not what they should be at all, `date` or `column` names the wrong column. Rows that are no results, such
    as totals below the table, are left out by `filters`.

    ## Policy
    `sources` (`unread` 1% of the rows, own default).
    """
    losses = context.reached.losses
    for source, reading in readings(context):
        account = losses.past_unread(source.model.id)
        if account is not None and account.is_of_no_order:
            yield _of_no_order(context, source, reading, account)
            continue
        numbers = (reading.shown.get(account.metric) or reading.parts) if account is not None else ()
        if account is None or not (account.undated or numbers):
            continue
        if not account.undated and account.metric in _told_otherwise(reading):
            continue
        variant = "both" if account.undated and numbers else "date" if account.undated else "number"
        people = losses.sellers(source.model.id, account.metric)[:_SHOWN] if variant == "number" else ()
        named = tuple(person.ref for name in people if (person := context.graph.find(Person, name)) is not None)
        values = _lost(context, source, account)
        values["plain"] = Verbatim("1234,56" if source.model.decimal == "," else "1234.56")
        values["samples"] = samples_of(reading, *(["date"] if account.undated else []), account.metric)
        if variant == "number" and not reading.shown.get(account.metric):
            variant, values = "part", values | {"samples": quoted(numbers)}
        if variant == "number" and named:
            variant, values = "sellers", values | {"people": named}
        yield Problem(_place(context, source, account.metric, variant), variant, values, source.ref)


def _lost(context: RuleContext, source: Entity[Source], account: MetricAccount) -> "Values":
    """Return what is told of the rows that cannot be read."""
    return {
        "source": source.ref,
        "metric": metric_ref(context.graph, account.metric),
        "rows": account.lost,
        "of": account.lost + account.read,
        "share": share(account.lost_share),
        "limit": context.graph.policy.sources.unread,
    }


def _of_no_order(
    context: RuleContext, source: Entity[Source], reading: SourceReading, account: MetricAccount
) -> Problem:
    values = _lost(context, source, account)
    values["samples"] = shown(reading.samples("no_order")) or (Term("sample.blank"),)
    return Problem(source.place("lines", "key"), "order", values, source.ref)


def _told_otherwise(reading: SourceReading) -> frozenset[str]:
    """Return the metrics whose values are told by a finding of their own: of scale, bounds, or spelling."""
    return frozenset(sample.text for kind in _OWN for sample in reading.samples(kind))


def _place(context: RuleContext, source: Entity[Source], metric: str, variant: str) -> Place:
    """Return the place of the column that cannot be read."""
    if variant in ("date", "both"):
        return source.place("columns", "date")
    if variant == "part":
        return column_place(source, "share")
    placed = next(one for one in context.once(measures)[source.model.id] if one.measure.metric == metric)
    keys = [key for key in ("until", "column") if getattr(placed.measure, key) is not None]
    return placed.place(keys[0]) if keys else column_place(source, "amount")


@rule("DAT121", "source-partly-unmatched", ERROR, figures=True, results=True)
def source_partly_unmatched(context: RuleContext) -> Iterator[Problem]:
    """More rows of a source, or more of their amount, are nobody's than may be.

    ## Why it matters
    Teams and the plan lack what these rows say, and nobody can tell whose it is. So totals have no data, nor has
    anybody who has no code in that system: the rows may be theirs. Rows without any seller may be everybody's.

    ## Fails
    A fifth of the orders has the seller `1009`, and nobody in the plan has that code.

    ## Passes
    ```yaml
    people: [{id: wu-hao, role: rep, team: east, codes: {erp: "1009"}}]
    ```

    ## How to fix
    Write the code under `codes` of the person, account or territory, exactly as in the source, and at the source
    `match_by` with the name of the system, or `name` where it has names. Codes that are rightly nobody's, such as the
    online shop's, stand at the source: `unassigned: {values: [WEB], reason: Orders of the online shop}`. They are
    shown, and are no loss.

    ## Policy
    `sources` (`unmatched` 5% of the rows or of their amount, own default).
    """
    losses = context.reached.losses
    for source, reading in readings(context):
        account = losses.past_unmatched(source.model.id)
        if account is None:
            continue
        variant, key, samples = _unmatched(source, reading)
        values: Values = {
            "source": source.ref,
            "rows": account.unmatched,
            "of": account.read,
            "share": share(account.unmatched_share),
            "limit": context.graph.policy.sources.unmatched,
        }
        if variant == key:
            values |= {"count": len(samples), "samples": shown(samples), "first": samples[0].text}
            values["system"] = system_of(source.model, key)
            variant, more = known_otherwise(context, source, key, samples) or (variant, {})
            values |= more
            yield Problem(column_place(source, key), variant, values, source.ref)
            continue
        place = column_place(source, key) if variant.endswith(key) else source.place("columns", key=True)
        yield Problem(place, variant, values, source.ref)


def _unmatched(source: Entity[Source], reading: SourceReading) -> tuple[str, Trouble, list[Sample]]:
    """Return what most rows lack, by what they would name, and the codes that the plan does not have."""
    keys = NAMING[source.model.credit]
    most, found = 0, (f"unmapped_{keys[0]}s", keys[0], list[Sample]())
    for key in keys:
        for variant, named in ((key, True), (f"no_{key}", False)):
            samples = [sample for sample in reading.samples(key) if bool(sample.text) is named]
            rows = sum(sample.rows for sample in samples)
            if rows > most:
                most, found = rows, (variant, key, samples)
    return found


RULES: Final = (source_partly_unread, source_partly_unmatched)
