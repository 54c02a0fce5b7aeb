"""Measure results read from 10 million order rows against a query by hand: `python benchmarks/actuals.py`.

Both run warm in one process, in turn, measured in seconds of the processor: `results_of` over a plan of 1,000 people,
and a DuckDB query that reconciles and credits the same Parquet file the same way. Both must give the same figures.
Printed beside: the time and the peak memory of a whole process that checks the plan and reads the results once.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import duckdb
from run import measure

from plancode.actuals.terms import Terms
from plancode.analysis.analysis import Analysis
from plancode.pipeline.checking import check
from plancode.pipeline.resulting import results_of
from plancode.tree.folder import FolderTree

AS_OF: Final = date(2026, 12, 31)
TERRITORIES: Final = 200
CUSTOMERS: Final = 20_000
RUNS: Final = (("seller", "territory"), ("owner", "territory"), ("seller", "account"), ("owner", "account"))
"""Who gets the credit, and by what rows say where they belong; any seller sells to any customer."""
TERMS: Final = Terms(seconds=3600)
Figures = dict[tuple[str, int], Decimal]
"""Amounts by person and number of the month."""
ROWS: Final = """
COPY (
  SELECT DATE '2025-12-25' + CAST(i * 7919 % 378 AS INTEGER) AS "OrderDate",
    'c' || (i * 31 % {codes}) AS "Seller", 't' || (i * 31 % {codes} % {territories} + (i % 20 = 0)::INTEGER) AS "Area",
    'k' || (hash(i) % {customers}) AS "Customer",
    CAST((i * 104729 % 1000003 - 20000) / 100.0 AS DECIMAL(18, 2)) AS "Amount", 'o' || i AS "OrderNumber"
  FROM range({rows}) AS made(i)
) TO '{path}' (FORMAT parquet)
"""
PLAN: Final = """\
plancode: v1
kind: plan
id: many-orders
period: 2026
currency: EUR
team: all
---
plancode: v1
kind: actuals
id: results
sources:
  - id: orders
    format: parquet
    file: orders.parquet
    columns: {{date: OrderDate, person: Seller, {place}, amount: Amount, id: OrderNumber}}
    match_by: erp
    credit: {credit}
metrics: [{{metric: revenue, source: orders, measure: sum}}]
"""
RECONCILED: Final = """
SELECT count(*), min("OrderDate"), max("OrderDate"), count(*) FILTER ("OrderDate" IS NULL),
  count("OrderNumber") = count(DISTINCT "OrderNumber"), sum("Amount"), count(*) FILTER ("Amount" < 0),
  count(*) FILTER ("Amount" IS NULL)
FROM read_parquet('{path}')
"""
FACTS: Final = """
WITH facts AS (
  SELECT "Seller" AS seller, {area} AS area, date_trunc('month', "OrderDate") AS month, sum("Amount") AS amount,
    count(*) AS n
  FROM read_parquet('{path}') {joined}
  WHERE "OrderDate" >= DATE '2026-01-01' AND "OrderDate" < DATE '2027-01-01'
  GROUP BY ALL
)
"""
BY_SELLER: Final = """
SELECT person, month(month) - 1, sum(amount), sum(n) FILTER (owned.territory IS NULL)
FROM facts LEFT JOIN people ON code = seller
  LEFT JOIN owned ON owned.territory = area AND owner = person AND month >= first AND month < last
GROUP BY ALL
"""
BY_OWNER: Final = """
SELECT owner, month(month) - 1, sum(amount * share), sum(n) FILTER (owner IS NULL)
FROM facts LEFT JOIN owned ON owned.territory = area AND month >= first AND month < last
GROUP BY ALL
"""


class Made:
    """A plan in a folder, its orders, and the same facts as tables for the query by hand."""

    def __init__(self, folder: Path, rows: int, people: int, credit: str, place: str) -> None:
        """Write everything below a folder."""
        self.folder, self.credit, self.place, self.people = folder, credit, place, people
        folder.mkdir(parents=True)
        self.orders = folder / "orders.parquet"
        codes, where = people + 10, self.orders.as_posix()
        duckdb.execute(ROWS.format(rows=rows, codes=codes, territories=TERRITORIES, customers=CUSTOMERS, path=where))
        (folder / "plan.yaml").write_text(
            PLAN.format(credit=credit, place="territory: Area" if place == "territory" else "account: Customer"),
            encoding="utf-8",
        )
        (folder / "people.yaml").write_text(self._team() + "---\n" + self._territories(), encoding="utf-8")
        self.connection = duckdb.connect()
        self.connection.execute("CREATE TABLE people AS SELECT * FROM (VALUES ('', '')) AS one(person, code) LIMIT 0")
        self.connection.executemany("INSERT INTO people VALUES (?, ?)", [[f"p{n}", f"c{n}"] for n in range(people)])
        self.connection.execute(
            "CREATE TABLE owned (territory VARCHAR, owner VARCHAR, share DECIMAL(5, 2), first DATE, last DATE)"
        )
        self.connection.executemany("INSERT INTO owned VALUES (?, ?, ?, ?, ?)", list(self._owned()))
        self.connection.execute(
            f"CREATE TABLE places AS SELECT 'k' || n AS shop, 't' || (n % {TERRITORIES}) AS place"  # noqa: S608
            f" FROM range({CUSTOMERS}) AS made(n)"
        )

    def _owned(self) -> list[tuple[str, str, str, str, str]]:
        """Return the owners of each territory: every seller of it by turns, five at once, the first up to June."""
        found = []
        for place in range(TERRITORIES):
            names = [f"p{number}" for number in range(place, self.people, TERRITORIES)]
            for at, name in enumerate(names):
                last = "2026-07-01" if at == 0 and len(names) > 1 else "2027-01-01"
                found.append((f"t{place}", name, f"{1 / len(names):.2f}", "2026-01-01", last))
        return found

    def _team(self) -> str:
        people = "".join(
            f"  - {{id: p{n}, role: rep, team: t{n % 100}, codes: {{erp: c{n}}}}}\n" for n in range(self.people)
        )
        teams = "".join(f"  - {{id: t{number}, parent: all}}\n" for number in range(100))
        head = "plancode: v1\nkind: team\nid: people\nroles: [{id: rep, carries_quota: true}]\n"
        return f"{head}teams:\n  - {{id: all}}\n{teams}people:\n{people}"

    def _territories(self) -> str:
        found = ["plancode: v1\nkind: territories\nid: map\nterritories:\n"]
        owned = self._owned()
        for place in range(TERRITORIES):
            found.append(f"  - id: t{place}\n    codes: {{erp: t{place}}}\n    owners:\n")
            for name, owner, share, _, last in owned:
                if name == f"t{place}":
                    to = ", to: 2026-06-30" if last == "2026-07-01" else ""
                    found.append(f"      - {{person: {owner}, share: {Decimal(share) * 100:f}%{to}}}\n")
        if self.place == "account":
            found.append("accounts:\n")
            each = ((f"k{number}", f"t{number % TERRITORIES}") for number in range(CUSTOMERS))
            found += [f"  - {{id: {name}, territory: {place}, codes: {{erp: {name}}}}}\n" for name, place in each]
        return "".join(found)

    def analysis(self) -> Analysis:
        """Return the plan's tables."""
        found = check(FolderTree(self.folder), AS_OF).analysis
        assert found is not None  # noqa: S101  # the plan above can be read
        return found

    def by_hand(self) -> Figures:
        """Return what the query by hand gives, after reconciling the source."""
        self.connection.execute(RECONCILED.format(path=self.orders.as_posix())).fetchall()
        query = FACTS + (BY_SELLER if self.credit == "seller" else BY_OWNER)
        area, joined = '"Area"', ""
        if self.place == "account":
            area, joined = "place", 'LEFT JOIN places ON shop = "Customer"'
        rows = self.connection.execute(query.format(path=self.orders.as_posix(), area=area, joined=joined)).fetchall()
        return {(person, number): amount for person, number, amount, _ in rows if person is not None}


def by_plancode(made: Made, analysis: Analysis) -> Figures:
    """Return the same by plancode."""
    results = results_of(analysis, made.folder, TERMS)
    found: Figures = {}
    for one in results.credits("revenue", (), analysis.numbers):
        found[one.person, one.number] = found.get((one.person, one.number), Decimal(0)) + one.num
    return found


def timed(act: Callable[[], Figures]) -> tuple[float, Figures]:
    """Return how much processor time something takes, and what it gives."""
    began = time.process_time()
    found = act()
    return time.process_time() - began, found


def compare(made: Made, runs: int) -> None:
    """Print how the two compare, pair by pair, after one run of each that does not count."""
    analysis = made.analysis()
    pairs = [(timed(lambda: by_plancode(made, analysis)), timed(made.by_hand)) for _ in range(runs + 1)]
    if any(ours[1] != theirs[1] for ours, theirs in pairs):
        sys.exit(f"credit by {made.credit} and {made.place}: the figures differ")
    ours, theirs = ([one[side][0] for one in pairs[1:]] for side in (0, 1))
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    print(
        f"credit by {made.credit} and {made.place}: plancode {statistics.median(ours):.2f} s,"
        f" by hand {statistics.median(theirs):.2f} s,"
        f" ratio {ratio:.2f}, {len(pairs[0][0][1]):,} figures alike",
        flush=True,
    )


def whole(made: Made) -> None:
    """Print what a whole process takes."""
    run = measure([sys.executable, __file__, "--once", str(made.folder)])
    print(f"whole process: {run.wall:.2f} s on the wall, {run.cpu:.2f} s of the processor, peak {run.peak:,.0f} MB")


def once(folder: Path) -> None:
    """Check the plan and read its results, as a command would."""
    analysis = check(FolderTree(folder), AS_OF).analysis
    assert analysis is not None  # noqa: S101  # the plan above can be read
    print(results_of(analysis, folder, TERMS).totals)


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="order rows")
    parser.add_argument("--people", type=int, default=1000, help="people of the plan")
    parser.add_argument("--runs", type=int, default=5, help="pairs that count")
    parser.add_argument("--once", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        once(options.once)
        return
    with tempfile.TemporaryDirectory() as folder:
        for credit, place in RUNS:
            made = Made(Path(folder, f"{credit}-{place}"), options.rows, options.people, credit, place)
            compare(made, options.runs)
            whole(made)
            made.orders.unlink()


if __name__ == "__main__":
    main()
