"""What is to be seen of a table: the whole plan or one team, over all its time, one period, or period by period."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from plancode.analysis.analysis import Analysis
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
    """A stretch of the plan's periods: a period, a quarter, the whole. `head` is what a column of it is called."""

    period: Period
    numbers: tuple[int, ...]
    head: Said = None

    @property
    def is_whole(self) -> bool:
        """Whether it stands for the whole plan beside its parts."""
        return isinstance(self.head, Term) and self.head.key == "whole"


def whole(horizon: Horizon) -> TimeSpan:
    """Return the whole of a plan."""
    return TimeSpan(horizon.plan, tuple(range(len(horizon.periods))), Term("whole"))


def quarters(horizon: Horizon) -> tuple[TimeSpan, ...]:
    """Return all quarters and the whole, however many there are; as columns those of one year are called without it."""
    periods = [horizon.quarter(number) for number in range(len(horizon.quarters))]
    years = {period.name.rpartition("-Q")[0] for period in periods}
    spans = []
    for period, numbers in zip(periods, horizon.quarters, strict=True):
        _, _, quarter = period.name.rpartition("-Q")
        is_short = len(years) == 1 and quarter.isdigit()
        head = Term("quarter_short", (("number", int(quarter)),)) if is_short else period
        spans.append(TimeSpan(period, numbers, head))
    return (*(spans if len(spans) > 1 else ()), whole(horizon))


def has_many(horizon: Horizon) -> bool:
    """Whether there are more quarters than a table has room for as columns."""
    return len(horizon.quarters) > MOST_SPANS


def parts(horizon: Horizon) -> tuple[TimeSpan, ...]:
    """Return the quarters and the whole; the years instead where there are many quarters, the whole alone where one."""
    spans = (*_years(horizon), whole(horizon)) if has_many(horizon) else quarters(horizon)
    return spans if _FEWEST < len(spans) <= MOST_SPANS + 1 else spans[-1:]


def _years(horizon: Horizon) -> Iterator[TimeSpan]:
    """Yield the years by their numbers, those that begin or end inside a year by their days."""
    by_year: dict[int, list[int]] = defaultdict(list)
    for number, period in enumerate(horizon.periods):
        by_year[period.start.year].append(number)
    plan = horizon.plan
    for year, numbers in by_year.items():
        start, end = horizon.periods[numbers[0]].start, horizon.periods[numbers[-1]].end
        is_whole = start in (date(year, 1, 1), plan.start) and end in (date(year + 1, 1, 1), plan.end)
        period = Period(start, end, str(year) if is_whole else "")
        yield TimeSpan(period, tuple(numbers), period)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which team and which stretches of time: None for all, `each` for every period, or the stretches themselves."""

    team: str | None = None
    period: str | tuple[TimeSpan, ...] | None = None

    def spans(self, analysis: Analysis) -> tuple[TimeSpan, ...]:
        """Return the stretches to show; none where a period holds no whole period of the plan."""
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
        numbers = tuple(number for number, period in enumerate(horizon.periods) if wanted.covers(period))
        return (TimeSpan(wanted, numbers, wanted),) if numbers else ()

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
