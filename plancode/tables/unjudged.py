"""The table of what was not judged: what it is, why, and what it takes."""

from collections.abc import Iterable
from typing import Final

from plancode.findings.unjudged import Unjudged
from plancode.said.value import Term
from plancode.tables.table import Column, Row, Table

COLUMNS: Final = (
    Column("unjudged_table", "word"), Column("unjudged_about"), Column("count", "count"),
    Column("unjudged_reason", detail=True),
)  # fmt: skip


def unjudged_table(unjudged: Iterable[Unjudged]) -> Table:
    """Return a row for each thing that was not judged, and below what it takes, said once for all that share it."""
    told = tuple((Term(f"unjudged_table.{one.table}"), one.about, one.count, one.reason) for one in unjudged)
    notes = (Term("unjudged.note", (("table", table), ("reason", reason))) for table, _, _, reason in told)
    empty = Term("empty_table.unjudged")
    return Table(COLUMNS, tuple(map(Row, told)), empty, name="unjudged", notes=tuple(dict.fromkeys(notes)))
