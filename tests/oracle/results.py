"""Results of every target, to date (docs/numbers.md, Credit, Results of each target, Pace).

Rows stand in CSV files with the columns day, who, area, whom, what, way and sum; blank is not said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from tests.oracle.days import Period, parse_day
from tests.oracle.ownership import exists, holds_on, is_primary, share_of, takes_any
from tests.oracle.plan import Plan
from tests.oracle.reading import Record, number, read_csv, some
from tests.oracle.tables import ZERO, Table
from tests.oracle.targets import Scope

PLACES = {"territory": "area", "account": "whom", "product": "what", "channel": "way"}


@dataclass(frozen=True)
class Reached:
    """What a target has reached on a day: the plan to date beside it, the whole, and the working days."""

    actual: Fraction
    to_date: Fraction
    whole: Fraction
    passed: int
    days: int

    @property
    def attainment(self) -> Fraction | None:
        """Return actual ÷ plan to date."""
        return self.actual / self.to_date if self.to_date else None

    @property
    def left(self) -> Fraction:
        """Return what a budget has left."""
        return self.whole - self.actual

    @property
    def required(self) -> Fraction | None:
        """Return what is needed on each working day that is left."""
        left = self.days - self.passed
        return max(self.left, ZERO) / left if left else None

    @property
    def forecast(self) -> Fraction | None:
        """Return actual ÷ the part of the season that is over, the season being the target's own."""
        return self.actual * self.whole / self.to_date if self.to_date else None


def reached(plan: Plan, table: Table, folder: Path, as_of: date) -> dict[tuple[str, Scope], Reached]:
    """Return how every target of a metric that adds up and is measured stands on a day."""
    found = {}
    measured = {one["metric"]: one["source"] for document in plan.of_kind("actuals") for one in document["metrics"]}
    sources = {one["id"]: one for document in plan.of_kind("actuals") for one in document["sources"]}
    for (metric, scope), cells in table.items():
        if metric in measured and plan.adds_up(metric):
            source = sources[measured[metric]] | {"spends": plan.is_cost(metric)}
            rows = [row for row in read_csv(folder / source["file"]) if parse_day(row["day"]) <= as_of]
            found[metric, scope] = stands(plan, source, rows, scope, cells, as_of)
    return found


def stands(  # noqa: PLR0913, PLR0917  # one step of `reached`
    plan: Plan, source: Record, rows: list[Record], scope: Scope, cells: dict[str, Fraction], as_of: date
) -> Reached:
    """Return how one target stands: only periods with a target count; that of a person has one in all of the plan."""
    periods = [period for period in plan.periods if period.name in cells or "person" in dict(scope)]
    actual = ZERO
    for row in rows:
        if any(parse_day(row["day"]) in period for period in periods):
            actual += number(row["sum"]) * part_of(plan, source, row, dict(scope))
    to_date, passed, days = ZERO, 0, 0
    for period in periods:
        all_days, gone = days_of(plan, scope, period), days_of(plan, scope, period.cut(None, as_of))
        over = Fraction(gone, all_days) if all_days else Fraction(period.last <= as_of)
        to_date, passed, days = to_date + cells.get(period.name, ZERO) * over, passed + gone, days + all_days
    return Reached(actual, to_date, sum((cells.get(one.name, ZERO) for one in periods), ZERO), passed, days)


def days_of(plan: Plan, scope: Scope, period: Period | None) -> int:
    """Return the working days: of a person their own, else those of the plan."""
    person = plan.people.get(dict(scope).get("person", ""))
    works = person.works if person else plan.calendar.works
    return sum(map(works, period.days())) if period else 0


def part_of(plan: Plan, source: Record, row: Record, wanted: dict[str, str]) -> Fraction:
    """Return the part of a row that counts for a target."""
    narrow = {key: value for key, value in wanted.items() if key not in {"person", "team"}}
    if not all(value in named(plan, row, key) for key, value in narrow.items()):
        return ZERO
    if narrow.keys() == wanted.keys():
        return Fraction(1)
    return sum(
        (
            part
            for who, part, primary in credits_of(plan, source, row)
            if wanted.get("person", who) == who
            and (wanted.get("team") is None or (primary and wanted["team"] in teams_of(plan, row, who)))
        ),
        ZERO,
    )


def named(plan: Plan, row: Record, key: str) -> set[str]:
    """Return what a row is of: its own, that of its customer, and the territories around it."""
    account = plan.accounts.get(row.get("whom", ""), {})
    if key == "territory":
        places = [row.get("area"), account.get("territory")]
        return {above for place in places if place for above in around(plan, place)}
    if key == "channel":
        return {row.get("way") or account.get("channel", "")}
    if key == "segment":
        return {account.get("segment", "")}
    return {row.get(PLACES[key], "")}


def around(plan: Plan, territory: str) -> Iterator[str]:
    """Yield a territory and those that it is part of, from the inside out."""
    current: str | None = territory
    while current:
        yield current
        current = plan.territories[current].get("parent")


def teams_of(plan: Plan, row: Record, who: str) -> list[str]:
    """Return the team of somebody on the day of a row, and those above it."""
    return list(plan.teams_above(plan.people[who].team(parse_day(row["day"]))))


def credits_of(plan: Plan, source: Record, row: Record) -> Iterator[tuple[str, Fraction, bool]]:
    """Yield who gets which part of a row, and whether as primary credit."""
    day, seller = parse_day(row["day"]), row.get("who")
    if source.get("credit") == "owner":
        seller = None
        held = primary_of(plan, row, day)
        whole = max(sum(map(share_of, held), ZERO), Fraction(1))
        for owner in held:
            yield owner["person"], share_of(owner) / whole, True
    elif seller in plan.people:
        role = plan.roles.get(plan.people[seller].role(day), {})
        yield seller, Fraction(1), source["spends"] or role.get("credit", "primary") == "primary"
    for owner in () if source["spends"] else overlays_of(plan, row, day):
        if owner["person"] != seller:
            yield owner["person"], share_of(owner), False


def holders(plan: Plan, row: Record) -> Iterator[Record]:
    """Yield the customer of a row, its territory, and those around it."""
    account = plan.accounts.get(row.get("whom", ""))
    if account:
        yield account
    place = account["territory"] if account else row.get("area")
    for territory in around(plan, place) if place else ():
        yield plan.territories[territory]


def in_force(plan: Plan, holder: Record, row: Record, day: date, *, primary: bool) -> list[Record]:
    """Return the owners of a customer or territory on the day, as far as they are for the customer of a row."""
    account = plan.accounts.get(row.get("whom", ""))
    if account is not None and not exists(plan, account, day):
        return []
    listed = [one for one in some(holder.get("owners")) if is_primary(one) == primary and holds_on(one, day)]
    return [one for one in listed if holds_on(holder, day) and (account is None or takes_any(one, account))]


def is_for(owner: Record, row: Record) -> bool:
    """Whether an owner is for the product and channel of a row, as far as it says."""
    wanted = owner.get("for") or {}
    said = {"product": row.get("what"), "channel": row.get("way")}
    return all(not said[key] or not wanted.get(key) or wanted[key] == said[key] for key in said)


def primary_of(plan: Plan, row: Record, day: date) -> list[Record]:
    """Return the primary owners of a row: its customer's own, else those of the territory, who are for what it says."""
    nearest = [*holders(plan, row)][: 2 if row.get("whom") in plan.accounts else 1]
    found = next((held for one in nearest if (held := in_force(plan, one, row, day, primary=True))), [])
    return [one for one in found if is_for(one, row)]


def overlays_of(plan: Plan, row: Record, day: date) -> list[Record]:
    """Return the overlays of a row's customer, its territory and those around it: of each person the nearest."""
    found: dict[str, Record] = {}
    for holder in holders(plan, row):
        for one in in_force(plan, holder, row, day, primary=False):
            found.setdefault(one["person"], one)
    return [one for one in found.values() if is_for(one, row)]
