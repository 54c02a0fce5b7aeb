"""What a change does to people: quota, customers, territories, duties, load and scoring, before and after."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from plancode.analysis.analysis import Analysis
from plancode.analysis.ladder import narrowing
from plancode.analysis.measures import Scope
from plancode.analysis.ownership import Holding
from plancode.compare.pairing import Pairing
from plancode.graph.duties import instances
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person, Role, Team
from plancode.period import Period
from plancode.quantity import rounded
from plancode.said.value import Ref

_PLACES = 20
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
        found = self.after or self.before
        if found is None:
            raise LookupError
        return found.person

    @property
    def metrics(self) -> tuple[tuple[str, Scope], ...]:
        """The metrics and narrowings in which a quota is not the same."""
        one, other = self._quotas(self.before), self._quotas(self.after)
        return tuple(key for key in dict.fromkeys((*one, *other)) if one.get(key) != other.get(key))

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
        return {one.model.id: one for one in self.analysis.graph.all(Person)}

    def of(self, name: str) -> PersonProfile | None:
        """Return the profile of somebody, or None where the plan has nobody so called."""
        person = self.people.get(name)
        if person is None:
            return None
        quotas = {key: self._quota(*key, name) for key in self._scopes.get(name, ())}
        role = self.facts.role(person)
        return PersonProfile(
            self.name(person.ref),
            self._ref(self.analysis.graph.find(Team, self.facts.team_name(person)), person.model.team),
            self._ref(role, person.model.role),
            quotas,
            {key: whole for key in quotas if (whole := self._whole(*key, name)) is not None},
            frozenset(self.name(one.customer.ref) for one in self._held(name)),
            frozenset(self.name(one.territory.ref) for one in self._held(name) if one.territory is not None),
            frozenset(self._duties.get(name, ())),
            self._utilisation(person),
            self._scoring(role),
        )

    @cached_property
    def _scopes(self) -> dict[str, list[tuple[str, Scope]]]:
        found: dict[str, list[tuple[str, Scope]]] = defaultdict(list)
        for metric in self.analysis.targets.metrics:
            for scope in self.analysis.scopes(metric):
                if scope and scope[0][0] == "person":
                    found[scope[0][1]].append((metric, narrowing(scope)))
        return found

    def _quota(self, metric: str, narrow: Scope, name: str) -> Quota:
        amounts = self.analysis.current(metric, (("person", name), *narrow))
        return {self.analysis.horizon.periods[number]: amount for number, amount in amounts.items()}

    def _whole(self, metric: str, narrow: Scope, name: str) -> Decimal | None:
        return self.analysis.whole(metric, self.analysis.current(metric, (("person", name), *narrow)))

    def _utilisation(self, person: Entity[Person]) -> Decimal | None:
        """Return the load by the hours, to so many places that the order of the terms is not seen."""
        found = self.analysis.workload.of(person).utilisation()
        return rounded(found, _PLACES) if found is not None else None

    def _held(self, name: str) -> Iterable[Holding]:
        return (one for one in self.analysis.ownership.of_person(name) if one.owner.as_ == "primary")

    @cached_property
    def _duties(self) -> dict[str, list[DutyPart]]:
        found: dict[str, list[DutyPart]] = defaultdict(list)
        for instance in instances(self.facts):
            letters: dict[str, str] = {}
            for letter, actors in instance.parts.items():
                for actor in actors:
                    letters[actor.name] = letters.get(actor.name, "") + letter
            team = self.name(instance.team.ref) if instance.team is not None else None
            for name, parts in letters.items():
                found[name].append((self.name(instance.duty.ref), team, parts))
        return found

    def _scoring(self, role: Entity[Role] | None) -> dict[Ref, Decimal]:
        return self._weights.get(role.model.id, {}) if role is not None else {}

    @cached_property
    def _weights(self) -> dict[str, dict[Ref, Decimal]]:
        roles = {one.model.id: one.model.roles for one in self.analysis.graph.all(RubricDocument)}
        found: dict[str, dict[Ref, Decimal]] = defaultdict(dict)
        for kpi in self.analysis.graph.all(Kpi):
            for role in roles.get(kpi.document_id, ()):
                found[role][self.name(kpi.ref)] = kpi.model.weight
        return found

    def _ref(self, entity: Entity[Keyed] | None, name: str) -> Ref | str:
        return self.name(entity.ref) if entity is not None else name


def touched(pairing: Pairing, base: Analysis | None, head: Analysis | None) -> tuple[PersonEffect, ...]:
    """Return everybody for whom something is not the same, in the order of the new plan, those who are gone last."""
    before = Profiles(base, pairing.head_ref) if base is not None else None
    after = Profiles(head, lambda ref: ref) if head is not None else None
    old = {pairing.head_ref(one.ref).id: name for name, one in before.people.items()} if before else {}
    names = dict.fromkeys((*(after.people if after else ()), *old))
    found = (
        PersonEffect(before.of(old.get(name, name)) if before else None, after.of(name) if after else None)
        for name in names
    )
    return tuple(one for one in found if one.before != one.after)


def teams(people: Iterable[PersonEffect]) -> tuple[TeamEffect, ...]:
    """Return the teams that people or customers come to or go from."""
    counts: dict[Ref, list[int]] = {}
    for one in people:
        for column, side in enumerate((one.before, one.after)):
            if side is not None and isinstance(side.team, Ref):
                found = counts.setdefault(side.team, [0, 0, 0, 0])
                found[column] += 1
                found[2 + column] += len(side.customers)
    return tuple(
        TeamEffect(team, (found[0], found[1]), (found[2], found[3]))
        for team, found in counts.items()
        if found[0] != found[1] or found[2] != found[3]
    )
