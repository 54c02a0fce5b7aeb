"""Sources of results made to cost more than they should, each beside an honest one of its size."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import duckdb

PLAN: Final = """\
plancode: v1
kind: plan
id: hostile
period: 2026
currency: CNY
team: all
---
plancode: v1
kind: team
id: teams
roles: [{id: rep, carries_quota: true}]
teams: [{id: all}]
people: [{id: ann, role: rep, team: all}]
---
plancode: v1
kind: actuals
id: results
metrics: [{metric: revenue, source: orders, measure: sum}]
sources:
  - id: orders
    columns: {date: Day, person: Who, amount: Sum}
"""
Files = Mapping[str, bytes]


def plan(keys: str, data: bytes) -> Files:
    """Return the files of a small plan with one source."""
    name = keys.partition("\n")[0].removeprefix("file: ")
    return {"plan.yaml": (PLAN + "".join(f"    {key}\n" for key in keys.split("\n"))).encode(), name: data}


def view(query: str) -> Files:
    """Return a plan whose source is a view of a DuckDB file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.duckdb")
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"CREATE VIEW orders AS {query}")
        return plan("file: orders.duckdb\nformat: duckdb\ntable: orders", path.read_bytes())


def parquet(query: str) -> Files:
    """Return a plan whose source is a Parquet file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.parquet")
        duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        return plan("file: orders.parquet\nformat: parquet", path.read_bytes())


def honest(size: int) -> Files:
    """Return a plan whose source is a CSV file of so many bytes that is as it should be."""
    row = b"2026-01-05,ann,1200.50\n"
    return plan("file: orders.csv", b"Day,Who,Sum\n" + row * (size // len(row)))


def _csv(data: bytes) -> Files:
    return plan("file: orders.csv", b"Day,Who,Sum\n" + data)


def rows(source: str, who: str = "'ann'") -> str:
    """Return the query of rows, one for each of a source's numbers `i`."""
    return f"""SELECT DATE '2026-01-01' AS "Day", {who} AS "Who", i AS "Sum" FROM {source}"""  # noqa: S608


def numbers(count: float, name: str = "i") -> str:
    """Return a source of so many numbers."""
    return f"range({int(count)}) AS made_{name}({name})"


ENDLESS: Final = "WITH RECURSIVE more(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM more) "
SELLER: Final = "'s' || i"
SOURCES: Final[Mapping[str, Callable[[float], Files]]] = {
    "view without end": lambda _: view(ENDLESS + rows("more")),
    "view of very many rows": lambda size: view(rows(numbers(size * 1e12))),
    "view that joins itself": lambda size: view(rows(f"{numbers(size * 1e6)}, {numbers(size * 1e6, 'j')}")),
    "view of long texts": lambda size: view(rows(numbers(99), f"repeat(i::VARCHAR, {int(size * 1e8)})")),
    "sellers without number": lambda size: parquet(rows(numbers(size * 3e6), SELLER)),
    "sellers, as many as may be": lambda size: parquet(rows(numbers(size * 199_000), SELLER)),
    "line of megabytes": lambda size: _csv(b"2026-01-05,ann," + b"1" * int(size * 5e7)),
    "quote never closed": lambda size: _csv(b'2026-01-05,"ann,1\n' + b"2026-01-05,ann,1\n" * int(size * 5e5)),
    "last row too short": lambda size: _csv(b"2026-01-05,ann,1\n" * int(size * 5e5) + b"2026-01-05\n"),
    "columns without number": lambda size: plan("file: orders.csv", b"Day," * int(size * 15_000) + b"Who,Sum\n"),
    "cell of carriage returns": lambda size: _csv(b'2026-01-05,"ann' + b"\r" * int(size * 9e5) + b'",1\n'),
}
