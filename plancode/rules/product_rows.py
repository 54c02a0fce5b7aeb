"""DAT: what rows of sources say beside whose they are: products, and that something was returned."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.actuals.records import Sample
from plancode.findings.problem import Problem
from plancode.rules.context import RuleContext
from plancode.rules.rounding import share
from plancode.rules.rule import WARNING, rule
from plancode.rules.sources import column_place, quoted, readings, worth
from plancode.rules.unmatched import known_otherwise

if TYPE_CHECKING:
    from plancode.said.value import Values

_SHOWN: Final = 5


@rule("DAT133", "unknown-product", WARNING, figures=True, results=True)
def unknown_product(context: RuleContext) -> Iterator[Problem]:
    """Rows of a source name products that the plan does not list.

    ## Why it matters
    They count for whoever sold them, for the team and for the plan. But targets of products, channels of their own and
    margins lack them: a new product, or a second number of an old one, goes unnoticed.

    ## Fails
    ```yaml
    products: [{id: cola, codes: {erp: C-1}}]
    ```
    and orders with the product `C-2`.

    ## Passes
    ```yaml
    products: [{id: cola, codes: {erp: [C-1, C-2]}}]
    ```

    ## How to fix
    Write the code under `codes` of the product; it may have several in one system. Or add the product to the plan.
    Rows that are no sales of products are left out by `filters`. The results page shows all products of each source.
    """
    for source, reading in readings(context):
        seen = [one for one in reading.products if one.start <= context.as_of]
        unknown = [one for one in seen if one.product is None]
        rows = sum(one.rows for one in unknown)
        if rows:
            of, codes = sum(one.rows for one in seen), Counter[str]()
            for one in unknown:
                codes[one.code] += one.rows
            first = sorted(codes, key=lambda code: (-codes[code], code))
            values: Values = {"source": source.ref, "rows": rows, "of": of, "share": share(Decimal(rows) / of)}
            values |= {"amount": worth(context, source, sum((one.amount or Decimal(0) for one in unknown), Decimal(0)))}
            values |= {"count": len(codes), "samples": quoted(first[:_SHOWN])}
            samples = [Sample(code, codes[code], Decimal(0)) for code in first]
            variant, more = known_otherwise(context, source, "product", samples) or ("plain", {})
            yield Problem(column_place(source, "product"), variant, values | more, source.ref, "plain")


@rule("DAT134", "returns-without-rows", WARNING, results=True)
def returns_without_rows(context: RuleContext) -> Iterator[Problem]:
    """The filter that tells credit notes and returns of a source lets no row through.

    ## Why it matters
    If they are spelled in another way, they count as sales, and the result is too high by twice their amount.

    ## Fails
    `returns: [{column: type, is: credit_note}]`, and the source says `Credit note`.

    ## Passes
    `returns: [{column: type, is: Credit note}]`

    ## How to fix
    Write the value exactly as in the source. Where there was no return yet, accept this finding with that reason.
    """
    for source, reading in readings(context):
        is_misspelt = any(sifted.returns for sifted in reading.misspelt)  # which DAT126 tells
        if source.model.returns and reading.rows and not reading.returned and not is_misspelt:
            values: Values = {"source": source.ref, "rows": reading.rows}
            yield Problem(source.place("returns", key=True), "plain", values, source.ref)


RULES: Final = (unknown_product, returns_without_rows)
