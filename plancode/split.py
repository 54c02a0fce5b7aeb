"""Exact splits: parts that add up to the whole, by largest remainder."""

from collections.abc import Sequence
from decimal import Decimal

from plancode.quantity import WIDE

_ZERO = Decimal(0)


def split(whole: Decimal, weights: Sequence[Decimal], step: Decimal, ids: Sequence[str] = ()) -> list[Decimal]:
    """Return the whole in parts by weight, each a multiple of `step`; together exactly the whole.

    Each part gets the whole steps of its exact share; those left over go one each to the parts with the largest
    remainders (Hamilton's method), ties to the smaller id. Without ids the parts are periods: ties are spread over
    them, the earliest first, so that eight new customers are two a quarter. Parts of no weight get nothing, unless all
    are: then they are alike. A whole that is finer than the step is split in its own last digit.
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
    if over:  # remainders over the same total, as whole numbers: a tie is a tie, and none comes of a rounded quotient
        left = [steps * share % total for share in shares]
        by_id = sorted(range(len(left)), key=lambda place: (-left[place], ids[place] if ids else ""))
        for place in by_id[:over] if ids else _spread(left, over):
            floors[place] += 1
    unit = -step if whole < 0 else step
    return [count * unit if count else _ZERO for count in floors]


def share_out(wholes: Sequence[Decimal], step: Decimal, ids: Sequence[str]) -> list[list[Decimal]]:
    """Return each whole in equal parts; a step left over goes to each in turn, the smaller id first.

    So what each has of all wholes together differs by a step at the most.
    """
    step = min((_step_of(whole, step) for whole in wholes), default=step)
    shares, so_far, before = [], _ZERO, [_ZERO] * len(ids)
    for whole in wholes:  # splitting what has come so far, and taking the difference, carries the left-over step on
        so_far += whole
        parts = split(so_far, [Decimal(1)] * len(ids), step, ids)
        shares.append([part - then for part, then in zip(parts, before, strict=True)])
        before = parts
    return shares


def _spread(left: list[int], over: int) -> list[int]:
    """Return the places of the largest remainders; of those alike at the border as many as there are, far apart."""
    border = sorted(left, reverse=True)[over - 1]
    above = [place for place, rest in enumerate(left) if rest > border]
    alike = [place for place, rest in enumerate(left) if rest == border]
    wanted = over - len(above)
    # place k of n gets one where ⌈k × wanted ÷ n⌉ grows: as even as whole steps allow, whatever the numbers
    places = [at for at in range(len(alike)) if -(-(at + 1) * wanted // len(alike)) > -(-at * wanted // len(alike))]
    return [*above, *(alike[at] for at in places)]


def _step_of(whole: Decimal, step: Decimal) -> Decimal:
    """Return the step, or the last digit of a whole that is finer: converted money must add up to its last digit."""
    return step if not WIDE.remainder(whole, step) else Decimal(1).scaleb(int(whole.as_tuple().exponent))


def _whole_numbers(weights: Sequence[Decimal]) -> list[int]:
    """Return the weights as whole numbers in the same proportion, so that remainders are compared exactly."""
    digits = -min(int(weight.as_tuple().exponent) for weight in weights)
    return [int(weight.scaleb(digits)) for weight in weights] if digits > 0 else [int(weight) for weight in weights]
