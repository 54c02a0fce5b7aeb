"""Findings as annotations of GitHub Actions: workflow commands, the worst first, as many as a step may show.

A runner keeps ten errors, ten warnings and ten notices of a step and drops the rest without a word, so the last notice
says how many are missing. What was not judged is a notice of no file.
"""

from typing import Final

from plancode.findings.severity import Severity
from plancode.locale.catalogue import word
from plancode.report.report import Report, Reported, not_judged, worst_first

MOST: Final = 10
"""Annotations of each severity that a step may show."""
_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def report_github(report: Report) -> str:
    """Return the open findings as workflow commands, one a line."""
    ranked = worst_first(report)
    groups = [
        [reported for reported in ranked if reported.finding.severity is severity] for severity in reversed(Severity)
    ]
    unjudged = "\n".join(told for plan in report.plans if (told := not_judged(plan)))
    room = MOST - bool(unjudged)  # notices of the run take the places of others
    too_many = any(len(group) > MOST for group in groups[:-1]) or len(groups[-1]) > room
    shown = [reported for group in groups[:-1] for reported in group[:MOST]] + groups[-1][: room - too_many]
    lines = [_command(reported) for reported in shown]
    if len(ranked) > len(shown):
        more = word("reports.left_out", report.language).format(count=len(ranked) - len(shown))
        lines.append(f"::notice title=plancode::{_data(more)}")
    if unjudged:
        lines.append(f"::notice title=plancode::{_data(unjudged)}")
    return "".join(f"{line}\n" for line in lines)


def _command(reported: Reported) -> str:
    finding = reported.finding
    properties = {"file": reported.file, **_stretch(reported), "title": f"{finding.code} {finding.name}"}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    said = _data("\n".join(reported.sentences))
    return f"::{_COMMANDS[finding.severity]} {written}::{said}"


def _stretch(reported: Reported) -> dict[str, str]:
    """Return lines and, where they are the same, columns: annotations of several lines have none."""
    span = reported.finding.place.span
    if span is None:
        return {"line": "1"}
    stretch = {"line": span.line, "endLine": span.end_line}
    if span.line == span.end_line:
        stretch |= {"col": span.column, "endColumn": max(span.end_column, span.column)}
    return {name: str(number) for name, number in stretch.items()}


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
