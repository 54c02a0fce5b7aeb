"""TGT: amounts in a currency for which the plan has no rate."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from plancode.findings.place import Route
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.rules.stated import stated_figures
from plancode.rules.units import is_in_unit
from plancode.said.value import Said

SHOWN: Final = 4


@rule("TGT125", "no-exchange-rate", ERROR, figures=True)
def no_exchange_rate(context: RuleContext) -> Iterator[Problem]:
    """An amount is in a currency for which the plan has no rate, or none yet on that day.

    ## Why it matters
    Amounts in different currencies are added up in the plan's own. Without a plan rate the amount counts nowhere.

    ## Fails
    ```yaml
    currency: CNY
    ```
    and in the targets
    ```yaml
    target: {team: east, amount: USD 600k}
    ```

    ## Passes
    ```yaml
    currency: CNY
    rates: [{currency: USD, rate: 7.1}]
    ```

    ## How to fix
    Write the currency with its plan rate under `rates` of the plan; a rate without `from` holds from the start, and
    for what was reached before. One finding names the first amount in each currency; the others are listed with it.
    """
    measures = context.figures.measures
    unrated: dict[tuple[str, str], list[tuple[Entity[Keyed], Route]]] = {}
    rated: dict[tuple[str, date], bool] = {}
    known = {rate.currency for rate in context.graph.plan.model.rates} if context.graph.plan else set()
    for entity, route, unit, day in _foreign(context):
        if (unit, day) not in rated:
            rated[unit, day] = measures.rate(unit, day) is not None
        if not rated[unit, day]:
            unrated.setdefault((unit, "late" if unit in known else "plain"), []).append((entity, route))
    for (unit, variant), amounts in unrated.items():
        (entity, route), *others = amounts
        values = dict[str, Said](currency=unit, plan=measures.currency, found=len(amounts))
        related = tuple(other.place(*way) for other, way in others[:SHOWN])
        yield Problem(entity.place(*route), variant, values, entity.ref, unit, related)


def _foreign(context: RuleContext) -> Iterator[tuple[Entity[Keyed], Route, str, date]]:
    """Yield every amount in another currency than the plan's, with the day whose rate it takes."""
    graph, start, own = context.graph, context.figures.horizon.plan.start, context.figures.measures.currency
    for entity, figure in context.once(stated_figures):
        unit = figure.quantity.unit if figure.quantity is not None else ""
        if unit.isupper() and unit != own and is_in_unit(graph, figure):
            at = graph.period(figure.period) if figure.period else None
            yield entity, figure.route, unit, at.start if at else start


RULES: Final = (no_exchange_rate,)
