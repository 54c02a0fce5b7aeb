"""Make plans of any size, the same for the same seed: people with targets by month and ten accounts each."""

import argparse
import random
from pathlib import Path

PER_TEAM = 10
ACCOUNTS = 10
CHANNELS = ("key-accounts", "general-trade", "convenience")
PEOPLE_PER_LARGE_FILE = 500
QUOTA, SPREAD = 12_000_000, 800_000
SEASON = (9, 6, 7, 8, 9, 10, 11, 11, 9, 8, 5, 7)


def plan(people: int) -> str:
    """Return the plan document, the teams and the roles."""
    teams = "\n".join(
        f"  - {{id: team-{number}, parent: all, manager: lead-{number}}}" for number in range(people // PER_TEAM)
    )
    leads = "\n".join(
        f"  - {{id: lead-{number}, name: Lead {number}, role: lead, team: team-{number}, start: 2020-01-01}}"
        for number in range(people // PER_TEAM)
    )
    channels = ", ".join(f"{{id: {name}, title: {name}}}" for name in CHANNELS)
    return (
        "plancode: v1\nkind: plan\nid: large\nperiod: 2026\ncurrency: CNY\nteam: all\n"
        f"market: {{size: {people * 40_000_000}, growth: 6%}}\n"
        f"channels: [{channels}]\nproducts: [{{id: sparkling, title: 气泡水}}, {{id: juice, title: 果汁}}]\n"
        "---\nplancode: v1\nkind: team\nid: teams\nroles:\n"
        "  - {id: rep, title: 客户经理, carries_quota: true, hours_per_week: 40, overhead: 25%,"
        " productivity: {metric: revenue, amount: 1400万/year}, ramp: [20%, 50%, 80%, 100%], attrition: 10%/year,"
        " recruiting: 45d}\n"
        "  - {id: lead, title: 城市经理, manages: true, hours_per_week: 40}\n"
        "  - {id: head, title: 大区经理, manages: true, hours_per_week: 40}\n"
        f"teams:\n  - {{id: all, manager: head-all}}\n{teams}\n"
        f"people:\n  - {{id: head-all, name: Head, role: head, team: all}}\n{leads}\n"
        "---\nplancode: v1\nkind: territories\nid: calls\ncall_plan:\n"
        "  A: {calls: 24/year, minutes: 90min, travel: 40min}\n  B: {calls: 1/month, minutes: 45min, travel: 25min}\n"
        "  C: {calls: 12/year, minutes: 20min, travel: 10min}\n"
        "---\nplancode: v1\nkind: calendar\nid: china\nholidays: {country: CN}\nprofiles:\n"
        f"  - {{id: drinks, months: [{', '.join(f'{share}%' for share in SEASON)}]}}\n"
        "---\nplancode: v1\nkind: cadence\nid: rhythm\nmeetings:\n"
        "  - {id: weekly, kind: review, every: 1w, minutes: 45, who: {team: each}}\n"
        "one_to_ones: {every: 2w, minutes: 30}\n"
        "---\nplancode: v1\nkind: targets\nid: top\nmetric: revenue\nphasing: {profile: drinks}\n"
        f"target: {{team: all, amount: {people * QUOTA},"
        f" baseline: {{period: 2025, amount: {people * QUOTA * 9 // 10}}}}}\n"
        f"split:\n{_split(people // PER_TEAM)}"
        "---\nplancode: v1\nkind: responsibilities\nid: duties\nduties:\n"
        "  - {id: accounts, title: 客户计划, for: {team: each}, R: [rep], A: manager}\n"
        "  - {id: plan, title: 年度计划, R: [head], A: head-all, C: [head]}\n"
        "---\nplancode: v1\nkind: rubric\nid: card\nroles: [rep]\n"
        "grades: [{grade: A, from: 90, coefficient: 1.1}, {grade: B, coefficient: 1}]\nkpis:\n"
        "  - {id: revenue, metric: revenue, dimension: outcome, weight: 70, score: {method: ratio, cap: 120%}}\n"
        "  - {id: skill, assess: {by: test}, dimension: skill, weight: 15,"
        " score: {method: linear, floor: 60, ceiling: 95}}\n"
        "  - {id: csat, metric: csat, dimension: service, weight: 15,"
        " score: {method: linear, floor: 60, ceiling: 95}}\n"
    )


def _split(teams: int) -> str:
    """Return the rows that hand the target at the top down to the teams."""
    rows = "".join(f"  - {{team: team-{number}, amount: {PER_TEAM * QUOTA}}}\n" for number in range(teams - 1))
    return rows + f"  - {{team: team-{teams - 1}, rest: true}}\n"


def person(number: int, dice: random.Random) -> tuple[str, str, str]:
    """Return one person: the lines of the team, the territory with its accounts, and the targets."""
    team = number // PER_TEAM
    who = (
        f"  - {{id: p-{number}, name: 业务员 {number}, role: rep, team: team-{team},"
        f" start: 20{dice.randint(15, 25)}-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}}}\n"
    )
    accounts = "".join(
        f"      - {{id: a-{number}-{index}, name: 客户 {number}-{index}, kind: distributor,"
        f" class: {dice.choice('ABC')}, channel: {dice.choice(CHANNELS)}, potential: {dice.randint(20, 400)}万,"
        f" last_year: {dice.randint(10, 300)}万, products: [sparkling, juice]}}\n"
        for index in range(ACCOUNTS)
    )
    where = (
        f"  - id: t-{number}\n    team: team-{team}\n    owners: [{{person: p-{number}, from: 2026-01-01}}]\n"
        f"    account_groups: [{{id: g-{number}, class: C, count: {dice.randint(130, 150)}, channel: convenience}}]\n"
        f"    accounts:\n{accounts}"
    )
    quota = QUOTA + (SPREAD if number % 2 else -SPREAD)
    months = "".join(
        f"  - {{person: p-{number}, period: 2026-{month:02}, amount: {quota * share // 100}}}\n"
        for month, share in enumerate(SEASON, 1)
    )
    return who, where, months


def many_files(people: int, dice: random.Random) -> dict[str, str]:
    """Return a plan with one file for each person."""
    files = {"plan.yaml": plan(people)}
    for number in range(people):
        files[f"people/{number // 1000:03}/p-{number}.yaml"] = _documents(f"d-{number}", [person(number, dice)])
    return files


def few_files(people: int, dice: random.Random) -> dict[str, str]:
    """Return a plan with as few files as the limits allow with room to spare."""
    files = {"plan.yaml": plan(people)}
    for start in range(0, people, PEOPLE_PER_LARGE_FILE):
        chosen = range(start, min(start + PEOPLE_PER_LARGE_FILE, people))
        files[f"people-{start:05}.yaml"] = _documents(f"d-{start}", [person(number, dice) for number in chosen])
    return files


def _documents(name: str, people: list[tuple[str, str, str]]) -> str:
    who, where, months = ("".join(parts) for parts in zip(*people, strict=True))
    return (
        f"plancode: v1\nkind: team\nid: {name}\npeople:\n{who}"
        f"---\nplancode: v1\nkind: territories\nid: {name}\nterritories:\n{where}"
        f"---\nplancode: v1\nkind: targets\nid: {name}\nmetric: revenue\nphasing: even\ntargets:\n{months}"
    )


def write(folder: Path, people: int, *, few: bool, seed: int = 1) -> int:
    """Write a plan into a folder; return how many bytes it has."""
    dice = random.Random(seed)  # noqa: S311  # sizes and names, not secrets
    files = few_files(people, dice) if few else many_files(people, dice)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return sum(len(text.encode()) for text in files.values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--few", action="store_true", help="few large files instead of one for each person")
    options = parser.parse_args()
    print(write(options.folder, options.people, few=options.few), "bytes")
