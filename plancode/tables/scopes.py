"""What figures are about and counted in: metrics, scopes, amounts, as cells."""

from decimal import Decimal
from typing import Final

from plancode.analysis.measures import Measures, Scope
from plancode.graph.graph import PlanGraph
from plancode.model.base import Keyed
from plancode.model.methods.reading import Quotient
from plancode.model.plan import Channel, Metric, Product, Segment
from plancode.model.rubric import Kpi
from plancode.model.team import Person, Team
from plancode.model.territories import Account, Territory
from plancode.quantity import Quantity
from plancode.said.value import Ref, Rounded, Said, Term
from plancode.scorecard.answers import answers_of

WHOLE_PLAN: Final = Term("whole_plan")
_MODELS: Final[dict[str, type[Keyed]]] = {
    "team": Team, "person": Person, "territory": Territory, "account": Account,
    "channel": Channel, "product": Product, "segment": Segment,
}  # fmt: skip
_EACH_PROMOTER: Final = 100
"""What a promoter adds to the numerator of a net promoter score."""
_CENTS: Final = 2
_UNITS: Final = {"percent": "%", "days": "d", "hours": "h"}


def metric_ref(graph: PlanGraph, name: str) -> Ref:
    """Return a metric by its own title, with the plan's currency where it is money."""
    own, metric = graph.find(Metric, name), graph.metric(name)
    unit = graph.plan.model.currency if graph.plan and metric is not None and metric.unit == "money" else ""
    return Ref("metric", name, own.model.title or "" if own is not None else "", unit)


def kpi_ref(graph: PlanGraph, kpi: Kpi) -> Ref:
    """Return a line of a scorecard; one without a title is called after its metric."""
    return Ref("kpi", kpi.id, kpi.title or "", called_after=metric_ref(graph, kpi.metric) if kpi.metric else None)


def scope_cell(graph: PlanGraph, scope: Scope) -> Said:
    """Return what a figure is about: the whole plan, or what its scope names."""
    if not scope:
        return WHOLE_PLAN
    parts = tuple(part_ref(graph, dimension, name) for dimension, name in scope)
    return parts[0] if len(parts) == 1 else parts


def part_ref(graph: PlanGraph, dimension: str, name: str) -> Ref:
    """Return what one part of a scope names."""
    entity = graph.find(_MODELS[dimension], name)
    return entity.ref if entity is not None else Ref(dimension, name)


def made_of(graph: PlanGraph, metric: str, parts: Quotient) -> Term:
    """Return what a quotient is made of, so that it can be recomputed from its rows: of a survey how many answered."""
    answers, under = answers_of(graph, metric), ("under", Rounded(parts.under))
    if answers == "nps":
        net = parts.over / _EACH_PROMOTER
        if parts.promoters is None:
            return Term("made_of.net", (("net", Rounded(net)), under))
        detractors = ("detractors", Rounded(parts.promoters - net))
        return Term("made_of.nps", (("promoters", Rounded(parts.promoters)), detractors, under))
    known = graph.metric(metric)
    if known is not None and known.factor:
        over = ("over", Rounded(parts.over / known.factor))
        return Term("made_of.times", (over, under, ("factor", known.factor)))
    return Term("made_of.csat" if answers else "ratio_of", (("over", Rounded(parts.over)), under))


def measured(measures: Measures, metric: str, value: Decimal | None) -> Said:
    """Return a figure in the unit of its metric, where that is no money and no count; money as fine as its currency."""
    known = measures.metric(metric)
    unit = _UNITS.get(known.unit or "") if known is not None else None
    if value is None or unit is not None:
        return value if value is None or unit is None else Quantity(value, unit)
    places = measures.places(metric)
    return value if places == _CENTS else Rounded(value, places)
