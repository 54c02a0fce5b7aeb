"""Every finding of a plan is worth its reader's time: of the examples and two larger plans each is named, with why."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from plancode.findings.folding import folded
from plancode.model.team import Person
from plancode.pipeline.checking import check
from plancode.pipeline.reaching import reader
from plancode.tree.folder import FolderTree
from tests.examples import example

LARGER: Final = Path(__file__).parent / "larger"
EUROPE = {
    # Three people are behind after a quarter: their managers talk to them. One is a newcomer in her ramp.
    ("TRK101", ("france", "netherlands", "poland")),
    # She carries the customers of a seat until its holder starts in February: 135 % of a month's hours.
    ("CAP103", ("femke-blom",)),
}
PROVINCES = {
    # Of three people who sell in Hubei one is on leave for five months, and nobody was hired for the time.
    ("CAP108", ("hubei",)),
    # The two others look after her customers, and have four months in a row with more work than hours.
    ("CAP103", ("ke-ming", "yin-jie")),
    # One person each in two provinces sells three quarters of what was planned to May.
    ("TRK101", ("guangxi", "jiangxi")),
}

EXAMPLES: Final = [
    # Quotas were set above what people had sold in a year; nine of 17 are asked for clearly more than their company is.
    pytest.param("adventure-works", date(2013, 10, 15), {("TGT117", 9)}, id="Adventure Works"),
    # A secondment leaves a team short in two months, and her who is seconded without hours for her customers.
    pytest.param("huadong", date(2026, 3, 31), {("CAP102", 1), ("CAP103", 1)}, id="Huadong before its adjustment"),
    pytest.param("huadong", date(2026, 4, 1), set(), id="Huadong"),
    pytest.param("starter", date(2026, 4, 1), set(), id="starter"),
    pytest.param("starter-zh", date(2026, 4, 1), set(), id="Chinese starter"),
]


@pytest.mark.parametrize(("name", "as_of", "expected"), EXAMPLES)
def test_example_has_the_findings_that_are_worth_it(name: str, as_of: date, expected: set[tuple[str, int]]) -> None:
    """An example plan has the findings that its story needs, each told once, and no others."""
    assert {(one.code, one.count) for one in example(name, as_of, results=False).open} == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "as_of", "people", "expected"),
    [
        pytest.param("europe", date(2026, 4, 15), 40, EUROPE, id="40 people in five countries"),
        pytest.param("provinces", date(2026, 6, 5), 24, PROVINCES, id="24 people in six provinces"),
    ],
)
def test_larger_plan_has_the_findings_that_are_worth_it(
    name: str, as_of: date, people: int, expected: set[tuple[str, tuple[str, ...]]]
) -> None:
    """A sound plan of real size has a few findings, its results among them: all true, and each told once."""
    folder = LARGER / name
    found = check(FolderTree(folder), as_of, reach=reader(folder))
    assert len(found.graph.all(Person)) == people
    told = {
        (fold.first.code, tuple(sorted(one.entity.id for one in fold.findings if one.entity)))
        for fold in folded(found.open)
    }
    assert told == expected
