"""DAT: sources that give nothing: they cannot be read, take more than they may, or are not asked."""

from collections.abc import Iterator
from typing import Final

from plancode.actuals.joined import OF_LINES
from plancode.actuals.records import NoReading, Refusal
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actuals import Source
from plancode.rules.context import RuleContext
from plancode.rules.measures import lacks
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, INFO, rule
from plancode.rules.sources import measures
from plancode.said.value import Said, Values, Verbatim

_COLUMNS: Final = 30
_OVER: Final[frozenset[Refusal]] = frozenset({"seconds", "together", "rows", "groups", "memory", "bytes"})
_NOT_ASKED: Final[frozenset[Refusal]] = frozenset({"unasked", "forbidden"})
_OF_ORDERS: Final[frozenset[Refusal]] = frozenset({"repeated", "twice"})
UNCLEAR: Final[frozenset[Refusal]] = frozenset({"numerals", "days"})
"""A column can be read in two ways."""


@rule("DAT101", "source-cannot-be-read", ERROR, results=True)
def source_cannot_be_read(context: RuleContext) -> Iterator[Problem]:
    """A source of results cannot be read.

    ## Why it matters
    Nothing of it is counted: a source that fails gives no results at all, never a part of them. Whatever is measured
    by it has no data. Where a column lacks that only some metrics are made of, the others are read.

    ## Fails
    ```yaml
    sources: [{id: orders, file: data/orders.csv, columns: {date: Date, amount: Amount}}]
    ```
    The file has the columns `OrderDate` and `Amount`.

    ## Passes
    ```yaml
    sources: [{id: orders, file: data/orders.csv, columns: {date: OrderDate, amount: Amount}}]
    ```

    ## How to fix
    Files lie below the plan's folder, and `file` is the path from the document that names them; they are stored as
    UTF-8. Columns are written exactly as in the first row of the file. A database is named by an environment variable
    that begins with `PLANCODE_SOURCE_`, which must hold its address where plancode runs: `postgres://...`, `spark:...`,
    or `duckdb:///folder/file.duckdb` for a file that lies outside the plan's repository. plancode never prints an
    address, nor what a database says; whoever runs the command sees that with `--source-errors`.
    """
    known = context.once(measures)
    for refused in context.reached.refused:
        incomplete = any(lacks(context, placed.measure) for placed in known.get(refused.source, ()))
        if refused.reason not in _OVER | _NOT_ASKED | UNCLEAR | _OF_ORDERS and not incomplete:
            yield _problem(context, refused)


def _problem(context: RuleContext, refused: NoReading) -> Problem:
    source = context.reached.sources[refused.source]
    values: Values = {"source": source.ref, "name": " ".join(refused.names), "line": refused.line}
    values |= {"found": refused.found, "limit": refused.limit}
    if refused.reason == "columns":
        at = refused.names.index("")
        missing = dict.fromkeys(refused.names[:at])
        values["metrics"] = lost(context, refused) or (source.ref,)
        values["missing"] = tuple(f"`{name}`" for name in missing)
        values["known"] = tuple(f"`{name}`" for name in refused.names[at + 1 :][:_COLUMNS])
    if refused.reason == "encoding":
        values["name"] = refused.names[-1]
        values["readings"] = tuple(map(Verbatim, refused.names[1:]))
    if refused.reason == "no_sheet":
        values["known"] = tuple(map(Verbatim, refused.names))
    variant = f"encoding_{refused.names[0]}" if refused.reason == "encoding" else refused.reason
    return Problem(_where(context, source, refused), variant, values, source.ref, subject(refused))


def lost(context: RuleContext, refused: NoReading) -> tuple[Said, ...]:
    """Return the metrics of which nothing is known."""
    every = (one.measure.metric for one in context.once(measures).get(refused.source, ()))
    return tuple(metric_ref(context.graph, name) for name in refused.metrics or dict.fromkeys(every))


def subject(refused: NoReading) -> str:
    """Return what tells refusals of one source apart: the metrics, where only some are refused."""
    return ",".join(refused.metrics)


def _where(context: RuleContext, source: Entity[Source], refused: NoReading) -> Place:
    lines = source.model.lines if refused.of_lines else None
    stated, way = (source.model, ()) if lines is None else (lines, ("lines",))
    if refused.reason == "columns":
        return place_of_column(context, source, refused.names[0])
    if refused.reason == "table":
        return source.place("id")
    if refused.reason == "no_sheet":
        return source.place(*way, "sheet" if stated.sheet is not None else "table")
    if refused.reason == "no_table" and stated.table is not None:
        return source.place(*way, "table")
    if stated.file is not None:
        return source.place(*way, "file")
    return source.place("file" if source.model.file is not None else "connection")


def place_of_column(context: RuleContext, source: Entity[Source], column: str) -> Place:
    """Return where a source names a column."""
    for key, name in source.model.columns.named.items():
        if column == name or (key == "date" and column in source.model.columns.parts):
            return source.place("columns", key)
    of_lines = source.model.lines.columns.named if source.model.lines is not None else {}
    for key, name in of_lines.items():
        if column in {name, f"{OF_LINES}{name}"}:
            return source.place("lines", "columns", key)
    if source.model.lines is not None and column in {source.model.lines.key, source.model.lines.of}:
        return source.place("lines", "key")
    for placed in context.once(measures).get(source.model.id, ()):
        for key in ("column", "until", "denominator"):
            if getattr(placed.measure, key) in {column, column.removeprefix(OF_LINES)}:
                return placed.place(key)
        if any(rows.column == column for rows in placed.measure.filters):
            return placed.place("filters")
    return source.place("filters")


@rule("DAT117", "source-over-budget", ERROR, results=True)
def source_over_budget(context: RuleContext) -> Iterator[Problem]:
    """A source takes more time, memory or rows than a source may.

    ## Why it matters
    A small file can hold a table without end, or one that names a million sellers. It is not read any further, and
    nothing of it is counted: never a part. Whatever is measured by it has no data.

    ## Fails
    A view of a database that adds rows for ever.

    ## Passes
    The orders of ten years, ten million of them.

    ## How to fix
    See whether the file is what it should be, and whether `columns` names the right ones: a column of invoice numbers
    named as the seller gives a group for every invoice. Leave out what the plan does not need with `filters`. If all is
    as it should be, whoever runs the command can allow more: `--source-seconds`, `--source-rows`, `--source-groups`.
    """
    for refused in context.reached.refused:
        if refused.reason in _OVER:
            yield _problem(context, refused)


@rule("DAT118", "source-not-asked", INFO, results=True)
def source_not_asked(context: RuleContext) -> Iterator[Problem]:
    """A source lies in a database, and databases are not asked in this run.

    ## Why it matters
    What is measured by it has no data here. Files of the plan are read by everybody; a database is asked only where
    somebody means it, because whoever may change the plan says what is asked of it.

    ## Fails
    ```sh
    plancode build my-plan
    ```
    for a plan with a source that has a `connection`.

    ## Passes
    ```sh
    plancode build my-plan --results
    ```

    ## How to fix
    `score` and `track` ask databases by themselves, `check`, `diff` and `build` with `--results`. `--no-addresses`
    forbids it to all of them, as for changes that strangers propose.
    """
    for refused in context.reached.refused:
        if refused.reason in _NOT_ASKED:
            source = context.reached.sources[refused.source]
            yield Problem(_where(context, source, refused), refused.reason, {"source": source.ref}, source.ref)


RULES: Final = (source_cannot_be_read, source_over_budget, source_not_asked)
