"""The fuzz itself: it sees what is broken, makes it small, and does the same again for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from plancode.findings.problem import Problem
from plancode.rules.context import RuleContext
from plancode.rules.rollup import roll_up_gap
from tests.fuzzing.changes import changed
from tests.fuzzing.road import trouble
from tests.fuzzing.smaller import smaller
from tests.making import PLAN, files_of


def test_same_seed_makes_the_same_changes() -> None:
    """A plan that was found can be made again from the seed and its number; another seed makes another one."""
    starter = files_of("starter")
    one, same, other = (changed(random.Random(seed), starter, [starter]) for seed in ("a/1", "a/1", "a/2"))  # noqa: S311
    assert one == same
    assert starter != one != other


@pytest.mark.slow
def test_plan_as_it_is_has_no_trouble(tmp_path: Path) -> None:
    """The starter goes down the whole road, the command included."""
    starter = files_of("starter")
    assert trouble(tmp_path, starter, starter, command=True) is None


def test_rule_that_breaks_is_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that fails on one plan is found, though a check goes on without it."""

    def fail(context: RuleContext) -> Iterator[Problem]:
        if context.graph.plan is not None and context.graph.plan.model.title == "odd":
            raise ZeroDivisionError
        return iter(())

    broken = replace(roll_up_gap, check=fail)
    monkeypatch.setattr("plancode.pipeline.checking.BUILTIN_RULES", (broken,))
    plain = {"plan.yaml": PLAN.encode()}
    odd = {"plan.yaml": (PLAN + "title: odd\n").encode()}
    found = trouble(tmp_path, odd, plain, command=False)
    assert found is not None
    assert "ZeroDivisionError" in found.told
    assert trouble(tmp_path, plain, plain, command=False) is None


def test_plan_is_made_smaller() -> None:
    """Of two files and many lines those are left that the trouble needs."""
    files = {
        "a.yaml": b"\n".join(b"line %d" % number for number in range(40)),
        "b.yaml": b"nothing\nof\nimport",
    }
    needed = {b"line 3", b"line 30"}
    least = smaller(files, lambda some: needed <= set(some.get("a.yaml", b"").split(b"\n")), 30)
    assert least == {"a.yaml": b"line 3\nline 30"}
