"""Exact splits: parts that add up to the whole, each the exact figure rounded down or up to a whole step."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import gcd, lcm

from plancode.quantity import WIDE
from plancode.rounding import rounded

Exact = Decimal | Fraction

_ZERO = Decimal(0)


def spread(whole: Decimal, weights: Sequence[Exact], step: Decimal) -> list[Decimal]:
    """Return the whole in parts over periods by weight, each a multiple of `step`; together exactly the whole.

    What has come by the end of each period is the exact running sum, rounded to the nearest step (a half up); a part is
    what it adds. So a part is its exact figure rounded down or up, and eight new customers are two a quarter. Periods
    of no weight get nothing, unless all are: then they are alike. A whole that is finer than the step is split in its
    own last digit.
    """
    if not weights:
        return []
    step, shares = _step_of((whole,), step), _proportions(weights)
    steps, total = int(abs(whole) / step), sum(shares)
    unit = -step if whole < 0 else step
    ends = [0, *((2 * so_far * steps + total) // (2 * total) for so_far in accumulate(shares))]
    counts = (after - before for before, after in pairwise(ends))
    return [count * unit if count else _ZERO for count in counts]


def share_out(wholes: Sequence[Decimal], weights: Sequence[Sequence[Exact]], step: Decimal) -> list[list[Decimal]]:
    """Return what each of several gets of the wholes of the periods: a row of parts for each row of weights.

    Each period's parts add up to its whole exactly. Each part, what somebody has by the end of each period, and in
    all, is the exact figure rounded down or up to a step; those in all by largest remainder (Hamilton's method) as far
    as the periods allow (`plancode.rounding`). Nobody's place favours them: those alike take turns. A period in which
    nobody weighs anything is split evenly. Wholes below zero are rounded among themselves.
    """
    if not weights:
        return []
    step = _step_of(wholes, step)
    rows = [[_ZERO] * len(wholes) for _ in weights]
    for unit in (step, -step):
        columns = [column for column, whole in enumerate(wholes) if whole / unit > 0]
        steps = [int(wholes[column] / unit) for column in columns]
        shares = [_proportions([row[column] for row in weights]) for column in columns]
        for parts, row in zip(_whole_steps(steps, shares), rows, strict=False):
            for column, count in zip(columns, parts, strict=True):
                row[column] = count * unit if count else _ZERO
    return rows


def _whole_steps(steps: Sequence[int], shares: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the steps of each period shared out by its proportions: one row for each who shares."""
    if not steps:
        return []
    commons = [gcd(count, sum(column)) for count, column in zip(steps, shares, strict=True)]
    one = lcm(*(sum(column) // common for common, column in zip(commons, shares, strict=True)))
    scales = [count * one // sum(column) for count, column in zip(steps, shares, strict=True)]
    columns = [[share * scale for share in column] for column, scale in zip(shares, scales, strict=True)]
    return rounded(list(zip(*columns, strict=True)), one)


def _step_of(wholes: Sequence[Decimal], step: Decimal) -> Decimal:
    """Return the step, or the last digit of wholes that are finer: converted money must add up to its last digit."""
    if not any(WIDE.remainder(whole, step) for whole in wholes):
        return step
    return Decimal(1).scaleb(min(int(whole.as_tuple().exponent) for whole in wholes))


def _proportions(weights: Sequence[Exact]) -> list[int]:
    """Return the weights as whole numbers in the same proportion, so that all is exact; 1 each where all are 0.

    What is below 0 weighs nothing beside what is above; where nothing is above, as much as it is below.
    """
    sign = 1 if any(weight > 0 for weight in weights) else -1
    ratios = [max(sign * weight, _ZERO).as_integer_ratio() for weight in weights]
    below = lcm(*(ratio[1] for ratio in ratios))
    numbers = [above * (below // under) for above, under in ratios]
    return numbers if any(numbers) else [1] * len(numbers)
