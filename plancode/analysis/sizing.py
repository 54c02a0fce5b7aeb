"""How many people a target needs: by workload, by breakdown, by break-even; how many one manager leads."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from plancode.analysis.capacity import CapacityTable
from plancode.analysis.commitments import Commitments
from plancode.analysis.retention import lead_time
from plancode.analysis.staffing import Staffing
from plancode.analysis.workload import WorkloadTable
from plancode.analysis.worktime import hours_a_day
from plancode.graph.entity import Entity
from plancode.model.plan import Product
from plancode.model.team import Person, Role

_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Sizing:
    """What a role's work and target ask for in people; None where it cannot be judged.

    `by_workload`: hours of calls, deals and projects over the hours one full person has left for them (Talley's
    workload method). `by_breakdown`: target over productivity. `break_even`: what a seat must bring to earn its cost.
    `lead_months`: from opening a seat to full productivity.
    """

    role: Entity[Role]
    seats: Decimal
    work: Decimal
    hours_each: Decimal | None
    by_workload: int | None
    by_breakdown: int | None
    break_even: Decimal | None
    lead_months: Decimal


class SizingTable:
    """The sizing of every role that carries quota."""

    def __init__(self, workload: WorkloadTable, capacity: CapacityTable, commitments: Commitments) -> None:
        """Take what work there is, what people can bring, and what is asked of them."""
        self.workload, self.capacity, self.commitments = workload, capacity, commitments
        self.measures, self.staffing, self.horizon = capacity.measures, workload.staffing, workload.horizon

    def all(self) -> tuple[Sizing, ...]:
        """Return the sizing of the roles that carry quota."""
        return tuple(self.of(role) for role in self.staffing.graph.all(Role) if role.model.carries_quota)

    def of(self, role: Entity[Role]) -> Sizing:
        """Return the sizing of one role."""
        loads = [one for one in self.workload.loads if self._holds(one.person, role)]
        work = sum((one.whole(kind) for one in loads for kind in ("calls", "deals", "projects")), _ZERO)
        seats = sum((self.staffing.presence(one.person, role.model.id) for one in loads), _ZERO)
        own = sum(
            (one.whole(kind) for one in loads for kind in ("meetings", "one_to_ones", "training", "coaching")), _ZERO
        )
        each = self._full_hours(role)
        left = each - own / seats if each is not None and seats else each
        return Sizing(
            role, seats, work, left, ceiling(work / left) if left and left > 0 else None,
            self._breakdown(role), self._break_even(role), lead_time(role.model),
        )  # fmt: skip

    def _holds(self, person: Entity[Person], role: Entity[Role]) -> bool:
        return any(stint.role == role.model.id for stint in self.staffing.stints(person))

    def _full_hours(self, role: Entity[Role]) -> Decimal | None:
        """Return the hours that one full person of the role has in the plan."""
        calendar = self.horizon.calendar()
        day = hours_a_day(role.model, calendar.week_days)
        overhead = role.model.overhead.number if role.model.overhead else _ZERO
        return calendar.in_period(self.horizon.plan) * day * (_ONE - overhead) if day is not None else None

    def _breakdown(self, role: Entity[Role]) -> int | None:
        """Return target over productivity, where the role is the only one that carries the main metric."""
        metric, rates = self.commitments.main_metric, self._productive()
        if metric is None or [one for one, _ in rates] != [role]:
            return None
        target = self._target(metric)
        return ceiling(target / rates[0][1]) if target is not None and rates[0][1] else None

    def _productive(self) -> list[tuple[Entity[Role], Decimal]]:
        metric = self.commitments.main_metric
        found = []
        for role in self.staffing.graph.all(Role):
            for one in role.model.productivity:
                amount = self.measures.number(one.amount.quantity, self.horizon.plan.start, one.metric)
                if one.metric == metric and amount is not None:
                    rate = amount * self.horizon.times(one.amount) * self.capacity.attainment(one)
                    found.append((role, rate))
        return found

    def _target(self, metric: str) -> Decimal | None:
        top = self.commitments.targets.top(metric)
        return sum(self.commitments.current(metric, top.scope).values(), _ZERO) if top is not None else None

    def _break_even(self, role: Entity[Role]) -> Decimal | None:
        """Return cost over margin: the mean margin of the products that state one."""
        cost = self.measures.money(role.model.cost, self.horizon.plan.start)
        margins = [one.model.margin.number for one in self.staffing.graph.all(Product) if one.model.margin]
        mean = sum(margins, _ZERO) / len(margins) if margins else _ZERO
        return cost / mean if cost is not None and mean else None


def spans(staffing: Staffing) -> dict[Entity[Person], tuple[int, int]]:
    """Return for each manager the most people they lead at once, and the number of the period it is in.

    Open seats count once they are to be filled.
    """
    found = {}
    for manager, by_period in staffing.led.items():
        count, number = max((len(people), -number) for number, people in by_period.items())
        found[manager] = (count, -number)
    return found


def ceiling(number: Decimal) -> int:
    """Return the smallest whole number that is not below."""
    return int(number.to_integral_value(ROUND_CEILING))
