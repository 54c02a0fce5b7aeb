"""What was not judged: the last line for people, a property for programs, never a finding; and what counts as such."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from plancode.findings.unjudged import line
from plancode.report.report import PlanReport, Report
from plancode.report.reporters import REPORTERS
from tests.making import PLAN, Files, checked
from tests.support import AS_OF, DAY, ran

TEAM: Final = """plancode: v1
kind: team
id: people
roles: [{id: rep, carries_quota: true, hours_per_week: 40, productivity: {metric: revenue, amount: 90/year}}]
teams: [{id: top}]
people: [{id: ann, role: rep, team: top, start: 2025-01-01}]
---
plancode: v1
kind: targets
id: revenue
metric: revenue
target: {team: top, amount: 100, baseline: {period: 2025, amount: 95}}
split: [{person: ann, rest: true}]
"""
ACTUALS: Final = """plancode: v1
kind: actuals
id: results
sources: [{id: orders, file: orders.csv, credit: seller, columns: {date: day, amount: sum, person: who}}]
metrics: [{metric: revenue, source: orders, measure: sum}]
"""
MAP: Final = "plancode: v1\nkind: territories\nid: map\naccounts: {file: rows.csv}\n"
HALVES: Final = """period: 2026
fiscal:
  periods:
    - {id: first, from: 2026-01-01, to: 2026-06-30}
    - {id: second, from: 2026-07-01, to: 2026-12-31}
"""
SCORED: Final = """plancode: v1
kind: rubric
id: card
roles: [rep]
period: quarter
kpis:
  - {id: talks, assess: {by: field_visit}, dimension: skill, weight: 50, score: {method: linear, floor: 1, ceiling: 5}}
  - {id: care, assess: {by: field_visit}, dimension: service, weight: 50, score: {method: linear, floor: 1, ceiling: 5}}
grades: [{grade: A, from: 80}, {grade: B}]
---
plancode: v1
kind: assessments
id: visits
assessments: [{person: ann, kpi: care, method: field_visit, level: 3, assessor: ann, on: 2026-03-18}]
"""
WHOLE: Final = {"plan.yaml": PLAN + "team: top\n", "team.yaml": TEAM}


def with_change(path: str, old: str, new: str) -> Files:
    """Return the whole plan with one change in a file."""
    assert old in WHOLE[path]
    return WHOLE | {path: WHOLE[path].replace(old, new)}


NOT_JUDGED: Final[dict[str, tuple[Files, tuple[str, str, int]]]] = {
    "a role without productivity": (
        with_change("team.yaml", ", productivity: {metric: revenue, amount: 90/year}", ""),
        ("capacity", "no_productivity", 1),
    ),
    "a quota of an overlay": (
        WHOLE
        | {
            "team.yaml": TEAM.replace(
                "roles: [", "roles: [{id: expert, carries_quota: true, credit: overlay, hours_per_week: 40}, "
            )
            .replace("people: [", "people: [{id: eva, role: expert, team: top}, ")
            .replace("split: [", "split: [{person: eva, amount: 50}, ")
        },
        ("capacity", "overlay", 1),
    ),
    "a role without hours": (
        with_change("team.yaml", "hours_per_week: 40, ", ""),
        ("workload", "no_hours", 1),
    ),
    "a role without overhead, of somebody with visits": (
        WHOLE
        | {
            "map.yaml": "plancode: v1\nkind: territories\nid: map\ncall_plan: {A: {calls: 9/year, minutes: 30min}}\n"
            "territories: [{id: all, team: top, owners: [{person: ann}], account_groups: [{id: g, class: A, count: 9}]}"
            "]"
        },
        ("workload", "no_overhead", 1),
    ),
    "a market without growth": (
        WHOLE | {"plan.yaml": PLAN + "team: top\nmarket: {size: 9000}\n"},
        ("feasibility", "no_market_growth", 1),
    ),
    "a target without a baseline": (
        with_change("team.yaml", ", baseline: {period: 2025, amount: 95}", ""),
        ("feasibility", "no_baseline", 1),
    ),
    "periods without quarters": (
        with_change("plan.yaml", "period: 2026\n", HALVES),
        ("feasibility", "no_quarters", 1),
    ),
    "a line on which nobody was assessed": (WHOLE | {"card.yaml": SCORED}, ("scores", "not_assessed", 1)),
    "a source that was not read": (WHOLE | {"actuals.yaml": ACTUALS}, ("results", "not_read", 1)),
    "a file that is no YAML": (WHOLE | {"more.yaml": "a: [\n"}, ("files", "lost", 1)),
    "a file that is no text": (WHOLE | {"more.yaml": b"\xff\xfe\x00"}, ("files", "lost", 1)),
    "a list of which a row was left out": (
        WHOLE | {"map.yaml": MAP, "rows.csv": "id,name,potential\na,Alpha,5\nb,Beta,much\n"},
        ("files", "faults", 1),
    ),
    "a kind that nobody knows": (WHOLE | {"more.yaml": "plancode: v1\nkind: zzz\nid: z\n"}, ("files", "faults", 1)),
    "a slip": (with_change("team.yaml", "kind: targets", "kind: tragets"), ("files", "slips", 1)),
    "a list that is not there": (
        WHOLE | {"map.yaml": "plancode: v1\nkind: territories\nid: map\naccounts: {file: none.csv}\n"},
        ("files", "list", 1),
    ),
}


@pytest.mark.parametrize("case", NOT_JUDGED)
def test_what_was_not_judged_is_known(case: str) -> None:
    """Each table that lacks what it needs says so, with how many things it could not judge."""
    files, expected = NOT_JUDGED[case]
    found = checked(files).unjudged
    assert expected in [(one.table, one.why, one.count) for one in found]
    assert line(found, "en").startswith("Not judged: ")
    assert line(found, "zh").startswith("未判断：")


def test_a_period_that_cannot_be_read_leaves_rules_unasked() -> None:
    """Where there are no figures, the rules about them are counted as not asked."""
    found = checked({**WHOLE, "plan.yaml": PLAN.replace("period: 2026", "period: 2026-Q9") + "team: top\n"})
    assert sum(one.count for one in found.unjudged if one.table == "rules") > 20


@pytest.fixture(scope="module")
def report() -> Report:
    """Return the report of a plan that lacks hours."""
    found = checked(NOT_JUDGED["a role without hours"][0])
    return Report((PlanReport("p", found.findings, "en", found.sources, unjudged=found.unjudged),), AS_OF)


def test_people_read_it_last(report: Report) -> None:
    """The text ends with what was not judged, counted."""
    assert REPORTERS["text"](report).split("\n\n")[-1].startswith("Not judged: ")
    assert "workload of 1 person whose role" in " ".join(REPORTERS["text"](report).split("\n\n")[-1].split())


def test_programs_get_it_as_a_property(report: Report) -> None:
    """JSON, SARIF, JUnit, GitLab and GitHub carry it beside the findings, of which none is more for it."""
    (plan,) = json.loads(REPORTERS["json"](report))["plans"]
    assert ("workload", "rep") in [(one["table"], one["about"].get("id")) for one in plan["unjudged"]]
    run: dict[str, Any] = json.loads(REPORTERS["sarif"](report))["runs"][0]
    assert "workload" in [one["what"]["table"] for one in run["properties"]["notJudged"]]
    said = line(report.plans[0].unjudged, "en")
    assert f'name="not_judged" value="{said}"' in REPORTERS["junit"](report)
    gitlab = json.loads(REPORTERS["gitlab"](report))
    assert {one["not_judged"] for one in gitlab} == {said}
    assert f"::notice title=plancode::{said.replace('%', '%25')}" in REPORTERS["github"](report).splitlines()
    assert len(plan["findings"]) == len(run["results"]) == len(gitlab)


def test_commands_say_it_and_show_lists_it(tmp_path: Path) -> None:
    """`check` and `build` end with the line, the front page holds it, and `show unjudged` says what it takes."""
    for name, text in NOT_JUDGED["a role without hours"][0].items():
        (tmp_path / name).write_text(str(text), "utf-8")
    for command in ("check", "build"):
        _, mark, last = ran(command, tmp_path, *DAY).out.rpartition("Not judged: ")
        assert mark
        assert "workload of 1 person" in " ".join(last.split())
    assert "workload of 1 person" in (tmp_path / "build" / "README.md").read_text("utf-8")
    shown = ran("show", "unjudged", "--plan", tmp_path, *DAY)
    assert "State `hours_per_week`" in shown.out
    table = json.loads(ran("show", "capacity", "--plan", tmp_path, *DAY, "--format", "json").out)
    assert ("workload", 1) in [(one["table"], one["count"]) for one in table["unjudged"]]
    assert json.loads(ran("show", "unjudged", "--plan", tmp_path, *DAY, "--format", "json").out)["table"] == "unjudged"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("", {("results", "no_rows", 1), ("pace", "no_data", 2)}),
        ("soon,ann,5\n", {("pace", "no_data", 2)}),
        ("2026-01-05,ann,5\n", set[tuple[str, str, int]]()),
    ],
)
def test_who_has_no_data_is_not_judged(tmp_path: Path, rows: str, expected: set[tuple[str, str, int]]) -> None:
    """Where results were read, people and teams without any are counted by reason, and so are sources without rows."""
    files = WHOLE | {"actuals.yaml": ACTUALS, "orders.csv": "day,who,sum\n" + rows}
    for name, text in files.items():
        (tmp_path / name).write_text(str(text), "utf-8")
    told = json.loads(ran("check", tmp_path, "--results", *DAY, "--format", "json").out)["plans"][0]["unjudged"]
    assert {(one["table"], one["why"], one["count"]) for one in told if one["table"] in ("results", "pace")} == expected


def test_a_change_is_told_although_nothing_changes_where_its_sides_were_judged_otherwise(tmp_path: Path) -> None:
    """`--quiet-unchanged` and `--post-above` are silent only where both sides were judged alike."""
    base, head = tmp_path / "base", tmp_path / "head"
    for folder, files in ((base, WHOLE), (head, WHOLE | {"actuals.yaml": ACTUALS})):
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
    asked = ("--plan", head, *DAY, "--post-above", "quota=90%", "--format", "markdown")
    assert ran("diff", base, base, *asked, "--quiet-unchanged").out == ""
    told = ran("diff", base, head, *asked).out
    assert "results of 1 source that was not read" in told.partition("Not judged: ")[2]
    assert "not judged alike" in told
