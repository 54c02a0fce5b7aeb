"""Every case file: what it expects is found where it says, and nothing else."""

import pytest

from plancode.locale.catalogue import LANGUAGES
from plancode.locale.width import width
from plancode.pipeline.checking import Checked
from plancode.report.text import Look, report_text
from tests.cases.case_files import Case, all_cases, counted, findings_of, spelled
from tests.cases.told import NAME, keep, kept, raw_keys, sentences, told

FAILING = [case for case in all_cases() if case.fails]
PASSING = [case for case in all_cases() if not case.fails]


def _id(case: Case) -> str:
    return f"{case.code}/{case.name}"


@pytest.mark.parametrize("case", FAILING, ids=_id)
def test_fail_case_finds_exactly_what_it_expects(case: Case, update_golden: bool) -> None:  # noqa: FBT001
    """A fail case has its findings on the lines that say so, and no other error of reading; it is told what it was."""
    outcome = case.outcome
    expected = case.expected
    found = counted(outcome, {case.code, *(code for code, _, _ in expected)})
    assert case.code in {code for code, _, _ in expected}, f"{_id(case)} does not expect its own code"
    assert found == expected, (
        f"{_id(case)}\nmissing: {sorted(expected - found)}\nunexpected: {sorted(found - expected)}\n{spelled(outcome)}"
    )
    assert not outcome.broken
    findings = findings_of(outcome)
    assert all(map(sentences, findings))
    assert [key for finding in findings for key in raw_keys(finding)] == []
    if isinstance(outcome, Checked):
        assert too_wide(outcome) == []
    if update_golden:
        keep(case, told(findings, {case.code}))
    assert told(findings, {case.code}) == kept(case), "told otherwise than tests/cases/*/told.txt says"


def too_wide(checked: Checked) -> list[str]:
    """Return the lines of a report, in any language, that are wider than the terminal that it is for."""
    return [
        line
        for columns in (40, 80, 120)
        for language in LANGUAGES
        for line in report_text(checked.findings, checked.sources, Look(language, columns)).splitlines()
        if width(line) > columns
    ]


@pytest.mark.parametrize("case", PASSING, ids=_id)
def test_pass_case_finds_nothing(case: Case) -> None:
    """A pass case has no finding of its code, no error of reading; whatever else it has can be said."""
    outcome = case.outcome
    assert not counted(outcome, {case.code}), f"{_id(case)}\n{spelled(outcome)}"
    assert not outcome.broken
    assert all(map(sentences, findings_of(outcome)))


def test_every_case_lies_where_the_runner_looks() -> None:
    """Every folder below the cases is named by a code and holds only fail and pass cases."""
    known = {case.path for case in all_cases()}
    here = next(iter(known)).parents[1]
    folders = [path for path in here.iterdir() if path.is_dir() and path.name != "__pycache__"]
    stray = [path for folder in folders for path in folder.iterdir() if path not in known and path.name != NAME]
    assert not stray, f"neither fail-<what> nor pass-<what>: {stray}"
