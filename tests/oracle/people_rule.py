"""`people: {by}`: a team's figure as quotas of its people, period by period (docs/numbers.md, People)."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from tests.oracle.days import Period
from tests.oracle.ownership import owned
from tests.oracle.plan import Person, Plan
from tests.oracle.reading import Record, number
from tests.oracle.rounding import split
from tests.oracle.targets import Amounts, Row, Scope, counted, solve

ZERO = Fraction(0)


Given = dict[tuple[str, Scope, str], dict[str, Fraction]]
"""By metric, scope and plan period: what a rule gave to somebody, by the team in which they were given it."""
Days = dict[tuple[str, str], Counter[str]]
"""By person and plan period: the days in each team."""


def quotas(plan: Plan, document: Record, rows: list[Row]) -> dict[Scope, Amounts]:
    """Return the quotas that the rule makes, by scope and plan period."""
    found: dict[Scope, Amounts] = {}
    for scope, period, parts in given(plan, document, rows):
        amounts = found.setdefault(scope, {})
        amounts[period] = amounts.get(period, ZERO) + sum(parts.values(), ZERO)
    return found


def by_team(plan: Plan) -> Given:
    """Return all quotas by rule with the teams in which they were given."""
    found: Given = {}
    for document in plan.of_kind("targets"):
        if document.get("people") and plan.adds_up(document["metric"]):
            for scope, period, parts in given(plan, document, solve(plan, document)):
                teams = found.setdefault((document["metric"], scope, period), {})
                for team, amount in parts.items():
                    teams[team] = teams.get(team, ZERO) + amount
    return found


def team_days(plan: Plan) -> Days:
    """Return the calendar days of everybody in each team."""
    return {
        (person.id, period.name): Counter(person.team(day) for day in period.days() if person.employed(day))
        for person in plan.people.values()
        for period in plan.periods
    }


def given(plan: Plan, document: Record, rows: list[Row]) -> Iterator[tuple[Scope, str, dict[str, Fraction]]]:
    """Yield what each row gives to its people in each period, by the days they have in each team."""
    rule = document.get("people")
    if not rule:
        return
    for row in rows:
        if row.assigned is None or [name for name, _ in row.org] not in ([], ["team"]):
            continue
        if not row.org and not row.top:
            continue
        for period in plan.periods:
            yield from give(plan, rule, rows, row, period)


def give(
    plan: Plan, rule: Record, rows: list[Row], row: Row, period: Period
) -> Iterator[tuple[Scope, str, dict[str, Fraction]]]:
    """Yield what the people of one row get of what its fixed rows leave in one period."""
    if period.name not in row.assigned_by_period:
        return
    left = row.assigned_by_period[period.name]
    for one in rows:
        if one.above is row and one.mix == row.mix and one.org and one.org[0][0] in {"team", "person"}:
            left -= counted(plan, one).get(period.name, ZERO)
    people = [one for one in plan.people.values() if not has_own(rows, row, one, period)]
    days = {one.id: days_in(plan, rows, row, one, period) for one in people}
    weights = weigh(plan, rule, days, period)
    if left < 0 or not any(weights.values()):
        return
    for name, amount in split(left, weights).items():
        teams = Counter(plan.people[name].team(day) for day in days[name])
        parts = {team: amount * count / len(days[name]) for team, count in teams.items()}
        yield (("person", name), *row.mix), period.name, parts


def has_own(rows: list[Row], row: Row, person: Person, period: Period) -> bool:
    """Whether somebody has a row of their own in a period, with the same product, channel and segment."""
    own = [one for one in rows if dict(one.scope).get("person") == person.id and one.mix == row.mix]
    return any(one.period.within(period) for one in own)


def days_in(plan: Plan, rows: list[Row], row: Row, person: Person, period: Period) -> list[date]:
    """Return the days on which somebody is employed with quota in the team of a row (or a team below without one)."""
    teams = {
        one.org[0][1]
        for one in rows
        if [name for name, _ in one.org] == ["team"] and one.mix == row.mix and period.name in one.assigned_by_period
    }
    found = []
    for day in period.days():
        if person.employed(day) and plan.carries_quota(person, day):
            nearest = next((name for name in plan.teams_above(person.team(day)) if name in teams), None)
            if nearest == dict(row.org).get("team"):
                found.append(day)
    return found


def weigh(plan: Plan, rule: Record, days: dict[str, list[date]], period: Period) -> dict[str, Fraction]:
    """Return the weight of each person: even, potential, history, or the mix of their parts."""
    by = rule["by"]
    mix = (
        {name: number(share) for name, share in (rule.get("weigh") or {}).items()}
        if by == "weighted"
        else {by: Fraction(1)}
    )
    weights = dict.fromkeys(days, ZERO)
    for name, share in mix.items():
        measures = {one: measure(plan, name, plan.people[one], days[one], period) for one in days}
        total = sum(measures.values(), ZERO)
        for one in days:
            weights[one] += share * measures[one] / total if total else ZERO
    if rule.get("ramped") == "true":
        weights = {one: weight * plan.ramp_of(plan.people[one], period) for one, weight in weights.items()}
    return {one: weight for one, weight in weights.items() if weight}


def measure(plan: Plan, by: str, person: Person, days: list[date], period: Period) -> Fraction:
    """Return presence; or potential, or last year, of what they own; both without days in a long leave."""
    long = person.long_leaves(plan.long_leave)
    there = [day for day in days if not any(day in leave for leave in long)]
    if by == "even":
        calendar = person.calendar.count(period)
        worked = [day for day in there if person.calendar.works(day)]
        return sum((person.fte(day) for day in worked), ZERO) / calendar if calendar else ZERO
    key = "potential" if by == "potential" else "last_year"
    total = ZERO
    worked, calendar = [day for day in there if person.calendar.works(day)], person.calendar.count(period)
    for account in plan.accounts.values() if calendar else ():
        parts = [part for day in worked if (part := owned(plan, account, person.id, day))] if account.get(key) else []
        if parts:
            total += plan.money(account[key], plan.period.first) * sum(parts, ZERO) / calendar
    return total
