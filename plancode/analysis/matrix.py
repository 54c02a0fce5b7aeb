"""The coverage matrix: for everything that somebody must carry, how much of it is carried, by whom, what is missing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, Literal

from plancode.analysis.carriers import Carriers
from plancode.analysis.coverage import CoverageTable, CustomerGroup
from plancode.analysis.fit import FitTable, held
from plancode.analysis.ownership import Customer
from plancode.analysis.workload import WorkloadTable
from plancode.graph.duties import Instance
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.graph.rhythm import led_in, one_to_ones, partner
from plancode.model.base import Keyed, Named
from plancode.model.plan import Channel, Product, Segment, Skill
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person, Role, Team
from plancode.model.territories import Account, AccountGroup, Territory

if TYPE_CHECKING:
    from plancode.model.responsibilities import Duty

Dimension = Literal[
    "territories", "accounts", "channels", "segments", "products", "skills", "classes", "targets", "duties", "kpis",
    "follow_up",
]  # fmt: skip
DIMENSIONS: Final[tuple[Dimension, ...]] = (
    "territories", "accounts", "channels", "segments", "products", "skills", "classes", "targets", "duties", "kpis",
    "follow_up",
)  # fmt: skip
CoverageUnit = Literal["days", "customers", "people", "teams", "roles"]
Has = Callable[[Customer], bool]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One item of a dimension: `covered` of `whole` in a unit, the people (or roles) it is covered by, and what is not.

    `item` is an entity, or the name of a class of customers. Days are working days of customers, each customer counted
    for itself, of an account each product that has owners of its own.
    """

    dimension: Dimension
    item: Entity[Keyed] | str
    covered: int
    whole: int
    unit: CoverageUnit
    by: tuple[Entity[Keyed], ...] = ()
    missing: tuple[Entity[Keyed], ...] = ()

    @property
    def share(self) -> Decimal | None:
        """Covered over all; None where there is nothing to cover."""
        return Decimal(self.covered) / self.whole if self.whole else None


class CoverageMatrix:
    """The rows of all dimensions, each worked out when it is asked for."""

    def __init__(  # noqa: PLR0913, PLR0917  # a dimension each
        self,
        coverage: CoverageTable,
        workload: WorkloadTable,
        carriers: Carriers,
        facts: Facts,
        duties: tuple[Instance, ...],
        fit: FitTable,
    ) -> None:
        """Take who covers and visits whom, who has a target, what holds on the day, and who fits their work."""
        self.coverage, self.workload, self.carriers, self.fit = coverage, workload, carriers, fit
        self.facts, self.duties = facts, duties
        self.graph, self.ownership = facts.graph, coverage.ownership

    @cached_property
    def rows(self) -> tuple[CoverageRow, ...]:
        """The rows of all dimensions."""
        return tuple(row for dimension in DIMENSIONS for row in self.of(dimension))

    def of(self, dimension: Dimension) -> tuple[CoverageRow, ...]:
        """Return the rows of a dimension."""
        if dimension not in self._found:
            self._found[dimension] = tuple(self._makers[dimension]())
        return self._found[dimension]

    @cached_property
    def _found(self) -> dict[Dimension, tuple[CoverageRow, ...]]:
        return {}

    @cached_property
    def _makers(self) -> dict[Dimension, Callable[[], Iterator[CoverageRow]]]:
        return {
            "territories": self._territories,
            "accounts": self._accounts,
            "channels": self._channels,
            "segments": self._segments,
            "products": self._products,
            "skills": self._skills,
            "classes": self._classes,
            "targets": self._targets,
            "duties": self._duties,
            "kpis": self._kpis,
            "follow_up": self._follow_up,
        }

    def _territories(self) -> Iterator[CoverageRow]:
        groups: dict[Entity[Territory], list[CustomerGroup]] = defaultdict(list)
        for group in self.coverage.groups:
            if group.territory is not None:
                groups[group.territory].append(group)
        for territory in self.graph.all(Territory):
            if not self.is_frame(territory):
                yield self._row("territories", territory, groups.get(territory, ()), lambda _: True)

    def is_frame(self, territory: Entity[Territory]) -> bool:
        """Whether a territory only holds others together: no customers, no owners, but territories below."""
        is_empty = not territory.model.owners and not self.ownership.customers.get(territory.model.id)
        return is_empty and territory.model.id in self._parents

    @cached_property
    def _parents(self) -> frozenset[str]:
        return frozenset(one.model.parent for one in self.graph.all(Territory) if one.model.parent)

    def _row(self, dimension: Dimension, item: Entity[Keyed], groups: Iterable[CustomerGroup], has: Has) -> CoverageRow:
        """Make a row of the customers that belong to an item, by their days."""
        shown = [(one, tuple(each for each in one.customers if has(each))) for one in groups]
        shown = [(one, customers) for one, customers in shown if customers or not one.customers]
        covered = whole = 0
        missing: dict[Entity[Keyed], None] = {}
        for group, customers in shown:
            count, days = max(len(customers), 1), self._days(group)
            gap = days - self.coverage.covered([group]).days // max(len(group.customers), 1)
            covered, whole = covered + count * (days - gap), whole + count * days
            if gap:
                missing |= dict.fromkeys(customers)
        return CoverageRow(
            dimension, item, covered, whole, "days", self._owners(one for one, _ in shown), tuple(missing)
        )

    def _days(self, group: CustomerGroup) -> int:
        return self.coverage.calendar.days(group.start, group.end)

    def _owners(self, groups: Iterable[CustomerGroup], product: str = "") -> tuple[Entity[Person], ...]:
        names = dict.fromkeys(
            name
            for group in groups
            for stretch in group.stretches
            if not product or stretch.product in ("", product)
            for name in stretch.owners
        )
        return tuple(one for name in names if (one := self.graph.find(Person, name)) is not None)

    def _accounts(self) -> Iterator[CoverageRow]:
        """Yield accounts by their products: those with owners of their own count one by one."""
        for group in self.coverage.groups:
            products = dict.fromkeys(one.product for one in group.stretches)
            days, gaps = self._days(group) * len(products), dict.fromkeys(one.product for one in group.gaps())
            gap = sum(self.coverage.working_days(one) for one in group.gaps())
            missing = tuple(one for name in gaps if (one := self.graph.find(Product, name)) is not None)
            by = self._owners([group])
            for customer in group.customers:
                yield CoverageRow("accounts", customer, days - gap, days, "days", by, missing)

    def _channels(self) -> Iterator[CoverageRow]:
        return self._parts("channels", self.graph.all(Channel), "channel")

    def _segments(self) -> Iterator[CoverageRow]:
        return self._parts("segments", self.graph.all(Segment), "segment")

    def _parts(self, dimension: Dimension, items: Iterable[Entity[Named]], field: str) -> Iterator[CoverageRow]:
        """Yield the parts of the market by the days of the customers in them."""
        groups = [one for one in self.coverage.groups if one.customers]
        for item in items:
            yield self._row(dimension, item, groups, partial(_is_in, field, item.model.id))

    def _products(self) -> Iterator[CoverageRow]:
        for product in self.graph.all(Product):
            name, covered, whole = product.model.id, 0, 0
            groups = [one for one in self.coverage.groups if one.customers and name in _products(one.customers[0])]
            missing: dict[Entity[Keyed], None] = {}
            for group in groups:
                days = self._days(group)
                gap = sum(self.coverage.working_days(one) for one in group.gaps() if one.product in ("", name))
                covered += len(group.customers) * (days - gap)
                whole += len(group.customers) * days
                if gap:
                    missing |= dict.fromkeys(group.customers)
            yield CoverageRow("products", product, covered, whole, "days", self._owners(groups, name), tuple(missing))

    def _skills(self) -> Iterator[CoverageRow]:
        """Yield skills by the people whose work asks for them: covered are those who have the highest level asked."""
        wanted: dict[Entity[Skill], dict[Entity[Person], int]] = defaultdict(dict)
        for need in self.fit.needs:
            for person in need.people:
                wanted[need.skill][person] = max(need.level, wanted[need.skill].get(person, 0))
        for skill in self.graph.all(Skill):
            people = wanted.get(skill, {})
            has = tuple(one for one, level in people.items() if held(one, skill) >= level)
            lacks = tuple(one for one, level in people.items() if held(one, skill) < level)
            yield CoverageRow("skills", skill, len(has), len(people), "people", has, lacks)

    def _classes(self) -> Iterator[CoverageRow]:
        """Yield the classes of customers: covered are those that the call plan says how often to visit."""
        plans = self.workload.call_plans.documents
        if not plans:
            return
        planned = {name for one in plans for name in one.model.call_plan}
        by_class: dict[str, list[Customer]] = {name: [] for one in plans for name in one.model.call_plan}
        for customers in self.ownership.customers.values():
            for customer in customers:
                if customer.model.class_ is not None:
                    by_class.setdefault(customer.model.class_, []).append(customer)
        for name, found in by_class.items():
            whole = sum((one.model.count if isinstance(one.model, AccountGroup) else 1) for one in found)
            missing = () if name in planned else tuple(found)
            yield CoverageRow(
                "classes", name, whole if name in planned else 0, whole, "customers", self._visiting(name), missing
            )

    def _visiting(self, name: str) -> tuple[Entity[Person], ...]:
        return tuple(self._visitors.get(name, ()))

    @cached_property
    def _visitors(self) -> dict[str, dict[Entity[Person], None]]:
        found: dict[str, dict[Entity[Person], None]] = defaultdict(dict)
        for load in self.workload.loads:
            for entry in load.entries:
                if entry.visits is not None:
                    found[entry.visits.class_][load.person] = None
        return found

    def _targets(self) -> Iterator[CoverageRow]:
        """Yield the roles that carry quota by their people: covered are those who have a target of their own."""
        for role in self.graph.all(Role):
            people = self.carriers.by_role.get(role.model.id, ())
            if role.model.carries_quota:
                has = tuple(one for one in people if one.model.id in self.carriers.with_target)
                lacks = tuple(one for one in people if one.model.id not in self.carriers.with_target)
                yield CoverageRow("targets", role, len(has), len(people), "people", has, lacks)

    def _duties(self) -> Iterator[CoverageRow]:
        """Yield duties by the teams that have them: covered where somebody does it and exactly one answers for it."""
        by_duty: dict[Entity[Duty], list[Instance]] = defaultdict(list)
        for one in self.duties:
            by_duty[one.duty].append(one)
        for duty, found in by_duty.items():
            good = [one for one in found if one.parts["R"] and len(one.parts["A"]) == 1]
            by = dict.fromkeys(each for one in found for part in ("A", "R") for each in one.parts[part])
            missing = tuple(one.team for one in found if one not in good and one.team is not None)
            yield CoverageRow("duties", duty, len(good), len(found), "teams", tuple(by), missing)

    def _kpis(self) -> Iterator[CoverageRow]:
        """Yield the KPIs by the roles they are for: covered are the roles that somebody has."""
        held_roles = {stint.role for one in self.graph.all(Person) for stint in self.coverage.staffing.stints(one)}
        for kpi in self.graph.all(Kpi):
            rubric = self.graph.entities.get(kpi.parent) if kpi.parent is not None else None
            names = rubric.model.roles if rubric is not None and isinstance(rubric.model, RubricDocument) else ()
            roles = [one for name in names if (one := self.graph.find(Role, name)) is not None]
            has = tuple(one for one in roles if one.model.id in held_roles)
            lacks = tuple(one for one in roles if one.model.id not in held_roles)
            yield CoverageRow("kpis", kpi, len(has), len(roles), "roles", has, lacks)

    def _follow_up(self) -> Iterator[CoverageRow]:
        """Yield teams by the people in them: covered are those who have a one-to-one."""
        rules = [one for _, _, one in one_to_ones(self.graph)]
        for team in self.graph.all(Team):
            people = [one for one in led_in(self.facts, team) if self.facts.manager(one) is not None]
            by = {one: [partner(self.facts, one, rule) for rule in rules] for one in people}
            lacks = tuple(one for one, found in by.items() if not any(found))
            leaders = dict.fromkeys(other for found in by.values() for other in found if other is not None)
            if people:
                covered = len(people) - len(lacks)
                yield CoverageRow("follow_up", team, covered, len(people), "people", tuple(leaders), lacks)


def _is_in(field: str, name: str, customer: Customer) -> bool:
    return getattr(customer.model, field, None) == name


def _products(customer: Customer) -> tuple[str, ...]:
    return customer.model.products if isinstance(customer.model, Account) else ()
