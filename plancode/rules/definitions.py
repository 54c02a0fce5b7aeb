"""TGT: metrics whose definition says what has no effect, or is not calculated as it says."""

from collections.abc import Iterator
from typing import Final

from plancode.findings.problem import Problem
from plancode.model.plan import Metric
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.said.value import Values, Verbatim

_OF_MONEY: Final = ("basis", "tax")


@rule("TGT155", "metric-not-as-defined", WARNING)
def metric_not_as_defined(context: RuleContext) -> Iterator[Problem]:
    """A metric has keys that fit no other, so that they have no effect, or is divided and added up like an amount.

    ## Why it matters
    `factor` multiplies a quotient, `weight_by` weighs a mean, and a quotient needs both of its parts. Written at
    another metric they look like a definition and do nothing. A margin whose parts are named, and that nobody calls a
    ratio, is added up: two teams with 30 % make 60 %.

    ## Fails
    ```yaml
    metrics:
      - {id: margin, unit: percent, numerator: gross_profit, denominator: revenue}
      - {id: orders, unit: count, factor: 12}
    ```

    ## Passes
    ```yaml
    metrics:
      - {id: margin, unit: percent, over_time: ratio, over_scope: ratio, numerator: gross_profit, denominator: revenue}
      - {id: orders, unit: count}
    ```

    ## How to fix
    Complete the definition, or delete the key. A quotient has `numerator`, `denominator` and `over_scope: ratio`; a
    mean that is weighed has `over_scope: weighted` and `weight_by`; `basis` and `tax` say something of money.
    """
    for metric in context.graph.all(Metric):
        stated, known = metric.model, context.graph.metric(metric.model.id) or metric.model
        whole = known.numerator is not None and known.denominator is not None
        lone = stated.numerator is not None or stated.denominator is not None
        found: list[tuple[str, str]] = []
        if lone and not whole:
            found.append(("numerator", "half") if stated.numerator is not None else ("denominator", "half"))
        elif lone and known.over_scope != "ratio":
            found.append(("numerator" if stated.numerator is not None else "denominator", "added"))
        if stated.factor is not None and not whole and not lone:
            found.append(("factor", "factor"))
        if stated.weight_by is not None and known.over_scope != "weighted":
            found.append(("weight_by", "weight"))
        if known.unit not in {"money", None}:
            found += [(key, "money") for key in _OF_MONEY if getattr(stated, key) is not None]
        for key, variant in found:
            other = "denominator" if key == "numerator" else "numerator"
            values: Values = {
                "metric": metric.ref,
                "key": Verbatim(key),
                "other": Verbatim(other),
            }
            yield Problem(metric.place(key, key=True), variant, values, metric.ref, key)


RULES: Final = (metric_not_as_defined,)
