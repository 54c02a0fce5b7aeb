"""Splits by largest remainder: exact sums, parts near their share, ties by id, whatever the order."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.split import share_out, split
from tests.making import MANY

CENT = Decimal("0.01")
STEPS = st.sampled_from([Decimal("0.0001"), CENT, Decimal("0.05"), Decimal("0.25"), Decimal(1), Decimal(5)])
COUNTS = st.integers(min_value=-(10**17), max_value=10**17)
WEIGHTS = st.lists(
    st.one_of(
        st.just(Decimal(0)),
        st.decimals(min_value=0, max_value=10**6, places=4),
        st.integers(min_value=1, max_value=12).map(Decimal),
    ),
    min_size=1,
    max_size=14,
)


def _numbers(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@given(count=COUNTS, step=STEPS, weights=WEIGHTS)
@MANY
def test_parts_add_up(count: int, step: Decimal, weights: list[Decimal]) -> None:
    """Parts are multiples of the step and add up to the whole exactly, also of less than nothing."""
    whole = count * step
    parts = split(whole, weights, step)
    assert len(parts) == len(weights)
    assert sum(map(Fraction, parts)) == Fraction(whole)
    assert all(Fraction(part) % Fraction(step) == 0 for part in parts)
    assert all(part == 0 or (part < 0) == (whole < 0) for part in parts)


@given(count=COUNTS, step=STEPS, weights=WEIGHTS)
@MANY
def test_parts_are_within_a_step_of_their_share(count: int, step: Decimal, weights: list[Decimal]) -> None:
    """Each part is less than a step away from its exact share; without any weight all have the same share."""
    whole = count * step
    total = sum(map(Fraction, weights))
    shares = [Fraction(one) / total if total else Fraction(1, len(weights)) for one in weights]
    for part, share in zip(split(whole, weights, step), shares, strict=True):
        assert abs(Fraction(part) - Fraction(whole) * share) < Fraction(step)


@given(count=COUNTS, step=STEPS, weights=WEIGHTS, data=st.data())
@MANY
def test_order_does_not_matter_with_ids(count: int, step: Decimal, weights: list[Decimal], data: st.DataObject) -> None:
    """With ids everybody gets the same, in whatever order they are listed."""
    ids = [f"id-{number:02}" for number in range(len(weights))]
    order = data.draw(st.permutations(range(len(weights))))
    straight = dict(zip(ids, split(count * step, weights, step, ids), strict=True))
    shuffled_ids = [ids[one] for one in order]
    shuffled = split(count * step, [weights[one] for one in order], step, shuffled_ids)
    assert dict(zip(shuffled_ids, shuffled, strict=True)) == straight


@given(count=COUNTS, step=STEPS, weights=WEIGHTS)
@MANY
def test_less_than_nothing_mirrors_more(count: int, step: Decimal, weights: list[Decimal]) -> None:
    """A negative whole is split like the positive one."""
    assert split(-count * step, weights, step) == [-part for part in split(count * step, weights, step)]


@given(count=COUNTS, step=STEPS, weights=WEIGHTS)
@MANY
def test_no_weight_no_part(count: int, step: Decimal, weights: list[Decimal]) -> None:
    """Where somebody weighs something, those of no weight get nothing."""
    if any(weights):
        parts = split(count * step, weights, step)
        assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)


@given(count=COUNTS, step=STEPS, weights=WEIGHTS, factor=st.integers(min_value=1, max_value=10**6))
@MANY
def test_only_proportions_matter(count: int, step: Decimal, weights: list[Decimal], factor: int) -> None:
    """Weights in other units give the same parts."""
    assert split(count * step, [one * factor for one in weights], step) == split(count * step, weights, step)


@pytest.mark.parametrize(
    ("whole", "weights", "step", "ids", "parts"),
    [
        ("100.00", ("1", "1", "1"), "0.01", (), ("33.34", "33.33", "33.33")),
        ("100.00", ("1", "1", "1"), "0.01", ("c", "b", "a"), ("33.33", "33.33", "33.34")),
        ("-100.00", ("1", "1", "1"), "0.01", (), ("-33.34", "-33.33", "-33.33")),
        ("100", ("1", "1", "1"), "1", ("b", "c", "a"), ("33", "33", "34")),
        ("7", ("3", "3", "1"), "1", (), ("3", "3", "1")),
        ("10", ("0.5", "0.3", "0.2"), "1", (), ("5", "3", "2")),
        ("2", ("1", "1", "1", "1"), "1", (), ("1", "0", "1", "0")),
        ("0", ("1", "2"), "0.01", (), ("0", "0")),
        ("5", ("0", "0"), "1", (), ("3", "2")),
        ("1", ("0", "3", "0"), "0.01", (), ("0", "1", "0")),
        ("11", ("1", "2", "4"), "1", ("a", "b", "c"), ("2", "3", "6")),
        ("12", ("1", "2", "4"), "1", ("a", "b", "c"), ("2", "3", "7")),
        ("12", ("4", "2", "1"), "1", ("a", "b", "c"), ("7", "3", "2")),
        ("11", ("1", "2", "4"), "1", (), ("2", "3", "6")),
        ("10", ("47", "16", "15.8", "12", "6.1", "3.1"), "1", (), ("5", "2", "1", "1", "1", "0")),
    ],
)
def test_by_hand(whole: str, weights: tuple[str, ...], step: str, ids: tuple[str, ...], parts: tuple[str, ...]) -> None:
    """Steps left over go to the largest remainders, ties to the smaller id or far apart; parts worked out by hand."""
    assert split(Decimal(whole), _numbers(*weights), Decimal(step), ids) == _numbers(*parts)


def test_few_units_are_even_over_the_year() -> None:
    """Eight customers over twelve months are two in each quarter, five are one or two."""
    eight = split(Decimal(8), [Decimal(1)] * 12, Decimal(1))
    assert [sum(eight[at : at + 3]) for at in (0, 3, 6, 9)] == [2, 2, 2, 2]
    five = split(Decimal(5), [Decimal(1)] * 12, Decimal(1))
    assert sorted(sum(five[at : at + 3]) for at in (0, 3, 6, 9)) == [1, 1, 1, 2]


def test_nothing_to_split_among() -> None:
    """Without weights there are no parts."""
    assert split(Decimal(5), [], CENT) == []


def test_a_quadrillion() -> None:
    """An amount of 10^15 is split to the cent without losing one."""
    whole = Decimal(10) ** 15
    parts = split(whole, [Decimal(1)] * 7, CENT)
    assert sum(parts) == whole
    assert sorted(set(parts)) == _numbers("142857142857142.85", "142857142857142.86")
    assert parts.count(Decimal("142857142857142.86")) == 5  # 10^17 cents leave 5 when divided by 7


def test_finer_than_the_step() -> None:
    """A whole that is no multiple of the step is split in its own last digit, and still adds up."""
    parts = split(Decimal("1.001"), _numbers("1", "1"), CENT)
    assert parts == _numbers("0.501", "0.5")


def test_steps_left_over_go_to_each_in_turn() -> None:
    """Three odd cents in three periods: the first, the second and the first have one more, so both differ by one."""
    found = share_out([Decimal("0.03"), Decimal("0.05"), Decimal("0.01")], Decimal("0.01"), ["a", "b"])
    assert found == [[Decimal(one) / 100 for one in parts] for parts in ([2, 1], [2, 3], [1, 0])]
