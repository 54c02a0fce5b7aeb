"""Ratio (比率法)."""

from decimal import Decimal
from typing import Annotated, Literal

from plancode.model.methods.method import Given, Method, Range, attained, capped, limited, most_of, stated, together
from plancode.model.methods.reading import ZERO, Reading, Reason, Step, known
from plancode.quantity import Quantity
from plancode.said.value import Said, Term
from plancode.shape.base import says
from plancode.shape.types import Share


class Ratio(Method):
    """Ratio (比率法): actual divided by target."""

    method: Annotated[Literal["ratio"], says("Actual divided by target.", "ratio")]
    cap: Annotated[Share | None, says("At most this part of the weight.", "120%")] = None
    floor: Annotated[Share | None, says("Nothing below this attainment.", "60%")] = None
    form: Annotated[
        Literal["two_minus", "target_over_actual"],
        says("If lower is better: 2 - actual ÷ target, or target ÷ actual.", "two_minus"),
    ] = "two_minus"

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return attainment × weight; nothing under the floor, never more than the cap.

        Where lower is better and nothing at all came, target ÷ actual has no end: the cap, or no data without one.
        """
        reached = self.attainment(reading)
        if reached == "zero_actual" and self.cap is not None:
            reached = self.cap.number
        if isinstance(reached, str):
            return reached
        raw = reached * weight
        under = self.floor is not None and reached < self.floor.number
        steps = (*self.begun(reading), ("attainment", reached), ("weight", weight))
        limits = known(("floor", self.floor), ("cap", self.cap))
        return Given(raw, ZERO if under else capped(raw, self.cap, weight), (*steps, *limits))

    def within(self, weight: Decimal) -> Range:
        """Return up to the cap."""
        return Range(ZERO, most_of(self.cap, weight))

    def attainment(self, reading: Reading) -> Decimal | Reason:
        """Return it in the form that the line has for metrics of which less is better."""
        return reading.attainment(self.form)

    def begun(self, reading: Reading) -> tuple[Step, ...]:
        """Return the form beside actual and target, where it matters."""
        return (*reading.against_target, *((("form", self.form),) if reading.lower_is_better else ()))

    def needs_target(self, *, in_percent: bool) -> bool:
        """Return that attainment is all it looks at."""
        return True

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return the division, its cap and its floor."""
        return together(
            Term("method.ratio", (("attained", attained(reading, self.form)),)), *limited(self.cap, self.floor)
        )

    def borders(self) -> tuple[Quantity, ...]:
        """Return floor and cap."""
        return stated(self.floor, self.cap)
