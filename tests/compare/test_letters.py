"""The letter to a person: whatever is not the same on their page, in pay, and on days ahead is told, with its cause."""

from pathlib import Path
from typing import Final

import pytest

from plancode.locale.catalogue import LANGUAGES, Language
from plancode.pipeline.building import build
from plancode.pipeline.checking import Checked
from plancode.pipeline.comparing import compare_checked
from plancode.pipeline.telling import letter, review_of
from plancode.render.terminal import write_terminal
from tests.making import PLAN, STEPS_WAIVED, checked

GOLDEN: Final = Path(__file__).parent / "letters"
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
PROMOTED: Final = f"{ANN}, changes: [{{from: 2026-06-01, role: senior, reason: Team lead}}]"
RAISE: Final = """plancode: v1
kind: adjustment
id: june
effective: 2026-06-01
trigger: market
reason: A rival left
approved: {by: gm, on: 2026-03-20}
changes: [{target: revenue-2026, person: ann, delta: 100k}]
"""
KINDS: Final = {
    "coefficient": ("card.yaml", "coefficient: 1.1", "coefficient: 1.3"),
    "floor": ("card.yaml", "floor: 60%", "floor: 80%"),
    "veto": ("card.yaml", "below: 3", "below: 5"),
    "pay": (
        "team.yaml",
        "title: Rep, carries_quota: true, hours_per_week: 40, ote: 240k",
        "title: Rep, carries_quota: true, hours_per_week: 40, ote: 200k",
    ),
    "assessment": ("card.yaml", "level: 2", "level: 1"),
    "task": ("work.yaml", "title: Coolers", "title: Fridges"),
    "deadline": ("work.yaml", "to: 2026-05-31", "to: 2026-04-30"),
    "review": ("work.yaml", "due: 2026-04-17", "due: 2026-04-10"),
    "leave": ("team.yaml", ANN, f"{ANN}, leave: [{{from: 2026-05-04, to: 2026-05-08}}]"),
    "sick leave": ("team.yaml", ANN, f"{ANN}, leave: [{{from: 2026-05-04, to: 2026-06-30, kind: sick}}]"),
    "manager": ("team.yaml", "{id: north, parent: top, manager: gm}", "{id: north, parent: top, manager: bob}"),
    "last day": ("team.yaml", ANN, f"{ANN}, end: 2026-05-31"),
    "dated move": ("team.yaml", ANN, f"{ANN}, changes: [{{from: 2026-06-01, team: south}}]"),
    "duty": ("work.yaml", "R: [ann]", "R: [bob]"),
    "handover": ("map.yaml", "owners: [{person: ann}]", "owners: [{person: bob}]"),
    "handover to nobody": ("map.yaml", "owners: [{person: ann}]", "owners: []"),
    "handover ahead": (
        "map.yaml",
        "owners: [{person: ann}]",
        "owners: [{person: ann, to: 2026-05-31}, {person: bob, from: 2026-06-01}]",
    ),
    "adjustment ahead": ("june.yaml", "", RAISE),
    "adjustment for another reason": ("june.yaml", RAISE, RAISE.replace("A rival left", "New budget")),
    "promotion withdrawn": ("team.yaml", PROMOTED, ANN),
    "hours": (
        "team.yaml",
        "{id: rep, title: Rep, carries_quota: true, hours_per_week: 40",
        "{id: rep, title: Rep, carries_quota: true, hours_per_week: 30",
    ),
    "small": ("targets.yaml", "{person: ann, amount: 1.2M}", "{person: ann, amount: 1.2003M}"),
}
"""The file that says it, and what it says there before and after."""


def _letter(base: Checked, head: Checked, language: Language, name: str = "ann") -> str:
    review = review_of(compare_checked(base, head), ("old", "new"))
    assert review is not None
    view = letter(review, name)
    assert view is not None
    return write_terminal(view, language, 80)


@pytest.fixture(scope="module")
def base() -> Checked:
    """Return the plan before anything changes."""
    return checked(BASE)


@pytest.mark.parametrize("name", KINDS)
def test_letter_of_each_kind_of_change(base: Checked, name: str, *, update_golden: bool) -> None:
    """Pay, scoring, scores, work, leave, manager, last day, promotion and customers are told with their cause."""
    path, old, new = KINDS[name]
    whole = BASE.get(path, "").replace(new if old == PROMOTED else old, "{}", 1) or "{}"
    before, after = ({**BASE, path: whole.replace("{}", text)} for text in (old, new))
    assert before != after
    sides = (base if before.get(path) in (BASE.get(path), "") else checked(before), checked(after))
    kept = GOLDEN / f"{name.replace(' ', '-')}.txt"
    told = "\n".join(_letter(*sides, language) for language in LANGUAGES)
    if update_golden:
        kept.write_text(told, "utf-8")
    assert told == kept.read_text("utf-8")


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
