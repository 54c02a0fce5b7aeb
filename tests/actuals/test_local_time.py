"""Times with an offset count on their day in the plan's time zone, whatever holds them; others stay where they are."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from plancode.actuals.local_time import changes
from tests.actuals.plans import orders, refused, results, text, write
from tests.analysis.small import head

HEADS = ["Day", "Who", "Sum"]


def _day(folder: Path, zone: str, source: str, content: str = "") -> date | None:
    plan = head(team="all") if not zone else head(team="all", time_zone=zone)
    found = results(folder, plan, source, orders=content)
    assert refused(found) == {}
    return found.readings["orders"].first


@pytest.mark.parametrize(
    ("written", "zone", "expected"),
    [
        ("2026-03-31T17:30:00Z", "Asia/Shanghai", date(2026, 4, 1)),
        ("2026-03-31T15:59:59Z", "Asia/Shanghai", date(2026, 3, 31)),
        ("2026-03-31 17:30:00.123+00:00", "Asia/Shanghai", date(2026, 4, 1)),
        ("2026/3/31 17:30 UTC", "Asia/Shanghai", date(2026, 4, 1)),
        ("2026-03-31T17:30:00", "Asia/Shanghai", date(2026, 3, 31)),
        ("2026-03-31", "Asia/Shanghai", date(2026, 3, 31)),
        ("2026-04-01T03:30:00+0800", "America/New_York", date(2026, 3, 31)),
        ("2026-03-28T22:59:00Z", "Europe/Berlin", date(2026, 3, 28)),
        ("2026-03-28T23:00:00Z", "Europe/Berlin", date(2026, 3, 29)),
        ("2026-03-29T22:00:00Z", "Europe/Berlin", date(2026, 3, 30)),
        ("2026-10-25T22:30:00Z", "Europe/Berlin", date(2026, 10, 25)),
        ("2026-01-02T01:00:00-11:00", "Pacific/Auckland", date(2026, 1, 3)),
        ("2026-04-01T01:00:00+08:00", "", date(2026, 4, 1)),
    ],
)  # fmt: skip
def test_text_with_an_offset(tmp_path: Path, written: str, zone: str, expected: date) -> None:
    """Summer time, half past midnight and far offsets; what has no offset, or no zone to go to, is not moved."""
    assert _day(tmp_path, zone, orders(), text(HEADS, [(written, "ann", "1")])) == expected


@pytest.mark.parametrize("name", ["orders.parquet", "orders.duckdb"])
def test_instant_of_a_table(tmp_path: Path, name: str) -> None:
    """A typed time with a zone is an instant, and counts on its day in the plan's zone; one without stays."""
    instant = datetime(2026, 4, 1, 1, 30, tzinfo=timezone(timedelta(hours=8))).astimezone(UTC)
    keys = write(tmp_path / name, HEADS, [(instant, "ann", Decimal(1))])
    assert _day(tmp_path, "Asia/Shanghai", orders(more=keys)) == date(2026, 4, 1)
    assert _day(tmp_path, "America/New_York", orders(more=keys)) == date(2026, 3, 31)


def test_sheet_with_a_text(tmp_path: Path) -> None:
    """A text of a sheet is read as that of a file."""
    keys = write(tmp_path / "orders.xlsx", HEADS, [("2026-03-31T17:30:00Z", "ann", Decimal(1))])
    assert _day(tmp_path, "Asia/Shanghai", orders(more=keys)) == date(2026, 4, 1)


def test_changes_of_summer_time() -> None:
    """The changes of Berlin around a year are those of its last Sundays in March and October at one o'clock UTC."""
    base = datetime(2000, 1, 1, tzinfo=UTC)
    found = {
        base + timedelta(minutes=at): away
        for at, away in changes("Europe/Berlin", date(2026, 1, 1), date(2026, 12, 31))
    }
    assert found[datetime(2026, 3, 29, 1, tzinfo=UTC)] == 120
    assert found[datetime(2026, 10, 25, 1, tzinfo=UTC)] == 60
