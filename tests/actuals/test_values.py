"""Cells as people write them: dates, numbers, codes, currencies, filters; names of columns in any script."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.actuals.plans import COLUMNS, SUM, Cell, amount, amounts, orders, refused, results, text, troubles, write
from tests.analysis.small import head, numbers

HEADS = ["Day", "Who", "Sum"]


@pytest.mark.parametrize(
    "written",
    ["2026-03-05", "2026/3/5", "2026/03/05", "2026.3.5", "2026年3月5日", " 2026-03-05 ", "2026-03-05 23:59:59",
     "2026-03-05T08:00:00", "2026/3/5 8:00", "2026-3-5", "05.03.2026", "46086"],
)  # fmt: skip
def test_dates_as_text(tmp_path: Path, written: str) -> None:
    """A day in any of the usual ways, with a time or without, is the same day."""
    found = results(tmp_path, orders(), orders=text(HEADS, [(written, "ann", "1")]))
    assert found.readings["orders"].first == date(2026, 3, 5)
    assert amount(found, numbers=[2]) == 1


@pytest.mark.parametrize("written", ["30.02.2026", "2026-02-30", "2026-13-01", "96086", "yesterday", "12026-1-1", "-"])
def test_what_is_no_date(tmp_path: Path, written: str) -> None:
    """What could be another day, or is none, is told and not counted."""
    found = results(tmp_path, orders(), orders=text(HEADS, [(written, "ann", "1"), ("2026-03-05", "ann", "2")]))
    assert refused(found) == {}
    assert amount(found) == 2
    assert sum(sum(one.values()) for one in troubles(found).values()) == 1


@pytest.mark.parametrize("name", ["orders.parquet", "orders.xlsx", "orders.duckdb"])
def test_dates_with_a_time(tmp_path: Path, name: str) -> None:
    """A time stamp, or an Excel date, counts on its day to the last second."""
    last = datetime(2026, 3, 31, 23, 59, 59)  # noqa: DTZ001  # as tables hold it
    keys = write(tmp_path / name, HEADS, [(last, "ann", Decimal(1)), (datetime(2026, 4, 1), "ann", Decimal(2))])  # noqa: DTZ001
    found = results(tmp_path, orders(more=keys))
    assert [amount(found, numbers=[2]), amount(found, numbers=[3])] == numbers(1, 2)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("1,234,567.89", "1234567.89"), (" 12 ", "12"), ("1 234.5", "1234.5"), ("1\u00a0234", "1234"), ("-1,000", "-1000"),
     ("+5", "5"), (".5", "0.5"), ("1e3", "1000"), ("0.0000005", "0.000001"),
     ("123456789012345.5", "123456789012345.5")],
)  # fmt: skip
def test_numbers_as_text(tmp_path: Path, written: str, expected: str) -> None:
    """Commas and blanks may group thousands; six places are kept."""
    found = results(tmp_path, orders(), orders=text(HEADS, [("2026-03-05", "ann", written)]))
    assert amount(found) == Decimal(expected)


@pytest.mark.parametrize("written", ["1.234.50", "1,2,3", "n/a", "$ 5", "5 pcs", "", " ", "--1", "0x10", "nan", "12%"])
def test_what_is_no_number(tmp_path: Path, written: str) -> None:
    """What is no number, or has the sign of another currency than the plan's, is told and not counted."""
    found = results(
        tmp_path, orders(), orders=text(HEADS, [("2026-03-05", "ann", written), ("2026-03-05", "ann", "1")])
    )
    assert amount(found) == 1
    assert troubles(found) == {"number": {"revenue": 1}}


def test_numbers_no_binary_number_has(tmp_path: Path) -> None:
    """What is no number is told, what has no end lies beyond all bounds; the others are taken to six places."""
    rows = [("2026-01-01", "ann", one) for one in (0.1, 0.2, float("nan"), float("inf"))]
    found = results(tmp_path, orders(more=write(tmp_path / "orders.parquet", HEADS, rows)))
    assert amount(found) == Decimal("0.3")
    assert troubles(found) == {"number": {"revenue": 1}, "bounds": {"revenue": 1}}


@pytest.mark.parametrize(
    "codes", [(1001, 1002), (1001.0, 1002.0), (Decimal("1001.00"), Decimal("1002.00")), (" 1001", "1002 ")]
)
@pytest.mark.parametrize("name", ["orders.parquet", "orders.xlsx", "orders.csv"])
def test_codes_that_are_numbers(tmp_path: Path, codes: tuple[Cell, Cell], name: str) -> None:
    """A column of numbers, with a point or without, names people by their codes all the same."""
    team = (
        "{kind: team, id: people, roles: [{id: rep}], teams: [{id: all}], people: [{id: ann, role: rep, team: all,"
        ' codes: {erp: "1001"}}, {id: bob, role: rep, team: all, codes: {erp: "1002"}}]}\n'
    )
    rows = [
        ("2026-01-01", codes[0], Decimal(1)),
        ("2026-01-01", codes[1], Decimal(2)),
        ("2026-01-01", codes[1], Decimal(4)),
    ]
    more = write(tmp_path / name, HEADS, rows)
    found = results(
        tmp_path,
        "kind: plan\nid: small\nperiod: 2026\ncurrency: EUR\n",
        _team(team),
        orders(more=more + ", match_by: erp"),
    )
    if name == "orders.csv" and isinstance(codes[0], float | Decimal):
        assert set(troubles(found)["person"]) == {str(one) for one in codes}
    else:
        assert amounts(found) == {"ann": 1, "bob": 6}


def _team(text: str) -> str:
    return (
        "kind: team\nid: people\nroles: [{id: rep}]\nteams: [{id: all}]\npeople:"
        + text.partition("people:")[2].rpartition("}")[0]
    )


def test_two_spellings_of_a_product(tmp_path: Path) -> None:
    """Blanks and ways to compose a letter make no other product; another word does, and is told."""
    plan = head(team="all", products="[{id: cafe, codes: {erp: Café}}]")
    targets = "{kind: targets, id: goal, metric: revenue, targets: [{product: cafe, amount: 1}]}\n"
    source = orders("date: Day, person: Who, product: What, amount: Sum", more="file: orders.csv, match_by: erp")
    rows = [("2026-01-01", "001", one, "1") for one in ("Café", " Café ", "Cafe\u0301", "café", "Cafe", "")]
    found = results(tmp_path, plan, source, targets, orders=text(["Day", "Who", "What", "Sum"], rows))
    assert amount(found, product="cafe") == 3
    assert amount(found) == 6
    assert troubles(found) == {"product": {"café": 1, "Cafe": 1}}


@pytest.mark.parametrize("name", ["orders.csv", "orders.parquet", "orders.xlsx", "orders.duckdb"])
@pytest.mark.parametrize(
    "heads", [["日期", "业务员", "未税金额"], ["Day; DROP TABLE x", 'who"ever', "sum'); --"], ["a b", "ä.ö", "😀"]]
)
def test_columns_of_any_name(tmp_path: Path, name: str, heads: list[str]) -> None:
    """Names of columns are names whatever they hold."""
    columns = ", ".join(f"{key}: {_quoted(one)}" for key, one in zip(("date", "person", "amount"), heads, strict=True))
    keys = write(tmp_path / name, heads, [("2026-01-01", "ann", Decimal("1.5"))])
    assert amounts(results(tmp_path, orders(columns, more=keys))) == {"ann": Decimal("1.5")}


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


RATES = (
    "[{currency: USD, rate: 0.9}, {currency: USD, rate: 0.8, from: 2026-03-16},"
    " {currency: JPY, rate: 0.006, from: 2026-02-01}]"
)
IN_CURRENCY = "date: Day, person: Who, amount: Sum, currency: In"


def test_currencies(tmp_path: Path) -> None:
    """Amounts are converted by the plan rate of their day; without one they are told, and in no total."""
    rows = [
        ("2026-03-15", "ann", "10", "USD"), ("2026-03-16", "ann", "10", "USD"), ("2026-03-16", "ann", "1", "EUR"),
        ("2026-03-16", "ann", "2", ""), ("2026-01-31", "ann", "1000", "JPY"), ("2026-02-01", "ann", "1000", "JPY"),
        ("2026-02-01", "ann", "7", "GBP"),
    ]  # fmt: skip
    content = text(["Day", "Who", "Sum", "In"], rows)
    found = results(tmp_path, head(team="all", rates=RATES), orders(IN_CURRENCY), orders=content)
    assert amount(found) == 26
    assert troubles(found) == {"currency": {"JPY": 1, "GBP": 1}}
    assert found.readings["orders"].samples("currency")[0].amount in (7, 1000)
    assert found.totals["orders", "revenue"].total == 26


def test_quantities_have_no_currency(tmp_path: Path) -> None:
    """Pieces, scores and rows are not converted, whatever the currency of the row; means and ratios of money are."""
    more = (
        "{metric: units, source: orders, measure: sum, column: Pieces}",
        "{metric: calls, source: orders, measure: count}",
        "{metric: csat, source: orders, measure: mean, column: Score}",
        "{metric: gross_profit, source: orders, measure: mean, column: Profit}",
        "{metric: win_rate, source: orders, measure: ratio, column: Profit, denominator: Sum}",
    )
    rows = [("2026-01-01", "ann", "10", "USD", "4", "80", "1"), ("2026-01-01", "ann", "9", "EUR", "5", "90", "3")]
    content = text(["Day", "Who", "Sum", "In", "Pieces", "Score", "Profit"], rows)
    found = results(
        tmp_path, head(team="all", rates=RATES), orders(IN_CURRENCY, ", ".join((SUM, *more))), orders=content
    )
    got = {name: amount(found, name) for name in found.metrics}
    assert got == {
        "revenue": 18, "units": 9, "calls": 2, "csat": 85, "gross_profit": Decimal("1.95"),
        "win_rate": Decimal("3.9") / 18,
    }  # fmt: skip


FILTERS = [
    ("{column: Kind, is: won}", "1"),
    ("{column: Kind, in: [won, lost]}", "11"),
    ("{column: Day, from: 2026-01-02}", "110"),
    ("{column: Day, to: 2026-01-02}", "11"),
    ("{column: Sum, from: '9'}", "110"),
    ("{column: Sum, to: '10.0'}", "11"),
    ("{column: Size, is: '7'}", "1"),
    ("{column: Size, from: '10', to: '11'}", "10"),
    ("{column: Kind, from: m}", "101"),
    ("{column: Kind, is: won}, {column: Size, is: '7'}", "1"),
]


SUMMED = (
    "revenue", "collections", "sell_in", "sell_out", "units", "gross_profit", "new_customers", "calls", "arr",
    "renewals",
)  # fmt: skip
"""A metric for each filter, of those that add up."""


@pytest.mark.parametrize("name", ["orders.csv", "orders.parquet", "orders.xlsx", "orders.duckdb"])
def test_filters(tmp_path: Path, name: str) -> None:
    """Limits that are numbers or days compare such, however it is held; others texts; of a source or a metric."""
    heads = [*HEADS, "Kind", "Size"]
    rows = [
        (date(2026, 1, 1), "ann", Decimal(1), "won", 7.0), (date(2026, 1, 2), "ann", Decimal(10), "lost", 11.0),
        (date(2026, 1, 3), "ann", Decimal(100), " open", 100.0),
    ]  # fmt: skip
    keys = write(tmp_path / name, heads, rows)
    # A CSV file says 7.0, which as text is not 7.
    filtered = [one for one in FILTERS if name != "orders.csv" or "Size, is" not in one[0]]
    each = [(metric, filters) for metric, (filters, _) in zip(SUMMED, filtered, strict=False)]
    expected = {metric: Decimal(sums) for metric, (_, sums) in zip(SUMMED, filtered, strict=False)}
    metrics = (f"{{metric: {metric}, source: orders, measure: sum, filters: [{one}]}}" for metric, one in each)
    found = results(tmp_path, orders(metrics=", ".join(metrics), more=keys))
    assert {metric: amount(found, metric) for metric in expected} == expected
    sources = (f"{{id: {metric}, columns: {{{COLUMNS}}}, {keys}, filters: [{one}]}}" for metric, one in each)
    metrics = (f"{{metric: {metric}, source: {metric}, measure: sum}}" for metric, _ in each)
    document = f"{{kind: actuals, id: results, sources: [{', '.join(sources)}], metrics: [{', '.join(metrics)}]}}\n"
    found = results(tmp_path, document)
    assert {metric: amount(found, metric) for metric in expected} == expected


def test_duplicates(tmp_path: Path) -> None:
    """Ids that come again are told, the most frequent first, the rest as a number; blank ones are no ids."""
    ids = ["a", "a", "a", "b", "b", "", "", *(f"c{one}" for one in range(6)), *(f"c{one}" for one in range(6))]
    rows = [("2026-01-01", "ann", "1", one) for one in ids]
    source = orders("date: Day, person: Who, amount: Sum, id: Number")
    found = results(tmp_path, source, orders=text([*HEADS, "Number"], rows))
    assert amount(found) == len(ids)
    assert troubles(found) == {"duplicate": {"a": 3, "b": 2, "c0": 2, "c1": 2, "c2": 2, "": 3}}


def test_less_than_nothing_is_told(tmp_path: Path) -> None:
    """Credit notes lower the result and are counted."""
    found = results(tmp_path, orders(), orders=text(HEADS, [("2026-01-01", "ann", "5"), ("2026-01-02", "ann", "-2")]))
    assert amount(found) == 3
    assert troubles(found) == {"negative": {"revenue": 1}}
