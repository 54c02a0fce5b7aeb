"""Findings that one thing mends are told to people as one, and stay findings of their own for everything else."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.cli.main import run
from plancode.findings.finding import Finding, in_order
from plancode.findings.folding import alone, folded
from plancode.findings.place import Place, Span
from plancode.findings.severity import Severity
from plancode.pipeline.building import build
from plancode.report.text import Look, report_text
from plancode.rules.table import BUILTIN_RULES
from plancode.said.value import Ref
from tests.making import FEW, PLAN, checked

TEAM = """plancode: v1
kind: team
id: t
roles: [{id: rep, title: Rep}]
teams: [{id: east, title: East, manager: m}]
people:
  - {id: m, name: Mo, role: rep, team: east}
"""
NAMES = ("ann", "ben", "cy", "dee", "eve", "flo", "gus", "hal", "ian", "jo")
IDLE_ONES = NAMES[2:]
FILES = {
    "plan.yaml": PLAN + "team: east\nlocale: en\n",
    "team.yaml": TEAM + "".join(f"  - {{id: {name}, name: {name.title()}, role: rep, team: east}}\n" for name in NAMES),
    "duties.yaml": """plancode: v1
kind: responsibilities
id: d
duties:
  - {id: invoices, A: m, R: m}
  - {id: prices, A: [m, ann], R: m}
  - {id: stock, A: [m, ben], R: m}
""",
}

FINDINGS = st.builds(
    lambda rule, line, name, weight: Finding(
        rule.code, rule.name, rule.severity, "plain", {"person": Ref("person", name)},
        Place(f"{name[0]}.yaml", Span(line, 1, line, 2)), Ref("person", name), (), f"{rule.code}{line}{name}",
        weight=weight,
    ),
    st.sampled_from(BUILTIN_RULES[::9]),
    st.integers(1, 4),
    st.sampled_from(NAMES),
    st.none() | st.integers(0, 9).map(Decimal),
)  # fmt: skip


def _counted(findings: Iterable[Finding]) -> Counter[tuple[str, Place, Decimal | None]]:
    return Counter((one.fingerprint, one.place, one.weight) for one in findings)


@FEW
@given(st.lists(FINDINGS, max_size=30).map(in_order))
def test_nothing_is_lost(findings: tuple[Finding, ...]) -> None:
    """Each finding is told in exactly one fold, beside others of its rule only, below the one with the most weight."""
    folds = folded(findings)
    assert _counted(one for fold in folds for one in fold.findings) == _counted(findings)
    assert all(len({(one.code, one.severity) for one in fold.findings}) == 1 for fold in folds)
    for fold in folds:
        weights = [one.weight for one in fold.findings if one.weight is not None]
        assert weights == sorted(weights, reverse=True)
        assert len(fold.names) <= len(fold.others)
    ranks = [fold.first.severity.rank for fold in folds]
    assert ranks == sorted(ranks, reverse=True), "errors come first"
    assert _counted(one for fold in alone(findings) for one in fold.findings) == _counted(findings)


def test_warnings_of_one_rule_are_one_with_a_count_and_names() -> None:
    """Eight people without a duty are one paragraph that names the first five; the summary still counts eight."""
    found = checked(FILES)
    told = report_text(found.findings, found.sources, Look())
    assert told.count("RES103]") == 1
    assert "warning[RES103] ×8" in told
    assert "The same of Dee (`dee`), Eve (`eve`), Flo (`flo`), Gus (`gus`), Hal (`hal`) and 2 more." in " ".join(
        told.split()
    )
    assert f"{sum(one.severity is Severity.WARNING for one in found.open)} warnings" in told
    each = report_text(found.findings, found.sources, Look(), one_by_one=True)
    assert each.count("warning[RES103]:") == len(IDLE_ONES)


def test_errors_come_first_and_each_is_told() -> None:
    """Errors stand above warnings of files before theirs; of those told as one each says what is wrong with it."""
    found = checked(FILES | {"a.yaml": "plancode: v1\nkind: team\nid: a\nroles: [{id: idle}]\n"})
    told = " ".join(report_text(found.findings, found.sources, Look()).split())
    assert told.startswith("error[RES101] ×2: ")
    assert "`prices`" in told
    assert "`stock`" in told
    assert told.index("error[") < told.index("warning[")


def test_pages_fold_too() -> None:
    """The first page has one line for what is one, with the names, and counts every finding."""
    page = build(checked(FILES))["README.md"].decode()
    assert page.count("| `RES103` |") == 1
    assert "The same of" in page


def test_programs_have_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has a record with a fingerprint for each finding, and --no-fold tells each."""
    folder = tmp_path
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    run(["check", str(folder), "--as-of", "2026-04-01", "--format", "json"])
    (plan,) = json.loads(capsys.readouterr().out)["plans"]
    prints = [one["fingerprint"] for one in plan["findings"] if one["code"] == "RES103"]
    assert len(set(prints)) == len(IDLE_ONES)
    run(["check", str(folder), "--as-of", "2026-04-01", "--no-fold"])
    assert capsys.readouterr().out.count("RES103]") == len(IDLE_ONES)


def test_what_one_thing_does_not_mend_stays_apart() -> None:
    """Two misspelt ids are two; one misspelt id in two places is one."""
    files = FILES | {"duties.yaml": "plancode: v1\nkind: responsibilities\nid: d\nduties:\n"}
    rows = "  - {id: a, A: m, R: anna}\n  - {id: b, A: m, R: anna}\n  - {id: c, A: m, R: nobody-known}\n"
    folds = folded(checked(files | {"duties.yaml": files["duties.yaml"] + rows}).open)
    assert sorted(len(fold.findings) for fold in folds if fold.first.code == "REF101") == [1, 2]


def test_what_is_accepted_is_not_told_with_what_is_open() -> None:
    """Folding comes after acceptances: what somebody has accepted is no part of the count."""
    found = checked(FILES)
    first = next(one for one in found.findings if one.code == "RES103")
    findings = [replace(one, suppressed_because="so be it") if one is first else one for one in found.findings]
    assert "warning[RES103] ×7" in report_text(findings, found.sources, Look())
