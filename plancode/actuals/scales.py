"""Values on another scale than their column: 0.9 among 85 and 94, 85 where 0.85 is said to be written, 7.8 for 78."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plancode.actuals.local_time import Expression
from plancode.actuals.numerals import Scale
from plancode.quantity import rounded

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
_ENOUGH: Final = 10
_APART: Final = 5
_CLOSE: Final = 2
_MOST: Final = 0.9
_PLACES: Final = 2
"""Where nine in ten of ten values or more lie within half and twice their median, five times off it is far."""


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


def usual_of(rows: Expression, number: Expression) -> Decimal | None:
    """Return the median of values that have little spread; None where one far off says nothing.

    Nor does it where the scale has few marks, as from 1 to 5 or from 0 to 10: there the least mark is an answer, too.
    """
    size = number.cast("float64")
    usual = rows.aggregate(usual=size.median()).to_pyarrow()["usual"][0].as_py()
    if usual is None or usual < _USUAL_PERCENT:
        return None
    close = (size >= usual / _CLOSE) & (size <= usual * _CLOSE)
    found = rows.aggregate(rows=size.count(), close=close.sum()).to_pyarrow().to_pylist()[0]
    if found["rows"] < _ENOUGH or found["close"] < _MOST * found["rows"]:
        return None
    return rounded(Decimal(str(usual)), _PLACES)


def is_apart(number: Expression, usual: Decimal) -> Expression:
    """Return which values are far off the usual one; 0 is a value of its own."""
    size, middle = number.cast("float64").abs(), float(usual)
    return ((size > 0) & (size < middle / _APART)) | (size > middle * _APART)
