"""The JSON report: valid by its published schema, typed, the same for the same plan."""

import json
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from plancode.cli.main import run
from plancode.findings.finding import Finding
from plancode.locale.catalogue import LANGUAGES
from plancode.pipeline.checking import Checked, check
from plancode.report.json_v1 import report_json
from plancode.report.report import PlanReport, Report
from plancode.tree.folder import FolderTree
from plancode.tree.interface import Tree
from plancode.tree.overlay import OverlayTree
from tests.support import AS_OF, DAY, PLANS, ROOT, command, copy_plan, environment

SCHEMA: Final = json.loads((ROOT / "schemas" / "findings.v1.schema.json").read_text("utf-8"))
FAULTY: Final = """plancode: v1
kind: plan
id: p
title: "A \\"quoted\\" title \\u2014 \\U0001F600 </script>"
period: 2026
currency: EUR
assumptions: [{id: b, nonsense: 1}]
market: {growth: six}
team: nobody
---
plancode: v1
kind: team
id: t
roles: [{id: rep, carries_quota: true}]
teams: [{id: sales, parent: sales, manager: annn}]
people:
  - {id: ann, name: Ann, role: rep, team: sales, start: 2026-02-30, fte: 1.5}
  - {id: ann, name: \u0410nn, role: repp, team: sales}
---
plancode: v1
kind: rubric
id: r
roles: [rep]
kpis:
  - id: a
    metric: revenue
    dimension: outcome
    weight: 33.3
    score: {method: bands, bands: [{from: 10, to: 20, points: 5}, {from: 15, points: 3}]}
  - {id: b, metric: units, dimension: outcome, weight: 33.3, score: {method: ratio}}
---
plancode: v1
kind: responsibilities
id: d
duties: [{id: x, A: [rep, sales]}, {id: y, R: [nobody-known]}]
"""


@cache
def faulty() -> Checked:
    """Return a plan with findings of many kinds."""
    rows = "".join(f"a{number},Account {number},no-money\n" for number in range(9))
    files = {
        "plan.yaml": FAULTY,
        "map.yaml": "plancode: v1\nkind: territories\nid: m\naccounts: {file: accounts.csv}\n",
        "accounts.csv": f"id,name,potential\n{rows}",
        "broken.yaml": "a: [1\n",
        "twice.yaml": "plancode: v1\nplancode: v1\nkind: team\nid: u\n",
    }
    return check(OverlayTree({path: text.encode() for path, text in files.items()}), AS_OF)


def reported(checked: Checked, language: str = "en") -> dict[str, Any]:
    """Return the report of a plan as JSON."""
    plan = PlanReport("p", checked.findings, "zh" if language == "zh" else "en", {}, unjudged=checked.unjudged)
    text = report_json(Report((plan,), checked.as_of))
    found: dict[str, Any] = json.loads(text)
    return found


def _case_trees() -> Iterator[tuple[str, Tree]]:
    for case in sorted((ROOT / "tests" / "cases").glob("[A-Z]*/fail-*")):
        tree: Tree = FolderTree(case) if case.is_dir() else OverlayTree({"plan.yaml": case.read_bytes()})
        yield f"{case.parent.name}/{case.name}", tree


def test_report_is_valid_by_its_schema() -> None:
    """The report of a plan with many kinds of findings is valid, in both languages."""
    assert len({finding.code for finding in faulty().findings}) >= 8
    for language in LANGUAGES:
        jsonschema.validate(reported(faulty(), language), SCHEMA)


@pytest.mark.slow
def test_reports_of_all_cases_are_valid() -> None:
    """The report of every rule case is valid."""
    validator = jsonschema.Draft7Validator(SCHEMA)
    for name, tree in _case_trees():
        errors = [f"{name}: {error.message}" for error in validator.iter_errors(reported(check(tree, AS_OF)))]
        assert errors == []


def test_schema_refuses_what_is_no_report() -> None:
    """The schema is no empty promise: a report of another version, or without a key, is not valid."""
    validator = jsonschema.Draft7Validator(SCHEMA)
    good = reported(faulty())
    assert not validator.is_valid(good | {"format_version": 2})
    assert not validator.is_valid({key: value for key, value in good.items() if key != "as_of"})
    assert not validator.is_valid(good | {"plans": [{"path": "p", "findings": [{"code": "X"}]}]})


def test_values_are_typed() -> None:
    """Values are texts, whole numbers, lists, entities, amounts with units, by their kind; never a float."""
    findings = [one for plan in reported(faulty())["plans"] for one in plan["findings"]]
    kinds = {type(value).__name__ for one in findings for value in one["values"].values()}
    assert kinds <= {"str", "int", "bool", "list", "dict", "NoneType"}
    assert {"str", "list"} <= kinds
    for finding in findings:
        for value in finding["values"].values():
            if isinstance(value, dict):
                assert set(value) in ({"kind", "id", "title"}, {"number", "unit"}, {"from", "to"})


def test_every_finding_is_in_the_report() -> None:
    """Findings stand in the order of the text report, each with its place, sentence, hint and fingerprint."""
    records = reported(faulty())["plans"][0]["findings"]
    assert [_told(one) for one in records] == [_expected(one) for one in faulty().findings]
    assert all(one["message"] and "{" not in one["message"] for one in records)
    assert all("{" not in one["hint"] for one in records)


def _told(record: dict[str, Any]) -> tuple[object, ...]:
    place = record["place"]
    return (record["code"], record["variant"], place["path"], place.get("line"), place.get("column"), record["count"])


def _expected(finding: Finding) -> tuple[object, ...]:
    span = finding.place.span
    return (
        finding.code, finding.variant, finding.place.path,
        span.line if span else None, span.column if span else None, finding.count,
    )  # fmt: skip


def test_rows_of_a_list_are_one_finding() -> None:
    """Nine rows with the same fault are one finding with a count and the places of the next four."""
    (found,) = (one for one in reported(faulty())["plans"][0]["findings"] if one["place"]["path"] == "accounts.csv")
    assert found["count"] == 9
    assert found["place"]["line"] == 2
    assert [place["line"] for place in found["related"]] == [3, 4, 5, 6]


def test_fingerprints_are_all_different() -> None:
    """No two findings share a fingerprint."""
    prints = [one["fingerprint"] for one in reported(faulty())["plans"][0]["findings"]]
    assert len(set(prints)) == len(prints)


def test_fingerprints_outlive_line_numbers() -> None:
    """A comment above everything moves every line and changes no fingerprint."""

    def prints(text: str) -> list[str]:
        return sorted(one.fingerprint for one in check(OverlayTree({"plan.yaml": text.encode()}), AS_OF).findings)

    assert prints(f"# one\n# two\n\n{FAULTY}") == prints(FAULTY)


def test_accepted_finding_carries_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A finding that the plan accepts stays in the report with the reason, and does not fail."""
    plan = copy_plan("starter", tmp_path)
    text = (plan / "plan.yaml").read_text("utf-8")
    (plan / "plan.yaml").write_text(text.replace("title: Sales rep", "title: S\u0430les rep"), "utf-8")
    (plan / "plancode.yaml").write_text(
        "plancode: v1\nfail_on: warning\nsuppress: [{code: TXT113, reason: Our brand is written so}]\n", "utf-8"
    )
    assert run(["check", str(plan), "--format", "json", *DAY]) == 0
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, SCHEMA)
    assert [one["accepted_because"] for one in report["plans"][0]["findings"]] == ["Our brand is written so"]


def test_report_of_several_plans(capsys: pytest.CaptureFixture[str]) -> None:
    """Several plans are one report, each with the path it was checked at and the day for all."""
    paths = [str(PLANS / "starter"), str(PLANS / "starter-zh")]
    assert run(["check", *paths, "--format", "json", *DAY]) == 0
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, SCHEMA)
    assert [plan["path"] for plan in report["plans"]] == paths
    assert report["as_of"] == AS_OF.isoformat()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.slow
def test_report_is_the_same_bytes_everywhere(language: str, tmp_path: Path) -> None:
    """Hash seed, locale and terminal change no byte of the report; it is UTF-8 with a line end."""
    (tmp_path / "plan.yaml").write_text(FAULTY, "utf-8")
    (tmp_path / "z.yaml").write_text("plancode: v1\nkind: team\nid: \u534e\u4e1c\n", "utf-8")
    line = command("check", ".", "--format", "json", "--lang", language, *DAY)
    outs = set()
    for changes in (
        {"PYTHONHASHSEED": "0", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONHASHSEED": "5", "LC_ALL": "C.UTF-8", "COLUMNS": "40", "FORCE_COLOR": "1", "TZ": "Asia/Tokyo"},
        {"PYTHONHASHSEED": "random", "PYTHONUTF8": "0", "PYTHONIOENCODING": "gb18030"},
    ):
        done = subprocess.run(line, capture_output=True, check=False, env=environment(**changes), cwd=tmp_path)
        assert done.returncode == 1
        outs.add(done.stdout)
    assert len(outs) == 1
    text = outs.pop().decode("utf-8")
    assert text.endswith("}\n")
    assert "\x1b" not in text


def test_control_characters_are_escaped() -> None:
    """Control characters that a plan writes as escapes stay escapes in JSON."""
    text = 'plancode: v1\nkind: "\\e[2J\\x07"\nid: p\n"\\x85\\u2028key": 1\n'
    found = check(OverlayTree({"plan.yaml": text.encode()}), AS_OF)
    out = report_json(Report((PlanReport("p", found.findings, "en", {}),), AS_OF))
    assert all(character == "\n" or character >= " " for character in out)
    assert "\x85" not in out
    assert "\u2028" not in out
    json.loads(out)


def test_file_names_that_are_no_utf8_are_valid_json(tmp_path: Path) -> None:
    """A file name of bytes that are no UTF-8 can still be reported."""
    (tmp_path / os.fsdecode(b"\xff\xe9.yaml")).write_text("a: 1\n", "utf-8")
    (tmp_path / "plan.yaml").write_text(FAULTY, "utf-8")
    done = subprocess.run(
        command("check", tmp_path, "--format", "json"), capture_output=True, check=False, env=environment()
    )
    assert done.returncode == 1
    jsonschema.validate(json.loads(done.stdout.decode("utf-8")), SCHEMA)
