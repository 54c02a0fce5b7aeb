"""The plan as plain values: periods, calendars, people, teams, territories, and the facts in force on a day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.oracle.days import (
    DAY,
    Calendar,
    Fiscal,
    Period,
    add_months,
    civil_period,
    moment,
    months_between,
    optional_day,
    parse_day,
)
from tests.oracle.days import read_calendar as calendar_of
from tests.oracle.reading import Record, is_true, number, quantity, rate, read_documents, some

MONEY = {"unit": "money", "over_time": "sum", "over_scope": "sum"}
COUNT = {"unit": "count", "over_time": "sum", "over_scope": "sum", "step": "1"}
PERCENT = {"unit": "percent", "over_time": "ratio", "over_scope": "ratio"}
POINTS = {"unit": "points", "over_time": "mean", "over_scope": "weighted"}
BUILT_IN: dict[str, dict[str, str]] = {
    "revenue": MONEY,
    "collections": MONEY,
    "sell_in": MONEY,
    "sell_out": MONEY,
    "units": COUNT | {"unit": "units"},
    "gross_profit": MONEY,
    "market_share": PERCENT,
    "new_customers": COUNT | {"over_scope": "distinct"},
    "active_customers": COUNT | {"over_time": "last", "over_scope": "distinct"},
    "distribution": PERCENT | {"over_time": "last"},
    "win_rate": PERCENT,
    "sales_cycle": {"unit": "days", "over_time": "mean", "over_scope": "weighted"},
    "receivable_days": {"unit": "days", "over_time": "last", "over_scope": "weighted", "weight_by": "revenue"},
    "calls": COUNT,
    "csat": POINTS,
    "nps": POINTS,
    "task_completion": PERCENT,
    "arr": MONEY | {"over_time": "last"},
    "renewals": MONEY,
}
TIMES_A_YEAR = {"year": 1, "quarter": 4, "month": 12}


def spanning(periods: list[Period]) -> Period:
    """Return the stretch from the first to the last of some periods."""
    return Period(periods[0].first, periods[-1].last)


class Person:
    """Somebody with the facts that are in force on a day (docs/numbers.md, Facts in force)."""

    def __init__(self, record: Record, calendar: Calendar) -> None:
        """Keep the record; changes are sorted by day when they are looked up."""
        self.id: str = record["id"]
        self.record = record
        self.calendar = calendar
        self.start = optional_day(record.get("start"))
        self.end = optional_day(record.get("end"))
        self.open = is_true(record.get("open"))
        self.changes: list[Record] = list(some(record.get("changes")))
        self.leave = [
            Period(parse_day(one["from"]), parse_day(one["to"]), one.get("kind", ""))
            for one in some(record.get("leave"))
        ]

    def _fact(self, key: str, day: date) -> str | None:
        value: str | None = self.record.get(key)
        for change in sorted(self.changes, key=lambda one: str(one["from"])):
            if parse_day(change["from"]) <= day and change.get(key) is not None:
                value = change[key]
        return value

    def role(self, day: date) -> str:
        """Return the role held on a day."""
        return self._fact("role", day) or ""

    def team(self, day: date) -> str:
        """Return the team on a day."""
        return self._fact("team", day) or ""

    def fte(self, day: date) -> Fraction:
        """Return the part of full time on a day."""
        return number(self._fact("fte", day) or "1")

    def employed(self, day: date) -> bool:
        """Whether the person is employed on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def works(self, day: date) -> bool:
        """Whether the day is one of d(i, p): a working day of the calendar, employed, not on leave."""
        return self.calendar.works(day) and self.employed(day) and not any(day in leave for leave in self.leave)

    def long_leaves(self, limit: int) -> list[Period]:
        """Return the leaves with more working days than the limit; with no working day between, two are one."""
        runs: list[Period] = []
        for leave in sorted(self.leave):
            if runs and not self.calendar.count(Period(runs[-1].end, leave.first - DAY)):
                runs[-1] = Period(runs[-1].first, max(runs[-1].last, leave.last))
            else:
                runs.append(leave)
        return [run for run in runs if self.calendar.count(run) > limit]


@dataclass
class Plan:
    """Everything of a plan that figures are made of."""

    head: Record
    documents: list[Record]
    period: Period
    periods: list[Period]
    fiscal: Fiscal | None
    calendars: dict[str, Calendar]
    people: dict[str, Person]
    roles: dict[str, Record]
    teams: dict[str, Record]
    territories: dict[str, Record]
    accounts: dict[str, Record]
    metrics: dict[str, Record]
    named: dict[str, Period] = field(default_factory=dict)
    """The explicit periods of the plan by id."""
    known: dict[tuple[str, date], dict[str, Fraction]] = field(default_factory=dict)
    """What was asked before about owners (tests/oracle/ownership.py); owners never change once that was asked."""

    def of_kind(self, kind: str) -> list[Record]:
        """Return the documents of a kind."""
        return [one for one in self.documents if one.get("kind") == kind]

    @property
    def calendar(self) -> Calendar:
        """The plan's calendar: the only or first one; Monday to Friday where there is none."""
        return next(iter(self.calendars.values()))

    @property
    def policy(self) -> Record:
        """The plan's policy, without defaults."""
        policy: Record = self.head.get("policy") or {}
        return policy

    @property
    def long_leave(self) -> int:
        """The working days above which a leave is long."""
        return int(self.policy.get("long_leave", "20"))

    def resolve(self, text: str | None) -> Period:
        """Return the period that a text names; the plan's own where there is none."""
        if not text:
            return self.period
        if text in self.named:
            return self.named[text]
        if not text.startswith("FY"):
            return civil_period(text)
        return self.fiscal.resolve(text) if self.fiscal else spanning(self.own_of(text))

    def own_of(self, text: str) -> list[Period]:
        """Return the plan's own periods that `FY2026`, `FY2026-H1`, `FY2026-Q3` or `FY2026-P05` names."""
        records = [one for one in some(self.head["fiscal"].get("periods")) if one.get("year") == text[2:6]]
        part = text[7:]
        if part.startswith("P"):
            records = records[int(part[1:]) - 1 :][:1]
        elif part:
            wanted = {"H1": "12", "H2": "34"}.get(part, part[1:])
            records = [one for one in records if one.get("quarter", "-") in wanted]
        return [self.named[one["id"]] for one in records]

    def year_earlier(self, text: str | None) -> Period:
        """Return the period one year earlier: at the same place of the fiscal year before, else of the same days."""
        written = text or self.head["period"]
        found = self.resolve(text)
        if self.fiscal and written.startswith("FY"):
            return self.resolve(f"FY{int(written[2:6]) - 1}{written[6:]}")
        for year in {one.get("year", "0") for one in some((self.head.get("fiscal") or {}).get("periods"))} - {"0"}:
            this, before = self.own_of(f"FY{year}"), self.own_of(f"FY{int(year) - 1}")
            within = [one for one in this if found.holds(one)]
            if before and within and spanning(within).length == found.length:
                if within == this:
                    return spanning(before)
                if len(this) == len(before):
                    return spanning([before[this.index(one)] for one in within])
        return Period(add_months(found.first, -12), add_months(found.end, -12) - DAY)

    def years(self) -> Fraction:
        """Return how many years the plan has ("Months as a measure")."""
        if self.fiscal and self.fiscal.by_weeks:
            year = self.fiscal.named_year
            weeks = (self.fiscal.year_start(year + 1) - self.fiscal.year_start(year)).days // 7
            return Fraction(self.period.length, 7 * weeks)
        return months_between(self.period.first, moment(self.period.end)) / 12

    def times(self, per: str) -> Fraction:
        """Return how often the plan has the time that a rate refers to."""
        if per == "day":
            return Fraction(self.calendar.count(self.period))
        if per == "week":
            return Fraction(self.period.length, 7)
        return self.years() * TIMES_A_YEAR[per]

    def months_of(self, period: Period) -> Fraction:
        """Return how many months a period has."""
        return months_between(period.first, moment(period.end))

    def money(self, written: str, on: date) -> Fraction:
        """Return an amount in the plan's currency, at the plan rate in force on a day (docs/numbers.md, Amounts)."""
        found = quantity(written)
        if not found.currency or found.currency == self.head.get("currency"):
            return found.number
        rates = [one for one in some(self.head.get("rates")) if one["currency"] == found.currency]
        held = [one for one in rates if (optional_day(one.get("from")) or date.min) <= on]
        latest = max(held, key=lambda one: optional_day(one.get("from")) or date.min)
        return found.number * number(latest["rate"])

    def step(self, metric: str) -> Fraction:
        """Return the smallest part that a split of a metric may give (docs/numbers.md, Amounts)."""
        fields = self.metric(metric)
        if fields.get("step"):
            return number(fields["step"])
        if fields.get("unit") == "money":
            return Fraction(1) if self.head.get("currency") in {"JPY", "KRW", "VND"} else Fraction(1, 100)
        return Fraction(1) if fields.get("unit") in {"units", "count"} else Fraction(1, 100)

    def metric(self, name: str) -> Record:
        """Return a metric: the built-in one, narrowed by the plan."""
        return dict(BUILT_IN.get(name, {})) | self.metrics.get(name, {})

    def adds_up(self, metric: str) -> bool:
        """Whether a metric adds up over time."""
        return bool(self.metric(metric).get("over_time", "sum") == "sum")

    def is_cost(self, metric: str) -> bool:
        """Whether a metric is what is spent, which knows no overlays."""
        return bool(self.metric(metric).get("nature") == "cost")

    def carries_quota(self, person: Person, day: date) -> bool:
        """Whether somebody's role carries quota with primary credit on a day."""
        role = self.roles.get(person.role(day), {})
        return is_true(role.get("carries_quota")) and role.get("credit", "primary") == "primary"

    def stands_beside(self, person: Person, period: Period) -> bool:
        """Whether somebody is an overlay in a period: by the role on the last of their days in it, else in the plan."""
        role = self.roles.get(person.role(self.last_day(person, period)), {})
        return bool(role.get("credit", "primary") == "overlay")

    def last_day(self, person: Person, period: Period) -> date:
        """Return the last day on which somebody is employed in a period, else in the plan."""
        for stretch in (period, self.period):
            there = stretch.cut(person.start, person.end)
            if there:
                return there.last
        return self.period.last

    def teams_above(self, team: str) -> Iterator[str]:
        """Yield a team and the teams above it."""
        seen: set[str] = set()
        current: str | None = team
        while current and current not in seen:
            yield current
            seen.add(current)
            current = self.teams.get(current, {}).get("parent")

    def led_by(self, person: Person) -> list[str]:
        """Return the teams that somebody is the manager of."""
        return [name for name, team in self.teams.items() if team.get("manager") == person.id]

    def roots(self) -> list[str]:
        """Return the root team, or all teams that have none above."""
        root = self.head.get("team")
        return [root] if root else [name for name, team in self.teams.items() if not team.get("parent")]

    def sub_teams(self, team: str) -> list[str]:
        """Return the teams directly below a team."""
        return [name for name, one in self.teams.items() if one.get("parent") == team]

    def on_long_leave(self, person: Person, day: date) -> bool:
        """Whether a day lies in a long leave of somebody."""
        return any(day in leave for leave in person.long_leaves(self.long_leave))

    def carrier(self, person: Person) -> Person | None:
        """Return who carries the work of an open seat."""
        named = (person.record.get("vacancy") or {}).get("carried_by", "none")
        return self.people.get(named) if person.open else None

    def ramp(self, person: Person, day: date) -> Fraction:
        """Return the ramp of somebody on a day: entry k in the k-th month of tenure (docs/numbers.md, Capacity)."""
        entries = some(person.record.get("ramp")) or some(self.roles.get(person.role(day), {}).get("ramp"))
        if person.start is None:
            return Fraction(1)
        return ramp_after(entries, person.start, day)

    def ramp_of(self, person: Person, period: Period) -> Fraction:
        """Return the ramp of a period: its entries weighted by the working days while employed."""
        employed = [day for day in period.days() if person.employed(day)]
        days = [day for day in employed if person.calendar.works(day)] or employed
        return self.ramp_on(person, days) if days else Fraction(0)

    def ramp_on(self, person: Person, days: list[date]) -> Fraction:
        """Return the ramp of some days, weighted alike."""
        return sum((self.ramp(person, day) for day in days), Fraction(0)) / len(days)


def ramp_after(entries: list[str], start: date, day: date) -> Fraction:
    """Return the entry of the month of tenure that a day lies in; 1 after the last, 0 before the start."""
    if day < start:
        return Fraction(0)
    month = 0
    while add_months(start, month + 1) <= day:
        month += 1
    return number(entries[month]) if month < len(entries) else Fraction(1)


def read_plan(folder: Path) -> Plan:
    """Return the plan in a folder."""
    documents = read_documents(folder)
    head = next(one for one in documents if one.get("kind") == "plan")
    fiscal = _fiscal(head)
    named = {
        one["id"]: Period(parse_day(one["from"]), parse_day(one["to"]), one["id"])
        for one in some((head.get("fiscal") or {}).get("periods"))
    }
    calendars = {one["id"]: calendar_of(one) for one in documents if one.get("kind") == "calendar"}
    calendars = calendars or {"": calendar_of({})}
    first = next(iter(calendars.values()))
    people = {
        one["id"]: Person(one, calendars.get(one.get("calendar", ""), first))
        for one in _all(documents, "team", "people")
    }
    plan = Plan(
        head=head,
        documents=documents,
        period=Period(date.min, date.max),
        periods=[],
        fiscal=fiscal,
        calendars=calendars,
        people=people,
        roles={one["id"]: one for one in _all(documents, "team", "roles")},
        teams={one["id"]: one for one in _all(documents, "team", "teams")},
        territories={one["id"]: one for one in _all(documents, "territories", "territories")},
        accounts={},
        metrics={one["id"]: one for one in some(head.get("metrics"))},
        named=named,
    )
    plan.period = plan.resolve(head["period"])
    own = [one for one in named.values() if one.within(plan.period)]
    plan.periods = own or list(_plan_periods(plan.period, fiscal))
    _read_accounts(plan)
    return plan


def _all(documents: list[Record], kind: str, key: str) -> list[Any]:
    return [one for document in documents if document.get("kind") == kind for one in some(document.get(key))]


def _fiscal(head: Record) -> Fiscal | None:
    fiscal = head.get("fiscal") or {}
    if not fiscal.get("pattern"):
        return None
    starts = parse_day(fiscal["starts"])
    return Fiscal(fiscal["pattern"], starts, int(fiscal.get("weeks", "52")), int(fiscal.get("year", starts.year)))


def _plan_periods(whole: Period, fiscal: Fiscal | None) -> Iterator[Period]:
    """Yield the months or fiscal periods, each as far as it lies in the plan."""
    for year in range(whole.first.year - 2, whole.last.year + 3):
        for number_ in range(1, 13):
            name = f"FY{year}-P{number_:02d}" if fiscal else f"{year}-{number_:02d}"
            month = fiscal.resolve(name) if fiscal else civil_period(name)
            inside = month.within(whole)
            if inside:
                yield inside


def _read_accounts(plan: Plan) -> None:
    """Give every account its territory, and every group an id of its own."""
    for name, territory in plan.territories.items():
        for account in some(territory.get("accounts")):
            plan.accounts[account["id"]] = account | {"territory": name}
        for group in some(territory.get("account_groups")):
            plan.accounts[group["id"]] = group | {"territory": name, "group": "true"}
    for account in _all(plan.documents, "territories", "accounts"):
        plan.accounts[account["id"]] = account


def call_plan(plan: Plan) -> dict[str, Record]:
    """Return the call plans by class, of all documents together."""
    found: dict[str, Record] = {}
    for document in plan.of_kind("territories"):
        found.update(document.get("call_plan") or {})
    return found


def calls_over_plan(plan: Plan, entry: Record) -> Fraction:
    """Return how many calls a class gets over the plan."""
    calls, per = rate(entry["calls"])
    return calls.number * plan.times(per)
