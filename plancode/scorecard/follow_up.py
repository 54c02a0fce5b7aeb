"""What a follow-up looks at in a team: problems ranked, what was agreed and is open, when the next one is due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Final, Literal

from plancode.analysis.measures import Scope
from plancode.graph.entity import Entity
from plancode.graph.rhythm import meets, minutes_of
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
    """Something that needs attention, and whom it is about: a person, a team, or another scope of a target."""

    about: Entity[Keyed] | Scope | None
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
        return tuple(dict.fromkeys((*lead, *(person.model.id for person in self._members))))

    @property
    def _members(self) -> tuple[Entity[Person], ...]:
        members = self.analysis.staffing.members.get(self.team.model.id, ())
        return tuple(person for person in members if self.standings.is_in(person, self.team.model.id))

    @cached_property
    def _followed(self) -> tuple[tuple[Entity[Keyed], Scope], ...]:
        """The plan where the team is its root, the team, the teams directly below it, and its people."""
        plan, below = self.analysis.graph.plan, self.analysis.staffing.teams_below(self.team.model.id)
        teams = (self.team, *filter(None, map(self.standings.team, below)))
        named = (*(("team", team) for team in teams), *(("person", person) for person in self.people))
        is_root = plan is not None and self.team.model.id == self.analysis.targets.root
        whole: tuple[tuple[Entity[Keyed], Scope], ...] = ((plan, ()),) if plan is not None and is_root else ()
        return (*whole, *((entity, ((kind, entity.name),)) for kind, entity in named))

    def rows(self, metric: str) -> Iterator[tuple[Entity[Keyed], Standing]]:
        """Yield the team, the teams directly below it and its people with how they stand in a metric that adds up.

        Before its root team, the plan where it has a target of its own.
        """
        for entity, scope in self._followed:
            standing = self.standings.of(metric, scope) if scope or self.analysis.current(metric, ()) else None
            if standing is not None:
                yield entity, standing

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that add up in which the team or somebody in it has a target, or something of it."""
        adding = filter(self.analysis.measures.adds_over_time, self.standings.metrics)
        return tuple(metric for metric in adding if any(True for _ in self.all(metric)))

    def all(self, metric: str) -> Iterator[Standing]:
        """Yield how the team, those below it, and what is of it stand in a metric that adds up."""
        return chain((standing for _, standing in self.rows(metric)), self.parts(metric))

    def parts(self, metric: str) -> Iterator[Standing]:
        """Yield how the territories, customers, products, channels and segments of the team stand in a metric."""
        return self.standings.beside(self.analysis.belonging.of_team(self.team.model.id), metric)

    def part_levels(self) -> Iterator[ValueStanding]:
        """Yield their values of metrics that do not add up, against their targets."""
        for metric, scope in self.analysis.belonging.of_team(self.team.model.id):
            if metric in self.standings.metrics and not self.analysis.measures.adds_over_time(metric):
                level = self.standings.level(metric, Basis(scope, ()), self.standings.recent)
                if level is not None:
                    yield level

    def levels(self) -> Iterator[tuple[Entity[Keyed], ValueStanding]]:
        """Yield values of metrics that do not add up, of the newest stretch of time, against their targets."""
        for metric in self.standings.metrics:
            if self.analysis.measures.adds_over_time(metric):
                continue
            for entity, scope in self._followed:
                level = self.standings.level(metric, Basis(scope, (entity.name,)), self.standings.recent)
                if level is not None:
                    yield entity, level

    def problems(self) -> tuple[Concern, ...]:
        """Return what needs attention: off pace, at risk, overdue, assessments lapsed; the worst of each first."""
        find, lead = self.analysis.graph.find, self.team.model.manager
        overdue = (Concern(find(Person, task.owner), task) for task in self.standings.overdue(self.names))
        people = dict.fromkeys(filter(None, (find(Person, lead), *self._members)))
        lapsed = (Concern(person, lines) for person in people for lines in self.standings.lapsed(person))
        return (*self._of_pace(), *self._of_levels(), *overdue, *lapsed, *self._of_parts())

    def _of_parts(self) -> list[Concern]:
        ranked = []
        for order, metric in enumerate(self.metrics):
            for standing in self.parts(metric):
                rank = _RANK.get(standing.pace.status)
                if rank is not None:
                    attained = standing.pace.judged_by or Decimal(0)
                    ranked.append((rank, order, attained, standing.scope, Concern(standing.scope, standing)))
        concerns = [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:4])]
        levels = (level for level in self.part_levels() if level.status in _RANK)
        return [*concerns, *(Concern(level.scope, level) for level in levels)]

    def _of_pace(self) -> list[Concern]:
        ranked: list[tuple[int, int, Decimal, str, Concern]] = []
        for order, metric in enumerate(self.metrics):
            for entity, standing in self.behind(metric):
                attained = standing.pace.judged_by or Decimal(0)
                concern = Concern(entity if standing.scope else (), standing)
                ranked.append((_RANK[standing.pace.status], order, attained, entity.name, concern))
        return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:4])]

    def behind(self, metric: str) -> Iterator[tuple[Entity[Keyed], Standing]]:
        """Yield of whom to speak in a metric that adds up; in any case who has used up what there is."""
        rows = dict(self.rows(metric))
        named = self._named({entity: standing.pace.status for entity, standing in rows.items()})
        used_up = (entity for entity, standing in rows.items() if standing.pace.is_used_up)
        for entity in dict.fromkeys((*named, *used_up)):
            yield entity, rows[entity]

    def _of_levels(self) -> list[Concern]:
        ranked = []
        for entity, level in self.levels_behind():
            concern = Concern(entity if level.scope else (), level)
            ranked.append((_RANK[level.status], level.metric, entity.name, concern))
        return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:3])]

    def levels_behind(self) -> Iterator[tuple[Entity[Keyed], ValueStanding]]:
        """Yield of whom to speak in metrics that do not add up."""
        levels: dict[str, dict[Entity[Keyed], ValueStanding]] = {}
        for entity, level in self.levels():
            levels.setdefault(level.metric, {})[entity] = level
        for of_metric in levels.values():
            for entity in self._named({entity: level.status for entity, level in of_metric.items()}):
                yield entity, of_metric[entity]

    def _named(self, statuses: Mapping[Entity[Keyed], str]) -> Iterator[Entity[Keyed]]:
        """Yield of whom to speak: who is behind below the team; it or the plan where nobody below is as far behind."""
        above = (self.team, self.analysis.graph.plan)
        ranks = {entity: _RANK[status] for entity, status in statuses.items() if status in _RANK}
        below = {entity: rank for entity, rank in ranks.items() if entity not in above}
        yield from below
        worst = min(below.values(), default=len(_RANK))
        for entity in above:
            if entity in ranks and ranks[entity] < worst:
                worst = ranks[entity]
                yield entity

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
            followed.key
            for action in graph.all(ReviewAction)
            for name in action.model.follows
            if (followed := graph.find(ReviewAction, name)) is not None
        }
        still_open = [
            action
            for action in graph.all(ReviewAction)
            if self._is_open(action) and action.model.owner in names and action.key not in taken_up
        ]
        return tuple(sorted(still_open, key=lambda action: (action.model.due, action.name)))

    def _is_open(self, action: Entity[ReviewAction]) -> bool:
        """Whether something was agreed up to the day and is not done by then."""
        day, review = self.analysis.as_of, self.analysis.graph.find(ReviewDocument, action.document_id)
        agreed = review is None or review.model.held <= day
        return agreed and (action.model.done is None or action.model.done > day)

    @property
    def rhythm(self) -> ReviewRhythm:
        """How often the plan says that the team is reviewed, and when a review of it was held last."""
        graph, day, name = self.analysis.graph, self.analysis.as_of, self.team.model.id
        meetings = [
            meeting.model.every
            for meeting in graph.all(Meeting)
            if meeting.model.kind == "review" and meets(self.analysis.facts, self.team, meeting.model)
        ]
        held = [
            review.model.held
            for review in graph.all(ReviewDocument)
            if review.model.scope is not None and review.model.scope.team == name and review.model.held <= day
        ]
        return ReviewRhythm(min(meetings, key=minutes_of, default=None), max(held, default=None))

    def count(self) -> dict[Literal["on_track", "at_risk", "off_pace", "other"], int]:
        """Return how many people stand how in the main metric of the team."""
        counts: dict[Literal["on_track", "at_risk", "off_pace", "other"], int]
        counts = {"on_track": 0, "at_risk": 0, "off_pace": 0, "other": 0}
        for metric in self.metrics[:1]:
            for entity, standing in self.rows(metric):
                if isinstance(entity.model, Person):
                    status = standing.pace.status
                    counts[status if status in ("on_track", "at_risk", "off_pace") else "other"] += 1
        return counts
