"""Pass or fail (非此即彼法)."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from plancode.model.methods.method import Given, Method, held
from plancode.model.methods.reading import ZERO, Reading, Reason
from plancode.quantity import Quantity
from plancode.said.value import Said, Term
from plancode.shape.base import says
from plancode.shape.types import Amount


class PassFail(Method):
    """Pass or fail (非此即彼法): the whole weight or nothing."""

    method: Annotated[Literal["pass_fail"], says("All or nothing.", "pass_fail")]
    at: Annotated[Amount, says("The value that passes.", "100%")]

    limits: ClassVar = ("at",)

    def given(self, weight: Decimal, reading: Reading) -> Given | Reason:
        """Return the whole weight at the value or on its better side, else nothing."""
        measured = reading.measured(self.at)
        if isinstance(measured, str):
            return measured
        turned = reading.lower_is_better and measured[0] == "actual"
        passed = measured[1] <= self.at.number if turned else measured[1] >= self.at.number
        steps = (("weight", weight), ("to" if turned else "from", self.at))
        return Given.as_written(weight if passed else ZERO, (*reading.steps_to(measured), *steps))

    def needs_target(self, *, in_percent: bool) -> bool:
        """Return whether the value can only mean an attainment."""
        return self.at.is_share and not in_percent

    def in_words(self, weight: Decimal, reading: Reading) -> Said:
        """Return the weight and the value."""
        of = held(reading, self.at)
        turned = reading.lower_is_better and not reading.is_attained(self.at)
        key = "method.pass_fail_lower" if turned else "method.pass_fail"
        return Term(key, (("of", of), ("weight", weight), ("at", self.at)))

    def borders(self) -> tuple[Quantity, ...]:
        """Return the value that passes."""
        return (self.at,)
