"""Percentages on another scale than their column: 0.9 among 85 and 94, or 85 where 0.85 is said to be written."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plancode.actuals.local_time import Expression
from plancode.actuals.numerals import Scale

ONE: Final = 1
"""A bare number above it is no share, one below no percentage, where the other ones are."""
_HIGH: Final = 5
"""As shares 500 %: what nobody reaches where most reach 150 % or less."""
_USUAL_SHARE: Final = 1.5
_USUAL_PERCENT: Final = 20.0
_TENFOLD: Final = 6
_FAR: Final = 300.0
_ASKS_FOR: Final = Decimal("0.1")
_FEW: Final = 3


@dataclass(frozen=True, slots=True)
class Stray:
    """Which numbers of a column are on another scale: not 0, and from `least` to `most`, either without limit if None.

    Where a number is a slip beside the others it may also lie above `beyond`. `every` says that all are.
    """

    most: float | None = None
    least: float | None = None
    beyond: float | None = None
    every: bool = False

    def of(self, number: Expression) -> Expression:
        """Return which numbers are."""
        size = number.abs()
        strays = size > self.beyond if self.beyond is not None else size < 0
        if self.most is not None:
            strays |= (size > 0) & (size <= self.most)
        return strays | (size >= self.least) if self.least is not None else strays


def stray_of(rows: Expression, number: Expression, scale: Scale, target: Decimal | None) -> Stray | None:
    """Return which numbers of a column are on another scale than is stated; None where they fit.

    `target` is the least that is asked for, as a share.
    """
    size = number.cast("float64").abs()
    told = rows.aggregate(usual=size.median(where=size > 0), most=size.max(), rows=(size > 0).sum())
    found = told.to_pyarrow().to_pylist()[0]
    usual, most, count = found["usual"], found["most"], found["rows"] or 0
    if usual is None or count < _FEW:
        return None
    if scale == "share":
        every = usual >= 2 * _HIGH
        return Stray(least=_HIGH, every=every) if most >= _HIGH and (every or usual <= _USUAL_SHARE) else None
    if most <= ONE:
        return Stray(most=ONE, every=True) if target is not None and target >= _ASKS_FOR else None
    if usual < _USUAL_PERCENT:
        return None
    return Stray(most=ONE, beyond=max(_FAR, usual * _TENFOLD))
