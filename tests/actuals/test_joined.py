"""Orders and their lines in two tables: each line counts on the date and for the seller of its order, once."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from plancode.actuals.terms import Terms
from plancode.scorecard.results import Results
from tests.actuals.plans import Row, amount, amounts, orders, refused, results, troubles, write
from tests.analysis.small import head, targets

HEADS: Final = ("No", "Day", "Who", "Status", "Sum")
ORDERS: Final[list[Row]] = [
    ("1", date(2026, 1, 31), "ann", "won", "900"),
    ("2", date(2026, 2, 1), "bob", "won", "900"),
    ("3", date(2026, 3, 1), "cy", "lost", "900"),
    ("4", date(2026, 3, 1), "cy", "won", "900"),
    ("5", date(2025, 3, 1), "cy", "won", "900"),
]
LINE_HEADS: Final = ("Order", "What", "Sum", "Status")
LINES: Final[list[Row]] = [
    ("1", "a", "10", "x"), ("1", "b", "1", "x"), ("2", "a", "100", "x"), ("2", "a", "1000", "y"), ("3", "a", "7", "x"),
    ("9", "a", "5", "x"),
]  # fmt: skip
COLUMNS: Final = "date: Day, person: Who"
WON: Final = "filters: [{column: Status, is: won}]"
PRODUCTS: Final = (
    head(team="all").rstrip() + "\nproducts: [{id: a}, {id: b}]\nmetrics: [{id: sold, unit: count}, {id: asked}]\n"
)
LENIENT: Final = PRODUCTS + "policy: {sources: {unread: 99%}}\n"


def _found(folder: Path, *documents: str, ending: str = ".csv", lines: str = "", metrics: str = "") -> Results:
    """Return the results of the orders and their lines, each in a file of its own."""
    own = write(folder / f"orders{ending}", HEADS, ORDERS, "orders")
    beside = write(folder / f"lines{ending}", LINE_HEADS, LINES, "lines").replace(f"format: {ending[1:]}, ", "")
    beside = ", ".join(part for part in beside.split(", ") if not part.startswith("format"))
    stated = f"lines: {{{beside}, key: Order, of: No, columns: {{product: What, amount: Sum}}{lines}}}"
    given = metrics or "{metric: revenue, source: orders, measure: sum}"
    return results(folder, *(documents or (LENIENT,)), orders(COLUMNS, given, f"{own}, {stated}, {WON}"))


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx", ".duckdb"])
def test_lines_count_on_the_date_and_for_the_seller_of_their_order(tmp_path: Path, ending: str) -> None:
    """The amount is that of the line, where both tables have such a column; filters are of orders; the rest is told."""
    found = _found(tmp_path, LENIENT, targets("targets: [{product: b, amount: 9}]"), ending=ending)
    assert refused(found) == {}
    assert amounts(found) == {"ann": 11, "bob": 1100}
    assert [amount(found, numbers=[0]), amount(found, numbers=[1]), amount(found, product="b")] == [11, 1100, 1]
    assert troubles(found) == {"no_order": {"9": 1}, "no_lines": {"4": 1}}
    account = found.losses.sources[0]
    assert (account.rows, account.dated, account.filtered, account.no_order) == (6, 4, 1, 1)


def test_filters_of_lines_and_of_metrics_mean_columns_of_the_lines(tmp_path: Path) -> None:
    """A column that both tables have is that of the lines there, and that of the orders in filters of the source."""
    metrics = (
        "{metric: revenue, source: orders, measure: sum, filters: [{column: Status, is: y}]}, "
        "{metric: calls, source: orders, measure: count}, {metric: sold, source: orders, measure: distinct, column: No}"
    )
    found = _found(tmp_path, lines=", filters: [{column: What, is: a}]", metrics=metrics)
    assert amounts(found) == {"bob": 1000}
    assert [amount(found, "calls"), amount(found, "sold")] == [3, 2]


def test_lines_of_no_order_may_be_anybodys(tmp_path: Path) -> None:
    """More of them than may be unread, and nobody has data; said to be right, they are left out."""
    found = _found(tmp_path, PRODUCTS)
    loss = found.losses.of("revenue", (("person", "ann"),), [0])
    assert loss is not None
    assert (loss.reason, loss.rows) == ("unread", 1)
    found = _found(tmp_path, PRODUCTS, lines=", no_header: Orders of 2025")
    assert found.losses.of("revenue", (("person", "ann"),), [0]) is None
    assert found.losses.sources[0].filtered == 2
    assert found.readings["orders"].left_out == [("Status", "lost", 1), ("Order", "9", 1)]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("filters: []", "twice"),
        ("filters: [{column: Sum, is: '1'}]", ""),
    ],
)
def test_an_order_that_stands_twice_is_refused_unless_one_is_left_out(tmp_path: Path, more: str, reason: str) -> None:
    """Its lines would count twice; versions that filters leave out do no harm."""
    (tmp_path / "orders.csv").write_text("No,Day,Who,Sum\n1,2026-01-31,ann,1\n1,2026-01-31,ann,2\n", encoding="utf-8")
    (tmp_path / "lines.csv").write_text("No,Sum\n1,10\n", encoding="utf-8")
    stated = "file: orders.csv, lines: {file: lines.csv, key: No, columns: {amount: Sum}}"
    found = results(tmp_path, orders(COLUMNS, more=f"{stated}, {more}"))
    assert refused(found) == ({"orders": reason} if reason else {})
    assert amounts(found) == ({} if reason else {"ann": 10})


def test_what_stands_once_for_an_order_is_not_added_up_by_lines(tmp_path: Path) -> None:
    """A metric of a column of the orders has no data; others of the lines have."""
    metrics = (
        "{metric: revenue, source: orders, measure: sum}, {metric: asked, source: orders, measure: sum, column: Total}"
    )
    (tmp_path / "orders.csv").write_text("No,Day,Who,Total\n1,2026-01-31,ann,99\n", encoding="utf-8")
    (tmp_path / "lines.csv").write_text("No,Sum\n1,10\n1,5\n", encoding="utf-8")
    stated = "file: orders.csv, lines: {file: lines.csv, key: No, columns: {amount: Sum}}"
    found = results(tmp_path, PRODUCTS, orders(COLUMNS, metrics, stated))
    assert [(one.reason, one.names, one.metrics) for one in found.refused] == [("repeated", ("Total",), ("asked",))]
    assert [amount(found), amount(found, "asked")] == [15, None]


def test_two_tables_of_one_database(tmp_path: Path) -> None:
    """Lines without a file of their own stand in another table of the same database, or sheet of the same workbook."""
    folder = tmp_path / "plan"
    folder.mkdir()
    for table, heads, rows in (("orders", HEADS, ORDERS), ("lines", LINE_HEADS, LINES)):
        write(tmp_path / "sales.duckdb", heads, rows, table)
    stated = "table: orders, lines: {table: lines, key: Order, of: No, columns: {amount: Sum}}, " + WON
    keys = f"connection: PLANCODE_SOURCE_SALES, format: duckdb, {stated}"
    terms = Terms({"PLANCODE_SOURCE_SALES": f"duckdb://{tmp_path}/sales.duckdb"})
    assert amounts(results(folder, LENIENT, orders(COLUMNS, more=keys), terms=terms)) == {"ann": 11, "bob": 1100}
    (tmp_path / "sales.duckdb").rename(folder / "sales.duckdb")
    found = results(folder, LENIENT, orders(COLUMNS, more=f"file: sales.duckdb, {stated}"))
    assert amounts(found) == {"ann": 11, "bob": 1100}
