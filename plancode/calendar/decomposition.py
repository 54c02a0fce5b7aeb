"""Seasons from what was reached before: a series taken apart by ratio to centred moving average.

Classical multiplicative decomposition (Macaulay, 1931; D. Anderson, D. Sweeney, T. Williams, *Statistics for Business
and Economics*, chapter on time series): amount = trend × season × what is irregular.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

_ZERO, _ONE = Decimal(0), Decimal(1)
FEWEST_YEARS = 2
"""Whole years that a series needs: with fewer, no place of the year has a ratio."""


@dataclass(frozen=True)
class Decomposition:
    """A series of periods without a gap, `length` to the year, the first at a `start`-th place of the year (from 0)."""

    amounts: Sequence[Decimal]
    length: int
    start: int = 0

    def place(self, number: int) -> int:
        """Return which period of the year the n-th of the series is, from 0."""
        return (self.start + number) % self.length

    @cached_property
    def averages(self) -> tuple[Decimal | None, ...]:
        """The centred moving average of a year around each period; None half a year from the ends.

        Of a year with an even number of periods it takes one more, the outer two by half.
        """
        half, count = self.length // 2, len(self.amounts)
        return tuple(self._average(at) if half <= at < count - half else None for at in range(count))

    def _average(self, at: int) -> Decimal:
        half = self.length // 2
        around = sum(self.amounts[at - half : at + half + 1], _ZERO)
        if self.length % 2 == 0:
            around -= (self.amounts[at - half] + self.amounts[at + half]) / 2
        return around / self.length

    @cached_property
    def ratios(self) -> tuple[Decimal | None, ...]:
        """Each amount over its centred moving average: season and what is irregular."""
        pairs = zip(self.amounts, self.averages, strict=True)
        return tuple(amount / average if average else None for amount, average in pairs)

    @cached_property
    def means(self) -> tuple[Decimal | None, ...]:
        """The mean ratio of each place of the year, not normalised; None where no period at that place has one."""
        by_place: list[list[Decimal]] = [[] for _ in range(self.length)]
        for number, ratio in enumerate(self.ratios):
            if ratio is not None:
                by_place[self.place(number)].append(ratio)
        return tuple(sum(ratios, _ZERO) / len(ratios) if ratios else None for ratios in by_place)

    @cached_property
    def indices(self) -> tuple[Decimal, ...]:
        """The seasonal index of each place of the year, normalised: their mean is 1. Empty where one is unknown."""
        means = [mean for mean in self.means if mean is not None]
        whole = sum(means, _ZERO)
        if len(means) < self.length or not whole:
            return ()
        return tuple(mean * self.length / whole for mean in means)

    @cached_property
    def deseasonalised(self) -> tuple[Decimal | None, ...]:
        """Each amount without its season; None where the index is 0 or not known."""
        indices = self.indices or (_ZERO,) * self.length
        return tuple(
            amount / indices[self.place(number)] if indices[self.place(number)] else None
            for number, amount in enumerate(self.amounts)
        )

    @cached_property
    def trend(self) -> tuple[Decimal, Decimal] | None:
        """Level before the first period and slope for each, by least squares over what is deseasonalised."""
        points = [(Decimal(at), one) for at, one in enumerate(self.deseasonalised, 1) if one is not None]
        if len(points) < FEWEST_YEARS:
            return None
        count = len(points)
        middle = sum((at for at, _ in points), _ZERO) / count
        mean = sum((one for _, one in points), _ZERO) / count
        across = sum(((at - middle) ** 2 for at, _ in points), _ZERO)
        slope = sum(((at - middle) * (one - mean) for at, one in points), _ZERO) / across
        return mean - slope * middle, slope

    def forecast(self, number: int) -> Decimal | None:
        """Return the trend at the n-th period of the series (from 0), times its season; None where neither is known."""
        if self.trend is None or not self.indices:
            return None
        level, slope = self.trend
        return (level + slope * (number + 1)) * self.indices[self.place(number)]
