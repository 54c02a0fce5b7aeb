"""What a scorecard line can give at the least and at the most, and which values its bands leave out or hold twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import singledispatch
from itertools import pairwise
from typing import Final

from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.scoring import (
    Band,
    Bands,
    Bonus,
    Curve,
    Deduction,
    Growth,
    Levels,
    Matrix,
    Rank,
    Ratio,
    Slope,
)
from plancode.quantity import Quantity

ZERO: Final = Decimal(0)
WITHOUT_END: Final = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the most points."""

    least: Decimal
    most: Decimal

    def __add__(self, other: "Range") -> "Range":
        """Return the range of the sum."""
        return Range(self.least + other.least, self.most + other.most)


def reachable(rubric: RubricDocument) -> Range:
    """Return the least and the most that a scorecard can add up to."""
    total = Range(ZERO, ZERO)
    for kpi in rubric.kpis:
        total += points_range(kpi)
    return Range(total.least - _most(rubric.deductions), total.most + _most(rubric.additions))


def points_range(kpi: Kpi) -> Range:
    """Return the least and the most points a line can give."""
    return _range(kpi.score, kpi.weight)


def _most(bonuses: tuple[Bonus, ...]) -> Decimal:
    return sum((bonus.max for bonus in bonuses), ZERO)


@singledispatch
def _range(score: object, weight: Decimal) -> Range:  # noqa: ARG001  # most methods give nothing up to the weight
    return Range(ZERO, weight)


@_range.register
def _(score: Ratio, weight: Decimal) -> Range:
    return Range(ZERO, _capped(score.cap, weight))


@_range.register
def _(score: Growth, weight: Decimal) -> Range:
    return Range(ZERO, _capped(score.cap, weight))


@_range.register
def _(score: Rank, weight: Decimal) -> Range:  # noqa: ARG001  # points stand by themselves
    return _between([step.points for step in score.steps])


@_range.register
def _(score: Bands, weight: Decimal) -> Range:  # noqa: ARG001
    return _between([band.points for band in score.bands])


@_range.register
def _(score: Slope, weight: Decimal) -> Range:  # noqa: ARG001
    least = score.min if score.min is not None else ZERO
    return Range(least, score.max if score.max is not None else WITHOUT_END)


@_range.register
def _(score: Deduction, weight: Decimal) -> Range:
    return Range(max(weight - score.max, ZERO) if score.max is not None else ZERO, weight)


@_range.register
def _(score: Levels, weight: Decimal) -> Range:
    return _between([share.number * weight for share in score.levels.values()])


@_range.register
def _(score: Curve, weight: Decimal) -> Range:
    return Range(ZERO, max(score.at_stretch.number * weight, weight))


@_range.register
def _(score: Matrix, weight: Decimal) -> Range:
    return Range(ZERO, max(cell.share.number * weight for cell in score.cells))


def _capped(cap: Quantity | None, weight: Decimal) -> Decimal:
    return cap.number * weight if cap is not None else WITHOUT_END


def _between(points: list[Decimal]) -> Range:
    return Range(min(points), max(points))


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a band takes; None is without limit."""

    low: Decimal | None
    low_in: bool
    high: Decimal | None
    high_in: bool


@dataclass(frozen=True, slots=True)
class Seam:
    """Two neighbouring limits that do not meet, with the unit they are written in; None is without limit."""

    low: Decimal | None
    high: Decimal | None
    unit: str


def gaps(bands: tuple[Band, ...], step: Decimal = ZERO) -> Iterator[Seam]:
    """Yield the stretches of values that no band takes. Whole-number values leave no gap of one `step`."""
    if any(band.from_ is None and band.to is None for band in bands):
        return
    intervals = sorted(map(_interval_in(bands), bands), key=_by_limits)
    unit = _unit(bands)
    if intervals[0].low is not None:
        yield Seam(None, intervals[0].low, unit)
    for one, following in pairwise(intervals):
        if one.high is None or following.low is None:
            continue
        if following.low - one.high > step:
            yield Seam(one.high, following.low, unit)
    if intervals[-1].high is not None:
        yield Seam(intervals[-1].high, None, unit)


def overlaps(bands: tuple[Band, ...]) -> Iterator[Seam]:
    """Yield the stretches of values that two bands take."""
    limited = [band for band in bands if band.from_ is not None or band.to is not None]
    intervals = sorted(map(_interval_in(bands), limited), key=_by_limits)
    for one, following in pairwise(intervals):
        if one.high is None or following.low is None:
            continue
        if following.low < one.high or (following.low == one.high and one.high_in and following.low_in):
            yield Seam(following.low, one.high, _unit(bands))


def _interval_in(bands: tuple[Band, ...]) -> Callable[[Band], Interval]:
    tops = sorted(band.to.number for band in bands if band.to is not None)
    bottoms = sorted(band.from_.number for band in bands if band.from_ is not None)

    def interval(band: Band) -> Interval:
        low = band.from_.number if band.from_ is not None else None
        high = band.to.number if band.to is not None else None
        if low is None and high is not None:
            below = [top for top in tops if top < high]
            return Interval(below[-1] if below else None, False, high, True)  # noqa: FBT003  # a pair of limits
        if high is None and low is not None:
            above = [bottom for bottom in bottoms if bottom > low]
            return Interval(low, True, above[0] if above else None, False)  # noqa: FBT003
        return Interval(low, True, high, True)  # noqa: FBT003

    return interval


def _by_limits(interval: Interval) -> tuple[bool, Decimal, bool, bool, Decimal]:
    return (
        interval.low is not None,
        interval.low or ZERO,
        not interval.low_in,
        interval.high is None,
        interval.high or ZERO,
    )


def _unit(bands: tuple[Band, ...]) -> str:
    return next((limit.unit for band in bands for limit in (band.from_, band.to) if limit is not None), "")
