"""Exact splits: parts that add up to the whole, by largest remainder."""

from collections.abc import Sequence
from decimal import Decimal

_ZERO = Decimal(0)


def split(whole: Decimal, weights: Sequence[Decimal], step: Decimal, ids: Sequence[str] = ()) -> list[Decimal]:
    """Return the whole in parts by weight, each a multiple of `step`; together exactly the whole.

    Each part gets the whole steps of its exact share; those left over go one each to the parts with the largest
    remainders (Hamilton's method), ties to the smaller id, without ids to the earlier. Parts of no weight get nothing,
    unless all are: then they are alike. A whole that is finer than the step is split in its own last digit.
    """
    if not weights:
        return []
    step = _step_of(whole, step)
    shares = _whole_numbers(weights)
    total = sum(shares)
    if total == 0:
        shares, total = [1] * len(weights), len(weights)
    steps = int(abs(whole) / step)
    floors = [steps * share // total for share in shares]
    over = steps - sum(floors)
    if over:
        names = ids or range(len(weights))
        order = sorted(range(len(weights)), key=lambda one: (-(steps * shares[one] % total), names[one]))
        for one in order[:over]:
            floors[one] += 1
    unit = -step if whole < 0 else step
    return [count * unit if count else _ZERO for count in floors]


def _step_of(whole: Decimal, step: Decimal) -> Decimal:
    return step if whole % step == 0 else Decimal(1).scaleb(int(whole.as_tuple().exponent))


def _whole_numbers(weights: Sequence[Decimal]) -> list[int]:
    """Return the weights as whole numbers in the same proportion, so that remainders are compared exactly."""
    digits = -min(int(weight.as_tuple().exponent) for weight in weights)
    return [int(weight.scaleb(digits)) for weight in weights] if digits > 0 else [int(weight) for weight in weights]
