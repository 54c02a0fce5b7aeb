"""What a change does to people: quota, customers, territories, duties, load and scoring, before and after."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Final, TypeVar

from plancode.analysis.analysis import Analysis
from plancode.analysis.ladder import narrowing
from plancode.analysis.measures import Scope
from plancode.compare.page_lines import LineChange, PageLine, PageOf, line_changes
from plancode.compare.pairing import Pairing
from plancode.compare.scores import ScoreEffect
from plancode.graph.duties import instances
from plancode.graph.entity import Entity
from plancode.graph.grouped import grouped
from plancode.graph.posts import carrier
from plancode.model.base import Keyed
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person, Team
from plancode.period import Period
from plancode.quantity import Quantity, rounded
from plancode.said.value import Ref

_ZERO: Final = Decimal(0)
_PLACES = 20
"""Of a load: so many that the order of its terms is not seen."""
_K = TypeVar("_K")
_V = TypeVar("_V")
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
    is_there: bool = True
    """Whether somebody works there on the day, or is a seat that is still to be filled."""
    pay: Quantity | None = None
    """What somebody earns in a year if they reach their targets."""
    page: tuple[PageLine, ...] = field(default=(), compare=False, repr=False)
    """Everything that stands on their page on the day of looking."""


NOBODY: Final = PersonProfile(Ref("person", ""), "", "", is_there=False)
"""What a plan asks of, and gives, somebody who is not in it."""


Holders = Mapping[Ref, tuple[Ref, ...]]
"""Those who look after each customer."""


@dataclass(frozen=True)
class PersonEffect:
    """Somebody on both sides; None where they are not there."""

    before: PersonProfile | None
    after: PersonProfile | None
    holders: tuple[Holders, Holders] = field(default=({}, {}), compare=False, repr=False)
    """Who looks after which customers on either side."""
    scores: tuple[ScoreEffect, ...] = field(default=(), compare=False, repr=False)
    """The scorecards of theirs that come to something else."""

    @property
    def person(self) -> Ref:
        """Who it is, as the new plan names them."""
        profile = self.after or self.before
        if profile is None:
            raise LookupError
        return profile.person

    @cached_property
    def lines(self) -> tuple[LineChange, ...]:
        """What is not the same on their page."""
        return tuple(change for change in self._of_page if not change.line.is_ahead)

    @cached_property
    def announced(self) -> tuple[LineChange, ...]:
        """What is not the same in what their page says of later days."""
        return tuple(change for change in self._of_page if change.line.is_ahead)

    @cached_property
    def _of_page(self) -> tuple[LineChange, ...]:
        return line_changes((self.before or NOBODY).page, (self.after or NOBODY).page)

    @property
    def metrics(self) -> tuple[tuple[str, Scope], ...]:
        """The metrics and narrowings in which a quota is not the same."""
        before, after = self._quotas(self.before), self._quotas(self.after)
        return tuple(key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key))

    def _quotas(self, side: PersonProfile | None) -> dict[tuple[str, Scope], Quota]:
        return side.quotas if side is not None else {}

    def since(self, earlier: "PersonEffect | None") -> "PersonEffect":
        """Return what is different beyond what was on an earlier day, as if that were on both sides, and what ends."""
        if earlier is None:
            return self
        old, new = self.before or NOBODY, self.after or NOBODY
        was, became = earlier.before or NOBODY, earlier.after or NOBODY
        quotas, wholes = dict(new.quotas), dict(new.wholes)
        for key in self.metrics:
            if _moved(old.quotas.get(key, {}), new.quotas.get(key, {})) != _moved(
                was.quotas.get(key, {}), became.quotas.get(key, {})
            ):
                _put(quotas, key, old.quotas.get(key))
                _put(wholes, key, old.wholes.get(key))
        is_other_load = _load(old) - _load(new) != _load(was) - _load(became)
        narrowed = replace(
            new,
            team=_once((old.team, new.team), (was.team, became.team)),
            role=_once((old.role, new.role), (was.role, became.role)),
            quotas=quotas,
            wholes=wholes,
            customers=_before((old.customers, new.customers), (was.customers, became.customers)),
            territories=_before((old.territories, new.territories), (was.territories, became.territories)),
            duties=_before((old.duties, new.duties), (was.duties, became.duties)),
            utilisation=old.utilisation if is_other_load else new.utilisation,
            scoring=_once((old.scoring, new.scoring), (was.scoring, became.scoring)),
            pay=_once((old.pay, new.pay), (was.pay, became.pay)),
            is_there=_once((old.is_there, new.is_there), (was.is_there, became.is_there)),
        )
        return PersonEffect(narrowed, new, self.holders)

    def whole(self, key: tuple[str, Scope]) -> tuple[Decimal | None, Decimal | None]:
        """Return the quota over the plan, before and after."""
        return (
            self.before.wholes.get(key) if self.before else None,
            self.after.wholes.get(key) if self.after else None,
        )


def _moved(before: Quota, after: Quota) -> dict[Period, Decimal]:
    """Return by how much a quota is more, in the periods in which it is another one."""
    moved = {period: after.get(period, _ZERO) - before.get(period, _ZERO) for period in {**before, **after}}
    return {period: amount for period, amount in moved.items() if amount}


def _put(values: dict[_K, _V], key: _K, value: _V | None) -> None:
    """Set a value, or take it out where there is none."""
    values.pop(key, None)
    if value is not None:
        values[key] = value


def _load(profile: PersonProfile) -> Decimal:
    return profile.utilisation or _ZERO


def _once(now: tuple[_V, _V], earlier: tuple[_V, _V]) -> _V:
    """Return what was before: what is no longer another one was so until now."""
    (old, new), (was, became) = now, earlier
    if now == earlier:
        return new
    return became if old == new and was != became else old


def _before(now: tuple[frozenset[_K], frozenset[_K]], earlier: tuple[frozenset[_K], frozenset[_K]]) -> frozenset[_K]:
    """Return what there was before, where what came and went on an earlier day is left out, unless that has ended."""
    (old, new), (was, became) = now, earlier
    came, went = (new - old) - (became - was), (old - new) - (was - became)
    lapsed, regained = (became - was) - new, (was - became) & old & new
    return (new - came - regained) | went | lapsed


class Profiles:
    """The profiles of a plan's people, each made when it is asked for."""

    def __init__(self, analysis: Analysis, name: Callable[[Ref], Ref], page_of: PageOf | None = None) -> None:
        """Take the tables of a plan, how to call what it names, and what gives people's pages, where they matter."""
        self.analysis, self.name, self.facts, self.page_of = analysis, name, analysis.facts, page_of

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
        day = self.facts.day
        carried = (seat for seat in self._carried.get(name, ()) if not seat.model.works_on(day))
        held = [
            holding
            for holder in (name, *(seat.model.id for seat in carried))
            for holding in analysis.ownership.of_person(holder)
            if holding.owner.as_ == "primary" and holding.start <= day < holding.end
        ]
        return PersonProfile(
            self.name(person.ref),
            self._ref(analysis.graph.find(Team, self.facts.team_name(person)), person.model.team),
            self._ref(role, person.model.role),
            {key: {periods[number]: amount for number, amount in quota.items()} for key, quota in amounts.items()},
            {key: whole for key, quota in amounts.items() if (whole := analysis.whole(key[0], quota)) is not None},
            frozenset(self.name(holding.customer.ref) for holding in held),
            frozenset(
                self.name(territory.ref)
                for territory, owner in (*self.facts.owned(person), *self.facts.looked_after(person))
                if owner.as_ == "primary" and owner.holds_on(day)
            ),
            frozenset(self._duties.get(name, ())),
            rounded(load, _PLACES) if load is not None else None,
            self._weights.get(role.model.id, {}) if role is not None else {},
            self.facts.counts(person),
            role.model.ote if role is not None else None,
            tuple(line.called(self.name) for line in self.page_of(name)) if self.page_of is not None else (),
        )

    @cached_property
    def _carried(self) -> dict[str, list[Entity[Person]]]:
        """The open seats whose work each carries."""
        carried = ((other, seat) for seat in self.people.values() if (other := carrier(self.analysis.graph, seat)))
        by_carrier = grouped(carried, lambda pair: pair[0].model.id)
        return {name: [seat for _, seat in pairs] for name, pairs in by_carrier.items()}

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


def everybody(
    pairing: Pairing,
    base: Analysis | None,
    head: Analysis | None,
    pages: tuple[PageOf | None, PageOf | None] = (None, None),
    scores: Iterable[ScoreEffect] = (),
) -> tuple[PersonEffect, ...]:
    """Return everybody on both sides, in the order of the new plan, those who are gone last."""
    before = Profiles(base, pairing.head_ref, pages[0]) if base is not None else None
    after = Profiles(head, lambda ref: ref, pages[1]) if head is not None else None
    old = {pairing.head_ref(person.ref).id: name for name, person in before.people.items()} if before else {}
    names = dict.fromkeys((*(after.people if after else ()), *old))
    sides = [(before.of(old.get(name, name)) if before else None, after.of(name) if after else None) for name in names]
    holders = (_holders(profile for profile, _ in sides), _holders(profile for _, profile in sides))
    moved = grouped(scores, lambda effect: effect.person.id)
    return tuple(
        PersonEffect(*both, holders, tuple(moved.get(name, ()))) for name, both in zip(names, sides, strict=True)
    )


def _holders(profiles: Iterable[PersonProfile | None]) -> Holders:
    held: dict[Ref, tuple[Ref, ...]] = {}
    for profile in profiles:
        if profile is not None and profile.is_there:
            for customer in profile.customers:
                held[customer] = (*held.get(customer, ()), profile.person)
    return held


def is_touched(effect: PersonEffect) -> bool:
    """Whether something is not the same for somebody."""
    return effect.before != effect.after or bool(effect.lines or effect.scores)
