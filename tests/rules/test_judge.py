"""Fingerprints that outlive line numbers, folding of rows, and rules that break."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from plancode.findings.finding import Finding
from plancode.findings.folding import counted
from plancode.findings.place import Place, Span
from plancode.findings.problem import Problem
from plancode.findings.sentences import hint, message
from plancode.rules.context import RuleContext
from plancode.rules.engine import run
from plancode.rules.judge import judge
from plancode.rules.table import BUILTIN_RULES, rules_by_code
from tests.making import AS_OF, NAMES, PLAN, checked, files_of, graph_of, source_of

TEAM = """plancode: v1
kind: team
id: t
roles: [{id: rep}]
teams:
  - {id: east, parent: nowhere}
  - {id: west, parent: nobody}
"""
FILES = {"plan.yaml": PLAN, "team.yaml": TEAM}


def _prints(files: dict[str, str]) -> dict[tuple[str, str], str]:
    found = checked(files).findings
    return {(one.code, one.entity.id if one.entity else one.place.path): one.fingerprint for one in found}


def test_fingerprint_outlives_lines_above() -> None:
    """Lines above, comments and blank lines change no fingerprint."""
    moved = {"plan.yaml": "# about\n\n" + PLAN, "team.yaml": "# one\n# two\n" + TEAM.replace("teams:", "# x\n\nteams:")}
    assert _prints(moved) == _prints(FILES)


def test_fingerprint_of_an_entity_outlives_its_file() -> None:
    """The same fault of the same entity in a file of another name has the same fingerprint."""
    renamed = {"a/plan.yaml": PLAN, "b/other.yml": TEAM}
    assert set(_prints(renamed).values()) == set(_prints(FILES).values())


def test_fingerprint_of_an_entity_outlives_the_order_of_its_list() -> None:
    """Entries of a list in another order, and keys in another order, keep their fingerprints."""
    turned = TEAM.replace("  - {id: east, parent: nowhere}\n", "") + "  - {parent: nowhere, id: east}\n"
    assert _prints({**FILES, "team.yaml": turned}) == _prints(FILES)


def test_fingerprint_of_a_line_outlives_its_number() -> None:
    """A fault of the text keeps its fingerprint when lines are inserted above or blanks around it change."""
    text = "plancode: v1\nkind: team\nid: t\nlabels: {a: 010}\n"
    moved = "# above\nplancode: v1\nkind: team\nid: t\nlabels:   {a:  010}\n"
    same = [_prints({"plan.yaml": PLAN, "t.yaml": one}) for one in (text, moved)]
    assert same[0]["TXT111", "t.yaml"] != ""
    assert _prints({"plan.yaml": PLAN, "t.yaml": "# above\n" + text}) == same[0]


def test_fingerprints_tell_entities_plans_and_codes_apart() -> None:
    """Two entities, two codes, and two plans have fingerprints of their own."""
    found = checked(FILES).findings
    assert len({one.fingerprint for one in found}) == len(found) >= 2
    other = checked({**FILES, "plan.yaml": PLAN.replace("east-2026", "west-2026")}).findings
    assert not {one.fingerprint for one in found} & {one.fingerprint for one in other}


def test_equal_lines_have_fingerprints_of_their_own() -> None:
    """The same fault on two equal lines is two findings."""
    text = "plancode: v1\nkind: team\nid: t\nextra:\n  a:\n    x: 010\n  b:\n    x: 010\n"
    found = [one for one in checked({"plan.yaml": PLAN, "t.yaml": text}).findings if one.code == "TXT111"]
    assert len({one.fingerprint for one in found}) == 2


@pytest.mark.parametrize("name", NAMES)
def test_fingerprints_are_unique_in_a_plan(name: str) -> None:
    """No two findings of an example have one fingerprint, and all of them can be said."""
    files = files_of(name)
    files["broken.yaml"] = (TEAM + "x: 010\ny: 010\n").encode()
    found = checked(files).findings
    prints = [one.fingerprint for one in found]
    assert len(set(prints)) == len(prints)
    assert all(message(one, language) and hint(one, language) for one in found for language in ("en", "zh"))


def _row(line: int, variant: str = "plain", code: str = "REF101", path: str = "a.csv") -> Problem:
    return Problem(Place(path, Span(line, 1, line, 2)), variant, {"name": str(line)}, code=code)


def _judged(problems: list[Problem]) -> tuple[Finding, ...]:
    source = source_of("x\n" * 200, "a.csv")
    return counted(judge(problems, rules_by_code(), "p", {"a.csv": source, "b.csv": source, "t.yaml": source}), "p")


def test_rows_of_a_list_fold_to_one_finding() -> None:
    """All rows of one code and variant in a file are one finding with their count and the first five places."""
    (found,) = _judged([_row(line) for line in range(120, 20, -1)])
    assert found.count == 100
    assert [found.place.line, *(place.line for place in found.related)] == [21, 22, 23, 24, 25]


def test_rows_fold_by_code_variant_and_file() -> None:
    """Other codes, other variants, other files and YAML are not folded together."""
    problems = [_row(2), _row(3), _row(4, "near"), _row(5, code="SHP104"), _row(6, path="b.csv")]
    yaml = [_row(7, path="t.yaml"), _row(8, path="t.yaml")]
    assert sorted(one.count for one in _judged(problems + yaml)) == [1, 1, 1, 1, 1, 2]


def test_one_row_is_not_folded() -> None:
    """One row is a finding like any other."""
    (found,) = _judged([_row(2)])
    assert (found.count, found.related) == (1, ())


def test_rows_fold_in_a_real_list() -> None:
    """A hundred unknown territories in a list are one finding that says so."""
    rows = "".join(f"a{number},nowhere\n" for number in range(100))
    files = {
        "plan.yaml": PLAN,
        "m.yaml": "plancode: v1\nkind: territories\nid: m\naccounts: {file: a.csv}\n",
        "a.csv": "id,territory\n" + rows,
    }
    (found,) = [one for one in checked(files).findings if one.code == "REF101"]
    assert (found.count, found.place.line, len(found.related)) == (100, 2, 4)


def test_findings_come_in_reading_order() -> None:
    """Findings are in the order of files and lines."""
    found = checked({**FILES, "a.yaml": "plancode: v1\nkind: team\nid: 010\n"}).findings
    places = [(one.place.path, one.place.line) for one in found]
    assert places == sorted(places)


def test_a_rule_that_breaks_reports_itself_and_the_others_run() -> None:
    """A rule that raises is one problem of its code; what others find stays."""

    def broken(_: RuleContext) -> Iterator[Problem]:
        yield Problem(Place("x"), "plain")
        raise ZeroDivisionError

    rules = [replace(BUILTIN_RULES[0], code="KPI101", check=broken), rules_by_code()["REF101"]]
    found = run(rules, RuleContext(graph_of(FILES), AS_OF))
    assert [one.code for one in found.problems if one.variant == "rule_broken"] == ["KPI101"]
    assert [one.code for one in found.problems].count("REF101") == 2
    assert len(found.broken) == 1
    assert found.broken[0].startswith("KPI101 ")
    assert "ZeroDivisionError" in found.broken[0]
    for one in judge(found.problems, rules_by_code(), "p", {}):
        if one.variant == "rule_broken":
            assert all(message(one, language) for language in ("en", "zh"))


def test_no_rule_breaks_on_an_empty_plan() -> None:
    """Rules hold on a plan of one document, and where there is no plan at all."""
    assert checked({"plan.yaml": PLAN}).broken == ()
    assert checked({}).broken == ()
    assert checked({"team.yaml": TEAM}).broken == ()
