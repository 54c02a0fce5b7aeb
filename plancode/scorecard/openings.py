"""Pipeline coverage: how often the deals that are open would fill the gap that is left to a target."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plancode.analysis.measures import Measures
from plancode.analysis.velocity import OPEN, velocities
from plancode.graph.deals import Deal
from plancode.period import Period

_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Opening:
    """The open deals of a scope that close in a stretch, against what is left to the target (None where not known).

    `rate` is how often such deals are won, the mean by value; None where that is not known of all of them.
    """

    count: int
    amount: Decimal
    weighted: Decimal | None
    gap: Decimal | None
    rate: Decimal | None

    @property
    def coverage(self) -> Decimal | None:
        """How often the open deals would fill the gap; None where there is none."""
        return self.amount / self.gap if self.gap is not None and self.gap > 0 else None

    @property
    def coverage_weighted(self) -> Decimal | None:
        """The same by what the deals are worth with their probability."""
        return self.weighted / self.gap if self.weighted is not None and self.gap is not None and self.gap > 0 else None

    @property
    def needed(self) -> Decimal | None:
        """How often they have to, because only some are won: 1 ÷ win rate."""
        return _ONE / self.rate if self.rate else None


def opening(
    measures: Measures, deals: Iterable[Deal], period: Period, as_of: date, gap: Decimal | None
) -> Opening | None:
    """Return how the open deals of a scope cover a gap; None where one of them has no value in the plan's currency."""
    listed = list(deals)
    opened = [deal for deal in listed if deal.state in OPEN and deal.may_count_in(period)]
    values = [measures.money(deal.entity.model.amount, deal.entity.model.closes or as_of) for deal in opened]
    if None in values:
        return None
    amount = sum((value for value in values if value is not None), _ZERO)
    weighted = [measures.weighted(deal) for deal in opened]
    ended = [deal for deal in listed if deal.state not in OPEN]
    rated = [one for one in velocities(measures, (*opened, *ended), as_of) if one.count]
    rates = [one.value * one.rate for one in rated if one.rate is not None]
    is_rated = bool(amount) and len(rates) == len(rated)
    rate = sum(rates, _ZERO) / amount if is_rated else None
    return Opening(
        len(opened), amount,
        None if None in weighted else sum((one for one in weighted if one is not None), _ZERO),
        gap, rate if opened else _usual_rate(measures, ended, as_of),
    )  # fmt: skip


def _usual_rate(measures: Measures, ended: Iterable[Deal], as_of: date) -> Decimal | None:
    """Return how often deals are won where none is open: as the plan states it, else counted; None if it depends."""
    market = measures.graph.plan.model.market if measures.graph.plan else None
    stated = {cycle.win_rate.number for cycle in (market.cycles if market else ()) if cycle.win_rate is not None}
    rates = stated or {one.rate for one in velocities(measures, ended, as_of) if one.rate is not None}
    return rates.pop() if len(rates) == 1 else None
