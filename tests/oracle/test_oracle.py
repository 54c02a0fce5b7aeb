"""Checks of the oracle itself, each worked out by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.oracle.capacity import exact, retention
from tests.oracle.days import Fiscal, Period, moment, months_between, read_calendar
from tests.oracle.figures import Figures, figures, revised
from tests.oracle.plan import read_plan
from tests.oracle.reading import number
from tests.oracle.rounding import split_over_periods
from tests.oracle.targets import Scope

PLANS = Path(__file__).parents[2] / "plans"
HEAD = """
plancode: v1
kind: plan
id: small
period: 2026
currency: EUR
team: all
"""
TEAM = """
---
plancode: v1
kind: team
id: people
roles:
  - {id: lead, manages: true}
  - id: rep
    carries_quota: true
    hours_per_week: 40
    overhead: 25%
    productivity: {metric: revenue, amount: 1.2M/year}
    ramp: [0%, 50%]
teams: [{id: all, manager: eve}, {id: north, parent: all}]
people:
  - {id: eve, role: lead, team: all}
  - {id: ann, role: rep, team: north}
  - {id: bob, role: rep, team: north, start: 2026-03-01}
"""
NORTH: Scope = (("team", "north"),)
EVEN = dict.fromkeys("abc", Fraction(1))


def made(folder: Path, text: str, as_of: date = date.max) -> Figures:
    """Return the figures of a plan made of a text."""
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return figures(folder, as_of)


def person(name: str) -> Scope:
    """Return the scope of a person."""
    return (("person", name),)


def test_quantities() -> None:
    """Numbers are exact, whatever their scale."""
    assert number("1.2亿") == 120_000_000
    assert number("USD 350k") == 350_000
    assert number("7.5%") == Fraction(3, 40)


def test_working_days_of_china_2026() -> None:
    """365 days less weekends and holidays, plus six make-up days; an own day off counts."""
    china = read_calendar({"holidays": {"country": "CN"}})
    assert china.count(Period(date(2026, 1, 1), date(2026, 12, 31))) == 248
    own = read_calendar({"holidays": {"country": "CN"}, "extra_days_off": ["2026-02-13"]})
    assert own.count(Period(date(2026, 2, 1), date(2026, 2, 28))) == 15


def test_months_as_a_measure() -> None:
    """Whole months, then days as a part of the month that they lie in."""
    assert months_between(date(2026, 1, 1), moment(date(2026, 3, 16))) == 2 + Fraction(15, 31)
    assert months_between(date(2011, 5, 31), moment(date(2014, 5, 31))) == 36


def test_periods_of_weeks() -> None:
    """4-4-5: the third period has five weeks, the last of 53 weeks has six; the next year follows on."""
    fiscal = Fiscal("4-4-5", date(2026, 2, 2), 53, 2026)
    assert fiscal.resolve("FY2026-P03") == Period(date(2026, 3, 30), date(2026, 5, 3), "FY2026-P03")
    assert fiscal.resolve("FY2026-P12").length == 42
    assert fiscal.resolve("FY2027").first == date(2027, 2, 8)
    assert fiscal.resolve("FY2025").first == date(2025, 2, 3)


def test_what_has_come_by_each_period_is_rounded() -> None:
    """A hundred in three months is 33.33 and 66.67 by the end of the second; two less in three, one and two less."""
    cent = Fraction(1, 100)
    by_month = split_over_periods(Fraction(100), EVEN, cent)
    assert list(by_month.values()) == [number("33.33"), number("33.34"), number("33.33")]
    assert list(split_over_periods(Fraction(-2), EVEN, Fraction(1)).values()) == [-1, 0, -1]


def test_shares_rests_and_over_assignment(tmp_path: Path) -> None:
    """1,000 × 1.1 = 1,100 is divided: 400 fixed, 25 % = 275, the rest 425; periods of the rest add up too."""
    found = made(
        tmp_path,
        HEAD + TEAM + "---\n{plancode: v1, kind: targets, id: t, metric: revenue, "
        "target: {team: all, amount: 1000, over_assign: 10%}, split: ["
        "{team: north, amount: 400}, {person: eve, share: 25%}, {team: all, product: x, share: 30%}, "
        "{person: ann, rest: true}]}",
    )
    assert found["assigned"]["revenue", (("team", "all"),), "plan"] == 1100
    assert found["targets"]["revenue", person("eve"), "plan"] == 275
    assert found["targets"]["revenue", (("team", "all"), ("product", "x")), "plan"] == 330
    assert found["targets"]["revenue", person("ann"), "plan"] == 400  # below north, which has a row
    assert found["rollup"]["revenue", "all", "plan"] == 675
    assert found["rollup"]["revenue", "north", "plan"] == 400


def test_people_rule_with_ramp(tmp_path: Path) -> None:
    """Bob starts in March with nothing, has half in April, and all from May; Ann takes what he does not."""
    found = made(
        tmp_path,
        HEAD + TEAM + "---\n{plancode: v1, kind: targets, id: t, metric: revenue, target: {team: north, amount: 1200}, "
        "people: {by: even, ramped: 'true'}}",
    )
    ann = [found["targets"]["revenue", person("ann"), f"2026-{month:02d}"] for month in range(3, 6)]
    third = Fraction(100, 3)
    assert ann == [100, 2 * third, 50]
    assert found["street"]["revenue", "north", "2026-04"] == (100, 0, 2 * third + third / 2)
    assert found["targets"]["revenue", person("bob"), "plan"] == third + 8 * 50


def test_capacity_with_ramp(tmp_path: Path) -> None:
    """Ann brings 1.2M; Bob 100k a month times his ramp, as the target is even."""
    found = made(
        tmp_path,
        HEAD + TEAM + "---\n{plancode: v1, kind: targets, id: t, metric: revenue, target: {team: all, amount: 2M}}",
    )
    assert found["capacity"]["revenue", "person", "ann", "plan"] == 1_200_000
    assert found["capacity"]["revenue", "person", "bob", "2026-04"] == 50_000
    assert found["capacity"]["revenue", "team", "north", "plan"] == 1_200_000 + 50_000 + 800_000
    assert ("revenue", "person", "eve", "plan") not in found["capacity"]


def test_survival_and_backfill(tmp_path: Path) -> None:
    """Who left in January is back 60 days after its middle: in April 50 % from 1.5 months + 60 days after 1 January."""
    (tmp_path / "plan.yaml").write_text(HEAD + TEAM, encoding="utf-8")
    plan = read_plan(tmp_path)
    ann = plan.people["ann"]
    role = {"attrition": "12%/year"}
    middle_of_april = Decimal("0.88") ** (Decimal("3.5") / 12)
    assert retention(plan, ann, role, plan.periods[3]) == pytest.approx(middle_of_april, abs=Decimal("1e-25"))
    role |= {"recruiting": "60d", "ramp": ["0%", "50%"]}  # type: ignore[dict-item]
    left_in_january = 1 - Decimal("0.88") ** (Decimal(1) / 12)
    half_from_15_april = exact((4 - Fraction(3, 2) - 60 / Fraction("30.4375")) / 2)  # 0.53 of the month
    expected = middle_of_april + left_in_january * half_from_15_april
    assert retention(plan, ann, role, plan.periods[3]) == pytest.approx(expected, abs=Decimal("1e-25"))


def test_workload_of_calls_and_meetings(tmp_path: Path) -> None:
    """10 customers × 12 calls × 1.5 h = 180 h a year, by working days; a weekly hour is a fifth of an hour a day."""
    found = made(
        tmp_path,
        HEAD + TEAM + "---\n{plancode: v1, kind: territories, id: m, call_plan: {A: {calls: 1/month, minutes: 60min, "
        "travel: 30min}}, territories: [{id: one, team: north, owners: [{person: ann}], account_groups: "
        "[{id: shops, class: A, count: 10}]}]}\n---\n{plancode: v1, kind: cadence, id: c, meetings: "
        "[{id: w, every: 1w, minutes: 60, who: {team: north}}]}",
    )
    assert found["working_days"]["ann", "2026-01"] == 22
    assert found["workload"]["ann", "plan", "calls"] == 180
    assert found["workload"]["ann", "2026-01", "calls"] == 180 * Fraction(22, 261)
    assert found["workload"]["ann", "2026-01", "meetings"] == Fraction(22, 5)
    assert found["workload"]["ann", "2026-01", "hours"] == 22 * 8 * Fraction(3, 4)
    assert found["coverage"]["territory", "one"] == (261, 261)


def test_adjustment_of_huadong() -> None:
    """2.2M less of what remains from 6 May (26 of its 31 days) moves from one to the other; nothing of it is lost."""
    before, found = revised(PLANS / "huadong", date(2026, 5, 5), date(2026, 5, 6))
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    moved = [found["revenue", person("xu-lei"), m] - before["revenue", person("xu-lei"), m] for m in months]
    shares = [Fraction(0)] * 4 + [Fraction(9 * 26, 31)] + [Fraction(n) for n in (10, 11, 11, 9, 8, 5, 7)]
    assert sum(moved) == 2_200_000
    assert all(
        abs(one - 2_200_000 * share / sum(shares)) < number("0.01") for one, share in zip(moved, shares, strict=True)
    )
    for month, amount in zip(months, moved, strict=True):
        assert before["revenue", person("zhou-min"), month] - found["revenue", person("zhou-min"), month] == amount
