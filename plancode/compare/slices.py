"""The part of a plan that a group of changes can act on: what it says of the figures, the whole plan would say too.

People, customers and their targets act on figures one by one, as terms of sums, so the part need only hold those that
change, whom they stand for, and the frame of the plan: teams, roles, calendars, what teams are asked for. What acts on
everybody at once has no part of its own.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Final, TypeVar

from plancode.compare.groups import ChangeGroup
from plancode.compare.pairing import Pairing
from plancode.graph.above import territory_of, upwards
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.model.actions import Action
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.base import Keyed
from plancode.model.kinds import EntityKind
from plancode.model.targets import Opportunity, ProfilePhasing, TargetRow, TargetsDocument
from plancode.model.team import Person
from plancode.model.territories import Account, TerritoriesDocument, Territory

T = TypeVar("T")
_WITHOUT_FIGURES: Final = frozenset(
    {
        EntityKind.ASSESSMENT, EntityKind.ASSESSMENT_LIST, EntityKind.GIVEN_POINTS, EntityKind.REVIEW,
        EntityKind.REVIEW_ACTION,
        EntityKind.RUBRIC, EntityKind.KPI, EntityKind.DUTY, EntityKind.RESPONSIBILITIES, EntityKind.STRATEGY,
        EntityKind.CHOICE, EntityKind.ASSUMPTION, EntityKind.RIVAL, EntityKind.PARTY, EntityKind.SKILL,
        EntityKind.SOURCE, EntityKind.ACTUALS,
    }
)  # fmt: skip
"""Kinds that no headline figure is made of."""
_TERMS: Final = frozenset(
    {
        EntityKind.PERSON, EntityKind.TERRITORY, EntityKind.ACCOUNT, EntityKind.ACCOUNT_GROUP, EntityKind.TARGET_ROW,
        EntityKind.OPPORTUNITY, EntityKind.ACTION,
    }
)  # fmt: skip
"""Kinds of which each adds its own terms."""
_BULK: Final = _TERMS | _WITHOUT_FIGURES | {EntityKind.TEAM_LIST, EntityKind.TERRITORY_MAP, EntityKind.ACTION_LIST}
"""Kinds that are left out of the frame."""


class PlanSlices:
    """The old plan, ready to be cut into parts."""

    def __init__(self, pairing: Pairing) -> None:
        """Take both plans matched."""
        self.pairing, self.base, self.head = pairing, pairing.base, pairing.head

    def has_no_figures(self, group: ChangeGroup) -> bool:
        """Whether a group only changes what no headline figure is made of."""
        return all(key.kind in _WITHOUT_FIGURES for key in group.keys)

    def of(self, group: ChangeGroup) -> PlanGraph | None:
        """Return the part of the old plan that a group acts on; None where only the whole plan can tell."""
        kinds = {key.kind for key in group.keys}
        if not kinds <= _TERMS | _WITHOUT_FIGURES or not self._stands_alone or self.pairing.renames:
            return None
        sides = (self.base, self.head)
        changed = [graph.entities[key] for key in group.keys for graph in sides if key in graph.entities]
        if EntityKind.TARGET_ROW in kinds and not all(self._is_own_figure(entity) for entity in changed):
            return None
        wanted = _Wanted(self, changed).keys
        listed = [*self._frame, *(self.base.entities[key] for key in sorted(wanted) if key in self.base.entities)]
        return PlanGraph(tuple(listed), ())

    @cached_property
    def _stands_alone(self) -> bool:
        """Whether no figure of somebody is worked out from those of others: no rule, no rebalancing, no open deals."""
        for graph in (self.base, self.head):
            for document in graph.all(TargetsDocument):
                phasing = document.model.phasing
                if document.model.people is not None or (isinstance(phasing, ProfilePhasing) and phasing.closes):
                    return False
            changes = (change for adjustment in graph.all(AdjustmentDocument) for change in adjustment.model.changes)
            if any(change.rebalance for change in changes):
                return False
        return True

    def _is_own_figure(self, entity: Entity[Keyed]) -> bool:
        """Whether a row states an amount for a person, in a document that works nothing out."""
        if not isinstance(entity.model, TargetRow):
            return True
        return entity.model.person is not None and entity.document_id not in self._worked_out

    @cached_property
    def _worked_out(self) -> frozenset[str]:
        """The documents in which some row is a share, a rest or a growth."""
        rows = (row for graph in (self.base, self.head) for row in graph.all(TargetRow))
        return frozenset(row.document_id for row in rows if row.model.amount is None)

    @cached_property
    def _frame(self) -> tuple[Entity[Keyed], ...]:
        """Everything that is no term of its own, and what teams are asked for."""
        documents = {row.document_id for row in self.base.all(TargetRow) if _is_of_team(row.model)}
        first: dict[str, str] = {}
        for document in self.base.all(TargetsDocument):
            if document.model.target is not None:
                documents.add(document.model.id)
            # capacity follows the season of the first document that states one, where no target at the top does
            elif document.model.phasing is not None:
                first.setdefault(document.model.metric, document.model.id)
        documents.update(first.values())
        return tuple(entity for entity in self.base.entities.values() if _is_frame(entity, documents))

    @cached_property
    def members(self) -> dict[str, list[Key]]:
        """The people of each team, as far as it is their first."""
        return _by_name((person.model.team, person.key) for person in self.base.all(Person))

    @cached_property
    def rows(self) -> dict[str, list[Entity[TargetRow]]]:
        """The targets of each person."""
        return _by_name((row.model.person, row) for row in self.base.all(TargetRow))

    @cached_property
    def territories(self) -> dict[str, list[Entity[Territory]]]:
        """The territories that each person looks after, or is the deputy of."""
        territories = self.base.all(Territory)
        return _by_name((name, territory) for territory in territories for name in _people_of(territory.model))

    @cached_property
    def accounts(self) -> dict[str, list[Entity[Account]]]:
        """The accounts that each person looks after by name."""
        accounts = self.base.all(Account)
        return _by_name((owner.person, account) for account in accounts for owner in account.model.owners)

    @cached_property
    def inside(self) -> dict[str, list[Key]]:
        """The accounts and groups of each territory."""
        kinds = (EntityKind.ACCOUNT, EntityKind.ACCOUNT_GROUP)
        customers = ((key, entity) for key, entity in self.base.entities.items() if key.kind in kinds)
        return _by_name((territory_of(entity) or "", key) for key, entity in customers)

    @cached_property
    def carried(self) -> dict[str, list[Key]]:
        """The open seats whose work each person carries."""
        vacancies = ((person.key, person.model.vacancy) for person in self.base.all(Person))
        return _by_name((vacancy.carried_by, key) for key, vacancy in vacancies if vacancy is not None)

    @cached_property
    def deals(self) -> dict[str, list[Key]]:
        """The open deals of each person and of each account."""
        deals = self.base.all(Opportunity)
        return _by_name((name, deal.key) for deal in deals for name in (deal.model.person, deal.model.account))


class _Wanted:
    """What a part of the old plan must hold, beside the frame."""

    def __init__(self, slices: PlanSlices, changed: Iterable[Entity[Keyed]]) -> None:
        self.slices = slices
        self.keys: set[Key] = set()
        self.people: set[str] = set()
        for entity in changed:
            self._take(entity)
        for name in sorted(self.people):
            self._person(name)

    def _take(self, entity: Entity[Keyed]) -> None:
        """Take in what changes, and note whom it is about."""
        self.keys.add(entity.key)
        model = entity.model
        if isinstance(model, Person):
            self.people.add(model.id)
        elif isinstance(model, Territory):
            self._territory(model)
            self.people.update(_people_of(model))
        elif entity.key.kind in (EntityKind.ACCOUNT, EntityKind.ACCOUNT_GROUP):
            self._home(territory_of(entity) or "")
            owners = model.owners if isinstance(model, Account) else ()
            self.people.update(owner.person for owner in owners)
            self.keys.update(self.slices.deals.get(entity.name, ()))
        elif isinstance(model, TargetRow | Opportunity) and model.person is not None:
            self.people.add(model.person)
        elif isinstance(model, Action):
            self.people.update(name for name in (model.owner, *model.people) if name is not None)
        if isinstance(model, Opportunity) and model.account is not None:
            self._account(model.account)

    def _account(self, name: str) -> None:
        account = self.slices.base.find(Account, name)
        if account is not None:
            self.keys.add(account.key)
            self._home(territory_of(account) or "")

    def _home(self, name: str) -> None:
        """Take in a territory that a customer that changes is in, with whoever looks after it."""
        if (territory := self._around(name)) is not None:
            self.people.update(_people_of(territory.model))

    def _around(self, name: str) -> Entity[Territory] | None:
        territory = self.slices.base.find(Territory, name)
        if territory is not None:
            self._territory(territory.model)
        return territory

    def _territory(self, model: Territory) -> None:
        """Take in a territory with its customers, those above it, and whoever looks after them."""
        self.keys.add(Key(EntityKind.TERRITORY, model.id))
        self.keys.update(self.slices.inside.get(model.id, ()))
        self._present(_people_of(model))
        for key in self.slices.inside.get(model.id, ()):
            account = self.slices.base.entities[key].model
            self._present(owner.person for owner in (account.owners if isinstance(account, Account) else ()))

    def _present(self, names: Iterable[str]) -> None:
        self.keys.update(Key(EntityKind.PERSON, name) for name in names)

    def _person(self, name: str) -> None:
        """Take in somebody with all they have: targets, territories, accounts, seats, deals, actions, teams."""
        slices = self.slices
        self.keys.add(Key(EntityKind.PERSON, name))
        for row in slices.rows.get(name, ()):
            self.keys.update((row.key, Key(EntityKind.TARGET, row.document_id)))
        for territory in slices.territories.get(name, ()):
            self._territory(territory.model)
        for account in slices.accounts.get(name, ()):
            self.keys.add(account.key)
            self._around(territory_of(account) or "")
        self.keys.update(slices.carried.get(name, ()))
        for seat in slices.carried.get(name, ()):
            for territory in slices.territories.get(seat.id, ()):
                self._territory(territory.model)
        self.keys.update(slices.deals.get(name, ()))
        # all of them: an action can name a role or a team, and takes the time of everybody in it
        self.keys.update(action.key for action in slices.base.all(Action))
        for graph in (slices.base, slices.head):
            person = graph.find(Person, name)
            if person is not None:
                self._teams_of(graph, person.model)

    def _teams_of(self, graph: PlanGraph, person: Person) -> None:
        """Take in those somebody works with, and all who lead them: what they do together takes time of both."""
        for name in (person.team, *(change.team for change in person.changes if change.team)):
            self.keys.update(self.slices.members.get(name, ()))
            for team in upwards(graph, name):
                self._present([team.model.manager] if team.model.manager else [])
        if person.vacancy is not None:
            self._present([person.vacancy.carried_by])


def _by_name(pairs: Iterable[tuple[str | None, T]]) -> dict[str, list[T]]:
    """Return values by the name that each goes with, where it has one."""
    values: dict[str, list[T]] = {}
    for name, value in pairs:
        if name is not None:
            values.setdefault(name, []).append(value)
    return values


def _people_of(territory: Territory) -> list[str]:
    return [*(owner.person for owner in territory.owners), *filter(None, (territory.deputy,))]


def _is_of_team(row: TargetRow) -> bool:
    return not dict(row.dimensions).keys() & {"person", "account", "territory"}


def _is_frame(entity: Entity[Keyed], documents: set[str]) -> bool:
    if entity.key.kind is EntityKind.TARGET:
        return entity.key.id in documents
    if isinstance(entity.model, TargetRow):
        return _is_of_team(entity.model)
    if isinstance(entity.model, TerritoriesDocument):
        return bool(entity.model.call_plan)
    return entity.key.kind not in _BULK
