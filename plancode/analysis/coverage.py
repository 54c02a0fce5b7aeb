"""Coverage: for every customer and product, by working day, whether somebody looks after them, and for all of it."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from plancode.analysis.ownership import Ownership, within
from plancode.analysis.staffing import Staffing
from plancode.calendar.working import merged
from plancode.graph.above import inside
from plancode.graph.entity import Entity
from plancode.graph.grouped import grouped
from plancode.graph.parts import Customer
from plancode.graph.posts import carrier
from plancode.model.team import Person
from plancode.model.territories import Account, Owner, Territory
from plancode.period import Period
from plancode.quantity import together

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
        return (stretch for stretch in self.stretches if not stretch.share)

    def faulty(self) -> Iterator[OwnedStretch]:
        """Yield the stretches in which shares are there, but do not add up to 100 %."""
        return (stretch for stretch in self.stretches if stretch.share and stretch.share != 1)


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
        territories = self.staffing.graph.all(Territory)
        groups: list[CustomerGroup] = []
        for territory in territories:
            groups += self._of_territory(territory, self.ownership.customers.get(territory.model.id, []))
        known = {territory.model.id for territory in territories}
        for name, customers in self.ownership.customers.items():
            if name not in known:
                accounts = [customer for customer in customers if isinstance(customer.model, Account)]
                groups += self._of_territory(None, [account for account in accounts if account.model.owners])
        return tuple(groups)

    def _of_territory(self, territory: Entity[Territory] | None, customers: list[Customer]) -> Iterator[CustomerGroup]:
        alike: dict[tuple[object, ...], list[Customer]] = defaultdict(list)
        for customer in customers:
            start, end = self.ownership.lifetime(customer, territory)
            if start < end:
                alike[_likeness(customer, start, end)].append(customer)
        for group in alike.values():
            start, end = self.ownership.lifetime(group[0], territory)
            yield self._group(territory, tuple(group), start, end)
        if territory is not None and not customers:
            plan = self.horizon.plan
            start, end = within(plan.start, plan.end, territory.model.from_, territory.model.to)
            if start < end:
                yield self._group(territory, (), start, end)

    def _group(
        self, territory: Entity[Territory] | None, customers: tuple[Customer, ...], start: date, end: date
    ) -> CustomerGroup:
        """Return customers alike, or a territory without any, with the stretches that their owners look after."""
        if customers:
            holdings = self.ownership.by_customer.get(customers[0].key, ())
            owned = [(holding.owner, holding.start, holding.end) for holding in holdings]
        else:
            owned = [(owner, start, end) for owner in (territory.model.owners if territory else ())]
        spans = [(owner, self._employed(owner, *span)) for owner, *span in owned if owner.as_ == "primary"]
        held = [(owner, *span) for owner, span in spans if span is not None]
        # products one by one: the customers', where some owner is for one product only
        is_narrow = any(owner.for_ is not None and owner.for_.product for owner, _, _ in held)
        products = (self.ownership.products_of(customers[0]) if is_narrow and customers else ()) or ("",)
        stretches = tuple(stretch for product in products for stretch in self._stretches(held, product, start, end))
        return CustomerGroup(territory, customers, start, end, stretches)

    def _employed(self, owner: Owner, start: date, end: date) -> tuple[date, date] | None:
        """Return from when up to when an owner looks after something: as assigned, and as far as they are employed.

        Who carries the work of an open seat looks after its customers until it is filled.
        """
        find = self.staffing.graph.find
        person = find(Person, owner.person)
        if person is None:
            return None
        first, last = within(start, end, owner.from_, owner.to)
        if carrier(self.staffing.graph, person) is None:
            days = self.horizon.days(person)
            first, last = max(first, days.start), min(last, days.end)
        return (first, last) if first < last else None

    def _stretches(self, held: list[Held], product: str, start: date, end: date) -> Iterator[OwnedStretch]:
        edges = sorted({start, end, *(day for _, first, last in held for day in (first, last))})
        of_product = [
            (owner, begun, over)
            for owner, begun, over in held
            if not product or owner.for_ is None or owner.for_.product in (None, product)
        ]
        for first, last in itertools.pairwise(edges):
            if self.calendar.days(first, last):
                owners = [owner for owner, begun, over in of_product if begun <= first and last <= over]
                share = together(owner.share for owner in owners)
                yield OwnedStretch(first, last, product, share, tuple(owner.person for owner in owners))

    def groups_of(self, territory: Entity[Territory]) -> tuple[CustomerGroup, ...]:
        """Return the customers of a territory itself, those together that the same owners look after."""
        return tuple(self._by_territory.get(territory, ()))

    def groups_in(self, territory: Entity[Territory]) -> tuple[CustomerGroup, ...]:
        """Return the customers of a territory and of all below it, without what only holds others together."""
        parts = (part for part in inside(self.staffing.graph, territory) if not self.is_frame(part))
        return tuple(group for part in parts for group in self.groups_of(part))

    @cached_property
    def _by_territory(self) -> dict[Entity[Territory] | None, list[CustomerGroup]]:
        return grouped(self.groups, lambda group: group.territory)

    def of_territory(self, territory: Entity[Territory]) -> Covered:
        """Return the covered days of the customers of a territory and all below it."""
        return self.covered(self.groups_in(territory))

    def is_frame(self, territory: Entity[Territory]) -> bool:
        """Whether a territory only holds others together: no customers, no primary owners, but territories below."""
        is_owned = any(owner.as_ == "primary" for owner in territory.model.owners)
        is_empty = not is_owned and not self.ownership.customers.get(territory.model.id)
        return is_empty and territory.model.id in self.staffing.graph.territories_below

    def covered(self, groups: Iterable[CustomerGroup]) -> Covered:
        """Return the covered days of some groups: a day counts where every product has somebody."""
        days = whole = 0
        for group in groups:
            count = max(len(group.customers), 1)
            all_days = self.calendar.days(group.start, group.end)
            gaps = merged(((gap.start, gap.end) for gap in group.gaps()), self.calendar)
            days += count * (all_days - sum(self.calendar.days(*span) for span in gaps))
            whole += count * all_days
        return Covered(days, whole)

    def working_days(self, stretch: OwnedStretch | CustomerGroup) -> int:
        """Return how many working days a stretch, or the life of some customers, has."""
        return self.calendar.days(stretch.start, stretch.end)


def _likeness(customer: Customer, start: date, end: date) -> tuple[object, ...]:
    model = customer.model
    if isinstance(model, Account):
        own = customer.key if model.owners else None
        return (model.channel, model.segment, frozenset(model.products), start, end, own, "account")
    return (model.channel, None, frozenset(), start, end, None, "group")


def as_period(stretch: OwnedStretch) -> Period:
    """Return a stretch as a period."""
    return Period(stretch.start, stretch.end)
