"""All figures of a plan's folder, from its files and docs/numbers.md; nothing of plancode is used."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.oracle import adjustments, capacity, coverage, rollup, season, workload
from tests.oracle.plan import Plan, read_plan
from tests.oracle.tables import Table, sheets, table

Figures = dict[str, dict[tuple[Any, ...], Any]]


def figures(folder: Path, as_of: date) -> Figures:
    """Return every table by name; keys and values as tests/oracle/QUESTIONS.md lists them."""
    planned = read_plan(folder)
    changed = read_plan(folder)
    adjustments.apply_facts(changed, as_of)
    commitments = sheets(planned)
    targets = table(planned, commitments)
    revised = table(planned, adjustments.revised(planned, commitments, as_of))
    return {
        "targets": flat(targets),
        "assigned": flat(table(planned, sheets(planned, assigned=True))),
        "revised": flat(revised),
        "rollup": {**rollup.rollup(planned, targets)},
        "street": {**rollup.street(planned, targets)},
        "rollup_revised": {**rollup.rollup(changed, revised)},
        "street_revised": {**rollup.street(changed, revised)},
        "capacity": {**capacity.capacity(changed)},
        "workload": {**workload.workload(changed)},
        "working_days": {**working_days(planned)},
        "coverage": {**coverage.coverage(changed)},
        "season": {**season.season(planned, targets)},
    }


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
