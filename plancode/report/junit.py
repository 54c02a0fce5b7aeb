"""Findings as JUnit XML, which every CI service can show: a suite for each plan, a case for each finding.

Errors and warnings are failures, notes are passed cases that say something. A plan in which nothing was found has one
passed case, so that it does not look as if it had not been checked.
"""

from collections import Counter
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from plancode.findings.severity import Severity
from plancode.locale.catalogue import word
from plancode.report.report import PlanReport, Report, Reported, clean, not_judged, on_one_line, waiting

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def report_junit(report: Report) -> str:
    """Return the open findings as XML, in reading order."""
    root = Element("testsuites", name="plancode")
    root.extend(_suite(plan, report.as_of.isoformat()) for plan in report.plans)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    indent(root)
    return f"{_HEAD}{tostring(root, encoding='unicode')}\n"


def _suite(plan: PlanReport, as_of: str) -> Element:
    seen: Counter[tuple[str, str]] = Counter()
    cases = [_case(Reported(plan, finding), seen) for finding in plan.open]
    if not plan.whole:
        cases.append(Element("testcase", name="plancode", classname=_line(plan.name)))
        SubElement(cases[-1], "error", message=word("reports.broken", plan.language))
    if not cases:
        cases.append(Element("testcase", name=word("report.none", plan.language), classname=_line(plan.name)))
    suite = Element("testsuite", name=_line(plan.name), tests=str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", str(sum(case.find("error") is not None for case in cases)))
    properties = SubElement(suite, "properties")
    SubElement(properties, "property", name="as_of", value=as_of)
    if plan.unjudged:
        SubElement(properties, "property", name="not_judged", value=_line(not_judged(plan)))
    suite.extend(cases)
    if plan.lost:
        SubElement(suite, "system-out").text = waiting(plan)
    return suite


def _case(reported: Reported, seen: Counter[tuple[str, str]]) -> Element:
    """Return the case of a finding; services know cases by class and name, so the name is made its own."""
    said, file = _line(reported.sentences[0]), _line(reported.file)
    name = f"{reported.finding.code} {said}"
    seen[file, name] += 1
    number = f" #{seen[file, name]}" if seen[file, name] > 1 else ""
    case = Element("testcase", name=name + number, classname=file)
    if reported.finding.severity is Severity.INFO:
        SubElement(case, "system-out").text = _details(reported)
    else:
        failure = SubElement(case, "failure", type=reported.finding.severity.value, message=said)
        failure.text = _details(reported)
    return case


def _details(reported: Reported) -> str:
    """Return where it is, what is wrong and how to mend it, and the places that belong to it."""
    places = [reported.finding.place, *reported.finding.related]
    where = [clean(f"{reported.plan.file(place)}:{place.line}") for place in places]
    see = word("report.related", reported.plan.language)
    return "\n".join([where[0], *reported.sentences, *(f"{see}: {place}" for place in where[1:])])


def _line(text: str) -> str:
    return on_one_line(clean(text))
