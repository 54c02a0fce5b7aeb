"""Balance: how potential, load and target of the people of a role compare, as if each were there all the time.

Time is counted one way throughout: in working days of each one's calendar, without long leave.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal, get_args

from plancode.analysis.measures import Measures
from plancode.analysis.ownership import Ownership
from plancode.analysis.staffing import Staffing
from plancode.analysis.workload import WorkloadTable
from plancode.graph.entity import Entity
from plancode.graph.parts import Customer
from plancode.model.team import Person, Role

_ZERO, _HUNDRED = Decimal(0), Decimal(100)
BalanceMeasure = Literal["potential", "workload", "target"]
MEASURES: Final[tuple[BalanceMeasure, ...]] = get_args(BalanceMeasure)


@dataclass(frozen=True, slots=True)
class Blanks:
    """Customers without a figure, and how many customers there are."""

    customers: tuple[Customer, ...]
    whole: int

    @property
    def blank(self) -> int:
        """How many have none."""
        return len(self.customers)


@dataclass(frozen=True, eq=False)
class Balance:
    """One measure among the people of a role: each one's annualised value, and how far they lie apart.

    `unknown` are those whose value is not known, because some of their customers were left blank: so many of so many.
    Then nobody is held against the mean, which is not known either.
    """

    role: Entity[Role]
    measure: BalanceMeasure
    values: tuple[tuple[Entity[Person], Decimal], ...]
    unknown: tuple[tuple[Entity[Person], Blanks], ...] = ()

    @cached_property
    def mean(self) -> Decimal | None:
        """The arithmetic mean; None where somebody's value is not known, or some are to gain where others may lose."""
        is_mixed = any(value < 0 for _, value in self.values) and any(value > 0 for _, value in self.values)
        return None if self.unknown or is_mixed else sum((value for _, value in self.values), _ZERO) / len(self.values)

    def index(self, person: Entity[Person]) -> Decimal | None:
        """Return value over mean times 100 of somebody; None where they are not among these, or all have nothing."""
        mean, value = self.mean, self._by_person.get(person)
        return value / mean * _HUNDRED if value is not None and mean else None

    @cached_property
    def _by_person(self) -> dict[Entity[Person], Decimal]:
        return dict(self.values)

    @property
    def cv(self) -> Decimal | None:
        """The coefficient of variation: population standard deviation over mean."""
        mean = self.mean
        if not mean:
            return None
        variance = sum(((value - mean) ** 2 for _, value in self.values), _ZERO) / len(self.values)
        return variance.sqrt() / abs(mean)

    @property
    def spread(self) -> Decimal | None:
        """The largest value over the smallest; None where that is nothing, or somebody's is not known."""
        amounts = [abs(value) for _, value in self.values]
        return max(amounts) / min(amounts) if not self.unknown and min(amounts) else None


class BalanceTable:
    """The balance of every role that carries quota."""

    def __init__(
        self,
        staffing: Staffing,
        ownership: Ownership,
        workload: WorkloadTable,
        measures: Measures,
        target: Callable[[str], Decimal | None],
    ) -> None:
        """Take the tables, and what gives somebody's target in the plan's main metric."""
        self.staffing, self.ownership, self.workload, self.measures = staffing, ownership, workload, measures
        self.target = target

    def all(self, bare: frozenset[str] = frozenset()) -> Iterator[Balance]:
        """Yield the balances of roles that two or more people have.

        Who looks after nobody is in none of potential, but for those of `bare`, who count with nothing.
        """
        for role in self.staffing.graph.all(Role):
            if not role.model.carries_quota:
                continue
            people = [person for person in self.staffing.people if self._role_of(person) == role.model.id]
            for measure in MEASURES:
                values, unknown = [], []
                for person in people:
                    value, there = self._value(person, measure), self.staffing.presence(person)
                    if value is None and measure == "potential" and person.model.id in bare:
                        value = _ZERO
                    if isinstance(value, Blanks):
                        unknown.append((person, value))
                    elif value is not None and there:
                        values.append((person, value / there))
                is_stated = bool(values) or any(blanks.blank < blanks.whole for _, blanks in unknown)
                if is_stated and len(values) + len(unknown) > 1:
                    yield Balance(role, measure, tuple(values), tuple(unknown))

    def _role_of(self, person: Entity[Person]) -> str:
        """Return the role that somebody has for most of the plan."""
        days: dict[str, int] = {}
        for stint in self.staffing.stints(person):
            days[stint.role] = days.get(stint.role, 0) + (stint.end - stint.start).days
        return max(days, key=lambda name: (days[name], name)) if days else ""

    def _value(self, person: Entity[Person], measure: BalanceMeasure) -> Decimal | Blanks | None:
        if measure == "target":
            return self.target(person.model.id)
        if measure == "workload":
            load = self.workload.of(person)
            return load.whole() if load.hours is not None else None
        return self.potential(person)

    def potential(self, person: Entity[Person]) -> Decimal | Blanks | None:
        """Return the potential of the customers somebody looks after, by share and by days of the plan.

        Where it is not known of some of them, these are returned; None of somebody who looks after nobody.
        """
        held = tuple(self.held(person))
        customers = dict.fromkeys(customer for customer, _ in held)
        blank = tuple(dict.fromkeys(customer for customer, amount in held if amount is None))
        if blank:
            return Blanks(blank, len(customers))
        return sum((amount for _, amount in held if amount is not None), _ZERO) if held else None

    def held(self, person: Entity[Person]) -> Iterator[tuple[Customer, Decimal | None]]:
        """Yield what somebody has of each customer's potential: by share, and by the days they are there for it.

        Days are those of their presence: working days of their calendar, long leave apart.
        """
        horizon, days = self.staffing.horizon, self.staffing.horizon.days(person)
        whole = days.calendar.in_period(horizon.plan)
        for holding in self.ownership.of_person(person.model.id) if whole else ():
            if holding.owner.as_ == "primary" and holding.count:
                amount = self.measures.money(self.ownership.worth(holding.customer, "potential"), horizon.plan.start)
                part = holding.part * holding.owner.share.number * days.present(holding.start, holding.end)
                yield holding.customer, amount * part / whole if amount is not None else None
