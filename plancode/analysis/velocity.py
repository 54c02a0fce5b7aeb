"""Sales velocity: what open deals bring a day, at the win rate and the length of the sales cycles that fit them.

Deals x win rate x mean value / days of the cycle, as the field has it
(https://www.pipelineroad.com/agency/glossary/sales-velocity).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from plancode.analysis.measures import Measures
from plancode.analysis.retention import MONTH_DAYS
from plancode.graph.deals import Deal, cycle_of
from plancode.model.plan import Cycle
from plancode.quantity import Quantity

_ZERO = Decimal(0)
_DAYS: Final = {"d": Decimal(1), "w": Decimal(7), "m": MONTH_DAYS, "q": 3 * MONTH_DAYS, "y": 12 * MONTH_DAYS}
RateFrom = Literal["stated", "counted", ""]
"""Whether the plan states a win rate, or it is counted from the deals won and lost."""
Lacking = Literal["no_open", "no_value", "no_cycle", "no_win_rate"]
OPEN: Final = ("open", "no_probability")
"""States of deals that are still to be won, and expected to close on a day to come."""


@dataclass(frozen=True, slots=True)
class Velocity:
    """The deals of one sales cycle: how many are open, what they are worth, and what follows from it a day.

    `lacking` says why nothing does.
    """

    cycle: Cycle | None
    of_rate: Cycle | None
    count: int
    value: Decimal
    rate: Decimal | None
    rate_from: RateFrom
    days: Decimal | None
    lacking: Lacking | None

    @property
    def mean(self) -> Decimal | None:
        """The mean value of an open deal."""
        return self.value / self.count if self.count and self.lacking != "no_value" else None

    @property
    def a_day(self) -> Decimal | None:
        """What the open deals bring a day; None where something of it is not known."""
        if self.lacking is not None or self.rate is None or not self.days:
            return None
        return self.value * self.rate / self.days


def velocities(measures: Measures, deals: Iterable[Deal], as_of: date) -> tuple[Velocity, ...]:
    """Return the sales velocity of some deals by the sales cycles that fit them, in the order of the plan."""
    graph = measures.graph
    market = graph.plan.model.market if graph.plan else None
    cycles: tuple[Cycle | None, ...] = (*(market.cycles if market else ()), None)
    by_cycles: dict[tuple[int, int], list[Deal]] = {}
    for deal in deals:
        timed, rated = (cycle_of(graph, deal.entity, "sales_cycle"), cycle_of(graph, deal.entity, "win_rate"))
        by_cycles.setdefault((_place(cycles, timed), _place(cycles, rated)), []).append(deal)
    return tuple(
        _velocity(measures, cycles[timed], cycles[rated], by_cycles[timed, rated], as_of)
        for timed, rated in sorted(by_cycles)
    )


def _place(cycles: tuple[Cycle | None, ...], cycle: Cycle | None) -> int:
    return next(number for number, one in enumerate(cycles) if one is cycle)


def _velocity(measures: Measures, timed: Cycle | None, rated: Cycle | None, deals: list[Deal], as_of: date) -> Velocity:
    opened = [deal.entity.model for deal in deals if deal.state in OPEN]
    values = [measures.money(deal.amount, deal.closes or as_of) for deal in opened]
    rate, rate_from = _rate(rated, deals)
    days = days_of(timed.sales_cycle) if timed is not None and timed.sales_cycle is not None else None
    lacking: Lacking | None = (
        "no_open" if not opened else "no_value" if None in values
        else "no_cycle" if not days else "no_win_rate" if rate is None else None
    )  # fmt: skip
    value = sum((one for one in values if one is not None), _ZERO)
    return Velocity(timed, rated, len(opened), value, rate, rate_from, days, lacking)


def _rate(cycle: Cycle | None, deals: list[Deal]) -> tuple[Decimal | None, RateFrom]:
    """Return the win rate that a cycle states, else won / (won + lost) of the deals where both are listed."""
    if cycle is not None and cycle.win_rate is not None:
        return cycle.win_rate.number, "stated"
    won, lost = (sum(1 for deal in deals if deal.state == state) for state in ("won", "lost"))
    return (Decimal(won) / (won + lost), "counted") if won and lost else (None, "")


def days_of(cycle: Quantity) -> Decimal:
    """Return the days of a sales cycle; a month has 30.4375."""
    return cycle.number * _DAYS[cycle.unit]
