"""`plancode show tables`: what was understood of each list, column by column."""

from pathlib import Path
from typing import Final

from tests.support import ran

PLAN: Final = """\
{plancode: v1, kind: plan, id: east, period: 2026, currency: EUR}
---
{plancode: v1, kind: team, id: force, roles: [{id: rep}], people: [{id: ann, role: rep}]}
---
plancode: v1
kind: targets
id: q
metric: revenue
targets: {file: q.csv, columns: {person: Rep}, unit: k, wide: {columns: [Jan, Feb], year: 2026}, leave_out: Total}
"""
TABLE: Final = "Quotas 2026\nRep;Region;Jan;Feb\nann;East;1.234,5;7,25\nTotal;;1;1\n"


def test_every_column_is_told(tmp_path: Path) -> None:
    """Each column with its field, how its figures are written, samples; those not read say so; rows are counted."""
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "q.csv").write_text(TABLE, encoding="utf-8")
    told = ran("show", "tables", "--plan", str(tmp_path), "--format", "csv").out.splitlines()
    assert told[1:] == [
        "q.csv,Rep,person,,ann",
        "q.csv,Region,not read,,East",
        'q.csv,Jan,"amount, 2026-01","decimal comma; x 1,000","1.234,5"',
        'q.csv,Feb,"amount, 2026-02","decimal comma; x 1,000","7,25"',
    ]
    told = ran("show", "tables", "--plan", str(tmp_path)).out.splitlines()
    assert told[-1] == "- q.csv: 1 row below line 2; 1 left out."


def test_plan_without_tables_says_so(tmp_path: Path) -> None:
    """Where no list is kept in a table there is nothing to tell, which is said."""
    (tmp_path / "plan.yaml").write_text(PLAN.partition("---")[0], encoding="utf-8")
    assert "No list of this plan is kept in a table." in ran("show", "tables", "--plan", str(tmp_path)).out
