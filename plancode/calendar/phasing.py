"""How an amount spreads over the plan's periods: weights by number of period, and what keeps them from being found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from plancode.calendar.horizon import Horizon, months_of
from plancode.model.calendar import Profile
from plancode.model.targets import Phasing, ProfilePhasing
from plancode.period import Period

_ZERO, _ONE = Decimal(0), Decimal(1)
MONTHS: Final = 12
Closing = tuple[date, Decimal]


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each period of the plan.

    `fault` names why the phasing cannot be followed (and every period weighs the same): `count` (so many entries were
    given, so many were wanted), `closes` (no open deal closes in the plan). `cause` is why the season is as it is.
    """

    by_period: tuple[Decimal, ...]
    fault: str = ""
    found: int = 0
    wanted: int = 0
    cause: str = ""

    @property
    def whole(self) -> Decimal:
        """The sum of the weights."""
        return sum(self.by_period, _ZERO)


def weights_of(horizon: Horizon, phasing: Phasing | None, within: Period, closing: Sequence[Closing] = ()) -> Weights:
    """Return the weights of a phasing; lists of shares and amounts are for the periods of `within`.

    `closing` is what is expected to close on which day.
    """
    if phasing == "working_days":
        return Weights(tuple(Decimal(days) for days in horizon.working_days))
    if not isinstance(phasing, ProfilePhasing):
        return _even(horizon)
    if phasing.profile is not None:
        profile = horizon.graph.find(Profile, phasing.profile)
        return profile_weights(horizon, profile.model, weigh=phasing.weigh is not None) if profile else _even(horizon)
    if phasing.closes:
        return _by_closes(horizon, closing)
    listed = phasing.shares or phasing.amounts
    return _in_order(horizon, [figure.number for figure in listed], within)


def profile_weights(horizon: Horizon, profile: Profile, *, weigh: bool) -> Weights:
    """Return the weights of a seasonal profile, with `weigh` those of its shares times working days."""
    if profile.months:
        weights = _months(horizon, profile)
    else:
        weights = _of_year(horizon, profile) if profile.listed else _periods(horizon, profile)
    if weigh and not weights.fault:
        weighed = (share * days for share, days in zip(weights.by_period, horizon.working_days, strict=True))
        return Weights(tuple(weighed), cause=profile.cause)
    return weights


def _even(horizon: Horizon, fault: str = "", found: int = 0, wanted: int = 0) -> Weights:
    return Weights((_ONE,) * len(horizon.periods), fault, found, wanted)


def _months(horizon: Horizon, profile: Profile) -> Weights:
    """Return the shares of the months of the calendar, each spread by working days over the periods it lies in."""
    shares = [share.number for share in profile.months]
    if len(shares) != MONTHS:
        return _even(horizon, "count", len(shares), MONTHS)
    weights = [_ZERO] * len(horizon.periods)
    for month in months_of(horizon.plan):
        for number in horizon.touched(month.start, month.end):
            period = horizon.periods[number]
            weights[number] += shares[month.start.month - 1] * horizon.part_of(month, period.start, period.end)
    return Weights(tuple(weights), cause=profile.cause)


def _of_year(horizon: Horizon, profile: Profile) -> Weights:
    """Return the shares of the periods of the year in order, the same for each year."""
    shares = [share.number for share in profile.listed]
    places = horizon.places_in_year
    counts = {place.of for place in places}
    if counts != {len(shares)}:
        return _even(horizon, "count", len(shares), next(iter(counts)) if len(counts) == 1 else 0)
    return Weights(tuple(shares[place.at] * place.part for place in places), cause=profile.cause)


def _periods(horizon: Horizon, profile: Profile) -> Weights:
    """Return the shares of named periods, each spread by working days over the plan's periods in it."""
    weights = [_ZERO] * len(horizon.periods)
    for name, share in profile.named.items():
        period = horizon.graph.period(name)
        if period is None:
            continue
        numbers = horizon.touched(period.start, period.end)
        days = [horizon.part(at, period.start, period.end) * (horizon.working_days[at] or 1) for at in numbers]
        whole = sum(days, _ZERO)
        for number, part in zip(numbers, days, strict=True):
            weights[number] += share.number * part / whole
    return Weights(tuple(weights), cause=profile.cause)


def _by_closes(horizon: Horizon, closing: Sequence[Closing]) -> Weights:
    weights = [_ZERO] * len(horizon.periods)
    for day, amount in closing:
        weights[horizon.number_on(day)] += amount
    return Weights(tuple(weights)) if any(weights) else _even(horizon, "closes")


def _in_order(horizon: Horizon, shares: list[Decimal], within: Period) -> Weights:
    numbers = horizon.touched(within.start, within.end)
    if len(shares) != len(numbers):
        return _even(horizon, "count", len(shares), len(numbers))
    weights = dict(zip(numbers, shares, strict=True))
    return Weights(tuple(weights.get(number, _ZERO) for number in range(len(horizon.periods))))
