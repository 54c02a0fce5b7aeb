"""Pace: plan to date, forecasts, what is still asked for, and the status (by hand)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.model.policy import PacePolicy
from plancode.scorecard.pace import Progress, Stage, pace, status_of
from tests.making import FEW
from tests.scorecard.cards import number

POLICY: Final = PacePolicy()


def _stages(*rows: tuple[float, float, float, float | None]) -> tuple[Stage, ...]:
    return tuple(
        Stage(Decimal(plan), Decimal(days), Decimal(passed), number(season)) for plan, days, passed, season in rows
    )


QUARTERS: Final = _stages((100, 60, 60, 1), (200, 65, 13, 2), (300, 65, 0, 4), (200, 60, 0, 3))


def _progress(actual: float | str | None, **more: Any) -> Progress:  # noqa: ANN401
    return Progress(**{"stages": QUARTERS, "actual": number(actual)} | more)


def test_plan_to_date() -> None:
    """A full quarter of 100, and of the one that runs 13 of 65 working days: 140 of 800."""
    found = _progress(133)
    assert [found.to_date, found.whole, found.passed, found.left] == [140, 800, 73, 177]
    assert found.season == Decimal("0.14")


def test_figures_by_hand() -> None:
    """133 of 140 are 95 % and on track; at that rate 133 × 250 ÷ 73, with the season 133 ÷ 14 % come."""
    policy = PacePolicy.model_validate({"judge_from": "10%"})
    found = pace(_progress(133), policy)
    assert (found.status, found.why, found.judged) == ("on_track", "on_track", "to_date")
    assert [found.attainment, found.gap] == [Decimal("0.95"), -7]
    assert found.run_rate_forecast == Decimal(133) * 250 / 73
    assert found.season_forecast == found.forecast == 950
    assert found.forecast_gap == 150
    assert found.required == Decimal(667) / 177


@pytest.mark.parametrize(
    ("actual", "status"),
    [
        (200, "on_track"),
        (133, "on_track"),
        ("132.9", "at_risk"),
        (119, "at_risk"),
        ("118.9", "off_pace"),
        (0, "off_pace"),
    ],
)
def test_limits_of_the_policy(actual: float | str, status: str) -> None:
    """On track from 95 % of the plan to date, at risk from 85 %, off pace below."""
    assert pace(_progress(actual), POLICY).status == status


def test_too_early() -> None:
    """Below 15 % of the plan nothing is judged; from there on it is."""
    early = _stages((100, 60, 60, 1), (700, 65, 0, 1))
    assert (pace(_progress(0, stages=early), POLICY).status, pace(_progress(0, stages=early), POLICY).why) == (
        "too_early",
        "judge_from",
    )
    assert pace(_progress(0, stages=_stages((120, 60, 60, 1), (680, 65, 0, 1))), POLICY).status == "off_pace"
    begun = _stages((0, 60, 60, 1), (700, 65, 0, 1))
    free = PacePolicy.model_validate({"judge_from": "0%"})
    assert pace(_progress(5, stages=begun), free).why == "judge_from"


def test_few_deals() -> None:
    """Two deals say nothing where two were planned, until the time is over; none at all is off pace, planned or not."""
    assert pace(_progress(100, deals=2), POLICY).why == "min_deals"
    assert pace(_progress(100, deals=1, deals_planned=2), POLICY).status == "too_early"
    assert pace(_progress(0, deals=0, deals_planned=8), POLICY).status == "off_pace"
    assert pace(_progress(0, deals=0), POLICY).status == "off_pace"
    assert pace(_progress(140, deals=3), POLICY).status == "on_track"
    assert pace(_progress(100, deals=2, is_over=True), POLICY).status == "off_pace"


def test_not_judged() -> None:
    """Without actual, plan or target there is no status, and no figure that would take them for 0."""
    found = pace(_progress(None), POLICY)
    assert (found.status, found.why) == ("not_judged", "no_actual")
    figures = (found.attainment, found.gap, found.forecast, found.forecast_gap, found.required)
    assert figures == (None,) * 5
    assert pace(_progress(5, stages=()), POLICY).why == "no_plan"
    assert (
        pace(_progress(5, stages=tuple(replace(one, plan=Decimal(0)) for one in QUARTERS)), POLICY).why == "zero_target"
    )


def test_pipeline() -> None:
    """Booked 50 and weighted open deals of 710 are 95 % of 800, whatever the plan to date asks."""
    found = pace(_progress(50, pipeline=Decimal(710)), POLICY)
    assert (found.status, found.judged) == ("on_track", "pipeline")
    assert found.pipeline_forecast == found.forecast == 760
    assert found.forecast_gap == -40
    assert pace(_progress(50, pipeline=Decimal(600)), POLICY).status == "off_pace"


@pytest.mark.parametrize(
    ("actual", "status"),
    [(100, "on_track"), (147, "on_track"), (154, "at_risk"), (161, "at_risk"), (162, "off_pace"), (400, "off_pace")],
)
def test_lower_is_better(actual: int, status: str) -> None:
    """Costs of 5 % over the plan to date are on track, of 15 % at risk, beyond that off pace."""
    found = pace(_progress(actual, lower_is_better=True), POLICY)
    assert found.status == status
    assert found.gap == 140 - actual
    assert found.forecast_gap == 800 - Decimal(actual) / Decimal("0.14")
    assert (found.required, found.remaining) == (None, Decimal(800 - actual))
    spent = pace(_progress(actual, lower_is_better=True, is_budget=True), POLICY)
    assert (spent.status, spent.attainment, spent.remaining) == (status, None, Decimal(800 - actual))


def test_required_is_never_less_than_nothing() -> None:
    """Who has reached the target needs nothing more; with no day left nothing can be asked."""
    assert pace(_progress(900), POLICY).required == 0
    over = tuple(replace(one, passed=one.days) for one in QUARTERS)
    found = pace(_progress(700, stages=over), POLICY)
    assert [found.required, found.run_rate_forecast, found.season_forecast] == [None, 700, 700]


def test_periods_without_working_days() -> None:
    """A period without any counts once a later one has begun."""
    stages = _stages((100, 20, 20, None), (50, 0, 0, None), (100, 20, 1, None))
    assert _progress(0, stages=stages).to_date == 155
    assert _progress(0, stages=(*stages[:2], replace(stages[2], passed=Decimal(0)))).to_date == 100


def test_without_season_the_run_rate_is_the_forecast() -> None:
    """A season is known for every period or not at all."""
    stages = (replace(QUARTERS[0], season=None), *QUARTERS[1:])
    found = pace(_progress(133, stages=stages), POLICY)
    assert found.season_forecast is None
    assert found.forecast == found.run_rate_forecast


def test_status_of_a_value() -> None:
    """What does not add up is judged by its attainment alone."""
    assert [status_of(Decimal(one), POLICY) for one in ("0.95", "0.85", "0.84")] == ["on_track", "at_risk", "off_pace"]


@given(
    plans=st.lists(st.integers(1, 1000), min_size=2, max_size=12),
    passed=st.integers(0, 240),
    percents=st.tuples(st.integers(0, 200), st.integers(0, 200)),
    lower=st.booleans(),
)
@FEW
def test_more_is_never_worse(plans: list[int], passed: int, percents: tuple[int, int], lower: bool) -> None:  # noqa: FBT001
    """The plan to date lies within the year, who follows it is on track or early, and more never has a worse status."""
    days = [max(min(passed - 20 * at, 20), 0) for at in range(len(plans))]
    stages = _stages(*((plan, 20, done, plan) for plan, done in zip(plans, days, strict=True)))
    to_date = _progress(0, stages=stages).to_date
    assert 0 <= to_date <= sum(plans)
    even = pace(replace(_progress(0, stages=stages, lower_is_better=lower), actual=to_date), POLICY)
    assert even.status in ("on_track", "too_early")
    if even.forecast is not None:
        assert round(even.forecast, 9) == sum(plans)
    worse, better = sorted(percents, reverse=lower)
    order = ("off_pace", "at_risk", "on_track", "too_early")
    found = [pace(replace(even.progress, actual=to_date * one / 100), POLICY).status for one in (worse, better)]
    assert found == sorted(found, key=order.index)
