"""What a scorecard can add up to at the least and at the most."""

from dataclasses import replace
from decimal import Decimal

from plancode.graph.graph import PlanGraph
from plancode.model.methods.method import Range
from plancode.model.methods.reading import ONE, ZERO, Reading
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.scoring import Bonus
from plancode.scorecard.scoring import part_of_weight, points, unread


def reachable(rubric: RubricDocument, graph: PlanGraph | None = None) -> Range:
    """Return the least and the most that a scorecard can add up to, in a plan by the bounds of its metrics."""
    total = Range(-_most(rubric.deductions), _most(rubric.additions))
    for kpi in rubric.kpis:
        within, times = line_within(kpi, rubric), kpi.added_up(rubric.period)
        weight = part_of_weight(kpi, rubric)
        best = points(kpi.score, weight, _best(graph, kpi)).points if graph is not None else None
        total += Range(within.least, min(within.most, best * times)) if best is not None else within
    return total


def line_within(kpi: Kpi, rubric: RubricDocument) -> Range:
    """Return the least and the most that a line gives, all its periods together where they are added up."""
    times, within = kpi.added_up(rubric.period), kpi.score.within(part_of_weight(kpi, rubric))
    return Range(within.least * times, within.most * times)


def _best(graph: PlanGraph, kpi: Kpi) -> Reading:
    """Return the best that can be reached in a line, as far as its figure is bounded: 100 % of a share, no claims."""
    unread_, target = unread(graph, kpi), kpi.target.number if kpi.target is not None else None
    if kpi.tasks:
        return replace(unread_, actual=ONE, target=ONE if target is None else target)
    metric = graph.metric(kpi.metric) if kpi.metric is not None else None
    if metric is None or kpi.score.grown_over is not None or kpi.score.ranked_by is not None:
        return unread_
    best = metric.least if metric.better == "lower" else metric.most
    return replace(unread_, actual=best.number if best is not None else None, target=target)


def _most(bonuses: tuple[Bonus, ...]) -> Decimal:
    return sum((bonus.max for bonus in bonuses), ZERO)
