"""Roll-up and street quota (docs/numbers.md, Commitment, assigned, roll-up; Street quota)."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tests.oracle.days import Period
from tests.oracle.plan import Person, Plan
from tests.oracle.tables import WHOLE, ZERO, Table
from tests.oracle.targets import Scope

Child = tuple[Scope, Fraction]
"""A scope, and the part of it that counts."""


def part_of_days(person: Person, period: Period, counts: Callable[[date], bool]) -> Fraction:
    """Return the part of somebody's employed days of a period that count (of all its days, where there is none)."""
    days = [day for day in period.days() if person.employed(day)] or list(period.days())
    return Fraction(sum(counts(day) for day in days), len(days))


def children(plan: Plan, team: str, metric: str, table: Table, period: Period) -> list[Child]:
    """Return the sub-teams and people of a team that have a figure; a sub-team without one stands with its children."""
    found: list[Child] = []
    for name in plan.sub_teams(team) if team else plan.roots():
        scope: Scope = (("team", name),)
        found += [(scope, Fraction(1))] if (metric, scope) in table else children(plan, name, metric, table, period)
    for person in plan.people.values() if team else ():
        part = part_of_days(person, period, lambda day, person=person: person.team(day) == team)  # type: ignore[misc]
        counts = plan.is_cost(metric) or not plan.stands_beside(person, period)
        if part and counts and (metric, (("person", person.id),)) in table:
            found.append(((("person", person.id),), part))
    return found


def rolled_up(plan: Plan, team: str, metric: str, table: Table, period: Period, name: str) -> Fraction | None:  # noqa: PLR0913, PLR0917  # one cell
    """Return what the children of a team come to in one period, by the way the metric goes over scope."""
    below = children(plan, team, metric, table, period)
    fields = plan.metric(metric)
    values = [(scope, part, table[metric, scope].get(name)) for scope, part in below]
    given = [(scope, part, value) for scope, part, value in values if value is not None]
    way = fields.get("over_scope", "sum")
    if way in {"sum", "distinct"}:
        return sum((part * value for _, part, value in given), ZERO) if below else None
    own: Scope = (("team", team),) if team else ()
    if way == "ratio":
        over = table.get((fields.get("numerator", ""), own), {}).get(name)
        under = table.get((fields.get("denominator", ""), own), {}).get(name)
        return over * Fraction(fields.get("factor", 1)) / under if over is not None and under else None
    weights = [table.get((fields.get("weight_by", ""), scope), {}).get(name) for scope, _, _ in given]
    if not given or any(weight is None for weight in weights) or not sum(weight or ZERO for weight in weights):
        return None
    weighed = sum(((weight or ZERO) * value for weight, (_, _, value) in zip(weights, given, strict=True)), ZERO)
    return weighed / sum((weight or ZERO for weight in weights), ZERO)


def rollup(plan: Plan, table: Table) -> dict[tuple[str, str, str], Fraction]:
    """Return the sum of the children of every team and of the plan, by metric and period."""
    found = {}
    for metric in sorted({metric for metric, _ in table}):
        for team in ["", *plan.teams]:
            for name, value in over_periods(plan, team, metric, table).items():
                found[metric, team, name] = value
    return found


def over_periods(plan: Plan, team: str, metric: str, table: Table) -> dict[str, Fraction]:
    """Return the roll-up of one team in each period and over the plan."""
    cells = {period.name: rolled_up(plan, team, metric, table, period, period.name) for period in plan.periods}
    found = {name: value for name, value in cells.items() if value is not None}
    if plan.adds_up(metric) and plan.metric(metric).get("over_scope", "sum") in {"sum", "distinct"}:
        return found | {WHOLE: sum(found.values(), ZERO)} if found else {}
    whole = rolled_up(plan, team, metric, table, plan.period, WHOLE)
    return found | ({WHOLE: whole} if whole is not None else {})


def street(plan: Plan, table: Table) -> dict[tuple[str, str, str], tuple[Fraction, Fraction, Fraction]]:
    """Return the street quota of every team and of the plan: all, vacant and ramped."""
    found = {}
    for metric in sorted({metric for metric, _ in table if plan.adds_up(metric)}):
        for team in ["", *plan.teams]:
            cells = {period.name: street_in(plan, team, metric, table, period) for period in plan.periods}
            given = {name: cell for name, cell in cells.items() if cell is not None}
            for name, cell in given.items():
                found[metric, team, name] = cell
            if given:
                all_, vacant, ramped = (sum(column, ZERO) for column in zip(*given.values(), strict=True))
                found[metric, team, WHOLE] = (all_, vacant, ramped)
    return found


def street_in(
    plan: Plan, team: str, metric: str, table: Table, period: Period
) -> tuple[Fraction, Fraction, Fraction] | None:
    """Return the street quota of a team and those below it in one period; None where nobody has any."""
    every = vacant = ramped = ZERO
    some_ = False
    for person in plan.people.values():
        quota = table.get((metric, (("person", person.id),)), {}).get(period.name)
        if quota is None:
            continue
        part = part_of_days(person, period, lambda day, person=person: is_within(plan, person, team, day))  # type: ignore[misc]
        if not part or not plan.carries_quota(person, plan.last_day(person, period)):
            continue
        some_ = True
        every += quota * part
        vacant += quota * part if person.open else ZERO
        ramped += quota * part * plan.ramp_of(person, period)
    return (every, vacant, ramped) if some_ else None


def is_within(plan: Plan, person: Person, team: str, day: date) -> bool:
    """Whether somebody is in a team, or one below it, on a day."""
    return not team or team in plan.teams_above(person.team(day))
