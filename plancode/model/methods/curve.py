"""Curve (门槛-目标-挑战)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from plancode.model.methods.method import Fault, Given, Method, Range, held
from plancode.model.methods.reading import ONE, ZERO, Reading, Reason
from plancode.quantity import Quantity
from plancode.said.value import Said, Term
from plancode.shape.base import says
from plancode.shape.types import Share


class Curve(Method):
    """Curve (门槛-目标-挑战): points between threshold, target and stretch."""

    method: Annotated[Literal["curve"], says("Threshold, target, stretch.", "curve")]
    threshold: Annotated[Share, says("The attainment at which points begin.", "70%")]
    at_threshold: Annotated[Share, says("The part of the weight that is given at the threshold.", "50%")]
    stretch: Annotated[Share, says("The attainment at which the most is reached.", "130%")]
    at_stretch: Annotated[Share, says("The part of the weight that is given at the stretch.", "150%")]

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return nothing under the threshold, even to the weight at 100 %, even on to the stretch, then flat."""
        measured = reading.measured(as_attainment=True)
        if isinstance(measured, str):
            return measured
        if not self._has_range:
            return "no_range"
        share = self._share_at(measured[1])
        begin = (("threshold", self.threshold), ("at_threshold", self.at_threshold))
        end = (("stretch", self.stretch), ("at_stretch", self.at_stretch))
        steps = (*reading.steps_to(measured), *begin, *end, ("share", share), ("weight", weight))
        return Given.as_written(share * weight, steps)

    @property
    def _has_range(self) -> bool:
        return self.threshold.number < ONE < self.stretch.number

    def _share_at(self, attained: Decimal) -> Decimal:
        start, top = self.threshold.number, self.stretch.number
        if attained < start:
            return ZERO
        if attained < ONE:
            return self.at_threshold.number + (ONE - self.at_threshold.number) * (attained - start) / (ONE - start)
        return ONE + (self.at_stretch.number - ONE) * (min(attained, top) - ONE) / (top - ONE)

    def within(self, weight: Decimal) -> Range:
        """Return up to what the stretch gives."""
        return Range(ZERO, max(self.at_stretch.number * weight, weight))

    def faults(self) -> Iterator[Fault]:
        """Yield that the target does not lie between threshold and stretch, or what they give not beside the weight."""
        if not self._has_range:
            yield Fault("curve", (("threshold", self.threshold), ("stretch", self.stretch)))
        elif not self.at_threshold.number <= ONE <= self.at_stretch.number:
            yield Fault("curve_falls", (("low", self.at_threshold), ("high", self.at_stretch)))

    def needs_target(self, *, in_percent: bool) -> bool:
        """Return that attainment is all it looks at."""
        return True

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return both ends with the parts of the weight that they give."""
        of = held(reading, as_attainment=True)
        begin = (("of", of), ("threshold", self.threshold), ("at_threshold", self.at_threshold))
        return Term("method.curve", (*begin, ("stretch", self.stretch), ("at_stretch", self.at_stretch)))

    def borders(self) -> tuple[Quantity, ...]:
        """Return threshold, target and stretch."""
        return (self.threshold, Quantity(ONE, "%"), self.stretch)
