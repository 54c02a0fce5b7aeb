"""The plan graph: entities by key, references by holder and by target. It is a value; an overlay makes a new one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar, cast

from plancode.errors import PeriodError
from plancode.findings.place import Place
from plancode.fiscal import FiscalYear, Stated, fiscal_name, stated, year_before
from plancode.graph.entity import Entity, Key, Reference
from plancode.graph.grouped import grouped
from plancode.graph.walk import Mention, NamedPeriod
from plancode.model.base import Authored, Keyed
from plancode.model.kinds import ACTORS, DOCUMENT_SCOPED, EntityKind
from plancode.model.metrics import built_in_metrics, built_in_names, narrowed
from plancode.model.plan import ExplicitPeriod, Metric, Plan
from plancode.model.policy import Policy
from plancode.model.team import Person, Team
from plancode.model.territories import Territory
from plancode.period import Period, parse_period

M = TypeVar("M", bound=Keyed)
Kinds = tuple[EntityKind, ...]


@dataclass(eq=False)
class PlanGraph:
    """All entities of a plan, in the order of their files, and what they say of each other.

    `unread` are texts that could not be read, `lost_kinds` kinds of which a whole list is missing: names that may be
    defined in them are not reported as unknown.
    """

    listed: tuple[Entity[Keyed], ...]
    mentions: tuple[Mention, ...]
    periods: tuple[NamedPeriod, ...] = ()
    unread: tuple[str, ...] = ()
    lost_kinds: frozenset[str] = frozenset()
    nearest_managers: dict[str, tuple[str, Entity[Person] | None]] = field(default_factory=dict, init=False, repr=False)
    """The nearest team with a manager at or above each team, as far as somebody has asked (see `posts.leader`)."""
    _all: dict[type[Keyed], tuple[Entity[Keyed], ...]] = field(default_factory=dict, init=False, repr=False)
    _meant: dict[tuple[type[Keyed], str], Entity[Any] | None] = field(default_factory=dict, init=False, repr=False)
    _meanings: dict[tuple[Kinds, str], tuple[Key, ...]] = field(default_factory=dict, init=False, repr=False)
    _periods: dict[str | None, Period | None] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def entities(self) -> dict[Key, Entity[Keyed]]:
        """Every entity by its key; the first where a key stands twice."""
        by_key: dict[Key, Entity[Keyed]] = {}
        for entity in self.listed:
            by_key.setdefault(entity.key, entity)
        return by_key

    @cached_property
    def _by_kind(self) -> dict[EntityKind, list[Entity[Keyed]]]:
        return grouped(self.entities.values(), lambda entity: entity.key.kind)

    @cached_property
    def _by_name(self) -> dict[tuple[EntityKind, str], list[Entity[Keyed]]]:
        return grouped(self.entities.values(), lambda entity: (entity.key.kind, entity.name))

    @cached_property
    def by_own_id(self) -> dict[str, Entity[Keyed]]:
        """The first entity of any kind by its id, to tell an id of another kind from one that is unknown."""
        by_id: dict[str, Entity[Keyed]] = {}
        for entity in self.entities.values():
            by_id.setdefault(entity.name, entity)
        return by_id

    @cached_property
    def authored(self) -> tuple[Entity[Authored], ...]:
        """The entities that may have labels, former ids and own fields: all but the rows of tables."""
        entities = [entity for entity in self.entities.values() if isinstance(entity.model, Authored)]
        return cast("tuple[Entity[Authored], ...]", tuple(entities))

    def named(self, kind: EntityKind, name: str) -> list[Entity[Keyed]]:
        """Return the entities of a kind that a name means: an id, or, where ids are a document's own, both ids."""
        document, slash, own = name.rpartition("/")
        if not slash or kind not in DOCUMENT_SCOPED:
            return self._by_name.get((kind, name), [])
        return [entity for entity in self._by_name.get((kind, own), []) if entity.document_id == document]

    def all(self, model: type[M]) -> tuple[Entity[M], ...]:
        """Return all entities of a model, in the order of their files."""
        if model not in self._all:
            entities = self._by_kind.get(model.entity_kind, ())
            self._all[model] = tuple(entity for entity in entities if isinstance(entity.model, model))
        return cast("tuple[Entity[M], ...]", self._all[model])

    def find(self, model: type[M], name: str | None) -> Entity[M] | None:
        """Return the entity of a model that a name means, or None."""
        if name is None:
            return None
        if (model, name) not in self._meant:
            entities = self.named(model.entity_kind, name)
            is_clear = len(entities) == 1 and isinstance(entities[0].model, model)
            self._meant[model, name] = entities[0] if is_clear else None
        return self._meant[model, name]

    def actor(self, name: str) -> Entity[Keyed] | None:
        """Return the person, role, team or outside party that a name means, or None."""
        return next((entities[0] for kind in ACTORS if (entities := self.named(kind, name))), None)

    def names(self, kinds: Iterable[EntityKind]) -> Iterator[str]:
        """Yield the ids that a reference to one of these kinds may use."""
        for kind in kinds:
            yield from (entity.name for entity in self._by_kind.get(kind, ()))
            if kind is EntityKind.METRIC:
                yield from built_in_names()

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every reference, resolved."""
        return tuple(self._resolve(mention) for mention in self.mentions)

    @cached_property
    def unresolved(self) -> tuple[Reference, ...]:
        """The references that mean nothing in the plan, or more than one thing."""
        return tuple(self._resolve(mention) for mention in self._by_target.get(None, ()))

    def users(self, key: Key) -> Iterator[Reference]:
        """Yield every reference to an entity: who uses it."""
        return (self._resolve(mention) for mention in self._by_target.get(key, ()))

    @cached_property
    def _by_target(self) -> dict[Key | None, list[Mention]]:
        """The mentions of each entity, and those that mean none: few are ever asked for as references."""
        return grouped(self.mentions, lambda mention: keys[0] if len(keys := self._keys(mention)) == 1 else None)

    def _resolve(self, mention: Mention) -> Reference:
        holder, route, name, to, as_key = mention
        keys = self._keys(mention)
        target, ambiguous = (keys[0], ()) if len(keys) == 1 else (None, keys)
        return Reference(holder, route, name, to.kinds, as_key, target, ambiguous)

    def _keys(self, mention: Mention) -> tuple[Key, ...]:
        """Return what a name means: one key where it is clear."""
        holder, _, name, to, _ = mention
        keys = self._meanings.get((to.kinds, name))
        if keys is None:
            keys = tuple(entity.key for kind in to.kinds for entity in self.named(kind, name))
            if not keys and EntityKind.METRIC in to.kinds and name in built_in_names():
                keys = (Key(EntityKind.METRIC, name),)
            self._meanings[to.kinds, name] = keys
        if len(keys) > 1:
            return tuple(key for key in keys if key.id == f"{holder.document_id}/{name}") or keys
        return keys

    @property
    def plan(self) -> Entity[Plan] | None:
        """The plan document, where there is one."""
        plans = self.all(Plan)
        return plans[0] if plans else None

    @cached_property
    def teams_below(self) -> dict[str, tuple[Entity[Team], ...]]:
        """The teams directly below each team; those below none under an empty name."""
        below = grouped(self.all(Team), lambda team: team.model.parent or "")
        return {name: tuple(teams) for name, teams in below.items()}

    @cached_property
    def territories_below(self) -> dict[str, tuple[Entity[Territory], ...]]:
        """The territories directly below each territory; those below none under an empty name."""
        below = grouped(self.all(Territory), lambda territory: territory.model.parent or "")
        return {name: tuple(territories) for name, territories in below.items()}

    @cached_property
    def teams_led(self) -> dict[str, tuple[str, ...]]:
        """The teams that each person is the manager of."""
        led = grouped(self.all(Team), lambda team: team.model.manager)
        return {name: tuple(team.model.id for team in teams) for name, teams in led.items() if name is not None}

    @cached_property
    def root_teams(self) -> tuple[str, ...]:
        """The teams at the top: the one that the plan names, else all that are below none."""
        named = self.plan.model.team if self.plan else None
        return (named,) if named else tuple(team.model.id for team in self.teams_below.get("", ()))

    @property
    def root_team(self) -> str | None:
        """The one team at the top; None where there are several, or none."""
        return self.root_teams[0] if len(self.root_teams) == 1 else None

    @property
    def policy(self) -> Policy:
        """The plan's policy, or the defaults."""
        return self.plan.model.policy if self.plan else Policy()

    @property
    def plan_id(self) -> str:
        """The id of the plan, or an empty text."""
        return self.plan.model.id if self.plan else ""

    def metric(self, name: str) -> Metric | None:
        """Return a metric with what it leaves open taken from the built-in one."""
        own = self.find(Metric, name)
        return narrowed(own.model) if own else built_in_metrics().get(name)

    def period(self, name: str | None) -> Period | None:
        """Return the period that a name means in this plan; None for no name means the plan's own."""
        if name not in self._periods:
            self._periods[name] = self._period(name)
        return self._periods[name]

    def _period(self, name: str | None) -> Period | None:
        if name is None:
            return self.period(self.plan.model.period) if self.plan else None
        own = self.find(ExplicitPeriod, name)
        if own is not None:
            first, last = own.model.from_, own.model.to
            return Period(first, last + timedelta(days=1), name, own.model.label) if first <= last else None
        fiscal = fiscal_name(name)
        if fiscal is None:
            return _civil(name)
        return self.fiscal_year.named(name) if self.fiscal_year else stated(fiscal, self.stated_years, name)

    def year_before(self, period: Period) -> Period | None:
        """Return the period of the same place in the fiscal year before; None where the plan does not state it."""
        name = fiscal_name(period.name)
        if name is not None and self.period(period.name) == period:
            earlier = self.period(f"FY{name.year - 1}{period.name.removeprefix(f'FY{name.year}')}")
            if earlier is not None:
                return earlier
        return year_before(period, self.stated_years)

    @cached_property
    def fiscal_year(self) -> FiscalYear | None:
        """The plan's fiscal year, where it is cut by a pattern."""
        fiscal = self.plan.model.fiscal if self.plan else None
        if self.plan is None or fiscal is None or fiscal.pattern is None:
            return None
        civil = _civil(self.plan.model.period)
        starts = fiscal.starts or (civil.start if civil else None)
        if starts is None:
            return None
        return FiscalYear(fiscal.year or starts.year, starts, fiscal.pattern, fiscal.weeks or 52)

    @cached_property
    def stated_years(self) -> tuple[Stated, ...]:
        """The plan's own periods in order with the years they belong to; none unless each states its year."""
        periods = [(self.period(entity.model.id), entity.model) for entity in self.all(ExplicitPeriod)]
        known = [
            Stated(period, model.year, model.quarter)
            for period, model in periods
            if period is not None and model.year is not None
        ]
        return tuple(sorted(known, key=lambda one: one.period)) if len(known) == len(periods) else ()

    @property
    def has_fiscal_calendar(self) -> bool:
        """Whether the plan's periods are others than the months of the calendar."""
        return self.plan is not None and self.plan.model.fiscal is not None

    def place_of_plan(self) -> Place:
        """Return the place of the plan document, for findings about the plan as a whole."""
        return self.plan.place("id") if self.plan else Place(".")


def _civil(name: str) -> Period | None:
    try:
        return parse_period(name)
    except PeriodError:
        return None
