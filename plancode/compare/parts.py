"""What headline figures are made of: sums that a part of a plan adds to, so that its change can be worked out alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import Level
from plancode.model.actions import Action
from plancode.model.team import Person

_ZERO = Decimal(0)
Sums = dict[int, Decimal]
"""Amounts by number of period."""
LevelKey = tuple[str, Scope, str]
"""Metric, narrowing, and team (empty for the plan)."""


@dataclass(frozen=True, slots=True)
class LevelParts:
    """A level by period. `judged` is None where no productivity of the metric is stated at all."""

    commitment: Sums = field(default_factory=dict)
    below: Sums = field(default_factory=dict)
    street: Sums = field(default_factory=dict)
    capacity: Sums = field(default_factory=dict)
    judged: bool | None = None


_NO_LEVEL = LevelParts()


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that headline figures are worked out from."""

    levels: dict[LevelKey, LevelParts]
    load: Decimal
    hours: Decimal
    people: int
    open_seats: int
    covered: int
    coverable: int
    customers: int
    budget: Decimal
    budgets: int

    def moved(self, before: "Parts", after: "Parts") -> "Parts | None":
        """Return these parts after what a part of the plan did, which is given before and after.

        Working out the whole plan for each group of changes would take as long as there are groups times people; all of
        this are sums, so what a part adds or takes can be worked out in the part alone and put here.

        None where the part alone cannot tell: its capacity is judged on one side only.
        """
        levels = dict(self.levels)
        for key in dict.fromkeys((*before.levels, *after.levels)):
            old, new = before.levels.get(key, _NO_LEVEL), after.levels.get(key, _NO_LEVEL)
            if old == new:
                continue
            if old.judged != new.judged:  # one person without productivity decides for all: no sum tells that
                return None
            whole = levels.get(key, _NO_LEVEL)
            levels[key] = LevelParts(
                _sums(whole.commitment, old.commitment, new.commitment),
                _sums(whole.below, old.below, new.below),
                _sums(whole.street, old.street, new.street),
                _sums(whole.capacity, old.capacity, new.capacity),
                whole.judged,
            )
        return Parts(
            levels,
            self.load + after.load - before.load,
            self.hours + after.hours - before.hours,
            self.people + after.people - before.people,
            self.open_seats + after.open_seats - before.open_seats,
            self.covered + after.covered - before.covered,
            self.coverable + after.coverable - before.coverable,
            self.customers + after.customers - before.customers,
            self.budget + after.budget - before.budget,
            self.budgets + after.budgets - before.budgets,
        )


def _sums(whole: Mapping[int, Decimal], before: Mapping[int, Decimal], after: Mapping[int, Decimal]) -> Sums:
    """Return sums by period; a period from which the last amount is taken away is none any more."""
    sums = dict(whole)
    for number in dict.fromkeys((*before, *after)):
        amount = sums.get(number, _ZERO) + after.get(number, _ZERO) - before.get(number, _ZERO)
        if amount or number in after:  # a 0 that is stated is a figure, one that is only left over is none
            sums[number] = amount
        else:
            sums.pop(number, None)
    return sums


def parts(analysis: Analysis) -> Parts:
    """Return what the headline figures of a plan are made of."""
    loads = [load for load in analysis.workload.loads if load.hours]
    coverage = analysis.coverage
    covered = coverage.covered(coverage.groups)
    there = [person for person in analysis.graph.all(Person) if analysis.staffing.stints(person)]
    actions = [action.model for action in analysis.graph.all(Action) if action.model.status != "dropped"]
    start = analysis.horizon.plan.start
    stated = (analysis.measures.money(action.budget, start) for action in actions if action.budget is not None)
    budgets = [amount for amount in stated if amount is not None]
    return Parts(
        {(level.metric, level.narrow, level.team): _level(analysis, level) for level in analysis.levels},
        sum((load.whole() for load in loads), _ZERO),
        sum((sum((load.hours or {}).values(), _ZERO) for load in loads), _ZERO),
        sum(1 for person in there if not person.model.open),
        sum(1 for person in there if person.model.open),
        covered.days,
        covered.whole,
        sum(len(group.customers) for group in coverage.groups),
        sum(budgets, _ZERO),
        len(budgets),
    )


def _level(analysis: Analysis, level: Level) -> LevelParts:
    capacity = None
    if level.metric in analysis.capacity.metrics and not level.narrow:
        capacity = analysis.capacity.of_scope(level.metric, level.scope)
    return LevelParts(
        dict(level.commitment),
        dict(level.below),
        level.street.whole,
        dict(capacity.by_period) if capacity is not None else {},
        capacity.judged if capacity is not None else None,
    )
