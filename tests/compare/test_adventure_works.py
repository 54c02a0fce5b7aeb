"""Adventure Works: on 30 November 2012 two people swap territories; nothing else of the plan changes."""

import csv
import runpy
import shutil
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from plancode.compare.change import ChangeSort
from plancode.compare.comparison import Comparison
from plancode.pipeline.comparing import Compared, compare
from plancode.pipeline.reaching import reader
from plancode.said.value import Record, Ref
from plancode.tree.folder import FolderTree
from tests.support import PLANS

DAY: Final = date(2013, 10, 15)
SWAP: Final = "2012-11-30"
HISTORY: Final = "data/SalesTerritoryHistory.csv"


@dataclass(frozen=True)
class Swap:
    """The plan before and after the swap is in its tables."""

    compared: Compared

    @property
    def comparison(self) -> Comparison:
        """What is different."""
        return self.compared.comparison


def _made(folder: Path, *, with_swap: bool) -> Path:
    """Make the plan anew from its tables, with the rows of the swap or without."""
    shutil.copytree(PLANS / "adventure-works", folder, ignore=shutil.ignore_patterns("build", "__pycache__"))
    history = folder / HISTORY
    rows = history.read_text("utf-8").splitlines(keepends=True)
    dropped = [row for row in rows if f",{SWAP}," in row]
    assert len(dropped) == 2
    if not with_swap:
        history.write_text("".join(row for row in rows if row not in dropped), "utf-8", newline="")
    make = runpy.run_path(str(folder / "from_data.py"))["make"]
    for name, content in make(folder).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def swap(tmp_path_factory: pytest.TempPathFactory) -> Swap:
    """Return the plan without the rows of the swap held against the plan with them, results included."""
    folder = tmp_path_factory.mktemp("swap")
    base, head = (_made(folder / name, with_swap=name == "head") for name in ("base", "head"))
    reaches = (reader(base), reader(head))
    return Swap(compare((FolderTree(base), FolderTree(head)), DAY, reach=reaches))


def test_swap_is_two_moves(swap: Swap) -> None:
    """275 and 277 swap territories 2 and 3: two moves, and no other change."""
    changes = swap.comparison.changes
    assert [(one.sort, one.id, one.key.id) for one in changes] == [
        (ChangeSort.MOVED, "territory.owners.moved", "northeast"),
        (ChangeSort.MOVED, "territory.owners.moved", "central"),
    ]
    assert [(_person(one.before), _person(one.after)) for one in changes] == [("p275", "p277"), ("p277", "p275")]
    assert all(one.place is not None and one.place.path == "territories.yaml" for one in changes)


def _person(value: object) -> str:
    assert isinstance(value, Record)
    person = dict(value.fields)["person"]
    assert isinstance(person, Ref)
    return person.id


def test_quotas_stay(swap: Swap) -> None:
    """No target and no quota is another one, of the plan, a team or a person."""
    assert [one for one in swap.comparison.effects if one.figure.measure in ("target", "quota")] == []
    assert all(one.metrics == () for one in swap.comparison.people)


def test_coverage_moves(swap: Swap) -> None:
    """Both territories were looked after only up to the swap, and are to the end now."""
    moved = {one.figure.subject.id: one for one in swap.comparison.effects if one.figure.measure == "covered"}
    assert {"northeast", "central"} <= moved.keys()
    assert all(one.delta is not None and one.delta > 0 for one in moved.values())
    for name in ("northeast", "central"):
        assert moved[name].after == Decimal(1)
    assert moved.keys() <= {"northeast", "central", ""}


def test_customers_move(swap: Swap) -> None:
    """The two people are touched, nobody else, and each has the customers of the new territory on the day."""
    people = {one.person.id: one for one in swap.comparison.people}
    assert people.keys() == {"p275", "p277"}
    held = _customers(DAY.isoformat())
    for name, new in (("p275", "central"), ("p277", "northeast")):
        before, after = people[name].before, people[name].after
        assert before is not None
        assert after is not None
        assert before.customers == frozenset()  # what both looked after before the swap had ended then
        assert {one.id for one in after.customers} == held[new]
        assert {one.id for one in after.territories} == {new}


def _customers(until: str) -> dict[str, set[str]]:
    """Return the customers that each territory had by a day, read from the file."""
    found: dict[str, set[str]] = defaultdict(set)
    with (PLANS / "adventure-works" / "accounts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["since"] <= until:
                found[row["territory"]].add(row["id"])
    return found


def test_sales_outside_own_customers_move(swap: Swap) -> None:
    """With the swap, the orders after it are no longer outside what the two look after."""
    results = swap.compared.base.results
    assert results is not None
    found = {one.figure.measure: one for one in swap.comparison.effects if one.figure.metric == "revenue"}
    for measure in ("outside", "outside_rows"):
        assert (found[measure].delta or 0) < 0
    assert "matched" not in found
    assert "unmatched" not in found


def test_each_move_has_its_part(swap: Swap) -> None:
    """Each of the two moves closes the gap of its own territory; together there is nothing more to it."""
    found = swap.comparison.attribution
    assert found is not None
    assert [[change.key.id for change in share.group.changes] for share in found.shares] == [["northeast"], ["central"]]
    assert all(any(one.figure.measure == "covered" for one in share.effects) for share in found.shares)
    assert [one.figure.measure for one in found.remainder if one.figure.measure == "covered"] == []
