"""Figures as sentences give them: rounded to what a reader wants, half to even."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from plancode.quantity import Quantity

_WHOLE: Final = Decimal(1)
_TENTH: Final = Decimal("0.1")
_HUNDREDTH: Final = Decimal("0.01")
_OF_HUNDRED: Final = Decimal("0.001")


def money(amount: Decimal) -> Quantity:
    """Return an amount of money, or a count, in whole units."""
    return Quantity(amount.quantize(_WHOLE, ROUND_HALF_EVEN))


def share(part: Decimal) -> Quantity:
    """Return a part of a whole as a percentage with one decimal: 0.9512 is 95.1 %."""
    return Quantity(part.quantize(_OF_HUNDRED, ROUND_HALF_EVEN), "%")


def ratio(number: Decimal) -> Decimal:
    """Return a ratio with two decimals."""
    return number.quantize(_HUNDREDTH, ROUND_HALF_EVEN)


def hours(time: Decimal) -> Quantity:
    """Return hours with one decimal."""
    return Quantity(time.quantize(_TENTH, ROUND_HALF_EVEN), "h")
