"""Season: what is a peak or a trough, what makes one run, and indices found in past amounts."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.calendar.horizon import Horizon
from plancode.calendar.season import runs, season_index
from tests.analysis.small import about, analysed, calendar, head, numbers, target_of, targets
from tests.making import MANY, graph_of

TOP = "target: {amount: 12M}, phasing: "
WEEKS = "{pattern: 4-4-5, starts: 2026-02-02}"


def _horizon(**more: str) -> Horizon:
    graph = graph_of({"plan.yaml": f"plancode: v1\n{head(**more)}"})
    period = graph.period(None)
    assert period is not None
    return Horizon(graph, period)


@pytest.mark.parametrize("holidays", ["", "holidays: {country: CN}"])
def test_year_by_working_days_has_no_season(holidays: str) -> None:
    """A 4-4-5 year phased by working days is flat, with holidays too: every index is 1."""
    analysis = analysed(head("FY2026", fiscal=WEEKS), calendar(holidays or "working_week: [Mon, Tue, Wed, Thu, Fri]"),
                        targets(TOP + "working_days"))  # fmt: skip
    top = target_of(analysis)
    assert analysis.runs(top) == ()
    assert {about(index) for index in analysis.seasons(top)} == {Decimal(1)}


def test_year_of_even_weeks_has_no_season() -> None:
    """A 4-4-5 year with the same in every week is flat: a period of five weeks is no peak."""
    weeks = ["4", "4", "5"] * 4
    listed = ", ".join(str(1000 * int(count)) for count in weeks)
    analysis = analysed(
        head("FY2026", fiscal=WEEKS), targets(f"target: {{amount: 52000}}, phasing: {{amounts: [{listed}]}}")
    )
    top = target_of(analysis)
    assert [round(one or 0, 6) for one in analysis.seasons(top)] == [1] * 12
    assert analysis.runs(top) == ()


def test_even_periods_of_unlike_length_have_a_season() -> None:
    """The same in every period makes those of five weeks troughs where the policy counts days, flat where periods."""
    even = targets(TOP + "even")
    by_days = analysed(head("FY2026", fiscal=WEEKS, policy="{season_index: days, season_delta: 10%}"), even)
    assert [run.numbers for run in by_days.runs(target_of(by_days))] == [(2,), (5,), (8,), (11,)]
    by_periods = analysed(head("FY2026", fiscal=WEEKS, policy="{season_index: periods, season_delta: 10%}"), even)
    assert by_periods.runs(target_of(by_periods)) == ()


def test_index_by_hand() -> None:
    """9 % of the year in a month with 22 of 261 working days is an index of 0.09 ÷ (22 ÷ 261)."""
    amounts = numbers(9, 6, 7, 8, 9, 10, 11, 11, 9, 8, 5, 7)
    index = season_index(_horizon(), amounts)
    assert about(index[0], 12) == about(Decimal("0.09") / (Decimal(22) / 261), 12)
    assert about(index[10], 12) == about(Decimal("0.05") / (Decimal(21) / 261), 12)


def test_without_an_amount_or_days_there_is_no_index() -> None:
    """A year of nothing has no season; a period without working days has none either."""
    assert season_index(_horizon(), [Decimal(0)] * 12) == (None,) * 12
    off = ", ".join(f"2026-01-{day:02}" for day in range(1, 32))
    analysis = analysed(head(), calendar(f"extra_days_off: [{off}]"), targets(TOP + "even"))
    assert analysis.seasons(target_of(analysis))[0] is None


@pytest.mark.parametrize(
    ("indices", "found"),
    [
        (("1.15", "1.149999", "0.85", "0.850001"), [("peak", (0,)), ("trough", (2,))]),
        (("1.2", "1.3", "1", "1.2"), [("peak", (0, 1)), ("peak", (3,))]),
        (("0.5", "1.5", "0.5"), [("trough", (0,)), ("peak", (1,)), ("trough", (2,))]),
        (("1", "1"), []),
        (("1.2", None, "1.2"), [("peak", (0,)), ("peak", (2,))]),
    ],
)
def test_runs(indices: tuple[str | None, ...], found: list[tuple[str, tuple[int, ...]]]) -> None:
    """At 1 ± 15 % a period is a peak or trough; adjacent ones are one run, what lies between ends it."""
    made = runs(_horizon(), [Decimal(one) if one else None for one in indices])
    assert [(one.form, one.numbers) for one in made] == found


@pytest.mark.parametrize(("days", "index"), [("periods", "1.15"), ("days", "0.85"), ("working_days", "0.85")])
def test_index_at_the_limit_is_exact(days: str, index: str) -> None:
    """An index of exactly 1 + 15 % or 1 - 15 % is a peak or trough: no digit gets lost on the way."""
    horizon = _horizon(policy=f"{{season_index: {days}}}")
    sizes = {"periods": [1] * 12, "days": [one.days for one in horizon.periods], "working_days": horizon.working_days}
    for number in range(12):
        amounts = [Decimal(size) * 365 for size in sizes[days]]
        moved = amounts[number] * (1 - Decimal(index))
        amounts[number] -= moved
        amounts[(number + 5) % 12] += moved
        assert any(number in run.numbers for run in runs(horizon, season_index(horizon, amounts)))


def test_run_has_its_days_and_its_strongest_index() -> None:
    """A run spans its periods, and its strongest index is the one furthest from 1."""
    (run,) = runs(_horizon(), numbers("1.2", "1.5", "1.3", *["1"] * 9))
    assert (run.period.start.isoformat(), run.period.last.isoformat()) == ("2026-01-01", "2026-03-31")
    assert run.strongest == Decimal("1.5")
    (trough,) = runs(_horizon(), numbers("1", "0.6", "0.7", *["1"] * 9))
    assert trough.strongest == Decimal("0.6")


def test_delta_is_the_policy_s() -> None:
    """A plan may call less a peak."""
    assert len(runs(_horizon(policy="{season_delta: 5%}"), numbers("1.06", *["1"] * 11))) == 1


@given(amounts=st.lists(st.integers(min_value=0, max_value=10**9), min_size=12, max_size=12))
@MANY
def test_index_weighed_by_days_averages_one(amounts: list[int]) -> None:
    """Weighed by working days indices average 1; runs are in order, and no two of a form adjoin."""
    horizon = _HORIZON
    index = season_index(horizon, [Decimal(one) for one in amounts])
    if any(amounts):
        days = horizon.working_days
        mean = sum((one or 0) * count for one, count in zip(index, days, strict=True)) / sum(days)
        assert about(Decimal(mean), 9) == 1
    found = runs(horizon, index)
    assert all(one.numbers[-1] < other.numbers[0] for one, other in pairwise(found))
    assert all(one.form != other.form or one.numbers[-1] + 1 < other.numbers[0] for one, other in pairwise(found))


_HORIZON = _horizon()
