"""Pushes: the actions that carry a peak or lift a trough, and what the calendar says in answer to one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from plancode.analysis.fit import LEARNING
from plancode.analysis.ladder import NARROW
from plancode.analysis.measures import Scope
from plancode.analysis.staffing import Staffing
from plancode.analysis.targets import Target
from plancode.calendar.season import Run
from plancode.graph.above import territory_of
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.calendar import Answer, CalendarDocument
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.period import Period

CAMPAIGNS: Final = frozenset({"campaign", "initiative"})
"""The kinds of action that lift a trough."""


_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer of a calendar to a run: with a reason, or by actions of which `actions` are those that count.

    `unknown` is true where it names an action that the plan does not have.
    """

    calendar: Entity[CalendarDocument]
    index: int
    answer: Answer
    actions: tuple[Entity[Action], ...]
    unknown: bool

    @property
    def holds(self) -> bool:
        """Whether it settles the run: there is a reason, or an action that is done in it."""
        return self.answer.accept is not None or bool(self.actions)


def pushes(staffing: Staffing, target: Target, run: Run) -> tuple[Entity[Action], ...]:
    """Return the pushes in a run of a target.

    A push is an action that is not dropped, no training or coaching, some days of which lie in the run, with an effect
    on the target's metric for customers of the target's scope. An effect that names its period must fall into the run.
    """
    return tuple(action for action in staffing.graph.all(Action) if _is_push(staffing, action, target, run))


def answers(staffing: Staffing, target: Target, run: Run) -> tuple[Settled, ...]:
    """Return what calendars answer to a run of a target."""
    graph = staffing.graph
    settled: list[Settled] = []
    for calendar in graph.all(CalendarDocument):
        for index, answer in enumerate(calendar.model.answers):
            period = graph.period(answer.period)
            if period is not None and period.overlaps(run.period) and concerns(staffing, answer, target):
                named = [graph.find(Action, name) for name in answer.answered_by]
                done = tuple(action for action in named if action is not None and is_done_in(action.model, run.period))
                settled.append(Settled(calendar, index, answer, done, None in named))
    return tuple(settled)


def concerns(staffing: Staffing, answer: Answer, target: Target) -> bool:
    """Whether an answer is about a target: its metric, and customers of its scope."""
    return answer.metric in (None, target.metric) and overlap(staffing, answer.dimensions, target.scope)


def is_done_in(action: Action, period: Period) -> bool:
    """Whether some days of an action lie in a period; without a first day it is the day it is due that counts."""
    first, last = action.from_ or action.to, action.to or date.max - _DAY
    return action.status != "dropped" and first is not None and first < period.end and period.start <= last


def _is_push(staffing: Staffing, action: Entity[Action], target: Target, run: Run) -> bool:
    model = action.model
    if model.kind in LEARNING or not is_done_in(model, run.period):
        return False
    around = model.scope.dimensions if model.scope else ()
    for effect in model.effects:
        period = staffing.graph.period(effect.period) if effect.period else None
        falls = period is None or period.overlaps(run.period)
        if effect.metric == target.metric and falls and overlap(staffing, effect.dimensions or around, target.scope):
            return True
    return False


def overlap(staffing: Staffing, scope: Scope, other: Scope) -> bool:
    """Whether two scopes have customers in common, as far as their names tell.

    What only one of them names, the other holds all of. Teams must be the same or one below the other; a person,
    territory or account counts with its team.
    """
    first, second = dict(scope), dict(other)
    shared = (name for name in ("person", "territory", "account", *NARROW) if name in first and name in second)
    if any(first[name] != second[name] for name in shared):
        return False
    teams, others = _teams(staffing, first), _teams(staffing, second)
    return teams is None or others is None or bool(teams & others)


def contains(staffing: Staffing, wide: Scope, narrow: Scope) -> bool:
    """Whether a scope holds all of another one."""
    first, second = dict(wide), dict(narrow)
    if any(second.get(name) != value for name, value in first.items() if name != "team"):
        return False
    teams, below = _teams(staffing, {"team": first["team"]} if "team" in first else {}), _teams(staffing, second)
    return teams is None or (below is not None and below <= teams)


def _teams(staffing: Staffing, names: dict[str, str]) -> frozenset[str] | None:
    """Return the teams that a scope is about; None where it is about all."""
    graph, plan = staffing.graph, staffing.graph.plan
    team = names.get("team")
    if team is None and "person" in names:
        person = graph.find(Person, names["person"])
        stints = staffing.stints(person) if person else ()
        return frozenset(stint.team for stint in stints) or None
    if team is None and "account" in names:
        account = graph.find(Account, names["account"])
        names = {"territory": (territory_of(account) if account else None) or ""}
    if team is None and "territory" in names:
        territory = graph.find(Territory, names["territory"])
        team = territory.model.team if territory else None
    if team is None or (plan is not None and team == plan.model.team):
        return None
    return frozenset(staffing.subtree(team))
