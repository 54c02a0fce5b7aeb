"""Which differences are so small that they need not stand out."""

from decimal import Decimal
from typing import Final

from plancode.quantity import Quantity
from plancode.said.value import Against, Fixed, Rounded, Said

SMALL: Final = Decimal("0.005")
"""The part of a figure up to which a difference is small."""


def is_small(before: Decimal | None, after: Decimal | None, step: Decimal = Decimal(0)) -> bool:
    """Whether two figures differ by less than a step, or by at most a small part of the old one."""
    if before is None or after is None:
        return before is after
    by = abs(after - before)
    return by < step or by <= SMALL * abs(before)


def is_said_small(before: Said, after: Said) -> bool:
    """Whether two values are figures of one unit that hardly differ."""
    (old, unit), (new, other) = figure_of(before), figure_of(after)
    return old is not None and new is not None and unit == other and is_small(old, new)


def figure_of(value: Said) -> tuple[Decimal | None, str]:
    """Return a number and its unit; None of what is no figure."""
    if isinstance(value, Quantity):
        return value.number, value.unit
    if isinstance(value, Rounded | Fixed | Against):
        value = value.value
    return (Decimal(value), "") if isinstance(value, Decimal | int) and not isinstance(value, bool) else (None, "")
