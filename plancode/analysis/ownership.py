"""Who looks after which customer, from when to when: every owner matched with every account and group."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Literal

from plancode.graph.above import around, inside, territory_of
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.grouped import grouped
from plancode.graph.parts import Customer, takes
from plancode.graph.posts import carrier
from plancode.model.base import Authored
from plancode.model.plan import Product
from plancode.model.targets import Opportunity
from plancode.model.team import Person
from plancode.model.territories import Account, AccountGroup, Owner, Territory
from plancode.period import Period, gaps
from plancode.quantity import Quantity

_DAY = timedelta(days=1)
_ONE = Decimal(1)
_NOTHING = Quantity(Decimal(0))
CustomerWorth = Literal["potential", "last_year"]


@dataclass(frozen=True, slots=True)
class Holding:
    """One owner of one customer, from `start` up to `end`. `part` is how much of its products are theirs."""

    customer: Customer
    territory: Entity[Territory] | None
    owner: Owner
    holder: Entity[Authored]
    index: int
    start: date
    end: date
    part: Decimal = _ONE

    @property
    def count(self) -> int:
        """How many customers there are: more than one in a group."""
        model = self.customer.model
        return model.count if isinstance(model, AccountGroup) else 1


class Ownership:
    """All holdings of a plan."""

    def __init__(self, graph: PlanGraph, plan: Period) -> None:
        """Take the plan and its period."""
        self.graph, self.plan = graph, plan

    @cached_property
    def customers(self) -> dict[str, list[Customer]]:
        """The accounts and groups of each territory; those of none under an empty name."""
        customers: tuple[Customer, ...] = (*self.graph.all(Account), *self.graph.all(AccountGroup))
        return grouped(customers, lambda customer: territory_of(customer) or "")

    def customers_in(self, territory: Entity[Territory]) -> tuple[Customer, ...]:
        """Return the accounts and groups of a territory and of all below it."""
        parts = inside(self.graph, territory)
        return tuple(customer for part in parts for customer in self.customers.get(part.model.id, ()))

    @cached_property
    def holdings(self) -> tuple[Holding, ...]:
        """Every holding, territory by territory."""
        homes = {territory.model.id: territory for territory in self.graph.all(Territory)}
        placed = ((customer, homes.get(name)) for name, customers in self.customers.items() for customer in customers)
        return tuple(holding for customer, territory in placed for holding in self._of(customer, territory))

    def _of(self, customer: Customer, territory: Entity[Territory] | None) -> list[Holding]:
        """Return the holdings of a customer: its own owners, and the territory's on days on which none is primary.

        Overlays of its territory, and of those around it, stand beside all the time.
        """
        model = customer.model
        start, end = self.lifetime(customer, territory)
        if start >= end:
            return []
        holdings: list[Holding] = []
        free: Iterable[tuple[date, date]] = ((start, end),)
        if isinstance(model, Account) and model.owners:
            holdings += self._held(customer, territory, customer, model.owners, (start, end))
            free = gaps(
                [(holding.start, holding.end) for holding in holdings if holding.owner.as_ == "primary"], start, end
            )
        if territory is not None:
            for stretch in free:
                held = self._held(customer, territory, territory, territory.model.owners, stretch)
                holdings += [holding for holding in held if holding.owner.as_ == "primary"]
            for holder in self.overlaid(territory):
                beside = {holding.owner.person for holding in holdings if holding.owner.as_ == "overlay"}
                held = self._held(customer, territory, holder, holder.model.owners, (start, end))
                overlays = (holding for holding in held if holding.owner.as_ == "overlay")
                holdings += [holding for holding in overlays if holding.owner.person not in beside]
        return holdings

    def overlaid(self, territory: Entity[Territory]) -> Iterator[Entity[Territory]]:
        """Yield a territory and those around it that somebody supports, the nearest first."""
        for name in around(self.graph, territory.model.id):
            holder = self.graph.find(Territory, name)
            if holder is not None and any(owner.as_ == "overlay" for owner in holder.model.owners):
                yield holder

    def _held(
        self,
        customer: Customer,
        territory: Entity[Territory] | None,
        holder: Entity[Authored],
        owners: tuple[Owner, ...],
        stretch: tuple[date, date],
    ) -> Iterator[Holding]:
        for index, owner in enumerate(owners):
            first, last = within(*stretch, owner.from_, owner.to)
            if first < last and takes(owner, customer):
                is_for_all = owner.for_ is None or owner.for_.product is None
                part = _ONE if is_for_all else _ONE / (len(self.products_of(customer)) or 1)
                yield Holding(customer, territory, owner, holder, index, first, last, part)

    def products_of(self, customer: Customer) -> tuple[str, ...]:
        """Return the products of a customer: those it names, else all of the plan."""
        named = customer.model.products if isinstance(customer.model, Account) else ()
        return tuple(dict.fromkeys(named)) or self._products

    @cached_property
    def _products(self) -> tuple[str, ...]:
        return tuple(product.model.id for product in self.graph.all(Product))

    def worth(self, customer: Customer, field: CustomerWorth) -> Quantity | None:
        """Return what a customer could buy, or bought before; None where it was left blank, which is not 0.

        What another customer supplies or holds counts with that one, where that has a figure. Who is a customer only
        since the plan began bought nothing before.
        """
        model, find = customer.model, self.graph.find
        stated: Quantity | None = getattr(model, field)
        if stated is not None or not isinstance(model, Account):
            return stated
        others = (find(Account, name) for name in (model.supplied_by, model.parent))
        is_with_other = any(getattr(other.model, field) is not None for other in others if other is not None)
        is_new = field == "last_year" and model.since is not None and model.since >= self.plan.start
        return _NOTHING if is_with_other or is_new else None

    def seller(self, deal: Entity[Opportunity]) -> str | None:
        """Return who works on a deal: whom it names, else the first primary owner of its customer."""
        account = self.graph.find(Account, deal.model.account) if deal.model.person is None else None
        holdings = self.by_customer.get(account.key, ()) if account is not None else ()
        owners = (holding.owner.person for holding in holdings if holding.owner.as_ == "primary")
        return deal.model.person or next(owners, None)

    def seller_on(self, deal: Entity[Opportunity], day: date) -> str | None:
        """Return who works on a deal on a day: whom it names, else who looks after its customer then, or first.

        The deals of an open seat are its carrier's while nobody sits on it.
        """
        account = self.graph.find(Account, deal.model.account) if deal.model.person is None else None
        holdings = self.by_customer.get(account.key, ()) if account is not None else ()
        held = (one.owner.person for one in holdings if one.owner.as_ == "primary" and one.start <= day < one.end)
        name = deal.model.person or next(held, None) or self.seller(deal)
        seat = self.graph.find(Person, name)
        other = carrier(self.graph, seat) if seat is not None and not seat.model.works_on(day) else None
        return other.model.id if other is not None else name

    def lifetime(self, customer: Customer, territory: Entity[Territory] | None) -> tuple[date, date]:
        """Return from when up to when a customer, and the territory it is in, exist in the plan."""
        start, end = self.plan.start, self.plan.end
        model = customer.model
        if territory is not None and (territory.model.from_ or territory.model.to):
            start, end = within(start, end, territory.model.from_, territory.model.to)
        if isinstance(model, Account) and (model.since or model.until):
            start, end = within(start, end, model.since, model.until)
        return start, end

    @cached_property
    def _by_person(self) -> dict[str, list[Holding]]:
        return grouped(self.holdings, lambda holding: holding.owner.person)

    def of_person(self, name: str) -> tuple[Holding, ...]:
        """Return what somebody looks after at some time of the plan."""
        return tuple(self._by_person.get(name, ()))

    @cached_property
    def by_customer(self) -> dict[Key, list[Holding]]:
        """The holdings of each customer."""
        return grouped(self.holdings, lambda holding: holding.customer.key)


def within(start: date, end: date, first: date | None, last: date | None) -> tuple[date, date]:
    """Return what of a stretch of days lies between two days, the last one included; None is no limit."""
    return max(start, first or start), min(end, last + _DAY if last else end)
