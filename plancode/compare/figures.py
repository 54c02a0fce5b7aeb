"""The figures of a plan that a change may move, each under a name that both sides of a comparison have."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal

from plancode.analysis.analysis import Analysis
from plancode.analysis.capacity import lowest
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import Level, total
from plancode.compare.parts import LevelKey, LevelParts, Parts, Sums, parts
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Team
from plancode.model.territories import Territory
from plancode.period import Period
from plancode.said.value import Ref
from plancode.scorecard.results import Results

_ZERO = Decimal(0)
FigureMeasure = Literal[
    "target", "quota", "over_assignment", "required", "capacity", "capacity_ratio", "utilisation", "overloaded",
    "covered", "cv", "spread", "weights", "budget", "people", "open_seats", "customers", "matched", "unmatched",
    "outside", "outside_rows",
]  # fmt: skip
MEASURES: Final[tuple[FigureMeasure, ...]] = (
    "target", "quota", "over_assignment", "required", "capacity", "capacity_ratio", "utilisation", "overloaded",
    "covered", "cv", "spread", "weights", "budget", "people", "open_seats", "customers", "matched", "unmatched",
    "outside", "outside_rows",
)  # fmt: skip
RATIOS: Final = frozenset({"over_assignment", "required", "capacity_ratio", "utilisation", "covered"})
"""Measures that are shares of one; `cv` is a plain number."""


@dataclass(frozen=True, slots=True)
class MeasuredFigure:
    """What is measured: of the plan, a team, a role, a territory or a rubric; of a metric, narrowed or not, a period.

    `metric` is the measure of a balance where that is what is balanced.
    """

    measure: FigureMeasure
    subject: Ref
    metric: str = ""
    narrow: Scope = ()
    period: Period | None = None

    def renamed(self, name: Callable[[Ref], Ref]) -> "MeasuredFigure":
        """Return the same with its subject called as another plan calls it."""
        return replace(self, subject=name(self.subject))


@dataclass
class MeasuredFigures:
    """Values by what is measured, and the worst period of those that have one."""

    values: dict[MeasuredFigure, Decimal] = field(default_factory=dict)
    worst: dict[MeasuredFigure, tuple[Period, Decimal]] = field(default_factory=dict)

    def put(self, figure: MeasuredFigure, value: Decimal | int | None) -> None:
        """Take in a value, where there is one."""
        if value is not None:
            self.values[figure] = Decimal(value)

    def renamed(self, name: Callable[[Ref], Ref]) -> "MeasuredFigures":
        """Return the same figures with their subjects called as another plan calls them."""
        return MeasuredFigures(
            {one.renamed(name): value for one, value in self.values.items()},
            {one.renamed(name): value for one, value in self.worst.items()},
        )


def figures(analysis: Analysis) -> MeasuredFigures:
    """Return the figures of a plan."""
    found = headline(analysis)
    found.put(MeasuredFigure("overloaded", plan_ref(analysis)), _overloaded(analysis))
    for level in analysis.levels:
        _by_period(found, analysis, level)
    for territory in analysis.graph.all(Territory):
        found.put(MeasuredFigure("covered", territory.ref), analysis.coverage.of_territory(territory).share)
    for balance in analysis.balance:
        found.put(MeasuredFigure("cv", balance.role.ref, balance.measure), balance.cv)
        found.put(MeasuredFigure("spread", balance.role.ref, balance.measure), balance.spread)
    _weights(found, analysis)
    return found


def reached(results: Results) -> MeasuredFigures:
    """Return what sources gave: credited, not credited, and of sellers outside what they look after."""
    found = MeasuredFigures()
    plan = plan_ref(results.analysis)
    for (_, metric), totals in results.totals.items():
        values: dict[FigureMeasure, Decimal] = {
            "matched": totals.matched,
            "unmatched": totals.unmatched,
            "outside": totals.outside,
            "outside_rows": Decimal(totals.outside_rows),
        }
        for measure, value in values.items():
            figure = MeasuredFigure(measure, plan, metric)
            found.put(figure, found.values.get(figure, _ZERO) + value)
    return found


def headline(analysis: Analysis, found: Parts | None = None) -> MeasuredFigures:
    """Return the figures of the plan and its teams over the whole time, made of the plan's parts or of others."""
    made = found or parts(analysis)
    plan, figures = plan_ref(analysis), MeasuredFigures()
    for key, level in made.levels.items():
        _level(figures, analysis, key, level)
    figures.put(MeasuredFigure("utilisation", plan), made.load / made.hours if made.hours else None)
    figures.put(MeasuredFigure("covered", plan), Decimal(made.covered) / made.coverable if made.coverable else None)
    figures.put(MeasuredFigure("customers", plan), made.customers)
    figures.put(MeasuredFigure("people", plan), made.people)
    figures.put(MeasuredFigure("open_seats", plan), made.open_seats)
    figures.put(MeasuredFigure("budget", plan), made.budget if made.budgets else None)
    return figures


def plan_ref(analysis: Analysis) -> Ref:
    """Return the plan as a subject; plans are compared under one name, whatever their ids."""
    plan = analysis.graph.plan
    return Ref("plan", "", plan.model.label if plan else "")


def _subject(analysis: Analysis, team: str) -> Ref:
    found = analysis.graph.find(Team, team)
    if found is not None:
        return Ref("team", team, found.model.label)
    return Ref("team", team, team) if team else plan_ref(analysis)


def _level(found: MeasuredFigures, analysis: Analysis, key: LevelKey, level: LevelParts) -> None:
    metric, narrow, team = key
    subject, measures = _subject(analysis, team), analysis.measures

    def figure(measure: FigureMeasure) -> MeasuredFigure:
        return MeasuredFigure(measure, subject, metric, narrow)

    found.put(figure("target"), analysis.whole(metric, level.commitment))
    if not measures.adds_up(metric):
        return
    found.put(figure("quota"), total(level.street, level.street) if level.street else None)
    shared = [number for number in level.commitment if number in level.below]
    found.put(figure("over_assignment"), _quotient(level.below, level.commitment, shared))
    quoted = [number for number in level.commitment if number in level.street]
    found.put(figure("required"), _quotient(level.commitment, level.street, quoted))
    if level.judged:
        found.put(figure("capacity"), total(level.capacity, level.capacity))
        found.put(figure("capacity_ratio"), _quotient(level.capacity, level.commitment, analysis.numbers))
        worst = lowest(level.capacity, level.commitment)
        if worst is not None:
            found.worst[figure("capacity_ratio")] = (analysis.horizon.periods[worst[0]], worst[1])


def _quotient(over: Sums, under: Sums, numbers: Iterable[int]) -> Decimal | None:
    listed = tuple(numbers)
    whole = total(under, listed)
    return total(over, listed) / whole if whole else None


def _by_period(found: MeasuredFigures, analysis: Analysis, level: Level) -> None:
    subject = _subject(analysis, level.team)
    for number, amount in level.commitment.items():
        period = analysis.horizon.periods[number]
        found.put(MeasuredFigure("target", subject, level.metric, level.narrow, period), amount)


def _overloaded(analysis: Analysis) -> int:
    high = analysis.graph.policy.utilisation.high.number
    used = (load.utilisation() for load in analysis.workload.loads if load.hours)
    return sum(1 for one in used if one is not None and one > high)


def _weights(found: MeasuredFigures, analysis: Analysis) -> None:
    weights: dict[str, Decimal] = {}
    for kpi in analysis.graph.all(Kpi):
        weights[kpi.document_id] = weights.get(kpi.document_id, _ZERO) + kpi.model.weight
    for rubric in analysis.graph.all(RubricDocument):
        found.put(MeasuredFigure("weights", rubric.ref), weights.get(rubric.model.id, _ZERO))
