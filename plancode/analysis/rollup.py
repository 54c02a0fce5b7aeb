"""Top down and bottom up: what each level is given against what the levels below it add up to, and the street quota."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from plancode.analysis.ladder import narrowing
from plancode.analysis.measures import Measures, Scope
from plancode.analysis.staffing import Staffing, by_days
from plancode.analysis.targets import ByPeriod, Target, TargetTable, add
from plancode.graph.entity import Entity
from plancode.model.team import Person

_ZERO, _ONE = Decimal(0), Decimal(1)
AmountsOf = Callable[[str, Scope], ByPeriod]
RollUpForm = Literal["sum", "distinct", "weighted", "ratio"]
PLAN = ""
"""The node of the plan itself; every other node is a team."""


@dataclass(frozen=True, slots=True)
class Child:
    """What a team, or a person, contributes to the level above."""

    kind: Literal["team", "person"]
    id: str
    by_period: ByPeriod


@dataclass(slots=True)
class Street:
    """The quotas of people, by period: of those who are there, of open seats, and all of them as far as ramped up."""

    filled: dict[int, Decimal] = field(default_factory=dict)
    vacant: dict[int, Decimal] = field(default_factory=dict)
    ramped: dict[int, Decimal] = field(default_factory=dict)

    def add(self, other: "Street") -> None:
        """Add the quotas of a level below."""
        for mine, theirs in ((self.filled, other.filled), (self.vacant, other.vacant), (self.ramped, other.ramped)):
            add(mine, theirs)

    @property
    def whole(self) -> dict[int, Decimal]:
        """Filled and vacant together."""
        return add(dict(self.filled), self.vacant)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of one metric: the plan or a team.

    `beside` are the figures of its people with overlay credit, which are no part of any sum. `parts` is of how many
    stated figures the children are made up: a team without one of its own has those below it.
    """

    measures: Measures
    metric: str
    narrow: Scope
    team: str
    form: RollUpForm
    commitment: ByPeriod
    assigned: ByPeriod
    children: tuple[Child, ...]
    below: ByPeriod
    street: Street
    beside: tuple[Child, ...] = ()
    parts: int = 0

    @property
    def scope(self) -> Scope:
        """The scope of the level."""
        return ((("team", self.team),) if self.team else ()) + self.narrow

    @property
    def overlay(self) -> ByPeriod:
        """What stands beside, together."""
        together: dict[int, Decimal] = {}
        for child in self.beside:
            add(together, child.by_period)
        return together

    def cut(self, of: Callable[[ByPeriod], ByPeriod]) -> "Level":
        """Return the level with what a stretch of time has of each of its figures."""
        street = Street(*(dict(of(part)) for part in (self.street.filled, self.street.vacant, self.street.ramped)))
        children, beside = (
            tuple(replace(child, by_period=of(child.by_period)) for child in several)
            for several in (self.children, self.beside)
        )
        return replace(
            self, commitment=of(self.commitment), assigned=of(self.assigned), below=of(self.below),
            street=street, children=children, beside=beside,
        )  # fmt: skip

    def gap(self, numbers: Iterable[int]) -> Decimal | None:
        """Return children less assigned over the periods for which both are stated; None where there is none."""
        shared = self.shared(numbers)
        below, assigned = self._over(self.below, shared), self._over(self.assigned, shared)
        return below - assigned if below is not None and assigned is not None else None

    def over_assignment(self, numbers: Iterable[int]) -> Decimal | None:
        """Return children over commitment; None of a planned loss, of which more is worse."""
        shared = self.shared(numbers)
        below, whole = self._over(self.below, shared), self._over(self.commitment, shared)
        return below / whole if below is not None and whole is not None and whole > 0 else None

    def required_attainment(self, numbers: Iterable[int]) -> Decimal | None:
        """Return commitment over street quota: the part of all quotas that must be reached."""
        street = self.street.whole
        shared = tuple(number for number in numbers if number in self.commitment and number in street)
        quotas = total(street, shared)
        asked = total(self.commitment, shared)
        return asked / quotas if quotas > 0 and asked >= 0 else None

    def _over(self, amounts: ByPeriod, numbers: tuple[int, ...]) -> Decimal | None:
        return over_time(self.measures, self.metric, amounts, numbers)

    def shared(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return the periods for which the level has a figure and its children have some."""
        return tuple(number for number in numbers if number in self.commitment and number in self.below)


class RollUp:
    """All levels of all metrics."""

    def __init__(
        self,
        staffings: tuple[Staffing, Staffing],
        measures: Measures,
        targets: TargetTable,
        current: AmountsOf,
        assigned: AmountsOf,
    ) -> None:
        """Take people now and when it was planned, what was planned, and what is committed and assigned now."""
        (self.staffing, self.planning), self.measures, self.targets = staffings, measures, targets
        self.current, self.assigned = current, assigned
        self.roots, self.order = self.staffing.graph.root_teams, self.staffing.teams

    def levels(self, metric: str, scopes: tuple[Scope, ...]) -> Iterator[Level]:
        """Yield the levels of a metric from the plan down, for each product, channel and segment it is stated for."""
        for narrow in dict.fromkeys(narrowing(scope) for scope in scopes):
            yield from _Tree(self, metric, narrow, scopes).levels()

    def form(self, metric: str) -> RollUpForm:
        """Return how parts make a whole of a metric."""
        definition = self.measures.metric(metric)
        return (definition.over_scope if definition else None) or "sum"

    def team_parts(
        self, person: Entity[Person], amounts: ByPeriod, by_rule: Sequence[Target]
    ) -> Iterator[tuple[str, ByPeriod]]:
        """Yield the amounts of somebody by the team they count for: where that changes in a period, by days.

        Of their quotas `by_rule` each team counts what was split among its people, where they are in it as was planned.
        """
        stints = self.staffing.stints(person)
        teams = {stint.team for stint in stints}
        if len(teams) <= 1:
            yield (stints[0].team if stints else person.model.team), amounts
            return
        parts: dict[str, dict[int, Decimal]] = {}
        for number, amount in amounts.items():
            for team, part in self._parts(person, number, amount, by_rule).items():
                parts.setdefault(team, {})[number] = part
        yield from parts.items()

    def _parts(
        self, person: Entity[Person], number: int, amount: Decimal, by_rule: Sequence[Target]
    ) -> dict[str, Decimal]:
        as_planned = self.planning.graph.find(Person, person.model.id) or person
        spells, planned = (
            [spell for spell in staffing.spells(one) if spell.number == number]
            for staffing, one in ((self.staffing, person), (self.planning, as_planned))
        )
        if not spells:
            return {self.staffing.team_on(person, self.staffing.horizon.periods[number].start): amount}
        parts, left = dict[str, Decimal](), amount
        if by_days(spells, _ONE) == by_days(planned, _ONE):
            for quota in by_rule:
                add(parts, quota.by_team.get(number, {}))
                left -= quota.by_period[number] if number in quota.by_team else _ZERO
        return add(parts, by_days(spells, left)) if left or not parts else parts


class _Tree:
    """One metric, narrowed to a product, channel or segment or not at all."""

    def __init__(self, rollup: RollUp, metric: str, narrow: Scope, scopes: tuple[Scope, ...]) -> None:
        self.rollup, self.metric, self.narrow = rollup, metric, narrow
        self.form = rollup.form(metric)
        self.people: dict[str, list[tuple[Child, Street]]] = {}
        self.beside: dict[str, list[Child]] = {}
        for scope in scopes:
            if narrowing(scope) == narrow and "person" in dict(scope):
                self._place(scope)
        self.figures: dict[str, ByPeriod] = {}

    def _place(self, scope: Scope) -> None:
        names = dict(scope)
        staffing, amounts = self.rollup.staffing, self.rollup.current(self.metric, scope)
        person = staffing.graph.find(Person, names["person"])
        if person is None or set(names) - {"person", "team", *dict(self.narrow)}:
            return
        stated = names.get("team")
        by_rule = [target for target in self.rollup.targets.of(self.metric, scope) if target.how == "people"]
        given = self._given(person, by_rule)
        parts = ((stated, amounts),) if stated else self.rollup.team_parts(person, amounts, by_rule)
        for team, whole in parts:
            beside = whole if not self.rollup.measures.is_cost(self.metric) else ()  # what is spent counts once
            overlay = {at: whole[at] for at in beside if at not in given and staffing.stands_beside(person, at)}
            part = {at: whole[at] for at in whole if at not in overlay} if overlay else whole
            if overlay:
                self.beside.setdefault(team, []).append(Child("person", person.model.id, overlay))
            if overlay and not part:
                continue
            child = Child("person", person.model.id, part)
            street = self._street(person, part, given) if self.form in ("sum", "distinct") else Street()
            self.people.setdefault(team, []).append((child, street))

    def _given(self, person: Entity[Person], by_rule: Sequence[Target]) -> set[int]:
        """Return the periods for which a rule gives somebody a quota that is carried, if not by their last role."""
        staffing = self.rollup.staffing
        if len({stint.role for stint in staffing.stints(person)}) <= 1:
            return set()
        carried = {spell.number for spell in staffing.spells(person) if staffing.carries(spell.stint.role)}
        return {number for quota in by_rule for number, amount in quota.by_period.items() if amount} & carried

    def _street(self, person: Entity[Person], amounts: ByPeriod, given: set[int]) -> Street:
        """Return the quotas that are carried: by the role of the period, or `given` by a rule to the one before."""
        staffing, street = self.rollup.staffing, Street()
        for number, amount in amounts.items():
            if number not in given and not staffing.carries(staffing.role_in(person, number)):
                continue
            (street.vacant if person.model.open else street.filled)[number] = amount
            street.ramped[number] = amount * staffing.ramp_in(person, number)
        return street

    def levels(self) -> list[Level]:
        """Return the levels from the top down; they are worked out from the bottom up."""
        by_team: dict[str, Level] = {}
        for team in reversed(self.rollup.order):
            by_team[team] = self._level(team, self.rollup.staffing.teams_below(team), by_team)
        plan = self._level(PLAN, self.rollup.roots, by_team)
        above = (plan,) if plan.commitment or len(self.rollup.roots) != 1 else ()
        levels = (*above, *(by_team[team] for team in self.rollup.order))
        return [level for level in levels if level.commitment or level.below]

    def _level(self, team: str, teams: tuple[str, ...], done: Mapping[str, Level]) -> Level:
        scope: Scope = ((("team", team),) if team else ()) + self.narrow
        people = self.people.get(team, []) if team else []
        street = Street()
        for _, own in people:
            street.add(own)
        for lower in teams:
            if lower in done:
                street.add(done[lower].street)
        below = [Child("team", lower, self.figures[lower]) for lower in teams if self.figures.get(lower)]
        children = (*below, *(child for child, _ in people))
        commitment = self.rollup.current(self.metric, scope)
        level = Level(
            self.rollup.measures,
            self.metric, self.narrow, team, self.form, commitment, self.rollup.assigned(self.metric, scope),
            children, self._together(children, scope), street, tuple(self.beside.get(team, ())),
            sum(done[one.id].parts if one.id in done and not done[one.id].commitment else 1 for one in children),
        )  # fmt: skip
        self.figures[team] = level.commitment or level.below
        return level

    def _together(self, children: tuple[Child, ...], scope: Scope) -> ByPeriod:
        if self.form == "ratio":
            return self._quotient(scope)
        if self.form == "weighted":
            return self._mean(children)
        below: dict[int, Decimal] = {}
        for child in children:
            add(below, child.by_period)
        return below

    def _quotient(self, scope: Scope) -> ByPeriod:
        metric = self.rollup.measures.metric(self.metric)
        if metric is None or metric.numerator is None or metric.denominator is None:
            return {}
        above = self.rollup.current(metric.numerator, scope)
        below = self.rollup.current(metric.denominator, scope)
        factor = metric.factor if metric.factor is not None else Decimal(1)
        return {number: above[number] * factor / below[number] for number in above if below.get(number)}

    def _mean(self, children: tuple[Child, ...]) -> ByPeriod:
        """Return the mean of the children weighted by their targets of another metric, where all have one."""
        metric = self.rollup.measures.metric(self.metric)
        if metric is None or metric.weight_by is None or not children:
            return {}
        weights = [self.rollup.current(metric.weight_by, ((child.kind, child.id), *self.narrow)) for child in children]
        numbers = set.intersection(*(set(child.by_period) for child in children), *(set(of) for of in weights))
        weighed = list(zip(children, weights, strict=True))
        return {
            number: sum((child.by_period[number] * of[number] for child, of in weighed), _ZERO) / whole
            for number in sorted(numbers)
            if (whole := sum((of[number] for of in weights), _ZERO))
        }


def total(amounts: ByPeriod, numbers: Iterable[int]) -> Decimal:
    """Return the sum of the amounts of some periods."""
    return sum((amounts[number] for number in numbers if number in amounts), _ZERO)


def over_time(measures: Measures, metric: str, amounts: ByPeriod, numbers: Iterable[int]) -> Decimal | None:
    """Return what periods make together: their sum, of other metrics the last or the mean; None of nothing."""
    stated = [amounts[number] for number in numbers if number in amounts]
    if not stated:
        return None
    known = measures.metric(metric)
    if known is not None and known.over_time == "last":
        return stated[-1]
    whole = sum(stated, _ZERO)
    return whole if measures.adds_over_time(metric) else whole / len(stated)
