"""Small plans with results: people, territories, one source; the same rows written in every format that is read."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
from openpyxl import Workbook
from pyarrow import parquet

from plancode.actuals.terms import Terms
from plancode.analysis.analysis import Analysis
from plancode.pipeline.checking import check
from plancode.pipeline.resulting import results_of
from plancode.scorecard.results import Results
from plancode.tree.folder import FolderTree
from tests.analysis.small import UNREADABLE, files_of, head

YEAR_END: Final = date(2026, 12, 31)
YEAR: Final = range(12)
COLUMNS: Final = "date: Day, person: Who, amount: Sum"
SUM: Final = "{metric: revenue, source: orders, measure: sum}"
TEAM: Final = """kind: team
id: people
roles: [{id: rep, carries_quota: true}]
teams: [{id: all}, {id: north, parent: all}, {id: south, parent: all}]
people:
  - {id: ann, role: rep, team: north, codes: {erp: "001"}}
  - {id: bob, role: rep, team: north, codes: {erp: "002"}}
  - {id: cy, role: rep, team: south, codes: {erp: "003"}}
"""
Cell = str | date | Decimal | float | None
Row = tuple[Cell, ...]


def orders(columns: str = COLUMNS, metrics: str = SUM, more: str = "file: orders.csv") -> str:
    """Return the document of a source `orders` with its columns, its metrics and more of its keys."""
    source = f"{{id: orders, columns: {{{columns}}}, {more}}}"
    return f"{{kind: actuals, id: results, sources: [{source}], metrics: [{metrics}]}}\n"


def territories(*each: str) -> str:
    """Return a document of territories, each as the inside of a mapping."""
    listed = ", ".join(f"{{{one}}}" for one in each)
    return f"{{kind: territories, id: map, territories: [{listed}]}}\n"


def text(heads: Sequence[str], rows: Iterable[Row]) -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([heads, *rows])
    return out.getvalue()


def analysed(folder: Path, *documents: str, as_of: date = YEAR_END) -> Analysis:
    """Return the tables of a small plan written below a folder."""
    whole = documents if documents[0].startswith("kind: plan") else (head(team="all"), *documents)
    if not any(one.startswith("kind: team") for one in whole):
        whole = (*whole, TEAM)
    for name, written in files_of(*whole).items():
        (folder / name).write_text(written, encoding="utf-8")
    found = check(FolderTree(folder), as_of)
    # that Windows cannot hold a name is told, and the file is read all the same
    assert [one for one in found.open if one.code.startswith(UNREADABLE) and one.code != "TXT114"] == []
    assert found.analysis is not None
    return found.analysis


def results(
    folder: Path,
    *documents: str,
    orders: str | bytes = "",
    as_of: date = YEAR_END,
    terms: Terms | None = None,
) -> Results:
    """Return the results of a small plan, `orders` being the content of orders.csv."""
    if orders:
        (folder / "orders.csv").write_bytes(orders if isinstance(orders, bytes) else orders.encode())
    return results_of(analysed(folder, *documents, as_of=as_of), folder, terms)


def amount(found: Results, metric: str = "revenue", numbers: Iterable[int] = YEAR, **names: str) -> Decimal | None:
    """Return an actual."""
    value = found.value(metric, tuple(names.items()), numbers)
    return value.amount if value is not None else None


def amounts(found: Results, metric: str = "revenue", numbers: Iterable[int] = YEAR) -> dict[str, Decimal]:
    """Return what everybody has who has something."""
    people = [one.name for one in found.analysis.staffing.people]
    each = {name: amount(found, metric, numbers, person=name) for name in people}
    return {name: value for name, value in each.items() if value is not None}


def troubles(found: Results, source: str = "orders") -> dict[str, dict[str, int]]:
    """Return the rows that are in trouble by what is wrong and the text that has it."""
    reading = found.readings[source]
    return {kind: {one.text: one.rows for one in samples.values()} for kind, samples in reading.troubles.items()}


def refused(found: Results) -> dict[str, str]:
    """Return why sources cannot be read."""
    return {one.source: one.reason for one in found.refused}


def everything(found: Results) -> dict[object, object]:
    """Return all that results say: totals, troubles, and what every person, team and period has of every metric."""
    said: dict[object, object] = {}
    for key, totals in found.totals.items():
        said[key] = (totals.rows, *map(places, (totals.total, totals.matched, totals.unmatched, totals.overlay)))
    for name, reading in found.readings.items():
        said[name] = (
            reading.rows,
            reading.first,
            reading.last,
            {one: reading.samples(one) for one in reading.troubles},
        )
    people = [("person", one.name) for one in found.analysis.staffing.people]
    teams = [("team", name) for name in sorted(found.analysis.staffing.members)]
    for metric in found.metrics:
        for scope in [(), *(((kind, name),) for kind, name in (*people, *teams))]:
            for number in found.analysis.numbers:
                value = found.value(metric, scope, [number])
                if value is not None:
                    said[metric, scope, number] = (places(value.num), places(value.den), value.rows)
    return said


def places(number: Decimal) -> Decimal:
    """Return a number to six places."""
    return number.quantize(Decimal("0.000001"))


def write(path: Path, heads: Sequence[str], rows: Sequence[Row], table: str = "orders") -> str:
    """Write rows as what the ending of the file says; return the keys of a source that reads them."""
    makers: dict[str, Any] = {".csv": _csv, ".parquet": _parquet, ".xlsx": _excel, ".duckdb": _duckdb}
    makers[path.suffix](path, heads, rows, table)
    formats = {".csv": "csv", ".parquet": "parquet", ".xlsx": "excel", ".duckdb": "duckdb"}
    named = {".xlsx": f", sheet: {table}", ".duckdb": f", table: {table}"}.get(path.suffix, "")
    return f"file: {path.name}, format: {formats[path.suffix]}{named}"


def arrow(heads: Sequence[str], rows: Sequence[Row]) -> Any:  # noqa: ANN401  # an Arrow table
    """Return rows as typed columns."""
    return pa.table({name: pa.array([row[at] for row in rows]) for at, name in enumerate(heads)})


def _csv(path: Path, heads: Sequence[str], rows: Sequence[Row], _: str) -> None:
    path.write_text(text(heads, rows), encoding="utf-8")


def _parquet(path: Path, heads: Sequence[str], rows: Sequence[Row], _: str) -> None:
    parquet.write_table(arrow(heads, rows), path)


def _excel(path: Path, heads: Sequence[str], rows: Sequence[Row], table: str) -> None:
    book = Workbook()
    sheet = book.create_sheet(table, 0)
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    book.save(path)


def _duckdb(path: Path, heads: Sequence[str], rows: Sequence[Row], table: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.register("given", arrow(heads, rows))
        connection.execute(f'CREATE TABLE "{table}" AS SELECT * FROM given')  # noqa: S608  # names of the test
