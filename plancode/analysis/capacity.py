"""Productivity capacity: what the people of a scope can bring in each period, term by term."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from plancode.analysis.measures import Measures, Scope
from plancode.analysis.memo import Memo
from plancode.analysis.retention import retention
from plancode.analysis.staffing import Staffing
from plancode.analysis.targets import ByPeriod
from plancode.calendar.phasing import Weights
from plancode.graph.entity import Entity
from plancode.graph.grouped import grouped
from plancode.graph.stints import Stint
from plancode.model.team import Person, Productivity, Role
from plancode.quantity import rounded

if TYPE_CHECKING:
    from datetime import date

_ZERO, _ONE = Decimal(0), Decimal(1)
PLACES: Final = 12
"""Digits of a ratio that is held against a limit: capacity of a twelfth in each of twelve months is the whole."""
_ALIKE: Final = 4
CapacityKind = Literal["plan", "team", "person"]


class CapacityTerm(NamedTuple):
    """What one person brings in one period of one metric, as the factors it is made of.

    `rre` are ramped rep equivalents (full time, presence and ramp together), `amount` is the product of all factors.
    """

    person: Entity[Person]
    role: Entity[Role]
    team: str
    number: int
    holder: Entity[Person] | Entity[Role]
    productivity: Decimal
    season: Decimal
    fte: Decimal
    presence: Decimal
    ramp: Decimal
    retention: Decimal
    attainment: Decimal
    expected: Decimal
    rre: Decimal
    amount: Decimal

    @property
    def at_risk(self) -> Decimal:
        """What is taken off because somebody may leave: what would be brought if all stayed, less what is expected."""
        staying = self.productivity * self.season * self.fte * self.presence * self.ramp * self.attainment
        return staying * (1 - self.retention)


@dataclass(frozen=True, eq=False)
class Capacity:
    """The capacity of a scope by period; `judged` is false where somebody who carries quota has no productivity."""

    metric: str
    kind: CapacityKind
    id: str
    judged: bool
    terms: tuple[CapacityTerm, ...]

    @cached_property
    def by_period(self) -> dict[int, Decimal]:
        """What can be brought in each period."""
        return _added((term.number, term.amount) for term in self.terms)

    @cached_property
    def rre(self) -> dict[int, Decimal]:
        """The ramped rep equivalents of each period."""
        return _added((term.number, term.rre) for term in self.terms)

    @cached_property
    def effective_rre(self) -> dict[int, Decimal]:
        """The same, less what of quotas is not expected to be reached."""
        return _added((term.number, term.rre * term.expected) for term in self.terms)

    @property
    def whole(self) -> Decimal:
        """The capacity over the whole plan."""
        return sum(self.by_period.values(), _ZERO)


class CapacityTable:
    """Capacity by metric and scope."""

    def __init__(
        self, staffing: Staffing, measures: Measures, memo: Memo, season: Callable[[str], Weights | None]
    ) -> None:
        """Take people, and the season of a metric (None: by working days)."""
        self.staffing, self.measures, self.memo, self.season = staffing, measures, memo, season
        self.horizon = staffing.horizon
        self._tables: dict[str, _Sums] = {}
        self._seasons: dict[str, tuple[Decimal, ...]] = {}
        self._retained: dict[tuple[Entity[Role], date, date], tuple[Decimal, ...]] = {}

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The metrics for which somebody's productivity is stated."""
        roles = (stated.metric for role in self.staffing.graph.all(Role) for stated in role.model.productivity)
        people = (stated.metric for person in self.staffing.people for stated in person.model.productivity)
        return tuple(dict.fromkeys((*roles, *people)))

    def of(self, metric: str, kind: CapacityKind, name: str) -> Capacity:
        """Return the capacity of the plan, a team (with the teams below it) or a person."""
        return self._sums(metric).capacity(kind, name)

    def of_scope(self, metric: str, scope: Scope) -> Capacity | None:
        """Return the capacity of a plan, team or person by its scope, or None for another scope."""
        names = dict(scope)
        if not names:
            return self.of(metric, "plan", "")
        if set(names) == {"team"}:
            return self.of(metric, "team", names["team"])
        return self.of(metric, "person", names["person"]) if set(names) <= {"person", "team"} else None

    def terms(self, metric: str, kind: CapacityKind, name: str) -> tuple[CapacityTerm, ...]:
        """Return the terms that a capacity is the sum of."""
        teams = set(self.staffing.subtree(name)) if kind == "team" else set()
        return tuple(
            term
            for term in self._sums(metric).everybody
            if kind == "plan" or term.team in teams or (kind == "person" and term.person.model.id == name)
        )

    def share(self, metric: str) -> tuple[Decimal, ...]:
        """Return the share of the plan's amount that falls into each period: the season of the metric's target."""
        if metric not in self._seasons:
            season = self.season(metric)
            weights = season.by_period if season else tuple(Decimal(days) for days in self.horizon.working_days)
            whole = sum(weights, _ZERO)
            self._seasons[metric] = tuple(weight / whole for weight in weights) if whole else weights
        return self._seasons[metric]

    def _sums(self, metric: str) -> "_Sums":
        if metric not in self._tables:
            self._tables[metric] = _Sums(self, metric)
        return self._tables[metric]

    def terms_of(self, metric: str, person: Entity[Person]) -> tuple[tuple[CapacityTerm, ...], tuple[str, ...]]:
        """Return the terms of a person, and the teams in which they carry quota without a productivity."""
        roles = tuple(self.staffing.role(stint.role) for stint in self.staffing.stints(person))
        calendar, plan = self.horizon.calendar_document(person), self.staffing.graph.plan
        inputs = (metric, person, roles, calendar, plan, self.share(metric))
        return self.memo.get("capacity", inputs, lambda: self._terms_of(metric, person))

    def _terms_of(self, metric: str, person: Entity[Person]) -> tuple[tuple[CapacityTerm, ...], tuple[str, ...]]:
        terms: list[CapacityTerm] = []
        missing: list[str] = []
        for stint in self.staffing.stints(person):
            role = self.staffing.role(stint.role)
            if role is None or role.model.credit != "primary":
                continue
            holder, productivity = productivity_of(person, role, metric)
            if productivity is not None and self._rated(productivity, metric) is not None:
                terms.extend(self._of_stint(metric, person, role, stint, holder, productivity))
            elif role.model.carries_quota:
                missing.append(stint.team)
        return tuple(terms), tuple(dict.fromkeys(missing))

    def _of_stint(  # noqa: PLR0913, PLR0917  # the parts of a term
        self,
        metric: str,
        person: Entity[Person],
        role: Entity[Role],
        stint: Stint,
        holder: Entity[Person] | Entity[Role],
        productivity: Productivity,
    ) -> Iterator[CapacityTerm]:
        amount = self._rated(productivity, metric) or _ZERO
        whole, share = amount * self.horizon.times(productivity.amount), self.share(metric)
        left, attainment = self._retention(role, person), self.attainment(productivity)
        stated = self.expected(productivity)
        expected = stated if stated is not None else _ONE
        for spell in self.staffing.spells(person):
            if spell.stint is stint:
                number, season, retained = spell.number, share[spell.number], left[spell.number]
                presence = self.staffing.part_of_period(person, spell.present, number)
                ramp = self.staffing.ramp(person, role, spell.start, spell.end)
                rre = stint.fte * presence * ramp
                amount = whole * season * rre * retained * attainment
                yield CapacityTerm(
                    person, role, stint.team, number, holder, whole, season, stint.fte, presence, ramp, retained,
                    attainment, expected, rre, amount,
                )  # fmt: skip

    def _rated(self, productivity: Productivity, metric: str) -> Decimal | None:
        """Return the amount of a productivity; None where it is in a currency without a plan rate."""
        return self.measures.number(productivity.amount.quantity, self.horizon.plan.start, metric)

    def attainment(self, productivity: Productivity) -> Decimal:
        """Return the expected attainment, once, where the productivity is a quota; 1 where it is what people bring."""
        if productivity.basis == "actual":
            return _ONE
        return self.expected(productivity) or _ONE

    def expected(self, productivity: Productivity) -> Decimal | None:
        """Return the part of quotas that is expected to be reached: the productivity's, else the policy's."""
        stated = productivity.expected_attainment or self.staffing.graph.policy.expected_attainment
        return stated.number if stated else None

    def _retention(self, role: Entity[Role], person: Entity[Person]) -> tuple[Decimal, ...]:
        days, plan = self.horizon.days(person), self.horizon.plan
        there = max(person.model.start or plan.start, plan.start), min(days.end, plan.end)
        if (role, *there) not in self._retained:
            self._retained[role, *there] = retention(self.horizon, role.model, *there)
        return self._retained[role, *there]


class _Sums:
    """One metric: the terms of everybody, summed up by person and team."""

    def __init__(self, table: CapacityTable, metric: str) -> None:
        self.table, self.metric = table, metric
        self.terms: dict[str, tuple[CapacityTerm, ...]] = {}
        self.missing: set[tuple[str, str]] = set()
        for person in table.staffing.people:
            terms, missing = table.terms_of(metric, person)
            self.terms[person.model.id] = terms
            self.missing.update((person.model.id, team) for team in missing)
        self._capacities: dict[tuple[CapacityKind, str], Capacity] = {}
        self.everybody = tuple(term for terms in self.terms.values() for term in terms)
        self._by_team = grouped(self.everybody, lambda term: term.team)

    def capacity(self, kind: CapacityKind, name: str) -> Capacity:
        """Return what a scope can bring, worked out once; not judged where it has no terms or lacks somebody's."""
        if (kind, name) not in self._capacities:
            terms, is_missing = self._scope(kind, name)
            self._capacities[kind, name] = Capacity(self.metric, kind, name, bool(terms) and not is_missing, terms)
        return self._capacities[kind, name]

    def _scope(self, kind: CapacityKind, name: str) -> tuple[tuple[CapacityTerm, ...], bool]:
        """Return the terms of a scope, and whether somebody in it has no productivity."""
        if kind == "person":
            return self.terms.get(name, ()), any(person == name for person, _ in self.missing)
        if kind == "plan":
            return self.everybody, bool(self.missing)
        teams = self.table.staffing.subtree(name)
        terms = tuple(term for team in teams for term in self._by_team.get(team, ()))
        return terms, any(team in teams for _, team in self.missing)


def _added(parts: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = {}
    for number, part in parts:
        sums[number] = sums.get(number, _ZERO) + part
    return sums


def ratio_of(capacity: Decimal, amount: Decimal) -> Decimal:
    """Return capacity over a target, as it is held against a limit."""
    return rounded(capacity / amount, PLACES)


def lowest(capacity: ByPeriod, amounts: ByPeriod) -> tuple[int, Decimal] | None:
    """Return the period in which capacity is lowest against the target, and the ratio there.

    Of several alike to a hundredth of a per cent it is the first: the cents of a split make no period the worst.
    """
    ratios = {number: ratio_of(capacity.get(number, _ZERO), amount) for number, amount in amounts.items() if amount > 0}
    worst = min(ratios, key=lambda number: (rounded(ratios[number], _ALIKE), number), default=None)
    return (worst, ratios[worst]) if worst is not None else None


def productivity_of(
    person: Entity[Person], role: Entity[Role], metric: str
) -> tuple[Entity[Person] | Entity[Role], Productivity | None]:
    """Return the productivity of somebody in a metric, their own before their role's, and who states it."""
    own = next((productivity for productivity in person.model.productivity if productivity.metric == metric), None)
    if own is not None:
        return person, own
    return role, next((productivity for productivity in role.model.productivity if productivity.metric == metric), None)
