"""DAT: what a source leaves out: filters that say what no row says, and codes that are nobody's but somebody's."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from plancode.actuals.columns import code_of, folded_text
from plancode.actuals.matching import known_by
from plancode.actuals.records import Sifted
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actuals import Source
from plancode.model.base import Keyed
from plancode.model.source_tables import Filter
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.sources import PlacedMeasure, measures, quoted, readings
from plancode.rules.unmatched import MODELS
from plancode.scorecard.crediting import NAMING

if TYPE_CHECKING:
    from plancode.said.value import Values

_OF_CASES: Final = frozenset({"count", "distinct"})


@rule("DAT126", "filter-spelled-otherwise", ERROR, results=True)
def filter_spelled_otherwise(context: RuleContext) -> Iterator[Problem]:
    """A filter leaves out rows whose value is its own but for capitals, width or blanks.

    ## Why it matters
    Values are compared letter by letter: `open` is not `Open`. Rows that were meant would be missing without anybody
    seeing it, so they are taken for rows that cannot be read.

    ## Fails
    The filter asks for `status` to be `Won`, and a part of the rows says `won`.

    ## Passes
    ```yaml
    filters: [{column: status, in: [Won, won]}]
    ```

    ## How to fix
    Name every spelling in the filter, under `in`, or mend the source. If two spellings rightly mean two things, name
    the other one in the filter of the metric that it is for: what any filter of the source names is no slip.
    """
    for source, reading in readings(context):
        for sifted in reading.misspelt:
            filter_, place = _place(context, source, sifted)
            values: Values = {"source": source.ref, "column": filter_.column, "rows": sifted.rows}
            values |= {"asked": quoted(_alike(sifted)), "found": quoted(sifted.texts)}
            values["write"] = ", ".join((*sifted.asked, *sifted.texts))
            yield Problem(
                place,
                "returns" if sifted.returns else "plain",
                values,
                source.ref,
                f"{_subject(sifted)}:{filter_.column}",
            )


def _subject(sifted: Sifted) -> str:
    return "returns:" if sifted.returns else sifted.metric


def _alike(sifted: Sifted) -> tuple[str, ...]:
    """Return the texts of a filter that others look like."""
    looks = set(map(folded_text, sifted.texts))
    return tuple(text for text in sifted.asked if folded_text(text) in looks)


@rule("DAT127", "filter-without-rows", ERROR, figures=True, results=True)
def filter_without_rows(context: RuleContext) -> Iterator[Problem]:
    """No row of a source has what a filter asks for, and the plan knows nothing of that name.

    ## Why it matters
    More often than bad business it is a value that the source writes otherwise. It would give everybody 0, so that
    the metric has no data instead. A filter by a product, channel, segment, customer, territory or person of the plan
    may rightly find nothing, and so may one of cases of which fewer are better, such as complaints. Of other cases that
    are counted see DAT139.

    ## Fails
    The filter of a metric asks for `status` to be `won`, and the file says `Closed Won`.

    ## Passes
    The filter asks for `Closed Won`.

    ## How to fix
    Write the value exactly as it stands in the column; the finding shows some that do. Where the first such row is
    still to come, the metric has no data until then: accept the finding with that reason.
    """
    yield from _without_rows(context, of_cases=False)


@rule("DAT139", "no-cases-yet", WARNING, figures=True, results=True)
def no_cases_yet(context: RuleContext) -> Iterator[Problem]:
    """Nothing has come of the cases that a metric counts: no row of its source has what its filter asks for.

    ## Why it matters
    Perhaps there was none yet. Perhaps the source writes the value otherwise, and nobody would ever get one counted. As
    long as it is not known which, the metric has no data, and not 0.

    ## Fails
    The metric counts rows with `type: new`, and the file has only `renewal` by the end of February.

    ## Passes
    The file has a row of the type `new`.

    ## How to fix
    Write the value exactly as it stands in the column; the finding shows some that do. Where the first such row is
    still to come, accept the finding with that reason.
    """
    yield from _without_rows(context, of_cases=True)


def _without_rows(context: RuleContext, *, of_cases: bool) -> Iterator[Problem]:
    """Yield the filters that let no row through, of metrics that count cases or of the others."""
    periods = context.figures.horizon.periods
    if not periods or periods[0].last >= context.as_of:
        return
    losses = context.reached.losses
    for source, _ in readings(context):
        every = context.once(measures).get(source.model.id, ())
        named = dict.fromkeys(placed.measure.metric for placed in every)
        others = {placed.measure.metric for placed in every if placed.measure.measure not in _OF_CASES}
        barren = {name: found for name in named if (found := losses.barren(source.model.id, name)) is not None}
        for sifted in dict.fromkeys(barren.values()):
            # of what the whole source is asked for something must have come
            if of_cases != (sifted.metric != "" and sifted.metric not in others):
                continue
            filter_, place = _place(context, source, sifted)
            metrics = tuple(metric_ref(context.graph, name) for name, other in barren.items() if other == sifted)
            values: Values = {"source": source.ref, "column": filter_.column, "metrics": metrics}
            values |= {"asked": quoted(sifted.asked), "there": quoted(text for text in sifted.texts if text)}
            variant = "plain" if values["there"] else "blank"
            yield Problem(place, variant, values, source.ref, f"{sifted.metric}:{filter_.column}")


def _place(context: RuleContext, source: Entity[Source], sifted: Sifted) -> tuple[Filter, Place]:
    """Return a filter of a source, or of a metric that is made of it, and its place."""
    if sifted.returns:
        return source.model.returns[sifted.number], source.place("returns", sifted.number)
    if not sifted.metric:
        return source.model.every_filter[sifted.number], _place_of_filter(source, sifted.number)
    placed = next(one for one in context.once(measures)[source.model.id] if _has(one, sifted))
    return placed.measure.filters[sifted.number], placed.place("filters", sifted.number)


def _place_of_filter(source: Entity[Source], number: int) -> Place:
    """Return the place of a filter of a source; those of its lines are counted after its own."""
    own = len(source.model.filters)
    return source.place("filters", number) if number < own else source.place("lines", "filters", number - own)


def _has(placed: PlacedMeasure, sifted: Sifted) -> bool:
    """Whether a filter is one of a measure."""
    filters = placed.measure.filters
    return (
        placed.measure.metric == sifted.metric
        and sifted.number < len(filters)
        and sifted.asked in filters[sifted.number].texts
    )


@rule("DAT128", "unassigned-is-somebody", ERROR)
def unassigned_is_somebody(context: RuleContext) -> Iterator[Problem]:
    """A source says that the rows of a code are nobody's, and somebody in the plan has that code.

    ## Why it matters
    All their rows would vanish from their results, and from those of the teams above.

    ## Fails
    ```yaml
    people: [{id: wu-hao, role: rep, team: east, codes: {erp: "1009"}}]
    sources: [{id: orders, match_by: erp, unassigned: {values: ["1009"], reason: House account}}]
    ```

    ## Passes
    ```yaml
    sources: [{id: orders, match_by: erp, unassigned: {values: [HOUSE], reason: House account}}]
    ```

    ## How to fix
    Take the code out of `unassigned`, or correct `codes` of whoever has it. What somebody sells who left belongs to
    them; `end` of the person says until when they worked.
    """
    for source in context.graph.all(Source):
        unassigned = source.model.unassigned
        holders = _holders(context, source) if unassigned is not None else {}
        for number, code in enumerate(unassigned.values if unassigned is not None else ()):
            holder = holders.get(code_of(code))
            if holder is not None:
                values: Values = {"source": source.ref, "code": code, "holder": holder.ref}
                place = source.place("unassigned", "values", number)
                yield Problem(place, "plain", values, source.ref, code, (holder.place("codes"),))


def _holders(context: RuleContext, source: Entity[Source]) -> Mapping[str, Entity[Keyed]]:
    """Return who or what has each code by which a source finds who gets the credit."""
    holders: dict[str, Entity[Keyed]] = {}
    for key in NAMING[source.model.credit]:
        holders |= known_by(context.graph, source.model, MODELS[key])
    return holders


RULES: Final = (filter_spelled_otherwise, filter_without_rows, no_cases_yet, unassigned_is_somebody)
