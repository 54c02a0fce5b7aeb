"""How people, teams and the plan stand on a day: pace by metric, tasks overdue, assessments that no longer hold."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, cached_property
from typing import Literal

from plancode.analysis.measures import MetricScope, Scope
from plancode.analysis.targets import ByPeriod
from plancode.graph.above import around, territory_of
from plancode.graph.deals import Deal
from plancode.graph.entity import Entity
from plancode.model.methods.reading import ZERO, Reading
from plancode.model.rubric import Kpi
from plancode.model.team import Person, Team
from plancode.model.territories import Account
from plancode.scorecard.assessed import holds_until
from plancode.scorecard.cards import Cards
from plancode.scorecard.measured import Basis
from plancode.scorecard.openings import Opening, opening
from plancode.scorecard.pace import Pace, Progress, Stage, Status, pace, status_of
from plancode.scorecard.placing import BY_SELLER
from plancode.scorecard.stretches import Stretch, stretches
from plancode.scorecard.tasks import Task

_DAY = timedelta(days=1)
ValueStatus = Status | Literal["too_few"]
"""How a value stands: of fewer cases than `policy.pace.min_deals` nothing is said, also when their time is over."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody, a team or the plan stands in a metric that adds up, over a stretch, through a day.

    Results for which there is no target are `apart`: of periods without one, and of people without one where the target
    is what those of people add up to.
    """

    metric: str
    scope: Scope
    stretch: Stretch
    through: date
    pace: Pace
    apart: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class ValueStanding:
    """How somebody stands in a metric that does not add up: its value in the stretch against its target."""

    metric: str
    scope: Scope
    stretch: Stretch
    reading: Reading
    status: ValueStatus


@dataclass(frozen=True, slots=True)
class Lapsed:
    """Lines of a scorecard whose assessment no longer holds on the day (`until` its last day), or was never made."""

    person: Entity[Person]
    kpis: tuple[Entity[Kpi], ...]
    until: date | None


class Standings:
    """How everybody stands on the day of looking."""

    def __init__(self, cards: Cards, stretch: Stretch) -> None:
        """Take the scorecards of a plan, and the stretch over which pace is judged."""
        self.cards, self.stretch = cards, stretch
        self.analysis, self.measured, self.results = cards.analysis, cards.measured, cards.results
        self._paces: dict[tuple[str, Scope], Standing | None] = {}
        self._everything = cache(lambda metric, day: self.results.value(metric, (), stretch.numbers, until=day))

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The metrics with targets and sources: the main one first, then those that add up, then the rest."""
        measures, main = self.analysis.measures, self.analysis.main_metric
        known = filter(self.results.is_measured, self.analysis.targets.metrics)
        order = {name: (name != main, not measures.adds_over_time(name), measures.rank(name)) for name in known}
        return tuple(sorted(order, key=order.__getitem__))

    @cached_property
    def teams(self) -> tuple[Entity[Team], ...]:
        """The teams from the top down."""
        return tuple(filter(None, map(self.team, self.analysis.staffing.teams)))

    def team(self, name: str) -> Entity[Team] | None:
        """Return a team."""
        return self.analysis.graph.find(Team, name)

    @cached_property
    def recent(self) -> Stretch:
        """The last quarter of the stretch that is over, else the one that runs; without quarters a period."""
        horizon, within = self.analysis.horizon, set(self.stretch.numbers)
        quarters = stretches(horizon, "quarter" if horizon.quarters else "month")
        inside = [quarter for quarter in quarters if within.issuperset(quarter.numbers)]
        over = [quarter for quarter in inside if quarter.is_over(self.analysis.as_of)]
        return over[-1] if over else inside[0]

    def people(self, team: str) -> tuple[Entity[Person], ...]:
        """Return who is in a team on the day, or is to begin there, and has a target of their own in the stretch."""
        members = self.analysis.staffing.members.get(team, ())
        there = (person for person in members if self.is_in(person, team) or self._is_to_begin(person, team))
        return tuple(filter(self._has_target, there))

    def is_in(self, person: Entity[Person], team: str) -> bool:
        """Whether somebody's last team up to the day is this one."""
        begun = [stint for stint in self.analysis.staffing.stints(person) if stint.start <= self.analysis.as_of]
        return bool(begun) and begun[-1].team == team and begun[-1].end > self.stretch.period.start

    def _is_to_begin(self, person: Entity[Person], team: str) -> bool:
        """Whether somebody, or whoever takes an open seat, has their first day in a team still before them."""
        first = next(iter(self.analysis.staffing.stints(person)), None)
        return first is not None and first.team == team and first.start > self.analysis.as_of

    def _has_target(self, person: Entity[Person]) -> bool:
        return any(
            self.measured.target(metric, (("person", person.model.id),), self.stretch) is not None
            for metric in self.metrics
        )

    def of(self, metric: str, scope: Scope) -> Standing | None:
        """Return how a scope stands in a metric that adds up; None where it has no target in the stretch."""
        key = (metric, scope)
        if key not in self._paces:
            self._paces[key] = self._of(metric, scope)
        return self._paces[key]

    def _of(self, metric: str, scope: Scope) -> Standing | None:
        plans = self.measured.planned(metric, scope)
        numbers = tuple(number for number in self.stretch.numbers if number in plans)
        if not numbers:
            return None
        through, policy = self.through(metric), self.analysis.graph.policy.pace
        everything = self.results.value(metric, scope, self.stretch.numbers, until=through)
        value = self.results.value(metric, scope, numbers, until=through, only=self.measured.like(metric, scope))
        lack = self.measured.lack(metric, scope, self.stretch)
        stages, rows = self._stages(scope, plans, numbers, through), value.rows if value is not None else 0
        so_far, amount = Progress(stages, None), value.amount if value is not None else ZERO
        progress = replace(
            so_far,
            actual=amount if lack is None else None,
            deals=None if self._is_in_batches(metric) else rows,
            deals_planned=self._deals_planned(metric, so_far.to_date, through),
            pipeline=self._pipeline(metric, scope),
            is_by_deals=self.is_by_deals(metric),
            lower_is_better=self.measured.lower_is_better(metric),
            is_budget=self.analysis.measures.is_cost(metric),
            is_over=self.stretch.is_over(self.analysis.as_of) or (so_far.passed > 0 and so_far.left == 0),
            reason=lack.reason if lack is not None else None,
            lost=lack.lost if lack is not None else 0,
        )
        apart = everything.amount - amount if everything is not None and lack is None else ZERO
        return Standing(metric, scope, self.stretch, through, pace(progress, policy), apart)

    def _deals_planned(self, metric: str, planned: Decimal, through: date) -> int | None:
        """Return how many deals a plan to date asks for: what it counts itself, or by the mean deal of all so far."""
        known = self.analysis.measures.metric(metric)
        if known is not None and known.unit in ("count", "units"):
            return int(planned)
        had = self._everything(metric, through)
        return int(planned * had.rows / had.amount) if had is not None and had.amount > 0 else None

    def beside(self, figures: Iterable[MetricScope], metric: str) -> Iterator[Standing]:
        """Yield how those of some targets stand that are of a metric that adds up."""
        for name, scope in figures:
            standing = self.of(metric, scope) if name == metric else None
            if standing is not None:
                yield standing

    def through(self, metric: str) -> date:
        """Return the day through which plan and actual are compared: that of looking, or as far as sources reach.

        Where results come in batches, that is the end of the last period that is over: a part of one tells nothing.
        """
        complete = self.measured.through(metric)
        day = min(self.analysis.as_of, complete) if complete is not None else self.analysis.as_of
        if not self._is_in_batches(metric):
            return day
        over = [period.last for period in self.analysis.horizon.periods if period.last <= day]
        return over[-1] if over else self.analysis.horizon.plan.start - _DAY

    def _is_in_batches(self, metric: str) -> bool:
        return any(self.results.sources[source].model.arrives == "batches" for source in self.measured.sources(metric))

    def _stages(self, scope: Scope, plans: ByPeriod, numbers: tuple[int, ...], through: date) -> tuple[Stage, ...]:
        """Return the periods with a target, with the working days of a person, or else of the plan.

        What is planned is what the season asks for.
        """
        horizon, stages = self.analysis.horizon, []
        person = self.analysis.graph.find(Person, dict(scope).get("person"))
        days = horizon.days(person).worked if person is not None else horizon.calendar().days
        for number in numbers:
            period = horizon.periods[number]
            passed = days(period.start, min(through + _DAY, period.end)) if through >= period.start else 0
            whole = Decimal(days(period.start, period.end))
            stages.append(Stage(plans[number], whole, Decimal(passed), plans[number], through >= period.last))
        return tuple(stages)

    def _pipeline(self, metric: str, scope: Scope) -> Decimal | None:
        """Return the weighted open deals that close in the stretch, for a metric that is judged by them.

        None where that is not known: no deal of the metric is listed at all, or those of the scope that close in time
        cannot be weighed, not one of them.
        """
        if not self.is_by_deals(metric) or not self.deals(metric, ()):
            return None
        close = [deal for deal in self.deals(metric, scope) if deal.may_count_in(self.stretch.period)]
        weighted = [amount for deal in close if (amount := self.analysis.measures.weighted(deal)) is not None]
        return sum(weighted, ZERO) if weighted or not close else None

    def opening(self, standing: Standing) -> Opening | None:
        """Return how the open deals of a scope cover what is left to its target.

        None where the plan lists no deal, or says which part of the target is new business: the rest is not theirs.
        """
        metric = standing.metric
        books = (book.document.model.parts for book in self.analysis.books if book.metric == metric)
        is_in_part = any(part.id == "new_business" for parts in books for part in parts)
        is_theirs = self.is_by_deals(metric) or not is_in_part
        if not is_theirs or not self.analysis.measures.is_money(metric) or not self.deals(metric, ()):
            return None
        actual, deals = standing.pace.progress.actual, self.deals(standing.metric, standing.scope)
        gap = standing.pace.progress.whole - actual if actual is not None else None
        return opening(self.analysis.measures, deals, standing.stretch.period, self.analysis.as_of, gap)

    def is_by_deals(self, metric: str) -> bool:
        """Whether pace in a metric is judged by results and open deals together."""
        known = self.analysis.measures.metric(metric)
        return known is not None and known.pace == "pipeline"

    def deals(self, metric: str, scope: Scope) -> tuple[Deal, ...]:
        """Return all deals of a scope that are listed with the targets of a metric."""
        documents = (book.document.model.id for book in self.analysis.books if book.metric == metric)
        listed = (deal for document in documents for deal in self.analysis.deals.of(document))
        return tuple(deal for deal in listed if self._is_of(deal, dict(scope)))

    def _is_of(self, deal: Deal, names: dict[str, str]) -> bool:
        seller = self.analysis.ownership.seller_on(deal.entity, self.analysis.facts.day)
        model = deal.entity.model
        if "team" in names and seller not in self._people_below(names["team"]):
            return False
        if names.get("person", seller) != seller:
            return False
        account = self.analysis.graph.find(Account, model.account)
        home = territory_of(account) if account is not None else None
        if "territory" in names and names["territory"] not in around(self.analysis.graph, home or ""):
            return False
        narrow = (pair for pair in names.items() if pair[0] not in (*BY_SELLER, "territory"))
        return all(getattr(model, name, None) == value for name, value in narrow)

    def _people_below(self, team: str) -> set[str]:
        staffing = self.analysis.staffing
        return {member.model.id for below in staffing.subtree(team) for member in staffing.members.get(below, ())}

    def level(self, metric: str, basis: Basis, stretch: Stretch) -> ValueStanding | None:
        """Return how a scope stands in a metric that does not add up; None where it has no target.

        A quotient of fewer cases than `policy.pace.min_deals` says nothing as long as its time runs; one over offers or
        answers that are counted never does.
        """
        reading, policy = self.measured.reading(metric, basis, stretch), self.analysis.graph.policy.pace
        if reading.target is None:
            return None
        attained = reading.attainment()
        if not isinstance(attained, Decimal):
            return ValueStanding(metric, basis.scope, stretch, reading, "not_judged")
        value = self.results.value(metric, basis.scope, stretch.numbers)
        if value is None or value.cases is None or value.cases >= policy.min_deals:
            return ValueStanding(metric, basis.scope, stretch, reading, status_of(attained, policy))
        is_over, parts = stretch.is_over(self.analysis.as_of), self.results.parts(metric)
        under = self.analysis.measures.metric(parts[-1]) if parts is not None else None
        is_counted = under is not None and under.unit in ("count", "units")
        early: ValueStatus = "too_few" if is_counted else "too_early"
        status = early if is_counted or not is_over else status_of(attained, policy)
        return ValueStanding(metric, basis.scope, stretch, reading, status)

    def overdue(self, people: tuple[str, ...]) -> tuple[Task, ...]:
        """Return the tasks of people that are overdue on the day, the oldest first."""
        return tuple(task for task in self.cards.tasks.of(people) if task.is_overdue(self.analysis.as_of))

    def coming(self, people: tuple[str, ...], days: int) -> tuple[Task, ...]:
        """Return the tasks of people that are due on the day or within so many days, the next first."""
        day = self.analysis.as_of
        last = day + timedelta(days=days)
        return tuple(task for task in self.cards.tasks.of(people) if not task.is_done and day <= task.due <= last)

    def lapsed(self, person: Entity[Person]) -> Iterator[Lapsed]:
        """Yield the assessed lines of somebody's scorecard whose assessment no longer holds, or was never made."""
        left = person.model.end is not None and person.model.end < self.analysis.as_of
        rubric = self.cards.rubrics.now(person) if not (left or person.model.open) else None
        by_last_day: dict[date | None, list[Entity[Kpi]]] = {}
        for kpi in self.cards.kpis(rubric) if rubric is not None else ():
            newest = self.cards.assessed.newest(person.model.id, kpi, self.analysis.as_of)
            until = holds_until(newest.model, kpi.model) if newest is not None else None
            is_over = newest is None or (until is not None and until < self.analysis.as_of)
            if kpi.model.assess is not None and is_over:
                by_last_day.setdefault(until, []).append(kpi)
        for day, kpis in by_last_day.items():
            yield Lapsed(person, tuple(kpis), day)
