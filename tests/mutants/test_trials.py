"""Trials from one end to the other: what tests reach is recorded, what matters dies, what does not lives."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.mutants.operators import Mutant
from tests.mutants.reach import Reach, record
from tests.mutants.tree import ROOT
from tests.mutants.trials import job, tried

MODULE = "plancode/split.py"
TESTS = ["tests/test_split.py"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants are tried in forks"),
]


def _mutant(old: str, new: str) -> Mutant:
    source = (ROOT / MODULE).read_bytes()
    start = source.index(old.encode())
    return Mutant("by hand", source[:start].count(b"\n") + 1, start, start + len(old), new)


def test_mutants_fare_as_they_must(tmp_path: Path) -> None:
    """Running sums rounded down by one are noticed, weights twice as large are not, one without an end is ended."""
    before = (ROOT / MODULE).read_bytes()
    assert record(TESTS, tmp_path) == TESTS
    assert record(TESTS, tmp_path) == []
    module = Reach(MODULE, tmp_path)
    rest = job(module, _mutant("steps + total) // (2", "steps - total) // (2"), 2)
    weights = job(module, _mutant("[1] * len(numbers)", "[2] * len(numbers)"), 2)
    endless = job(module, _mutant("/ step), sum(shares)", "/ step), sum(iter(int, 1))"), 2)
    endless = replace(endless, tests=endless.tests[:1])
    found = list(tried([rest, weights, endless]))
    assert [one.ended for one in found] == ["killed", "survived", "timed out"]
    assert found[0].killer.startswith("tests/test_split.py::")
    assert (ROOT / MODULE).read_bytes() == before
