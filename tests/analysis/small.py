"""Small plans for the tests of tables: a head, a team, and what a test is about, each a document of its own."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.analysis.targets import ByPeriod, Target
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.pipeline.checking import Checked
from tests.making import checked

LATE: Final = date(2027, 1, 1)
REVENUE: Final = "revenue"
TEAM: Final = """kind: team
id: people
roles:
  - {id: lead, manages: true, hours_per_week: 40}
  - {id: rep, carries_quota: true, hours_per_week: 40}
teams: [{id: all, manager: eve}, {id: north, parent: all}, {id: south, parent: all}]
people:
  - {id: eve, role: lead, team: all}
  - {id: ann, role: rep, team: north}
  - {id: bob, role: rep, team: north}
  - {id: cy, role: rep, team: south}
"""
UNREADABLE: Final = ("CFG", "REF", "SHP", "TXT")


def head(period: str = "2026", **more: str) -> str:
    """Return the document of the plan, with more keys as YAML."""
    lines = (f"{key}: {value}\n" for key, value in more.items())
    return f"kind: plan\nid: small\nperiod: {period}\ncurrency: EUR\n" + "".join(lines)


def team(people: Sequence[str], rep: str = "", teams: str = "{id: all}") -> str:
    """Return a document of people, each as the inside of a mapping, whose role `rep` has some more keys."""
    roles = (
        f"{{id: rep, carries_quota: true, hours_per_week: 40{rep and ', '}{rep}}}",
        "{id: helper, hours_per_week: 40}",
    )
    listed = ", ".join(f"{{{one}}}" for one in people)
    return f"kind: team\nid: people\nroles: [{', '.join(roles)}]\nteams: [{teams}]\npeople: [{listed}]\n"


def targets(inside: str, name: str = "goal", metric: str = REVENUE) -> str:
    """Return a document of targets."""
    return f"{{kind: targets, id: {name}, metric: {metric}, {inside}}}\n"


def calendar(inside: str) -> str:
    """Return a calendar."""
    return f"{{kind: calendar, id: days, {inside}}}\n"


def adjustment(changes: str, day: str = "2026-07-01", name: str = "change", more: str = "") -> str:
    """Return an approved adjustment."""
    approved = "approved: {by: eve, on: 2026-01-05}, "
    return (
        f"{{kind: adjustment, id: {name}, effective: {day}, trigger: market, {more or approved}changes: [{changes}]}}\n"
    )


def files_of(*documents: str) -> dict[str, str]:
    """Return documents as files, one each; without a head the usual one comes first."""
    whole = documents if documents[0].startswith("kind: plan") else (head(team="all"), *documents)
    return {f"{number:02}.yaml": f"plancode: v1\n{_block(text)}" for number, text in enumerate(whole)}


def _block(text: str) -> str:
    """Return a document written as one mapping in braces as the lines of a block."""
    if not text.startswith("{"):
        return text
    found, depth, start = [], 0, 1
    body = text.strip()
    for at, sign in enumerate(body):
        depth += (sign in "{[") - (sign in "}]")
        if (sign == "," and depth == 1) or at == len(body) - 1:
            found.append(body[start:at].strip())
            start = at + 1
    return "".join(f"{one}\n" for one in found)


def read(*documents: str, as_of: date = LATE) -> Checked:
    """Return the check of a small plan that can be read as it is meant."""
    found = checked(files_of(*documents), as_of)
    assert [one for one in found.open if one.code.startswith(UNREADABLE)] == []
    return found


def analysed(*documents: str, as_of: date = LATE) -> Analysis:
    """Return the tables of a small plan, adjustments of the year in force."""
    found = read(*documents, as_of=as_of).analysis
    assert found is not None
    return found


def scope_of(**names: str) -> Scope:
    """Return a scope."""
    return tuple(names.items())


def target_of(analysis: Analysis, metric: str = REVENUE, **names: str) -> Target:
    """Return the only target of a scope."""
    (found,) = analysis.targets.of(metric, scope_of(**names))
    return found


def amount_of(analysis: Analysis, metric: str = REVENUE, **names: str) -> Decimal | None:
    """Return the amount of the only target of a scope."""
    return target_of(analysis, metric, **names).amount


def months_of(amounts: ByPeriod) -> list[Decimal]:
    """Return the amounts of all twelve periods, nothing where there is none."""
    return [amounts.get(number, Decimal(0)) for number in range(12)]


def planned(analysis: Analysis, metric: str = REVENUE, **names: str) -> list[Decimal]:
    """Return the plan of a scope by month."""
    return months_of(analysis.targets.planned(metric, scope_of(**names)))


def current(analysis: Analysis, metric: str = REVENUE, **names: str) -> list[Decimal]:
    """Return what holds for a scope by month, adjustments included."""
    return months_of(analysis.current(metric, scope_of(**names)))


def numbers(*values: Decimal | float | str) -> list[Decimal]:
    """Return numbers as they are compared with."""
    return [Decimal(str(value)) for value in values]


def person_of(analysis: Analysis, name: str) -> Entity[Person]:
    """Return somebody by id."""
    found = analysis.graph.find(Person, name)
    assert found is not None
    return found


def about(value: Decimal | None, places: int = 6) -> Decimal:
    """Return a figure that is there, rounded as far as it is compared."""
    assert value is not None
    return round(value, places)
