"""The slices of time that engines count rows by: each begins on the day on which something begins."""

from datetime import date, timedelta
from typing import Final

import ibis
import pyarrow as pa

from plancode.actuals.slices import OUTSIDE, UNDATED, DaySlices

MONTHS: Final = [date(2026, month, 1) for month in range(1, 13)]
LAST_YEAR: Final = [date(2025, month, 1) for month in range(1, 13)]
SLICES: Final = {
    "months": DaySlices(MONTHS[0], date(2027, 1, 1), MONTHS),
    "quarters": DaySlices(MONTHS[0], date(2027, 1, 1), MONTHS[::3]),
    "one": DaySlices(MONTHS[3], date(2027, 1, 1), ()),
    "within": DaySlices(MONTHS[0], date(2027, 1, 1), [*MONTHS, date(2026, 3, 10), date(2026, 3, 20)]),
    "before": DaySlices(MONTHS[0], date(2027, 1, 1), MONTHS[:2], LAST_YEAR),
    "gap": DaySlices(MONTHS[0], date(2026, 12, 16), MONTHS, [date(2025, 7, 1)]),
    "years": DaySlices(date(2025, 10, 15), date(2026, 10, 15), [*LAST_YEAR, *MONTHS]),
}


def test_engine_finds_the_slice_of_every_day() -> None:
    """A day lies in the last slice that begins by it, in none before the first or from the end on."""
    days = [date(2024, 12, 1) + timedelta(ahead) for ahead in range(800)]
    table = ibis.memtable(pa.table({"day": pa.array([*days, None], pa.date32())}))
    numbers = {name: slices.number_of(table.day) for name, slices in SLICES.items()}
    found = ibis.duckdb.connect().to_pyarrow(table.mutate(**numbers)).to_pylist()
    assert len(found) == len(days) + 1
    for row in found:
        assert {name: row[name] for name in SLICES} == {name: _slice(one, row["day"]) for name, one in SLICES.items()}


def _slice(slices: DaySlices, day: date | None) -> int:
    if day is None:
        return UNDATED
    if not slices.starts[0] <= day < slices.end:
        return OUTSIDE
    return sum(start <= day for start in slices.starts) - 1
