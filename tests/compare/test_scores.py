"""Totals and grades of scorecards are effects of a change: whose, from what, to what, wherever a change is told."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest

from plancode.compare.comparison import Background
from plancode.pipeline.checking import Checked, check
from plancode.pipeline.comparing import compare_checked
from plancode.pipeline.data import data_changes
from plancode.pipeline.resulting import results_of
from plancode.pipeline.sides import Side
from plancode.pipeline.telling import letter, record, review_of, text
from plancode.render.changes.review import Review
from plancode.render.terminal import write_terminal
from tests.making import AS_OF, PLAN, STEPS_WAIVED, Files, tree_of

CARD: Final = """plancode: v1
kind: rubric
id: card
title: Card
roles: [rep]
period: quarter
kpis:
  - {id: revenue, title: Revenue, metric: revenue, dimension: outcome, weight: 60,
     score: {method: linear, floor: 0%, ceiling: 100%}}
  - {id: skill, title: Skill, assess: {by: field_visit}, dimension: skill, weight: 40,
     score: {method: levels, levels: {"1": 50%, "2": 100%}}}
grades: [{grade: A, from: 80}, {grade: B}]
---
plancode: v1
kind: assessments
id: visits
assessments:
  - {person: ann, kpi: skill, method: field_visit, level: 2, assessor: gm, on: 2026-03-18}
  - {person: bob, kpi: skill, method: field_visit, level: 1, assessor: gm, on: 2026-03-18}
"""
BASE: Final[dict[str, str]] = {
    "plan.yaml": f"{PLAN}team: top\n{STEPS_WAIVED}",
    "team.yaml": """plancode: v1
kind: team
id: people
roles: [{id: rep, carries_quota: true}, {id: boss, manages: true}]
teams: [{id: top, manager: gm}]
people:
  - {id: gm, name: Gina, role: boss, team: top}
  - {id: ann, name: Ann, role: rep, team: top, codes: {erp: "1"}}
  - {id: bob, name: Bob, role: rep, team: top, codes: {erp: "2"}}
""",
    "targets.yaml": """plancode: v1
kind: targets
id: revenue-2026
metric: revenue
phasing: even
target: {team: top, amount: 2.4M}
split: [{person: ann, amount: 1.2M}, {person: bob, amount: 1.2M}]
""",
    "card.yaml": CARD,
    "actuals.yaml": """plancode: v1
kind: actuals
id: results
sources:
  - {id: orders, file: orders.csv, columns: {date: Date, person: Seller, amount: Amount}, match_by: erp,
     credit: seller, complete_through: 2026-03-31}
metrics: [{metric: revenue, source: orders, measure: sum}]
""",
    "orders.csv": "Date,Seller,Amount\n2026-02-10,1,225000\n2026-02-10,2,150000\n",
}
"""Ann reaches 75 % of her first quarter and has 85 points, grade A; Bob half, and has 50, grade B."""
MOVES: Final = {
    "weights": (
        "card.yaml",
        (("weight: 60", "weight: 90"), ("weight: 40", "weight: 10")),
        "another grade for 1 person, another total for 1",
        {"ann": "total 85.00 → 77.50, grade A → B"},
    ),
    "levels": (
        "card.yaml",
        (('"1": 50%', '"1": 25%'),),
        "another total of the scorecard for 1 person, the same grade",
        {"bob": "total 50.00 → 40.00"},
    ),
    "floor": (
        "card.yaml",
        (("floor: 0%", "floor: 50%"),),
        "another grade for 1 person, another total for 2",
        {"ann": "total 85.00 → 70.00, grade A → B", "bob": "total 50.00 → 20.00"},
    ),
    "metric": (
        "card.yaml",
        (("metric: revenue", "metric: collections"),),
        "another grade for 2 people, another total for 1",
        {"ann": "total 85.00 → 100.00, grade A → not graded", "bob": "grade B → not graded"},
    ),
    "grades": (
        "card.yaml",
        (("from: 80", "from: 90"),),
        "another grade for 1 person",
        {"ann": "grade A → B"},
    ),
    "quota": (
        "targets.yaml",
        (("person: bob, amount: 1.2M", "person: bob, amount: 600k"),),
        "another grade for 1 person, another total for 1",
        {"bob": "total 50.00 → 80.00, grade B → A"},
    ),
    "whose sales": (
        "team.yaml",
        (('erp: "1"', 'erp: "3"'),),
        "another grade for 1 person, another total for 1",
        {"ann": "total 85.00 → 100.00, grade A → not known"},
    ),
    "data": (
        "orders.csv",
        (("2,150000", "2,300000"),),
        "another grade for 1 person, another total for 1",
        {"bob": "total 50.00 → 80.00, grade B → A"},
    ),
}
SIDES: Final = (Side(tree_of({}), "old"), Side(tree_of({}), "new"))


def _checked(folder: Path, files: Files, *, with_results: bool = True) -> Checked:
    folder.mkdir(exist_ok=True)
    (folder / "orders.csv").write_text(str(files["orders.csv"]), "utf-8")
    return check(tree_of(files), AS_OF, reach=(lambda one: results_of(one, folder)) if with_results else None)


def _moved(path: str, edits: Iterable[tuple[str, str]]) -> Files:
    text = BASE[path]
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return {**BASE, path: text}


def _review(base: Checked, head: Checked, background: Background | None = None, *, mask: bool = False) -> Review:
    review = review_of(compare_checked(base, head, background=background), ("old", "new"), mask=mask)
    assert review is not None
    return review


def _plain(told: str) -> str:
    return " ".join(told.split())


@pytest.mark.parametrize("name", MOVES)
def test_moved_totals_and_grades_are_told_everywhere(tmp_path: Path, name: str) -> None:
    """The headline counts them, the table of people, the letters and the JSON say whose, from what and to what."""
    path, edits, headline, told = MOVES[name]
    moved = _moved(path, edits)
    base, head = _checked(tmp_path / "base", BASE), _checked(tmp_path / "head", moved)
    data = tuple(data_changes((tree_of(BASE), tree_of(moved)), base, head))
    if data:  # both sides are measured by today's files, and what is compared by each one's own
        today = check(tree_of(BASE), AS_OF, reach=lambda one: results_of(one, tmp_path / "head"))
        review = _review(today, head, Background(own=lambda: base.results, data=data))
    else:
        review = _review(base, head)
    report = _plain(text(review, "en", 80))
    assert headline in report
    assert "No figure" not in report
    assert {one.person.id for one in review.comparison.scores} == set(told)
    for person, moves in told.items():
        view = letter(review, person)
        assert view is not None
        line = f"Quarter 1 of 2026: {moves}"
        assert line in report
        assert f"- {line}" in _plain(write_terminal(view, "en", 80))


def test_programs_get_totals_and_grades_and_nobody_masked_ones(tmp_path: Path) -> None:
    """JSON has both sides of each scorecard, with its reason where there is no grade; masked, no value is left."""
    base, head = (_checked(tmp_path, files) for files in (BASE, _moved(*MOVES["metric"][:2])))
    review = _review(base, head)
    made: Any = record(review, compare_checked(base, head), SIDES, "en")
    sides = [(one["person"]["id"], one["is_over"], one["before"], one["after"]) for one in made["scores"]]
    assert sides[0] == (
        "ann", True, {"total": "85", "grade": "A", "no_grade": None},
        {"total": "100", "grade": None, "no_grade": "too_little"},
    )  # fmt: skip
    lines = [line for line in made["people"][0]["page"] if line["under"][0]["word"] == "section.scoring"]
    assert [[cell["after"]["id"] for cell in line["cells"]] for line in lines] == [["collections"]]
    hidden = _review(base, head, mask=True)
    masked: Any = record(hidden, compare_checked(base, head), SIDES, "en")
    assert {value for one in masked["scores"] for value in one["after"].values()} == {None}
    assert all(not line["cells"] for one in masked["people"] for line in one["page"])
    report = _plain(text(hidden, "en", 80))
    assert "2 grades move" in report
    assert "85.00" not in report


def test_scores_that_were_not_worked_out_are_not_called_unmoved(tmp_path: Path) -> None:
    """Without results the report says that nobody knows whether scores move, unless only words changed."""
    base, weights, words = (
        _checked(tmp_path, files, with_results=False)
        for files in (BASE, _moved(*MOVES["weights"][:2]), _moved("card.yaml", (("title: Card", "title: Ours"),)))
    )
    unknown = "Whether totals and grades of scorecards move is not known: results were not read"
    assert unknown in _plain(text(_review(base, weights), "en", 80))
    assert unknown not in _plain(text(_review(base, words), "en", 80))
    made: Any = record(_review(base, weights), compare_checked(base, weights), SIDES, "en")
    assert made["scores"] is None
