"""A planned loss: 100 % where it comes as planned, more the better it comes, on cards, in pace and forecasts."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.model.methods.reading import Reading, reached
from tests.support import ran

PLAN: Final = """\
{plancode: v1, kind: plan, id: f, period: 2026, currency: EUR, team: all,
 metrics: [{id: profit, unit: money, better: higher, over_time: sum, over_scope: sum, least: -5M}]}
---
{plancode: v1, kind: team, id: t, roles: [{id: rep, carries_quota: true}, {id: head, manages: true}],
 teams: [{id: all, manager: boss}, {id: north, parent: all}, {id: south, parent: all}],
 people: [{id: boss, role: head, team: all}, {id: ann, role: rep, team: north}, {id: bob, role: rep, team: south}]}
---
{plancode: v1, kind: targets, id: q, metric: profit, target: {amount: -1.2M}, targets: [{team: north, amount: -1.5M},
 {team: south, amount: 300k}, {person: ann, amount: -1.5M}, {person: bob, amount: 300k}]}
---
{plancode: v1, kind: actuals, id: a, sources: [{id: o, file: o.csv, columns: {date: date, person: who, amount: sum}}],
 metrics: [{metric: profit, source: o, measure: sum}]}
---
{plancode: v1, kind: rubric, id: card, roles: [rep], period: quarter,
 kpis: [{id: line, metric: profit, dimension: outcome, weight: 100, score: {method: ratio, cap: "150%"}}]}
"""
ROWS: Final = (
    "date,who,sum\n2026-01-31,ann,-100000\n2026-02-28,ann,-150000\n2026-03-31,ann,-50000\n2026-03-31,bob,60000\n"
)
AMOUNTS: Final = st.integers(-1000, 1000).map(Decimal)


@pytest.mark.parametrize(
    ("actual", "target", "expected"),
    [
        ("-240", "-300", "1.2"),
        ("-300", "-300", "1"),
        ("-450", "-300", "0.5"),
        ("60", "-300", "2.2"),
        ("0", "-300", "2"),
    ],
)
def test_attainment_of_a_loss(actual: str, target: str, expected: str) -> None:
    """1 + variance over the size of the target: less of a loss is more."""
    assert Reading(Decimal(actual), Decimal(target)).attainment() == Decimal(expected)


def test_sheet_says_how_a_loss_is_scored(tmp_path: Path) -> None:
    """The line is recomputed by what stands beside it: 1 + 75,000 ÷ 375,000 = 120 %."""
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "o.csv").write_text(ROWS, encoding="utf-8")
    told = ran("score", str(tmp_path), "--as-of", "2026-04-05", "--person", "ann").out
    assert "(1 + variance ÷ size of the target) × weight" in " ".join(told.split())


@given(AMOUNTS, AMOUNTS, AMOUNTS.filter(bool))
def test_attainment_grows_with_the_result(one: Decimal, other: Decimal, target: Decimal) -> None:
    """Whatever the sign of the target: as planned is 100 %, and of two results the larger attains more."""
    assert reached(target, target) == 1
    assert (reached(one, target) > reached(other, target)) is (one > other)


def test_cards_and_pace_judge_a_loss(tmp_path: Path) -> None:
    """A quarter of a planned loss of 1.5M is 375,000; 300,000 of it lost is 120 %, and the year comes to 1.2M."""
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "o.csv").write_text(ROWS, encoding="utf-8")
    day = (str(tmp_path), "--as-of", "2026-04-05")
    told = ran("score", *day).out
    assert "ann     rep        120 %  120.00" in told
    assert "bob     rep         80 %   80.00" in told
    told = ran("track", *day).out
    for line in (
        "north               -375,000  -300,000       120 %   75,000  on track",
        "the whole plan      -300,000  -240,000       120 %   60,000  on track",
        "north           -1,500,000  -1,200,000         300,000   -1,223,438",
    ):
        assert line in told
    codes = {
        one["code"]
        for one in json.loads(ran("check", *day, "--results", "--format", "json").out)["plans"][0]["findings"]
    }
    assert not {"TRK101", "TRK102", "TRK103", "TGT157", "TGT158"} & codes
