"""Bands (层差法), and the values that they leave out or hold twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import model_validator

from plancode.findings.place import Route
from plancode.model.methods.method import Convert, Given, Method, Range, converted, held, together, written_in
from plancode.model.methods.reading import ZERO, Reading, Reason, known
from plancode.quantity import Quantity
from plancode.said.value import Said, Term
from plancode.shape.base import Shape, says
from plancode.shape.bearing import SCORE
from plancode.shape.contradiction import contradiction
from plancode.shape.types import Amount, Filled, Number


class Band(Shape, bears=SCORE, in_order=True):
    """Points for a range of the value."""

    from_: Annotated[Amount | None, says("From this value on, inclusive.", "90%", alias="from")] = None
    to: Annotated[Amount | None, says("Up to this value, inclusive.", "25d")] = None
    points: Annotated[Number, says("The points.", 15)]

    @property
    def is_rest(self) -> bool:
        """Whether it takes what the others leave."""
        return self.from_ is None and self.to is None

    @property
    def in_words(self) -> Term:
        """The band on a page."""
        points = ("points", self.points)
        if self.from_ is not None and self.to is not None:
            return Term("band.both", (("from", self.from_), ("to", self.to), points))
        if self.from_ is not None:
            return Term("band.from", (("from", self.from_), points))
        return Term("band.to", (("to", self.to), points)) if self.to is not None else Term("band.rest", (points,))


@dataclass(frozen=True, slots=True)
class Seam:
    """Two neighbouring limits that do not meet, with the unit they are written in; None is without limit."""

    low: Decimal | None
    high: Decimal | None
    unit: str


class Bands(Method):
    """Bands (层差法): points by the range the value falls in."""

    method: Annotated[Literal["bands"], says("Points by range.", "bands")]
    of: Annotated[
        Literal["actual", "attainment"], says("Whether ranges are of the value or its attainment.", "actual")
    ] = "actual"
    bands: Annotated[
        Filled[Band],
        says(
            "The ranges, in order; one without limits takes all other values.",
            [{"to": "25d", "points": 15}, {"points": 0}],
        ),
    ]

    writes_best: ClassVar = True

    @model_validator(mode="after")
    def _one_unit(self) -> "Bands":
        units = {limit.unit for limit in self._limits}
        if len(units) > 1:
            raise contradiction("band_units", units=", ".join(sorted(unit or "-" for unit in units)))
        return self

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return the points of the band that takes the actual, or the attainment; its limits are inclusive."""
        measured = reading.measured(next(iter(self._limits), None), as_attainment=self.of == "attainment")
        if isinstance(measured, str):
            return measured
        band = self.band_at(measured[1])
        if band is None:
            return "no_band"
        limits = known(("from", band.from_), ("to", band.to))
        return Given.as_written(band.points, (*reading.steps_to(measured), *limits))

    def band_at(self, value: Decimal) -> Band | None:
        """Return the band that takes a value, as `gaps` reads them; None where the value falls between.

        A band with `to` alone begins right above the next lower `to`, one with `from` alone ends right below the next
        higher `from`; the band without limits takes what the others leave. Of two that take it, the first.
        """
        tops = [band.to.number for band in self.bands if band.to is not None and band.to.number >= value]
        bottoms = [band.from_.number for band in self.bands if band.from_ is not None and band.from_.number <= value]
        nearest = (max(bottoms, default=None), min(tops, default=None))
        rest = next((band for band in self.bands if band.is_rest), None)
        return next((band for band in self.bands if not band.is_rest and _takes(band, value, *nearest)), rest)

    def within(self, weight: Decimal) -> Range:
        """Return from the fewest to the most points of a band, whatever the weight."""
        return Range.over([band.points for band in self.bands])

    def needs_target(self, *, in_percent: bool) -> bool:
        """Return whether the ranges are of attainment."""
        return self.of == "attainment"

    def written(self) -> Iterator[tuple[Route, Quantity]]:
        """Yield the limits of its bands."""
        for index, band in enumerate(self.bands):
            yield from ((("bands", index, *route), limit) for route, limit in written_in(band, ("from_", "to")))

    def in_units(self, number: Convert) -> Self | None:
        """Return it with the limits of its bands as plain numbers."""
        bands = [converted(band, ("from_", "to"), number) for band in self.bands]
        return self.model_copy(update={"bands": tuple(bands)}) if None not in bands else None

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return what the ranges are of, and the points of each."""
        bands = together(*(band.in_words for band in self.bands))
        return Term("method.bands", (("of", self._held(reading)), ("bands", bands)))

    def _held(self, reading: Reading) -> Term:
        return held(reading, next(iter(self._limits), None), as_attainment=self.of == "attainment")

    def borders(self) -> tuple[Quantity, ...]:
        """Return the limits of the ranges."""
        return tuple(self._limits)

    def gaps(self, step: Decimal = ZERO) -> Iterator[Seam]:
        """Yield the stretches of values that no band takes. Whole-number values leave no gap of one `step`."""
        if any(band.is_rest for band in self.bands):
            return
        intervals = sorted(map(_interval_in(self.bands), self.bands), key=_by_limits)
        if intervals[0].low is not None:
            yield Seam(None, intervals[0].low, self._unit)
        for lower, upper in pairwise(intervals):
            if lower.high is not None and upper.low is not None and upper.low - lower.high > step:
                yield Seam(lower.high, upper.low, self._unit)
        if intervals[-1].high is not None:
            yield Seam(intervals[-1].high, None, self._unit)

    def overlaps(self) -> Iterator[Seam]:
        """Yield the stretches of values that two bands take."""
        limited = [band for band in self.bands if not band.is_rest]
        intervals = sorted(map(_interval_in(self.bands), limited), key=_by_limits)
        for lower, upper in pairwise(intervals):
            if lower.high is None or upper.low is None:
                continue
            if upper.low < lower.high or (upper.low == lower.high and lower.high_in and upper.low_in):
                yield Seam(upper.low, lower.high, self._unit)

    @property
    def _limits(self) -> list[Quantity]:
        return [limit for band in self.bands for limit in (band.from_, band.to) if limit is not None]

    @property
    def _unit(self) -> str:
        return next((limit.unit for limit in self._limits), "")


def _takes(band: Band, value: Decimal, bottom: Decimal | None, top: Decimal | None) -> bool:
    """Whether a band takes a value, given the nearest `from` below it and the nearest `to` above it of all bands."""
    if band.from_ is None:
        return band.to is not None and band.to.number == top
    if band.to is None:
        return band.from_.number == bottom
    return band.from_.number <= value <= band.to.number


@dataclass(frozen=True, slots=True)
class _Interval:
    """The values a band takes; None is without limit."""

    low: Decimal | None
    low_in: bool
    high: Decimal | None
    high_in: bool


def _interval_in(bands: tuple[Band, ...]) -> Callable[[Band], _Interval]:
    tops = sorted(band.to.number for band in bands if band.to is not None)
    bottoms = sorted(band.from_.number for band in bands if band.from_ is not None)

    def interval(band: Band) -> _Interval:
        low = band.from_.number if band.from_ is not None else None
        high = band.to.number if band.to is not None else None
        if low is None and high is not None:
            below = [top for top in tops if top < high]
            return _Interval(below[-1] if below else None, False, high, True)  # a pair of limits
        if high is None and low is not None:
            above = [bottom for bottom in bottoms if bottom > low]
            return _Interval(low, True, above[0] if above else None, False)
        return _Interval(low, True, high, True)

    return interval


def _by_limits(interval: _Interval) -> tuple[bool, Decimal, bool, bool, Decimal]:
    return (
        interval.low is not None,
        interval.low or ZERO,
        not interval.low_in,
        interval.high is None,
        interval.high or ZERO,
    )
