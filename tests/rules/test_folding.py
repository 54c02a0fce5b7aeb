"""Findings that are too many to be told one by one: made one with their number, held against an earlier revision."""

from collections.abc import Callable

import pytest

from plancode.findings.finding import Finding
from plancode.findings.problem import MOST_APART
from plancode.findings.sentences import how_many
from plancode.findings.severity import Severity
from plancode.findings.standing import FindingStanding
from plancode.pipeline.checking import Checked
from plancode.pipeline.comparing import Compared, compare, compare_checked
from plancode.report.report import PlanReport, Report
from plancode.report.reporters import REPORTERS
from tests.making import AS_OF, PLAN, Files, checked, tree_of

MANY = MOST_APART + 200
LIST = "plancode: v1\nkind: territories\nid: map\naccounts: {file: accounts.csv}\n"
SETTINGS = "plancode: v1\nsuppress:\n"


def _teams(count: int, more: str = "") -> Files:
    teams = "".join(f"  - {{id: team-{number}, parent: nobody}}\n" for number in range(count))
    return {"plan.yaml": PLAN, "t.yaml": f"plancode: v1\nkind: team\nid: t\nteams:\n{teams}{more}"}


def _rows(*numbers: int) -> Files:
    rows = "".join(f"a{number},nowhere\n" for number in numbers)
    return {"plan.yaml": PLAN, "m.yaml": LIST, "accounts.csv": f"id,territory\n{rows}"}


def _unknown(found: Checked) -> list[Finding]:
    return [one for one in found.findings if one.code == "REF101"]


def _compared(before: Files, after: Files) -> Compared:
    return compare_checked(checked(before), checked(after))


def test_up_to_a_thousand_are_told_apart() -> None:
    """A thousand of a sort in a file are a thousand findings, as they always were."""
    found = _unknown(checked(_teams(MOST_APART)))
    assert [one.count for one in found] == [1] * MOST_APART
    assert len({one.fingerprint for one in found}) == MOST_APART


def test_more_are_one_with_their_number_and_the_first_places() -> None:
    """From a thousand and one they are one finding, at the first place, with four more and the number of all."""
    (found,) = _unknown(checked(_teams(MOST_APART + 1)))
    assert found.count == MOST_APART + 1
    assert [found.place.line, *(place.line for place in found.related)] == [5, 6, 7, 8, 9]
    assert how_many(found, "en") == [f"There are {MOST_APART} more like this in the file, the places shown among them."]


@pytest.mark.parametrize("files", [lambda count: _teams(MANY + count), lambda count: _rows(*range(20 + count))])
def test_fingerprint_of_many_is_of_file_and_sort(files: Callable[[int], Files]) -> None:
    """More or fewer of them, or others of them, leave the fingerprint as it is."""
    prints = {_unknown(checked(files(count)))[0].fingerprint for count in (0, 5)}
    assert len(prints) == 1


def test_first_row_that_is_mended_leaves_the_fingerprint() -> None:
    """Which row is the first one does not matter."""
    prints = {_unknown(checked(_rows(*numbers)))[0].fingerprint for numbers in ((1, 2, 3), (2, 3, 4))}
    assert len(prints) == 1


def test_each_statement_accepts_its_own_rows_only() -> None:
    """A statement about one row of a list leaves the others open, and they are counted without it."""
    entry = SETTINGS + "  - {code: REF101, entity: a1, reason: As agreed}\n"
    found = _unknown(checked({**_rows(0, 1, 2, 3), "plancode.yaml": entry}))
    assert sorted((one.count, one.suppressed_because) for one in found if one.entity) == [(1, "As agreed"), (3, None)]


def test_many_that_a_statement_accepts_are_one() -> None:
    """What one statement accepts is one finding, accepted, and nothing is left open."""
    found = checked({**_teams(MANY), "plancode.yaml": SETTINGS + "  - {code: REF101, reason: Not yet}\n"})
    assert [(one.count, one.suppressed_because) for one in _unknown(found)] == [(MANY, "Not yet")]
    assert [one.code for one in found.open] == ["PLN101"]


@pytest.mark.parametrize(
    ("before", "after", "grown"),
    [
        (_rows(1, 2, 3), _rows(*range(1, 16)), 12),
        (_rows(1), _rows(1, 2, 3), 2),
        (_rows(), _rows(1, 2, 3), 3),
        (_teams(MANY), _teams(MANY + 12), 12),
        (_teams(MOST_APART - 1), _teams(MOST_APART + 1), 2),
    ],
)
def test_more_than_before_is_new(before: Files, after: Files, grown: int) -> None:
    """Where a file has more of a sort than before, the change introduces the difference, and says how many."""
    found = _compared(before, after)
    (new,) = [one for one in found.introduced if one.code == "REF101"]
    assert new.grown == grown
    assert found.fails(Severity.ERROR)
    said = how_many(new, "en")
    assert (f"That is {grown} more than before." in said) is (grown < new.count)
    assert [one for one in found.still if one.code == "REF101"] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_rows(1, 2, 3), _rows(2, 3)),
        (_rows(1, 2, 3), _rows(3)),
        (_rows(1, 2, 3), _rows(1, 2, 3)),
        (_rows(1, 2, 3), _rows(4, 5, 6)),
        (_teams(MANY), _teams(MANY - 12)),
        (_teams(MOST_APART + 1), _teams(MOST_APART)),
    ],
)
def test_no_more_than_before_is_not_new(before: Files, after: Files) -> None:
    """Whoever mends some of many is not told that the others are new, also where they are told apart again."""
    found = _compared(before, after)
    assert [one for one in (*found.introduced, *found.fixed) if one.code == "REF101"] == []
    assert sum(one.count for one in found.still if one.code == "REF101") == sum(
        one.count for one in _unknown(checked(after))
    )


@pytest.mark.parametrize("files", [_rows(1, 2, 3), _teams(MANY)])
def test_all_that_are_mended_are_fixed(files: Files) -> None:
    """Where none of a sort is left, it is fixed."""
    found = _compared(files, _rows() if "m.yaml" in files else _teams(0, "  - {id: east}\n"))
    assert [one.code for one in found.fixed] == ["REF101"]


def test_statement_that_is_new_does_not_hide_many() -> None:
    """What only a statement of the change itself accepts is new, however many they are made into one."""
    entry = SETTINGS + "  - {code: REF101, reason: Not yet}\n"
    strict = {"plan.yaml": PLAN + "policy: {acceptances: after_merge}\n"}
    files = {**_rows(1, 2, 3), **strict, "plancode.yaml": entry}
    found = compare((tree_of({**_rows(), **strict}), tree_of(files)), AS_OF)
    assert [(one.code, one.grown) for one in found.introduced if one.code == "REF101"] == [("REF101", 3)]
    old = compare((tree_of({**_rows(), **strict, "plancode.yaml": entry}), tree_of(files)), AS_OF)
    assert [one for one in old.introduced if one.code == "REF101"] == []


@pytest.mark.parametrize("format_", sorted(REPORTERS))
def test_every_format_tells_how_many_are_new(format_: str) -> None:
    """The number of all and of the new ones stand in every format of findings."""
    found = _compared(_rows(1, 2, 3), _rows(*range(1, 16)))
    report = REPORTERS[format_](Report((PlanReport("p", found.introduced, "en", {}),), AS_OF))
    assert "12" in report
    assert "14" in report or "15" in report


def test_findings_of_other_sorts_stand_by_their_fingerprints() -> None:
    """Where nothing is counted, a finding is new where its fingerprint is."""
    one, two = checked(_teams(2)).findings[:2]
    found = FindingStanding([one], [two], [two])
    assert (found.introduced, found.fixed, found.still) == ((two,), (one,), ())


def test_list_that_was_empty_is_read_again() -> None:
    """Rows that a change adds to a list without any are seen, though the document that names it stayed as it is."""
    found = compare((tree_of(_rows()), tree_of(_rows(1, 2))), AS_OF)
    assert [(one.code, one.grown) for one in found.introduced if one.code == "REF101"] == [("REF101", 2)]
