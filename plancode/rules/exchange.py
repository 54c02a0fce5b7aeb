"""TGT: amounts in a currency for which the plan has no rate."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from plancode.findings.place import Route
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.base import Keyed
from plancode.model.plan import Plan, Product
from plancode.model.responsibilities import Duty
from plancode.model.targets import HistoryRow, Opportunity, ProfilePhasing, ScopedRow, TargetRow, TargetsDocument
from plancode.model.team import Person, Role
from plancode.model.territories import Account, AccountGroup
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.said.value import Said

StatedAmounts = Iterator[tuple[Route, Quantity | None, str | None]]
"""Amounts of an entity: where they stand, and the period by whose first day the rate is taken (None: the plan's)."""

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
    for model, amounts in _AMOUNTS:
        for entity in graph.all(model):
            for route, quantity, period in amounts(entity.model):
                if quantity is not None and quantity.unit.isupper() and quantity.unit != own:
                    at = graph.period(period) if period else None
                    yield entity, route, quantity.unit, at.start if at else start


def _account(model: Account | AccountGroup) -> StatedAmounts:
    yield ("potential",), model.potential, None
    yield ("last_year",), model.last_year, None


def _productivity(model: Role | Person) -> StatedAmounts:
    for index, productivity in enumerate(model.productivity):
        yield ("productivity", index, "amount"), productivity.amount.quantity, None


def _role(model: Role) -> StatedAmounts:
    yield ("cost",), model.cost, None
    yield ("ote",), model.ote, None
    yield from _productivity(model)


def _row(row: ScopedRow) -> StatedAmounts:
    yield ("amount",), row.amount, row.period
    if row.baseline is not None:
        yield ("baseline", "amount"), row.baseline.amount, row.baseline.period


def _document(model: TargetsDocument) -> StatedAmounts:
    period = model.target.period if model.target else None
    if model.target is not None:
        yield from ((("target", *route), quantity, at) for route, quantity, at in _row(model.target))
    for index, part in enumerate(model.parts):
        yield ("parts", index, "amount"), part.amount, period
    if isinstance(model.phasing, ProfilePhasing):
        for index, amount in enumerate(model.phasing.amounts):
            yield ("phasing", "amounts", index), amount, period


def _history(model: HistoryRow) -> StatedAmounts:
    yield ("amount",), model.amount, model.period


def _opportunity(model: Opportunity) -> StatedAmounts:
    yield ("amount",), model.amount, None


def _needs(model: Duty | Action) -> StatedAmounts:
    for key, needs in (("needs", model.needs), ("provided", model.provided)):
        yield (key, "budget"), needs.budget if needs else None, None


def _action(model: Action) -> StatedAmounts:
    yield ("budget",), model.budget, None
    yield from _needs(model)
    for key, effects in (("effects", model.effects), ("results", model.results)):
        yield from (((key, index, "amount"), effect.amount, None) for index, effect in enumerate(effects))


def _adjustment(model: AdjustmentDocument) -> StatedAmounts:
    for index, change in enumerate(model.changes):
        for key in ("annual", "from_effective", "delta"):
            yield ("changes", index, key), getattr(change, key), None


def _product(model: Product) -> StatedAmounts:
    yield ("price",), model.price, None


def _plan(model: Plan) -> StatedAmounts:
    yield ("market", "size"), model.market.size if model.market else None, None


_AMOUNTS: Final[tuple[tuple[type[Keyed], Callable[..., StatedAmounts]], ...]] = (
    (TargetsDocument, _document),
    (TargetRow, _row),
    (HistoryRow, _history),
    (Opportunity, _opportunity),
    (Plan, _plan),
    (Product, _product),
    (Role, _role),
    (Person, _productivity),
    (Account, _account),
    (AccountGroup, _account),
    (Action, _action),
    (Duty, _needs),
    (AdjustmentDocument, _adjustment),
)

RULES: Final = (no_exchange_rate,)
