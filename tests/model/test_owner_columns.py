"""Owners in the columns of a list of accounts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.document.limits import Limits
from plancode.document.reader import PlanReading
from plancode.model.load import load
from plancode.model.territories import Account
from tests.making import tree_of


def _owners(table: str, said: str = "") -> tuple[list[dict[str, str]], list[str]]:
    """Return what is said of the owners of the first account of a table, and what is wrong with it."""
    text = f"plancode: v1\nkind: territories\nid: map\naccounts: {{file: a.csv{said}}}\n"
    reading = PlanReading(tree_of({"plan.yaml": text, "a.csv": table}), Limits())
    loaded = load(reading, ("plan.yaml",))
    rows = [row.model for row in loaded[0].rows[("accounts",)] if isinstance(row.model, Account)] if loaded else []
    told = [f"{problem.code}.{problem.variant} {problem.place.name}" for problem in reading.problems]
    return [
        {
            "person": owner.person,
            "share": f"{owner.share.number.normalize():f}",
            **({"from": str(owner.from_)} if owner.from_ else {}),
            **({"to": str(owner.to)} if owner.to else {}),
            **({"as": owner.as_} if owner.as_ != "primary" else {}),
        }
        for row in rows[:1]
        for owner in row.owners
    ], told


ANN: dict[str, str] = {"person": "ann", "share": "1"}
BOTH: list[dict[str, str]] = [{"person": "ann", "share": "0.6"}, {"person": "bob", "share": "0.4"}]


@pytest.mark.parametrize(
    ("table", "said", "owners"),
    [
        ("id,owner\nx,ann\n", "", [ANN]),
        ("id,Owners\nx,ann\n", "", [ANN]),
        ("id,owner,share\nx,ann,60%\n", "", BOTH[:1]),
        ("id,owner\nx,ann 60%; bob 40%\n", "", BOTH),
        ("id,owner\nx,ann (60%) / bob (40 %)\n", "", BOTH),
        ('id,owner\nx,"ann 60%, bob 40%"\n', "", BOTH),
        ('id,owner\nx,"ann, 60%; bob, 40%"\n', "", BOTH),
        ("id,owner\nx,60% ann; 40% bob\n", "", BOTH),
        ("id,owner\nx,ann：60％；bob：40％\n", "", BOTH),
        ("id,owner\nx,ann 60%、bob 40%\n", "", BOTH),
        ("id,owner,share\nx,ann; bob,60%; 40%\n", "", BOTH),
        ("id;owner;share\nx;ann | bob;60,0% | 40,0%\n", "", BOTH),
        ("id,Rep 1,Rep 2,Part 1,Part 2\nx,ann,bob,60%,40%\n",
         ", columns: {Rep 1: owners, Part 1: owners.share, Rep 2: owners, Part 2: owners.share}", BOTH),
        ("id,Rep 1,Rep 2,Part 1,Part 2\nx,,bob,,40%\n",
         ", columns: {Rep 1: owners, Part 1: owners.share, Rep 2: owners, Part 2: owners.share}", BOTH[1:]),
        ("id,owner,from\nx,ann,01.03.2026\n", ", columns: {from: owners.from}", [{**ANN, "from": "2026-03-01"}]),
        ("id,owner,owners.as\nx,ann; bob,primary; overlay\n", "", [ANN, {**ANN, "person": "bob", "as": "overlay"}]),
        ("id,owner,owners.to\nx,ann; bob,2026-06-30\n", "",
         [{**ANN, "to": "2026-06-30"}, {**ANN, "person": "bob", "to": "2026-06-30"}]),
        ("id,Rep\nx,Ann Lee 60%; Bob 40%\n", ", columns: {Rep: owners}, values: {Ann Lee: ann, Bob: bob}", BOTH),
        ("id,负责人\nx,ann\n", "", [ANN]),
        ("id,负责人,占比\nx,ann；bob,60%；40%\n", ", columns: {占比: owners.share}", BOTH),
        ("id,owner,share\nx,,\n", "", []),
    ],
)  # fmt: skip
def test_owners_are_columns_in_the_obvious_ways(table: str, said: str, owners: list[dict[str, str]]) -> None:
    """One owner or several, shares beside or in a column of their own, several columns, words of the table."""
    assert _owners(table, said) == (owners, [])


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("id,owner,share\nx,ann; bob,60%\n", "SHP137.plain a.csv:2"),
        ("id,owner,share\nx,,60%\n", "SHP137.plain a.csv:2"),
        ("id,owner\nx,ann 160%\n", "SHP106.at_most a.csv:2"),
    ],
)
def test_owners_that_cannot_be_read_are_told_at_their_cell(table: str, told: str) -> None:
    """Shares of which nobody can tell whose they are, or of more than all, make no owners."""
    owners, problems = _owners(table)
    assert not owners
    assert problems == [told]


@given(
    st.lists(
        st.tuples(st.sampled_from(["ann", "b", "c-1", "d.e", "0f"]), st.decimals("0.01", "100", places=2)),
        min_size=1, max_size=5, unique_by=lambda pair: pair[0],
    ),
    st.sampled_from(["; ", ";", "、", " | ", ", ", " / "]),
    st.sampled_from([" {}%", ": {}%", " ({}%)", "={} %"]),
)  # fmt: skip
def test_owners_written_in_a_cell_are_read_back(owners: list[tuple[str, Decimal]], between: str, part: str) -> None:
    """Whatever stands between owners and their shares, each is read with its own."""
    cell = between.join(name + part.format(share) for name, share in owners)
    expected = [{"person": name, "share": f"{(share / 100).normalize():f}"} for name, share in owners]
    assert _owners(f'id,owner\nx,"{cell}"\n') == (expected, [])
