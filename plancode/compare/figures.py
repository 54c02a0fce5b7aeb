"""The figures of a plan that a change may move, each under a name that both sides of a comparison have."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import Level, total
from plancode.findings.values import Ref
from plancode.model.actions import Action
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person, Team
from plancode.model.territories import Territory
from plancode.period import Period
from plancode.scorecard.results import Results

_ZERO = Decimal(0)
Measure = Literal[
    "target", "quota", "over_assignment", "required", "capacity", "capacity_ratio", "utilisation", "overloaded",
    "covered", "cv", "spread", "weights", "budget", "people", "open_seats", "customers", "matched", "unmatched",
    "outside", "outside_rows",
]  # fmt: skip
MEASURES: Final[tuple[Measure, ...]] = (
    "target", "quota", "over_assignment", "required", "capacity", "capacity_ratio", "utilisation", "overloaded",
    "covered", "cv", "spread", "weights", "budget", "people", "open_seats", "customers", "matched", "unmatched",
    "outside", "outside_rows",
)  # fmt: skip
RATIOS: Final = frozenset({"over_assignment", "required", "capacity_ratio", "utilisation", "covered"})
"""Measures that are shares of one; `cv` is a plain number."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What is measured: of the plan, a team, a role, a territory or a rubric; of a metric, narrowed or not, a period.

    `metric` is the measure of a balance where that is what is balanced.
    """

    measure: Measure
    subject: Ref
    metric: str = ""
    narrow: Scope = ()
    period: Period | None = None


@dataclass
class Figures:
    """Values by what is measured, and the worst period of those that have one."""

    values: dict[Figure, Decimal] = field(default_factory=dict)
    worst: dict[Figure, tuple[Period, Decimal]] = field(default_factory=dict)

    def put(self, figure: Figure, value: Decimal | int | None) -> None:
        """Take in a value, where there is one."""
        if value is not None:
            self.values[figure] = Decimal(value)

    def renamed(self, name: Callable[[Ref], Ref]) -> "Figures":
        """Return the same figures with their subjects called as another plan calls them."""
        return Figures(
            {replace(one, subject=name(one.subject)): value for one, value in self.values.items()},
            {replace(one, subject=name(one.subject)): value for one, value in self.worst.items()},
        )


def figures(analysis: Analysis) -> Figures:
    """Return the figures of a plan."""
    found = headline(analysis)
    for level in analysis.levels:
        _by_period(found, analysis, level)
    for territory in analysis.graph.all(Territory):
        found.put(Figure("covered", territory.ref), analysis.coverage.of_territory(territory).share)
    for balance in analysis.balance:
        found.put(Figure("cv", balance.role.ref, balance.measure), balance.cv)
        found.put(Figure("spread", balance.role.ref, balance.measure), balance.spread)
    _weights(found, analysis)
    return found


def reached(results: Results) -> Figures:
    """Return what sources gave: credited, not credited, and of sellers outside what they look after."""
    found = Figures()
    plan = plan_ref(results.analysis)
    for (_, metric), totals in results.totals.items():
        values: dict[Measure, Decimal] = {
            "matched": totals.matched,
            "unmatched": totals.unmatched,
            "outside": totals.outside,
            "outside_rows": Decimal(totals.outside_rows),
        }
        for measure, value in values.items():
            figure = Figure(measure, plan, metric)
            found.put(figure, found.values.get(figure, _ZERO) + value)
    return found


def headline(analysis: Analysis) -> Figures:
    """Return the figures of the plan and its teams over the whole time."""
    found = Figures()
    for level in analysis.levels:
        _level(found, analysis, level)
    _people(found, analysis)
    plan = plan_ref(analysis)
    found.put(Figure("covered", plan), analysis.coverage.covered(analysis.coverage.groups).share)
    found.put(Figure("customers", plan), sum(len(group.customers) for group in analysis.coverage.groups))
    found.put(Figure("budget", plan), _budget(analysis))
    return found


def plan_ref(analysis: Analysis) -> Ref:
    """Return the plan as a subject; plans are compared under one name, whatever their ids."""
    plan = analysis.graph.plan
    return Ref("plan", "", plan.model.label if plan else "")


def _subject(analysis: Analysis, team: str) -> Ref:
    found = analysis.graph.find(Team, team)
    if found is not None:
        return Ref("team", team, found.model.label)
    return Ref("team", team, team) if team else plan_ref(analysis)


def _level(found: Figures, analysis: Analysis, level: Level) -> None:
    subject, numbers = _subject(analysis, level.team), analysis.numbers

    def figure(measure: Measure) -> Figure:
        return Figure(measure, subject, level.metric, level.narrow)

    found.put(figure("target"), analysis.whole(level.metric, level.commitment))
    if not analysis.measures.adds_up(level.metric):
        return
    street = level.street.whole
    found.put(figure("quota"), total(street, numbers) if street else None)
    found.put(figure("over_assignment"), level.over_assignment(numbers))
    found.put(figure("required"), level.required_attainment(numbers))
    _capacity(found, analysis, level, figure("capacity"), figure("capacity_ratio"))


def _capacity(found: Figures, analysis: Analysis, level: Level, figure: Figure, ratio: Figure) -> None:
    if level.metric not in analysis.capacity.metrics or level.narrow:
        return
    capacity = analysis.capacity_of(level.metric, level.scope)
    if capacity is None or not capacity.judged:
        return
    found.put(figure, capacity.whole)
    target = total(level.commitment, analysis.numbers)
    found.put(ratio, capacity.whole / target if target else None)
    each = [
        (analysis.horizon.periods[number], capacity.by_period.get(number, _ZERO) / amount)
        for number, amount in level.commitment.items()
        if amount
    ]
    if each:
        found.worst[ratio] = min(each, key=lambda one: (one[1], one[0].start))


def _by_period(found: Figures, analysis: Analysis, level: Level) -> None:
    subject = _subject(analysis, level.team)
    for number, amount in level.commitment.items():
        period = analysis.horizon.periods[number]
        found.put(Figure("target", subject, level.metric, level.narrow, period), amount)


def _people(found: Figures, analysis: Analysis) -> None:
    plan, high = plan_ref(analysis), analysis.graph.policy.utilisation.high.number
    loads = [load for load in analysis.workload.loads if load.hours]
    hours = sum((sum((load.hours or {}).values(), _ZERO) for load in loads), _ZERO)
    found.put(Figure("utilisation", plan), sum((load.whole() for load in loads), _ZERO) / hours if hours else None)
    used = (load.utilisation() for load in loads)
    found.put(Figure("overloaded", plan), sum(1 for one in used if one is not None and one > high))
    there = [one for one in analysis.graph.all(Person) if analysis.staffing.stints(one)]
    found.put(Figure("people", plan), sum(1 for one in there if not one.model.open))
    found.put(Figure("open_seats", plan), sum(1 for one in there if one.model.open))


def _weights(found: Figures, analysis: Analysis) -> None:
    weights: dict[str, Decimal] = {}
    for kpi in analysis.graph.all(Kpi):
        weights[kpi.document_id] = weights.get(kpi.document_id, _ZERO) + kpi.model.weight
    for rubric in analysis.graph.all(RubricDocument):
        found.put(Figure("weights", rubric.ref), weights.get(rubric.model.id, _ZERO))


def _budget(analysis: Analysis) -> Decimal | None:
    amounts = list(_budgets(analysis))
    return sum(amounts, _ZERO) if amounts else None


def _budgets(analysis: Analysis) -> Iterator[Decimal]:
    for action in analysis.graph.all(Action):
        if action.model.budget is not None and action.model.status != "dropped":
            amount = analysis.measures.money(action.model.budget, analysis.horizon.plan.start)
            if amount is not None:
                yield amount
