"""The letter to a person: whatever is not the same on their page, in pay, and on days ahead is told, with its cause."""

from typing import Final

import pytest

from plancode.pipeline.building import build
from plancode.pipeline.checking import Checked
from plancode.pipeline.comparing import compare_checked
from plancode.pipeline.telling import letter, review_of
from plancode.render.terminal import write_terminal
from tests.making import PLAN, STEPS_WAIVED, checked

BASE: Final = {
    "plan.yaml": f"{PLAN}team: top\n{STEPS_WAIVED}skills: [{{id: selling, title: Selling}}]\n",
    "team.yaml": """plancode: v1
kind: team
id: people
roles:
  - {id: rep, title: Rep, carries_quota: true, hours_per_week: 40, ote: 240k}
  - {id: senior, title: Senior rep, carries_quota: true, hours_per_week: 40, ote: 240k}
  - {id: boss, title: Boss, manages: true}
teams:
  - {id: top, manager: gm}
  - {id: north, parent: top, manager: gm}
  - {id: south, title: South, parent: top, manager: gm}
people:
  - {id: gm, name: Gina, role: boss, team: top}
  - {id: ann, name: Ann, role: rep, team: north}
  - {id: bob, name: Bob, role: rep, team: south}
""",
    "targets.yaml": """plancode: v1
kind: targets
id: revenue-2026
metric: revenue
phasing: even
target: {team: top, amount: 2.4M}
split: [{person: ann, amount: 1.2M}, {person: bob, amount: 1.2M}]
""",
    "map.yaml": """plancode: v1
kind: territories
id: map
territories:
  - {id: east, title: East, team: north, owners: [{person: ann}], accounts: [{id: a, name: Alpha}, {id: b, name: Beta}]}
  - {id: west, title: West, team: south, owners: [{person: bob}], accounts: [{id: c, name: Gamma}]}
""",
    "card.yaml": """plancode: v1
kind: rubric
id: card
roles: [rep]
kpis:
  - {id: revenue, title: Revenue, metric: revenue, dimension: outcome, weight: 60,
     score: {method: linear, floor: 60%, ceiling: 100%}}
  - {id: skill, title: Skill, assess: {by: field_visit}, dimension: skill, weight: 40,
     score: {method: levels, levels: {"1": 60%, "2": 100%}}}
grades: [{grade: A, from: 95, coefficient: 1.1}, {grade: B}]
vetoes: [{metric: new_customers, below: 3, grade: B}]
---
plancode: v1
kind: assessments
id: visits
assessments: [{person: ann, kpi: skill, method: field_visit, level: 2, assessor: gm, on: 2026-03-18}]
""",
    "work.yaml": """plancode: v1
kind: actions
id: work
actions: [{id: coolers, title: Coolers, kind: campaign, owner: ann, from: 2026-04-01, to: 2026-05-31}]
---
plancode: v1
kind: responsibilities
id: duties
duties: [{id: plans, title: Plans, text: A plan for each customer, R: [ann], A: gm}]
---
plancode: v1
kind: review
id: r1
sort: weekly
held: 2026-03-27
scope: {team: north}
actions: [{id: visit, title: Visit, text: Visit the five largest, owner: ann, due: 2026-04-17}]
""",
}
ANN: Final = "name: Ann, role: rep, team: north"
RAISE: Final = """plancode: v1
kind: adjustment
id: june
effective: 2026-06-01
trigger: market
reason: A rival left
approved: {by: gm, on: 2026-03-20}
changes: [{target: revenue-2026, person: ann, delta: 100k}]
"""
TOLD: Final = {
    "coefficient": (
        "card.yaml",
        "coefficient: 1.1",
        "coefficient: 1.3",
        "A: Coefficient 1.1 → 1.3",
    ),
    "floor": (
        "card.yaml",
        "floor: 60%",
        "floor: 80%",
        "Revenue: Points",
    ),
    "veto": (
        "card.yaml",
        "below: 3",
        "below: 5",
        "below 5: at best grade B / Before: New customers below 3",
    ),
    "pay": (
        "team.yaml",
        "title: Rep, carries_quota: true, hours_per_week: 40, ote: 240k",
        "title: Rep, carries_quota: true, hours_per_week: 40, ote: 200k",
        "240,000 → 200,000",
    ),
    "assessment": (
        "card.yaml",
        "level: 2",
        "level: 1",
        "Skill: level 2 → 1",
    ),
    "task": (
        "work.yaml",
        "title: Coolers",
        "title: Fridges",
        "New: Fridges",
    ),
    "deadline": (
        "work.yaml",
        "to: 2026-05-31",
        "to: 2026-04-30",
        "Coolers: When 1 Apr 2026 – 31 May 2026 → 1 Apr 2026 – 30 Apr 2026",
    ),
    "review": (
        "work.yaml",
        "due: 2026-04-17",
        "due: 2026-04-10",
        "Visit: When to 17 Apr 2026 → to 10 Apr 2026",
    ),
    "leave": (
        "team.yaml",
        ANN,
        f"{ANN}, leave: [{{from: 2026-05-04, to: 2026-05-08}}]",
        "New: 4 May 2026 – 8 May 2026",
    ),
    "sick leave": (
        "team.yaml",
        ANN,
        f"{ANN}, leave: [{{from: 2026-05-04, to: 2026-06-30, kind: sick}}]",
        "New: 4 May 2026 – 30 Jun 2026, working days: 42",
    ),
    "manager": (
        "team.yaml",
        "{id: north, parent: top, manager: gm}",
        "{id: north, parent: top, manager: bob}",
        "Manager: Gina → Bob",
    ),
    "last day": (
        "team.yaml",
        ANN,
        f"{ANN}, end: 2026-05-31",
        "Employed: to 31 May 2026",
    ),
    "dated move": (
        "team.yaml",
        ANN,
        f"{ANN}, changes: [{{from: 2026-06-01, team: south}}]",
        "Changes: from 1 Jun 2026: South",
    ),
    "duty": (
        "work.yaml",
        "R: [ann]",
        "R: [bob]",
        "−Plans",
    ),
    "handover": (
        "map.yaml",
        "owners: [{person: ann}]",
        "owners: [{person: bob}]",
        "You give 2 to Bob: Alpha, Beta",
    ),
    "handover to nobody": (
        "map.yaml",
        "owners: [{person: ann}]",
        "owners: []",
        "2 that nobody looks after then: Alpha, Beta",
    ),
    "handover ahead": (
        "map.yaml",
        "owners: [{person: ann}]",
        "owners: [{person: ann, to: 2026-05-31}, {person: bob, from: 2026-06-01}]",
        "You give 2 to Bob: Alpha, Beta",
    ),
}


def _letter(base: Checked, head: Checked, name: str = "ann") -> str:
    review = review_of(compare_checked(base, head), ("old", "new"))
    assert review is not None
    view = letter(review, name)
    assert view is not None
    return " ".join(write_terminal(view, "en", 80).split())


@pytest.fixture(scope="module")
def base() -> Checked:
    """Return the plan before anything changes."""
    return checked(BASE)


@pytest.mark.parametrize("name", TOLD)
def test_what_touches_a_person_is_told_with_its_cause(base: Checked, name: str) -> None:
    """Pay, scoring, scores, work, leave, manager, last day and customers, each as it was and as it is."""
    path, old, new, told = TOLD[name]
    assert old in BASE[path]
    assert told in _letter(base, checked({**BASE, path: BASE[path].replace(old, new)}))


def test_a_page_shows_what_lies_ahead() -> None:
    """An approved adjustment for June and a customer that goes in July stand on the page of whom they touch."""
    dated = "{id: a, name: Alpha, owners: [{person: ann, to: 2026-06-30}, {person: bob, from: 2026-07-01}]}"
    ahead = BASE["map.yaml"].replace("{id: a, name: Alpha}", dated)
    pages = build(checked({**BASE, "june.yaml": RAISE, "map.yaml": ahead}), "en")
    ann, bob = (pages[f"people/{name}.md"].decode() for name in ("ann", "bob"))
    assert "100,000 more | A rival left |" in ann
    assert "| 1 Jul 2026 | Alpha goes from you |  |" in ann
    assert "| 1 Jul 2026 | Alpha comes to you |" in bob
    assert "A rival left" not in bob
