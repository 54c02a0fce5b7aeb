"""Season index (docs/numbers.md, Season)."""

from fractions import Fraction

from tests.oracle.capacity import top_row
from tests.oracle.days import Period
from tests.oracle.plan import Plan
from tests.oracle.tables import ZERO, Table


def season(plan: Plan, table: Table) -> dict[tuple[str, str], Fraction]:
    """Return the index of every period: its share of the whole amount ÷ its share of the working days."""
    found = {}
    for metric in sorted({document["metric"] for document in plan.of_kind("targets")}):
        top = top_row(plan, metric)
        if top is None or not plan.adds_up(metric) or (metric, top.scope) not in table:
            continue
        amounts = table[metric, top.scope]
        sizes = {period.name: size(plan, period) for period in plan.periods}
        whole = sum((amounts.get(name, ZERO) for name in sizes), ZERO)
        for name, days in sizes.items():
            if whole and days:
                found[metric, name] = amounts.get(name, ZERO) / whole / (days / sum(sizes.values(), ZERO))
    return found


def size(plan: Plan, period: Period) -> Fraction:
    """Return what a period is held against: working days, days, or 1."""
    by = plan.policy.get("season_index", "working_days")
    return Fraction({"working_days": plan.calendar.count(period), "days": period.length, "periods": 1}[by])
