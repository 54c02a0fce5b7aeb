"""Sources as people have them: titles, other headings, encodings, months as columns, totals, workbooks."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook

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
