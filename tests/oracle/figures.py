"""All figures of a plan's folder, from its files and docs/numbers.md; nothing of plancode is used.

A scope is a tuple of (dimension, id) pairs; `plan` beside period names is the whole. Exact fractions, but for capacity
(decimals of 50 digits). None is *not judged*; an absent key says that there is nothing. Not here: adjustments of
metrics that do not add up. The tables, by their keys:

- `targets`, `assigned`, `revised`: metric, scope, period or `plan`: amount
- `rollup`, `rollup_revised`: metric, team or "" for the plan, period or `plan`: the children together
- `street`, `street_revised`: the same: all, vacant, ramped
- `capacity`: metric, `person`, `team` or `plan`, id ("" for the plan), period or `plan`: amount or None
- `workload`: person, period or `plan`, kind: hours; None for `hours` without hours
- `working_days`: person, period: days
- `coverage`: `territory` or `account`, id (groups are accounts): covered, all
- `season`: metric, period: index
- `stretch`: metric, scope: the revised amount from the 45th day of the plan to the 51st before its end, which periods
  are cut by; `stretch_days`: person: working days

`capacity`, `workload` and `coverage` use owners and people after the adjustments; `targets`, `assigned`, `rollup`,
`street` and `season` the plan as written.
"""

from datetime import date
from pathlib import Path
from typing import Any

from tests.oracle import adjustments, capacity, coverage, rollup, season, workload
from tests.oracle.days import DAY, Period
from tests.oracle.phasing import part
from tests.oracle.plan import Plan, read_plan
from tests.oracle.tables import ZERO, Table, sheets, table
from tests.oracle.targets import Scope

Figures = dict[str, dict[tuple[Any, ...], Any]]


def figures(folder: Path, as_of: date) -> Figures:
    """Return every table by name; keys and values as above."""
    planned = read_plan(folder)
    changed = read_plan(folder)
    adjustments.apply_facts(changed, as_of)
    commitments = sheets(planned)
    targets = table(planned, commitments)
    current = table(planned, adjustments.revised(planned, commitments, as_of))
    as_written, in_force = rollup.Counting(planned, planned), rollup.Counting(planned, changed)
    return {
        "targets": flat(targets),
        "assigned": flat(table(planned, sheets(planned, assigned=True))),
        "revised": flat(current),
        "rollup": {**rollup.rollup(as_written, targets)},
        "street": {**rollup.street(as_written, targets)},
        "rollup_revised": {**rollup.rollup(in_force, current)},
        "street_revised": {**rollup.street(in_force, current)},
        "capacity": {**capacity.capacity(changed)},
        "workload": {**workload.workload(changed)},
        "working_days": {**working_days(planned)},
        "coverage": {**coverage.coverage(changed)},
        "season": {**season.season(planned, targets)},
        "stretch": {**in_stretch(planned, current)},
        "stretch_days": {(one.id,): sum(map(one.works, stretch(planned).days())) for one in planned.people.values()},
    }


def stretch(plan: Plan) -> Period:
    """Return a stretch of the plan that cuts periods."""
    return Period(plan.period.first + 44 * DAY, plan.period.last - 50 * DAY)


def in_stretch(plan: Plan, current: Table) -> dict[tuple[str, Scope], Any]:
    """Return what falls into a stretch: of a cut period by its working days inside (docs/numbers.md, Periods)."""
    within = stretch(plan)
    parts = {period.name: part(plan.calendar, period, period.within(within)) for period in plan.periods}
    return {
        key: sum((cells[name] * share for name, share in parts.items() if name in cells), ZERO)
        for key, cells in current.items()
        if plan.adds_up(key[0])
    }


def revised(folder: Path, *days: date) -> list[dict[tuple[Any, ...], Any]]:
    """Return the table `revised` alone, as of several days."""
    planned = read_plan(folder)
    commitments = sheets(planned)
    return [flat(table(planned, adjustments.revised(planned, commitments, day))) for day in days]


def flat(amounts: Table) -> dict[tuple[Any, ...], Any]:
    """Return a table with the period in the key."""
    return {(metric, scope, name): value for (metric, scope), cells in amounts.items() for name, value in cells.items()}


def working_days(plan: Plan) -> dict[tuple[str, str], int]:
    """Return d(i, p) (docs/numbers.md, Working days)."""
    return {
        (person.id, period.name): sum(person.works(day) for day in period.days())
        for person in plan.people.values()
        for period in plan.periods
    }
