"""The stretches of time that scorecards are made for: months, quarters, halves, years of the plan's own calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from plancode.calendar.horizon import Horizon
from plancode.model.rubric import RubricDocument
from plancode.period import Period

Length = Literal["week", "month", "quarter", "half", "year"]


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

    Halves and years are those of the calendar, in a plan with a fiscal calendar or periods of its own of two and four
    quarters each.
    """
    if length in ("week", "month"):
        return tuple(Stretch(period, (number,)) for number, period in enumerate(horizon.periods))
    if length == "quarter":
        return tuple(Stretch(horizon.quarter(number), numbers) for number, numbers in enumerate(horizon.quarters))
    size = 2 if length == "half" else 4
    parts: dict[tuple[int, int], list[int]] = {}  # by the year and its half, or by a number alone
    for number, numbers in enumerate(horizon.quarters):
        first = horizon.quarter(number).start
        key = (first.year, (first.month - 1) // (3 * size)) if horizon.is_calendar else (0, number // size)
        parts.setdefault(key, []).extend(numbers)
    return tuple(_together(horizon, tuple(numbers), length, key) for key, numbers in parts.items())


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


def _together(horizon: Horizon, numbers: tuple[int, ...], length: str, key: tuple[int, int]) -> Stretch:
    first, last = horizon.periods[numbers[0]], horizon.periods[numbers[-1]]
    if len(numbers) == len(horizon.periods):
        return Stretch(horizon.plan, numbers)
    if not horizon.is_calendar:
        return Stretch(Period(first.start, last.end), numbers)
    name = f"{key[0]}" if length == "year" else f"{key[0]}-H{key[1] + 1}"
    return Stretch(Period(first.start, last.end, name), numbers)
