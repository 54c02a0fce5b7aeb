"""The stretches of time that scorecards are made for: months, quarters, halves, years of the plan's own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from plancode.calendar.horizon import Horizon
from plancode.model.rubric import RubricDocument
from plancode.period import Period

Length = Literal["week", "month", "quarter", "half", "year"]
_QUARTERS: Final = {"quarter": 1, "half": 2, "year": 4}


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
    """Return the stretches of a length from the first to the last; one finer than the plan's periods is a period."""
    if length not in _QUARTERS:
        return tuple(Stretch(period, (number,)) for number, period in enumerate(horizon.periods))
    size, quarters = _QUARTERS[length], horizon.quarters
    if size == 1:
        return tuple(Stretch(horizon.quarter(number), numbers) for number, numbers in enumerate(quarters))
    starts = range(0, len(quarters), size)
    return tuple(_together(horizon, quarters[at : at + size], length, number) for number, at in enumerate(starts))


def of_rubric(horizon: Horizon, rubric: RubricDocument) -> tuple[Stretch, ...]:
    """Return the stretches that a rubric is scored for."""
    return stretches(horizon, rubric.period)


def years(horizon: Horizon) -> tuple[Stretch, ...]:
    """Return the years of the plan."""
    return stretches(horizon, "year")


def _together(horizon: Horizon, quarters: Sequence[tuple[int, ...]], length: Length, number: int) -> Stretch:
    numbers = tuple(one for quarter in quarters for one in quarter)
    first, last = horizon.periods[numbers[0]], horizon.periods[numbers[-1]]
    whole = Period(first.start, last.end)
    if len(horizon.periods) == len(numbers):
        return Stretch(horizon.plan, numbers)
    name = f"{first.start.year}" if length == "year" else f"{first.start.year}-H{number % 2 + 1}"
    return Stretch(Period(whole.start, whole.end, name), numbers)
