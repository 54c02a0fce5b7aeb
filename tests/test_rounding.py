"""Tables rounded to whole steps: columns are exact, all else within a step, wholes fair, names alike."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, product
from math import ceil, floor, lcm

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.rounding import rounded
from tests.making import MANY

Cells = list[list[Fraction]]


def _in_steps(cells: Sequence[Sequence[Fraction]]) -> list[list[int]]:
    one = lcm(*(cell.denominator for row in cells for cell in row))
    return rounded([[int(cell * one) for cell in row] for row in cells], one)


def _cells(totals: Sequence[int], weights: Sequence[Sequence[int]]) -> Cells:
    """Return each total in proportion to the weights of its column; nothing where nobody weighs anything."""
    sums = [sum(column) for column in zip(*weights, strict=True)]
    return [
        [
            Fraction(total * weight, whole) if whole else Fraction(0)
            for total, weight, whole in zip(totals, row, sums, strict=True)
        ]
        for row in weights
    ]


@st.composite
def _tables(draw: st.DrawFn, people: int = 7, periods: int = 6) -> Cells:
    m, n = draw(st.integers(1, people)), draw(st.integers(1, periods))
    kind = draw(st.sampled_from(["any", "steady", "equal", "gaps", "one tiny"]))
    weight = st.integers(0, 20)
    if kind == "any":
        weights = [[draw(weight) for _ in range(n)] for _ in range(m)]
    elif kind == "gaps":
        weights = [[draw(weight) * draw(st.booleans()) for _ in range(n)] for _ in range(m)]
    elif kind == "steady":
        weights = [[draw(st.integers(1, 20))] * n for _ in range(m)]
    else:
        weights = [[1000 if kind == "one tiny" and row else 1] * n for row in range(m)]
    return _cells([draw(st.integers(0, 2 * m)) for _ in range(n)], weights)


@given(_tables())
@MANY
def test_columns_cells_and_running_sums_hold(cells: Cells) -> None:
    """Columns keep their sum; cells, running sums and wholes are rounded down or up, never a step away or below 0."""
    rows = _in_steps(cells)
    assert [sum(column) for column in zip(*rows, strict=True)] == [sum(column) for column in zip(*cells, strict=True)]
    for exact, got in zip(cells, rows, strict=True):
        for figure, whole in zip([*exact, *accumulate(exact)], [*got, *accumulate(got)], strict=True):
            assert floor(figure) <= whole <= ceil(figure)


def _remainders(cells: Cells, rows: Sequence[Sequence[int]]) -> Fraction:
    """Return the sum of the remainders of those whose whole is rounded up."""
    wholes = zip(map(sum, cells), map(sum, rows), strict=True)
    return sum((Fraction(exact) % 1 for exact, got in wholes if got > exact), Fraction(0))


def _most(cells: Cells) -> Fraction:
    """Return the largest sum of remainders that any table with the same bounds has, by trying every one."""
    best = {tuple(0 for _ in cells[0]): Fraction(0)}
    for row in cells:
        ways: dict[tuple[int, ...], Fraction] = {}
        for got in product(*({floor(cell), ceil(cell)} for cell in row)):
            if all(
                floor(exact) <= have <= ceil(exact)
                for exact, have in zip(accumulate(row), accumulate(got), strict=True)
            ):
                ways[got] = Fraction(sum(row) % 1) if sum(got) > sum(row) else Fraction(0)
        further: dict[tuple[int, ...], Fraction] = {}
        for sums, so_far in best.items():
            for got, more in ways.items():
                key = tuple(a + b for a, b in zip(sums, got, strict=True))
                further[key] = max(further.get(key, Fraction(-1)), so_far + more)
        best = further
    return best[tuple(int(sum(column)) for column in zip(*cells, strict=True))]


@given(_tables(people=5, periods=4))
@MANY
def test_wholes_are_by_largest_remainder_as_far_as_can_be(cells: Cells) -> None:
    """No table with the same columns and bounds gives its steps to larger remainders."""
    assert _remainders(cells, _in_steps(cells)) == _most(cells)


def test_largest_remainder_gives_way_where_it_must() -> None:
    """Weights 2, 2, 3, 2, 3 over 8 and 6: both of weight 3 lack half a step, and only one can have it."""
    rows = _in_steps(_cells([8, 6], [[2, 2], [2, 2], [3, 3], [2, 2], [3, 3]]))
    assert sorted(map(sum, rows)) == [2, 2, 3, 3, 4]


@given(_tables(), st.randoms(use_true_random=False))
@MANY
def test_names_do_not_matter(cells: Cells, chance: st.DrawFn) -> None:
    """In another order everybody has the same, but for those who are alike in everything, who may change places."""
    order = list(range(len(cells)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    there = _in_steps([cells[row] for row in order])
    here = _in_steps(cells)
    told = Counter((tuple(cells[row]), tuple(got)) for row, got in zip(order, there, strict=True))
    assert told == Counter((tuple(exact), tuple(got)) for exact, got in zip(cells, here, strict=True))


@pytest.mark.parametrize("people", [2, 3, 7])
def test_those_alike_take_turns(people: int) -> None:
    """Over all sums from 1 on, nobody of several alike is ever more than a step ahead."""
    had = [0] * people
    for total in range(1, 4 * people):
        parts = _in_steps([[Fraction(total, people)] for _ in range(people)])
        had = [so_far + part for so_far, (part,) in zip(had, parts, strict=True)]
        assert max(had) - min(had) <= 1


def test_seats_of_1790() -> None:
    """Hamilton's method over the census of 1790: 120 seats among fifteen states (Balinski and Young, 1982)."""
    census = {
        "CT": 236841, "DE": 55540, "GA": 70835, "KY": 68705, "MD": 278514, "MA": 475327, "NH": 141822, "NJ": 179570,
        "NY": 331589, "NC": 353523, "PA": 432879, "RI": 68446, "SC": 206236, "VT": 85533, "VA": 630560,
    }  # fmt: skip
    seats = [8, 2, 2, 2, 9, 16, 5, 6, 11, 12, 14, 2, 7, 3, 21]
    assert [sum(row) for row in _in_steps(_cells([120], [[people] for people in census.values()]))] == seats
    year = _in_steps(_cells([10] * 12, [[people] * 12 for people in census.values()]))
    assert [sum(row) for row in year] == seats
