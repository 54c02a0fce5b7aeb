"""Deduction (减分法)."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from plancode.model.methods.method import Given, Method, Range, together
from plancode.model.methods.reading import ZERO, Reading, Reason, clamped, known
from plancode.said.value import Said, Term
from plancode.shape.base import says
from plancode.shape.limits import NotNegative, SomeNumber
from plancode.shape.types import Number


class Deduction(Method):
    """Deduction (减分法): the weight, less points for each case."""

    method: Annotated[Literal["deduction"], says("Points off for each case.", "deduction")]
    each: Annotated[Number, Field(gt=0), says("Points taken off for each case.", 2)]
    free: Annotated[NotNegative | None, says("This many cases cost nothing.", 1)] = None
    max: Annotated[SomeNumber | None, says("At most this many points are taken off.", 10)] = None

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return the weight, less points for each case that is not free; at most so many off, and never under 0."""
        if reading.actual is None:
            return "no_actual"
        off = max(reading.actual - (self.free or ZERO), ZERO) * self.each
        steps = known(("weight", weight), ("count", reading.actual), ("free", self.free), ("each", self.each))
        kept = weight - clamped(off, None, self.max)
        return Given(weight - off, max(kept, ZERO), (*steps, ("off", off), *known(("max", self.max))))

    def within(self, weight: Decimal) -> Range:
        """Return from what the most that is taken off leaves."""
        return Range(max(weight - self.max, ZERO) if self.max is not None else ZERO, weight)

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return the weight, what each case costs, and the limits."""
        head = Term("method.deduction", (("weight", weight), ("each", self.each)))
        free = (Term("limit.free", (("cases", self.free),)),) if self.free is not None else ()
        most = (Term("limit.off", (("points", self.max),)),) if self.max is not None else ()
        return together(head, *free, *most, Term("limit.min", (("points", ZERO),)))
