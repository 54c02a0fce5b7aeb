"""Targets by metric and scope, over all documents; values of metrics that do not add up (docs/numbers.md)."""

from collections import defaultdict
from fractions import Fraction

from tests.oracle.people_rule import quotas
from tests.oracle.plan import Plan
from tests.oracle.targets import Amounts, Row, Scope, rows_of, solve

Table = dict[tuple[str, Scope], Amounts]
"""By metric and scope: amounts by plan period, and `plan` for the whole."""
Sheets = dict[str, dict[Scope, Amounts]]
"""By document and scope: amounts by plan period, of metrics that add up."""
WHOLE = "plan"
ZERO = Fraction(0)


def add(amounts: Amounts, more: Amounts) -> None:
    """Add amounts period by period."""
    for name, amount in more.items():
        amounts[name] = amounts.get(name, ZERO) + amount


def sheets(plan: Plan, *, assigned: bool = False) -> Sheets:
    """Return commitments (or assigned amounts) of every document whose metric adds up over time."""
    found: Sheets = {}
    for document in plan.of_kind("targets"):
        if not plan.adds_up(document["metric"]):
            continue
        rows = solve(plan, document)
        sheet: dict[Scope, Amounts] = defaultdict(dict)
        for row in rows:
            add(sheet[row.scope], row.assigned_by_period if assigned else row.by_period)
        for scope, amounts in quotas(plan, document, rows).items():
            add(sheet[scope], amounts)
        found[document["id"]] = dict(sheet)
    return found


def table(plan: Plan, of_documents: Sheets) -> Table:
    """Return the table of all metrics: sums of the documents, and the values of metrics that do not add up."""
    found: Table = {}
    for document in plan.of_kind("targets"):
        for scope, amounts in of_documents.get(document["id"], {}).items():
            add(found.setdefault((document["metric"], scope), {}), amounts)
    found = {key: amounts | {WHOLE: sum(amounts.values(), ZERO)} for key, amounts in found.items() if amounts}
    return found | stated_values(plan)


def stated_values(plan: Plan) -> Table:
    """Return the values of metrics that do not add up over time: the narrowest period that holds one states it."""
    rows: dict[tuple[str, Scope], list[Row]] = defaultdict(list)
    for document in plan.of_kind("targets"):
        if not plan.adds_up(document["metric"]):
            for row in rows_of(plan, document):
                if row.record.get("amount") is not None:
                    rows[row.metric, row.scope].append(row)
    return {key: stated(plan, key[0], group) for key, group in rows.items()}


def stated(plan: Plan, metric: str, rows: list[Row]) -> Amounts:
    """Return the value of each plan period, and of the whole by `over_time`."""
    amounts: Amounts = {}
    for period in plan.periods:
        holding = [row for row in rows if row.period.holds(period)]
        if holding:
            row = min(holding, key=lambda one: one.period.length)
            amounts[period.name] = plan.money(row.record["amount"], row.period.first)
    over_time = plan.metric(metric).get("over_time")
    whole = [row for row in rows if row.period.holds(plan.period)]
    if over_time == "last" and plan.periods[-1].name in amounts:
        amounts[WHOLE] = amounts[plan.periods[-1].name]
    elif over_time == "mean" and amounts:
        amounts[WHOLE] = sum(amounts.values(), ZERO) / len(amounts)
    elif whole:
        amounts[WHOLE] = plan.money(whole[0].record["amount"], whole[0].period.first)
    return amounts
