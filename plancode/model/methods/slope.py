"""Slope (斜率)."""

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Annotated, ClassVar, Literal

from plancode.model.methods.method import WITHOUT_END, Given, Method, Range, held, together
from plancode.model.methods.reading import PLACES, ZERO, Reading, Reason, clamped, known
from plancode.quantity import Quantity, rounded
from plancode.said.value import Said, Term
from plancode.shape.base import says
from plancode.shape.types import Amount, Number


class Slope(Method):
    """Slope (斜率): so many points for each unit above or below a base."""

    method: Annotated[Literal["slope"], says("Points for each unit.", "slope")]
    base: Annotated[Amount, says("The value that earns the base points.", "0%")]
    base_points: Annotated[Number, says("Points at the base.", 20)]
    per: Annotated[Amount, says("The size of one unit.", "0.1%")]
    points: Annotated[Number, says("Points for each unit above the base.", 1.5)]
    below: Annotated[
        Number | None, says("Points for each unit below the base; if absent, the same as above it.", 0.5)
    ] = None
    count: Annotated[
        Literal["full", "begun"] | None,
        says("Only full units count, or each unit begun in full; in proportion if absent.", "full"),
    ] = None
    max: Annotated[Number | None, says("At most this many points.", 30)] = None
    min: Annotated[Number | None, says("At least this many points; 0 if absent.", 0)] = None

    limits: ClassVar = ("base", "per")

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return base points, and points for each unit above the base, or off for each below.

        Parts of a unit count in proportion, not at all, or as one (`count`). It is taken as written, whichever way is
        better; points may be negative. At least `min`, or 0 where that is absent.
        """
        measured = reading.measured(self.base)
        if isinstance(measured, str):
            return measured
        if self.per.number == 0:
            return "no_range"
        away = measured[1] - self.base.number
        each = self.points if away >= 0 or self.below is None else self.below
        units = self._counted(away / self.per.number)
        raw = self.base_points + each * units
        base = (("base", self.base), ("base_points", self.base_points), ("per", self.per))
        limits = known(("units", units if self.count else None), ("each", each), ("min", self.min), ("max", self.max))
        return Given(raw, clamped(raw, self._least, self.max), (*reading.steps_to(measured), *base, *limits))

    def _counted(self, units: Decimal) -> Decimal:
        """Return units as they count; what a division loses makes none more or less."""
        if self.count is None:
            return units
        exact = rounded(units, PLACES)
        return exact.to_integral_value(ROUND_DOWN if self.count == "full" else ROUND_UP)

    @property
    def _least(self) -> Decimal:
        return self.min if self.min is not None else ZERO

    def within(self, weight: Decimal) -> Range:
        """Return from `min` to `max`, whatever the weight."""
        return Range(self._least, self.max if self.max is not None else WITHOUT_END)

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return the base, what each unit gives or takes, and the limits."""
        below = self.below if self.below is not None else self.points
        per = (("points", self.points), ("below", below), ("per", self.per))
        base = (("of", held(reading, self.base)), ("base", self.base), ("base_points", self.base_points))
        most = (Term("limit.max", (("points", self.max),)),) if self.max is not None else ()
        counted = (Term(f"limit.{self.count}"),) if self.count is not None else ()
        return together(
            Term("method.slope", (*base, *per)), *counted, *most, Term("limit.min", (("points", self._least),))
        )

    def borders(self) -> tuple[Quantity, ...]:
        """Return the base."""
        return (self.base,)
