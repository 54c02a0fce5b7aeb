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
    assert told[-1] == "- q.csv: 1 row below line 2, stored as UTF-8, `;` between cells; 1 left out."


def test_plan_without_tables_says_so(tmp_path: Path) -> None:
    """Where no list is kept in a table there is nothing to tell, which is said."""
    (tmp_path / "plan.yaml").write_text(PLAN.partition("---")[0], encoding="utf-8")
    told = ran("show", "tables", "--plan", str(tmp_path)).out
    assert "No list of this plan is kept in a table, and no source is a file." in told


SOURCE: Final = """\
{plancode: v1, kind: plan, id: east, period: 2026, currency: EUR}
---
plancode: v1
kind: actuals
id: results
metrics: [{metric: revenue, source: orders, measure: sum}]
sources:
  - id: orders
    file: orders.FORM
    columns: {date: Tag, person: Rep, amount: Betrag}
    leave_out: Summe
    filters: [{column: Status, is: won}]
"""
ORDERS: Final = "Export\nTag;Rep;Betrag;Status;Ort\n31.3.2026;ann;1.234,5;won;Bonn\n1.4.2026;bob;7;lost;\nSumme;;1;;\n"


def test_columns_of_a_source_are_told(tmp_path: Path) -> None:
    """A source that is a file is told like a list, with what metrics and filters take of it, and what is left out."""
    (tmp_path / "plan.yaml").write_text(SOURCE.replace("FORM", "csv"), encoding="utf-8")
    (tmp_path / "orders.csv").write_bytes(ORDERS.encode("utf-16"))
    told = ran("show", "tables", "--plan", str(tmp_path), "--format", "csv").out.splitlines()
    assert told[1:] == [
        "orders: orders.csv,Tag,date,d/m/y,31.3.2026; 1.4.2026",
        "orders: orders.csv,Rep,person,,ann; bob",
        'orders: orders.csv,Betrag,amount,decimal comma,"1.234,5; 7"',
        "orders: orders.csv,Status,filters,,won; lost",
        "orders: orders.csv,Ort,not read,,Bonn",
    ]
    told = ran("show", "tables", "--plan", str(tmp_path)).out.splitlines()
    note = "- orders: orders.csv: 1 row below line 2, stored as UTF-16, `;` between cells; 2 left out."
    assert " ".join(line.strip() for line in told[-2:]) == note


def test_source_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """What is wrong with a source is told by the check of results, to which the table leads."""
    (tmp_path / "plan.yaml").write_text(SOURCE.replace("FORM", "parquet"), encoding="utf-8")
    told = ran("show", "tables", "--plan", str(tmp_path)).out
    assert "orders cannot be read; `plancode check --results` says why." in told
