"""Rounding to a step, over periods; what several share stays exact, so that it is known how far a rounding strays."""

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import TypeVar

K = TypeVar("K", bound=str | tuple[object, ...])


def to_step(amount: Fraction, step: Fraction) -> Fraction:
    """Return the nearest multiple of the step, half to even."""
    return round(amount / step) * step


def split(whole: Fraction, weights: Mapping[K, Fraction]) -> dict[K, Fraction]:
    """Return the exact parts of a whole by weight. Without any weight there are no parts."""
    total = sum(weights.values(), Fraction(0))
    return {key: whole * weight / total for key, weight in weights.items()} if total else {}


def split_over_periods(whole: Fraction, weights: Mapping[str, Fraction], step: Fraction) -> dict[str, Fraction]:
    """Split over periods in their order: what has come by the end of each is rounded to a step, a half up.

    A whole that is no multiple of the step is a part of something that is shared: it stays exact.
    """
    exact = split(abs(whole), weights)
    if whole % step:
        return split(whole, weights)
    found, so_far, given = {}, Fraction(0), Fraction(0)
    for name, part in exact.items():
        so_far += part
        rounded = floor(so_far / step + Fraction(1, 2)) * step
        found[name] = (rounded - given) * (-1 if whole < 0 else 1)
        given = rounded
    return found
