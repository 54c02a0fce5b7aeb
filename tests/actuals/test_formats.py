"""The same rows in any format give the same results; Adventure Works gives its published facts."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from plancode.pipeline.checking import check
from plancode.pipeline.resulting import results_of
from plancode.scorecard.results import Results
from plancode.tree.folder import FolderTree
from tests.actuals.plans import Row, everything, orders, results, territories, write
from tests.support import PLANS

HEADS = ["Day", "Who", "Where", "Sum", "Score", "Paid", "Number"]
METRICS = (
    "{metric: revenue, source: orders, measure: sum}",
    "{metric: calls, source: orders, measure: count}",
    "{metric: new_customers, source: orders, measure: distinct, column: Where}",
    "{metric: csat, source: orders, measure: mean, column: Score}",
    "{metric: win_rate, source: orders, measure: ratio, column: Score, denominator: Sum}",
    "{metric: sales_cycle, source: orders, measure: duration, until: Paid}",
)
MAP = territories(
    "id: here, codes: {erp: 华东}, owners: [{person: ann, share: 70%}, {person: bob, share: 30%, from: 2026-04-16}]",
    "id: there, codes: {erp: '77'}, owners: [{person: cy}, {person: ann}, {person: bob, share: 33.3%, as: overlay}]",
)


def _rows() -> list[Row]:
    """Return 400 rows of thirteen months: sellers and places known and not, cents, blanks, numbers that come again."""
    who, where = ["001", "002", "003", "004", None], ["华东", "77", "nowhere", None]
    return [
        (
            date(2025, 12, 20) + timedelta(days=at), who[at * 7 % 5], where[at * 3 % 4],
            Decimal(at * 7919 % 100003 - 500) / 100, Decimal(at % 11) if at % 13 else None,
            date(2026, 1, 1) + timedelta(days=at + at % 17) if at % 5 else None, f"N{at % 390}",
        )
        for at in range(400)
    ]  # fmt: skip


@pytest.mark.parametrize("credit", ["seller", "owner"])
def test_formats_agree(tmp_path: Path, credit: str) -> None:
    """CSV, Parquet, an Excel sheet and a DuckDB file of the same rows say the same, to the last place."""
    columns = "date: Day, person: Who, territory: Where, amount: Sum, id: Number"
    said = []
    for name in ("orders.csv", "orders.parquet", "orders.xlsx", "orders.duckdb"):
        folder = tmp_path / name.rpartition(".")[2]
        folder.mkdir()
        more = write(folder / name, HEADS, _rows()) + f", match_by: erp, credit: {credit}"
        found = results(folder, orders(columns, ", ".join(METRICS), more), MAP, as_of=date(2026, 11, 15))
        assert found.refused == ()
        said.append(everything(found))
    assert len(said[0]) > 100
    assert said[1:] == said[:1] * 3


def _adventure_works() -> Results:
    root = PLANS / "adventure-works"
    analysis = check(FolderTree(root), date(2014, 6, 30)).analysis
    assert analysis is not None
    return results_of(analysis, root)


def test_published_facts_of_adventure_works() -> None:
    """163 person-quarters with quota, 80,450,596.9823 in all, 8 of them reached; 280's fifth is 428,595.8027."""
    found = _adventure_works()
    analysis = found.analysis
    attained: list[Decimal] = []
    total = Decimal(0)
    for person in analysis.staffing.people:
        scope = (("person", person.name),)
        quotas = analysis.current("revenue", scope)
        for number in analysis.numbers:
            value = found.value("revenue", scope, [number])
            if quotas.get(number):
                amount = value.amount if value is not None else Decimal(0)
                total += amount
                attained.append(amount / quotas[number])
    assert len(attained) == 163
    assert total == Decimal("80450596.9823")
    assert sum(one >= 1 for one in attained) == 8
    best = found.value("revenue", (("person", "p280"),), [4])
    assert best is not None
    assert best.amount == Decimal("428595.8027")
    assert analysis.current("revenue", (("person", "p280"),))[4] == 210000


def test_adventure_works_reconciles() -> None:
    """Every order is somebody's; 573 of the 3,693 orders of sellers with an assignment are outside it."""
    one = _adventure_works().totals["orders", "revenue"]
    assert one.rows == 3796
    assert one.total == one.matched == Decimal("80450596.9823")
    assert one.unmatched == 0
    assert (one.judged_rows, one.outside_rows) == (3693, 573)
