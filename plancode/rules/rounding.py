"""Figures as sentences give them: rounded to what a reader wants, half to even."""

from decimal import Decimal

from plancode.quantity import Quantity, places_against, rounded


def money(amount: Decimal) -> Quantity:
    """Return an amount of money, or a count, in whole units."""
    return Quantity(rounded(amount))


def share(part: Decimal, *limits: Decimal) -> Quantity:
    """Return a part of a whole as a percentage with one decimal: 0.9512 is 95.1 %; or as many as limits ask for."""
    return Quantity(rounded(part, places_against(part, limits, 3)), "%")


def ratio(number: Decimal, *limits: Decimal) -> Decimal:
    """Return a ratio with two decimals, or as many as show on which side of each limit it lies."""
    return rounded(number, places_against(number, limits, 2))


def hours(time: Decimal) -> Quantity:
    """Return hours with one decimal."""
    return Quantity(rounded(time, 1), "h")
