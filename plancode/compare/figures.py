"""The figures of a plan that a change may move, each under a name that both sides of a comparison have."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal, get_args

from plancode.analysis.analysis import Analysis
from plancode.analysis.capacity import lowest
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import total
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
MEASURES: Final[tuple[FigureMeasure, ...]] = get_args(FigureMeasure)
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
            {figure.renamed(name): value for figure, value in self.values.items()},
            {figure.renamed(name): value for figure, value in self.worst.items()},
        )


def figures(analysis: Analysis, bare: frozenset[str] = frozenset()) -> MeasuredFigures:
    """Return the figures of a plan; those of `bare` count in its balance also where they look after nobody."""
    measured = headline(analysis)
    high = analysis.graph.policy.utilisation.high.number
    used = (load.utilisation() for load in analysis.workload.loads if load.hours)
    overloaded = sum(1 for share in used if share is not None and share > high)
    measured.put(MeasuredFigure("overloaded", plan_ref(analysis)), overloaded)
    for level in analysis.levels:
        subject = _subject(analysis, level.team)
        for number, amount in level.commitment.items():
            period = analysis.horizon.periods[number]
            measured.put(MeasuredFigure("target", subject, level.metric, level.narrow, period), amount)
    for territory in analysis.graph.all(Territory):
        measured.put(MeasuredFigure("covered", territory.ref), analysis.coverage.of_territory(territory).share)
    for balance in analysis.books_of_people.all(bare) if bare else analysis.balance:
        measured.put(MeasuredFigure("cv", balance.role.ref, balance.measure), balance.cv)
        measured.put(MeasuredFigure("spread", balance.role.ref, balance.measure), balance.spread)
    _weights(measured, analysis)
    return measured


def reached(results: Results) -> MeasuredFigures:
    """Return what sources gave: credited, not credited, and of sellers outside what they look after."""
    measured = MeasuredFigures()
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
            measured.put(figure, measured.values.get(figure, _ZERO) + value)
    return measured


def headline(analysis: Analysis, made_of: Parts | None = None) -> MeasuredFigures:
    """Return the figures of the plan and its teams over the whole time, made of the plan's parts or of others."""
    whole = made_of or parts(analysis)
    plan, measured = plan_ref(analysis), MeasuredFigures()
    for key, level in whole.levels.items():
        _level(measured, analysis, key, level)
    measured.put(MeasuredFigure("utilisation", plan), whole.load / whole.hours if whole.hours else None)
    measured.put(MeasuredFigure("covered", plan), Decimal(whole.covered) / whole.coverable if whole.coverable else None)
    measured.put(MeasuredFigure("customers", plan), whole.customers)
    measured.put(MeasuredFigure("people", plan), whole.people)
    measured.put(MeasuredFigure("open_seats", plan), whole.open_seats)
    measured.put(MeasuredFigure("budget", plan), whole.budget if whole.budgets else None)
    return measured


def plan_ref(analysis: Analysis) -> Ref:
    """Return the plan as a subject; plans are compared under one name, whatever their ids."""
    plan = analysis.graph.plan
    return Ref("plan", "", plan.model.label if plan else "")


def _subject(analysis: Analysis, team: str) -> Ref:
    entity = analysis.graph.find(Team, team)
    if entity is not None:
        return Ref("team", team, entity.model.label)
    return Ref("team", team, team) if team else plan_ref(analysis)


def _level(measured: MeasuredFigures, analysis: Analysis, key: LevelKey, level: LevelParts) -> None:
    metric, narrow, team = key
    subject, measures = _subject(analysis, team), analysis.measures

    def figure(measure: FigureMeasure) -> MeasuredFigure:
        return MeasuredFigure(measure, subject, metric, narrow)

    measured.put(figure("target"), analysis.whole(metric, level.commitment))
    if not measures.adds_up(metric):
        return
    measured.put(figure("quota"), total(level.street, level.street) if level.street else None)
    shared = [number for number in level.commitment if number in level.below]
    measured.put(figure("over_assignment"), _quotient(level.below, level.commitment, shared))
    quoted = [number for number in level.commitment if number in level.street]
    measured.put(figure("required"), _quotient(level.commitment, level.street, quoted))
    if level.judged:
        measured.put(figure("capacity"), total(level.capacity, level.capacity))
        scope: Scope = (("team", team),) if team and not narrow else ()
        committed = dict(analysis.padding.without(metric, scope, level.commitment))
        measured.put(figure("capacity_ratio"), _quotient(level.capacity, committed, analysis.numbers))
        worst = lowest(level.capacity, committed)
        if worst is not None:
            measured.worst[figure("capacity_ratio")] = (analysis.horizon.periods[worst[0]], worst[1])


def _quotient(over: Sums, under: Sums, numbers: Collection[int]) -> Decimal | None:
    """Return one sum over another; None of a planned loss, of which a part means nothing."""
    whole = total(under, numbers)
    return total(over, numbers) / whole if whole > 0 else None


def _weights(measured: MeasuredFigures, analysis: Analysis) -> None:
    weights: dict[str, Decimal] = {}
    for kpi in analysis.graph.all(Kpi):
        weights[kpi.document_id] = weights.get(kpi.document_id, _ZERO) + kpi.model.weight
    for rubric in analysis.graph.all(RubricDocument):
        measured.put(MeasuredFigure("weights", rubric.ref), weights.get(rubric.model.id, _ZERO))
