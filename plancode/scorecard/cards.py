"""The scorecards of a plan: every line of a rubric with what is known of it, for one person and one stretch of time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from plancode.graph.entity import Entity
from plancode.model.methods.reading import LOST, ONE, Reading, Reason, places
from plancode.model.rubric import Kpi, RubricDocument, Veto
from plancode.model.scoring import Bonus
from plancode.model.team import Person
from plancode.quantity import Quantity
from plancode.said.value import Against, Joined, Said
from plancode.scorecard.assessed import Assessed
from plancode.scorecard.before import Before
from plancode.scorecard.given import GivenRecords
from plancode.scorecard.grading import NoGrade, no_grade, without_source
from plancode.scorecard.measured import Measured
from plancode.scorecard.parts import together
from plancode.scorecard.results import Results
from plancode.scorecard.rubrics import Rubrics
from plancode.scorecard.scoring import Scored, part_of_weight, points
from plancode.scorecard.stretches import LENGTHS, Stretch, joined, stretches, years
from plancode.scorecard.tasks import Tasks, completion, share
from plancode.scorecard.totals import Card, Outside, card
from plancode.scorecard.year import Year, year_of


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Somebody's scorecard for a stretch; `by_team` names the KPIs that are those of the team they lead."""

    person: Entity[Person]
    rubric: Entity[RubricDocument]
    stretch: Stretch
    card: Card
    team: str | None
    by_team: frozenset[str]


class Cards:
    """The scorecards of a plan as of its day."""

    def __init__(self, results: Results) -> None:
        """Take the results of a plan."""
        self.results, self.analysis = results, results.analysis
        self.graph, self.measured, self.rubrics = self.analysis.graph, Measured(results), Rubrics(self.analysis)
        self.before = Before(self.measured)
        self._ranks: dict[tuple[str, str, Stretch, str], Mapping[str, int]] = {}

    @cached_property
    def assessed(self) -> Assessed:
        """Scores that people give."""
        return Assessed(self.graph)

    @cached_property
    def given(self) -> GivenRecords:
        """Points that people give."""
        return GivenRecords(self.graph, self.analysis.as_of)

    @cached_property
    def tasks(self) -> Tasks:
        """What people had to finish."""
        return Tasks(self.graph, self.analysis.as_of)

    def newest(self, person: Entity[Person]) -> PersonCard | None:
        """Return somebody's scorecard of the last stretch that is over; before it, or if new since, of what runs."""
        rubric = self.rubrics.now(person)
        latest = self.rubrics.latest(rubric) if rubric is not None else None
        if rubric is None or latest is None:
            return None
        running = (stretch for stretch in self.rubrics.stretches(rubric) if not stretch.is_over(self.analysis.as_of))
        return next(filter(None, (self.of_person(person, stretch) for stretch in (latest, *running))), None)

    def in_period(self, person: Entity[Person], period: str) -> tuple[PersonCard, ...]:
        """Return somebody's scorecards of a period by its name, of all in it, or of `each` that has begun."""
        wanted = self.graph.period(period) if period != "each" else self.analysis.horizon.plan
        cards = (
            self.of_person(person, stretch)
            for rubric in self.rubrics.all
            for stretch in self.rubrics.stretches(rubric)
            if wanted is not None and wanted.covers(stretch.period) and self.rubrics.on(person, stretch) is rubric
        )
        return tuple(sorted(filter(None, cards), key=lambda made: made.stretch.period.start))

    def is_complete(self, metric: str, number: int) -> bool:
        """Whether a period is over and the sources of a metric reach to its end."""
        period = self.analysis.horizon.periods[number]
        return period.last <= self.analysis.as_of and self.measured.reaches(metric, period)

    def of_person(self, person: Entity[Person], stretch: Stretch) -> PersonCard | None:
        """Return somebody's scorecard for a stretch; None where they are not scored in it."""
        rubric = self.rubrics.on(person, stretch)
        if rubric is None:
            return None
        scored: dict[str, Scored] = {}
        by_team: set[str] = set()
        for kpi in self.kpis(rubric):
            scored[kpi.model.id] = self._scored(person, rubric, kpi, stretch)
            if kpi.model.assess is None and self.measured.basis(person, kpi.model.metric).team is not None:
                by_team.add(kpi.model.id)
        outside = Outside(
            tuple(self._count(person, bonus, stretch) for bonus in rubric.model.additions),
            tuple(self._count(person, bonus, stretch) for bonus in rubric.model.deductions),
            self._vetoes(person, rubric.model, stretch),
            self._withheld(person, rubric, stretch, stretch, [scored]),
        )
        made = self._weighed(card(rubric.model, scored, outside, self._limit))
        team = self.measured.team_of(person.model.id)
        return PersonCard(person, rubric, stretch, made, team, frozenset(by_team))

    def year(self, person: Entity[Person], stretch: Stretch) -> Year | None:
        """Return the year of somebody's scorecard by its periods that are over; None where none is."""
        rubric = self.rubrics.on(person, stretch)
        within = set(stretch.numbers)
        parts = [part for part in self.rubrics.over(rubric) if within.issuperset(part.numbers)] if rubric else []
        if rubric is None or not parts:
            return None
        gone = joined(parts, stretch)
        cards = {part.period.name: made.card for part in parts if (made := self.of_person(person, part)) is not None}
        of_periods = [{line.kpi.id: line.scored for line in made.lines} for made in cards.values()]
        whole: dict[str, Scored] = {}
        for kpi in self.kpis(rubric):
            due = sum(lines[kpi.model.id].reason not in ("absent", "not_due") for lines in of_periods)
            whole[kpi.model.id] = self._read(person, rubric, kpi, gone, due)
        withheld = self._withheld(person, rubric, stretch, gone, [whole, *of_periods])
        if withheld is not None and withheld.reason == "running":
            withheld = replace(withheld, reason="year_running")
        outside = Outside((), (), self._vetoes(person, rubric.model, gone), withheld)
        year = year_of(rubric.model, cards, whole, outside, self._limit)
        return replace(year, card=self._weighed(year.card))

    def _withheld(
        self,
        person: Entity[Person],
        rubric: Entity[RubricDocument],
        stretch: Stretch,
        gone: Stretch,
        scored: Sequence[Mapping[str, Scored]],
    ) -> NoGrade | None:
        """Return why there is no grade in a stretch, of which so much is over, whatever the lines add up to."""
        unknown = {name for lines in scored for name, line in lines.items() if line.reason == "unknown_level"}
        named = Joined(tuple(kpi.ref for kpi in self.kpis(rubric) if kpi.model.id in unknown))
        none = no_grade(self.analysis, person, stretch) or self._without_rows(person, rubric, gone, scored)
        return none or (NoGrade("off_scale", (("lines", named),)) if unknown else None)

    def _weighed(self, made: Card) -> Card:
        """Return a card; it has no grade where what counts is less of what is due than `policy.grade_weight`."""
        known, due, least = made.weight_known, made.weight_due, self.graph.policy.grade_weight
        if made.withheld is not None or made.total is None or known >= due * least.number:
            return made
        values: tuple[tuple[str, Said], ...] = (("counted", Against(known, (due * least.number,))), ("of", due))
        values += (("needed", least),)
        return replace(made, withheld=NoGrade("too_little", values))

    def _without_rows(
        self,
        person: Entity[Person],
        rubric: Entity[RubricDocument],
        stretch: Stretch,
        scored: Iterable[Mapping[str, Scored]],
    ) -> NoGrade | None:
        """Return of what sources have lost rows, so that nothing follows from the rest; None where all is there."""
        gone = {name: line.reason for lines in scored for name, line in lines.items() if line.reason in LOST}
        missing = {kpi.metric: gone[kpi.id] for kpi in rubric.model.kpis if kpi.id in gone and kpi.metric is not None}
        bonuses = (*rubric.model.additions, *rubric.model.deductions)
        beside = (*(veto.metric for veto in rubric.model.vetoes), *(bonus.metric for bonus in bonuses))
        for metric in filter(None, dict.fromkeys(beside)):
            reason = self.measured.actual(metric, self.measured.basis(person, metric).scope, stretch).reason
            if reason in LOST:
                missing[metric] = reason
        return without_source(self.graph, missing)

    def year_on(self, day: date) -> Stretch:
        """Return the year of the plan that a day lies in, or the nearest one."""
        in_plan = years(self.analysis.horizon)
        return next((year for year in in_plan if day < year.period.end), in_plan[-1])

    def kpis(self, rubric: Entity[RubricDocument]) -> Iterator[Entity[Kpi]]:
        """Yield the lines of a rubric."""
        for kpi in rubric.model.kpis:
            line = self.graph.find(Kpi, f"{rubric.model.id}/{kpi.id}")
            if line is not None:
                yield line

    def _scored(
        self, person: Entity[Person], rubric: Entity[RubricDocument], kpi: Entity[Kpi], stretch: Stretch
    ) -> Scored:
        """Return a line: one scored more rarely is over the longer stretch ending here, one more often by parts."""
        period, frequency = rubric.model.period, kpi.model.frequency or rubric.model.period
        own = stretches(self.analysis.horizon, frequency) if frequency != period else ()
        if LENGTHS.index(frequency) > LENGTHS.index(period):
            due = next((whole for whole in own if whole.period.end == stretch.period.end), None)
            none = Scored(kpi.model.score.method, Reading(), reason="not_due")
            return self._read(person, rubric, kpi, due) if due is not None else none
        within = [part for part in own if stretch.period.covers(part.period) and part.has_begun(self.analysis.as_of)]
        parts = {part.period: self._read(person, rubric, kpi, part) for part in within}
        whole = self._read(person, rubric, kpi, stretch, max(len(parts), 1))
        return together(kpi.model, whole, parts, kpi.model.added_up(period)) if parts else whole

    def _read(
        self, person: Entity[Person], rubric: Entity[RubricDocument], kpi: Entity[Kpi], stretch: Stretch, due: int = 1
    ) -> Scored:
        """Return a line over a stretch in which it is due so many times."""
        start, metric = stretch.period.start, kpi.model.metric or ""
        number = self.analysis.measures.number  # a limit in percent may mean the attainment, whatever the metric
        score = kpi.model.score.in_units(lambda given: given.number if given.is_share else number(given, start, metric))
        reading, weight = self._reading(person, rubric, kpi, stretch, due), part_of_weight(kpi.model, rubric.model)
        if score is None:
            return points(kpi.model.score, weight, replace(reading, reason="no_rate"))
        return points(score, weight, reading)

    def _limit(self, veto: Veto, given: Quantity) -> Decimal | None:
        return self.analysis.measures.number(given, self.analysis.horizon.plan.start, veto.metric)

    def _reading(
        self, person: Entity[Person], rubric: Entity[RubricDocument], kpi: Entity[Kpi], stretch: Stretch, due: int
    ) -> Reading:
        """Return what is known of a line, with what its method asks for besides actual and target."""
        metric, target, score = kpi.model.metric, kpi.model.target, kpi.model.score
        if not self._is_there(person, stretch):
            return Reading(reason="absent")
        if kpi.model.assess is not None:
            reading = self.assessed.reading(person.model.id, kpi, min(self.analysis.as_of, stretch.period.last))
            return replace(reading, target=target.number) if target is not None else reading
        if metric is None:
            return self._task_reading(person, kpi.model, stretch)
        basis = self.measured.basis(person, metric)
        if target is not None and due > 1 and self.analysis.measures.adds_over_time(metric):
            target = replace(target, number=target.number * due)
        reading = self.measured.reading(metric, basis, stretch, target)
        if score.grown_over is not None:
            reading = replace(reading, previous=self.before.amount(metric, basis, stretch, score.grown_over))
            if reading.reason is None and not stretch.is_over(self.analysis.as_of):
                reading = replace(reading, reason="running")  # a part is not held against a whole
        if score.ranked_by is not None:
            ranks = self._ranks_of(rubric, kpi.model, score.ranked_by, stretch)
            reading = replace(reading, rank=ranks.get(person.model.id), of=len(ranks))
            if score.ranked_by == "growth":
                reading = replace(reading, previous=self.before.amount(metric, basis, stretch, "last_year"))
        if score.second_metric is not None:
            basis = self.measured.basis(person, score.second_metric)
            other = self.measured.reading(score.second_metric, basis, stretch).attainment()
            reading = replace(reading, other_attainment=other if isinstance(other, Decimal) else None)
        return reading

    def _is_there(self, person: Entity[Person], stretch: Stretch) -> bool:
        """Whether somebody works in a stretch, long leave apart; a day without work anywhere tells nothing."""
        days, period = self.analysis.horizon.days(person), stretch.period
        return days.present(period.start, period.end) > 0 or not days.calendar.days(period.start, period.end)

    def _task_reading(self, person: Entity[Person], kpi: Kpi, stretch: Stretch) -> Reading:
        basis = self.measured.basis(person, None)
        due = (task for task in self.tasks.of(basis.people) if self.measured.counts(basis, task.owner, task.due))
        in_time = share(completion(due, stretch.period, self.analysis.as_of))
        target = kpi.target.number if kpi.target is not None else ONE
        none: Reason = "nothing" if stretch.is_over(self.analysis.as_of) else "no_actual"
        return Reading(in_time, target, unit="percent", reason=none if in_time is None else None)

    def _ranks_of(
        self, rubric: Entity[RubricDocument], kpi: Kpi, by: Literal["actual", "attainment", "growth"], stretch: Stretch
    ) -> Mapping[str, int]:
        """Return the place of everybody who is graded by a rubric in a stretch, or will be, and has a figure."""
        key, metric = (rubric.model.id, kpi.id, stretch, by), kpi.metric or ""
        if key in self._ranks:
            return self._ranks[key]
        values: dict[str, Decimal] = {}
        for person in self.analysis.staffing.people:
            if self.rubrics.on(person, stretch) is not rubric or not self._is_placed(person, stretch):
                continue
            basis = self.measured.basis(person, kpi.metric)
            reading = self.measured.reading(metric, basis, stretch, kpi.target)
            if by == "growth":
                reading = replace(reading, previous=self.before.amount(metric, basis, stretch, "last_year"))
            value = {"actual": reading.actual, "attainment": reading.attainment(), "growth": reading.growth()}[by]
            if isinstance(value, Decimal) and reading.reason is None:
                values[person.model.id] = value
        self._ranks[key] = places(values, lower_is_better=by == "actual" and self.measured.lower_is_better(metric))
        return self._ranks[key]

    def _is_placed(self, person: Entity[Person], stretch: Stretch) -> bool:
        none = no_grade(self.analysis, person, stretch)
        return self._is_there(person, stretch) and (none is None or none.reason == "running")

    def _vetoes(self, person: Entity[Person], rubric: RubricDocument, stretch: Stretch) -> tuple[Decimal | None, ...]:
        return tuple(
            self.measured.actual(veto.metric, self.measured.basis(person, veto.metric).scope, stretch)[0]
            for veto in rubric.vetoes
        )

    def _count(self, person: Entity[Person], bonus: Bonus, stretch: Stretch) -> Decimal | None:
        """Return how often something happened; None where nothing is known of it."""
        if bonus.metric is None:
            return self.given.cases(person.model.id, bonus, stretch.period)
        scope = (*self.measured.basis(person, bonus.metric).scope, *bonus.dimensions)
        return self.measured.actual(bonus.metric, scope, stretch)[0]
