"""The problem in the story of huadong: found before the day on which an adjustment mends it, and gone from then on."""

import json
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from plancode.pipeline.building import build
from tests.examples import example, pages_of
from tests.support import PLANS, ran

BEFORE: Final = date(2026, 3, 31)
AFTER: Final = date(2026, 4, 1)
PROBLEM: Final = {("CAP102", "revenue-2026/team=shanghai@plan"), ("CAP103", "gu-jiayi")}
SHORT: Final = "有 2 个期间低于 100%；最低的是2026年5月，只有 94.5%"
FULL: Final = "占用率 201.2%"


def _open(day: date) -> set[tuple[str, str]]:
    """Return the open findings of a day, each with whom it is about."""
    found = example("huadong", day, results=False).open
    return {(one.code, one.entity.id if one.entity else "") for one in found}


def _ratios(day: date, team: str) -> dict[str, Decimal]:
    """Return capacity over the commitment of a team, by month, as `show` prints it."""
    options = ("--plan", PLANS / "huadong", "--as-of", day.isoformat(), "--team", team, "--period", "each")
    rows = json.loads(ran("show", "capacity", *options, "--format", "json").out)["rows"]
    return {row["period"]["name"]: Decimal(row["ratio"]) for row in rows if row["scope"]["id"] == team}


@pytest.mark.parametrize("day", [date(2026, 1, 15), BEFORE])
def test_secondment_is_found_as_long_as_nobody_has_answered_it(day: date) -> None:
    """From January to the day before the adjustment a team is short in two months, and somebody has too much work."""
    assert _open(day) >= PROBLEM


def test_it_is_the_only_problem_of_the_plan() -> None:
    """On the last day before the adjustment nothing else is open: both findings have one cause."""
    assert _open(BEFORE) == PROBLEM


def test_adjustment_mends_it() -> None:
    """From the first of April nothing is open, and nothing about capacity had to be accepted."""
    assert _open(AFTER) == set()
    told = {one.code for one in example("huadong", AFTER, results=False).findings}
    assert not told & {"CAP102", "CAP103", "CAP115"}


def test_capacity_of_the_team_is_short_in_two_months_before_and_in_none_after() -> None:
    """April and May of Shanghai are below the commitment before the adjustment, and no month is after it."""
    before, after = _ratios(BEFORE, "shanghai"), _ratios(AFTER, "shanghai")
    assert {month for month, ratio in before.items() if ratio < 1} == {"2026-04", "2026-05"}
    assert (round(before["2026-05"], 3), round(after["2026-05"], 3)) == (Decimal("0.945"), Decimal("1.140"))
    assert min(after.values()) > 1
    assert _ratios(BEFORE, "nanjing") == _ratios(AFTER, "nanjing")


def test_front_page_and_team_page_tell_it() -> None:
    """The front page says what is wrong before and no more after; the team page shows its worst month on both days."""
    before, after = (
        {name: page.decode() for name, page in build(example("huadong", BEFORE)).items()},
        pages_of("huadong"),
    )
    assert SHORT in before["README.md"]
    assert FULL in before["README.md"]
    assert "CAP10" not in after["README.md"]
    assert "2026年5月：0.94" in before["teams/shanghai.md"]
    assert "2026年6月：1.14" in after["teams/shanghai.md"]


def test_page_of_the_person_says_what_holds() -> None:
    """What an adjustment puts in place of a change stands in its stead, in the order of days."""
    (line,) = (
        line for line in pages_of("huadong")["people/gu-jiayi.md"].splitlines() if line.startswith("- **变动:**")
    )
    assert "每周三天" not in line
    assert line.index("不再借调") < line.index("借调结束")
