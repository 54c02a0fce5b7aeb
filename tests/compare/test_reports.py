"""The report of a change: what is equal is told once, what is small in a line, and everything by what it is."""

from functools import cache
from typing import Final

import pytest

from plancode.locale.catalogue import Language
from plancode.pipeline.checking import Checked
from plancode.pipeline.comparing import compare_checked
from plancode.pipeline.telling import review_of, text
from tests.making import PLAN, STEPS_WAIVED, checked

MONTHS: Final = [f"2026-{month:02}" for month in range(1, 13)]
ROWS: Final = "".join(
    f"  - {{person: {name}, period: {month}, amount: {amount}}}\n"
    for name, amount in (("ann", "100k"), ("bob", "80k"))
    for month in MONTHS
)
BASE: Final = {
    "plan.yaml": f"{PLAN}team: top\n{STEPS_WAIVED}",
    "team.yaml": """plancode: v1
kind: team
id: people
roles:
  - {id: rep, title: Rep, carries_quota: true, hours_per_week: 40}
  - {id: boss, title: Boss, manages: true}
teams:
  - {id: top, title: Top, manager: gm}
  - {id: north, title: North, parent: top, manager: gm}
  - {id: south, title: South, parent: top, manager: gm}
people:
  - {id: gm, name: Gina, role: boss, team: top}
  - {id: ann, name: Ann, role: rep, team: north}
  - {id: bob, name: Bob, role: rep, team: north}
  - {id: cat, name: Cat, role: rep, team: south, leave: [{from: 2026-06-01, to: 2026-06-05, kind: annual}]}
""",
    "targets.yaml": f"""plancode: v1
kind: targets
id: revenue-2026
metric: revenue
phasing: even
target: {{team: top, amount: 3M}}
targets:
{ROWS}  - {{person: cat, amount: 840k}}
""",
    "accounts.csv": "id,name\n" + "".join(f"a{number},Shop {number}\n" for number in range(1, 21)),
    "map.yaml": """plancode: v1
kind: territories
id: map
territories:
  - {id: east, title: East, team: north, owners: [{person: ann}], accounts: {file: accounts.csv}}
  - {id: west, title: West, team: south, owners: [{person: cat}], accounts: {file: west.csv}}
""",
    "west.csv": "id,name\nb1,Stand 1\n",
    "card.yaml": """plancode: v1
kind: rubric
id: card
roles: [rep]
kpis:
  - {id: revenue, title: Revenue, metric: revenue, dimension: outcome, weight: 60,
     score: {method: bands, bands: [{from: 100%, points: 60}, {from: 80%, points: 40}, {points: 0}]}}
  - {id: skill, title: Skill, assess: {by: field_visit}, dimension: skill, weight: 40,
     score: {method: levels, levels: {"1": 60%, "2": 100%}}}
grades: [{grade: A, from: 95, coefficient: 1.1}, {grade: B}]
""",
}


@cache
def _base() -> Checked:
    return checked(dict(BASE))


def _told(head: dict[str, str], language: Language = "en", width: int = 80) -> str:
    review = review_of(compare_checked(_base(), checked(BASE | head)), ("old", "new"))
    assert review is not None
    return text(review, language, width)


def _edited(path: str, *edits: tuple[str, str]) -> dict[str, str]:
    """Return a file with other words in it."""
    said = BASE[path]
    for old, new in edits:
        assert old in said
        said = said.replace(old, new)
    return {path: said}


ACCOUNTS: Final = BASE["accounts.csv"].splitlines(keepends=True)
TOLD_ONCE: Final = {
    "24 rows by 5 %": (
        _edited("targets.yaml", ("100k", "105k"), ("80k", "84k")),
        "24 × target row: amount (+5.0 % each, +108,000 in all): Ann, Revenue (CNY), January 2026; Ann, Revenue (CNY),",
        "Which change does what",
    ),
    "two decisions in 24 rows": (
        _edited("targets.yaml", ("100k", "105k"), ("80k", "90k")),
        "24 × target row: amount (+180,000 in all); Street quota, Revenue of Top +180,000 (+6.0 %); 2 people touched;",
        "24 × target row: amount (+180,000 in all):",
    ),
    "customers that go together": (
        {
            "accounts.csv": "".join((ACCOUNTS[0], *ACCOUNTS[8:])),
            "west.csv": "".join((BASE["west.csv"], *ACCOUNTS[1:8])),
        },
        "7 × account: territory: moves from East to West: Shop 1; Shop 2; Shop 3; 4 more (structure · west.csv:3)",
        "Which change does what",
    ),
    "shares are not added": (
        _edited("card.yaml", ("weight: 60", "weight: 50"), ("weight: 40", "weight: 50")),
        "2 × KPI: weight; 3 people touched",
        "in all",
    ),
}


@pytest.mark.parametrize("name", TOLD_ONCE)
def test_equal_changes_are_told_once(name: str) -> None:
    """Many equal changes are one line with their count, and their sum where they add up; what somebody does is told."""
    head, line, absent = TOLD_ONCE[name]
    said = " ".join(_told(head, width=400).split())
    assert line in said
    assert absent not in said


SMALL: Final = {
    "a cent": ("840000.01", "1 person is touched only by less than a step or 0.5 %", "0.0 %"),
    "a tenth of a percent": ("841k", "1 person is touched only by less than a step or 0.5 %", "person touched"),
    "one percent": ("848.4k", "People touched (1)", "is touched only"),
}


@pytest.mark.parametrize("name", SMALL)
def test_small_differences_are_counted(name: str) -> None:
    """Whoever is touched by less than the policy's `touch` is counted; nothing that reads alike is said to differ."""
    amount, line, absent = SMALL[name]
    said = " ".join(_told(_edited("targets.yaml", ("840k", amount)), width=400).split())
    assert line in said
    assert absent not in said
    assert "0.0 pp" not in said
