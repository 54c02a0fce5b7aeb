"""SARIF: valid by the real schema, whole, worst first; nothing in a plan becomes a link or a place for a value."""

import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import jsonschema
import pytest

from plancode.findings.severity import Severity
from plancode.report.report import Report
from plancode.report.sarif import MOST, report_sarif
from plancode.rules.table import rules_by_code
from tests.making import STEPS_WAIVED
from tests.report.reports import HOSTILE, REPORTS, hostile, report_of, thousands, worse

SCHEMA: Final = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_text("utf-8"))
LEVELS: Final = {"error": 2, "warning": 1, "note": 0}
PLACEHOLDER: Final = re.compile(r"(?<!\{)(?:\{\{)*\{\d+\}")
LINK: Final = re.compile(r"\[[^\]]*\]\(")


@cache
def _validator() -> jsonschema.Draft202012Validator:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


def run_of(report: Report) -> dict[str, Any]:
    """Return the one run of a report."""
    (run,) = json.loads(report_sarif(report))["runs"]
    found: dict[str, Any] = run
    return found


def _read(message: str) -> str:
    """Return a message as a reader of SARIF shows it: no values to fill in, braces as they were."""
    return message.replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize("name", REPORTS)
def test_report_is_valid_by_the_real_schema(name: str) -> None:
    """Whatever was found, the log is valid SARIF 2.1.0."""
    log = json.loads(report_sarif(REPORTS[name]()))
    assert [error.message for error in _validator().iter_errors(log)] == []


def test_schema_refuses_what_is_no_sarif() -> None:
    """The schema is no empty promise: another version, level, column or key is not valid."""
    for old, new in (
        ('"version": "2.1.0"', '"version": "2.0.0"'),
        ('"level": "error"', '"level": "info"'),
        ('"startColumn": ', '"startColumn": -'),
        ('"columnKind"', '"columnkind"'),
    ):
        text = report_sarif(hostile())
        assert old in text
        assert not _validator().is_valid(json.loads(text.replace(old, new)))


@pytest.mark.parametrize("name", REPORTS)
def test_every_finding_is_a_result(name: str) -> None:
    """Every finding, accepted or not, is a result with its code, level, fingerprint, file and region."""
    report = REPORTS[name]()
    told = {(one["ruleId"], one["partialFingerprints"]["plancode/v1"]) for one in run_of(report)["results"]}
    findings = [one for plan in report.plans for one in plan.findings]
    assert told == {(one.code, one.fingerprint) for one in findings}
    assert len(run_of(report)["results"]) == len(findings)


def test_places_are_regions_of_files_from_the_root() -> None:
    """A uri leads back to folder and file, percent-encoded; regions are those of findings, of a file line 1."""
    (plan,) = hostile().plans
    by_print = {one.fingerprint: one.place for one in plan.findings}
    for result in run_of(hostile())["results"]:
        (location,) = result["locations"]
        place = by_print[result["partialFingerprints"]["plancode/v1"]]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", uri)
        assert unquote(uri) == f"{plan.path}/{place.path}"
        region = location["physicalLocation"]["region"]
        span = place.span
        if span is None:
            assert region == {"startLine": 1}
            continue
        assert list(region.values()) == [span.line, span.column, span.end_line, span.end_column]
        assert list(region) == ["startLine", "startColumn", "endLine", "endColumn"]


def test_folder_and_absolute_path_are_named_by_a_file() -> None:
    """What is said of a folder stands in a file of it; a path from the root of the machine is a file URI."""
    (result,) = run_of(report_of({}, "/srv/plans east"))["results"]
    where = result["locations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "file:///srv/plans%20east/plan.yaml"}, "region": {"startLine": 1}}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_messages_hold_no_places_and_no_links(language: str) -> None:
    """Braces and brackets of a plan stay text: no value is filled in, no link is made, nothing hides."""
    report = worse("zh" if language == "zh" else "en")
    messages = [one["message"]["text"] for one in run_of(report)["results"]]
    assert any("https://evil.example" in one for one in messages)
    for text in messages:
        assert PLACEHOLDER.search(text) is None
        assert LINK.search(text) is None
        assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff\ufffe\uffff]", text) is None
    assert any(HOSTILE.partition("\x1b")[0].split("\r")[0].replace("](", "] (") in _read(one) for one in messages)


def test_rules_are_those_of_the_results() -> None:
    """Each rule that is broken stands once, in the order of codes, with name, page and level; results point to it."""
    run = run_of(hostile())
    rules = run["tool"]["driver"]["rules"]
    codes = [rule["id"] for rule in rules]
    assert codes == sorted({one["ruleId"] for one in run["results"]})
    assert all(codes[one["ruleIndex"]] == one["ruleId"] for one in run["results"])
    for rule in rules:
        ours = rules_by_code()[rule["id"]]
        assert rule["name"] == ours.name
        assert rule["help"]["markdown"] == ours.page.strip()
        assert rule["shortDescription"]["text"] == ours.page.partition("\n")[0]
        assert "#" not in rule["fullDescription"]["text"].replace("`#", "")
        assert "helpUri" not in rule


def test_rules_speak_the_language_of_the_plans() -> None:
    """A run of Chinese plans explains its rules in Chinese and says so."""
    run = run_of(hostile("zh"))
    assert run["language"] == "zh-CN"
    assert all("\u4e3a\u4ec0\u4e48" in rule["help"]["text"] for rule in run["tool"]["driver"]["rules"])


def test_accepted_finding_is_suppressed_with_its_reason() -> None:
    """A finding that the plan accepts is the last of the results, and carries the reason."""
    plan = "plancode: v1\nkind: plan\nid: p\nperiod: 2026\ncurrency: EUR\ntitle: S\u0430les\nteam: t\n" + STEPS_WAIVED
    settings = "plancode: v1\nsuppress: [{code: TXT113, reason: 'Agreed ]]> {0}'}]\n"
    suppressed = {"kind": "external", "status": "accepted", "justification": "Agreed ]]> {0}"}
    run = run_of(report_of({"plan.yaml": plan, "plancode.yaml": settings}))
    assert [(one["ruleId"], one.get("suppressions")) for one in run["results"]] == [
        ("REF101", None),
        ("TXT113", [suppressed]),
    ]
    assert "suppressions" not in json.dumps(run_of(report_of({"plan.yaml": plan})))


def test_accepted_ones_come_after_all_open_ones() -> None:
    """An accepted error comes after an open note: if something must be left out, it is what is settled."""
    (plan,) = hostile().plans
    first, second, *_ = plan.findings
    settled = replace(first, severity=Severity.ERROR, suppressed_because="Agreed")
    both = (settled, replace(second, severity=Severity.INFO))
    run = run_of(replace(hostile(), plans=(replace(plan, findings=both),)))
    assert [one["level"] for one in run["results"]] == ["note", "error"]


def test_rows_of_a_list_are_one_result_with_related_places() -> None:
    """Further rows with the same fault are related locations; the message says how many there are."""
    (result,) = (one for one in run_of(hostile())["results"] if "accounts.csv" in json.dumps(one["locations"]))
    assert "There are 8 more like this" in result["message"]["text"]
    places = [one["physicalLocation"]["region"]["startLine"] for one in result["relatedLocations"]]
    assert places == [3, 4, 5, 6]
    assert [one["id"] for one in result["relatedLocations"]] == [1, 2, 3, 4]


def test_the_worst_are_kept_and_the_rest_is_counted() -> None:
    """Of ten thousand findings the five thousand worst are kept, worst first, and a notification says so."""
    run = run_of(thousands())
    levels = [LEVELS[one["level"]] for one in run["results"]]
    assert len(levels) == MOST
    assert levels == sorted(levels, reverse=True)
    errors = [one for one in thousands().plans[0].findings if one.severity is Severity.ERROR]
    assert levels.count(2) == len(errors)
    texts = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert any("5000 of 10000" in text for text in texts)


def test_what_waits_and_what_failed_is_notified() -> None:
    """Rules that wait for lost documents, and a rule of plancode that failed, are told as notifications."""
    invocation = run_of(hostile())["invocations"][0]
    assert invocation["executionSuccessful"]
    assert "broken.yaml" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    (plan,) = hostile().plans
    broken = run_of(replace(hostile(), plans=(replace(plan, whole=False),)))["invocations"][0]
    assert not broken["executionSuccessful"]
    assert len(broken["toolExecutionNotifications"]) == 2


def test_no_key_holds_a_time() -> None:
    """The log says the day it looks at and no moment at which it was made."""
    text = report_sarif(hostile())
    assert "UTC" not in text
    assert run_of(hostile())["properties"]["asOf"] == "2026-04-01"
