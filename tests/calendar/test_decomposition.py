"""Seasons by ratio to centred moving average, against figures that were published, and their limits."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.calendar.decomposition import Decomposition

SETS = "4.8 4.1 6.0 6.5 5.8 5.2 6.8 7.4 6.0 5.6 7.5 7.8 6.3 5.9 8.0 8.4"
"""Television sets sold by quarter of four years, in thousands: Anderson, Sweeney, Williams, Statistics for Business."""


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(part) for part in text.split()]


def test_averages_and_ratios_as_published() -> None:
    """The book's centred averages and seasonal irregular values, to its three places."""
    series = Decomposition(_numbers(SETS), 4)
    averages = "5.475 5.738 5.975 6.188 6.325 6.400 6.538 6.675 6.763 6.838 6.938 7.075"
    ratios = "1.096 1.133 0.971 0.840 1.075 1.156 0.918 0.839 1.109 1.141 0.908 0.834"
    assert [one is None for one in series.averages] == [True] * 2 + [False] * 12 + [True] * 2
    for got, wanted in ((series.averages[2:-2], averages), (series.ratios[2:-2], ratios)):
        for one, published in zip(got, _numbers(wanted), strict=True):
            assert one is not None
            assert abs(one - published) <= Decimal("0.0006")


def test_indices_trend_and_forecast_as_published() -> None:
    """Indices .93, .84, 1.09, 1.14; the fifth year about 7.1, 6.5, 8.6 and 9.2 thousand."""
    series = Decomposition(_numbers(SETS), 4)
    assert [round(index, 2) for index in series.indices] == _numbers("0.93 0.84 1.09 1.14")
    assert series.trend is not None
    level, slope = series.trend
    assert (round(level, 1), round(slope, 2)) == (Decimal("5.1"), Decimal("0.15"))
    forecast = [series.forecast(number) for number in range(16, 20)]
    assert [round(one or 0, 1) for one in forecast] == _numbers("7.1 6.5 8.6 9.2")


def test_a_year_of_odd_periods_has_its_plain_average() -> None:
    """Of three periods a year the average is that of the period and its neighbours."""
    series = Decomposition(_numbers("1 2 3 4 5 6"), 3)
    assert series.averages == (None, *_numbers("2 3 4 5"), None)


@given(
    st.lists(st.integers(1, 1000), min_size=4, max_size=4),
    st.integers(1, 1000),
    st.integers(0, 3),
    st.integers(2, 6),
)
def test_a_pure_season_is_found(weights: list[int], level: int, start: int, years: int) -> None:
    """A level times a season comes out as that season, with no trend, wherever in the year the series begins."""
    mean = Decimal(sum(weights)) / 4
    amounts = [level * Decimal(weights[(start + at) % 4]) for at in range(4 * years)]
    series = Decomposition(amounts, 4, start)
    for index, weight in zip(series.indices, weights, strict=True):
        assert abs(index - weight / mean) < Decimal("1e-20")
    for before, after in pairwise(series.deseasonalised):
        assert before is not None
        assert after is not None
        assert abs(before - after) < Decimal("1e-18")


@pytest.mark.parametrize("amounts", ["", "1", "1 2 3 4", "1 2 3 4 5 6 7", "0 0 0 0 0 0 0 0"])
def test_too_little_is_not_known(amounts: str) -> None:
    """Less than two years, or nothing sold, gives no index and no forecast, instead of a wrong one."""
    series = Decomposition(_numbers(amounts), 4)
    assert series.indices == ()
    assert series.forecast(8) is None
