"""Splits over periods and people: exact sums, parts near their share, nobody favoured, whatever the order."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.split import share_out, spread
from tests.making import MANY

CENT = Decimal("0.01")
STEPS = st.sampled_from([Decimal("0.0001"), CENT, Decimal("0.05"), Decimal("0.25"), Decimal(1), Decimal(5)])
COUNTS = st.integers(min_value=-(10**17), max_value=10**17)
WEIGHT = st.one_of(
    st.just(Decimal(0)),
    st.decimals(min_value=0, max_value=10**6, places=4),
    st.integers(min_value=1, max_value=12).map(Decimal),
)
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=14)


def _numbers(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@given(count=COUNTS, step=STEPS, weights=WEIGHTS)
@MANY
def test_parts_over_periods(count: int, step: Decimal, weights: list[Decimal]) -> None:
    """Parts are multiples of the step and together the whole; what has come by each period is the nearest to exact."""
    whole = count * step
    parts = spread(whole, weights, step)
    total = sum(map(Fraction, weights))
    shares = [Fraction(weight) / total if total else Fraction(1, len(weights)) for weight in weights]
    assert sum(map(Fraction, parts)) == Fraction(whole)
    assert all(Fraction(part) % Fraction(step) == 0 for part in parts)
    for so_far, share in zip(accumulate(map(Fraction, parts)), accumulate(shares), strict=True):
        assert abs(so_far - share * Fraction(whole)) <= Fraction(step) / 2
    for part, share in zip(parts, shares, strict=True):
        exact = abs(Fraction(whole) * share / Fraction(step))
        assert floor(exact) <= abs(part / step) <= ceil(exact)


@given(count=COUNTS, step=STEPS, weights=WEIGHTS, factor=st.integers(min_value=1, max_value=10**6))
@MANY
def test_units_and_signs_do_not_matter(count: int, step: Decimal, weights: list[Decimal], factor: int) -> None:
    """Weights in other units give the same parts, and a negative whole the same as the positive one."""
    parts = spread(count * step, weights, step)
    assert spread(count * step, [weight * factor for weight in weights], step) == parts
    assert spread(-count * step, weights, step) == [-part for part in parts]


@pytest.mark.parametrize(
    ("whole", "weights", "step", "parts"),
    [
        ("100.00", ("1", "1", "1"), "0.01", ("33.33", "33.34", "33.33")),
        ("-100.00", ("1", "1", "1"), "0.01", ("-33.33", "-33.34", "-33.33")),
        ("10", ("0.5", "0.3", "0.2"), "1", ("5", "3", "2")),
        ("2", ("1", "1", "1", "1"), "1", ("1", "0", "1", "0")),
        ("0", ("1", "2"), "0.01", ("0", "0")),
        ("5", ("0", "0"), "1", ("3", "2")),
        ("1", ("0", "3", "0"), "0.01", ("0", "1", "0")),
        ("8", ("1",) * 12, "1", ("1", "0", "1") * 4),
        ("1.001", ("1", "1"), "0.01", ("0.501", "0.5")),
    ],
)
def test_by_hand(whole: str, weights: tuple[str, ...], step: str, parts: tuple[str, ...]) -> None:
    """What has come by the end of each period is rounded, a half up; a whole finer than the step in its last digit."""
    assert spread(Decimal(whole), _numbers(*weights), Decimal(step)) == _numbers(*parts)


def test_nothing_to_split_among() -> None:
    """Without weights there are no parts."""
    assert spread(Decimal(5), [], CENT) == []
    assert share_out([Decimal(5)], [], CENT) == []


def test_a_quadrillion() -> None:
    """An amount of 10^15 is split to the cent without losing one."""
    whole = Decimal(10) ** 15
    parts = spread(whole, [Decimal(1)] * 7, CENT)
    assert sum(parts) == whole
    assert Counter(parts) == {Decimal("142857142857142.86"): 5, Decimal("142857142857142.85"): 2}


@st.composite
def _shared(draw: st.DrawFn) -> tuple[list[Decimal], list[list[Decimal]], Decimal]:
    people, periods, step = draw(st.integers(1, 6)), draw(st.integers(1, 6)), draw(STEPS)
    wholes = [draw(st.integers(0, 10**6)) * step for _ in range(periods)]
    return wholes, [[draw(WEIGHT) for _ in range(periods)] for _ in range(people)], step


@given(_shared())
@MANY
def test_parts_of_several(shared: tuple[list[Decimal], list[list[Decimal]], Decimal]) -> None:
    """Periods add up; parts, running sums and wholes are within a step of exact; no weight, no part."""
    wholes, weights, step = shared
    parts = share_out(wholes, weights, step)
    assert [sum(column) for column in zip(*parts, strict=True)] == wholes
    sums = [sum(map(Fraction, column)) for column in zip(*weights, strict=True)]
    for row, got in zip(weights, parts, strict=True):
        exact = [
            Fraction(whole) * (Fraction(weight) / total if total else Fraction(1, len(weights)))
            for whole, weight, total in zip(wholes, row, sums, strict=True)
        ]
        for wanted, had in zip([*exact, *accumulate(exact)], [*got, *accumulate(got)], strict=True):
            assert abs(wanted - Fraction(had)) < Fraction(step)
        assert not any(had for had, weight, total in zip(got, row, sums, strict=True) if total and not weight)


@pytest.mark.parametrize(
    ("wholes", "people", "each"),
    [([1] * 12, 4, [3] * 4), ([5] * 12, 15, [4] * 15), ([0, 0, 12], 9, [1, 1, 1, 1, 1, 1, 2, 2, 2])],
)
def test_few_deals_among_many_equals(wholes: list[int], people: int, each: list[int]) -> None:
    """A deal a month among four is three each; nobody has all of them, and nobody none."""
    parts = share_out(list(map(Decimal, wholes)), [[Decimal(1)] * len(wholes)] * people, Decimal(1))
    assert sorted(map(sum, parts)) == each


def test_shares_make_up_the_quarter() -> None:
    """50, 30 and 20 % of 7, 8 and 9 are 24 in the quarter, and 12, 7 and 5 in it for the three."""
    parts = share_out(_numbers("7", "8", "9"), [[Decimal(share)] * 3 for share in (50, 30, 20)], Decimal(1))
    assert [sum(month) for month in zip(*parts, strict=True)] == [7, 8, 9]
    assert [sum(row) for row in parts] == [12, 7, 5]


def test_over_many_plans_a_name_gains_nothing() -> None:
    """The first of equals has on average what the last has, over all sums and numbers of people."""
    ahead = [Fraction(0), Fraction(0)]
    for people in range(2, 8):
        for total in range(1, 60):
            parts = share_out([Decimal(total)] * 3, [[Decimal(1)] * 3] * people, Decimal(1))
            ahead = [
                so_far + Fraction(sum(row)) - Fraction(3 * total, people)
                for so_far, row in zip(ahead, (parts[0], parts[-1]), strict=True)
            ]
    assert max(map(abs, ahead)) <= 6  # less than a step for each number of people, in 354 plans


def test_thirds_are_exact() -> None:
    """Weights may be fractions: a tie is a tie, and none comes of a rounded quotient."""
    parts = share_out([Decimal("90.90")], [[Fraction(8, 23)], [Fraction(1)], [Fraction(1)]], CENT)
    assert sorted(sum(row) for row in parts) == _numbers("13.46", "38.72", "38.72")
