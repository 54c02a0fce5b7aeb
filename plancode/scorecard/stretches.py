"""The stretches of time that scorecards are made for: months, quarters, halves, years of the plan's own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from plancode.calendar.horizon import Horizon
from plancode.model.rubric import RubricDocument
from plancode.period import Period

Length = Literal["week", "month", "quarter", "half", "year"]
LENGTHS: Final[tuple[Length, ...]] = get_args(Length)
"""From the shortest to the longest."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch with its name and the numbers of the plan's periods that make it."""

    period: Period
    numbers: tuple[int, ...]

    def is_over(self, day: date) -> bool:
        """Whether a day lies behind it, or is its last one."""
        return self.period.last <= day

    def has_begun(self, day: date) -> bool:
        """Whether a day lies in it or behind it."""
        return self.period.start <= day


def stretches(horizon: Horizon, length: Length) -> tuple[Stretch, ...]:
    """Return the stretches of a length from the first to the last; one finer than the plan's periods is a period.

    There are no quarters and halves in a plan with periods of its own that do not state their quarters.
    """
    if length in ("week", "month"):
        return tuple(Stretch(period, (number,)) for number, period in enumerate(horizon.periods))
    if length == "year":
        return tuple(Stretch(period, numbers) for period, numbers in horizon.years)
    sign, quarters = ("Q", 1) if length == "quarter" else ("H", 2)
    return tuple(
        Stretch(
            horizon.plan
            if len(numbers) == len(horizon.periods)
            else horizon.stretch(numbers, f"{year}-{sign}{number}"),
            numbers,
        )
        for (year, number), numbers in horizon.parts(quarters)
    )


def of_rubric(horizon: Horizon, rubric: RubricDocument) -> tuple[Stretch, ...]:
    """Return the stretches that a rubric is scored for."""
    return stretches(horizon, rubric.period)


def joined(parts: Sequence[Stretch], whole: Stretch) -> Stretch:
    """Return the stretch from the first to the last of some parts of one: itself where they are all of it."""
    numbers = tuple(number for part in parts for number in part.numbers)
    if set(numbers) == set(whole.numbers):
        return whole
    return Stretch(Period(parts[0].period.start, parts[-1].period.end), numbers)


def years(horizon: Horizon) -> tuple[Stretch, ...]:
    """Return the years of the plan."""
    return stretches(horizon, "year")
