"""Rounding to a step, and the split by largest remainder (docs/numbers.md, Largest remainder)."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor
from typing import TypeVar

K = TypeVar("K", bound=str | tuple[object, ...])


def to_step(amount: Fraction, step: Fraction) -> Fraction:
    """Return the nearest multiple of the step, half to even."""
    return round(amount / step) * step


def split(whole: Fraction, weights: Mapping[K, Fraction], step: Fraction) -> dict[K, Fraction]:
    """Split a whole by weights: whole steps first, those left over to the largest remainders, ties to the smaller key.

    What is less than a step goes to the part that is next in line. Without any weight there are no parts.
    """
    exact = _exact(whole, weights)
    order = sorted(exact, key=lambda key: (-(exact[key] % step), key))
    return _given(whole, exact, order, step)


def split_over_periods(whole: Fraction, weights: Mapping[str, Fraction], step: Fraction) -> dict[str, Fraction]:
    """Split over periods that stand in their order: of n alike at the end of the line, k get one, spread evenly."""
    exact = _exact(whole, weights)
    order = sorted(exact, key=lambda key: -(exact[key] % step))
    steps = floor(sum(part % step for part in exact.values()) / step)
    if steps:
        last = exact[order[steps - 1]] % step
        larger = [key for key in order if exact[key] % step > last]
        alike = [key for key in exact if exact[key] % step == last]
        count = steps - len(larger)
        gets = {key: _grows(count, place, len(alike)) for place, key in enumerate(alike, 1)}
        order = [*larger, *sorted(alike, key=lambda key: not gets[key]), *order[len(larger) + len(alike) :]]
    return _given(whole, exact, order, step)


def _grows(count: int, place: int, of: int) -> bool:
    return ceil(Fraction(count * place, of)) > ceil(Fraction(count * (place - 1), of))


def _exact(whole: Fraction, weights: Mapping[K, Fraction]) -> dict[K, Fraction]:
    total = sum(weights.values(), Fraction(0))
    return {key: abs(whole) * weight / total for key, weight in weights.items()} if total else {}


def _given(whole: Fraction, exact: Mapping[K, Fraction], order: list[K], step: Fraction) -> dict[K, Fraction]:
    parts = {key: part - part % step for key, part in exact.items()}
    left = abs(whole) - sum(parts.values(), Fraction(0))
    for key in order:
        given = min(step, left)
        parts[key] += given
        left -= given
    return {key: -part if whole < 0 else part for key, part in parts.items()}
