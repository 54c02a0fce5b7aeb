"""Velocity, coverage, cost of a visit and break-even are what the oracle makes of docs/numbers.md and the documents."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Final

from plancode.analysis.velocity import velocities
from plancode.pipeline.checking import check
from plancode.pipeline.resulting import results_of
from plancode.scorecard.cards import Cards
from plancode.scorecard.standing import Standings
from plancode.tree.folder import FolderTree
from tests.oracle.economics import Economics

DAY: Final = date(2026, 6, 30)
FINE: Final = Fraction(1, 10**9)
PLAN: Final = """plancode: v1
kind: plan
id: small
period: 2026
currency: EUR
team: all
products: [{id: tea, margin: 20%}, {id: milk, margin: 45%}, {id: free}]
channels: [{id: ka}, {id: web}]
market:
  cycles: [{sales_cycle: 6w, win_rate: 30%}, {channel: ka, sales_cycle: 3m, win_rate: 17%}]
---
plancode: v1
kind: team
id: people
teams: [{id: all}]
roles: [{id: rep, carries_quota: true, hours_per_week: 40, cost: 90k}]
people: [{id: ann, role: rep, team: all}, {id: bob, role: rep, team: all, fte: 0.5}]
---
plancode: v1
kind: territories
id: map
call_plan: {A: {calls: 24/year, minutes: 30min}, B: {calls: 6/year, minutes: 30min}}
territories:
  - {id: one, owners: [{person: ann}], account_groups: [{id: a1, class: A, count: 13}, {id: b1, class: B, count: 7}]}
  - {id: two, owners: [{person: bob}], account_groups: [{id: b2, class: B, count: 31}]}
---
plancode: v1
kind: actuals
id: results
sources: [{id: file, file: rows.csv, columns: {date: day, person: who, amount: sum}, complete_through: 2026-12-31}]
metrics: [{metric: revenue, source: file, measure: sum}]
---
plancode: v1
kind: targets
id: goals
metric: revenue
target: {team: all, amount: 1M}
targets: [{person: ann, amount: 600k}, {person: bob, amount: 400k}]
opportunities:
"""


def _deals(chance: Random) -> str:
    lines = []
    for number in range(40):
        day = date.fromordinal(date(2026, 3, 1).toordinal() + chance.randrange(400))
        more = chance.choice(["", ", channel: ka", ", channel: web"]) + chance.choice(["", ", probability: 35%"])
        more += chance.choice(["", "", ", stage: won", ", stage: lost"])
        who, amount = chance.choice(["ann", "bob"]), chance.randrange(1, 9000) * 10
        lines.append(f"  - {{id: d{number}, person: {who}, amount: {amount}, closes: {day}{more}}}\n")
    return "".join(lines)


def _differs(ours: Decimal | None, theirs: Fraction) -> bool:
    return ours is None or abs(Fraction(ours) - theirs) > FINE * 10**3


def test_deals_and_seats_agree(tmp_path: Path) -> None:
    """What deals bring a day and cover, and what visits and seats cost, is what the page of numbers says."""
    chance = Random(1)  # noqa: S311  # made-up deals
    (tmp_path / "plan.yaml").write_text(PLAN + _deals(chance), encoding="utf-8")
    rows = "".join(f"2026-0{chance.randrange(1, 10)}-10,{who},{chance.randrange(9000)}\n" for who in ("ann", "bob") * 9)
    (tmp_path / "rows.csv").write_text(f"day,who,sum\n{rows}", encoding="utf-8")
    analysis = check(FolderTree(tmp_path), DAY).analysis
    assert analysis is not None
    oracle = Economics(tmp_path, DAY)
    rates = [one.a_day for one in velocities(analysis.measures, analysis.deals.all, DAY)]
    (sizing,) = analysis.sizing
    pairs: list[tuple[Decimal | None, Fraction]] = [
        (sum((one for one in rates if one is not None), Decimal(0)), oracle.velocity())
    ]
    pairs += zip((sizing.cost_per_visit, sizing.break_even, sizing.break_even_visit), oracle.visit(), strict=True)
    cards = Cards(results_of(analysis, tmp_path))
    standings = Standings(cards, cards.year_on(DAY))
    for person in ("ann", "bob"):
        standing = standings.of("revenue", (("person", person),))
        assert standing is not None
        found = standings.opening(standing)
        assert found is not None
        ours = (found.coverage, found.coverage_weighted, found.needed)
        pairs += zip(ours, oracle.coverage(person), strict=True)
    assert [(one, float(other)) for one, other in pairs if _differs(one, other)] == []
