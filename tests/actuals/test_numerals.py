"""Numbers of sources as other countries write them: read where one reading is possible, refused where two are."""

from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from plancode.actuals.local_time import Expression
from plancode.actuals.numerals import Numerals, TextColumns
from plancode.numeral import CellSort, Notation, all_signs, read_cell, signs_of
from tests.actuals.plans import SUM, Row, amount, orders, refused, results, text, troubles, write
from tests.analysis.small import head

HEADS = ["Day", "Who", "Sum"]
EVERY = (
    "1234.5", "1,234.50", "1.234,50", "1 234", "(1,000.00)", "500-", "€ 12", "12 €", "EUR 12", "-€5", "€-5", "150万",
    "1.5亿", "7k", "1'234.50", "1’234", "５，３２０", "1,20,000", "7.53E+04", "1,5E-3", ".5", "5.", "+5", "(5", "12%",
    "$5,320", "¥5,320", "5 pcs", "n/a", "", " 12 ", "1.2.3", "1,23,4", "0.125", "0,125", "1\u00a0234,5", "−5", "-",
)  # fmt: skip


def _table(*cells: str) -> Expression:
    engine = ibis.duckdb.connect()
    engine.con.register("t", pa.table({"at": list(range(len(cells))), "n": list(cells)}))
    return engine.table("t")


def _numbers(*cells: str, written: TextColumns | None = None, sort: CellSort = "money") -> list[Decimal | None]:
    """Return the cells of one column as the embedded engine reads them."""
    table = _table(*cells)
    known = written or TextColumns({"n": sort}, signs_of("EUR"), by_commas=True)
    read = table.mutate(value=Numerals(table, known).number(table.n)).order_by("at")
    return [row["value"] for row in read.select("at", "value").to_pyarrow().to_pylist()]


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("sort", ["money", "plain"])
def test_engine_reads_what_python_reads(decimal: str, sort: CellSort) -> None:
    """Whatever a cell looks like, by the stated decimal sign the engine gives the number that the patterns give."""
    notation = Notation("." if decimal == "." else ",")
    signs = signs_of("EUR") if sort == "money" else ()
    found = _numbers(*EVERY, written=TextColumns({"n": sort}, signs, stated=notation))
    assert dict(zip(EVERY, found, strict=True)) == {cell: read_cell(cell, notation, signs, sort) for cell in EVERY}


@pytest.mark.parametrize(
    ("cells", "by_commas", "expected"),
    [
        (("1.234,50", "1.200"), False, ("1234.5", "1200")),
        (("12,50", "7,125"), False, ("12.5", "7.125")),
        (("12.50", "7.125"), False, ("12.5", "7.125")),
        (("45.000", "1.250"), True, ("45", "1.25")),
        (("1,234", "2,500"), True, ("1234", "2500")),
        (("1.250", "7,5"), True, ("1250", "7.5")),
        (("1.234,50", "1,234.75"), False, ("1234.5", "1234.75")),
        (("1'234.50", "1.200"), False, ("1234.5", "1.2")),
        (("1200", "45"), False, ("1200", "45")),
        (("0.125", "1.200"), False, ("0.125", "1.2")),
    ],
)  # fmt: skip
def test_cells_tell_how_their_column_is_written(
    cells: tuple[str, ...],
    by_commas: bool,  # noqa: FBT001
    expected: tuple[str, ...],
) -> None:
    """One cell that can be read in one way only tells of the others; in a file of commas the point is decimal."""
    written = TextColumns({"n": "money"}, signs_of("EUR"), by_commas=by_commas)
    assert _numbers(*cells, written=written) == [Decimal(one) for one in expected]


@pytest.mark.parametrize(
    ("cells", "by_commas"),
    [(("45.000", "1.250"), False), (("7,125",), False), (("1.234,50", "1,234.75", "1.200"), False),
     (("12,50", "12.50", "1,200"), True)],
)  # fmt: skip
def test_column_with_two_readings_is_unclear(cells: tuple[str, ...], *, by_commas: bool) -> None:
    """Where nothing tells whether a cell is a thousand times as much, the column is unclear, and a cell is named."""
    unclear = Numerals(_table(*cells), TextColumns({"n": "money"}, signs_of("EUR"), by_commas=by_commas)).unclear
    assert list(unclear) == ["n"]
    assert unclear["n"] in cells


@pytest.mark.parametrize(
    ("cell", "currency", "expected"),
    [("$5,320", "USD", 5320), ("¥5,320.00", "CNY", 5320), ("5,320元", "CNY", 5320), ("150万元", "CNY", 1_500_000),
     ("$5,320", "EUR", None), ("¥5,320", "USD", None), ("5,320元", "EUR", None), ("CHF 1'200.50", "CHF", "1200.5"),
     ("kr 1 200", "SEK", 1200), ("₹1,20,000", "INR", 120_000)],
)  # fmt: skip
def test_sign_of_a_currency_is_that_of_the_plan(cell: str, currency: str, expected: str | int | None) -> None:
    """An amount may have the sign of the plan's currency; one with another's is no amount of the plan."""
    found = _numbers(cell, written=TextColumns({"n": "money"}, signs_of(currency), by_commas=True))
    assert found == [None if expected is None else Decimal(expected)]
    assert read_cell(cell, Notation("."), all_signs(), "money") is not None


@pytest.mark.parametrize(
    ("more", "expected"),
    [("file: orders.csv", None), ("file: orders.csv, decimal: ','", 46250), ("file: orders.csv, thousands: '.'", 46250),
     ("file: orders.csv, decimal: '.'", "46.25")],
)  # fmt: skip
def test_stated_sign_settles_what_two_readings_leave_open(
    tmp_path: Path, more: str, expected: str | int | None
) -> None:
    """A file with semicolons and `45.000` is read as the source says, and not at all where it says nothing."""
    rows = "Day;Who;Sum\n2026-03-05;ann;45.000\n2026-04-05;ann;1.250\n"
    found = results(tmp_path, orders(more=more), orders=rows)
    assert refused(found) == ({"orders": "numerals"} if expected is None else {})
    assert amount(found) == (None if expected is None else Decimal(expected))


def test_number_of_a_sheet_is_no_text(tmp_path: Path) -> None:
    """A sheet's numbers are what they are, beside texts with a decimal comma; `1.2345` is never ten thousand."""
    rows: list[Row] = [("2026-03-05", "ann", 1.25), ("2026-03-05", "ann", "1.234,50"), ("2026-03-05", "ann", 2.125)]
    found = results(tmp_path, orders(more=write(tmp_path / "orders.xlsx", HEADS, rows)))
    assert refused(found) == {}
    assert amount(found) == Decimal("1237.875")


def test_text_of_a_sheet_with_two_readings_is_refused(tmp_path: Path) -> None:
    """Texts of a sheet such as `45.000` are not taken for 45, whatever numbers stand beside them."""
    rows: list[Row] = [("2026-03-05", "ann", 1.5), ("2026-03-05", "ann", "45.000")]
    found = results(tmp_path, orders(more=write(tmp_path / "orders.xlsx", HEADS, rows)))
    assert refused(found) == {"orders": "numerals"}


@pytest.mark.parametrize(
    ("cells", "scale", "expected", "told"),
    [
        (("85%", "95 %"), "", "0.9", {}),
        (("85", "95"), "", None, {"scale": {"market_share": 2}}),
        (("0.85", "95%"), "", "0.95", {"scale": {"market_share": 1}}),
        (("85", "95"), ", scale: percent", "0.9", {}),
        (("0.85", "0.95"), ", scale: share", "0.9", {}),
        (("0.85", "95%"), ", scale: share", "0.9", {}),
        (("850", "95"), ", scale: percent", "0.95", {"outside": {"market_share": 1}}),
    ],
)  # fmt: skip
def test_percentage_needs_a_sign_or_a_scale(
    tmp_path: Path, cells: tuple[str, ...], scale: str, expected: str | None, told: dict[str, dict[str, int]]
) -> None:
    """85, 0.85 and 85% are told apart by what is written; what nobody can tell is not counted, nor what cannot be."""
    rows = [("2026-03-05", who, cell) for who, cell in zip(("ann", "bob"), cells, strict=True)]
    metrics = f"{{metric: market_share, source: orders, measure: mean, column: Sum{scale}}}"
    found = results(tmp_path, orders("date: Day, person: Who", metrics), orders=text(HEADS, rows))
    assert amount(found, "market_share") == (None if expected is None else Decimal(expected))
    assert troubles(found) == told


def test_answers_are_counted(tmp_path: Path) -> None:
    """Promoters less detractors of 10, 9, 8, 6, 0 and the satisfied of 5, 4, 3; what is no answer is told."""
    rows = [(10, 5), (9, 4), (8, 3), (6, ""), (0, ""), (11, 6), ("7.5", 0)]
    metrics = ", ".join(
        f"{{metric: {one}, source: orders, measure: {one}, column: {one.title()}}}" for one in ("nps", "csat")
    )
    plan = head(team="all", metrics="[{id: csat, unit: percent}]")
    lines = text(["Day", "Who", "Nps", "Csat"], [("2026-03-05", "ann", str(nps), str(csat)) for nps, csat in rows])
    found = results(tmp_path, plan, orders("date: Day, person: Who", metrics), orders=lines)
    assert amount(found, "nps") == 0
    assert amount(found, "csat") == Decimal(2) / 3
    assert troubles(found) == {"outside": {"nps": 2, "csat": 2}, "number": {"csat": 2}}


def test_filter_reads_a_column_as_it_is_written(tmp_path: Path) -> None:
    """A limit of a filter is held against the number that a cell means."""
    more = "file: orders.csv, filters: [{column: Sum, from: '1000'}]"
    rows = "Day;Who;Sum\n2026-03-05;ann;1.234,50\n2026-04-05;ann;900,00\n"
    assert amount(results(tmp_path, orders(metrics=SUM, more=more), orders=rows)) == Decimal("1234.5")
