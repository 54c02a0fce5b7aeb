"""Capacity (docs/numbers.md, Capacity)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from tests.oracle import phasing
from tests.oracle.days import DAY, Period, add_months, moment, months_between
from tests.oracle.plan import Person, Plan
from tests.oracle.reading import Record, number, quantity, rate, some
from tests.oracle.tables import WHOLE, ZERO
from tests.oracle.targets import Row, rows_of

PRECISION = 50
HALF = Fraction(1, 2)
DAYS_OF_A_MONTH = Fraction("30.4375")
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
    """Return the top target of a metric: the row of the plan, else of its one root team, for all that is sold."""
    rows = [row for one in plan.of_kind("targets") if one["metric"] == metric for row in rows_of(plan, one)]
    roots = plan.roots()
    for scope in ((), *((("team", name),) for name in roots[: len(roots) == 1])):
        found = [row for row in rows if row.scope == scope]
        if found:
            return min(found, key=lambda row: (not row.top, -row.period.length, row.period.first, row.document["id"]))
    return None


def season(plan: Plan, metric: str) -> dict[str, Fraction]:
    """Return the weights of the top target's phasing, else of one that all documents agree on, added up to 1."""
    top = top_row(plan, metric)
    stated = [one for one in plan.of_kind("targets") if one["metric"] == metric and one.get("phasing")]
    wanted = [phasing.spread(plan, one) for one in ([top.document] if top else stated)] if plan.adds_up(metric) else []
    if wanted and all(one == wanted[0] for one in wanted):
        weights = wanted[0]
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
    """Return survival at the middle of a period, as far as the seat is there, and the backfill in it."""
    if not role.get("attrition"):
        return Decimal(1)
    base = seat_start(plan, person)
    there = period.cut(base, person.end)
    if there is None:
        return Decimal(0)
    middle = moment(there.first) + Fraction(there.length, 2)
    survived = survival(role, months_between(base, middle))
    return survived + (backfill(role, base, there) if role.get("recruiting") else Decimal(0))


def survival(role: Record, months: Fraction) -> Decimal:
    """Return (1 − attrition)^t, t in years."""
    part, per = rate(role["attrition"])
    return power(1 - part.number, months / 12 * TIMES_A_YEAR[per])


def backfill(role: Record, base: date, period: Period) -> Decimal:
    """Return those who left in earlier months and are back, each with the ramp since, evenly over the days."""
    ramp = [number(entry) for entry in some(role.get("ramp"))]
    inside = [(month, part) for month, part in months_from(base, period.last) if part.last >= period.first]
    days = sum((_days(part.within(period)) for _, part in inside), ZERO)
    total = Decimal(0)
    for month, part in inside:
        here = part.within(period)
        if here is None:
            continue
        begins = month + Fraction((here.first - part.first).days, part.length)
        ends = month + Fraction((here.end - part.first).days, part.length)
        for earlier in range(month):
            back = earlier + HALF + in_months(role["recruiting"])
            share = area(ramp, ends - back) - area(ramp, begins - back)
            with localcontext() as context:
                context.prec = PRECISION
                left = survival(role, Fraction(earlier)) - survival(role, Fraction(earlier + 1))
                total += left * exact(share / (ends - begins) * here.length / days)
    return total


def _days(period: Period | None) -> Fraction:
    return Fraction(period.length if period else 0)


def area(ramp: list[Fraction], months: Fraction) -> Fraction:
    """Return the ramp added up over so many months since the start; nothing before it."""
    total = ZERO
    for entry in ramp:
        total += entry * max(ZERO, min(months, Fraction(1)))
        months -= 1
    return total + max(ZERO, months)


def months_from(base: date, last: date) -> Iterator[tuple[int, Period]]:
    """Yield the months, counted from a day, that begin on or before another."""
    month = 0
    while add_months(base, month) <= last:
        yield month, Period(add_months(base, month), add_months(base, month + 1) - DAY)
        month += 1


def in_months(duration: str) -> Fraction:
    """Return a duration in months of 30.4375 days."""
    found = quantity(duration)
    if found.unit in {"m", "q", "y"}:
        return found.number * {"m": 1, "q": 3, "y": 12}[found.unit]
    return found.number * (7 if found.unit == "w" else 1) / DAYS_OF_A_MONTH


def capacity(plan: Plan) -> dict[Key, Decimal | None]:
    """Return the capacity of every person, team and the plan, by metric and period; None where it is not judged."""
    found: dict[Key, Decimal | None] = {}
    for metric in metrics_of(plan):
        for (kind, name), cells in of_metric(plan, metric).items():
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


def of_metric(plan: Plan, metric: str) -> dict[tuple[str, str], dict[str, Decimal | None]]:
    """Return the capacity in one metric by scope and period."""
    seasons = season(plan, metric)
    cells: dict[tuple[str, str], dict[str, list[Decimal | None]]] = defaultdict(lambda: defaultdict(list))
    for person in plan.people.values():
        for period in plan.periods:
            for team, value in brought(plan, person, metric, period).items():
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


def brought(plan: Plan, person: Person, metric: str, period: Period) -> dict[str, Decimal | None]:
    """Return what somebody brings in a period before the season, by team; None where that is not judged."""
    calendar = person.calendar.count(period)
    long = person.long_leaves(plan.long_leave)
    stints: dict[tuple[str, str, Fraction], list[date]] = defaultdict(list)
    for day in period.days():
        if person.employed(day) and concerns(plan, person, metric, day):
            stints[person.team(day), person.role(day), person.fte(day)].append(day)
    found: dict[str, Decimal | None] = {}
    for (team, role, fte), days in stints.items():
        rate_ = productivity(plan, person, role, metric)
        if rate_ is None:
            found[team] = None
        elif found.get(team, Decimal(0)) is not None:
            worked = [day for day in days if person.calendar.works(day)]
            there = sum(not any(day in leave for leave in long) for day in worked)
            share = rate_ * fte * there / calendar * plan.ramp_on(person, worked) if calendar and worked else ZERO
            with localcontext() as context:
                context.prec = PRECISION
                kept = retention(plan, person, plan.roles.get(role, {}), period)
                found[team] = (found.get(team) or Decimal(0)) + exact(share) * kept
    return found


def concerns(plan: Plan, person: Person, metric: str, day: date) -> bool:
    """Whether somebody brings something of a metric on a day, or carries quota without a productivity."""
    role = plan.roles.get(person.role(day), {})
    if role.get("credit", "primary") != "primary":
        return False
    if productivity(plan, person, person.role(day), metric) is not None:
        return True
    return plan.carries_quota(person, day)
