"""Rounding to a step, and the split by largest remainder (docs/numbers.md, Largest remainder)."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import TypeVar

K = TypeVar("K", bound=str | tuple[object, ...])


def to_step(amount: Fraction, step: Fraction) -> Fraction:
    """Return the nearest multiple of the step, half to even."""
    return round(amount / step) * step


def split(whole: Fraction, weights: Mapping[K, Fraction], step: Fraction) -> dict[K, Fraction]:
    """Split a whole by weights: whole steps first, those left over to the largest remainders, ties to the smaller key.

    What is less than a step goes to the part that is next in line. Without any weight there are no parts.
    """
    total = sum(weights.values(), Fraction(0))
    if not total:
        return {}
    sign = -1 if whole < 0 else 1
    exact = {key: abs(whole) * weight / total for key, weight in weights.items()}
    parts = {key: floor(share / step) * step for key, share in exact.items()}
    order = sorted(exact, key=lambda key: (parts[key] - exact[key], key))
    left = abs(whole) - sum(parts.values(), Fraction(0))
    for key in order:
        given = min(step, left)
        parts[key] += given
        left -= given
    return {key: sign * part for key, part in parts.items()}
