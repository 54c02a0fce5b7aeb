"""Every rule has cases, and every sentence of the catalogue is what one of them is told."""

from typing import Final

from plancode.locale.catalogue import variants_of
from plancode.rules.table import rules_by_code
from tests.cases.case_files import all_cases
from tests.cases.made_sources import MADE_SOURCES
from tests.cases.test_made_cases import MADE_CASES
from tests.cases.told import variants_told

MADE: Final = {one.said for one in (*MADE_CASES, *MADE_SOURCES)}
"""What made cases are told, as the test of each holds."""


def test_every_rule_has_a_fail_and_a_pass_case() -> None:
    """Every rule has a case that it finds and one that it lets pass, and every case is for a rule."""
    failing = {case.code for case in all_cases() if case.fails} | {said.partition(".")[0] for said in MADE}
    passing = {case.code for case in all_cases() if not case.fails}
    assert failing == passing == set(rules_by_code())


def test_every_variant_is_reached() -> None:
    """Every sentence of the catalogue is what some fail case is told of its code: the cases hold `told.txt` true."""
    wanted = {f"{code}.{variant}" for code in rules_by_code() for variant in variants_of(code, "en")}
    assert wanted - variants_told() - MADE == set()
