"""Peaks and troughs: how a period's share of the year stands to its share of the working days."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Literal

from plancode.calendar.horizon import Horizon
from plancode.period import Period

RunForm = Literal["peak", "trough"]
_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Run:
    """Adjacent periods that are all peaks, or all troughs."""

    form: RunForm
    numbers: tuple[int, ...]
    period: Period
    indices: tuple[Decimal, ...]

    @property
    def strongest(self) -> Decimal:
        """The index furthest from 1."""
        return max(self.indices) if self.form == "peak" else min(self.indices)


def season_index(horizon: Horizon, amounts: Sequence[Decimal]) -> tuple[Decimal | None, ...]:
    """Return the index of each period: its share of the amount over its share of what the policy measures with.

    `working_days` keeps a five-week period from being a peak. None where the whole, or the measure, is nothing.
    """
    whole, measure = sum(amounts, _ZERO), _measure(horizon)
    total = sum(measure, _ZERO)
    if not whole or not total:
        return (None,) * len(amounts)
    return tuple(
        amount * total / (whole * part) if part else None for amount, part in zip(amounts, measure, strict=True)
    )


def _measure(horizon: Horizon) -> tuple[Decimal, ...]:
    measured = horizon.graph.policy.season_index
    if measured == "working_days":
        return tuple(Decimal(days) for days in horizon.working_days)
    if measured == "days":
        return tuple(Decimal(period.days) for period in horizon.periods)
    return (_ONE,) * len(horizon.periods)


def runs(horizon: Horizon, indices: Sequence[Decimal | None]) -> tuple[Run, ...]:
    """Return the runs of peaks and troughs, in order."""
    delta = horizon.graph.policy.season_delta.number
    forms = [_form(index, delta) for index in indices]
    extremes: list[Run] = []
    for form, group in groupby(range(len(indices)), key=lambda number: forms[number]):
        if form is not None:
            numbers = tuple(group)
            first, last = horizon.periods[numbers[0]], horizon.periods[numbers[-1]]
            period = first if len(numbers) == 1 else Period(first.start, last.end)
            extremes.append(Run(form, numbers, period, tuple(indices[number] or _ZERO for number in numbers)))
    return tuple(extremes)


def _form(index: Decimal | None, delta: Decimal) -> RunForm | None:
    if index is None:
        return None
    if index >= 1 + delta:
        return "peak"
    return "trough" if index <= 1 - delta else None
