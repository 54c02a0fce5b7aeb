"""Accelerator (超额加速法)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from plancode.model.methods.method import (
    Fault,
    Given,
    Method,
    Range,
    attained,
    capped,
    limited,
    most_of,
    stated,
    together,
)
from plancode.model.methods.reading import ONE, ZERO, Reading, Reason, known
from plancode.quantity import Quantity
from plancode.said.value import Said, Term
from plancode.shape.base import says
from plancode.shape.types import Number, Share


class Accelerator(Method):
    """Accelerator (超额加速法): as attainment up to the target, faster above it."""

    method: Annotated[Literal["accelerator"], says("As attainment up to 100 %, faster above.", "accelerator")]
    rate: Annotated[Number, says("How many times as fast points grow above 100 % attainment.", 2)]
    cap: Annotated[Share, says("Never more than this part of the weight.", "150%")]
    floor: Annotated[Share | None, says("Below this attainment nothing.", "60%")] = None

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return attainment × weight up to 100 %, and what lies above it `rate` times; nothing under the floor.

        Only what lies above the target is accelerated, as where the higher rate of a commission is paid for what is
        sold beyond quota and for nothing before it (https://salesopsclub.com/glossary/accelerator).
        """
        measured = reading.measured(as_attainment=True)
        if isinstance(measured, str):
            return measured
        if any(self.faults()):
            return "no_range"
        reached = measured[1]
        share = min(reached, ONE) + self.rate * max(reached - ONE, ZERO)
        raw = share * weight
        under = self.floor is not None and reached < self.floor.number
        steps = (*reading.steps_to(measured), ("rate", self.rate), ("share", share), ("weight", weight))
        limits = known(("floor", self.floor), ("cap", self.cap))
        return Given(raw, ZERO if under else capped(raw, self.cap, weight), (*steps, *limits))

    def within(self, weight: Decimal) -> Range:
        """Return up to the cap."""
        return Range(ZERO, most_of(self.cap, weight))

    def faults(self) -> Iterator[Fault]:
        """Yield that points are no faster above the target, that none are given there, or that the floor is there."""
        if self.rate <= ONE:
            yield Fault("accelerator_rate", (("rate", self.rate),))
        if self.cap.number <= ONE:
            yield Fault("accelerator_cap", (("cap", self.cap),))
        if self.floor is not None and self.floor.number > ONE:
            yield Fault("accelerator_floor", (("floor", self.floor),))

    def needs_target(self, *, in_percent: bool) -> bool:
        """Return that attainment is all it looks at."""
        return True

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return how much faster points grow, the cap and the floor."""
        head = Term("method.accelerator", (("attained", attained(reading)), ("rate", self.rate)))
        return together(head, *limited(self.cap, self.floor))

    def borders(self) -> tuple[Quantity, ...]:
        """Return floor, target and cap."""
        return stated(self.floor, Quantity(ONE, "%"), self.cap)
