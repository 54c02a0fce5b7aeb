"""Roll-up and street quota (docs/numbers.md, Commitment, assigned, roll-up; Street quota)."""

from collections import Counter
from collections.abc import Callable, Container
from fractions import Fraction

from tests.oracle.days import Period
from tests.oracle.people_rule import by_team, team_days
from tests.oracle.plan import Person, Plan
from tests.oracle.tables import WHOLE, ZERO, Table
from tests.oracle.targets import Scope

Amount = Callable[[Fraction], Fraction]
"""How much of a figure counts."""


class Counting:
    """How figures of people count in teams: a quota by rule in the teams that gave it, all else by days.

    A quota by rule does so as long as somebody is in the same teams as when it was planned.
    """

    def __init__(self, planned: Plan, plan: Plan) -> None:
        """Take the plan as written and as it stands."""
        self.plan, self.days = plan, team_days(plan)
        self._given, self._days = by_team(planned), team_days(planned)

    def carries(self, metric: str, person: Person, period: Period) -> bool:
        """Whether somebody carries quota in a period: on their last day, or on some day with a quota by rule."""
        days = [day for day in period.days() if person.employed(day) and self.plan.carries_quota(person, day)]
        if days and self._given.get((metric, (("person", person.id),), period.name)):
            return True
        return self.plan.carries_quota(person, self.plan.last_day(person, period))

    def by_rule(self, metric: str, person: Person, period: Period) -> dict[str, Fraction]:
        """Return what a rule gave to somebody in each team."""
        key = person.id, period.name
        is_as_planned = self.days.get(key) == self._days.get(key)
        return self._given.get((metric, (("person", person.id),), period.name), {}) if is_as_planned else {}

    def amount(self, metric: str, person: Person, period: Period, teams: Container[str]) -> Amount | None:
        """Return how much of a figure counts in some teams; None where somebody is in none of them."""
        days = self.days.get((person.id, period.name)) or Counter(person.team(day) for day in period.days())
        inside = Fraction(sum(count for team, count in days.items() if team in teams), days.total())
        parts = self.by_rule(metric, person, period)
        given, whole = sum((part for team, part in parts.items() if team in teams), ZERO), sum(parts.values(), ZERO)
        return (lambda value: given + (value - whole) * inside) if inside else None


def children(counting: Counting, team: str, metric: str, table: Table, period: Period) -> list[tuple[Scope, Amount]]:
    """Return the sub-teams and people of a team that have a figure; a sub-team without one stands with its children."""
    plan, found = counting.plan, list[tuple[Scope, Amount]]()
    for name in plan.sub_teams(team) if team else plan.roots():
        scope: Scope = (("team", name),)
        is_there = (metric, scope) in table
        found += [(scope, lambda value: value)] if is_there else children(counting, name, metric, table, period)
    for person in plan.people.values() if team else ():
        own: Scope = (("person", person.id),)
        counts = plan.is_cost(metric) or not plan.stands_beside(person, period)
        if (metric, own) in table and (counts or counting.carries(metric, person, period)):
            amount = counting.amount(metric, person, period, {team})
            found += [(own, amount)] if amount is not None else []
    return found


def rolled_up(counting: Counting, team: str, metric: str, table: Table, period: Period, name: str) -> Fraction | None:  # noqa: PLR0913, PLR0917  # one cell
    """Return what the children of a team come to in one period, by the way the metric goes over scope."""
    below = children(counting, team, metric, table, period)
    fields = counting.plan.metric(metric)
    values = [(scope, amount, table[metric, scope].get(name)) for scope, amount in below]
    given = [(scope, amount(value)) for scope, amount, value in values if value is not None]
    way = fields.get("over_scope", "sum")
    if way in {"sum", "distinct"}:
        return sum((value for _, value in given), ZERO) if below else None
    own: Scope = (("team", team),) if team else ()
    if way == "ratio":
        over = table.get((fields.get("numerator", ""), own), {}).get(name)
        under = table.get((fields.get("denominator", ""), own), {}).get(name)
        return over * Fraction(fields.get("factor", 1)) / under if over is not None and under else None
    weights = [table.get((fields.get("weight_by", ""), scope), {}).get(name) for scope, _ in given]
    if not given or any(weight is None for weight in weights) or not sum(weight or ZERO for weight in weights):
        return None
    weighed = sum(((weight or ZERO) * value for weight, (_, value) in zip(weights, given, strict=True)), ZERO)
    return weighed / sum((weight or ZERO for weight in weights), ZERO)


def rollup(counting: Counting, table: Table) -> dict[tuple[str, str, str], Fraction]:
    """Return the sum of the children of every team and of the plan, by metric and period."""
    found = {}
    for metric in sorted({metric for metric, _ in table}):
        for team in ["", *counting.plan.teams]:
            for name, value in over_periods(counting, team, metric, table).items():
                found[metric, team, name] = value
    return found


def over_periods(counting: Counting, team: str, metric: str, table: Table) -> dict[str, Fraction]:
    """Return the roll-up of one team in each period and over the plan."""
    plan = counting.plan
    cells = {period.name: rolled_up(counting, team, metric, table, period, period.name) for period in plan.periods}
    found = {name: value for name, value in cells.items() if value is not None}
    if plan.adds_up(metric) and plan.metric(metric).get("over_scope", "sum") in {"sum", "distinct"}:
        return found | {WHOLE: sum(found.values(), ZERO)} if found else {}
    whole = rolled_up(counting, team, metric, table, plan.period, WHOLE)
    return found | ({WHOLE: whole} if whole is not None else {})


def street(counting: Counting, table: Table) -> dict[tuple[str, str, str], tuple[Fraction, Fraction, Fraction]]:
    """Return the street quota of every team and of the plan: all, vacant and ramped."""
    plan, found = counting.plan, {}
    for metric in sorted({metric for metric, _ in table if plan.adds_up(metric)}):
        for team in ["", *plan.teams]:
            cells = {period.name: street_in(counting, team, metric, table, period) for period in plan.periods}
            given = {name: cell for name, cell in cells.items() if cell is not None}
            for name, cell in given.items():
                found[metric, team, name] = cell
            if given:
                all_, vacant, ramped = (sum(column, ZERO) for column in zip(*given.values(), strict=True))
                found[metric, team, WHOLE] = (all_, vacant, ramped)
    return found


def street_in(
    counting: Counting, team: str, metric: str, table: Table, period: Period
) -> tuple[Fraction, Fraction, Fraction] | None:
    """Return the street quota of a team and those below it in one period; None where nobody has any."""
    plan, every, vacant, ramped = counting.plan, ZERO, ZERO, ZERO
    some_ = False
    within = [name for name in plan.teams if not team or team in plan.teams_above(name)]
    for person in plan.people.values():
        quota = table.get((metric, (("person", person.id),)), {}).get(period.name)
        if quota is None:
            continue
        amount = counting.amount(metric, person, period, within)
        if amount is None or not counting.carries(metric, person, period):
            continue
        some_ = True
        every += amount(quota)
        vacant += amount(quota) if person.open else ZERO
        ramped += amount(quota) * plan.ramp_of(person, period)
    return (every, vacant, ramped) if some_ else None
