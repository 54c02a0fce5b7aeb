"""What a follow-up looks at in a team: problems ranked, what was agreed and is open, when the next one is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from plancode.graph.entity import Entity
from plancode.graph.rhythm import minutes_of
from plancode.model.base import Keyed
from plancode.model.cadence import Meeting
from plancode.model.review import ReviewAction, ReviewDocument
from plancode.model.team import Person, Team
from plancode.quantity import Quantity
from plancode.scorecard.assessed import after
from plancode.scorecard.measured import Basis
from plancode.scorecard.standing import Lapsed, Standing, Standings, ValueStanding
from plancode.scorecard.tasks import Task

_RANK: Final = {"off_pace": 0, "at_risk": 1}
DAYS: Final = 14
"""How far ahead tasks are shown where the plan has no rhythm of reviews."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that needs attention, and whom it is about: a person, or a team directly below."""

    about: Entity[Keyed] | None
    what: Standing | ValueStanding | Task | Lapsed


@dataclass(frozen=True, slots=True)
class ReviewRhythm:
    """How often a team's progress is reviewed, when that was done last, and by when it is due again."""

    every: Quantity | None
    last: date | None

    @property
    def due(self) -> date | None:
        """The day by which the next review is due; None where there is no rhythm or none was held."""
        return after(self.last, self.every) if self.every is not None and self.last is not None else None


class FollowUp:
    """The follow-up of a team on the day of looking."""

    def __init__(self, standings: Standings, team: Entity[Team]) -> None:
        """Take how everybody stands, and the team."""
        self.standings, self.team = standings, team
        self.analysis = standings.analysis
        self.people = standings.people(team.model.id)

    @property
    def names(self) -> tuple[str, ...]:
        """The people whose tasks are looked at: those in the team on the day, and who leads it."""
        lead = (self.team.model.manager,) if self.team.model.manager else ()
        return tuple(dict.fromkeys((*lead, *(one.model.id for one in self._members))))

    @property
    def _members(self) -> tuple[Entity[Person], ...]:
        found = self.analysis.staffing.members.get(self.team.model.id, ())
        return tuple(one for one in found if self.standings.is_in(one, self.team.model.id))

    def rows(self, metric: str) -> Iterator[tuple[Entity[Keyed], Standing]]:
        """Yield the team, the teams directly below it and its people with how they stand in a metric that adds up."""
        below = (self.standings.team(name) for name in self.analysis.staffing.teams_below(self.team.model.id))
        teams = (self.team, *(one for one in below if one is not None))
        pairs = (*(("team", one) for one in teams), *(("person", one) for one in self.people))
        for kind, entity in pairs:
            found = self.standings.of(metric, ((kind, entity.name),))
            if found is not None:
                yield entity, found

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that add up in which the team or somebody in it has a target."""
        adds = self.analysis.measures.adds_over_time
        return tuple(one for one in self.standings.metrics if adds(one) and any(True for _ in self.rows(one)))

    def levels(self) -> Iterator[tuple[Entity[Keyed], ValueStanding]]:
        """Yield values of metrics that do not add up, of the newest stretch of time, against their targets."""
        for metric in self.standings.metrics:
            if self.analysis.measures.adds_over_time(metric):
                continue
            for kind, entity in (("team", self.team), *(("person", one) for one in self.people)):
                basis = Basis(((kind, entity.name),), (entity.name,))
                found = self.standings.level(metric, basis, self.standings.recent)
                if found is not None:
                    yield entity, found

    def problems(self) -> tuple[Concern, ...]:
        """Return what needs attention: off pace, at risk, overdue, assessments lapsed; the worst of each first."""
        return (*self._of_pace(), *self._of_levels(), *self._overdue(), *self._lapsed())

    def _of_pace(self) -> list[Concern]:
        found: list[tuple[int, int, Decimal, str, Concern]] = []
        for order, metric in enumerate(self.metrics):
            for entity, standing in self.rows(metric):
                rank = _RANK.get(standing.pace.status)
                if rank is not None and entity is not self.team:
                    attained = standing.pace.attainment or Decimal(0)
                    found.append((rank, order, attained, entity.name, Concern(entity, standing)))
        return [one[-1] for one in sorted(found, key=lambda one: one[:4])]

    def _of_levels(self) -> list[Concern]:
        found = []
        for entity, level in self.levels():
            if level.status in _RANK and entity is not self.team:
                found.append((_RANK[level.status], level.metric, entity.name, Concern(entity, level)))
        return [one[-1] for one in sorted(found, key=lambda one: one[:3])]

    def _overdue(self) -> Iterator[Concern]:
        for task in self.standings.overdue(self.names):
            yield Concern(self.analysis.graph.find(Person, task.owner), task)

    def _lapsed(self) -> Iterator[Concern]:
        lead = self.analysis.graph.find(Person, self.team.model.manager)
        for person in dict.fromkeys((*((lead,) if lead is not None else ()), *self._members)):
            for one in self.standings.lapsed(person):
                yield Concern(person, one)

    def coming(self) -> tuple[Task, ...]:
        """Return what is due until the next review."""
        return self.standings.coming(self.names, self.days)

    @property
    def days(self) -> int:
        """How far to look ahead: to the next review by the rhythm, or two weeks."""
        every = self.rhythm.every
        return int(minutes_of(every) / 1440) if every is not None else DAYS

    def carried(self) -> tuple[Entity[ReviewAction], ...]:
        """Return what reviews agreed and is not done, the oldest first, but what a later action takes up."""
        graph, names = self.analysis.graph, set(self.names)
        taken_up = {
            found.key
            for one in graph.all(ReviewAction)
            for name in one.model.follows
            if (found := graph.find(ReviewAction, name)) is not None
        }
        still_open = [
            one
            for one in graph.all(ReviewAction)
            if self._is_open(one) and one.model.owner in names and one.key not in taken_up
        ]
        return tuple(sorted(still_open, key=lambda one: (one.model.due, one.name)))

    def _is_open(self, one: Entity[ReviewAction]) -> bool:
        """Whether something was agreed up to the day and is not done by then."""
        day, review = self.analysis.as_of, self.analysis.graph.find(ReviewDocument, one.document_id)
        agreed = review is None or review.model.held <= day
        return agreed and (one.model.done is None or one.model.done > day)

    @property
    def rhythm(self) -> ReviewRhythm:
        """How often the plan says that the team is reviewed, and when a review of it was held last."""
        graph, day, name = self.analysis.graph, self.analysis.as_of, self.team.model.id
        meetings = [
            one.model.every
            for one in graph.all(Meeting)
            if one.model.kind == "review" and one.model.who.team in ("each", name)
        ]
        held = [
            one.model.held
            for one in graph.all(ReviewDocument)
            if one.model.scope is not None and one.model.scope.team == name and one.model.held <= day
        ]
        return ReviewRhythm(min(meetings, key=minutes_of, default=None), max(held, default=None))

    def count(self) -> dict[Literal["on_track", "at_risk", "off_pace", "other"], int]:
        """Return how many people stand how in the main metric of the team."""
        found: dict[Literal["on_track", "at_risk", "off_pace", "other"], int]
        found = {"on_track": 0, "at_risk": 0, "off_pace": 0, "other": 0}
        for metric in self.metrics[:1]:
            for entity, standing in self.rows(metric):
                if isinstance(entity.model, Person):
                    status = standing.pace.status
                    found[status if status in ("on_track", "at_risk", "off_pace") else "other"] += 1
        return found
