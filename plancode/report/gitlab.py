"""Findings as a GitLab code quality report: what is new and what is mended stands in the merge request.

The report is a list of findings and nothing else, so that what was not judged is told as a property of each.
"""

from collections import Counter
from typing import Final

from pydantic import JsonValue

from plancode.findings.finding import fingerprint
from plancode.findings.severity import Severity
from plancode.report.records import write_json
from plancode.report.report import Report, Reported, each_open, not_judged, on_one_line

_SEVERITIES: Final = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def report_gitlab(report: Report) -> str:
    """Return the open findings as JSON, every one with a fingerprint of its own."""
    seen: Counter[str] = Counter()
    return write_json([_record(reported, seen) for reported in each_open(report)])


def _record(reported: Reported, seen: Counter[str]) -> JsonValue:
    """Return a finding under a fingerprint that no other record has: of several GitLab shows the first only.

    They are the same where a run checks two copies of a plan.
    """
    finding, print_ = reported.finding, reported.finding.fingerprint
    seen[print_] += 1
    own = print_ if seen[print_] == 1 else fingerprint(print_, reported.file, str(seen[print_]))
    end = finding.place.span.end_line if finding.place.span else finding.place.line
    unjudged: dict[str, JsonValue] = {"not_judged": not_judged(reported.plan)} if reported.plan.unjudged else {}
    return {
        "description": on_one_line(reported.paragraph),
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": own,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": reported.file, "lines": {"begin": finding.place.line, "end": end}},
        **unjudged,
    }
