"""DAT: columns that can be read in two ways, where nothing tells which is meant."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.model.cells import said_twice
from plancode.numeral import DECIMAL_SIGNS, Notation, all_signs, read_cell
from plancode.rules.context import RuleContext
from plancode.rules.refusals import lost, place_of_column, subject
from plancode.rules.rule import ERROR, rule

if TYPE_CHECKING:
    from plancode.said.value import Values


@rule("DAT123", "numbers-with-two-readings", ERROR, results=True)
def numbers_with_two_readings(context: RuleContext) -> Iterator[Problem]:
    """The numbers of a column can be read in two ways, and nothing in it tells which is meant.

    ## Why it matters
    `45.000` is forty-five where the point is the decimal sign, and forty-five thousand where it parts thousands.
    Nothing that is made of the column is counted until somebody says which it is.

    ## Fails
    A file with semicolons whose amounts are `45.000` and `1.250`.

    ## Passes
    ```yaml
    sources: [{id: orders, file: orders.csv, decimal: ",", columns: {date: Date, amount: Amount}}]
    ```

    ## How to fix
    Write the decimal sign at the source, `decimal: ","` or `decimal: "."`; it holds for all its columns of numbers.
    Where one value can be read in one way only, such as `1.234,50`, the column is read so without it. In a file whose
    cells are separated by commas the point is the decimal sign, unless a value says otherwise.
    """
    for refused in context.reached.refused:
        if refused.reason == "numerals":
            source, (column, sample) = context.reached.sources[refused.source], refused.names
            point, comma = (read_cell(sample, Notation(sign), all_signs(), "money") for sign in DECIMAL_SIGNS)
            values: Values = {"source": source.ref, "column": column, "found": sample, "point": point, "comma": comma}
            values["metrics"] = lost(context, refused)
            variant = "metrics" if refused.metrics else "plain"
            yield Problem(place_of_column(context, source, column), variant, values, source.ref, subject(refused))


@rule("DAT144", "days-with-two-readings", ERROR, results=True)
def days_with_two_readings(context: RuleContext) -> Iterator[Problem]:
    """The days of a column can be read in two ways, and nothing in it tells which is meant.

    ## Why it matters
    `03/04/2026` is the third of April where the day stands first, and the fourth of March where the month does. Read
    the wrong way, a sale lands in another period, or in none, and every pace is wrong. Nothing that is made of the
    column is counted until somebody says which it is.

    ## Fails
    A file whose only dates are `03/04/2026` and `05/04/2026`.

    ## Passes
    ```yaml
    sources: [{id: orders, file: orders.csv, dates: d/m/y, columns: {date: Date, amount: Amount}}]
    ```

    ## How to fix
    Write the order at the source: `dates: d/m/y`, `dates: m/d/y` or `dates: y/m/d`. Where one date can be read in one
    way only, such as `31/03/2026`, the column is read so without it. `31.3.2026`, `2026-03-31`, `20260331`,
    `31-Mar-26`, `2026年3月31日` and the numbers of days in spreadsheets need nothing.
    """
    for refused in context.reached.refused:
        if refused.reason == "days":
            source, (column, sample) = context.reached.sources[refused.source], refused.names
            values: Values = {"source": source.ref, "column": column, "found": sample, **said_twice(sample)}
            values["metrics"] = lost(context, refused)
            variant = "metrics" if refused.metrics else "plain"
            yield Problem(place_of_column(context, source, column), variant, values, source.ref, subject(refused))


RULES: Final = (numbers_with_two_readings, days_with_two_readings)
