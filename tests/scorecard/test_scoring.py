"""Every scoring method, by published cases (their pages are named) and by cases worked out by hand."""

from decimal import Decimal

import pytest

from plancode.model.methods.bands import Bands
from plancode.model.methods.reading import Reading, places
from plancode.quantity import Quantity
from tests.scorecard.cards import NOTHING, RATIO, given, kpi, number, reading, scored

CAPPED = {"method": "ratio", "cap": "120%", "floor": "60%"}
TURNED = {"method": "ratio", "form": "target_over_actual"}
GROWTH = {"method": "growth", "over": "last_year", "full": "15%", "cap": "120%"}
RANK = {"method": "rank", "steps": [{"to": 1, "points": 15}, {"to": 3, "points": 10}, {"points": 5}]}
DAYS = {"method": "bands", "bands": [{"to": "25d", "points": 15}, {"to": "30d", "points": 10}, {"points": 0}]}
LINEAR = {"method": "linear", "floor": 60, "ceiling": 95}
PROFIT = {"method": "slope", "base": "0%", "base_points": 20, "per": "0.1%", "points": "1.5"}
COLLECTION = {"method": "slope", "base": "0d", "base_points": 30, "per": "1d", "points": "-0.5", "below": -1}
BAD_DEBT = {"method": "slope", "base": "0.2%", "base_points": 5, "per": "0.1%", "points": "-0.5", "max": 5}
ADMIN = {"method": "deduction", "each": 1}
COMPLAINTS = {"method": "deduction", "each": 2, "free": 1, "max": 5}
PASS = {"method": "pass_fail", "at": "90%"}
LEVELS = {"method": "levels", "levels": {"1": "0%", "2": "60%", "3": "100%", "4": "110%"}}
PAYOUT = {"method": "curve", "threshold": "70%", "at_threshold": "0%", "stretch": "150%", "at_stretch": "200%"}
STAIR = {"method": "curve", "threshold": "80%", "at_threshold": "50%", "stretch": "120%", "at_stretch": "130%"}
FASTER = {"method": "accelerator", "rate": 2, "cap": "150%", "floor": "60%"}
CELLS = [
    {"first": "100%", "second": "90%", "share": "100%"},
    {"first": "90%", "second": "90%", "share": "70%"},
    {"first": "120%", "second": "100%", "share": "130%"},
]
MATRIX = {"method": "matrix", "metric": "collections", "cells": CELLS}


def _decimals(written: dict[str, object]) -> dict[str, object]:
    """Return a method whose points, written as texts here, are exact numbers."""
    names = ("points", "below", "base_points", "max", "min")
    return {key: number(str(value)) if key in names else value for key, value in written.items()}


@pytest.mark.parametrize(
    ("score", "actual", "target", "lower", "expected"),
    [
        (RATIO, 80, 100, False, 80),
        (RATIO, 150, 100, False, 150),
        (RATIO, -5, 100, False, 0),
        (CAPPED, 150, 100, False, 120),
        (CAPPED, 60, 100, False, 60),
        (CAPPED, "59.99", 100, False, 0),
        (RATIO, 27, 30, True, 110),
        (RATIO, 33, 30, True, 90),
        (RATIO, 75, 30, True, 0),
        (TURNED, 25, 20, True, 80),
        (TURNED, 16, 20, True, 125),
        (TURNED | {"cap": "120%"}, 0, 20, True, 120),
        (TURNED, 25, 20, False, 125),
    ],
)
def test_ratio(score: dict[str, object], actual: float | str, target: int, lower: bool, expected: int) -> None:  # noqa: FBT001
    """比率法: the two forms for lower is better are 2 − 33 ÷ 30 = 90 % and 20 ÷ 25 = 80 % (by hand)."""
    assert given(score, reading(actual, target, lower_is_better=lower)) == expected


def test_six_lines_at_80_percent() -> None:
    """Weights 20, 15, 15, 15, 15, 20 at an attainment of 80 % are 80 (https://m.taodocs.com/p-313471.html)."""
    found = [given(RATIO, reading(80, 100), weight) for weight in (20, 15, 15, 15, 15, 20)]
    assert sum(one for one in found if isinstance(one, Decimal)) == 80


def test_clamp() -> None:
    """Within 0 and 100, 150 is 100 and −5 is 0.

    https://help.profitstarsfps.com/Welcome/GUID-08628CC7-82D9-4DF3-B1DA-799FE8D42D2D.html
    """
    score = {"method": "linear", "floor": 0, "ceiling": 100}
    assert [given(score, reading(value)) for value in (150, -5)] == [100, 0]


@pytest.mark.parametrize(
    ("actual", "previous", "lower", "expected"),
    [(1150, 1000, False, 15), (1075, 1000, False, Decimal("7.5")), (1200, 1000, False, 18), (900, 1000, False, 0),
     (850, 1000, True, 15), (1100, 1000, True, 0)],
)  # fmt: skip
def test_growth(actual: int, previous: int, lower: bool, expected: Decimal) -> None:  # noqa: FBT001
    """同比: growth of 15 % earns all of 15, half of it half, 20 % the cap of 18 (by hand)."""
    assert given(GROWTH, reading(actual, previous=previous, lower_is_better=lower), 15) == expected


@pytest.mark.parametrize(("rank", "expected"), [(1, 15), (2, 10), (3, 10), (4, 5), (40, 5)])
def test_rank(rank: int, expected: int) -> None:
    """排名: the first has 15, the second and third 10, all others 5."""
    assert given(RANK, reading(rank=rank, of=40), 15) == expected


def test_ties_share_the_better_place() -> None:
    """Two seconds leave no third."""
    values = {name: Decimal(value) for name, value in (("ann", 90), ("bob", 80), ("cy", 90), ("di", 70), ("eve", 95))}
    assert places(values) == {"eve": 1, "ann": 2, "cy": 2, "bob": 4, "di": 5}
    assert places(values, lower_is_better=True) == {"di": 1, "bob": 2, "ann": 3, "cy": 3, "eve": 5}


@pytest.mark.parametrize(("days", "expected"), [(25, 15), (28, 10), (30, 10), ("30.01", 0), (31, 0), (0, 15)])
def test_bands_of_days(days: float | str, expected: int) -> None:
    """层差法: up to 25 days 15 points, up to 30 days 10, beyond 0.

    http://hongweilanqiujulebu.com/hr/jixiaokaohe/559891.html
    """
    assert given(DAYS, reading(days, lower_is_better=True), 15) == expected


@pytest.mark.parametrize(
    ("attained", "expected"), [(50, 5), ("60", 10), (75, 10), ("75.5", "no_band"), (76, 15), (100, 15), (101, 20)]
)
def test_a_gap_between_bands_is_no_data(attained: float | str, expected: int | str) -> None:
    """Under 60, 60 to 75, 76 to 100, over 100 have no points for 75.5 %, and none are made up.

    https://template.net/edit-online/325594/sales-product-rubric-for-newbies
    """
    bands = [{"to": "59.99%", "points": 5}, {"from": "60%", "to": "75%", "points": 10},
             {"from": "76%", "to": "100%", "points": 15}, {"from": "100.01%", "points": 20}]  # fmt: skip
    score = {"method": "bands", "of": "attainment", "bands": bands}
    assert given(score, reading(attained, 100), 20) == expected


def test_bands_with_lower_limits() -> None:
    """A band with `from` alone ends below the next higher one."""
    score = {"method": "bands", "bands": [{"from": 90, "points": 20}, {"from": 60, "points": 10}, {"points": 1}]}
    assert [given(score, reading(value)) for value in (59, 60, 89, 90, 200)] == [1, 10, 10, 20, 20]


@pytest.mark.parametrize(("value", "expected"), [(60, 0), ("77.5", 50), (95, 100), (99, 100), (20, 0)])
def test_linear(value: float | str, expected: int) -> None:
    """线性: half of the way from 60 to 95 earns half (by hand)."""
    assert given(LINEAR, reading(value)) == expected


def test_linear_downwards() -> None:
    """With the floor above the ceiling fewer days are better."""
    score = {"method": "linear", "floor": "60d", "ceiling": "30d"}
    assert [given(score, reading(value, lower_is_better=True)) for value in (61, 45, 30, 10)] == [0, 50, 100, 100]


@pytest.mark.parametrize(
    ("count", "actual", "expected"),
    [("full", 88, 28), ("begun", 88, 27), ("full", "85.01", 28), ("full", 85, 27), ("begun", 85, 27), ("full", 99, 30),
     ("begun", 99, 29), ("full", 112, 30), (None, 88, "27.6")],
)  # fmt: skip
def test_steps(count: str | None, actual: float | str, expected: float | str) -> None:
    """Every 5 % below the target costs 1 of 30 points (每低 5% 扣 1 分): 88 % are two full ones, three begun."""
    score = {"method": "slope", "base": "100%", "base_points": 30, "per": "5%", "points": 1, "max": 30, "count": count}
    written = {key: value for key, value in score.items() if value is not None}
    assert given(written, reading(actual, 100, unit="money"), 30) == number(expected)


@pytest.mark.parametrize(
    ("score", "value", "expected"),
    [(PROFIT, "0.002", 23), (PROFIT, 0, 20), (PROFIT, "-0.001", "18.5"), (PROFIT, "-0.02", 0), (COLLECTION, 4, 28),
     (COLLECTION, -3, 33), (BAD_DEBT, "0.002", 5), (BAD_DEBT, "0.004", 4), (BAD_DEBT, "0.001", 5)],
)  # fmt: skip
def test_slopes(score: dict[str, object], value: float | str, expected: float | str) -> None:
    """Profit 20 + rate ÷ 0.1 % × 1.5; collection 30 − 0.5 a day late, + 1 early; bad debt 5 − 0.5 each 0.1 %.

    https://wukong.top/doc/175108.html
    """
    assert given(_decimals(score), reading(value)) == number(expected)


def test_sales_and_administration() -> None:
    """Sales 40 × attainment; administration 5, less 1 each (https://wukong.top/doc/175108.html)."""
    assert given(RATIO, reading(90, 100), 40) == 36
    assert [given(ADMIN, reading(count), 5) for count in (0, 2, 9)] == [5, 3, 0]


def test_marginal_tiers() -> None:
    """Of 160,000 the 50,000 above 100,000 earn 8 %, the 10,000 above 150,000 earn 12 %.

    https://support2.salescookie.com/portal/en/kb/articles/kb-how-do-i-set-attainment-levels-and-their-thresholds
    """
    first = {"method": "slope", "base": "100k", "base_points": 0, "per": 1, "points": "0.08", "max": 4000}
    second = {"method": "slope", "base": "150k", "base_points": 0, "per": 1, "points": "0.12", "max": 6000}
    assert [given(_decimals(one), reading(160_000)) for one in (first, second)] == [
        Decimal("0.08") * 50_000,
        Decimal("0.12") * 10_000,
    ]


@pytest.mark.parametrize(("count", "expected"), [(0, 5), (1, 5), (2, 3), (3, 1), (4, 0), (9, 0)])
def test_deduction(count: int, expected: int) -> None:
    """减分法: 5 points, the first complaint free, 2 off for each other one, 5 at the most."""
    assert given(COMPLAINTS, reading(count), 5) == expected
    assert given(COMPLAINTS, reading(count, 0, lower_is_better=True), 5) == expected


@pytest.mark.parametrize(("value", "lower", "expected"), [("0.9", False, 5), ("0.89", False, 0), ("0.9", True, 5)])
def test_pass_fail(value: str, lower: bool, expected: int) -> None:  # noqa: FBT001
    """非此即彼法: at the limit it is passed, whichever way is better."""
    assert given(PASS, reading(value, lower_is_better=lower), 5) == expected
    worse = reading(Decimal(value) + (1 if lower else -1), lower_is_better=lower)
    assert given(PASS, worse, 5) == 0


def test_a_limit_in_percent_of_money_is_attainment() -> None:
    """Revenue of 95 against 100 passes at 90 %; a share of 95 % is held against 90 % itself."""
    assert given(PASS, reading(95, 100, unit="money"), 5) == 5
    assert given(PASS, reading(85, 100, unit="money"), 5) == 0
    assert given(PASS, reading("0.95", "1", unit="percent"), 5) == 5
    assert given(PASS, reading(95, unit="money"), 5) == "no_target"
    assert given(PASS, reading(33, 30, unit="days", lower_is_better=True), 5) == 5


@pytest.mark.parametrize(("level", "expected"), [("1", 0), ("2", 6), ("3", 10), ("4", 11), ("5", "unknown_level")])
def test_levels(level: str, expected: int | str) -> None:
    """说明法: the written share of the weight."""
    assert given(LEVELS, reading(level=level), 10) == expected


@pytest.mark.parametrize(
    ("attained", "expected"), [(69, 0), (70, 0), (85, 5000), (100, 10000), (120, 14000), (200, 20000)]
)
def test_payout_curve(attained: int, expected: int) -> None:
    """10,000 with threshold 70 %, twice as steep above target, at most double: 5000 at 85, 14,000 at 120.

    https://bonuspaycalc.com/guides/bonus-payout-curve-explained.html
    """
    assert given(PAYOUT, reading(attained, 100), 10_000) == expected


@pytest.mark.parametrize(
    ("attained", "expected"), [(79, 0), (80, 50), (90, 75), (100, 100), (110, 115), (120, 130), (150, 130)]
)
def test_curve(attained: int, expected: int) -> None:
    """门槛-目标-挑战: nothing below, even between, constant above (by hand)."""
    assert given(STAIR, reading(attained, 100)) == expected


@pytest.mark.parametrize(
    ("attained", "expected"), [(59, 0), (60, 60), (85, 85), (100, 100), (110, 120), (125, 150), (126, 150), (300, 150)]
)
def test_accelerator(attained: int, expected: int) -> None:
    """超额加速法: nothing below the floor, as attainment to 100 %, twice as fast above, at most the cap (by hand)."""
    assert given(FASTER, reading(attained, 100)) == expected


def test_published_accelerators() -> None:
    """Beyond quota alone the rate is higher, in three published examples.

    With twice the rate above 100 % somebody at 120 % earns 40 % more (salesopsclub.com/glossary/accelerator).
    Of 180,000 on a quota of 150,000 the first 150,000 earn 8 %, 12,000, and the rest 12 %, 3,600
    (prowi.io/en/glossary/accelerator). W17 above its target: 10,000 at 100 %, 14,000 at 120 %, at most double.
    """
    open_end = FASTER | {"cap": "1000%"}
    assert given(open_end, reading(120, 100)) == 140
    assert given(open_end | {"rate": Decimal("1.5")}, reading(180_000, 150_000), 12_000) == 12_000 + 3_600
    w17 = FASTER | {"cap": "200%"}
    assert [given(w17, reading(attained, 100), 10_000) for attained in (100, 120, 200)] == [10_000, 14_000, 20_000]


def test_accelerator_where_lower_is_better() -> None:
    """15 days against 20 are 125 % of the target, and what lies above it counts twice (by hand)."""
    assert given(FASTER, reading(15, 20, lower_is_better=True)) == 150
    assert given(FASTER, reading(18, 20, lower_is_better=True)) == 120


@pytest.mark.parametrize(
    ("first", "second", "expected"), [(100, "0.9", 100), (99, "0.9", 70), (130, 1, 130), (130, "0.8", 0), (89, 2, 0)]
)
def test_matrix(first: int, second: float | str, expected: int) -> None:
    """矩阵: the best of the cells of which both attainments are reached."""
    assert given(MATRIX, reading(first, 100, other_attainment=second)) == expected


@pytest.mark.parametrize(
    ("score", "one", "reason"),
    [
        (RATIO, NOTHING, "no_actual"),
        (RATIO, reading(5), "no_target"),
        (RATIO, reading(5, 0), "zero_target"),
        (TURNED, reading(0, 5, lower_is_better=True), "zero_actual"),
        (GROWTH, NOTHING, "no_actual"),
        (GROWTH, reading(5), "no_previous"),
        (GROWTH, reading(5, previous=0), "zero_previous"),
        (GROWTH, reading(5, previous=-5), "negative_previous"),
        (GROWTH | {"full": "0%"}, reading(5, previous=5), "no_range"),
        (RANK, NOTHING, "no_rank"),
        ({"method": "rank", "steps": [{"to": 3, "points": 5}]}, reading(rank=4), "no_place"),
        (DAYS, NOTHING, "no_actual"),
        (DAYS | {"of": "attainment"}, reading(5), "no_target"),
        (LINEAR, NOTHING, "no_actual"),
        (LINEAR | {"floor": 95}, reading(95), "no_range"),
        (_decimals(PROFIT), NOTHING, "no_actual"),
        (_decimals(PROFIT) | {"per": 0}, reading(1), "no_range"),
        (ADMIN, NOTHING, "no_actual"),
        (PASS, NOTHING, "no_actual"),
        (LEVELS, NOTHING, "no_assessment"),
        (STAIR, reading(5, 0), "zero_target"),
        (STAIR | {"threshold": "100%"}, reading(5, 5), "no_range"),
        (FASTER, NOTHING, "no_actual"),
        (FASTER, reading(5, 0), "zero_target"),
        (FASTER | {"rate": 1}, reading(5, 5), "no_range"),
        (FASTER | {"cap": "100%"}, reading(5, 5), "no_range"),
        (FASTER | {"floor": "101%"}, reading(5, 5), "no_range"),
        (MATRIX, reading(5), "no_target"),
        (MATRIX, reading(5, 5), "no_other"),
        (RATIO, reading(5, 5, reason="incomplete"), "incomplete"),
    ],
)
def test_what_is_missing_is_no_data(score: dict[str, object], one: Reading, reason: str) -> None:
    """Without data, or with a target of 0, there is a reason and never 0 points."""
    found = scored(score, one)
    assert (found.raw, found.points, found.reason) == (None, None, reason)


def test_a_line_can_be_recomputed() -> None:
    """The steps hold everything that went in, in the order of the calculation."""
    found = scored(CAPPED, reading(150, 100), 35)
    assert [found.raw, found.points] == [Decimal("52.5"), 42]
    assert found.steps == (
        ("actual", Decimal(150)), ("target", Decimal(100)), ("attainment", Decimal("1.5")), ("weight", Decimal(35)),
        ("floor", Quantity(Decimal("0.6"), "%")), ("cap", Quantity(Decimal("1.2"), "%")),
        ("raw", Decimal("52.5")), ("points", Decimal(42)),
    )  # fmt: skip
    found = scored(FASTER, reading(130, 100), 35)
    assert [found.raw, found.points] == [56, Decimal("52.5")]
    assert found.steps == (
        ("actual", Decimal(130)), ("target", Decimal(100)), ("attainment", Decimal("1.3")), ("rate", Decimal(2)),
        ("share", Decimal("1.6")), ("weight", Decimal(35)), ("floor", Quantity(Decimal("0.6"), "%")),
        ("cap", Quantity(Decimal("1.5"), "%")), ("raw", Decimal(56)), ("points", Decimal("52.5")),
    )  # fmt: skip
    labels = [label for label, _ in scored(TURNED, reading(25, 20, lower_is_better=True)).steps]
    assert labels == ["actual", "target", "form", "attainment", "weight", "raw", "points"]


def test_attainment_and_variance_stand_beside_any_method() -> None:
    """24 days against 30 are 6 better, and an attainment of 2 − 24 ÷ 30, though bands give the points."""
    found = scored(DAYS, reading(24, 30, lower_is_better=True), 15)
    assert [found.variance, found.attainment] == [6, Decimal("1.2")]
    assert scored(LEVELS, reading(level="3")).attainment is None
    assert scored(LINEAR, reading(70, 80)).variance == -10


def test_limits_in_other_units() -> None:
    """Four weeks on a metric in days are 28; where there is no rate there is no method."""
    bands = [{"to": "4w", "points": 15}, {"to": "6w", "points": 5}, {"points": 0}]
    found = kpi({"method": "bands", "bands": bands}).score.in_units(lambda one: one.number * 7)
    assert isinstance(found, Bands)
    assert [one.to.number for one in found.bands if one.to] == [28, 42]
    assert kpi(LINEAR).score.in_units(lambda _: None) is None
    for without in (kpi(RATIO), kpi(LEVELS), kpi(MATRIX), kpi(STAIR), kpi(FASTER)):
        assert without.score.in_units(lambda _: None) == without.score
    for same in (kpi(PASS), kpi(LINEAR), kpi(_decimals(PROFIT))):
        assert same.score.in_units(lambda one: one.number) == same.score
