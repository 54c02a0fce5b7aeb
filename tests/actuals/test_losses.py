"""The account that a source gives of its rows, and what its losses touch."""

import tempfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.scorecard.accounts import Loss
from plancode.scorecard.results import Results
from plancode.tables.results import results_table, sources_table
from plancode.tables.table import Table
from tests.actuals.plans import TEAM, amount, orders, results, text
from tests.analysis.small import head, numbers
from tests.making import examples

HEADS = ["Day", "Who", "Sum", "Kind"]
BY_CODE = orders(more="file: orders.csv, match_by: erp")
STRICT = head(team="all", policy="{sources: {unread: 0%, unmatched: 0%}}")
GOOD = [("2026-01-05", "001", "100"), ("2026-02-05", "002", "10"), ("2026-03-05", "003", "1")]


def _lost(found: Results, number: int = 0, **names: str) -> Loss | None:
    return found.losses.of("revenue", tuple(names.items()), [number])


def _read(folder: Path, *rows: tuple[str, str, str], source: str = BY_CODE, plan: str = STRICT) -> Results:
    return results(folder, plan, source, orders=text(["Day", "Who", "Sum"], [*GOOD, *rows]))


def test_an_unread_row_touches_its_seller_and_those_above(tmp_path: Path) -> None:
    """Ann's amount of January cannot be read: nothing is known of her, the north and the plan in January alone."""
    found = _read(tmp_path, ("2026-01-06", "001", "twelve"))
    unread = Loss("unread", 1)
    assert [_lost(found, person=name) for name in ("ann", "bob", "cy")] == [unread, None, None]
    assert [_lost(found, team=name) for name in ("north", "south", "all")] == [unread, None, unread]
    assert _lost(found) == unread
    assert _lost(found, 1, person="ann") is None
    assert _lost(found, 1) is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("someday", "001", "5"), "unread"),
        (("26/13/06", "001", "5"), "unread"),
        (("2026-01-06", "", "n/a"), "unread"),
        (("2026-01-06", "", "5"), "unmatched"),
    ],
)
def test_a_row_without_day_or_seller_touches_everybody(tmp_path: Path, row: tuple[str, str, str], reason: str) -> None:
    """It may be anybody's."""
    found = _read(tmp_path, row)
    scopes: list[dict[str, str]] = [{"person": "ann"}, {"person": "cy"}, {"team": "south"}, {}]
    assert [_lost(found, **scope) for scope in scopes] == [Loss(reason, 1)] * 4  # type: ignore[arg-type]
    assert (_lost(found, 1) is None) is (row[0] == "2026-01-06")


def test_an_unknown_code_touches_totals_and_who_has_no_code(tmp_path: Path) -> None:
    """Ann and Bob are known by their codes; the seller 009 may be Cy, who has none in that system."""
    team = TEAM.replace(', codes: {erp: "003"}', "")
    found = results(tmp_path, STRICT, team, BY_CODE, orders=text(HEADS[:3], [*GOOD[:2], ("2026-01-06", "009", "5")]))
    nobodys = Loss("unmatched", 1)
    assert [_lost(found, person=name) for name in ("ann", "bob", "cy")] == [None, None, nobodys]
    assert [_lost(found, team="north"), _lost(found), _lost(found, 1)] == [nobodys, nobodys, None]


def test_what_is_rightly_nobodys_is_no_loss(tmp_path: Path) -> None:
    """The house's rows are in the total of the source and stand apart; nobody is touched by them."""
    source = orders(more="file: orders.csv, match_by: erp, unassigned: {values: [HOUSE], reason: Walk-in customers}")
    found = _read(tmp_path, ("2026-01-06", "HOUSE", "7"), source=source)
    totals = found.totals["orders", "revenue"]
    assert (totals.total, totals.matched, totals.unassigned, totals.unmatched) == (*numbers(118, 111, 7, 0),)
    assert [_lost(found), _lost(found, person="ann"), amount(found)] == [None, None, 111]


def test_a_few_lost_rows_are_told_and_no_more(tmp_path: Path) -> None:
    """Up to 1 % unread and 5 % nobody's the figures stand, but never as 0 of who has only rows that cannot be read."""
    many = [("2026-01-06", "001", "5")] * 300
    found = _read(tmp_path, *many, ("2026-01-07", "001", "n/a"), ("2026-01-07", "009", "5"), plan=head(team="all"))
    assert [_lost(found), _lost(found, person="ann")] == [None, None]
    only = _read(tmp_path, *many, ("2026-01-07", "002", "n/a"), plan=head(team="all"))
    assert [_lost(only, person="ann"), _lost(only, person="bob")] == [None, Loss("unread", 1)]


@pytest.mark.parametrize("content", ["Day,Who,Sum\n", "Day,Who,Sum\n,,\n", "Day,Who,Sum\n2025-03-01,001,5\n"])
def test_a_source_without_rows_of_the_plan_says_nothing(tmp_path: Path, content: str) -> None:
    """A header alone, blank rows, or last year's are no results of 0, whatever day the source is complete through."""
    source = orders(more="file: orders.csv, match_by: erp, complete_through: 2026-12-31")
    found = results(tmp_path, source, orders=content)
    assert [_lost(found), _lost(found, person="ann")] == [Loss("empty")] * 2


FILTERED = ", filters: [{column: Kind, in: [a, b]}]"
CELL = st.sampled_from(["2026-01-05", "2026-06-30", "2026-12-31", "2025-12-31", "soon", ""])
ROW = st.tuples(
    CELL, st.sampled_from(["001", "002", "009", "HOUSE", ""]), st.sampled_from(["5", "-2.5", "n/a", ""]),
    st.sampled_from(["a", "b", ""]),
)  # fmt: skip


@examples(0.1)
@given(
    st.lists(ROW, max_size=40),
    st.sampled_from([date(2026, 6, 30), date(2026, 12, 31)]),
    st.sampled_from(["", FILTERED]),
)
def test_the_account_adds_up_to_the_rows_of_the_file(
    rows: list[tuple[str, str, str, str]], as_of: date, filters: str
) -> None:
    """Every row stands in one column of the tables: blank, left out, undated, outside, later, unread, or counted."""
    more = "file: orders.csv, match_by: erp, unassigned: {values: [HOUSE], reason: Shop}"
    measure = "{metric: revenue, source: orders, measure: sum, filters: [{column: Kind, is: a}]}"
    source = orders("date: Day, person: Who, amount: Sum", measure, more + filters)
    with tempfile.TemporaryDirectory() as folder:
        found = results(Path(folder), source, orders=text(HEADS, rows), as_of=as_of)
        source_row, row = _numbers(sources_table(found)), _numbers(results_table(found.analysis, found))
    parts = ("blank", "filtered", "undated", "outside_plan", "later", "counted")
    assert source_row["rows"] == len(rows) == sum(source_row[part] for part in parts)
    assert source_row["counted"] == row["left_out"] + row["unread"] + row["rows"]
    kept = [each for each in rows if any(each) and (each[3] or not filters)]
    expected = Counter(_sort(each, as_of) for each in kept)
    account = found.losses.sources[0]
    assert (account.undated, account.outside, account.later) == (
        expected["undated"], expected["outside"], expected["later"],
    )  # fmt: skip
    counted = [Decimal(each[2]) for each in kept if _sort(each, as_of) == "read"]
    assert found.totals["orders", "revenue"].total == sum(counted)
    assert row["rows"] == len(counted)
    one = found.totals["orders", "revenue"]
    assert one.matched + one.unassigned + one.unmatched == one.total


def _numbers(table: Table) -> dict[str, int]:
    """Return the counts of rows in the one row of a table."""
    (row,) = table.rows
    cells = zip(table.columns, row.cells, strict=True)
    return {column.key: cell if isinstance(cell, int) else 0 for column, cell in cells}


def _sort(row: tuple[str, str, str, str], as_of: date) -> str:
    day, _, money, kind = row
    if day in ("", "soon"):
        return "undated"
    if day < "2026-01-01":
        return "outside"
    if day > as_of.isoformat():
        return "later"
    if kind != "a":
        return "left out"
    return "read" if money in ("5", "-2.5") else "unread"


@pytest.mark.parametrize(
    ("filters", "ann", "cy"),
    [
        ("{column: Kind, is: Won}", Loss("unread", 1), None),
        ("{column: Kind, in: [Won, won]}", None, None),
        ("{column: Kind, is: Closed}", Loss("filtered"), Loss("filtered")),
        ("{column: Kind, is: juice}", None, None),
    ],
    ids=["spelled otherwise", "both spellings", "no such value", "a product of the plan that nobody sold"],
)
def test_what_a_filter_leaves_out_by_a_slip_is_no_zero(
    tmp_path: Path, filters: str, ann: Loss | None, cy: Loss | None
) -> None:
    """Ann's row says `won` where the filter says `Won`: she is not known; by a word of no row nobody is."""
    plan = head(team="all", policy="{sources: {unread: 0%}}", products="[{id: juice}]")
    metric = f"{{metric: revenue, source: orders, measure: sum, filters: [{filters}]}}"
    rows = [("2026-01-05", "ann", "100", "won"), ("2026-01-06", "cy", "1", "Won")]
    found = results(tmp_path, plan, orders(metrics=metric), orders=text(HEADS, rows))
    assert [_lost(found, person="ann"), _lost(found, person="cy")] == [ann, cy]
