"""JUnit: valid by what Jenkins reads, one suite a plan, one case a finding, and XML whatever a plan holds."""

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final
from xml.dom.minidom import Element, parseString

import pytest
import xmlschema

from plancode.findings.severity import Severity
from plancode.report.junit import report_junit
from plancode.report.report import Report, each_open
from tests.report.reports import REPORTS, hostile, thousands, worse

FORBIDDEN: Final = re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@cache
def _schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(Path(__file__).parent / "schemas" / "junit-10.xsd"))


def cases(report: Report) -> list[Element]:
    """Return the cases of a report as another parser reads them."""
    return list(_root(report).getElementsByTagName("testcase"))


def _root(report: Report) -> Element:
    root = parseString(report_junit(report).encode()).documentElement  # noqa: S318  # of our own making
    assert root is not None
    return root


def _text(element: Element, name: str) -> str:
    return "".join(str(node.firstChild.nodeValue) for node in element.getElementsByTagName(name) if node.firstChild)


@pytest.mark.parametrize("name", REPORTS)
def test_report_is_valid_by_the_schema_of_jenkins(name: str) -> None:
    """Every report is valid, and holds only characters that XML may."""
    text = report_junit(REPORTS[name]())
    _schema().validate(text.partition("\n")[2])
    assert FORBIDDEN.search(text) is None


def test_schema_refuses_what_is_no_junit() -> None:
    """A case without a name, or an element of our own, is not valid."""
    text = report_junit(hostile()).partition("\n")[2]
    assert not _schema().is_valid(text.replace("<testcase name=", "<testcase title="))
    assert not _schema().is_valid(text.replace("<properties>", "<plan /><properties>"))


@pytest.mark.parametrize("name", ["hostile", "hostile-zh", "worse", "worse-zh", "examples"])
def test_every_open_finding_is_a_case(name: str) -> None:
    """Errors and warnings are failures with their severity, notes pass; each says its place and every sentence."""
    report = REPORTS[name]()
    told = [case for case in cases(report) if not _is_empty(case)]
    for case, one in zip(told, each_open(report), strict=True):
        failures = [str(failure.getAttribute("type")) for failure in case.getElementsByTagName("failure")]
        fails = one.finding.severity is not Severity.INFO
        assert failures == ([one.finding.severity.value] if fails else [])
        said = _text(case, "failure" if fails else "system-out").split("\n", 1)
        assert said[0] == f"{one.plan.path}/{one.finding.place.path}:{one.finding.place.line}"
        assert said[1].startswith("\n".join(one.sentences))
        assert str(case.getAttribute("name")).startswith(one.finding.code)


def _is_empty(case: Element) -> bool:
    return not case.hasChildNodes()


def test_plan_without_findings_has_one_passed_case() -> None:
    """A plan in which nothing was found looks checked, not left out."""
    (case,) = cases(REPORTS["nothing"]())
    assert _is_empty(case)
    assert case.getAttribute("name") == "No findings"
    assert 'tests="1" failures="0" errors="0"' in report_junit(REPORTS["nothing"]())


def test_suites_count_their_cases() -> None:
    """Each plan is a suite under its path with the numbers of its cases; the root has their sums."""
    report = REPORTS["examples"]()
    root = _root(report)
    suites = root.getElementsByTagName("testsuite")
    assert [suite.getAttribute("name") for suite in suites] == [plan.path for plan in report.plans]
    for name, element in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        counts = [len(suite.getElementsByTagName(element)) for suite in suites]
        assert [int(suite.getAttribute(name)) for suite in suites] == counts
        assert int(root.getAttribute(name)) == sum(counts)


def test_cases_have_names_of_their_own() -> None:
    """Services know a case by class and name, so no two of a suite share both."""
    for report in (hostile(), worse(), thousands()):
        names = Counter((case.getAttribute("classname"), case.getAttribute("name")) for case in cases(report))
        assert max(names.values()) == 1


def test_attributes_are_one_line_of_plain_text() -> None:
    """Names of suites, classes and cases are one line each and hold nothing that steers, whatever a plan is called."""
    (plan,) = worse().plans
    report = replace(worse(), plans=(replace(plan, path="a\nb\x1b[2J\ufffe"),))
    text = report_junit(report)
    _schema().validate(text.partition("\n")[2])
    assert FORBIDDEN.search(text) is None
    for element in (*cases(report), *_root(report).getElementsByTagName("failure")):
        assert all("\n" not in value for _, value in element.attributes.items())


def test_broken_rule_is_an_error() -> None:
    """Where a rule of plancode failed, a case with an error says that there may be more."""
    (plan,) = hostile().plans
    report = replace(hostile(), plans=(replace(plan, whole=False),))
    _schema().validate(report_junit(report).partition("\n")[2])
    (error,) = (one for case in cases(report) for one in case.getElementsByTagName("error"))
    assert "plancode itself" in error.getAttribute("message")


def test_thousands_are_all_there() -> None:
    """Nothing is left out of ten thousand findings."""
    assert len(cases(thousands())) == 10_000
