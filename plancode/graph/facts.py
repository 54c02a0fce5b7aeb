"""What holds on a day: who works where as what, who leads whom, who looks after which customers."""

from datetime import date, timedelta
from functools import cached_property

from plancode.graph.above import inside, territory_of
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.grouped import grouped
from plancode.graph.parts import overlap, takes
from plancode.graph.posts import in_turn, leader
from plancode.model.team import Person, PersonChange, Role, Team
from plancode.model.territories import Account, Owner, OwnerFor, Territory
from plancode.period import gaps

_DAY = timedelta(days=1)


class Facts:
    """The facts of a plan on one day."""

    def __init__(self, graph: PlanGraph, day: date) -> None:
        """Look at a plan on a day."""
        self.graph, self.day = graph, day
        there = (person for person in graph.all(Person) if person.model.works_on(day))
        self._members = grouped(there, self.team_name)

    def team_name(self, person: Entity[Person]) -> str:
        """Return the id of the team somebody is in."""
        changed = [change.team for change in self._past(person) if change.team]
        return changed[-1] if changed else person.model.team

    def role(self, person: Entity[Person]) -> Entity[Role] | None:
        """Return the role somebody has."""
        changed = [change.role for change in self._past(person) if change.role]
        return self.graph.find(Role, changed[-1] if changed else person.model.role)

    def has(self, person: Entity[Person], role: Entity[Role]) -> bool:
        """Whether somebody has a role."""
        held = self.role(person)
        return held is not None and held.key == role.key

    def counts(self, person: Entity[Person]) -> bool:
        """Whether somebody is there, or is a seat that is still to be filled, from this day or a later one."""
        to_come = person.model.open and (person.model.end is None or self.day <= person.model.end)
        return to_come or person.model.works_on(self.day)

    def posts(self, team: str) -> tuple[Entity[Person], ...]:
        """Return the people directly in a team, and all its seats that are still to be filled."""
        return tuple(self._posts.get(team, ()))

    @cached_property
    def _posts(self) -> dict[str, list[Entity[Person]]]:
        return grouped((person for person in self.graph.all(Person) if self.counts(person)), self.team_name)

    def members(self, team: Entity[Team]) -> tuple[Entity[Person], ...]:
        """Return the people directly in a team, open seats included."""
        return tuple(self._members.get(team.model.id, ()))

    def teams_below(self, team: Entity[Team]) -> tuple[Entity[Team], ...]:
        """Return the teams directly below a team."""
        return self.graph.teams_below.get(team.model.id, ())

    def manager(self, person: Entity[Person]) -> Entity[Person] | None:
        """Return who leads somebody: the manager of their team, or of the next one above that is not led by them."""
        return leader(self.graph, person, self.team_name(person))

    def owned(self, person: Entity[Person]) -> tuple[tuple[Entity[Territory], Owner], ...]:
        """Return every territory somebody looks after at some time, with the terms."""
        return tuple(self._owned.get(person.model.id, ()))

    @cached_property
    def _owned(self) -> dict[str, list[tuple[Entity[Territory], Owner]]]:
        territories = self.graph.all(Territory)
        owned = ((territory, owner) for territory in territories for owner in territory.model.owners)
        return grouped(owned, lambda pair: pair[1].person)

    def looked_after(self, person: Entity[Person]) -> tuple[tuple[Entity[Territory], Owner], ...]:
        """Return every territory of somebody with the days: that of an open seat is its carrier's until it begins."""
        return tuple(self._looked_after.get(person.model.id, ()))

    @cached_property
    def _looked_after(self) -> dict[str, list[tuple[Entity[Territory], Owner]]]:
        territories = self.graph.all(Territory)
        owned = ((territory, owner) for territory in territories for owner in territory.model.owners)
        held = ((territory, one) for territory, owner in owned for one in in_turn(self.graph, owner))
        return grouped(held, lambda pair: pair[1].person)

    def owners(self, territory: str | None, account: str | None, part: OwnerFor) -> tuple[str, ...]:
        """Return who looks after a part of a customer, else of a territory, on the day: those with primary credit.

        For an open seat that is its carrier until it begins; the seat, for which it is kept, is named as well.
        """
        customer = self.graph.find(Account, account)
        home = self.graph.find(Territory, territory or (territory_of(customer) if customer else None))
        for holder in (customer, home):
            owners = holder.model.owners if holder is not None else ()
            primary = [one for one in owners if one.as_ == "primary" and (customer is None or takes(one, customer))]
            turns = [turn for one in primary for turn in in_turn(self.graph, one) if turn.holds_on(self.day)]
            held = [*turns, *(one for one in primary if one.holds_on(self.day))]
            if held:
                return tuple(dict.fromkeys(one.person for one in held if overlap(one.for_, part)))
        return ()

    def accounts(self, territory: Entity[Territory]) -> tuple[Entity[Account], ...]:
        """Return the accounts of a territory, listed in it or naming it."""
        return tuple(self._accounts_by_territory.get(territory.model.id, ()))

    def accounts_in(self, territory: Entity[Territory]) -> tuple[Entity[Account], ...]:
        """Return the accounts of a territory and of all below it."""
        return tuple(account for part in inside(self.graph, territory) for account in self.accounts(part))

    def count_in(self, territory: Entity[Territory]) -> int:
        """Return how many customers a territory and all below it have, those that are only counted included."""
        groups = (group for part in inside(self.graph, territory) for group in part.model.account_groups)
        return len(self.accounts_in(territory)) + sum(group.count for group in groups)

    @cached_property
    def _accounts_by_territory(self) -> dict[str, list[Entity[Account]]]:
        return grouped(self.graph.all(Account), lambda account: territory_of(account) or "")

    def accounts_of(self, person: Entity[Person]) -> tuple[tuple[Entity[Account], Entity[Territory] | None], ...]:
        """Return the accounts somebody looks after on the day, or will: own ones, and those of owned territories."""
        accounts: dict[Key, tuple[Entity[Account], Entity[Territory] | None]] = {}
        for account, owner in self._owned_accounts.get(person.model.id, ()):
            if owner.to is None or owner.to >= self.day:
                accounts[account.key] = (account, self.graph.find(Territory, territory_of(account)))
        for territory, owner in self.looked_after(person):
            if owner.to is not None and owner.to < self.day:
                continue
            for account in self.falling_to(owner, territory):
                accounts.setdefault(account.key, (account, territory))
        return tuple(accounts.values())

    def falling_to(self, owner: Owner, territory: Entity[Territory]) -> tuple[Entity[Account], ...]:
        """Return the accounts of a territory that fall to an owner of it: of their part, and without own owners."""
        accounts = (account for account in self.accounts(territory) if takes(owner, account))
        return tuple(account for account in accounts if not self._has_own(account, owner))

    def _has_own(self, account: Entity[Account], owner: Owner) -> bool:
        """Whether owners of its own look after an account, from the day on, whenever a territory's would."""
        own = (other for other in account.model.owners if other.as_ == "primary" and takes(other, account))
        taken = [(other.from_ or date.min, other.to + _DAY if other.to else date.max) for other in own]
        start, end = max(self.day, owner.from_ or self.day), owner.to + _DAY if owner.to else date.max
        return bool(taken) and not any(gaps(taken, start, end))

    @cached_property
    def _owned_accounts(self) -> dict[str, list[tuple[Entity[Account], Owner]]]:
        owned = ((account, owner) for account in self.graph.all(Account) for owner in account.model.owners)
        held = ((account, one) for account, owner in owned for one in in_turn(self.graph, owner))
        return grouped(held, lambda pair: pair[1].person)

    def _past(self, person: Entity[Person]) -> list[PersonChange]:
        past = (change for change in person.model.changes if change.from_ <= self.day)
        return sorted(past, key=lambda change: change.from_)
