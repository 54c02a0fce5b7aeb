"""DAT: orders and their lines in two tables: what of one has nothing in the other, and what would count twice."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.rules.context import RuleContext
from plancode.rules.refusals import lost, place_of_column, subject
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.sources import quoted, readings, rows_of, shown
from plancode.said.value import Term

if TYPE_CHECKING:
    from plancode.said.value import Values


@rule("DAT145", "lines-of-no-order", WARNING, figures=True, results=True)
def lines_of_no_order(context: RuleContext) -> Iterator[Problem]:
    """Lines of a source are of an order that its table does not have.

    ## Why it matters
    Nobody knows of which day they are, nor whose, so they count nowhere. More of them than `unread` allows are an
    error of their own (DAT120): nothing is known then.

    ## Fails
    The lines have `A-1007`, and the table of orders has no such row.

    ## Passes
    The table of orders has every order of the lines.

    ## How to fix
    Export all orders that the lines are of. Where they are rightly missing, such as those of earlier years, say why:
    ```yaml
    lines: {file: lines.csv, key: OrderNo, columns: {amount: LineTotal}, no_header: Orders of earlier years}
    ```
    These lines are then left out, and the account of the source says how many.
    """
    for source, reading in readings(context):
        samples, account = reading.samples("no_order"), context.reached.losses.past_unread(source.model.id)
        if samples and not (account is not None and account.is_of_no_order):
            values: Values = {"source": source.ref, "rows": rows_of(samples)}
            values["samples"] = shown(samples) or (Term("sample.blank"),)
            yield Problem(source.place("lines", "key"), "plain", values, source.ref)


@rule("DAT146", "orders-without-lines", WARNING, figures=True, results=True)
def orders_without_lines(context: RuleContext) -> Iterator[Problem]:
    """Orders of the plan's time have no line.

    ## Why it matters
    What is sold stands in the lines, so that nothing of these orders counts for anybody.

    ## Fails
    The order `A-1007` of 5 March, and no line with that number.

    ## Passes
    Every order of the plan's time has a line.

    ## How to fix
    Export the lines of all orders, as of the same moment. Orders that rightly have none, such as cancelled ones, are
    left out by `filters` of the source. If there are such orders for another reason, accept this finding with it.
    """
    for source, reading in readings(context):
        if samples := reading.samples("no_lines"):
            values: Values = {"source": source.ref, "rows": rows_of(samples)}
            values["samples"] = shown(samples) or (Term("sample.blank"),)
            yield Problem(source.place("lines", "key"), "plain", values, source.ref)


@rule("DAT147", "order-stands-twice", ERROR, results=True)
def order_stands_twice(context: RuleContext) -> Iterator[Problem]:
    """An order stands in several rows of the table of orders, and has lines in another.

    ## Why it matters
    Each of its lines would count once for every such row. Nothing of the source is read, so that no figure is too high.

    ## Fails
    Two rows of the orders have the number `A-1007`.

    ## Passes
    Every order stands in one row.

    ## How to fix
    Take the copy out of the table of orders. Rows that are no orders, such as versions that were replaced, are left
    out by `filters` of the source. If other rows are meant, let `key`, or `of`, name the column that tells them apart.
    """
    for refused in context.reached.refused:
        if refused.reason == "twice":
            source = context.reached.sources[refused.source]
            values: Values = {"source": source.ref, "found": refused.found, "samples": quoted(refused.names)}
            yield Problem(source.place("lines", "key"), "plain", values, source.ref)


@rule("DAT148", "value-of-order-by-lines", ERROR, results=True)
def value_of_order_by_lines(context: RuleContext) -> Iterator[Problem]:
    """A metric is made of a column that stands once for a whole order, of a source whose rows are its lines.

    ## Why it matters
    The total of an order with five lines would count five times. The metric has no data instead.

    ## Fails
    ```yaml
    columns: {date: OrderDate, person: Seller, amount: OrderTotal}
    lines: {file: lines.csv, key: OrderNo, columns: {product: SKU}}
    ```

    ## Passes
    ```yaml
    columns: {date: OrderDate, person: Seller}
    lines: {file: lines.csv, key: OrderNo, columns: {product: SKU, amount: LineTotal}}
    ```

    ## How to fix
    Name a column of the lines. A figure of whole orders, such as their mean, is made of a source of its own, of the
    same file and without `lines`. How many orders there are is `measure: distinct` of their number.
    """
    for refused in context.reached.refused:
        if refused.reason == "repeated":
            source, column = context.reached.sources[refused.source], refused.names[0]
            values: Values = {"source": source.ref, "column": column, "metrics": lost(context, refused)}
            yield Problem(place_of_column(context, source, column), "plain", values, source.ref, subject(refused))


RULES: Final = (lines_of_no_order, orders_without_lines, order_stands_twice, value_of_order_by_lines)
