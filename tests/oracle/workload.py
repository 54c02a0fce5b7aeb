"""Workload: hours, and the load by kind (docs/numbers.md, Workload)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby

from tests.oracle.days import DAY, Period, moment, months_between, optional_day
from tests.oracle.ownership import owners, products_of, share_of
from tests.oracle.plan import Person, Plan, call_plan, calls_over_plan
from tests.oracle.reading import Record, is_true, number, quantity, some
from tests.oracle.tables import WHOLE

ZERO = Fraction(0)
Loads = dict[tuple[str, str, str], Fraction]
KINDS = (
    "hours",
    "calls",
    "deals",
    "prospecting",
    "actions",
    "projects",
    "training",
    "coaching",
    "meetings",
    "one_to_ones",
)


def workload(plan: Plan) -> dict[tuple[str, str, str], Fraction | None]:
    """Return hours and load of every person in every period and in the whole plan."""
    loads: Loads = defaultdict(Fraction)
    named = {day: period.name for period in plan.periods for day in period.days()}
    for entry in (*calls(plan), *deals(plan), *prospecting(plan), *actions(plan), *meetings(plan), *one_to_ones(plan)):
        who, day, kind, hours = entry
        if day in named:
            loads[who, named[day], kind] += hours
    for (who, _, kind), hours in [*loads.items()]:
        loads[who, WHOLE, kind] += hours
    found: dict[tuple[str, str, str], Fraction | None] = {}
    for person in plan.people.values():
        for name in (*(period.name for period in plan.periods), WHOLE):
            for kind in KINDS[1:]:
                found[person.id, name, kind] = loads[person.id, name, kind]
        found |= hours_of(plan, person)
    return found


Entry = tuple[str, date, str, Fraction]
"""Who, on which day, what sort of work, how many hours."""


def hours_a_day(plan: Plan, person: Person, day: date) -> Fraction | None:
    """Return the hours of a full day: `hours_per_week` ÷ full days of the working week."""
    hours = plan.roles.get(person.role(day), {}).get("hours_per_week")
    return number(hours) / person.calendar.full_days if hours else None


def net_hours(plan: Plan, person: Person, day: date) -> Fraction | None:
    """Return the hours of a full day × fte × (1 − overhead)."""
    hours = hours_a_day(plan, person, day)
    if hours is None:
        return None
    overhead = number(plan.roles[person.role(day)].get("overhead", "0%"))
    return hours * person.fte(day) * (1 - overhead)


def hours_of(plan: Plan, person: Person) -> dict[tuple[str, str, str], Fraction | None]:
    """Return the hours of somebody by period; None where a role has none."""
    found: dict[tuple[str, str, str], Fraction | None] = {}
    worked = sum(person.works(day) for day in plan.period.days())
    left = max(1 - leave_to_come(plan, person) / worked, ZERO) if worked else ZERO
    judged = all(hours_a_day(plan, person, day) is not None for day in plan.period.days() if person.employed(day))
    for period in plan.periods:
        days = [day for day in period.days() if person.works(day)]
        given = [(net_hours(plan, person, day) or ZERO) * person.calendar.part(day) for day in days]
        found[person.id, period.name, "hours"] = sum(given, ZERO) * left if judged else None
    values = [value for value in found.values() if value is not None]
    found[person.id, WHOLE, "hours"] = sum(values, ZERO) if len(values) == len(plan.periods) else None
    return found


def leave_to_come(plan: Plan, person: Person) -> Fraction:
    """Return the days of leave without a date, for the months that somebody is there in each role."""
    days = [day for day in plan.period.days() if person.employed(day)]
    due = ZERO
    for yearly, run in groupby(days, key=lambda day: allowance(plan, person, day)):
        stretch = [*run]
        due += number(yearly) * months_between(stretch[0], moment(stretch[-1] + DAY)) / 12
    annual = [leave for leave in person.leave if leave.name == "annual"]
    dated = sum(person.calendar.works(day) and any(day in leave for leave in annual) for day in days)
    return max(due - dated, ZERO)


def allowance(plan: Plan, person: Person, day: date) -> str:
    """Return the days of leave a year: one's own before those of the role."""
    own = person.record.get("annual_leave")
    return str(own if own is not None else plan.roles.get(person.role(day), {}).get("annual_leave", "0"))


def working_hours(plan: Plan, person: Person, day: date, written: str) -> Fraction:
    """Return the hours of a working time such as 90min, 16h, 2d."""
    found = quantity(written)
    full = hours_a_day(plan, person, day) or Fraction(8)
    week = full * person.calendar.full_days
    return found.number * {"min": Fraction(1, 60), "h": Fraction(1), "d": full, "w": week}[found.unit]


# Calls


def calls(plan: Plan) -> Iterator[Entry]:
    """Yield the calls of every account and group: by owner, deputy, or whoever carries an open seat."""
    classes = call_plan(plan)
    for account in plan.accounts.values():
        entry = classes.get(account.get("class", ""))
        if entry is None:
            continue
        times = calls_over_plan(plan, entry) * (number(account["count"]) if is_true(account.get("group")) else 1)
        for owner, days in holdings(plan, account):
            yield from calls_of(plan, account, entry, times * share_of(owner), (owner, days))


def holdings(plan: Plan, account: Record) -> Iterator[tuple[Record, list[date]]]:
    """Yield each primary owner of an account with the days of the plan on which the ownership holds, run by run."""
    products = products_of(plan, account)
    found: dict[int, tuple[Record, list[date]]] = {}
    for day in plan.period.days():
        on_day = {id(one): one for product in products for one in owners(plan, account, day, product)}
        for key in found.keys() - on_day.keys():
            yield found.pop(key)
        for key, owner in on_day.items():
            found.setdefault(key, (owner, []))[1].append(day)
    yield from found.values()


def calls_of(
    plan: Plan, account: Record, entry: Record, times: Fraction, holding: tuple[Record, list[date]]
) -> Iterator[Entry]:
    """Yield the calls of one ownership: the part of the plan's working days for which it holds."""
    owner, days = holding
    person = plan.people.get(owner["person"])
    if person is None:
        return
    seated = [day for day in days if person.employed(day)]
    yield from spread_calls(plan, account, entry, times, (person, seated))
    carrier = plan.carrier(person)
    if carrier:
        empty = [day for day in days if not person.employed(day) and carrier.employed(day)]
        yield from spread_calls(plan, account, entry, times, (carrier, empty))


def spread_calls(
    plan: Plan, account: Record, entry: Record, times: Fraction, who: tuple[Person, list[date]]
) -> Iterator[Entry]:
    """Spread calls over working days: those of a short leave move to others, those of a long one to the deputy."""
    person, days = who
    of_plan = plan.calendar.count(plan.period)
    held = sum(plan.calendar.works(day) for day in days)
    long = person.long_leaves(plan.long_leave)
    there = [day for day in days if person.calendar.works(day)]
    away = [day for day in there if any(day in leave for leave in long)]
    present = [day for day in there if person.works(day)]
    if not there or not of_plan:
        return
    each = times * Fraction(held, of_plan) / len(there)
    own = each * (len(there) - len(away)) / len(present) if present else ZERO
    for day in present:
        yield person.id, day, "calls", call_hours(plan, person, account, entry, day) * own
    deputy = plan.people.get(plan.territories.get(account.get("territory", ""), {}).get("deputy", ""))
    for day in away if deputy and deputy is not person else ():
        assert deputy is not None
        if deputy.employed(day):
            yield deputy.id, day, "calls", call_hours(plan, deputy, account, entry, day) * each


def call_hours(plan: Plan, person: Person, account: Record, entry: Record, day: date) -> Fraction:
    """Return the hours of a call: minutes + travel; or its part of a day's travel in the territory."""
    hours = working_hours(plan, person, day, entry["minutes"])
    if entry.get("travel"):
        return hours + working_hours(plan, person, day, entry["travel"])
    a_day = plan.territories.get(account.get("territory", ""), {}).get("travel_per_day")
    net = net_hours(plan, person, day)
    return hours + hours / net * working_hours(plan, person, day, a_day) if a_day and net else hours


# Deals, prospecting, actions


def spread_evenly(person: Person, days: Iterable[date], kind: str, hours: Fraction) -> Iterator[Entry]:
    """Spread hours evenly over those of some days that the person works."""
    worked = [day for day in days if person.works(day)]
    for day in worked:
        yield person.id, day, kind, hours / len(worked)


def deals(plan: Plan) -> Iterator[Entry]:
    """Yield the effort of open deals, by working days from the start of the plan to their close."""
    for document in plan.of_kind("targets"):
        for deal in some(document.get("opportunities")):
            person = plan.people.get(deal.get("person", ""))
            effort = cycle_of(plan, deal).get("effort")
            if person and effort:
                closes = optional_day(deal.get("closes")) or plan.period.last
                days = list(Period(plan.period.first, closes).days())
                yield from spread_evenly(person, days, "deals", working_hours(plan, person, plan.period.first, effort))


def cycle_of(plan: Plan, deal: Record) -> Record:
    """Return the sales cycle that fits a deal most closely, by channel, segment and product."""
    account = plan.accounts.get(deal.get("account", ""), {})
    facts = {key: deal.get(key) or account.get(key) for key in ("channel", "segment", "product")}
    best: Record = {}
    closest = -1
    for cycle in some((plan.head.get("market") or {}).get("cycles")):
        named = {key: cycle[key] for key in facts if cycle.get(key)}
        if named.items() <= facts.items() and len(named) > closest and cycle.get("effort"):
            best, closest = cycle, len(named)
    return best


def prospecting(plan: Plan) -> Iterator[Entry]:
    """Yield the role's prospecting × fte, for the days worked."""
    for person in plan.people.values():
        for day in plan.period.days():
            written = plan.roles.get(person.role(day), {}).get("prospecting")
            if written and person.works(day):
                amount, _, per = written.partition("/")
                hours = working_hours(plan, person, day, amount) * person.fte(day)
                yield person.id, day, "prospecting", hours / days_in(plan, person, per)


def days_in(plan: Plan, person: Person, per: str) -> Fraction:
    """Return the working days that a time has: a week those of the working week, longer ones as the plan on average."""
    if per == "day":
        return Fraction(1)
    if per == "week":
        return Fraction(len(person.calendar.week))
    return person.calendar.count(plan.period) / plan.times(per)


def actions(plan: Plan) -> Iterator[Entry]:
    """Yield the effort of everybody who takes part in an action, by their working days between its dates."""
    for document in plan.of_kind("actions"):
        for action in some(document.get("actions")):
            if action.get("effort") and action.get("status") != "dropped":
                yield from action_work(plan, action)


def action_work(plan: Plan, action: Record) -> Iterator[Entry]:
    """Yield the work of one action."""
    first = optional_day(action.get("from")) or plan.period.first
    days = list(Period(first, optional_day(action.get("to")) or plan.period.last).days())
    kind = action.get("kind", "task")
    kind = {"training": "training", "coaching": "coaching", "project": "projects"}.get(kind, "actions")
    named = {*some(action.get("people")), *some(action.get("owner"))}
    for person in plan.people.values():
        part = [day for day in days if takes_part(plan, named, person, day)]
        if part:
            hours = working_hours(plan, person, part[0], action["effort"])
            yield from spread_evenly(person, part, kind, hours)


def takes_part(plan: Plan, named: set[str], person: Person, day: date) -> bool:
    """Whether a list of people, roles and teams means somebody on a day; a team is all below it, and who leads them."""
    if not person.employed(day):
        return person.id in named
    teams = (above for team in (person.team(day), *plan.led_by(person)) for above in plan.teams_above(team))
    return bool(named & {person.id, person.role(day), *teams})


# Meetings and one-to-ones


def meetings(plan: Plan) -> Iterator[Entry]:
    """Yield the meetings of everybody: each team's by itself where they are of `each` team."""
    for document in plan.of_kind("cadence"):
        for meeting in some(document.get("meetings")):
            who = meeting.get("who") or {}
            each = who.get("team") == "each"
            named = {*some(who.get("people")), *(() if each else some(who.get("team")))}
            for team in plan.teams if each else ("",):
                for person in plan.people.values():
                    for day in plan.period.days():
                        if attends(plan, team, named, person, day):
                            yield person.id, day, "meetings", held_on(plan, person, day, meeting)


def attends(plan: Plan, team: str, named: set[str], person: Person, day: date) -> bool:
    """Whether somebody works on a day and is in a team, leads it, or is meant by a name."""
    if not person.works(day):
        return False
    return team in {person.team(day), *plan.led_by(person)} or takes_part(plan, named, person, day)


def held_on(plan: Plan, person: Person, day: date, meeting: Record) -> Fraction:
    """Return the hours of a meeting that a working day has: never more than one meeting."""
    hours = number(meeting["minutes"]) / 60
    every = quantity(meeting["every"])
    week = len(person.calendar.week)
    if every.unit in {"d", "w"}:
        return hours / max(Fraction(1), every.number * week / (7 if every.unit == "d" else 1))
    months = every.number * {"m": 1, "q": 3, "y": 12}[every.unit]
    period = next((one for one in plan.periods if day in one), plan.period)
    return hours * min(Fraction(1), plan.months_of(period) / months / person.calendar.count(period))


def one_to_ones(plan: Plan) -> Iterator[Entry]:
    """Yield the one-to-ones of everybody with a manager, for both."""
    for document in plan.of_kind("cadence"):
        for talk in some(document.get("one_to_ones")):
            for person in plan.people.values():
                for day in plan.period.days():
                    manager = plan.people.get(talk.get("manager") or manager_of(plan, person, day))
                    if manager is None or manager is person or not (person.works(day) and manager.employed(day)):
                        continue
                    if meant(plan, talk, person, day):
                        hours = held_on(plan, person, day, talk)
                        yield person.id, day, "one_to_ones", hours
                        yield manager.id, day, "one_to_ones", hours


def manager_of(plan: Plan, person: Person, day: date) -> str:
    """Return who leads somebody: the manager of their team, or of the next one above that they do not lead."""
    for team in plan.teams_above(person.team(day)):
        manager: str | None = plan.teams.get(team, {}).get("manager")
        if manager and manager != person.id:
            return manager
    return ""


def meant(plan: Plan, talk: Record, person: Person, day: date) -> bool:
    """Whether a one-to-one is for somebody: everybody where it says nothing."""
    who = talk.get("who") or {}
    teams, named = some(who.get("team")), set(some(who.get("people")))
    if not teams and not named:
        return True
    if teams == ["each"]:
        return True
    return bool({*teams, *named} & {person.id, person.role(day), *plan.teams_above(person.team(day))})
