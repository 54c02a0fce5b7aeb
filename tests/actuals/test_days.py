"""Days of sources as people write them: read where one reading is possible, refused where two are."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import ibis
import pyarrow as pa
import pytest

from plancode.actuals.days import Days
from plancode.actuals.local_time import GREENWICH, Expression
from plancode.actuals.numerals import Numerals, TextColumns
from plancode.dating import DAY_ORDERS, DayOrder, order_of, read_day
from tests.actuals.plans import SUM, orders, refused, results, write

EVERY: Final = {
    "2026-03-31": "2026-03-31", "2026/3/31": "2026-03-31", "2026.3.31": "2026-03-31", "2026年3月31日": "2026-03-31",
    "2026-03-31 10:00:00": "2026-03-31", "20260331": "2026-03-31", "31.3.2026": "2026-03-31", "31/03/26": "2026-03-31",
    "04-Jan-22": "2022-01-04", "4 January 2022": "2022-01-04", "Jan 4, 2022": "2022-01-04", "4. Mär 2026": "2026-03-04",
    "1st Aug 2026": "2026-08-01", "15 août 2026": "2026-08-15", "46112": "2026-03-31", "46112.75": "2026-03-31",
    "２０２６／３／３１": "2026-03-31", "31/12/99": "1999-12-31", "31/01/2026 08:15": "2026-01-31",
    "2026-03": "2026-03-31", "2026年2月": "2026-02-28", "Feb-24": "2024-02-29", "02/2026": "2026-02-28",
    "202612": "2026-12-31", "2024-02-29": "2024-02-29", "29.2.2024": "2024-02-29",
    "31/02/2026": "", "2026-02-31": "", "2026-02-29": "", "29/02/2100": "", "0400-02-29": "",
    "20261301": "", "32/01/2026": "", "n/a": "", "": "", "Total": "",
    "4 Foo 2026": "", "12": "",
}  # fmt: skip
"""Texts with the day first, and what they are; a month is as of its last day."""


def days_read(table: Expression, dates: str | None = None) -> list[date | None]:
    """Return the texts of the column `d` as the engine of a table reads them, in the order of `at`."""
    numerals = Numerals(table, TextColumns(days=frozenset("d"), dates=dates))
    read = table.mutate(value=Days(table, numerals, GREENWICH).day(table.d)).order_by("at")
    return [row["value"] for row in read.select("at", "value").to_pyarrow().to_pylist()]


def _table(*cells: str) -> Expression:
    engine = ibis.duckdb.connect()
    engine.con.register("t", pa.table({"at": list(range(len(cells))), "d": list(cells)}))
    return engine.table("t")


def _told(found: list[date | None]) -> Mapping[str, str]:
    return {cell: day.isoformat() if day else "" for cell, day in zip(EVERY, found, strict=True)}


def test_every_way_to_write_a_day_is_read() -> None:
    """A column that has them all has the day first, because some of its dates can have it in no other place."""
    assert _told(days_read(_table(*EVERY))) == EVERY


@pytest.mark.parametrize("order", DAY_ORDERS)
def test_engine_reads_what_python_reads(order: DayOrder) -> None:
    """Whatever a cell looks like, by the stated order the engine gives the day that the patterns give."""
    cells = [cell for cell in EVERY if "年2月" not in cell and cell not in {"2026-03", "Feb-24", "02/2026", "202612"}]
    cells += ["03/04/26", "3-4-2026", "3.4.26", "26/03/04"]
    assert dict(zip(cells, days_read(_table(*cells), order), strict=True)) == {c: read_day(c, order) for c in cells}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("03/04/2026", "31/03/2026"), "d/m/y"),
        (("03/04/2026", "3/31/2026"), "m/d/y"),
        (("03/04/2026", "5.4.2026"), "d/m/y"),
        (("03/03/2026", "5/5/26"), "d/m/y"),
        (("2026-03-31",), "d/m/y"),
        (("03/04/2026", "2026-03-31"), "03/04/2026"),
        (("03-04-26", "31/03/2026", "3/31/2026"), "03-04-26"),
    ],
)
def test_dates_tell_in_which_order_they_are_written(cells: tuple[str, ...], expected: str) -> None:
    """One date that can be read in one way only settles the column; without one nobody can know."""
    order, sample = order_of(cells, None)
    assert (order or sample) == expected
    table = _table(*cells)
    unclear = Days(table, Numerals(table, TextColumns(days=frozenset("d"))), GREENWICH).unclear
    assert unclear == ({} if expected in DAY_ORDERS else {"d": expected})


def test_dates_that_differ_are_read_each_by_itself() -> None:
    """Where each date has one reading, a column may mix them."""
    assert days_read(_table("31/03/2026", "3/30/2026", "2026-03-29")) == [date(2026, 3, day) for day in (31, 30, 29)]


def test_days_of_a_sheet_with_two_readings_are_refused(tmp_path: Path) -> None:
    """Dates that somebody typed as text are as unclear in a sheet as in a CSV file."""
    more = write(tmp_path / "orders.xlsx", ["Day", "Who", "Sum"], [("03/04/2026", "ann", 5)])
    found = results(tmp_path, orders("date: Day, person: Who, amount: Sum", SUM, more))
    assert refused(found) == {"orders": "days"}
    assert results(tmp_path, orders("date: Day, person: Who, amount: Sum", SUM, f"{more}, dates: d/m/y")).refused == ()
