"""Sales velocity: what open deals bring a day (docs/numbers.md, Sales velocity)."""

from datetime import date
from decimal import Decimal

import pytest

from plancode.analysis.velocity import Velocity, velocities
from plancode.scorecard.openings import opening
from plancode.tables.selection import Selection
from plancode.tables.velocity import velocity_table
from tests.analysis.small import analysed, head, targets, team

DAY = date(2026, 2, 2)
DEAL = "{{id: d{}, amount: {}, closes: 2026-05-01{}}}"


def _found(deals: str, cycles: str) -> tuple[Velocity, ...]:
    plan = head(team="all", channels="[{id: ka}, {id: web}]", market=f"{{cycles: [{cycles}]}}")
    listed = targets(f"target: {{amount: 1000}}, opportunities: [{deals}]")
    analysis = analysed(plan, team(["id: ann, role: rep, team: all"]), listed, as_of=DAY)
    return velocities(analysis.measures, analysis.deals.all, DAY)


def _deals(count: int, amount: int, more: str = "", start: int = 0) -> str:
    return ", ".join(DEAL.format(number, amount, more) for number in range(start, start + count))


def test_published_velocity() -> None:
    """100 deals of 30,000, a quarter of them won, in 60 days: 12,500 a day, as the page that defines it has it."""
    (found,) = _found(_deals(100, 30_000), "{sales_cycle: 60d, win_rate: 25%}")
    assert found.count == 100
    assert found.mean == 30_000
    assert found.days == 60
    assert found.a_day == 12_500
    assert found.rate_from == "stated"


@pytest.mark.parametrize(
    ("count", "mean", "rate", "days", "printed"),
    [
        pytest.param(18, 42_000, 24, 78, "2326", id="https://winsabove.pages.dev/glossary/sales-velocity"),
        pytest.param(18, 42_000, 24, 65, "2791", id="the same with a shorter cycle, where the page cuts to 2,790"),
        pytest.param(50, 12_000, 25, 90, "1667", id="https://askedwell.com/pages/what-is/sales-velocity"),
        pytest.param(
            40, 25_000, 25, 90, "2778", id="https://www.mavenlb.com/blog/sales-velocity-formula cuts to 2,777"
        ),
    ],
)
def test_other_published_velocities(count: int, mean: int, rate: int, days: int, printed: str) -> None:
    """What others have printed as an example comes out, rounded to whole units."""
    (found,) = _found(_deals(count, mean), f"{{sales_cycle: {days}d, win_rate: {rate}%}}")
    assert found.a_day is not None
    assert f"{found.a_day:.0f}" == printed


@pytest.mark.parametrize(
    ("worth", "gap", "rate", "coverage", "needed"),
    [
        pytest.param(4_800, 1_600, 22, "3.0", "4.5", id="https://winsabove.pages.dev/glossary/pipeline-coverage-ratio"),
        pytest.param(
            7_500,
            2_000,
            28,
            "3.8",
            "3.6",
            id="https://contextawareanalytics.com: 3.75, of how-to-calculate-pipeline-coverage",
        ),
        pytest.param(
            500, 100, 25, "5.0", "4.0", id="https://optif.ai, which multiplies by the rate: 1.25 is 5.0 against 4.0"
        ),
        pytest.param(
            2_400, 800, 50, "3.0", "2.0", id="https://www.calclet.com/tools/sales-pipeline-coverage-ratio-calculator"
        ),
    ],
)
def test_published_coverage(worth: int, gap: int, rate: int, coverage: str, needed: str) -> None:
    """What is open ÷ what is left, and 1 ÷ win rate, come out as they are printed."""
    listed = targets(f"target: {{amount: 9999}}, opportunities: [{_deals(1, worth)}]")
    plan = head(team="all", market=f"{{cycles: [{{sales_cycle: 30d, win_rate: {rate}%}}]}}")
    analysis = analysed(plan, team(["id: ann, role: rep, team: all"]), listed, as_of=DAY)
    made = opening(analysis.measures, analysis.deals.all, analysis.horizon.plan, DAY, Decimal(gap))
    assert made is not None
    assert (f"{made.coverage or 0:.1f}", f"{made.needed or 0:.1f}") == (coverage, needed)


def test_win_rate_is_counted_where_none_is_stated() -> None:
    """One deal won and three lost are a win rate of 25 %; two weeks are 14 days."""
    ended = f"{_deals(1, 9, ', stage: won', 2)}, {_deals(3, 9, ', stage: lost', 3)}"
    (found,) = _found(f"{_deals(2, 700)}, {ended}", "{sales_cycle: 2w}")
    assert found.count == 2
    assert found.rate_from == "counted"
    assert found.a_day == 25


def test_each_deal_has_the_cycle_that_fits_it() -> None:
    """Deals of a channel with a cycle of its own stand apart; overdue ones and those without a day do not count."""
    other = "{id: late, amount: 99, closes: 2026-01-20}, {id: some-day, amount: 99}"
    found = _found(
        f"{_deals(1, 100, ', channel: ka')}, {_deals(1, 60, start=1)}, {other}",
        "{sales_cycle: 30d, win_rate: 50%}, {channel: ka, sales_cycle: 90d, win_rate: 90%}",
    )
    assert [one.count for one in found] == [1, 1]
    assert [one.a_day for one in found] == [Decimal(1), Decimal(1)]


@pytest.mark.parametrize(
    ("deals", "cycles", "lacking"),
    [
        (_deals(1, 9, ", stage: won"), "{sales_cycle: 30d, win_rate: 50%}", "no_open"),
        (_deals(1, 9), "{win_rate: 50%}", "no_cycle"),
        (_deals(1, 9), "{sales_cycle: 30d}", "no_win_rate"),
        ("{id: a, amount: USD 9, closes: 2026-05-01}", "{sales_cycle: 30d, win_rate: 50%}", "no_value"),
    ],
)
def test_what_is_not_known_is_told(deals: str, cycles: str, lacking: str) -> None:
    """Without an open deal, a cycle, a win rate or a value there is no velocity, and the table says why."""
    (found,) = _found(deals, cycles)
    assert (found.lacking, found.a_day) == (lacking, None)


def test_table_adds_up() -> None:
    """The last line of the table is the sum of the rows, rounded to cents once."""
    plan = head(team="all", channels="[{id: ka}]", market=(
        "{cycles: [{sales_cycle: 30d, win_rate: 10%}, {channel: ka, sales_cycle: 7d, win_rate: 50%}]}"
    ))  # fmt: skip
    listed = targets(f"target: {{amount: 1000}}, opportunities: [{_deals(1, 10)}, {_deals(1, 10, ', channel: ka', 1)}]")
    table = velocity_table(analysed(plan, team(["id: ann, role: rep, team: all"]), listed, as_of=DAY), Selection())
    assert [row.cells[-1] for row in table.rows] == [Decimal("0.03"), Decimal("0.71")]
    assert table.total is not None
    assert table.total[-1] == Decimal("0.75")
