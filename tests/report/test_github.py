"""Annotations: read back by the rules of the runner they say exactly what was found, the worst first, ten a step."""

import re
from dataclasses import dataclass, replace
from typing import Final

import pytest

from plancode.findings.place import Place, Span
from plancode.findings.severity import Severity
from plancode.report.github import MOST, report_github
from plancode.report.report import Report, Reported, worst_first
from tests.report.reports import REPORTS, hostile, report_of, thousands, worse

SEVERITIES: Final = {"error": Severity.ERROR, "warning": Severity.WARNING, "notice": Severity.INFO}
LINE: Final = re.compile("\r\n|\r|\n")


@dataclass(frozen=True)
class Command:
    """A workflow command as a runner understands it."""

    name: str
    properties: dict[str, str]
    data: str


def _unescaped(text: str, *pairs: tuple[str, str]) -> str:
    for written, meant in (("%0D", "\r"), ("%0A", "\n"), *pairs, ("%25", "%")):
        text = text.replace(written, meant)
    return text


def _command(line: str) -> Command | None:
    """Return what a runner makes of a line: commands begin with `::`, the next `::` ends name and properties."""
    line = line.lstrip()
    if not line.startswith("::") or "::" not in line[2:]:
        return None
    info, _, data = line[2:].partition("::")
    name, _, written = info.partition(" ")
    pairs = [one.split("=", 1) for one in written.strip().split(",") if one]
    marks = ((r"%3A", ":"), ("%2C", ","))
    properties = {pair[0]: _unescaped(pair[1], *marks) for pair in pairs if len(pair) == 2 and pair[1]}
    return Command(name, properties, _unescaped(data))


def commands(report: Report) -> list[Command]:
    """Return the commands of a report; every line of it must be one."""
    text = report_github(report)
    assert not text or text.endswith("\n")
    found = [_command(line) for line in LINE.split(text)[:-1]]
    assert None not in found
    return [one for one in found if one is not None]


def _annotations(report: Report) -> list[Command]:
    return [one for one in commands(report) if "file" in one.properties]


@pytest.mark.parametrize("name", REPORTS)
def test_a_runner_reads_exactly_what_was_found(name: str) -> None:
    """Each annotation, read back, has severity, file, place, title and the very sentences of its finding."""
    report = REPORTS[name]()
    shown = [one for one in worst_first(report) if one.finding.severity is not Severity.ERROR]
    shown = [one for one in worst_first(report) if one.finding.severity is Severity.ERROR][:MOST] + shown[:MOST]
    assert [_told(one) for one in _annotations(report)] == [_expected(one) for one in shown]


def _told(command: Command) -> tuple[object, ...]:
    properties = dict(command.properties)
    return (SEVERITIES[command.name], properties.pop("file"), properties.pop("title"), properties, command.data)


def _expected(one: Reported) -> tuple[object, ...]:
    span = one.finding.place.span
    place = {"line": "1"}
    if span is not None:
        place = {"line": str(span.line), "endLine": str(span.end_line)}
        if span.end_line == span.line:
            place |= {"col": str(span.column), "endColumn": str(span.end_column)}
    title = f"{one.finding.code} {one.finding.name}"
    return (one.finding.severity, f"{one.plan.path}/{one.finding.place.path}", title, place, "\n".join(one.sentences))


def test_commands_are_written_as_the_runner_wants_them() -> None:
    """The escapes are those of the runner: percent sign and line breaks in texts, colon and comma in properties too."""
    report = report_of({"a, b.yaml": "plancode: v1\nkind: team\nid: t\n'%0A ::x': 1\n"}, "p: 50%")
    line = next(one for one in report_github(report).splitlines() if "SHP101" in one)
    assert line.startswith(
        "::error file=p%3A 50%25/a%2C b.yaml,line=4,endLine=4,col=1,endColumn=10,title=SHP101 unknown-key::"
    )
    assert "`%250A ::x`" in line


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_else_is_written(name: str) -> None:
    """No command but errors, warnings and notices appears, and nothing that steers a terminal."""
    report = REPORTS[name]()
    assert {one.name for one in commands(report)} <= set(SEVERITIES)
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]", report_github(report)) is None


def test_columns_only_on_one_line() -> None:
    """An annotation of several lines has no columns: the service refuses them."""
    (plan,) = hostile().plans
    findings = tuple(replace(one, place=Place("plan.yaml", Span(2, 9, 4, 3))) for one in plan.findings)
    found = _annotations(replace(hostile(), plans=(replace(plan, findings=findings),)))
    assert {_lines(one) for one in found} == {3}
    assert not any({"col", "endColumn"} & set(one.properties) for one in found)


def _lines(command: Command) -> int:
    return int(command.properties["endLine"]) - int(command.properties["line"]) + 1


def test_ten_of_each_the_worst_first() -> None:
    """Of thousands ten errors, ten warnings, eight notes; the last two count the rest and say what was not judged."""
    found = commands(thousands())
    assert [one.name for one in found] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert [one.data[:8] for one in found if "file" not in one.properties] == ["Findings", "Not judg"]
    assert "9972" in found[-2].data
    assert [_told(one)[:2] for one in found[:10]] == [_expected(one)[:2] for one in worst_first(thousands())[:10]]


def test_ten_notes_need_no_count() -> None:
    """Where everything fits, every annotation is a finding."""
    (plan,) = hostile().plans
    findings = tuple(replace(one, severity=Severity.INFO) for one in plan.findings[:MOST])
    found = commands(replace(hostile(), plans=(replace(plan, findings=findings, unjudged=()),)))
    assert [(one.name, "file" in one.properties) for one in found] == [("notice", True)] * MOST


def test_nothing_found_writes_nothing() -> None:
    """A plan without open findings, in which all was judged, writes no line."""
    report = REPORTS["nothing"]()
    assert report_github(replace(report, plans=tuple(replace(plan, unjudged=()) for plan in report.plans))) == ""


def test_folder_is_told_by_a_file() -> None:
    """A finding about a folder stands in a file, one that is there where there is one."""
    (empty,) = _annotations(report_of({}, "plans/east"))
    assert empty.properties["file"] == "plans/east/plan.yaml"
    (other,) = (
        one
        for one in _annotations(report_of({"x/team.yaml": "plancode: v1\nkind: team\nid: t\n"}, "."))
        if "SHP116" in one.properties["title"]
    )
    assert other.properties["file"] == "x/team.yaml"


def test_hostile_text_is_shown_in_full() -> None:
    """What a plan wrote to break out of a message is a part of the message."""
    assert any("::stop-commands::x" in one.data for one in _annotations(worse()))
