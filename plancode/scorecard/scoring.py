"""What a line of a scorecard gives, with the steps by which a reader recomputes it."""

from dataclasses import dataclass, replace
from decimal import Decimal

from plancode.graph.graph import PlanGraph
from plancode.model.methods.method import Method
from plancode.model.methods.reading import Reading, Reason, Step
from plancode.model.rubric import Kpi, RubricDocument
from plancode.period import Period


@dataclass(frozen=True, slots=True)
class Scored:
    """A line with its points, or with the reason why it has none.

    `raw` are the points before cap, floor, least and most; all three are None where there is a reason. `attainment`
    and `variance` stand wherever actual and target allow them, whatever the method. `method` is the model's key,
    `steps` are in the order of the calculation. `parts` are the periods of a card in which it was scored one by one.
    """

    method: str
    reading: Reading
    raw: Decimal | None = None
    points: Decimal | None = None
    attainment: Decimal | None = None
    variance: Decimal | None = None
    steps: tuple[Step, ...] = ()
    reason: Reason | None = None
    parts: tuple["PartOfLine", ...] = ()

    def as_planned(self, unread: Reading) -> Reading:
        """Return a reading without figures, but with the target of a planned loss: that is scored in another way."""
        target = self.reading.target
        return replace(unread, target=target) if target is not None and target < 0 else unread


@dataclass(frozen=True, slots=True)
class PartOfLine:
    """A line in one of the periods that its card is made of."""

    period: Period
    scored: Scored


def unread(graph: PlanGraph, kpi: Kpi) -> Reading:
    """Return what is known of a line before anything is read: which way is better, and the unit of its figures."""
    if kpi.assess is not None or kpi.tasks:
        return Reading(unit="points" if kpi.assess is not None else "percent")
    metric = graph.metric(kpi.metric) if kpi.metric is not None else None
    return Reading(lower_is_better=metric.better == "lower", unit=metric.unit) if metric is not None else Reading()


def part_of_weight(kpi: Kpi, rubric: RubricDocument) -> Decimal:
    """Return the weight that a line is scored by each time: its part, where its periods are added up."""
    return kpi.weight / kpi.added_up(rubric.period)


def points(score: Method, weight: Decimal, reading: Reading) -> Scored:
    """Return what a line of this method and weight gives for a reading."""
    attained = score.attainment(reading)
    attainment = attained if isinstance(attained, Decimal) else None
    given = reading.reason or score.given(weight, reading)
    if isinstance(given, str):
        return Scored(score.method, reading, None, None, attainment, reading.variance, score.begun(reading), given)
    steps = (*given.steps, ("raw", given.raw), ("points", given.points))
    return Scored(score.method, reading, given.raw, given.points, attainment, reading.variance, steps)
