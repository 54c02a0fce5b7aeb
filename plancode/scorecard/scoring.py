"""What a line of a scorecard gives: every scoring method, with the steps by which a reader recomputes it.

A method works on exact decimals and rounds nothing. A limit in percent on a metric that is not counted in percent
means the attainment: a revenue line that passes at 100 % passes at its target. What is missing makes `no data` with
its reason, never 0 points. Points lie within `points.points_range`.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import singledispatch

from plancode.model.scoring import (
    Band,
    Bands,
    Curve,
    Deduction,
    Growth,
    Levels,
    Linear,
    Matrix,
    PassFail,
    Rank,
    RankStep,
    Ratio,
    Score,
    Slope,
)
from plancode.quantity import Quantity
from plancode.scorecard.reading import ONE, ZERO, Reading, Reason, Step, clamped, known


@dataclass(frozen=True, slots=True)
class Scored:
    """A line with its points, or with the reason why it has none.

    `raw` are the points before cap, floor, least and most; all three are None where there is a reason. `attainment`
    and `variance` stand wherever actual and target allow them, whatever the method. `method` is the model's key,
    `steps` are in the order of the calculation.
    """

    method: str
    reading: Reading
    raw: Decimal | None = None
    points: Decimal | None = None
    attainment: Decimal | None = None
    variance: Decimal | None = None
    steps: tuple[Step, ...] = ()
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    raw: Decimal
    points: Decimal
    steps: tuple[Step, ...]


def points(score: Score, weight: Decimal, reading: Reading) -> Scored:
    """Return what a line of this method and weight gives for a reading."""
    attained = reading.attainment(score.form if isinstance(score, Ratio) else "two_minus")
    attainment = attained if isinstance(attained, Decimal) else None
    found = reading.reason or _found(score, weight, reading)
    if isinstance(found, str):
        steps = (*_against_target(reading), *_form(score, reading))
        return Scored(score.method, reading, None, None, attainment, reading.variance, steps, found)
    steps = (*found.steps, ("raw", found.raw), ("points", found.points))
    return Scored(score.method, reading, found.raw, found.points, attainment, reading.variance, steps)


@singledispatch
def _found(score: object, weight: Decimal, reading: Reading) -> _Found | Reason:  # noqa: ARG001  # methods share it
    raise TypeError(type(score).__name__)


@_found.register
def _(score: Ratio, weight: Decimal, reading: Reading) -> _Found | Reason:
    """比率法: attainment × weight; nothing under the floor, never more than the cap.

    Where lower is better and nothing at all came, target ÷ actual has no end: the cap, or no data without one.
    """
    attained = reading.attainment(score.form)
    if attained == "zero_actual" and score.cap is not None:
        attained = score.cap.number
    if isinstance(attained, str):
        return attained
    raw = attained * weight
    under = score.floor is not None and attained < score.floor.number
    steps = (*_against_target(reading), *_form(score, reading), ("attainment", attained))
    limits = known(("floor", score.floor), ("cap", score.cap))
    return _Found(raw, ZERO if under else _capped(raw, score.cap, weight), (*steps, ("weight", weight), *limits))


@_found.register
def _(score: Growth, weight: Decimal, reading: Reading) -> _Found | Reason:
    """同比, 环比: growth ÷ the growth that earns the whole weight, × weight."""
    grown = reading.growth()
    if isinstance(grown, str):
        return grown
    if score.full.number == 0:
        return "no_range"
    raw = grown * weight / score.full.number
    steps = known(("actual", reading.actual), ("previous", reading.previous), ("growth", grown), ("full", score.full))
    limits = known(("weight", weight), ("cap", score.cap))
    return _Found(raw, _capped(raw, score.cap, weight), (*steps, *limits))


@_found.register
def _(score: Rank, weight: Decimal, reading: Reading) -> _Found | Reason:  # noqa: ARG001  # points stand by themselves
    """排名: the points of the step that reaches down to the place."""
    if reading.rank is None:
        return "no_rank"
    step = _step_at(score.steps, reading.rank)
    if step is None:
        return "no_place"
    return _as_written(step.points, known(("rank", reading.rank), ("of", reading.of), ("to", step.to)))


@_found.register
def _(score: Bands, weight: Decimal, reading: Reading) -> _Found | Reason:  # noqa: ARG001
    """层差法: the points of the band that takes the actual, or the attainment; its limits are inclusive."""
    limit = next((one for band in score.bands for one in (band.from_, band.to) if one is not None), None)
    measured = _attainment(reading) if score.of == "attainment" else _measured(reading, limit)
    if isinstance(measured, str):
        return measured
    band = band_at(score.bands, measured[1])
    if band is None:
        return "no_band"
    return _as_written(band.points, (*_origin(reading, measured), *known(("from", band.from_), ("to", band.to))))


@_found.register
def _(score: Linear, weight: Decimal, reading: Reading) -> _Found | Reason:
    """线性: (value − floor) ÷ (ceiling − floor) × weight, from 0 to the weight; the floor may be the higher."""
    measured = _measured(reading, score.floor)
    if isinstance(measured, str):
        return measured
    span = score.ceiling.number - score.floor.number
    if span == 0:
        return "no_range"
    raw = (measured[1] - score.floor.number) * weight / span
    steps = (*_origin(reading, measured), ("floor", score.floor), ("ceiling", score.ceiling), ("weight", weight))
    return _Found(raw, clamped(raw, ZERO, weight), steps)


@_found.register
def _(score: Slope, weight: Decimal, reading: Reading) -> _Found | Reason:  # noqa: ARG001
    """斜率: base points, and points for each unit above the base, or off for each below, parts of units in proportion.

    It is taken as written, whichever way is better; points may be negative. At least `min`, or 0 where that is absent.
    """
    measured = _measured(reading, score.base)
    if isinstance(measured, str):
        return measured
    if score.per.number == 0:
        return "no_range"
    away = measured[1] - score.base.number
    each = score.points if away >= 0 or score.below is None else score.below
    raw = score.base_points + each * away / score.per.number
    steps = (*_origin(reading, measured), ("base", score.base), ("base_points", score.base_points), ("per", score.per))
    limits = known(("each", each), ("min", score.min), ("max", score.max))
    least = score.min if score.min is not None else ZERO
    return _Found(raw, clamped(raw, least, score.max), (*steps, *limits))


@_found.register
def _(score: Deduction, weight: Decimal, reading: Reading) -> _Found | Reason:
    """减分法: the weight, less points for each case that is not free; at most so many off, and never under 0."""
    count = reading.count if reading.count is not None else reading.actual
    if count is None:
        return "no_actual"
    off = max(count - (score.free or ZERO), ZERO) * score.each
    steps = known(("weight", weight), ("count", count), ("free", score.free), ("each", score.each), ("off", off))
    kept = weight - clamped(off, None, score.max)
    return _Found(weight - off, max(kept, ZERO), (*steps, *known(("max", score.max))))


@_found.register
def _(score: PassFail, weight: Decimal, reading: Reading) -> _Found | Reason:
    """非此即彼法: the whole weight at the value or on its better side, else nothing."""
    measured = _measured(reading, score.at)
    if isinstance(measured, str):
        return measured
    turned = reading.lower_is_better and measured[0] == "actual"
    passed = measured[1] <= score.at.number if turned else measured[1] >= score.at.number
    steps: tuple[Step, ...] = (("weight", weight), ("to" if turned else "from", score.at))
    return _as_written(weight if passed else ZERO, (*_origin(reading, measured), *steps))


@_found.register
def _(score: Levels, weight: Decimal, reading: Reading) -> _Found | Reason:
    """说明法: the written share of the weight for the level."""
    if reading.level is None:
        return "no_assessment"
    share = score.levels.get(reading.level)
    if share is None:
        return "unknown_level"
    return _as_written(share.number * weight, (("level", reading.level), ("share", share), ("weight", weight)))


@_found.register
def _(score: Curve, weight: Decimal, reading: Reading) -> _Found | Reason:
    """门槛-目标-挑战: nothing under the threshold, even to the weight at 100 %, even on to the stretch, then flat."""
    measured = _attainment(reading)
    if isinstance(measured, str):
        return measured
    if not score.threshold.number < ONE < score.stretch.number:
        return "no_range"
    share = _share_on(score, measured[1])
    limits = (("threshold", score.threshold), ("at_threshold", score.at_threshold))
    ends = (("stretch", score.stretch), ("at_stretch", score.at_stretch))
    steps = (*_origin(reading, measured), *limits, *ends, ("share", share), ("weight", weight))
    return _as_written(share * weight, steps)


@_found.register
def _(score: Matrix, weight: Decimal, reading: Reading) -> _Found | Reason:
    """矩阵: the best share among the cells of which both attainments are reached, nothing where none is."""
    measured = _attainment(reading)
    if isinstance(measured, str):
        return measured
    if reading.other_attainment is None:
        return "no_other"
    reached = (
        cell
        for cell in score.cells
        if _reaches(measured[1], cell.first) and _reaches(reading.other_attainment, cell.second)
    )
    best = max(reached, key=lambda cell: cell.share.number, default=None)
    share = best.share.number if best is not None else ZERO
    limits = (("first", best.first), ("second", best.second)) if best is not None else ()
    steps = (
        *_origin(reading, measured),
        ("other_attainment", reading.other_attainment),
        *limits,
        ("share", share),
        ("weight", weight),
    )
    return _as_written(share * weight, steps)


def band_at(bands: tuple[Band, ...], value: Decimal) -> Band | None:
    """Return the band that takes a value, as `points.gaps` reads them; None where the value falls between.

    A band with `to` alone begins right above the next lower `to`, one with `from` alone ends right below the next
    higher `from`; the band without limits takes what the others leave. Of two that take it, the first.
    """
    tops = [band.to.number for band in bands if band.to is not None and band.to.number >= value]
    bottoms = [band.from_.number for band in bands if band.from_ is not None and band.from_.number <= value]
    nearest = (max(bottoms, default=None), min(tops, default=None))
    limited = [band for band in bands if band.from_ is not None or band.to is not None]
    rest = next((band for band in bands if band not in limited), None)
    return next((band for band in limited if _takes(band, value, *nearest)), rest)


def _takes(band: Band, value: Decimal, bottom: Decimal | None, top: Decimal | None) -> bool:
    """Whether a band takes a value, given the nearest `from` below it and the nearest `to` above it of all bands."""
    if band.from_ is None:
        return band.to is not None and band.to.number == top
    if band.to is None:
        return band.from_.number == bottom
    return band.from_.number <= value <= band.to.number


def _step_at(steps: tuple[RankStep, ...], place: int) -> RankStep | None:
    reaching = [step for step in steps if step.to is not None and step.to >= place]
    others = next((step for step in steps if step.to is None), None)
    return min(reaching, key=lambda step: step.to or 0, default=others)


def _share_on(score: Curve, attained: Decimal) -> Decimal:
    start, top = score.threshold.number, score.stretch.number
    if attained < start:
        return ZERO
    if attained < ONE:
        return score.at_threshold.number + (ONE - score.at_threshold.number) * (attained - start) / (ONE - start)
    return ONE + (score.at_stretch.number - ONE) * (min(attained, top) - ONE) / (top - ONE)


def _reaches(attained: Decimal, least: Quantity) -> bool:
    return attained >= least.number


def _attainment(reading: Reading) -> tuple[str, Decimal] | Reason:
    found = reading.attainment()
    return found if isinstance(found, str) else ("attainment", found)


def _measured(reading: Reading, limit: Quantity | None) -> tuple[str, Decimal] | Reason:
    """Return what limits are held against: the actual, or the attainment where a limit can only mean that."""
    if limit is not None and limit.is_share and reading.unit not in (None, "percent"):
        return _attainment(reading)
    return ("actual", reading.actual) if reading.actual is not None else "no_actual"


def _origin(reading: Reading, measured: tuple[str, Decimal]) -> tuple[Step, ...]:
    return (*_against_target(reading), measured) if measured[0] == "attainment" else (measured,)


def _against_target(reading: Reading) -> tuple[Step, ...]:
    return known(("actual", reading.actual), ("target", reading.target))


def _form(score: object, reading: Reading) -> tuple[Step, ...]:
    return (("form", score.form),) if isinstance(score, Ratio) and reading.lower_is_better else ()


def _capped(raw: Decimal, cap: Quantity | None, weight: Decimal) -> Decimal:
    return clamped(raw, ZERO, cap.number * weight if cap is not None else None)


def _as_written(given: Decimal, steps: tuple[Step, ...]) -> _Found:
    return _Found(given, given, steps)
