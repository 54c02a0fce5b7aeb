"""What growth is measured over: rows of the year before, from the same source, for those who are scored now."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from tests.analysis.small import targets
from tests.scorecard.test_people import BOTH, METRICS, given, lead, line, made, rows, rubric

EACH: Final = targets("targets: [{person: ann, amount: 1200}, {person: bob, amount: 1200}]")
GROWTH: Final = "method: growth, over: last_year, full: 20%"
DAY: Final = date(2026, 3, 31)
NOW: Final = ("2026-01-10,ann,revenue,110", "2026-02-10,bob,revenue,90")
BEFORE: Final = ("2025-01-08,ann,revenue,60", "2025-03-20,ann,revenue,40", "2025-04-01,ann,revenue,999")


@pytest.mark.parametrize(
    ("before", "ann", "bob"),
    [
        (BEFORE, Decimal(50), "no_previous"),
        ((*BEFORE, "2025-02-20,bob,revenue,100"), Decimal(50), Decimal(0)),
        (("2025-01-09,ann,revenue,100",), "no_previous", "no_previous"),
        ((), "no_previous", "no_previous"),
    ],
)
def test_growth_over_rows_of_the_year_before(
    tmp_path: Path, before: tuple[str, ...], ann: Decimal | str, bob: Decimal | str
) -> None:
    """110 after 100 is half of what is wanted; nothing is known where rows begin over a week after the first day."""
    found = made(tmp_path, BOTH, EACH, rubric(line(GROWTH)), given=rows(*before, *NOW), as_of=DAY)
    assert [given(found, "ann"), given(found, "bob")] == [ann, bob]


def test_growth_of_a_mean(tmp_path: Path) -> None:
    """A mean of 8 after one of 5 and 7."""
    sold = rows("2025-01-01,ann,csat,5", "2025-01-31,ann,csat,7", "2026-01-10,ann,csat,8", NOW[0])
    score = rubric(line("method: growth, over: last_year, full: 100%", more="metric: csat"))
    found = made(tmp_path, BOTH, EACH, score, given=sold, as_of=DAY, how="csat: mean")
    assert round(Decimal(given(found, "ann")), 4) == Decimal("33.3333")


def test_growth_over_the_last_quarter_before_the_plan(tmp_path: Path) -> None:
    """110 in the first quarter after 100 in the last one of the year before."""
    sold = rows("2025-01-01,ann,revenue,7", "2025-12-31,ann,revenue,100", *NOW)
    score = rubric(line("method: growth, over: last_period, full: 20%"))
    assert given(made(tmp_path, BOTH, EACH, score, given=sold, as_of=DAY), "ann") == 50


@pytest.mark.parametrize(("stranger", "expected"), [("", Decimal(50)), ("2025-02-01,zoe,revenue,30", "no_previous")])
def test_growth_of_a_team_is_that_of_who_is_in_it_now(tmp_path: Path, stranger: str, expected: Decimal | str) -> None:
    """North grows from 100 to 110; with sales of somebody who is gone, nobody knows what it had."""
    sold = rows(*BEFORE, "2025-01-01,cy,revenue,500", *filter(None, (stranger,)), NOW[0])
    score = rubric(line(GROWTH), roles="lead")
    found = made(tmp_path, METRICS, lead(), EACH, score, given=sold, as_of=DAY)
    assert given(found, "nora") == expected


def test_rows_of_the_year_before_are_no_results(tmp_path: Path) -> None:
    """They count for nothing but growth: not for totals, nor for pace."""
    found = made(tmp_path, BOTH, EACH, rubric(line(GROWTH)), given=rows(*BEFORE, *NOW), as_of=DAY)
    (totals,) = found.results.totals.values()
    assert (totals.rows, totals.total) == (2, Decimal(200))
