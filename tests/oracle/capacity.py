"""Capacity (docs/numbers.md, Capacity)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor

from tests.oracle import phasing
from tests.oracle.days import Period, add_months, moment, months_between
from tests.oracle.plan import Person, Plan, ramp_after
from tests.oracle.reading import Record, number, quantity, rate, some
from tests.oracle.tables import WHOLE, ZERO, Table
from tests.oracle.targets import Row, rows_of

PRECISION = 50
TIMES_A_YEAR = {"year": 1, "quarter": 4, "month": 12, "week": 52, "day": 365}
Key = tuple[str, str, str, str]


def exact(value: Fraction) -> Decimal:
    """Return a fraction as a decimal with 50 digits."""
    with localcontext() as context:
        context.prec = PRECISION
        return Decimal(value.numerator) / Decimal(value.denominator)


def power(base: Fraction, exponent: Fraction) -> Decimal:
    """Return a power with 50 digits."""
    with localcontext() as context:
        context.prec = PRECISION
        return exact(base) ** exact(exponent) if base else Decimal(0 if exponent else 1)


def top_row(plan: Plan, metric: str) -> Row | None:
    """Return the top target of a metric: of the plan or root team, without product, channel and segment."""
    roots = [(), *((("team", name),) for name in plan.roots())]
    for document in plan.of_kind("targets"):
        if document["metric"] == metric:
            for row in rows_of(plan, document)[:1]:
                if row.top and row.scope in roots:
                    return row
    return None


def season(plan: Plan, metric: str) -> dict[str, Fraction]:
    """Return the weights of the top target's phasing, added up to 1; working days where there is none."""
    top = top_row(plan, metric)
    if top and plan.adds_up(metric):
        weights = phasing.weights_of(plan, top.document, top.written, None)
    else:
        weights = {period.name: Fraction(plan.calendar.count(period)) for period in plan.periods}
    total = sum(weights.values(), ZERO)
    return {name: weight / total for name, weight in weights.items()} if total else weights


def productivity(plan: Plan, person: Person, role: str, metric: str) -> Fraction | None:
    """Return productivity over the plan, the own one before the role's, times attainment."""
    for listed in (person.record.get("productivity"), plan.roles.get(role, {}).get("productivity")):
        for one in some(listed):
            if one["metric"] == metric:
                amount, per = one["amount"].split("/")
                brings = plan.money(amount, plan.period.first) * plan.times(per)
                return brings * attainment(plan, one)
    return None


def attainment(plan: Plan, one: Record) -> Fraction:
    """Return 1 with the basis `actual`; else the expected attainment of the productivity, else of the policy."""
    if one.get("basis", "actual") == "actual":
        return Fraction(1)
    return number(one.get("expected_attainment") or plan.policy.get("expected_attainment") or "100%")


def seat_start(plan: Plan, person: Person) -> date:
    """Return the plan's start, or the seat's if it is later."""
    return max(plan.period.first, person.start or plan.period.first)


def retention(plan: Plan, person: Person, role: Record, period: Period) -> Decimal:
    """Return survival at the middle of a period, and the backfill in it."""
    if not role.get("attrition"):
        return Decimal(1)
    base = seat_start(plan, person)
    middle = moment(period.first) + Fraction(period.length, 2)
    survived = survival(role, max(ZERO, months_between(base, middle)))
    return survived + (backfill(role, person, base, period) if role.get("recruiting") else Decimal(0))


def survival(role: Record, months: Fraction) -> Decimal:
    """Return (1 − attrition)^t, t in years."""
    part, per = rate(role["attrition"])
    return power(1 - part.number, months / 12 * TIMES_A_YEAR[per])


def backfill(role: Record, person: Person, base: date, period: Period) -> Decimal:
    """Return those who left in earlier months and are back, each with the ramp since, as a mean of working days."""
    days = [day for day in period.days() if person.calendar.works(day) and day >= base]
    total = Decimal(0)
    for month, (first, end) in enumerate(months_from(base, period.last)):
        with localcontext() as context:
            context.prec = PRECISION
            left = survival(role, Fraction(month)) - survival(role, Fraction(month + 1))
            back = after(first + timedelta(days=floor((end - first).days / 2)), role["recruiting"])
            ramps = [ramp_after(some(role.get("ramp")), back, day) if end <= day else ZERO for day in days]
            total += left * exact(sum(ramps, ZERO) / len(days)) if days else Decimal(0)
    return total


def months_from(base: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield first day and end of each month, counted from a day, that ends on or before another."""
    month = 0
    while add_months(base, month + 1) <= last:
        yield add_months(base, month), add_months(base, month + 1)
        month += 1


def after(day: date, duration: str) -> date:
    """Return the day so long after another."""
    found = quantity(duration)
    if found.unit in {"m", "q", "y"}:
        return add_months(day, int(found.number * {"m": 1, "q": 3, "y": 12}[found.unit]))
    return day + timedelta(days=int(found.number * (7 if found.unit == "w" else 1)))


def capacity(plan: Plan, table: Table) -> dict[Key, Decimal | None]:
    """Return the capacity of every person, team and the plan, by metric and period; None where it is not judged."""
    found: dict[Key, Decimal | None] = {}
    for metric in metrics_of(plan):
        for (kind, name), cells in of_metric(plan, metric, table).items():
            for period, value in cells.items():
                found[metric, kind, name, period] = value
            values = [value for value in cells.values() if value is not None]
            found[metric, kind, name, WHOLE] = added(values) if len(values) == len(cells) else None
    return found


def added(values: list[Decimal]) -> Decimal:
    """Add with 50 digits."""
    with localcontext() as context:
        context.prec = PRECISION
        return sum(values, Decimal(0))


def times(value: Decimal, factor: Fraction) -> Decimal:
    """Multiply with 50 digits."""
    with localcontext() as context:
        context.prec = PRECISION
        return value * exact(factor)


def metrics_of(plan: Plan) -> list[str]:
    """Return the metrics that add up and have a target or a productivity."""
    found = {document["metric"] for document in plan.of_kind("targets")}
    for holder in (*plan.roles.values(), *(person.record for person in plan.people.values())):
        found |= {one["metric"] for one in some(holder.get("productivity"))}
    return sorted(metric for metric in found if plan.adds_up(metric))


def of_metric(plan: Plan, metric: str, table: Table) -> dict[tuple[str, str], dict[str, Decimal | None]]:
    """Return the capacity in one metric by scope and period."""
    seasons = season(plan, metric)
    cells: dict[tuple[str, str], dict[str, list[Decimal | None]]] = defaultdict(lambda: defaultdict(list))
    for person in plan.people.values():
        for period in plan.periods:
            for team, value in brought(plan, person, metric, period, table).items():
                scaled = None if value is None else times(value, seasons.get(period.name, ZERO))
                for scope in (
                    ("person", person.id),
                    ("plan", ""),
                    *(("team", name) for name in plan.teams_above(team)),
                ):
                    cells[scope][period.name].append(scaled)
    found: dict[tuple[str, str], dict[str, Decimal | None]] = {}
    for scope, by_period in cells.items():
        found[scope] = {}
        for period in plan.periods:
            values = by_period.get(period.name, [])
            given = [value for value in values if value is not None]
            found[scope][period.name] = added(given) if len(given) == len(values) else None
    return found


def brought(plan: Plan, person: Person, metric: str, period: Period, table: Table) -> dict[str, Decimal | None]:
    """Return what somebody brings in a period before the season, by team; None where that is not judged."""
    calendar = person.calendar.count(period)
    long = person.long_leaves(plan.long_leave)
    present: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for day in period.days():
        if person.employed(day) and concerns(plan, person, metric, day, table):
            here = person.calendar.works(day) and not any(day in leave for leave in long)
            present[person.team(day), person.role(day)] += person.fte(day) if here else ZERO
    found: dict[str, Decimal | None] = {}
    for (team, role), days in present.items():
        rate_ = productivity(plan, person, role, metric)
        if rate_ is None:
            found[team] = None
        elif found.get(team, Decimal(0)) is not None:
            share = rate_ * days / calendar * plan.ramp_of(person, period) if calendar else ZERO
            with localcontext() as context:
                context.prec = PRECISION
                kept = retention(plan, person, plan.roles.get(role, {}), period)
                found[team] = (found.get(team) or Decimal(0)) + exact(share) * kept
    return found


def concerns(plan: Plan, person: Person, metric: str, day: date, table: Table) -> bool:
    """Whether somebody brings something of a metric on a day, or carries quota in it without a productivity."""
    role = plan.roles.get(person.role(day), {})
    if role.get("credit", "primary") != "primary":
        return False
    if productivity(plan, person, person.role(day), metric) is not None:
        return True
    if not plan.carries_quota(person, day):
        return False
    quotas = {scope[0][1] for name, scope in table if name == metric and scope and scope[0][0] == "person"}
    return not quotas or person.id in quotas
