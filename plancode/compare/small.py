"""Which differences are so small that they need not stand out."""

from decimal import Decimal
from typing import Final

from plancode.quantity import Quantity
from plancode.said.value import Against, Fixed, Joined, Rounded, Said, Term

SMALL: Final = Decimal("0.005")
"""The part of a figure up to which a difference is small."""


def is_small(before: Decimal | None, after: Decimal | None, step: Decimal = Decimal(0), part: Decimal = SMALL) -> bool:
    """Whether two figures differ by less than a step, or by at most a small part of the old one."""
    if before is None or after is None:
        return before is after
    by = abs(after - before)
    return by < step or by <= part * abs(before)


def is_said_small(before: Said, after: Said, part: Decimal = SMALL) -> bool:
    """Whether two values say the same but for figures of one unit that hardly differ."""
    if before == after:
        return True
    if isinstance(before, Term) and isinstance(after, Term) and before.key == after.key:
        pairs = zip(before.values, after.values, strict=True)
        return all(is_said_small(old, new, part) for (_, old), (_, new) in pairs)
    if isinstance(before, Joined) and isinstance(after, Joined):
        return is_said_small(before.parts, after.parts, part)
    if isinstance(before, tuple) and isinstance(after, tuple):
        return len(before) == len(after) and all(
            is_said_small(old, new, part) for old, new in zip(before, after, strict=True)
        )
    (old, unit), (new, other) = figure_of(before), figure_of(after)
    return old is not None and new is not None and unit == other and is_small(old, new, part=part)


def figure_of(value: Said) -> tuple[Decimal | None, str]:
    """Return a number and its unit; None of what is no figure."""
    if isinstance(value, Quantity):
        return value.number, value.unit
    if isinstance(value, Rounded | Fixed | Against):
        value = value.value
    return (Decimal(value), "") if isinstance(value, Decimal | int) and not isinstance(value, bool) else (None, "")
