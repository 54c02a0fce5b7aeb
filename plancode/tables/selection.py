"""What is to be seen of a table: the whole plan or one team, over all its time, one period, or period by period."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.targets import ByPeriod
from plancode.calendar.horizon import Horizon
from plancode.graph.entity import Entity
from plancode.model.team import Person, Team
from plancode.period import Period
from plancode.said.value import Said, Term

EACH: Final = "each"
MOST_SPANS: Final = 8
"""Stretches that a table has room for as columns."""
_FEWEST: Final = 2
"""One stretch and the whole are the same."""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A stretch of the plan's periods: a period, a quarter, the whole. `head` is what a column of it is called.

    Of periods that it cuts it has `parts`, by working days.
    """

    period: Period
    numbers: tuple[int, ...]
    head: Said = None
    parts: tuple[tuple[int, Decimal], ...] = ()

    def of(self, amounts: ByPeriod) -> ByPeriod:
        """Return what it has of amounts that spread over their periods by working days."""
        if not self.parts:
            return amounts
        parts = dict(self.parts)
        return {number: amounts[number] * parts.get(number, 1) for number in self.numbers if number in amounts}

    @property
    def is_whole(self) -> bool:
        """Whether it stands for the whole plan beside its parts."""
        return isinstance(self.head, Term) and self.head.key == "whole"


def whole(horizon: Horizon) -> TimeSpan:
    """Return the whole of a plan."""
    return TimeSpan(horizon.plan, tuple(range(len(horizon.periods))), Term("whole"))


def _pieces(horizon: Horizon) -> tuple[tuple[Period, tuple[int, ...]], ...]:
    """Return the quarters; the periods where a plan has none."""
    if not horizon.quarters:
        return tuple((period, (number,)) for number, period in enumerate(horizon.periods))
    return tuple((horizon.quarter(number), numbers) for number, numbers in enumerate(horizon.quarters))


def quarters(horizon: Horizon) -> tuple[TimeSpan, ...]:
    """Return all quarters and the whole, however many there are; as columns those of one year are called without it.

    A plan without quarters has its periods instead.
    """
    pieces = _pieces(horizon)
    years = {period.name.rpartition("-Q")[0] for period, _ in pieces}
    spans = []
    for period, numbers in pieces:
        _, _, quarter = period.name.rpartition("-Q")
        is_short = horizon.is_calendar and len(years) == 1 and quarter.isdigit()
        head = Term("quarter_short", (("number", int(quarter)),)) if is_short else period
        spans.append(TimeSpan(period, numbers, head))
    return (*(spans if len(spans) > 1 else ()), whole(horizon))


def has_many(horizon: Horizon) -> bool:
    """Whether there are more quarters than a table has room for as columns."""
    return len(_pieces(horizon)) > MOST_SPANS


def parts(horizon: Horizon) -> tuple[TimeSpan, ...]:
    """Return the quarters and the whole; the years instead where there are many quarters, the whole alone where one."""
    years = tuple(TimeSpan(period, numbers, period) for period, numbers in horizon.years)
    spans = (*years, whole(horizon)) if has_many(horizon) else quarters(horizon)
    return spans if _FEWEST < len(spans) <= MOST_SPANS + 1 else spans[-1:]


def _cut(horizon: Horizon, wanted: Period) -> tuple[TimeSpan, ...]:
    """Return the stretch that a period has in the plan, by the days that it has there."""
    start, end = max(wanted.start, horizon.plan.start), min(wanted.end, horizon.plan.end)
    numbers = tuple(horizon.touched(start, end)) if start < end else ()
    inside = wanted if (start, end) == (wanted.start, wanted.end) else Period(start, end)
    parts = ((number, horizon.part(number, start, end)) for number in numbers)
    cut = tuple((number, part) for number, part in parts if not inside.covers(horizon.periods[number]))
    return (TimeSpan(inside, numbers, inside, cut),) if numbers else ()


@dataclass(frozen=True, slots=True)
class Selection:
    """Which team and which stretches of time: None for all, `each` for every period, or the stretches themselves."""

    team: str | None = None
    period: str | tuple[TimeSpan, ...] | None = None

    def spans(self, analysis: Analysis) -> tuple[TimeSpan, ...]:
        """Return the stretches to show; none where a period has no day in the plan."""
        horizon = analysis.horizon
        if isinstance(self.period, tuple):
            return self.period
        if self.period == EACH:
            return tuple(TimeSpan(period, (number,), period) for number, period in enumerate(horizon.periods))
        if self.period is None:
            return (whole(horizon),)
        wanted = analysis.graph.period(self.period)
        if wanted is None:
            return ()
        return _cut(horizon, wanted)

    def teams(self, analysis: Analysis) -> tuple[Entity[Team], ...]:
        """Return the teams to show, from the top down."""
        names = analysis.staffing.subtree(self.team) if self.team else analysis.staffing.teams
        return tuple(filter(None, (analysis.graph.find(Team, name) for name in names)))

    def people(self, analysis: Analysis) -> Iterator[tuple[Entity[Team], Entity[Person]]]:
        """Yield the people of each team to show: those in it at some time, once, in the team they are in first."""
        seen: set[str] = set()
        for team in self.teams(analysis):
            for person in analysis.staffing.members.get(team.model.id, ()):
                if person.model.id not in seen and analysis.staffing.stints(person)[0].team == team.model.id:
                    seen.add(person.model.id)
                    yield team, person


def first_team(analysis: Analysis, person: Entity[Person]) -> Entity[Team] | None:
    """Return the team that somebody is in first."""
    return analysis.graph.find(Team, analysis.staffing.stints(person)[0].team)
