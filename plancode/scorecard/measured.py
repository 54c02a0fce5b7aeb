"""What is known of a metric for one person and one stretch of time: actual, target, what was before.

Somebody with a target of their own is measured by their own results; who leads teams without one, by the teams' (a
manager's own target is an own book); everybody else by their own results.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from plancode.analysis.ladder import levels, narrowing
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import Child
from plancode.analysis.targets import ByPeriod, add
from plancode.graph.entity import Entity
from plancode.graph.grouped import grouped
from plancode.model.methods.reading import ZERO, Quotient, Reading, Reason
from plancode.model.team import Person, Team
from plancode.period import Period
from plancode.quantity import Quantity
from plancode.scorecard.results import Like, Results
from plancode.scorecard.stretches import Stretch

_DAY = timedelta(days=1)


class Actual(NamedTuple):
    """What was reached, and what a quotient is made of, or why that is not known; `lost` are the rows that lack."""

    amount: Decimal | None
    reason: Reason | None = None
    lost: int = 0
    made_of: Quotient | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """By whose results somebody is measured in a metric: their own, or those of a team they lead."""

    scope: Scope
    people: tuple[str, ...]

    @property
    def team(self) -> str | None:
        """The team, where it is one."""
        return dict(self.scope).get("team")


class Measured:
    """The metrics of people, with their results."""

    def __init__(self, results: Results) -> None:
        """Take the results of a plan."""
        self.results, self.analysis = results, results.analysis
        self._by_person = cache(self._cut_by_person)

    def team_of(self, person: str) -> str | None:
        """Return the team that somebody leads: the one above where they lead several of one branch."""
        led = self.analysis.graph.teams_led.get(person, ())
        below = {other for team in led for other in self.analysis.staffing.subtree(team) if other != team}
        return next((team for team in led if team not in below), None)

    def team_on(self, person: Entity[Person], day: date) -> str | None:
        """Return the team that somebody is in on a day, or was in last; None before they begin."""
        begun = [stint.team for stint in self.analysis.staffing.stints(person) if stint.start <= day]
        return begun[-1] if begun else None

    def lower_is_better(self, metric: str) -> bool:
        """Whether the smaller of two figures of a metric is the better one."""
        return self.analysis.measures.is_lower(metric)

    def basis(self, person: Entity[Person], metric: str | None) -> Basis:
        """Return by whose results somebody is measured; without a metric, by whose tasks."""
        name, team = person.model.id, self.team_of(person.model.id)
        own: Scope = (("person", name),)
        if team is None or (metric is not None and any(self.analysis.current(metric, own).values())):
            return Basis(own, (name,))
        members, teams = self.analysis.staffing.members, self.analysis.staffing.subtree(team)
        people = dict.fromkeys(member.model.id for below in teams for member in members.get(below, ()))
        return Basis((("team", team),), tuple(dict.fromkeys((name, *people))))

    def counts(self, basis: Basis, name: str, day: date) -> bool:
        """Whether what somebody does on a day counts for whom is measured: for a team, if they are in it then."""
        if basis.team is None or name == basis.people[0]:
            return name in basis.people
        person, teams = self.analysis.graph.find(Person, name), self.analysis.staffing.subtree(basis.team)
        stints = self.analysis.staffing.stints(person) if person is not None else ()
        return any(stint.team in teams and stint.start <= day < stint.end for stint in stints)

    def reading(self, metric: str, basis: Basis, stretch: Stretch, target: Quantity | None = None) -> Reading:
        """Return what is known of a metric in a stretch; `target` is that of the line, where no document has one."""
        known = self.analysis.measures.metric(metric)
        aimed = self.target(metric, basis.scope, stretch)
        actual = self.actual(
            metric, basis.scope, stretch, self.like(metric, basis.scope) if aimed is not None else None
        )
        if aimed is None and target is not None:
            aimed = self.analysis.measures.number(target, stretch.period.start, metric)
        return Reading(
            actual.amount,
            aimed,
            lower_is_better=self.lower_is_better(metric),
            unit=known.unit if known is not None else None,
            reason=actual.reason,
            lost=actual.lost,
            made_of=actual.made_of,
        )

    def planned(self, metric: str, scope: Scope) -> ByPeriod:
        """Return the target by period; a team or plan without one has what the levels below it add up to.

        Somebody with targets of products alone, or of channels or segments, has what these add up to.
        """
        stated = self.analysis.current(metric, scope)
        if stated or not {name for name, _ in scope} <= {"team"}:
            return stated or self._of_cuts(metric, scope)
        level = self.analysis.level(metric, dict(scope).get("team", ""))
        return level.below if level is not None else stated

    def like(self, metric: str, scope: Scope) -> Like | None:
        """Return whose results count against a target that is only what those below it add up to: theirs.

        Those of who leads them count too, as they have no target but this one.
        Against targets of products alone count the results of these products, in the same way.
        None where a target of its own stands against all results, and for what does not add up.
        """
        cuts = {part[-1]: self.analysis.current(metric, part) for part in self._cuts_of(metric, scope)}
        if cuts:
            lies_in = self.results.placing.lies_in
            return Like(
                lambda credit: any(
                    credit.number in amounts and lies_in(credit.fact, *of) for of, amounts in cuts.items()
                ),
                tuple(dict.fromkeys(name for name, _ in cuts)),
            )
        adds_up, of_level = self.analysis.measures.adds_up(metric), {name for name, _ in scope} <= {"team"}
        if not (adds_up and of_level) or self.analysis.current(metric, scope):
            return None
        people: dict[str, set[int]] = {}
        teams: dict[str, set[int]] = {}
        for child in self._stated_below(metric, dict(scope).get("team", "")):
            names = self.analysis.staffing.subtree(child.id) if child.kind == "team" else (child.id,)
            for name in names:
                (teams if child.kind == "team" else people).setdefault(name, set()).update(child.by_period)
        nothing: set[int] = set()
        return Like(
            lambda credit: (
                credit.number in people.get(credit.person, nothing) or credit.number in teams.get(credit.team, nothing)
            )
        )

    def _of_cuts(self, metric: str, scope: Scope) -> ByPeriod:
        amounts: dict[int, Decimal] = {}
        for part in self._cuts_of(metric, scope):
            add(amounts, self.analysis.current(metric, part))
        return amounts

    def _cuts_of(self, metric: str, scope: Scope) -> tuple[Scope, ...]:
        """Return the targets of somebody who has none of all that they sell, if all cut it in one way: by product, say.

        Each result counts against one of them. Targets that cut it in several ways do not add up to anything.
        """
        if not self.analysis.measures.adds_up(metric) or self.analysis.current(metric, scope):
            return ()
        parts = self._by_person(metric).get(scope, ())
        return tuple(parts) if len({tuple(name for name, _ in narrowing(part)) for part in parts}) == 1 else ()

    def _cut_by_person(self, metric: str) -> Mapping[Scope, Sequence[Scope]]:
        narrow = (scope for scope in self.analysis.scopes(metric) if dict(levels(scope)).keys() == {"person"})
        return grouped((scope for scope in narrow if len(narrowing(scope)) == 1), levels)

    def _stated_below(self, metric: str, team: str) -> Iterator[Child]:
        """Yield the people and teams with targets of their own that a level is made of, and who leads it."""
        level, lead = self.analysis.level(metric, team), self.analysis.graph.find(Team, team)
        if level is not None and lead is not None and lead.model.manager:
            yield Child("person", lead.model.manager, level.below)
        for child in level.children if level is not None else ():
            if child.kind == "team" and not self.analysis.current(metric, (("team", child.id),)):
                yield from self._stated_below(metric, child.id)
            else:
                yield child

    def target(self, metric: str, scope: Scope, stretch: Stretch) -> Decimal | None:
        """Return the target of a stretch: the sum of its periods, for other metrics the last or the mean."""
        amounts = self.planned(metric, scope)
        in_stretch = {number: amounts[number] for number in stretch.numbers if number in amounts}
        return self.analysis.whole(metric, in_stretch, stretch.numbers) if in_stretch else None

    def of_plan(self, metric: str, part: Stretch) -> Reading:
        """Return results and target of the whole plan: its own target, else that of the root team."""
        plan = self.analysis.graph.plan
        root: Scope = (("team", plan.model.team),) if plan is not None and plan.model.team else ()
        return self.so_far(metric, root if self.target(metric, (), part) is None else (), part)

    def actual(self, metric: str, scope: Scope, stretch: Stretch, only: Like | None = None) -> Actual:
        """Return the actual of a stretch, or why there is none: no rows mean 0 only for what adds up.

        `only` says which credit counts, where not all does.
        """
        lack, is_over = self.lack(metric, scope, stretch), stretch.is_over(self.analysis.as_of)
        if lack is not None:
            return lack
        reaches, through = self.reaches(metric, stretch.period), self.through(metric)
        value = self.results.value(metric, scope, stretch.numbers, only=only)
        if value is None and not is_over and through is not None and through < stretch.period.start:
            return Actual(None, "unreached")
        if is_over and not reaches and (value is None or not self.is_assumed(metric)):
            return Actual(None, "incomplete")
        if value is not None:
            return Actual(value.amount, made_of=value.made_of)
        if self.analysis.measures.adds_over_time(metric):
            return Actual(ZERO)
        return Actual(None, "nothing" if is_over else "no_actual")

    def lack(self, metric: str, scope: Scope, stretch: Stretch) -> Actual | None:
        """Return why nothing is known of a metric, however far its sources reach; None where all rows are read."""
        if not self.results.is_known(metric) and metric in self.results.misfits:
            return Actual(None, "other_unit")
        if not self.results.is_known(metric):
            return Actual(None, "not_read" if self.results.is_measured(metric) else "no_source")
        scopes = self._cuts_of(metric, scope) or (scope,)
        losses = (self.results.losses.of(metric, one, stretch.numbers) for one in scopes)
        loss = next(filter(None, losses), None)
        return Actual(None, loss.reason, loss.rows) if loss is not None else None

    def so_far(self, metric: str, scope: Scope, part: Stretch) -> Reading:
        """Return actual and target of some periods, whatever else the stretch has."""
        like = self.like(metric, scope)
        actual = self.actual(metric, scope, part, like)
        if actual.reason == "incomplete":
            value = self.results.value(metric, scope, part.numbers, only=like)
            actual = Actual(value.amount if value is not None else ZERO)
        target, lower = self.target(metric, scope, part), self.lower_is_better(metric)
        return Reading(actual.amount, target, lower_is_better=lower, reason=actual.reason, lost=actual.lost)

    def through(self, metric: str) -> date | None:
        """Return the day through which all sources of a metric are complete; None where none has rows or says so."""
        return min(filter(None, map(self.results.through, self.sources(metric))), default=None)

    def is_assumed(self, metric: str) -> bool:
        """Whether the day through which a metric is known is that of the last row of a source."""
        sources = (self.results.sources[name].model for name in self.sources(metric))
        return any(source.complete_through is None for source in sources)

    def reaches(self, metric: str, period: Period) -> bool:
        """Whether the sources of a metric reach to the end of a period, or to its last working day."""
        through = self.through(metric)
        if through is None or through >= period.last:
            return True
        return self.is_assumed(metric) and not self.analysis.horizon.calendar().days(through + _DAY, period.end)

    def sources(self, metric: str) -> tuple[str, ...]:
        """Return the sources of a metric that were read."""
        names = self.results.parts(metric) or (metric,)
        return tuple(dict.fromkeys(source for name in names for source in self.results.sources_of(name)))

    def previous(self, metric: str, scope: Scope, stretch: Stretch, before: Stretch | None) -> Decimal | None:
        """Return what was reached in an earlier stretch: by the results where they reach back, else by the history."""
        if before is not None and self.results.is_known(metric):
            if self.lack(metric, scope, before) is not None:
                return None
            value = self.results.value(metric, scope, before.numbers)
            if value is not None:
                return value.amount
        period = before.period if before is not None else self.analysis.history.year_before(stretch.period)
        earlier = self.results.earlier_value(metric, scope, period)
        return earlier.amount if earlier is not None else self.analysis.history.amount(metric, scope, period)
