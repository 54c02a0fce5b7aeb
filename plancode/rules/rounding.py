"""Figures as sentences give them: rounded to what a reader wants, half to even."""

from decimal import Decimal

from plancode.quantity import Quantity, rounded


def money(amount: Decimal) -> Quantity:
    """Return an amount of money, or a count, in whole units."""
    return Quantity(rounded(amount))


def share(part: Decimal) -> Quantity:
    """Return a part of a whole as a percentage with one decimal: 0.9512 is 95.1 %."""
    return Quantity(rounded(part, 3), "%")


def ratio(number: Decimal) -> Decimal:
    """Return a ratio with two decimals."""
    return rounded(number, 2)


def hours(time: Decimal) -> Quantity:
    """Return hours with one decimal."""
    return Quantity(rounded(time, 1), "h")
