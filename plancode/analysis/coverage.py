"""Coverage: for every customer and product, by working day, whether somebody looks after them, and for all of it."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from plancode.analysis.ownership import Customer, Ownership
from plancode.analysis.staffing import Staffing
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.model.territories import Account, Owner, Territory
from plancode.period import Period

_ZERO, _ONE = Decimal(0), Decimal(1)
Held = tuple[Owner, date, date]
"""An owner, from when up to when."""


class OwnedStretch(NamedTuple):
    """Days on which the primary owners of a product stay the same; `share` is what their shares add up to."""

    start: date
    end: date
    product: str
    share: Decimal
    owners: tuple[str, ...]


class CustomerGroup(NamedTuple):
    """Customers of a territory that the same owners look after, or the territory itself where it has none."""

    territory: Entity[Territory] | None
    customers: tuple[Customer, ...]
    start: date
    end: date
    stretches: tuple[OwnedStretch, ...]

    def gaps(self) -> Iterator[OwnedStretch]:
        """Yield the stretches in which nobody looks after them."""
        return (one for one in self.stretches if not one.share)

    def faulty(self) -> Iterator[OwnedStretch]:
        """Yield the stretches in which shares are there, but do not add up to 100 %."""
        return (one for one in self.stretches if one.share and one.share != 1)


@dataclass(frozen=True, slots=True)
class Covered:
    """How many days of how many are covered: days of customers, each counted for itself."""

    days: int
    whole: int

    @property
    def share(self) -> Decimal | None:
        """Covered over all; None of nothing."""
        return Decimal(self.days) / self.whole if self.whole else None


class CoverageTable:
    """Who covers what, when."""

    def __init__(self, staffing: Staffing, ownership: Ownership) -> None:
        """Take people and what they look after."""
        self.staffing, self.ownership = staffing, ownership
        self.horizon = staffing.horizon
        self.calendar = self.horizon.calendar()

    @cached_property
    def groups(self) -> tuple[CustomerGroup, ...]:
        """Every customer once, those alike together; territories without customers by themselves."""
        return tuple(self._groups())

    def _groups(self) -> Iterator[CustomerGroup]:
        graph = self.staffing.graph
        customers = self.ownership.customers
        for territory in graph.all(Territory):
            found = customers.get(territory.model.id, [])
            yield from self._of_territory(territory, found)
        known = {territory.model.id for territory in graph.all(Territory)}
        for name, found in customers.items():
            if name not in known:
                yield from self._of_territory(None, [one for one in found if _owners_of(one)])

    def _of_territory(self, territory: Entity[Territory] | None, customers: list[Customer]) -> Iterator[CustomerGroup]:
        alike: dict[tuple[object, ...], list[Customer]] = defaultdict(list)
        for customer in customers:
            start, end = self.ownership.lifetime(customer, territory)
            if start < end:
                alike[_likeness(customer, start, end)].append(customer)
        for found in alike.values():
            start, end = self.ownership.lifetime(found[0], territory)
            yield self._group(territory, tuple(found), start, end)
        if territory is not None and not customers:
            start = max(territory.model.from_ or self.horizon.plan.start, self.horizon.plan.start)
            end = min(self._after(territory.model.to) or self.horizon.plan.end, self.horizon.plan.end)
            if start < end:
                yield self._group(territory, (), start, end)

    def _after(self, day: date | None) -> date | None:
        return date.fromordinal(day.toordinal() + 1) if day else None

    def _group(
        self, territory: Entity[Territory] | None, customers: tuple[Customer, ...], start: date, end: date
    ) -> CustomerGroup:
        owned = self._owned(territory, customers, start, end)
        wanted = [(one, self._employed(one, *span)) for one, *span in owned if one.as_ == "primary"]
        held = [(one, *span) for one, span in wanted if span is not None]
        products = self._products(customers, held)
        stretches = tuple(one for product in products for one in self._stretches(held, product, start, end))
        return CustomerGroup(territory, customers, start, end, stretches)

    def _owned(
        self, territory: Entity[Territory] | None, customers: tuple[Customer, ...], start: date, end: date
    ) -> list[Held]:
        """Return the owners of customers alike, or of a territory without any, each from when up to when."""
        if customers:
            return [(one.owner, one.start, one.end) for one in self.ownership.by_customer.get(customers[0].key, ())]
        return [(one, start, end) for one in (territory.model.owners if territory else ())]

    def _products(self, customers: tuple[Customer, ...], held: list[Held]) -> tuple[str, ...]:
        """Return the products to look at one by one: the customers', where some owner is for one product only."""
        narrow = any(owner.for_ is not None and owner.for_.product for owner, _, _ in held)
        return (self.ownership.products_of(customers[0]) if narrow and customers else ()) or ("",)

    def _employed(self, owner: Owner, start: date, end: date) -> tuple[date, date] | None:
        """Return from when up to when an owner looks after something: as assigned, and as far as they are employed.

        Who carries the work of an open seat looks after its customers until it is filled.
        """
        person = self.staffing.graph.find(Person, owner.person)
        if person is None:
            return None
        days, carried = self.horizon.days(person), self._is_carried(person.model)
        first = max(start, start if carried else days.start, owner.from_ or start)
        last = min(end, end if carried else days.end, self._after(owner.to) or end)
        return (first, last) if first < last else None

    def _is_carried(self, person: Person) -> bool:
        carrier = person.vacancy.carried_by if person.open and person.vacancy else "none"
        return self.staffing.graph.find(Person, carrier) is not None

    def _stretches(self, held: list[Held], product: str, start: date, end: date) -> Iterator[OwnedStretch]:
        edges = sorted({start, end, *(day for _, first, last in held for day in (first, last))})
        for first, last in itertools.pairwise(edges):
            if not self.calendar.days(first, last):
                continue
            found = [one for one, begun, over in held if begun <= first and last <= over and _is_for(one, product)]
            share = sum((one.share.number for one in found), _ZERO)
            yield OwnedStretch(first, last, product, share, tuple(one.person for one in found))

    def groups_of(self, territory: Entity[Territory]) -> tuple[CustomerGroup, ...]:
        """Return the customers of a territory, those together that the same owners look after."""
        return tuple(self._by_territory.get(territory, ()))

    @cached_property
    def _by_territory(self) -> dict[Entity[Territory] | None, list[CustomerGroup]]:
        found: dict[Entity[Territory] | None, list[CustomerGroup]] = defaultdict(list)
        for group in self.groups:
            found[group.territory].append(group)
        return found

    def of_territory(self, territory: Entity[Territory]) -> Covered:
        """Return the covered days of the customers of a territory."""
        return self.covered(self.groups_of(territory))

    def covered(self, groups: Iterable[CustomerGroup]) -> Covered:
        """Return the covered days of some groups: a day counts where every product has somebody."""
        days = whole = 0
        for group in groups:
            count = max(len(group.customers), 1)
            all_days = self.calendar.days(group.start, group.end)
            open_days = sum(self.calendar.days(*span) for span in _merged(group.gaps()))
            days += count * (all_days - open_days)
            whole += count * all_days
        return Covered(days, whole)

    def working_days(self, stretch: OwnedStretch) -> int:
        """Return how many working days a stretch has."""
        return self.calendar.days(stretch.start, stretch.end)


def _owners_of(customer: Customer) -> tuple[Owner, ...]:
    return customer.model.owners if isinstance(customer.model, Account) else ()


def _likeness(customer: Customer, start: date, end: date) -> tuple[object, ...]:
    model = customer.model
    if isinstance(model, Account):
        own = customer.key if model.owners else None
        return (model.channel, model.segment, frozenset(model.products), start, end, own, "account")
    return (model.channel, None, frozenset(), start, end, None, "group")


def _is_for(owner: Owner, product: str) -> bool:
    return not product or owner.for_ is None or owner.for_.product in (None, product)


def _merged(stretches: Iterable[OwnedStretch]) -> Iterator[tuple[date, date]]:
    current: tuple[date, date] | None = None
    for one in sorted(stretches, key=lambda each: each.start):
        if current is None or one.start > current[1]:
            if current is not None:
                yield current
            current = (one.start, one.end)
        else:
            current = (current[0], max(current[1], one.end))
    if current is not None:
        yield current


def as_period(stretch: OwnedStretch) -> Period:
    """Return a stretch as a period."""
    return Period(stretch.start, stretch.end)
