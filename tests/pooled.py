"""A small plan with a bonus pool, given points and lines scored each month, and its results of a quarter."""

from pathlib import Path
from typing import Final

PLAN: Final = """\
plancode: v1
kind: plan
id: east-2026
period: 2026
currency: CNY
---
plancode: v1
kind: team
id: sales-force
roles: [{id: head, manages: true}, {id: rep, carries_quota: true}, {id: kam, carries_quota: true}]
teams: [{id: east, manager: chen-rui}]
people:
  - {id: chen-rui, role: head, team: east}
  - {id: li-na, role: kam, team: east, codes: {erp: "1002"}}
  - {id: wu-hao, role: rep, team: east, codes: {erp: "1003"}}
  - {id: bai-yun, role: rep, team: east, codes: {erp: "1004"}}
  - {id: xu-lei, role: rep, team: east, start: 2026-03-16, codes: {erp: "1005"}}
---
plancode: v1
kind: targets
id: revenue-2026
metric: revenue
phasing: even
target: {team: east, amount: 1.2M}
split: [{person: li-na, amount: 400k}, {person: wu-hao, amount: 300k}, {person: bai-yun, amount: 300k},
  {person: xu-lei, amount: 200k}]
---
plancode: v1
kind: actuals
id: results
sources:
  - {id: orders, file: orders.csv, columns: {date: Date, person: Seller, amount: Amount}, match_by: erp, credit: seller,
     complete_through: 2026-03-31}
metrics: [{metric: revenue, source: orders, measure: sum}]
---
plancode: v1
kind: rubric
id: rep-card
roles: [rep, kam]
kpis:
  - {id: revenue, metric: revenue, dimension: outcome, weight: 45, score: {method: ratio}}
  - {id: monthly, metric: revenue, dimension: outcome, weight: 30, frequency: month, score: {method: ratio, cap: 150%}}
  - {id: last, metric: revenue, dimension: outcome, weight: 10, frequency: month, together: last,
     score: {method: ratio}}
  - {id: added, metric: revenue, dimension: outcome, weight: 15, frequency: month, together: sum,
     score: {method: linear, floor: 10k, ceiling: 40k}}
additions: [{id: praise, text: Commended by a customer, each: 2, max: 4}]
deductions: [{id: report, text: A report missing, each: 1.5, max: 5}]
grades: [{grade: A, from: 90, coefficient: 1.2}, {grade: B, from: 60, coefficient: 0.7}, {grade: C, coefficient: 0}]
pool: POOL
---
plancode: v1
kind: assessments
id: spring
points:
  - {person: wu-hao, for: praise, points: 4, by: chen-rui, on: 2026-03-19, reason: Commended by Jiahe}
  - {person: wu-hao, for: praise, by: chen-rui, on: 2026-03-20, reason: Commended by Hualian}
  - {person: wu-hao, for: praise, by: chen-rui, on: 2026-04-01, reason: Commended by Hengyue}
  - {person: li-na, for: report, by: chen-rui, on: 2026-02-20, reason: Week 7}
  - {person: li-na, for: report, by: chen-rui, on: 2026-03-20, reason: Week 11}
"""
ORDERS: Final = """\
Date,Seller,Amount
2026-01-15,1002,40000
2026-02-15,1002,30000
2026-03-15,1002,50000
2026-01-15,1003,40000
2026-02-15,1003,3000
2026-03-15,1003,10000
2026-02-03,1004,7000
2026-03-20,1005,20000
"""
KEPT: Final = "{amount: 100k, weights: {rep: 1, kam: 1.5, xu-lei: 0.7}}"


def pooled(folder: Path, pool: str = KEPT) -> Path:
    """Write the plan with a pool to a folder, and return it."""
    (folder / "plan.yaml").write_text(PLAN.replace("POOL", pool), "utf-8")
    (folder / "orders.csv").write_text(ORDERS, "utf-8")
    return folder
