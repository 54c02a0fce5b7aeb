"""What a change does to people by another reckoning: both sides' tables as given, who holds whom from the files."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.oracle import adjustments
from tests.oracle.days import DAY, optional_day, parse_day
from tests.oracle.ownership import is_primary, kept_by, owners, products_of
from tests.oracle.plan import Plan, read_plan
from tests.oracle.reading import Record, some

Given = Callable[..., Any]
"""What gives the rows of a table of a folder, by the words after `plancode show`."""
Narrow = tuple[tuple[str, str], ...]
Metric = tuple[str, Narrow]
_ZERO = Decimal(0)
Names = Mapping[tuple[str, str], str]
"""New ids by kind and old id."""


@dataclass(frozen=True)
class Holdings:
    """What somebody has on a day, each under the names of the new side."""

    quotas: Mapping[Metric, Mapping[str, Decimal]] = field(default_factory=dict)
    wholes: Mapping[Metric, Decimal] = field(default_factory=dict)
    load: Decimal | None = None
    customers: frozenset[str] = frozenset()


@dataclass
class Side:
    """One side of a change: a folder, its tables as of any day, and who looks after whom on it."""

    folder: Path
    given: Given
    today: date
    names: Names = field(default_factory=dict)

    @cached_property
    def plan(self) -> Plan:
        """The plan as written."""
        return read_plan(self.folder)

    @cached_property
    def _effective(self) -> list[date]:
        approved = (one for one in self.plan.of_kind("adjustment") if one.get("approved"))
        known = (one for one in approved if parse_day(one["approved"]["on"]) <= self.today)
        return sorted(parse_day(one["effective"]) for one in known)

    def on(self, day: date) -> dict[str, Holdings]:
        """Return what everybody has on a day."""
        told = max([self.today, *(one for one in self._effective if one <= day)])
        quotas, wholes = self._quotas(told, "each"), self._quotas(told)
        load, customers = self._load(told), self._customers(day)
        people = [self.name("person", one) for one in self.plan.people]
        return {
            one: Holdings(
                quotas.get(one, {}),
                {metric: amounts["plan"] for metric, amounts in wholes.get(one, {}).items()},
                load.get(one),
                customers.get(one, frozenset()),
            )
            for one in people
        }

    def name(self, kind: str, old: str) -> str:
        """Return how the new side calls something."""
        return self.names.get((kind, old), old)

    def _quotas(self, day: date, each: str = "") -> dict[str, dict[Metric, dict[str, Decimal]]]:
        found: dict[str, dict[Metric, dict[str, Decimal]]] = {}
        for row in self._table("targets", day, *(("--period", each) if each else ())):
            if row["scope"]["kind"] == "person" and row["revised"] is not None:
                narrow = tuple(sorted((one["kind"], self.name(one["kind"], one["id"])) for one in some(row["narrow"])))
                metric = (self.name("metric", row["metric"]["id"]), narrow)
                amounts = found.setdefault(self.name("person", row["scope"]["id"]), {}).setdefault(metric, {})
                amounts[row["period"]["from"] if each else "plan"] = Decimal(number_of(row["revised"]))
        return found

    def _load(self, day: date) -> dict[str, Decimal]:
        rows = self._table("workload", day)
        return {
            self.name("person", row["person"]["id"]): Decimal(row["utilisation"])
            for row in rows
            if isinstance(row["utilisation"], str)
        }

    def _table(self, name: str, day: date, *more: str) -> list[Record]:
        rows: list[Record] = self.given(self.folder, name, "--as-of", day.isoformat(), *more)
        return rows

    def _customers(self, day: date) -> dict[str, frozenset[str]]:
        plan = read_plan(self.folder)
        adjustments.apply_facts(plan, max([self.today, *(one for one in self._effective if one <= day)]))
        held: dict[str, set[str]] = {}
        for account in plan.accounts.values():
            for product in products_of(plan, account):
                for owner in owners(plan, account, day, product):
                    for person in kept_by(plan, owner, day):
                        customers = held.setdefault(self.name("person", person), set())
                        customers.add(self.name("account", account["id"]))
        return {person: frozenset(customers) for person, customers in held.items()}

    def days(self) -> Iterator[date]:
        """Yield every day after today, within the plan, on which somebody may come to hold something else."""
        plan = self.plan
        written = [*plan.territories.values(), *plan.accounts.values()]
        owner = [one for holder in written for one in some(holder.get("owners")) if is_primary(one)]
        begin = [one.get("from") for one in (*owner, *plan.territories.values())]
        end = [one.get("to") for one in (*owner, *plan.territories.values())]
        begin += [one.get("since") for one in plan.accounts.values()]
        end += [one.get("until") for one in plan.accounts.values()]
        days = {*map(optional_day, begin), *self._effective}
        days |= {day + DAY for day in map(optional_day, end) if day is not None}
        yield from (day for day in days if day is not None and self.today < day <= plan.period.last)


def number_of(cell: Any) -> str:  # noqa: ANN401  # what a table holds
    """Return the number of a cell, which may have a unit."""
    return str(cell["number"] if isinstance(cell, dict) else cell)


@dataclass(frozen=True)
class Difference:
    """How much more quota, by metric and period; how much more load; whom somebody gets and loses."""

    quotas: tuple[tuple[Metric, str, Decimal], ...] = ()
    load: Decimal = _ZERO
    got: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()


def differences(old: Mapping[str, Holdings], new: Mapping[str, Holdings]) -> dict[str, Difference]:
    """Return what is not the same for each person of either side."""
    return {name: _difference(old.get(name, _NOTHING), new.get(name, _NOTHING)) for name in sorted({*old, *new})}


_NOTHING = Holdings()


def _difference(old: Holdings, new: Holdings) -> Difference:
    moved = []
    for metric in sorted({*old.quotas, *new.quotas}):
        before, after = old.quotas.get(metric, {}), new.quotas.get(metric, {})
        for period in sorted({*before, *after}):
            more = after.get(period, _ZERO) - before.get(period, _ZERO)
            if more or (period in before) != (period in after):
                moved.append((metric, period, more))
    load = (new.load or _ZERO) - (old.load or _ZERO)
    return Difference(tuple(moved), load, new.customers - old.customers, old.customers - new.customers)
