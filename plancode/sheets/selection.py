"""What is to be seen of a table: the whole plan or one team, over all its time, one period, or period by period."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity
from plancode.model.team import Person, Team
from plancode.period import Period

EACH: Final = "each"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the plan's periods with its name."""

    period: Period
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which team and which periods; None for all, `each` for period by period."""

    team: str | None = None
    period: str | None = None

    def spans(self, analysis: Analysis) -> tuple[Span, ...]:
        """Return the stretches to show; none where a period holds no whole period of the plan."""
        horizon = analysis.horizon
        if self.period == EACH:
            return tuple(Span(period, (number,)) for number, period in enumerate(horizon.periods))
        if self.period is None:
            return (Span(horizon.plan, tuple(analysis.numbers)),)
        wanted = analysis.graph.period(self.period)
        if wanted is None:
            return ()
        numbers = tuple(number for number, period in enumerate(horizon.periods) if wanted.covers(period))
        return (Span(wanted, numbers),) if numbers else ()

    def teams(self, analysis: Analysis) -> tuple[Entity[Team], ...]:
        """Return the teams to show, from the top down."""
        names = analysis.staffing.subtree(self.team) if self.team else analysis.staffing.teams
        found = (analysis.graph.find(Team, name) for name in names)
        return tuple(team for team in found if team is not None)

    def people(self, analysis: Analysis) -> Iterator[tuple[Entity[Team], Entity[Person]]]:
        """Yield the people of each team to show: those in it at some time, once, in the team they are in first."""
        seen: set[str] = set()
        for team in self.teams(analysis):
            for person in analysis.staffing.members.get(team.model.id, ()):
                if person.model.id not in seen and analysis.staffing.stints(person)[0].team == team.model.id:
                    seen.add(person.model.id)
                    yield team, person
