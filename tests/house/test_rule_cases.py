"""Every rule has cases, and every sentence of the catalogue is reached by one of them."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from plancode.findings.finding import Finding
from plancode.findings.sentences import hint, message
from plancode.locale.catalogue import variants_of
from plancode.rules.rule import Rule
from plancode.rules.table import BUILTIN_RULES, rules_by_code
from tests.cases.case_files import all_cases, findings_of, judged
from tests.cases.made_sources import MADE_SOURCES
from tests.cases.test_made_cases import MADE, MADE_CASES

SOURCES = {one.code for one in MADE_SOURCES}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    """Return the findings of all cases, run once."""
    return tuple(_of_all(tmp_path_factory.mktemp("made")))


def _of_all(folder: Path) -> Iterable[Finding]:
    for case in all_cases():
        yield from findings_of(case.outcome)
    for number, made in enumerate(MADE_CASES):
        below = folder / str(number)
        below.mkdir()
        yield from judged(made.make(below), made.limits).findings
    for source in MADE_SOURCES:
        below = folder / f"{source.code}-{source.variant}"
        below.mkdir()
        yield from source.outcome(below).findings


@pytest.mark.parametrize("rule", BUILTIN_RULES, ids=lambda rule: rule.code)
def test_rule_has_a_fail_and_a_pass_case(rule: Rule) -> None:
    """Every rule has a case that it finds and one that it lets pass."""
    own = [case for case in all_cases() if case.code == rule.code]
    assert rule.code in MADE | SOURCES or any(case.fails for case in own), f"no fail case for {rule.code} {rule.name}"
    assert any(not case.fails for case in own), f"no pass case for {rule.code} {rule.name}"


def test_every_case_is_for_a_rule() -> None:
    """Every folder of cases, and every made case, is named by the code of a rule."""
    assert {case.code for case in all_cases()} | MADE <= set(rules_by_code())


def test_every_variant_is_reached(findings: tuple[Finding, ...]) -> None:
    """Every sentence of the English catalogue is what some case is told."""
    seen = {(one.code, one.variant) for one in findings}
    wanted = {(rule.code, variant) for rule in BUILTIN_RULES for variant in variants_of(rule.code, "en")}
    missing = sorted(f"{code}.{variant}" for code, variant in wanted - seen)
    assert not missing, f"no case reaches {', '.join(missing)}"


def test_every_finding_has_a_sentence(findings: tuple[Finding, ...]) -> None:
    """Message and hint of every finding can be said in English, with all their values."""
    unsaid = {f"{one.code}.{one.variant}" for one in findings if not _can_be_said(one)}
    assert not unsaid, f"no message, or a value that is not given: {sorted(unsaid)}"


def _can_be_said(finding: Finding) -> bool:
    try:
        return bool(message(finding, "en") and hint(finding, "en"))
    except (KeyError, ValueError):
        return False
