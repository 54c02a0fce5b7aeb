"""What figures are about, as values of findings."""

from plancode.analysis.measures import Scope
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.base import Keyed
from plancode.model.plan import Metric
from plancode.model.team import Team
from plancode.said.value import Ref


def metric_ref(graph: PlanGraph, name: str) -> Ref:
    """Return a metric, one of the plan's own or a built-in one."""
    own = graph.find(Metric, name)
    return own.ref if own else Ref("metric", name)


def node_of(graph: PlanGraph, scope: Scope) -> Entity[Keyed] | None:
    """Return the team that a scope names alone, or the plan where it names nothing."""
    if not scope:
        return graph.plan
    return graph.find(Team, scope[0][1]) if len(scope) == 1 and scope[0][0] == "team" else None
