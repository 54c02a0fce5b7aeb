"""What a change does to people: quota, customers, territories, duties, load and scoring, before and after."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from plancode.analysis.analysis import Analysis
from plancode.analysis.ladder import narrowing
from plancode.analysis.measures import Scope
from plancode.compare.pairing import Pairing
from plancode.graph.duties import instances
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person, Team
from plancode.period import Period
from plancode.quantity import rounded
from plancode.said.value import Ref

_PLACES = 20
"""Of a load: so many that the order of its terms is not seen."""
Quota = dict[Period, Decimal]
DutyPart = tuple[Ref, Ref | None, str]
"""A duty, the team it is done for, and the letters of the parts."""


@dataclass(frozen=True)
class PersonProfile:
    """What a plan asks of somebody, and gives them."""

    person: Ref
    team: Ref | str
    role: Ref | str
    quotas: dict[tuple[str, Scope], Quota] = field(default_factory=dict)
    wholes: dict[tuple[str, Scope], Decimal] = field(default_factory=dict)
    customers: frozenset[Ref] = frozenset()
    territories: frozenset[Ref] = frozenset()
    duties: frozenset[DutyPart] = frozenset()
    utilisation: Decimal | None = None
    scoring: dict[Ref, Decimal] = field(default_factory=dict)
    """The KPIs somebody is scored by, with their weights."""


@dataclass(frozen=True)
class PersonEffect:
    """Somebody on both sides; None where they are not there."""

    before: PersonProfile | None
    after: PersonProfile | None

    @property
    def person(self) -> Ref:
        """Who it is, as the new plan names them."""
        profile = self.after or self.before
        if profile is None:
            raise LookupError
        return profile.person

    @property
    def metrics(self) -> tuple[tuple[str, Scope], ...]:
        """The metrics and narrowings in which a quota is not the same."""
        before, after = self._quotas(self.before), self._quotas(self.after)
        return tuple(key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key))

    def _quotas(self, side: PersonProfile | None) -> dict[tuple[str, Scope], Quota]:
        return side.quotas if side is not None else {}

    def whole(self, key: tuple[str, Scope]) -> tuple[Decimal | None, Decimal | None]:
        """Return the quota over the plan, before and after."""
        return (
            self.before.wholes.get(key) if self.before else None,
            self.after.wholes.get(key) if self.after else None,
        )


@dataclass(frozen=True)
class TeamEffect:
    """A team that gains or loses people or customers."""

    team: Ref
    people: tuple[int, int]
    customers: tuple[int, int]


class Profiles:
    """The profiles of a plan's people, each made when it is asked for."""

    def __init__(self, analysis: Analysis, name: Callable[[Ref], Ref]) -> None:
        """Take the tables of a plan, and how to call what it names."""
        self.analysis, self.name, self.facts = analysis, name, analysis.facts

    @cached_property
    def people(self) -> dict[str, Entity[Person]]:
        """Everybody by id."""
        return {person.model.id: person for person in self.analysis.graph.all(Person)}

    def of(self, name: str) -> PersonProfile | None:
        """Return the profile of somebody, or None where the plan has nobody so called."""
        person = self.people.get(name)
        if person is None:
            return None
        analysis, role = self.analysis, self.facts.role(person)
        amounts = {
            (metric, narrow): analysis.current(metric, (("person", name), *narrow))
            for metric, narrow in self._scopes.get(name, ())
        }
        periods, load = analysis.horizon.periods, analysis.workload.of(person).utilisation()
        held = [holding for holding in analysis.ownership.of_person(name) if holding.owner.as_ == "primary"]
        return PersonProfile(
            self.name(person.ref),
            self._ref(analysis.graph.find(Team, self.facts.team_name(person)), person.model.team),
            self._ref(role, person.model.role),
            {key: {periods[number]: amount for number, amount in quota.items()} for key, quota in amounts.items()},
            {key: whole for key, quota in amounts.items() if (whole := analysis.whole(key[0], quota)) is not None},
            frozenset(self.name(holding.customer.ref) for holding in held),
            frozenset(self.name(holding.territory.ref) for holding in held if holding.territory is not None),
            frozenset(self._duties.get(name, ())),
            rounded(load, _PLACES) if load is not None else None,
            self._weights.get(role.model.id, {}) if role is not None else {},
        )

    @cached_property
    def _scopes(self) -> dict[str, list[tuple[str, Scope]]]:
        scopes: dict[str, list[tuple[str, Scope]]] = defaultdict(list)
        for metric in self.analysis.targets.metrics:
            for scope in self.analysis.scopes(metric):
                if scope and scope[0][0] == "person":
                    scopes[scope[0][1]].append((metric, narrowing(scope)))
        return scopes

    @cached_property
    def _duties(self) -> dict[str, list[DutyPart]]:
        duties: dict[str, list[DutyPart]] = defaultdict(list)
        for instance in instances(self.facts):
            letters: dict[str, str] = {}
            for letter, actors in instance.parts.items():
                for actor in actors:
                    letters[actor.name] = letters.get(actor.name, "") + letter
            team = self.name(instance.team.ref) if instance.team is not None else None
            for name, parts in letters.items():
                duties[name].append((self.name(instance.duty.ref), team, parts))
        return duties

    @cached_property
    def _weights(self) -> dict[str, dict[Ref, Decimal]]:
        roles = {rubric.model.id: rubric.model.roles for rubric in self.analysis.graph.all(RubricDocument)}
        weights: dict[str, dict[Ref, Decimal]] = defaultdict(dict)
        for kpi in self.analysis.graph.all(Kpi):
            for role in roles.get(kpi.document_id, ()):
                weights[role][self.name(kpi.ref)] = kpi.model.weight
        return weights

    def _ref(self, entity: Entity[Keyed] | None, name: str) -> Ref | str:
        return self.name(entity.ref) if entity is not None else name


def touched(pairing: Pairing, base: Analysis | None, head: Analysis | None) -> tuple[PersonEffect, ...]:
    """Return everybody for whom something is not the same, in the order of the new plan, those who are gone last."""
    before = Profiles(base, pairing.head_ref) if base is not None else None
    after = Profiles(head, lambda ref: ref) if head is not None else None
    old = {pairing.head_ref(person.ref).id: name for name, person in before.people.items()} if before else {}
    names = dict.fromkeys((*(after.people if after else ()), *old))
    effects = (
        PersonEffect(before.of(old.get(name, name)) if before else None, after.of(name) if after else None)
        for name in names
    )
    return tuple(effect for effect in effects if effect.before != effect.after)


def teams(people: Iterable[PersonEffect]) -> tuple[TeamEffect, ...]:
    """Return the teams that people or customers come to or go from."""
    counts: dict[Ref, list[int]] = {}
    for effect in people:
        for column, side in enumerate((effect.before, effect.after)):
            if side is not None and isinstance(side.team, Ref):
                numbers = counts.setdefault(side.team, [0, 0, 0, 0])
                numbers[column] += 1
                numbers[2 + column] += len(side.customers)
    return tuple(
        TeamEffect(team, (numbers[0], numbers[1]), (numbers[2], numbers[3]))
        for team, numbers in counts.items()
        if numbers[0] != numbers[1] or numbers[2] != numbers[3]
    )
