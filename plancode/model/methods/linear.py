"""Linear (线性)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from plancode.model.methods.method import Fault, Given, Method, held, stated
from plancode.model.methods.reading import ZERO, Reading, Reason, clamped
from plancode.quantity import Quantity
from plancode.said.value import Said, Term
from plancode.shape.base import says
from plancode.shape.types import Amount


class Linear(Method):
    """Linear (线性): nothing at the floor, the whole weight at the ceiling."""

    method: Annotated[Literal["linear"], says("Points rise evenly between floor and ceiling.", "linear")]
    floor: Annotated[Amount, says("The value that earns nothing.", 60)]
    ceiling: Annotated[Amount, says("The value that earns the whole weight.", 95)]

    limits: ClassVar = ("floor", "ceiling")

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return (value − floor) ÷ (ceiling − floor) × weight, from 0 to the weight; the floor may be the higher."""
        measured = reading.measured(self.floor)
        if isinstance(measured, str):
            return measured
        span = self.ceiling.number - self.floor.number
        if span == 0:
            return "no_range"
        raw = (measured[1] - self.floor.number) * weight / span
        limits = (("floor", self.floor), ("ceiling", self.ceiling), ("weight", weight))
        return Given(raw, clamped(raw, ZERO, weight), (*reading.steps_to(measured), *limits))

    def faults(self) -> Iterator[Fault]:
        """Yield that floor and ceiling are the same."""
        if self.floor == self.ceiling:
            yield Fault("linear")

    def falls(self, *, lower_is_better: bool) -> bool:
        """Whether the better value gets fewer points; of a share nobody can tell whether it is of the metric itself."""
        if lower_is_better:
            return self.floor.number < self.ceiling.number and not self.floor.is_share
        return self.floor.number > self.ceiling.number

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return both ends."""
        return Term(
            "method.linear", (("of", held(reading, self.floor)), ("floor", self.floor), ("ceiling", self.ceiling))
        )

    def borders(self) -> tuple[Quantity, ...]:
        """Return both ends."""
        return stated(self.floor, self.ceiling)
