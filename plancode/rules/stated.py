"""Every figure that a plan states, where it stands, and in which metric: each rule about figures asks this one list."""

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from plancode.findings.place import Route
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.base import Keyed
from plancode.model.plan import Metric, Plan, Product
from plancode.model.responsibilities import Duty
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.targets import HistoryRow, Opportunity, ProfilePhasing, ScopedRow, TargetRow, TargetsDocument
from plancode.model.team import Person, Role
from plancode.model.territories import Account, AccountGroup
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext

TASKS: Final = "task_completion"
FigureSort = Literal["level", "move", "limit", "step"]


class StatedFigure(NamedTuple):
    """A figure: where it stands below its entity, and what it is of.

    Without a `metric` it is money. A `period` gives the day whose exchange rate it takes; without one, the plan's
    first. A `level` is a value that the metric can have, a `move` a difference, a `limit` one of a scorecard, which in
    percent may mean the attainment, a `step` the smallest part that is handed out.
    """

    route: Route
    quantity: Quantity | None
    metric: str | None = None
    period: str | None = None
    sort: FigureSort = "level"


_Figures = Iterator[StatedFigure]


def stated_figures(context: RuleContext) -> list[tuple[Entity[Keyed], StatedFigure]]:
    """Return every figure that is stated, with the entity that states it."""
    graph, stated = context.graph, list[tuple[Entity[Keyed], StatedFigure]]()
    metrics = {document.model.id: document.model.metric for document in graph.all(TargetsDocument)}
    for model, figures in _FIGURES:
        for entity in graph.all(model):
            written = figures(entity.model, metrics, entity.document_id)
            stated += ((entity, figure) for figure in written if figure.quantity is not None)
    return stated


def _account(model: Account | AccountGroup, *_: object) -> _Figures:
    yield StatedFigure(("potential",), model.potential)
    yield StatedFigure(("last_year",), model.last_year)


def _productivity(model: Role | Person, *_: object) -> _Figures:
    for index, productivity in enumerate(model.productivity):
        yield StatedFigure(("productivity", index, "amount"), productivity.amount.quantity, productivity.metric)


def _role(model: Role, *_: object) -> _Figures:
    yield StatedFigure(("cost",), model.cost)
    yield StatedFigure(("ote",), model.ote)
    yield from _productivity(model)


def _amounts(row: ScopedRow, metric: str) -> _Figures:
    yield StatedFigure(("amount",), row.amount, metric, row.period)
    if row.baseline is not None:
        yield StatedFigure(("baseline", "amount"), row.baseline.amount, metric, row.baseline.period)


def _row(row: TargetRow, metrics: dict[str, str], document: str) -> _Figures:
    yield from _amounts(row, metrics.get(document, ""))


def _document(model: TargetsDocument, *_: object) -> _Figures:
    period = model.target.period if model.target else None
    if model.target is not None:
        for figure in _amounts(model.target, model.metric):
            yield figure._replace(route=("target", *figure.route))
    for index, part in enumerate(model.parts):
        yield StatedFigure(("parts", index, "amount"), part.amount, model.metric, period)
    if isinstance(model.phasing, ProfilePhasing):
        for index, amount in enumerate(model.phasing.amounts):
            yield StatedFigure(("phasing", "amounts", index), amount, model.metric, period)


def _history(model: HistoryRow, metrics: dict[str, str], document: str) -> _Figures:
    yield StatedFigure(("amount",), model.amount, model.metric or metrics.get(document, ""), model.period)


def _opportunity(model: Opportunity, *_: object) -> _Figures:
    yield StatedFigure(("amount",), model.amount)


def _needs(model: Duty | Action, *_: object) -> _Figures:
    for key, needs in (("needs", model.needs), ("provided", model.provided)):
        yield StatedFigure((key, "budget"), needs.budget if needs else None)


def _action(model: Action, *_: object) -> _Figures:
    yield StatedFigure(("budget",), model.budget)
    yield from _needs(model)
    for key, effects in (("effects", model.effects), ("results", model.results)):
        for index, effect in enumerate(effects):
            yield StatedFigure((key, index, "amount"), effect.amount, effect.metric, sort="move")


def _adjustment(model: AdjustmentDocument, metrics: dict[str, str], _: str) -> _Figures:
    for index, change in enumerate(model.changes):
        metric = metrics.get(change.target or "", "")
        for key in ("annual", "from_effective", "delta"):
            sort: FigureSort = "move" if key == "delta" else "level"
            yield StatedFigure(("changes", index, key), getattr(change, key), metric, sort=sort)


def _product(model: Product, *_: object) -> _Figures:
    yield StatedFigure(("price",), model.price)


def _plan(model: Plan, *_: object) -> _Figures:
    yield StatedFigure(("market", "size"), model.market.size if model.market else None)


def _metric(model: Metric, *_: object) -> _Figures:
    yield StatedFigure(("step",), model.step, model.id, sort="step")
    for key, bound in (("least", model.least), ("most", model.most)):
        yield StatedFigure((key,), bound, model.id, sort="move")


def _kpi(model: Kpi, *_: object) -> _Figures:
    metric = TASKS if model.tasks else model.metric
    if metric is None:
        return
    yield StatedFigure(("target",), model.target, metric)
    for route, limit in model.score.written():
        yield StatedFigure(("score", *route), limit, metric, sort="limit")


def _rubric(model: RubricDocument, *_: object) -> _Figures:
    for index, veto in enumerate(model.vetoes):
        yield StatedFigure(("vetoes", index, "above"), veto.above, veto.metric)
        yield StatedFigure(("vetoes", index, "below"), veto.below, veto.metric)
    if model.pool is not None:
        yield StatedFigure(("pool", "amount"), model.pool.amount)
        for period, amount in model.pool.amounts.items():
            yield StatedFigure(("pool", "amounts", period), amount, period=period)


_FIGURES: Final[tuple[tuple[type[Keyed], Callable[..., _Figures]], ...]] = (
    (TargetsDocument, _document),
    (TargetRow, _row),
    (HistoryRow, _history),
    (Opportunity, _opportunity),
    (Plan, _plan),
    (Metric, _metric),
    (Product, _product),
    (Role, _role),
    (Person, _productivity),
    (Account, _account),
    (AccountGroup, _account),
    (Action, _action),
    (Duty, _needs),
    (AdjustmentDocument, _adjustment),
    (RubricDocument, _rubric),
    (Kpi, _kpi),
)
