"""The scorecards of a plan: every line of a rubric with what is known of it, for one person and one stretch of time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from plancode.graph.entity import Entity
from plancode.model.methods.reading import Reading, places
from plancode.model.rubric import Kpi, RubricDocument, Veto
from plancode.model.scoring import Bonus
from plancode.model.team import Person
from plancode.period import Period, add_months
from plancode.quantity import Quantity
from plancode.scorecard.assessed import Assessed
from plancode.scorecard.measured import Basis, Measured
from plancode.scorecard.results import Results
from plancode.scorecard.rubrics import Rubrics
from plancode.scorecard.scoring import Scored, points
from plancode.scorecard.stretches import Stretch, stretches, years
from plancode.scorecard.tasks import Tasks, completion, share
from plancode.scorecard.totals import Card, Outside, card
from plancode.scorecard.year import Year, year_of

_ONE = Decimal(1)


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
        self._ranks: dict[tuple[str, str, Stretch, str], Mapping[str, int]] = {}

    @cached_property
    def assessed(self) -> Assessed:
        """Scores that people give."""
        return Assessed(self.graph)

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
        running = (one for one in self.rubrics.stretches(rubric) if not one.is_over(self.analysis.as_of))
        found = (self.of_person(person, one) for one in (latest, *running))
        return next((one for one in found if one is not None), None)

    def in_period(self, person: Entity[Person], period: str) -> tuple[PersonCard, ...]:
        """Return somebody's scorecards of a period by its name, of all in it, or of `each` that has begun."""
        wanted = self.graph.period(period) if period != "each" else self.analysis.horizon.plan
        found = []
        for rubric in self.rubrics.all:
            for stretch in self.rubrics.stretches(rubric):
                if wanted is not None and wanted.covers(stretch.period) and self.rubrics.on(person, stretch) is rubric:
                    made = self.of_person(person, stretch)
                    found += [made] if made is not None else []
        return tuple(sorted(found, key=lambda one: one.stretch.period.start))

    def is_complete(self, metric: str, number: int) -> bool:
        """Whether a period is over and the sources of a metric reach to its end."""
        period, through = self.analysis.horizon.periods[number], self.measured.through(metric)
        return period.last <= self.analysis.as_of and (through is None or period.last <= through)

    def of_person(self, person: Entity[Person], stretch: Stretch) -> PersonCard | None:
        """Return somebody's scorecard for a stretch of their rubric; None where they are not scored in it."""
        rubric = self.rubrics.on(person, stretch)
        if rubric is None:
            return None
        sources = {kpi.model.id: kpi for kpi in self.kpis(rubric)}
        scored = {name: self._scored(person, rubric, kpi, stretch) for name, kpi in sources.items()}
        by_team = frozenset(name for name, kpi in sources.items() if self._is_by_team(person, kpi.model))
        found = card(rubric.model, scored, self._outside(person, rubric.model, stretch), self._limit)
        return PersonCard(person, rubric, stretch, found, self.measured.team_of(person.model.id), by_team)

    def year(self, person: Entity[Person], stretch: Stretch) -> Year | None:
        """Return the year of somebody's scorecard, as far as it has gone."""
        rubric = self.rubrics.on(person, stretch)
        if rubric is None:
            return None
        parts = [one for one in self.rubrics.stretches(rubric) if set(one.numbers) <= set(stretch.numbers)]
        cards = {one.period.name: made.card for one in parts if (made := self.of_person(person, one)) is not None}
        whole = {kpi.model.id: self._read(person, rubric, kpi, stretch) for kpi in self.kpis(rubric)}
        return year_of(rubric.model, cards, whole, self._vetoes(person, rubric.model, stretch), self._limit)

    def year_on(self, day: date) -> Stretch:
        """Return the year of the plan that a day lies in, or the nearest one."""
        found = years(self.analysis.horizon)
        return next((one for one in found if day < one.period.end), found[-1])

    def kpis(self, rubric: Entity[RubricDocument]) -> Iterator[Entity[Kpi]]:
        """Yield the lines of a rubric."""
        for kpi in rubric.model.kpis:
            found = self.graph.find(Kpi, f"{rubric.model.id}/{kpi.id}")
            if found is not None:
                yield found

    def _is_by_team(self, person: Entity[Person], kpi: Kpi) -> bool:
        return kpi.assess is None and self.measured.basis(person, kpi.metric).team is not None

    def _scored(
        self, person: Entity[Person], rubric: Entity[RubricDocument], kpi: Entity[Kpi], stretch: Stretch
    ) -> Scored:
        """Return a line: over the longer stretch that ends here where it is scored more rarely than the card."""
        wanted = self._due(rubric.model, kpi.model, stretch)
        if wanted is None:
            return Scored(kpi.model.score.method, Reading(), reason="not_due")
        return self._read(person, rubric, kpi, wanted)

    def _due(self, rubric: RubricDocument, kpi: Kpi, stretch: Stretch) -> Stretch | None:
        lengths = ("week", "month", "quarter", "half", "year")
        if kpi.frequency is None or lengths.index(kpi.frequency) <= lengths.index(rubric.period):
            return stretch
        longer = stretches(self.analysis.horizon, kpi.frequency)
        return next((one for one in longer if one.period.end == stretch.period.end), None)

    def _read(
        self, person: Entity[Person], rubric: Entity[RubricDocument], kpi: Entity[Kpi], stretch: Stretch
    ) -> Scored:
        score = kpi.model.score.in_units(lambda given: self._number(given, stretch, kpi.model.metric or ""))
        reading = self._reading(person, rubric, kpi, stretch)
        if score is None:
            return points(kpi.model.score, kpi.model.weight, replace(reading, reason="no_rate"))
        return points(score, kpi.model.weight, reading)

    def _number(self, given: Quantity, stretch: Stretch, metric: str) -> Decimal | None:
        return self.analysis.measures.number(given, stretch.period.start, metric)

    def _limit(self, veto: Veto, given: Quantity) -> Decimal | None:
        return self.analysis.measures.number(given, self.analysis.horizon.plan.start, veto.metric)

    def _reading(
        self, person: Entity[Person], rubric: Entity[RubricDocument], kpi: Entity[Kpi], stretch: Stretch
    ) -> Reading:
        if not self._is_there(person, stretch):
            return Reading(reason="absent")
        day = min(self.analysis.as_of, stretch.period.last)
        if kpi.model.assess is not None:
            found = self.assessed.reading(person.model.id, kpi, day)
            return replace(found, target=kpi.model.target.number) if kpi.model.target is not None else found
        if kpi.model.metric is None:
            return self._task_reading(person, kpi.model, stretch)
        basis = self.measured.basis(person, kpi.model.metric)
        found = self.measured.reading(kpi.model.metric, basis, stretch, kpi.model.target)
        return self._with_more(found, person, rubric, kpi.model, basis, stretch)

    def _is_there(self, person: Entity[Person], stretch: Stretch) -> bool:
        """Whether somebody works in a stretch, long leave apart; a day without work anywhere tells nothing."""
        days, period = self.analysis.horizon.days(person), stretch.period
        return days.present(period.start, period.end) > 0 or not days.calendar.days(period.start, period.end)

    def _task_reading(self, person: Entity[Person], kpi: Kpi, stretch: Stretch) -> Reading:
        basis = self.measured.basis(person, None)
        due = (one for one in self.tasks.of(basis.people) if self.measured.counts(basis, one.owner, one.due))
        found = share(completion(due, stretch.period, self.analysis.as_of))
        target = kpi.target.number if kpi.target is not None else _ONE
        return Reading(found, target, unit="percent", reason=None if found is not None else "no_actual")

    def _with_more(  # noqa: PLR0913, PLR0917  # whose line it is
        self,
        found: Reading,
        person: Entity[Person],
        rubric: Entity[RubricDocument],
        kpi: Kpi,
        basis: Basis,
        stretch: Stretch,
    ) -> Reading:
        """Return a reading with what its method asks for besides actual and target."""
        score, metric = kpi.score, kpi.metric or ""
        if score.grown_over is not None:
            found = replace(found, previous=self._previous(metric, basis, stretch, score.grown_over))
        if score.ranked_by is not None:
            ranks = self._rank(rubric, kpi, score.ranked_by, stretch)
            found = replace(found, rank=ranks.get(person.model.id), of=len(ranks))
        if score.second_metric is not None:
            basis = self.measured.basis(person, score.second_metric)
            other = self.measured.reading(score.second_metric, basis, stretch).attainment()
            found = replace(found, other_attainment=other if isinstance(other, Decimal) else None)
        return found

    def _previous(self, metric: str, basis: Basis, stretch: Stretch, over: str) -> Decimal | None:
        before = self._before(stretch) if over == "last_period" else self._year_before(stretch)
        if before is None and over == "last_period":
            return None
        return self.measured.previous(metric, basis.scope, stretch, before)

    def _before(self, stretch: Stretch) -> Stretch | None:
        """Return the stretch before; of the first one what lies before the plan, for which the history is asked."""
        numbers = tuple(one - len(stretch.numbers) for one in stretch.numbers)
        if numbers[0] < 0:
            return self._before_plan(stretch) if stretch.numbers[0] == 0 else None
        periods = self.analysis.horizon.periods
        return Stretch(replace(stretch.period, start=periods[numbers[0]].start, end=stretch.period.start), numbers)

    def _before_plan(self, stretch: Stretch) -> Stretch | None:
        start, end = stretch.period.start, stretch.period.end
        if not self.analysis.horizon.is_calendar or (start.day, end.day) != (1, 1):
            return None
        months = (end.year - start.year) * 12 + end.month - start.month
        return Stretch(Period(add_months(start, -months), start), ())

    def _year_before(self, stretch: Stretch) -> Stretch | None:
        """Return the same stretch a year earlier, where the plan holds it."""
        period, horizon = self.analysis.history.year_before(stretch.period), self.analysis.horizon
        numbers = tuple(number for number, one in enumerate(horizon.periods) if period.covers(one))
        return Stretch(period, numbers) if len(numbers) == len(stretch.numbers) else None

    def _rank(
        self,
        rubric: Entity[RubricDocument],
        kpi: Kpi,
        by: Literal["actual", "attainment", "growth"],
        stretch: Stretch,
    ) -> Mapping[str, int]:
        """Return the place of everybody who is scored by a rubric in a stretch and has a figure."""
        key = (rubric.model.id, kpi.id, stretch, by)
        if key not in self._ranks:
            values = dict(self._ranked(rubric, kpi, by, stretch))
            known = self.analysis.measures.metric(kpi.metric or "")
            turned = by == "actual" and known is not None and known.better == "lower"
            self._ranks[key] = places(values, lower_is_better=turned)
        return self._ranks[key]

    def _ranked(
        self,
        rubric: Entity[RubricDocument],
        kpi: Kpi,
        by: Literal["actual", "attainment", "growth"],
        stretch: Stretch,
    ) -> Iterator[tuple[str, Decimal]]:
        for person in self.analysis.staffing.people:
            if self.rubrics.on(person, stretch) is not rubric or not self._is_there(person, stretch):
                continue
            basis = self.measured.basis(person, kpi.metric)
            found = self.measured.reading(kpi.metric or "", basis, stretch, kpi.target)
            if by == "growth":
                found = replace(found, previous=self._previous(kpi.metric or "", basis, stretch, "last_year"))
            value = {"actual": found.actual, "attainment": found.attainment(), "growth": found.growth()}[by]
            if isinstance(value, Decimal) and found.reason is None:
                yield person.model.id, value

    def _outside(self, person: Entity[Person], rubric: RubricDocument, stretch: Stretch) -> Outside:
        return Outside(
            tuple(self._count(person, one, stretch) for one in rubric.additions),
            tuple(self._count(person, one, stretch) for one in rubric.deductions),
            self._vetoes(person, rubric, stretch),
        )

    def _vetoes(self, person: Entity[Person], rubric: RubricDocument, stretch: Stretch) -> tuple[Decimal | None, ...]:
        return tuple(
            self.measured.actual(one.metric, self.measured.basis(person, one.metric).scope, stretch)[0]
            for one in rubric.vetoes
        )

    def _count(self, person: Entity[Person], bonus: Bonus, stretch: Stretch) -> Decimal | None:
        """Return how often something happened; what is only said in words is not known."""
        if bonus.metric is None:
            return None
        scope = (*self.measured.basis(person, bonus.metric).scope, *bonus.dimensions)
        return self.measured.actual(bonus.metric, scope, stretch)[0]
