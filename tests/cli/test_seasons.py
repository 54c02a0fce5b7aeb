"""`plancode show seasons`: from the history of a plan to the profile that it asks for."""

from datetime import date
from pathlib import Path

import pytest

from plancode.pipeline.checking import check
from plancode.pipeline.tabling import table_for_programs, table_of
from plancode.tables.selection import Selection
from plancode.tables.table import Table
from plancode.tree.folder import FolderTree
from tests.support import ran

HEAD = "{plancode: v1, kind: plan, id: small, period: 2026, currency: EUR}\n---\n"
TARGETS = "{{plancode: v1, kind: targets, id: t, metric: units, target: {{amount: 100}}, history: [{rows}]}}\n"
SETS = ["4.8", "4.1", "6.0", "6.5", "5.8", "5.2", "6.8", "7.4", "6.0", "5.6", "7.5", "7.8", "6.3", "5.9", "8.0", "8.4"]


def _written(folder: Path, periods: list[str], amounts: list[str]) -> Path:
    rows = ", ".join(f"{{period: {name}, amount: {amount}}}" for name, amount in zip(periods, amounts, strict=True))
    (folder / "plan.yaml").write_text(HEAD + TARGETS.format(rows=rows), encoding="utf-8")
    return folder


def _quarters(years: range) -> list[str]:
    return [f"{year}-Q{quarter}" for year in years for quarter in (1, 2, 3, 4)]


def _table(folder: Path) -> Table:
    analysis = check(FolderTree(folder), date(2026, 1, 1)).analysis
    assert analysis is not None
    return table_of(analysis, "seasons", Selection(), "en")


def _told(folder: Path) -> str:
    return " ".join(ran("show", "seasons", "--plan", str(folder), "--as-of", "2026-01-01").out.split())


def test_published_series(tmp_path: Path) -> None:
    """Television sets by quarter: indices, trend and the year ahead are the book's; the profile adds up to 100 %."""
    told = _told(_written(tmp_path, _quarters(range(2022, 2026)), SETS))
    for part in ("0.9307", "0.8364", "1.0915", "1.1414", "8.63", "9.19", "trend 5.11 + 0.15"):
        assert part in told
    assert "periods: {2026-Q1: 23.3%, 2026-Q2: 20.9%, 2026-Q3: 27.3%, 2026-Q4: 28.5%}" in told


def test_months_make_a_profile_of_months(tmp_path: Path) -> None:
    """Two years of months with a strong December give twelve shares, and a year ahead."""
    months = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
    _written(tmp_path, months, (["10"] * 11 + ["40"]) * 2)
    assert len(_table(tmp_path).rows) == 36
    assert "months: [" in _told(tmp_path)


@pytest.mark.parametrize("periods", [_quarters(range(2025, 2026)), ["2022-Q1", *_quarters(range(2024, 2026))[:-1]]])
def test_too_little_history_is_told(tmp_path: Path, periods: list[str]) -> None:
    """One year, or two with a gap, make no season: the table says what is wanted."""
    _written(tmp_path, periods, ["5"] * len(periods))
    assert _table(tmp_path).rows == ()
    assert "No history of two whole years" in _told(tmp_path)


def test_programs_get_exact_figures(tmp_path: Path) -> None:
    """CSV has a line for each period and one for each of the year ahead."""
    _written(tmp_path, _quarters(range(2022, 2026)), SETS)
    checked = check(FolderTree(tmp_path), date(2026, 1, 1))
    lines = str(table_for_programs(checked, _table(tmp_path), "en", "csv", why=False)).splitlines()
    assert len(lines) == 1 + 16 + 4
    assert lines[-1].startswith("units,Units,the whole plan,the whole plan,2026-Q4,")
