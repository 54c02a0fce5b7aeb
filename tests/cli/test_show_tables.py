"""`plancode show TABLE`: for people in a terminal, for programs as JSON and CSV, and where figures come from."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from plancode.cli.show import TABLES
from plancode.locale.width import width
from plancode.pipeline.tabling import TABLES as ALL_TABLES
from plancode.report.table_v1 import harmless, table_csv
from plancode.said.value import Against, Rounded
from plancode.tables.table import Column, Row, Table
from tests.report.published import faults
from tests.support import DAY, PLANS, ran

pytestmark = pytest.mark.usefixtures("read_once")

HUADONG = ("--plan", str(PLANS / "huadong"), *DAY)
LARGEST = ("adventure-works", "coverage")
AFTER = ("--plan", str(PLANS / "huadong"), "--as-of", "2026-06-01")


def shown(*arguments: str | Path) -> str:
    """Return what a `show` that succeeds prints."""
    done = ran("show", *arguments)
    assert done.code == 0, done.err
    return done.out


def as_json(*arguments: str | Path) -> dict[str, Any]:
    """Return a table as JSON."""
    found: dict[str, Any] = json.loads(shown(*arguments, "--format", "json"))
    return found


def test_tables_are_the_same_everywhere() -> None:
    """The command offers exactly the tables that can be made."""
    assert TABLES == ALL_TABLES


@pytest.mark.parametrize("table", TABLES)
def test_text_fits_into_80_columns(table: str) -> None:
    """Every table of a Chinese plan fits a terminal of 80 columns."""
    lines = shown(table, *HUADONG).splitlines()
    assert len(lines) > 3
    assert max(width(line) for line in lines) <= 80


@pytest.mark.parametrize(
    ("plan", "table"),
    [
        pytest.param(plan, table, marks=pytest.mark.slow if (plan, table) == LARGEST else ())
        for plan in ("huadong", "adventure-works", "starter")
        for table in TABLES
    ],
)
def test_json_is_what_its_schema_says(plan: str, table: str) -> None:
    """Every table of every example, with its reasons, is valid JSON of the published schema."""
    found = as_json(table, "--plan", PLANS / plan, *DAY, "--why")
    assert faults("table", found) == []
    assert found["table"] == table


def test_planned_adjustment_and_revised_stand_side_by_side() -> None:
    """After the handover in May a quota shows what was planned, what the adjustment takes, and what is left."""
    rows = as_json("targets", *AFTER)["rows"]
    (row,) = [one for one in rows if one["scope"] == {"kind": "person", "id": "zhou-min", "title": "周敏"}
              and one["metric"]["id"] == "revenue"]  # fmt: skip
    figures = [Decimal(row[key]) for key in ("planned", "adjustment", "revised")]
    assert figures == [Decimal(17_500_000), Decimal(-2_200_000), Decimal(15_300_000)]


def test_before_it_is_effective_an_adjustment_changes_nothing() -> None:
    """On the first of April the plan is as it was planned."""
    rows = as_json("targets", *HUADONG)["rows"]
    assert all(row["adjustment"] is None and row["planned"] == row["revised"] for row in rows)


def test_levels_add_up_to_what_is_assigned() -> None:
    """Top down and bottom up agree at every level of the plan's revenue."""
    rows = as_json("targets", *HUADONG)["rows"]
    gaps = {row["gap"] for row in rows if row["metric"]["id"] == "revenue" and row["gap"] is not None}
    assert gaps == {"0"}


def test_a_table_can_be_narrowed_to_a_team_and_a_period() -> None:
    """Team and period leave only their rows."""
    rows = as_json("workload", *HUADONG, "--team", "nanjing", "--period", "2026-Q3")["rows"]
    assert {row["team"]["id"] for row in rows} == {"nanjing"}
    assert {row["period"]["name"] for row in rows} == {"2026-Q3"}


def test_each_period_by_itself_adds_up_to_the_whole() -> None:
    """The hours of all periods together are those of the plan."""
    whole = {row["person"]["id"]: Decimal(row["load"]) for row in as_json("workload", *HUADONG)["rows"]}
    parts: dict[str, Decimal] = {}
    for row in as_json("workload", *HUADONG, "--period", "each")["rows"]:
        name = row["person"]["id"]
        parts[name] = parts.get(name, Decimal(0)) + Decimal(row["load"])
    assert {name: round(value, 3) for name, value in parts.items()} == {
        name: round(value, 3) for name, value in whole.items()
    }


@pytest.mark.parametrize(("currency", "parts"), [("TND", "33.334 33.333 33.333"), ("JPY", "34 33 33")])
def test_amounts_have_the_decimals_of_their_currency(currency: str, parts: str, tmp_path: Path) -> None:
    """A dinar of Tunis has a thousand millimes, a yen no parts: what is printed adds up to the whole."""
    people = "".join(f"{{id: {name}, role: rep, team: sales}}, " for name in "abc")
    rests = "".join(f"{{person: {name}, rest: true}}, " for name in "abc")
    plan = f"""plancode: v1\nkind: plan\nid: p\nperiod: 2026\ncurrency: {currency}\nteam: sales
---\nplancode: v1\nkind: team\nid: t\nroles: [{{id: rep, carries_quota: true}}]\nteams: [{{id: sales}}]
people: [{people}]
---\nplancode: v1\nkind: targets\nid: rev\nmetric: revenue\ntarget: {{team: sales, amount: 100}}\nsplit: [{rests}]\n"""
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    lines = [line.split() for line in shown("targets", "--plan", str(tmp_path), *DAY).splitlines()]
    assert sorted((line[1] for line in lines if line and line[0] in ("a", "b", "c")), reverse=True) == parts.split()


def test_csv_opens_in_a_spreadsheet() -> None:
    """CSV begins with a mark of UTF-8, has ids and titles in columns of their own, and plain numbers."""
    text = shown("capacity", *HUADONG, "--format", "csv")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    first = rows[0]
    assert (first["scope"], first["scope_title"]) == ("huadong", "华东大区")
    assert Decimal(first["capacity"]) > Decimal(first["target"])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    """A text that a spreadsheet would run is kept from it."""
    assert harmless(text) == f"'{text}"


def test_negative_numbers_of_csv_are_numbers() -> None:
    """However a number is to be written, a spreadsheet can add it up; a text that begins alike is a text."""
    cells = (Decimal(-1), Against(Decimal("-0.89"), ()), Rounded(Decimal(-2)), "-3")
    columns = tuple(Column(key) for key in "abcd")
    assert table_csv(Table(columns, (Row(cells),)), "en").splitlines()[1] == "-1,-0.89,-2,'-3"


def test_why_names_lines_definition_policy_and_source() -> None:
    """A share of a target is traced to the lines of the share, the target above and its over-assignment."""
    text = shown("targets", *HUADONG, "--team", "shanghai", "--why")
    assert "targets/revenue.yaml:17" in text
    assert "docs/numbers.md#targets" in text
    assert "over_assignment.max 1.15" in text


def test_why_of_capacity_multiplies_to_the_figure() -> None:
    """The factors of somebody's capacity in a month, multiplied, are the figure."""
    found = as_json("capacity", *HUADONG, "--team", "nanjing", "--period", "2026-05", "--why")["rows"]
    row = next(one for one in found if one["scope"]["id"] == "ma-xiao")
    why, _ = row["why"]
    product = Decimal(1)
    for one in why["inputs"]:
        product *= Decimal(str(one["value"]))
    assert abs(product - Decimal(why["value"])) < 10  # inputs are printed with six decimals


def test_unknown_team_and_period_are_told() -> None:
    """A team or period that the plan does not have ends with 1 and says what there is."""
    done = ran("show", "targets", *HUADONG, "--period", "2025-W03")
    assert (done.code, "2026-01" in done.err) == (1, True)
    done = ran("show", "targets", *HUADONG, "--team", "nowhere")
    assert (done.code, "nowhere" in done.err) == (1, True)


CUT = """plancode: v1
kind: plan
id: cut
period: 2026-01-01..2026-06-30
currency: USD
team: sales
---
plancode: v1
kind: team
id: people
roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1200/year, basis: actual}}]
teams: [{id: sales}]
people: [{id: ann, role: rep, team: sales}]
---
plancode: v1
kind: targets
id: goal
metric: revenue
target: {team: sales, amount: 600}
split: [{person: ann, share: 100%}]
"""


@pytest.mark.parametrize(
    ("period", "first", "last", "amount", "days"),
    [
        ("2026-01-15..2026-03-15", "2026-01-15", "2026-03-15", "200", 42),
        ("2026-02-09..2026-02-13", "2026-02-09", "2026-02-13", "25", 5),
        ("2026-W01", "2026-01-01", "2026-01-04", "9.09", 2),
        ("2026", "2026-01-01", "2026-06-30", "600", 129),
        ("2026-Q2", "2026-04-01", "2026-06-30", "300", 65),
    ],
)
def test_range_that_cuts_periods_counts_its_days(  # noqa: PLR0913, PLR0917  # what a range has
    tmp_path: Path, period: str, first: str, last: str, amount: str, days: int
) -> None:
    """Of a period that a range cuts its working days count; the label names exactly what is summed.

    12 of January's 22 working days and 10 of March's 22, with all of February: 54.55 + 100 + 45.45 = 200.
    """
    (tmp_path / "plan.yaml").write_text(CUT, "utf-8")
    where = ("--plan", tmp_path, *DAY, "--period", period)
    for row in as_json("targets", *where)["rows"]:
        assert (row["period"]["from"], row["period"]["to"], row["revised"]) == (first, last, amount)
    (row,) = as_json("timetable", *where)["rows"]
    assert (row["period"]["from"], row["target"], row["working_days"]) == (first, amount, days)


@pytest.mark.parametrize(
    ("name", "period", "told"),
    [
        ("capacity", "2026-01-15..2026-03-15", "2026-02-01..2026-02-28, 2026-01-01..2026-03-31"),
        ("workload", "2026-02-09..2026-02-13", "2026-02-01..2026-02-28"),
        ("coverage", "2026-Q1", "--period"),
    ],
)
def test_table_that_has_no_figures_of_a_range_says_so(tmp_path: Path, name: str, period: str, told: str) -> None:
    """A table whose figures no part of a period tells is refused, with the ranges that it has."""
    (tmp_path / "plan.yaml").write_text(CUT, "utf-8")
    done = ran("show", name, "--plan", tmp_path, *DAY, "--period", period)
    assert (done.code, told in done.err, done.out) == (1, True, "")


def test_heads_are_broken_where_a_table_is_too_wide(tmp_path: Path) -> None:
    """A year of weeks from April stands in columns of 80, its quarters with their days above them in several lines."""
    fiscal = "period: FY2026\nfiscal: {pattern: 4-4-5, starts: 2026-02-02}"
    (tmp_path / "plan.yaml").write_text(CUT.replace("period: 2026-01-01..2026-06-30", fiscal), "utf-8")
    lines = shown("ann", "--plan", tmp_path, *DAY).splitlines()
    assert max(map(width, lines)) <= 80
    assert [sum(f"FY2026-Q{number} ·" in line for line in lines) > 0 for number in range(1, 5)] == [True] * 4
    assert any(line.split()[-5:] == ["150", "150", "150", "150", "600"] for line in lines)


def test_options_of_tables_are_refused_for_people() -> None:
    """`--team` and the like are no options of a person's page."""
    done = ran("show", "zhou-min", *HUADONG, "--why")
    assert done.code == 2
    assert "--why" in done.err


def test_a_plan_without_a_readable_period_is_told(tmp_path: Path) -> None:
    """A folder without a plan shows no table and no traceback."""
    (tmp_path / "team.yaml").write_text("plancode: v1\nkind: team\nid: t\n", "utf-8")
    done = ran("show", "capacity", "--plan", tmp_path)
    assert done.code == 1
    assert "plancode check" in done.err
