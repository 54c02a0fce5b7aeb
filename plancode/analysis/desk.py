"""What targets are worked out with."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from plancode.analysis.history import History
from plancode.analysis.ladder import Ladder
from plancode.analysis.measures import Measures
from plancode.analysis.ownership import Ownership
from plancode.analysis.staffing import Staffing
from plancode.analysis.targets import Target
from plancode.calendar.horizon import Horizon
from plancode.graph.entity import Entity
from plancode.model.team import Person


@dataclass(frozen=True, slots=True)
class Desk:
    """The tables that targets are read against: people, what they own, what stands above what, what was reached."""

    staffing: Staffing
    ownership: Ownership
    measures: Measures
    ladder: Ladder
    history: History

    @property
    def horizon(self) -> Horizon:
        """The plan's time."""
        return self.staffing.horizon

    def person(self, target: Target) -> Entity[Person] | None:
        """Return the person that a target is of."""
        return self.horizon.graph.find(Person, target.get("person"))

    def stands_beside(self, target: Target) -> bool:
        """Whether a target is of somebody with overlay credit all along: no part of what stands above it."""
        return self.person(target) is not None and all(self._beside(target))

    def stands_beside_for_a_while(self, target: Target) -> bool:
        """Whether a target is of somebody with overlay credit in some of its periods, and without in others."""
        return len({*self._beside(target)}) > 1

    def _beside(self, target: Target) -> Iterator[bool]:
        person, period = self.person(target), target.period
        if person is not None:
            for number in self.horizon.touched(period.start, period.end):
                yield not self.measures.is_cost(target.metric) and self.staffing.stands_beside(person, number)

    def counted(self, target: Target) -> dict[int, Decimal]:
        """Return what a phased target has in each period, without those in which it stands beside."""
        person = self.person(target)
        if person is None or self.measures.is_cost(target.metric):
            return target.by_period
        beside = self.staffing.stands_beside
        return {number: amount for number, amount in target.by_period.items() if not beside(person, number)}

    def settle(self, target: Target, amount: Decimal) -> None:
        """Enter the amount of a target, and what it hands down."""
        target.amount = target.assigned = amount
        over = target.row.over_assign if target.row and self.measures.adds_up(target.metric) else None
        if over and amount > 0:
            target.assigned = self.measures.rounded(amount * (1 + over.number), target.metric)
