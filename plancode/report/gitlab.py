"""Findings as a GitLab code quality report: what is new and what is mended stands in the merge request."""

from collections import Counter
from typing import Final

from pydantic import JsonValue

from plancode.findings.finding import fingerprint
from plancode.findings.severity import Severity
from plancode.report.records import write_json
from plancode.report.report import Report, Reported, each_open, on_one_line

_SEVERITIES: Final = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def report_gitlab(report: Report) -> str:
    """Return the open findings as JSON, every one with a fingerprint of its own."""
    seen: Counter[str] = Counter()
    records: list[JsonValue] = [_record(one, _own_print(one, seen)) for one in each_open(report)]
    return write_json(records)


def _own_print(one: Reported, seen: Counter[str]) -> str:
    """Return a fingerprint that no other record has: of several with the same one GitLab shows the first only.

    They are the same where a run checks two copies of a plan.
    """
    print_ = one.finding.fingerprint
    seen[print_] += 1
    return print_ if seen[print_] == 1 else fingerprint(print_, one.file, str(seen[print_]))


def _record(one: Reported, print_: str) -> JsonValue:
    finding = one.finding
    end = finding.place.span.end_line if finding.place.span else finding.place.line
    return {
        "description": on_one_line(one.paragraph),
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": print_,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": one.file, "lines": {"begin": finding.place.line, "end": end}},
    }
