"""Plans by chance: everything that the cases have one by one, in any mixture."""

import json
import re
from datetime import date, timedelta
from random import Random
from typing import Any

Record = dict[str, Any]
FIRST = date(2026, 1, 1)
TEAMS = ("all", "north", "south", "far")
ROLES = ("rep", "rep", "hunter", "expert", "lead")
YEARS: dict[str, Record] = {
    "civil": {"period": "2026"},
    "cut": {"period": "2026-02-10..2026-11-20"},
    "from April": {"period": "FY2026", "fiscal": {"pattern": "monthly", "starts": "2026-04-01"}},
    "weeks": {"period": "FY2026", "fiscal": {"pattern": "4-4-5", "starts": "2026-02-02", "weeks": "53"}},
}
PLAIN = re.compile(r'"(true|false|[0-9.]+)"')
"""Numbers and flags, which YAML has without quotes."""
ROLE = {"carries_quota": "true", "hours_per_week": "40", "prospecting": "3h/week"}


def plan_by_chance(seed: int) -> str:
    """Return a plan as a text of YAML: the same for the same seed."""
    chance = Random(seed)  # noqa: S311  # made-up plans
    year = YEARS[chance.choice([*YEARS])]
    halves = [f"{year['period']}-H1", f"{year['period']}-H2"] if ".." not in year["period"] else []
    head: Record = {"id": "small", "currency": "EUR", "team": "all", **year}
    head |= {"channels": [{"id": "shops"}, {"id": "web"}], "products": [{"id": "tea"}, {"id": "juice"}]}
    head["policy"] = {"prorate": chance.choice(["phased", "days"])}
    people = [person(chance, f"p{number}") for number in range(chance.randint(3, 9))]
    documents = [
        ("plan", head),
        ("team", team(people)),
        ("calendar", calendar(chance, halves)),
        ("calendar", {"id": "fr", "holidays": {"country": "FR"}, "working_week": ["Mon", "Tue", "Wed", "Thu"]}),
        ("territories", territories(chance, people)),
    ]
    aims = targets(chance, people, halves)
    rows = [one["person"] for one in aims["targets"] if "person" in one and "period" not in one]
    changes = chance.randint(0, 2) if len(rows) > 1 else 0
    documents += [("targets", aims), *(("adjustment", adjustment(chance, rows, number)) for number in range(changes))]
    texts = (json.dumps({"plancode": "v1", "kind": kind, **one}) for kind, one in documents)
    return PLAIN.sub(r"\1", "\n---\n".join(texts)) + "\n"


def day(chance: Random, first: int = 0, last: int = 364) -> str:
    """Return some day of the year."""
    return (FIRST + timedelta(days=chance.randint(first, last))).isoformat()


def person(chance: Random, name: str) -> Record:
    """Return somebody who may come, go, be away, and change team, role and hours."""
    found: Record = {"id": name, "name": name, "role": chance.choice(ROLES), "team": chance.choice(TEAMS)}
    found["start"] = day(chance, 20, 200) if chance.random() < 0.3 else "2020-01-01"
    if chance.random() < 0.2:
        found["end"] = day(chance, 210, 340)
    if chance.random() < 0.3:
        found["fte"] = chance.choice(["0.5", "0.8"])
    if chance.random() < 0.2:
        found["calendar"] = "fr"
    if chance.random() < 0.2:
        found["annual_leave"] = chance.choice(["5", "30"])
    days = sorted(day(chance, 10, 350) for _ in range(chance.randint(0, 2)))
    facts = {"team": TEAMS, "role": ROLES, "fte": ("0.5", "1")}
    if len({*days}) == len(days):
        changed = [(one, chance.choice([*facts])) for one in days]
        found["changes"] = [{"from": one, key: chance.choice(facts[key])} for one, key in changed]
    if chance.random() < 0.4:
        away = FIRST + timedelta(days=chance.randint(0, 300))
        last = away + timedelta(days=chance.choice([4, 11, 45]))
        kind = chance.choice(["annual", "parental"])
        found["leave"] = [{"from": away.isoformat(), "to": last.isoformat(), "kind": kind}]
    return found


def team(people: list[Record]) -> Record:
    """Return teams below each other, and roles: with quota, as an overlay, without."""
    roles: list[Record] = [
        {"id": "lead", "manages": "true", "hours_per_week": "40"},
        {"id": "rep", **ROLE, "overhead": "25%", "ramp": ["0%", "50%"], "annual_leave": "20"},
        {"id": "hunter", **ROLE, "attrition": "12%/year", "recruiting": "45d"},
        {"id": "expert", **ROLE, "credit": "overlay"},
    ]
    for role in roles[1:3]:
        role["productivity"] = {"metric": "revenue", "amount": "1.2M/year"}
    above = {"north": "all", "south": "all", "far": "south"}
    teams = [{"id": name} | ({"parent": above[name]} if name in above else {}) for name in TEAMS]
    return {"id": "people", "roles": roles, "teams": teams, "people": people}


def calendar(chance: Random, halves: list[str]) -> Record:
    """Return the plan's calendar, of any country, with or without days that are worked in part."""
    found: Record = {"id": "days", "holidays": {"country": chance.choice(["DE", "SA", "CN"])}}
    if chance.random() < 0.4:
        found |= {"short_days": {"Thu": "50%"}, "half_days": ["2026-06-10", "2026-12-24"]}
    months = [f"{share}%" for share in (5, 5, 10, 10, 10, 10, 10, 10, 10, 10, 5, 5)]
    profiles: list[Record] = [{"id": "curve", "months": months}]
    if halves:
        profiles.append({"id": "halves", "periods": dict(zip(halves, ("40%", "60%"), strict=True))})
    return found | {"profiles": [one | {"title": "X", "cause": "demand"} for one in profiles]}


def territories(chance: Random, people: list[Record]) -> Record:
    """Return territories in each other, with owners who change, and customers."""
    names, found = [one["id"] for one in people], []
    for number in range(3):
        owners = [{"person": name, "share": "50%"} for name in chance.sample(names, 2)]
        until = FIRST + timedelta(days=chance.randint(40, 300))
        owners[0]["to"] = until.isoformat()
        after = {"person": chance.choice(names), "share": "50%", "from": (until + timedelta(days=1)).isoformat()}
        accounts = [
            {"id": f"a{number}{at}", "name": "A", "class": "A", "potential": "900k", "last_year": f"{at + 1}00k"}
            for at in range(2)
        ]
        one: Record = {"id": f"t{number}", "title": "T", "team": chance.choice(TEAMS[1:]), "accounts": accounts}
        one["owners"] = [*owners, after]
        found.append(one)
    return {"id": "map", "call_plan": {"A": {"calls": "3/month", "minutes": "60min"}}, "territories": found}


def targets(chance: Random, people: list[Record], halves: list[str]) -> Record:
    """Return targets of teams, people and products, shared out in any way."""
    phasing = chance.choice(
        ["even", "working_days", {"profile": "curve"}, {"profile": "halves" if halves else "curve"}]
    )
    top = {"team": "all", "amount": "5000001", "over_assign": chance.choice(["0%", "7%"])}
    rows: list[Record] = [{"team": "north", "share": "45%"}, {"team": "south", "rest": "true"}]
    for one in chance.sample(people, chance.randint(1, len(people))):
        row: Record = {"person": one["id"]}
        row |= chance.choice([{"share": "12%"}, {"rest": "true"}, {"amount": "100k"}, {"amount": "90000.07"}])
        if "amount" in row and chance.random() < 0.4:
            row["prorate"] = chance.choice(["months", "working_days"])
        if chance.random() < 0.2:
            row["period"] = chance.choice([*halves, "2026-Q3"])
        rows.append(row)
    if chance.random() < 0.5:
        rows += [{"team": "all", "product": "tea", "share": "1/3"}, {"team": "all", "product": "juice", "rest": "true"}]
    found: Record = {"id": "t", "metric": "revenue", "phasing": phasing, "target": top, "targets": rows}
    if chance.random() < 0.6:
        by = chance.choice(["even", "potential", "history"])
        found["people"] = {"by": by, "ramped": chance.choice(["true", "false"])}
    return found


def adjustment(chance: Random, names: list[str], number: int) -> Record:
    """Return an approved adjustment of somebody's target, facts or territory."""
    one, other = chance.sample(names, 2)
    effective = day(chance, 60, 300)
    change = chance.choice(
        [
            {"target": "t", "person": one, "delta": "-10k", "to": other},
            {"target": "t", "person": one, "delta": "20k", "rebalance": "true"},
            {"target": "t", "team": "north", "annual": "2M"},
            {"territory": "t1", "owner": one, "share": "40%"},
            {"person": one, "change": {"from": effective, "team": "far"}},
        ]
    )
    agreed = {"reason": "Because", "discussed_with": [{"person": one, "on": "2026-01-05"}]}
    head = {"id": f"x{number}", "title": "X", "effective": effective, "trigger": "territory", **agreed}
    return head | {"approved": {"by": other, "on": "2026-01-06"}, "changes": [change]}
