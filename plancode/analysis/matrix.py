"""The coverage matrix: for everything that somebody must carry, how much of it is carried, by whom, what is missing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from typing import Final, Literal, get_args

from plancode.analysis.carriers import Carriers
from plancode.analysis.coverage import CoverageTable, CustomerGroup
from plancode.analysis.fit import FitTable, held
from plancode.analysis.workload import WorkloadTable
from plancode.graph.duties import Instance
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.graph.grouped import grouped
from plancode.graph.parts import Customer
from plancode.graph.rhythm import led_in, one_to_ones, partner
from plancode.model.base import Keyed, Named
from plancode.model.plan import Channel, Product, Segment, Skill
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person, Role, Team
from plancode.model.territories import Account, AccountGroup, Territory

Dimension = Literal[
    "territories", "accounts", "channels", "segments", "products", "skills", "classes", "targets", "duties", "kpis",
    "follow_up",
]  # fmt: skip
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)
CoverageUnit = Literal["days", "customers", "people", "teams", "roles"]
NO_CLASS: Final = ""
Has = Callable[[Customer], bool]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One item of a dimension: `covered` of `whole` in a unit, the people (or roles) it is covered by, and what is not.

    `item` is an entity, or the name of a class of customers; `NO_CLASS` are those without one, who cannot be judged.
    Days are working days of customers, each customer counted for itself, of an account each product that has owners of
    its own.
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
        self._rows: dict[Dimension, tuple[CoverageRow, ...]] = {}
        self.graph, self.ownership = facts.graph, coverage.ownership

    @cached_property
    def rows(self) -> tuple[CoverageRow, ...]:
        """The rows of all dimensions."""
        return tuple(row for dimension in DIMENSIONS for row in self.of(dimension))

    def of(self, dimension: Dimension) -> tuple[CoverageRow, ...]:
        """Return the rows of a dimension."""
        if dimension not in self._rows:
            self._rows[dimension] = tuple(self._makers[dimension]())
        return self._rows[dimension]

    @cached_property
    def _makers(self) -> dict[Dimension, Callable[[], Iterator[CoverageRow]]]:
        return {
            "territories": self._territories,
            "accounts": self._accounts,
            "channels": lambda: self._parts("channels", self.graph.all(Channel), "channel"),
            "segments": lambda: self._parts("segments", self.graph.all(Segment), "segment"),
            "products": self._products,
            "skills": self._skills,
            "classes": self._classes,
            "targets": self._targets,
            "duties": self._duties,
            "kpis": self._kpis,
            "follow_up": self._follow_up,
        }

    def _territories(self) -> Iterator[CoverageRow]:
        for territory in self.graph.all(Territory):
            yield self._row("territories", territory, self.coverage.groups_in(territory), lambda _: True)

    def _row(self, dimension: Dimension, item: Entity[Keyed], groups: Iterable[CustomerGroup], has: Has) -> CoverageRow:
        """Make a row of the customers that belong to an item, by their days."""
        shown: list[CustomerGroup] = []
        covered = whole = 0
        missing: dict[Entity[Keyed], None] = {}
        for group in groups:
            customers = [customer for customer in group.customers if has(customer)]
            if customers or not group.customers:
                shown.append(group)
                count, days = max(len(customers), 1), self.coverage.working_days(group)
                gap = days - self.coverage.covered([group]).days // max(len(group.customers), 1)
                covered, whole = covered + count * (days - gap), whole + count * days
                if gap:
                    missing |= dict.fromkeys(customers)
        return CoverageRow(dimension, item, covered, whole, "days", self._owners(shown), tuple(missing))

    def _owners(self, groups: Iterable[CustomerGroup], product: str = "") -> tuple[Entity[Person], ...]:
        names = dict.fromkeys(
            name
            for group in groups
            for stretch in group.stretches
            if not product or stretch.product in ("", product)
            for name in stretch.owners
        )
        return tuple(person for name in names if (person := self.graph.find(Person, name)) is not None)

    def _accounts(self) -> Iterator[CoverageRow]:
        """Yield accounts by their products: those with owners of their own count one by one."""
        for group in self.coverage.groups:
            gaps = tuple(group.gaps())
            days = self.coverage.working_days(group) * len({stretch.product for stretch in group.stretches})
            gap = sum(self.coverage.working_days(stretch) for stretch in gaps)
            products = (self.graph.find(Product, name) for name in dict.fromkeys(stretch.product for stretch in gaps))
            missing, by = tuple(product for product in products if product is not None), self._owners([group])
            for customer in group.customers:
                yield CoverageRow("accounts", customer, days - gap, days, "days", by, missing)

    def _parts(self, dimension: Dimension, items: Iterable[Entity[Named]], field: str) -> Iterator[CoverageRow]:
        """Yield the parts of the market by the days of the customers in them."""
        groups = [group for group in self.coverage.groups if group.customers]
        for item in items:
            yield self._row(dimension, item, groups, partial(_is_in, field, item.model.id))

    def _products(self) -> Iterator[CoverageRow]:
        for product in self.graph.all(Product):
            name, covered, whole = product.model.id, 0, 0
            groups = [
                group for group in self.coverage.groups if group.customers and name in _products(group.customers[0])
            ]
            missing: dict[Entity[Keyed], None] = {}
            for group in groups:
                days = self.coverage.working_days(group)
                gap = sum(
                    self.coverage.working_days(stretch) for stretch in group.gaps() if stretch.product in ("", name)
                )
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
            has = tuple(person for person, level in people.items() if held(person, skill) >= level)
            lacks = tuple(person for person, level in people.items() if held(person, skill) < level)
            yield CoverageRow("skills", skill, len(has), len(people), "people", has, lacks)

    def _classes(self) -> Iterator[CoverageRow]:
        """Yield the classes of customers: covered are those that the call plan says how often to visit."""
        planned = {name: None for document in self.workload.call_plans.documents for name in document.model.call_plan}
        if not planned:
            return
        by_class: dict[str, list[Customer]] = {name: [] for name in planned}
        for territory, customers in self.ownership.customers.items():
            for customer in self._there(territory, customers):
                by_class.setdefault(customer.model.class_ or NO_CLASS, []).append(customer)
        for name, customers in by_class.items():
            models = (customer.model for customer in customers)
            whole = sum(model.count if isinstance(model, AccountGroup) else 1 for model in models)
            covered, missing = (whole, ()) if name in planned else (0, tuple(customers))
            by = tuple(self._visitors.get(name, ()))
            yield CoverageRow("classes", name, covered, whole, "customers", by, missing)

    def _there(self, territory: str, customers: Iterable[Customer]) -> Iterator[Customer]:
        """Yield those who are customers at some time of the plan."""
        home = self.graph.find(Territory, territory)
        for customer in customers:
            start, end = self.ownership.lifetime(customer, home)
            if start < end:
                yield customer

    @cached_property
    def _visitors(self) -> dict[str, dict[Entity[Person], None]]:
        visitors: dict[str, dict[Entity[Person], None]] = defaultdict(dict)
        for load in self.workload.loads:
            for entry in load.entries:
                if entry.visits is not None:
                    visitors[entry.visits.class_][load.person] = None
        return visitors

    def _targets(self) -> Iterator[CoverageRow]:
        """Yield the roles that carry quota by their people: covered are those who have a target of their own."""
        for role in self.graph.all(Role):
            people = self.carriers.by_role.get(role.model.id, ())
            if role.model.carries_quota:
                has = tuple(person for person in people if person.model.id in self.carriers.with_target)
                lacks = tuple(person for person in people if person.model.id not in self.carriers.with_target)
                yield CoverageRow("targets", role, len(has), len(people), "people", has, lacks)

    def _duties(self) -> Iterator[CoverageRow]:
        """Yield duties by the teams that have them: covered where somebody does it and exactly one answers for it."""
        for duty, instances in grouped(self.duties, lambda instance: instance.duty).items():
            bad = [instance for instance in instances if not instance.parts["R"] or len(instance.parts["A"]) != 1]
            by = dict.fromkeys(actor for instance in instances for part in ("A", "R") for actor in instance.parts[part])
            missing = tuple(instance.team for instance in bad if instance.team is not None)
            covered, whole = len(instances) - len(bad), len(instances)
            yield CoverageRow("duties", duty, covered, whole, "teams", tuple(by), missing)

    def _kpis(self) -> Iterator[CoverageRow]:
        """Yield the KPIs by the roles they are for: covered are the roles that somebody has."""
        held_roles = {
            stint.role for person in self.graph.all(Person) for stint in self.coverage.staffing.stints(person)
        }
        for kpi in self.graph.all(Kpi):
            rubric = self.graph.entities.get(kpi.parent) if kpi.parent is not None else None
            names = rubric.model.roles if rubric is not None and isinstance(rubric.model, RubricDocument) else ()
            roles = [role for name in names if (role := self.graph.find(Role, name)) is not None]
            has = tuple(role for role in roles if role.model.id in held_roles)
            lacks = tuple(role for role in roles if role.model.id not in held_roles)
            yield CoverageRow("kpis", kpi, len(has), len(roles), "roles", has, lacks)

    def _follow_up(self) -> Iterator[CoverageRow]:
        """Yield teams by the people in them: covered are those who have a one-to-one."""
        rules = [rule for _, _, rule in one_to_ones(self.graph)]
        for team in self.graph.all(Team):
            people = [person for person in led_in(self.facts, team) if self.facts.manager(person) is not None]
            by = {person: [partner(self.facts, person, rule) for rule in rules] for person in people}
            lacks = tuple(person for person, partners in by.items() if not any(partners))
            leaders = dict.fromkeys(partner for partners in by.values() for partner in partners if partner is not None)
            if people:
                covered = len(people) - len(lacks)
                yield CoverageRow("follow_up", team, covered, len(people), "people", tuple(leaders), lacks)


def _is_in(field: str, name: str, customer: Customer) -> bool:
    return getattr(customer.model, field, None) == name


def _products(customer: Customer) -> tuple[str, ...]:
    return customer.model.products if isinstance(customer.model, Account) else ()
