"""Growth (同比, 环比)."""

from decimal import Decimal
from typing import Annotated, Literal

from plancode.model.methods.method import Given, Method, Range, capped, limited, most_of, together
from plancode.model.methods.reading import ZERO, Reading, Reason, known
from plancode.said.value import PlanWord, Said, Term
from plancode.shape.base import says
from plancode.shape.types import Share


class Growth(Method):
    """Growth (同比, 环比): the rate of growth against what full points ask for."""

    method: Annotated[Literal["growth"], says("Growth over an earlier period.", "growth")]
    over: Annotated[
        Literal["last_year", "last_period"],
        says("Growth over the year before (同比) or the period before (环比).", "last_year"),
    ]
    full: Annotated[Share, says("The growth that earns the whole weight.", "15%")]
    cap: Annotated[Share | None, says("At most this part of the weight.", "120%")] = None

    @property
    def grown_over(self) -> Literal["last_year", "last_period"]:
        """The earlier period that it asks for."""
        return self.over

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return growth ÷ the growth that earns the whole weight, × weight."""
        grown = reading.growth()
        if isinstance(grown, str):
            return grown
        if self.full.number == 0:
            return "no_range"
        raw = grown * weight / self.full.number
        steps = known(("actual", reading.actual), ("previous", reading.previous), ("growth", grown))
        limits = known(("full", self.full), ("weight", weight), ("cap", self.cap))
        return Given(raw, capped(raw, self.cap, weight), (*steps, *limits))

    def within(self, weight: Decimal) -> Range:
        """Return up to the cap."""
        return Range(ZERO, most_of(self.cap, weight))

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return what growth is over, what earns the whole weight, and the cap."""
        over = PlanWord(self.over, "Growth.over")
        key = "method.decline" if reading.lower_is_better else "method.growth"
        return together(Term(key, (("over", over), ("full", self.full))), *limited(self.cap))

    def beside(self, reading: Reading) -> tuple[Term, ...]:
        """Return the actual of the earlier period."""
        if reading.previous is None:
            return ()
        values = (("over", PlanWord(self.over, "Growth.over")), ("previous", reading.previous))
        return (Term("beside.previous", values),)
