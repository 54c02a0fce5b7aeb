"""How many people a target needs: by workload, by breakdown, by break-even; how many one manager leads."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Literal

from plancode.analysis.capacity import CapacityTable
from plancode.analysis.commitments import Commitments
from plancode.analysis.retention import lead_time
from plancode.analysis.staffing import Staffing
from plancode.analysis.workload import WorkloadTable
from plancode.analysis.worktime import hours_a_day
from plancode.graph.entity import Entity
from plancode.model.plan import Product
from plancode.model.team import Person, Role

SizingFigure = Literal["by_workload", "by_breakdown", "cost_per_visit", "break_even"]
SizingLack = Literal[
    "no_work", "no_hours", "no_time", "no_target", "no_productivity", "several_roles", "no_cost", "no_rate",
    "no_visits", "no_margin",
]  # fmt: skip
_ZERO, _ONE, _YEAR = Decimal(0), Decimal(1), Decimal(12)


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
    cost: Decimal | None
    """What a seat costs in a year."""
    cost_per_visit: Decimal | None
    margin: Decimal | None
    visits: Decimal
    lead_months: Decimal
    lacking: tuple[tuple[SizingFigure, SizingLack], ...] = ()
    """Which figures are not known, and what is missing for them."""

    @property
    def break_even_visit(self) -> Decimal | None:
        """What a visit must bring to earn its cost."""
        return self.cost_per_visit / self.margin if self.cost_per_visit is not None and self.margin else None


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
        loads = [self.workload.of(person) for person in self.staffing.holders.get(role.model.id, ())]
        work = sum((load.whole(kind) for load in loads for kind in ("calls", "deals", "projects")), _ZERO)
        seats = sum((self.staffing.presence(load.person, role.model.id) for load in loads), _ZERO)
        own = sum(
            (load.whole(kind) for load in loads for kind in ("meetings", "one_to_ones", "training", "coaching")), _ZERO
        )
        full = self._full_hours(role)
        left = full - own / seats if full is not None and seats else full
        cost, margin = self.measures.money(role.model.cost, self.horizon.plan.start), self._margin()
        breakdown = self._breakdown(role)
        counts = (entry.visits.by_period for load in loads for entry in load.entries if entry.visits is not None)
        visits = sum((count for by_period in counts for count in by_period.values()), _ZERO)
        a_visit = cost * seats * self.horizon.months / _YEAR / visits if cost is not None and visits else None
        no_cost: SizingLack | None = None if cost is not None else "no_rate" if role.model.cost else "no_cost"
        lacking: dict[SizingFigure, SizingLack | None] = {
            "by_workload": _no_workload(work, left),
            "by_breakdown": None if isinstance(breakdown, int) else breakdown,
            "cost_per_visit": no_cost or (None if visits else "no_visits"),
            "break_even": no_cost or (None if margin else "no_margin"),
        }
        return Sizing(
            role, seats, work, left, ceiling(work / left) if work and left and left > 0 else None,
            breakdown if isinstance(breakdown, int) else None, cost / margin if cost is not None and margin else None,
            cost, a_visit, margin, visits, lead_time(role.model),
            tuple((figure, lack) for figure, lack in lacking.items() if lack is not None),
        )  # fmt: skip

    def _full_hours(self, role: Entity[Role]) -> Decimal | None:
        """Return the hours that one full person of the role has in the plan."""
        calendar = self.horizon.calendar()
        day = hours_a_day(role.model, calendar.week_length)
        overhead = role.model.overhead.number if role.model.overhead else _ZERO
        leave = (role.model.annual_leave or _ZERO) * self.horizon.months / _YEAR
        return (
            (calendar.full_days(self.horizon.plan.start, self.horizon.plan.end) - leave) * day * (_ONE - overhead)
            if day is not None
            else None
        )

    def _breakdown(self, role: Entity[Role]) -> int | SizingLack:
        """Return target over productivity, where no other role carries the main metric; else why not."""
        metric = self.commitments.main_metric
        top = self.commitments.targets.top(metric) if metric is not None else None
        if metric is None or top is None:
            return "no_target"
        rates: list[tuple[Entity[Role], Decimal]] = []
        for other in self.staffing.graph.all(Role):
            for productivity in other.model.productivity:
                amount = self.measures.number(productivity.amount.quantity, self.horizon.plan.start, metric)
                if productivity.metric == metric and amount is not None:
                    times = self.horizon.times(productivity.amount)
                    rates.append((other, amount * times * self.capacity.attainment(productivity)))
        if not any(other is role and rate for other, rate in rates):
            return "no_productivity"
        if len(rates) != 1:
            return "several_roles"
        return ceiling(sum(self.commitments.current(metric, top.scope).values(), _ZERO) / rates[0][1])

    def _margin(self) -> Decimal | None:
        """Return the mean margin of the products that state one."""
        margins = [product.model.margin.number for product in self.staffing.graph.all(Product) if product.model.margin]
        return sum(margins, _ZERO) / len(margins) if margins else None


def _no_workload(work: Decimal, left: Decimal | None) -> SizingLack | None:
    """Return why it is not known how many people the work needs; None where it is."""
    if not work:
        return "no_work"
    if left is None:
        return "no_hours"
    return None if left > 0 else "no_time"


def spans(staffing: Staffing) -> dict[Entity[Person], tuple[int, int]]:
    """Return for each manager the most people they lead at once, and the number of the period it is in.

    Open seats count once they are to be filled.
    """
    widest = {}
    for manager, by_period in staffing.led.items():
        count, number = max((len(people), -number) for number, people in by_period.items())
        widest[manager] = (count, -number)
    return widest


def ceiling(number: Decimal) -> int:
    """Return the smallest whole number that is not below."""
    return int(number.to_integral_value(ROUND_CEILING))
