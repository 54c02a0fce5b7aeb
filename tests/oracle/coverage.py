"""Coverage by working day of the plan's calendar (docs/numbers.md, Coverage)."""

from tests.oracle.ownership import exists, is_covered
from tests.oracle.plan import Plan

Counts = dict[tuple[str, str], tuple[int, int]]


def coverage(plan: Plan) -> Counts:
    """Return covered and all working days: of every account and group, added up for its territory and those above."""
    days = [day for day in plan.period.days() if plan.calendar.works(day)]
    found: Counts = {("territory", name): (0, 0) for name in plan.territories}
    for name, account in plan.accounts.items():
        there = [day for day in days if exists(plan, account, day)]
        covered = sum(is_covered(plan, account, day) for day in there)
        found["account", name] = (covered, len(there))
        for above in _upwards(plan, str(account.get("territory", ""))):
            before = found["territory", above]
            found["territory", above] = (before[0] + covered, before[1] + len(there))
    return found


def _upwards(plan: Plan, name: str) -> list[str]:
    """Return a territory and those above it."""
    way: list[str] = []
    while name in plan.territories and name not in way:
        way.append(name)
        name = str(plan.territories[name].get("parent", ""))
    return way
