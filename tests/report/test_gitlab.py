"""Code quality reports: shaped as GitLab's manual says, one record a finding, each with a fingerprint of its own."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from plancode.report.gitlab import report_gitlab
from plancode.report.report import Report, each_open
from tests.report.reports import REPORTS, hostile, thousands

SCHEMA: Final = json.loads((Path(__file__).parent / "schemas" / "gitlab-codequality.json").read_text("utf-8"))
SEVERITIES: Final = {"error": "critical", "warning": "major", "info": "info"}


def records(report: Report) -> list[dict[str, Any]]:
    """Return the records of a report."""
    found: list[dict[str, Any]] = json.loads(report_gitlab(report))
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_report_is_shaped_as_the_manual_says(name: str) -> None:
    """Every report is valid but for one key of ours, which GitLab passes over, and begins without a byte order mark."""
    told = [{key: value for key, value in one.items() if key != "not_judged"} for one in records(REPORTS[name]())]
    jsonschema.validate(told, SCHEMA)
    assert report_gitlab(REPORTS[name]()).startswith("[")


def test_schema_refuses_what_gitlab_would_not_show() -> None:
    """A severity of ours, a path from the root of the machine, or a record without a line is not valid."""
    validator = jsonschema.Draft7Validator(SCHEMA)
    (good, *_) = records(hostile())
    assert not validator.is_valid([good | {"severity": "error"}])
    assert not validator.is_valid([good | {"location": {"path": "/srv/plan.yaml", "lines": {"begin": 1}}}])
    assert not validator.is_valid([good | {"location": {"path": "plan.yaml"}}])


@pytest.mark.parametrize("name", REPORTS)
def test_every_open_finding_is_a_record(name: str) -> None:
    """Records stand in reading order with code, severity, file, lines and every sentence."""
    report = REPORTS[name]()
    for record, one in zip(records(report), each_open(report), strict=True):
        place = one.finding.place
        assert record["check_name"].startswith(one.finding.code)
        assert record["severity"] == SEVERITIES[one.finding.severity.value]
        assert record["location"]["path"] == f"{one.plan.path}/{place.path}"
        assert record["location"]["lines"]["begin"] == place.line
        assert all(" ".join(said.split("\n")) in record["description"] for said in one.sentences)
        assert "\n" not in record["description"]


def test_accepted_findings_are_left_out() -> None:
    """A finding that the plan accepts is no degradation."""
    report = REPORTS["examples"]()
    assert len(records(report)) == sum(len(plan.open) for plan in report.plans)


def test_fingerprints_are_all_different() -> None:
    """Two copies of a plan share fingerprints; in the report each has its own, the first the one it always had."""
    (plan,) = hostile().plans
    both = Report((plan, replace(plan, path="plans/copy")), hostile().as_of)
    prints = [one["fingerprint"] for one in records(both)]
    assert max(Counter(prints).values()) == 1
    assert prints[: len(plan.findings)] == [one.fingerprint for one in plan.findings]
    assert prints == [one["fingerprint"] for one in records(both)]


@pytest.mark.slow
def test_thousands_are_all_there() -> None:
    """Nothing is left out of ten thousand findings."""
    found = records(thousands())
    assert len({one["fingerprint"] for one in found}) == len(found) == 10_000
