"""What a target is about, and how its figure is written, as values of findings."""

from decimal import Decimal
from typing import Final

from plancode.analysis.measures import Measures, Scope
from plancode.analysis.targets import Target
from plancode.graph.graph import PlanGraph
from plancode.model.base import Authored
from plancode.model.plan import Channel, Product, Segment
from plancode.model.team import Person, Team
from plancode.model.territories import Account, Territory
from plancode.quantity import Quantity, rounded
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rounding import share
from plancode.said.value import Joined, Ref, Said, Term

_MODELS: Final[dict[str, type[Authored]]] = {
    "team": Team,
    "person": Person,
    "territory": Territory,
    "account": Account,
    "channel": Channel,
    "product": Product,
    "segment": Segment,
}
_TIMES: Final = {"days": "d", "hours": "h"}
_LARGE: Final = 1000
_SEVERAL: Final = 2


def scope_refs(graph: PlanGraph, scope: Scope) -> tuple[Ref, ...]:
    """Return what a scope names; the plan where it names nothing."""
    if not scope:
        return (graph.plan.ref,) if graph.plan else ()
    named = ((name, own, graph.find(_MODELS[name], own)) for name, own in scope)
    return tuple(entity.ref if entity else Ref(name, own) for name, own, entity in named)


def scope_name(graph: PlanGraph, scope: Scope) -> Said:
    """Return what a scope names as one thing among others: a product of a team, with both said together."""
    refs = scope_refs(graph, scope)
    if len(refs) < _SEVERAL:
        return refs
    return Term("scope_of", (("what", refs[-1]), ("of", Joined(refs[:-1], "list.dot"))))


def about(context: RuleContext, metric: str, scope: Scope) -> dict[str, Said]:
    """Return the values that say which target is meant."""
    return {"metric": metric_ref(context.graph, metric), "scope": scope_refs(context.graph, scope)}


def about_target(context: RuleContext, target: Target) -> dict[str, Said]:
    """Return the same for one target."""
    return about(context, target.metric, target.scope)


def subject_of(metric: str, scope: Scope) -> str:
    """Return a text that tells targets of one document apart."""
    return f"{metric}@{','.join(f'{name}={value}' for name, value in scope)}"


def figure(measures: Measures, amount: Decimal, metric: str) -> Quantity:
    """Return an amount of a metric as a reader wants it: in percent, days or hours, whole where it is large."""
    measured = measures.metric(metric)
    unit = measured.unit if measured is not None else None
    if unit == "percent":
        return share(amount)
    return Quantity(
        rounded(amount, 0 if abs(amount) >= _LARGE else measures.places(metric)), _TIMES.get(unit or "", "")
    )


def accepted(target: Target) -> bool:
    """Whether the author says why an odd figure is meant so."""
    return target.row is not None and target.row.accept is not None


def undated(context: RuleContext) -> frozenset[Target]:
    """Return the targets that name a period that the plan does not know; their own finding says so."""
    stated = ((target, target.row.period) for target in context.figures.targets.targets if target.row is not None)
    return frozenset(target for target, name in stated if name is not None and context.graph.period(name) is None)
