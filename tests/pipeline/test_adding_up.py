"""Changes add up since the period began: nobody gets away with many small ones."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from plancode.pipeline.comparing import compare
from plancode.pipeline.sides import as_it_was, authors, sides
from tests.repositories import git, repo_of

PLAN = """plancode: v1
kind: plan
id: east-2026
period: 2026
currency: CNY
---
plancode: v1
kind: team
id: sales
roles: [{{id: rep, carries_quota: true}}]
teams: [{{id: east}}]
people: [{{id: zhou-min, role: rep, team: east}}, {{id: wu-hao, role: rep, team: east}}]
---
plancode: v1
kind: targets
id: revenue-2026
metric: revenue
phasing: even
target: {{team: east, amount: {all}}}
targets: [{{person: zhou-min, period: 2026-Q4, amount: {one}}}, {{person: wu-hao, period: 2026-Q4, amount: 5000}}]
"""


def _told(folder: Path, *steps: tuple[int, int], homes: str = "ppp") -> list[tuple[str, str]]:
    """Return codes and variants of the gate for the last of some revisions of quota and target, of these days.

    `homes` are the folders in which the plan lies, one after the other.
    """
    other = PLAN.format(one=1, all=2).replace("east", "west")
    made = [
        {f"{home}/plan.yaml": PLAN.format(one=one, all=whole), "west/plan.yaml": other}
        for (one, whole), home in zip(steps, homes, strict=False)
    ]
    repo = repo_of(folder, made)
    last = ""
    for number in range(len(made)):  # the first lies before the year, the others in it
        day = f"{2026 if number else 2025}-0{number + 1}-11T12:00:00+00:00"
        tree = git(repo, "rev-parse", f"HEAD~{len(made) - 1 - number}^{{tree}}")
        last = git(repo, "commit-tree", tree, *(("-p", last) if last else ()), "-m", "x", GIT_COMMITTER_DATE=day)
    git(repo, "reset", "--quiet", "--hard", last)
    base, head = sides("HEAD~1", "HEAD", repo / homes[len(made) - 1])
    found = compare((base.tree, head.tree), date(2026, 6, 1), as_it_was=partial(as_it_was, base)).gate
    return [(one.code, one.variant) for one in found if one.code in ("CHG101", "CHG130")]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(5000, 10000), (4600, 10000), (4300, 10000)], [("CHG101", "adds_up")]),
        ([(5000, 10000), (4600, 10000), (4700, 10000)], []),
        ([(5000, 10000), (4600, 10000)], []),
        ([(5000, 10000), (5000, 9400), (5000, 8800)], [("CHG130", "adds_up")]),
        ([(5000, 10000), (4600, 10000), (3000, 10000)], [("CHG101", "falls")]),
    ],
    ids=["twice", "back", "once", "target", "at once"],
)
def test_small_changes_add_up(tmp_path: Path, steps: list[tuple[int, int]], expected: list[tuple[str, str]]) -> None:
    """Twice 7 % is more than 10 %; what leads back, and what was never far, is nothing; a large step is told as one."""
    assert _told(tmp_path, *steps) == expected


@pytest.mark.parametrize("homes", ["pqq", "ppq", "pqr"])
def test_plan_is_followed_where_it_moves(tmp_path: Path, homes: str) -> None:
    """A folder with another name, now or before, makes no new plan: what it was when its period began is known."""
    assert _told(tmp_path, (5000, 10000), (4600, 10000), (4300, 10000), homes=homes) == [("CHG101", "adds_up")]


def test_plan_that_moves_under_another_id_is_followed(tmp_path: Path) -> None:
    """With another folder and another id in one change, a plan is known by what it says; a copy is a new one."""
    was, now = PLAN.format(one=5000, all=10000), PLAN.format(one=3000, all=10000).replace("id: east-2026", "id: new")
    moved = repo_of(tmp_path / "moved", [{"p/plan.yaml": was}, {"q/plan.yaml": now}])
    assert sides("HEAD~1", "HEAD", moved / "q")[0].label.endswith(":p")
    copied = repo_of(tmp_path / "copied", [{"p/plan.yaml": was}, {"p/plan.yaml": was, "q/plan.yaml": now}])
    assert sides("HEAD~1", "HEAD", copied / "q")[0].is_empty


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("wu@example.com", [("CHG101", "warning")]),
        ("zhou@example.com", [("CHG101", "error"), ("CHG123", "error")]),
        ("x@example.com", [("CHG101", "error"), ("CHG124", "info")]),
    ],
)
def test_author_who_gains_nothing_is_only_warned(tmp_path: Path, address: str, told: list[tuple[str, str]]) -> None:
    """A large step ahead is an error of whoever gains, or is not known; of others it is a warning."""
    text = PLAN.format(one=5000, all=10000)
    for name in ("zhou", "wu"):
        text = text.replace(f"{{id: {name}-", f"{{codes: {{email: {name}@example.com}}, id: {name}-")
    less = text.replace("amount: 5000}, {", "amount: 3000}, {")
    repo = repo_of(tmp_path, [{"p/plan.yaml": text}, {"p/plan.yaml": less}])
    git(repo, "commit", "--quiet", "--amend", "--no-edit", "--author", f"Me <{address}>")
    for newer in ("HEAD", None):  # the files as they lie are what the last commit has
        base, head = sides("HEAD~1", newer, repo / "p")
        found = compare((base.tree, head.tree), date(2026, 6, 1), authors=authors(base, head)).gate
        assert sorted((one.code, one.severity.value) for one in found) == told
