"""Sources as people have them: titles, other headings, encodings, months as columns, totals, workbooks."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from plancode.tables.results import left_out_table
from tests.actuals.plans import SUM, amounts, orders, refused, results

COLUMNS: Final = "date: Day, person: Who, amount: Sum"
HEAD: Final = "Day,Who,Sum\n"


def _book(*rows: Sequence[object]) -> bytes:
    book, held = Workbook(), io.BytesIO()
    book.worksheets[0].title = "Orders"
    for row in rows:
        book.worksheets[0].append(row)
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "more"),
    [
        ("o.csv", "Sales report 2026,,\n,,\nDay,Who,Sum\n2026-03-31,ann,5\n", ""),
        ("o.csv", "Sales report, of May\nDay;Who;Sum\n2026-03-31;ann;5\n", ""),
        ("o.csv", f"{HEAD}2026-03-31,ann,5\nTotal,,5\n", "leave_out: Total"),
        ("o.csv", f"{HEAD}2026-03-31,ann,5\nTotal\n", "leave_out: Total"),
        ("o.csv", f"{HEAD}2026-03-31,王芳,5\n", "values: {王芳: ann}"),
        ("o.csv", f"{HEAD}2026-03-31,王芳,5\n".encode("gb18030"), "encoding: gb18030, values: {王芳: ann}"),
        ("o.csv", f"{HEAD}2026-03-31,ann,5\n".encode("utf-16"), ""),
        ("o.csv", f"{HEAD}2026-03-31,ann,0.005\n", "unit: k"),
        ("o.csv", f"{HEAD}2026-03-31,ann,3\n,,2\n", "fill: [Day, Who]"),
        ("o.csv", "Who,Jan,Mar\nann,,5\n", "wide: {columns: [Jan .. Mar], of: Day, to: Sum, year: 2026}"),
        ("o.xlsx", _book(["Day", "Who", "Sum"], [date(2026, 3, 31), "ann", 5]), ""),
        ("o.xlsx", _book(["Orders"], [], ["Day", "Who", "Sum"], ["31.3.2026", "ann", 5.0], ["Total", None, 5]),
         "sheet: Orders, leave_out: [Total]"),
        ("o.xlsx", _book(["Who", date(2026, 2, 1), date(2026, 3, 1)], ["ann", 2, 3]),
         "wide: {columns: [2026-02-01 .. 2026-03-01], of: Day, to: Sum}"),
    ],
)  # fmt: skip
def test_source_is_read_as_it_is(tmp_path: Path, name: str, content: str | bytes, more: str) -> None:
    """Titles, totals, words, encodings, blanks below a name, months as columns: the same five are read."""
    (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    found = results(tmp_path, orders(COLUMNS, SUM, ", ".join(filter(None, [f"file: {name}", more]))))
    assert refused(found) == {}
    assert amounts(found) == {"ann": 5}


@pytest.mark.parametrize("form", ["csv", "sheet", "parquet"])
@pytest.mark.parametrize(
    ("heads", "rows", "parts"),
    [
        (["Jahr", "Monat", "Who", "Sum"], [[2026, 3, "ann", 5]], "year: Jahr, month: Monat"),
        (
            ["Year", "Month", "Day", "Who", "Sum"],
            [["2026", "March", "7", "ann", 5]],
            "year: Year, month: Month, day: Day",
        ),
        (["年", "月", "日", "Who", "Sum"], [["2026年", "3月", "7日", "ann", 5]], "year: 年, month: 月, day: 日"),
    ],
)
def test_year_and_month_in_columns_of_their_own(
    tmp_path: Path, heads: list[str], rows: list[list[object]], parts: str, form: str
) -> None:
    """A date may stand in two columns or three, in every format: a month alone is as of its last day."""
    name = {"csv": "o.csv", "sheet": "o.xlsx", "parquet": "o.parquet"}[form]
    if form == "csv":
        lines = [",".join(heads), *(",".join(map(str, row)) for row in rows)]
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    elif form == "sheet":
        (tmp_path / name).write_bytes(_book(heads, *rows))
    else:
        columns: dict[str, list[object]] = {head: [row[at] for row in rows] for at, head in enumerate(heads)}
        parquet.write_table(pa.table(columns), tmp_path / name)
    found = results(tmp_path, orders(f"date: {{{parts}}}, person: Who, amount: Sum", SUM, f"file: {name}"))
    assert refused(found) == {}
    assert amounts(found) == {"ann": 5}


def test_column_of_the_year_that_lacks_is_told(tmp_path: Path) -> None:
    """The column that is not there is named, with those that are."""
    (tmp_path / "o.csv").write_text("Month,Who,Sum\n3,ann,5\n", encoding="utf-8")
    found = results(tmp_path, orders("date: {year: Year, month: Month}, person: Who, amount: Sum", SUM, "file: o.csv"))
    assert refused(found) == {"orders": "columns"}


def test_rows_that_are_said_to_be_none_are_counted(tmp_path: Path) -> None:
    """They stand in the account of the source with the words that say it, beside what filters leave out."""
    found = results(
        tmp_path,
        orders(
            COLUMNS,
            SUM,
            "file: orders.csv, leave_out: Total, filters: [{column: Sum, from: '5'}, {column: Who, is: ann}]",
        ),
        orders=f"{HEAD}2026-03-31,ann,5\nTotal,,5\n2026-03-31,bob,7\n2026-03-31,bob,8\n2026-03-31,,9\n2026-03-31,cy,1\n",
    )
    reading = found.readings["orders"]
    assert (reading.rows, reading.filtered) == (1, 5)
    assert reading.left_out == [("", "Total", 1), ("Sum", "1", 1), ("Who", "bob", 2), ("Who", "", 1)]
    assert [row.cells[1:] for row in left_out_table(found).rows[1:3]] == [("Sum", "1", 1), ("Who", "bob", 2)]
