"""Mutated plans: whatever bytes stand in a file, reading it returns, soon, with places inside the file."""

import random
import time
from typing import Final

import pytest

from plancode.document.compose import compose
from plancode.document.limits import Limits
from plancode.document.source import SourceText, decode
from plancode.document.syntax import full_width_stop
from plancode.findings.problem import Problem
from plancode.findings.sentences import hint, message
from tests.fuzzing.changes import spoiled
from tests.making import NAMES, checked, each_route, files_of

SECONDS: Final = 8
KINDS: Final = [
    b"kind: [plan]",
    b"kind: {a: 1}",
    b"kind: 5",
    b"kind:",
    b"plancode: [v1]",
    b"id: 010",
    b"- {}",
    b"- []",
    b"- x",
]


def _mutated(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.randint(1, 4)):
        if chance.randrange(5):
            data = spoiled(chance, data)
        else:
            lines = data.split(b"\n")
            lines[chance.randrange(len(lines))] = chance.choice(KINDS)
            data = b"\n".join(lines)
    return data


def _read(data: bytes) -> list[Problem]:
    source = decode("x.yaml", data)
    if isinstance(source, Problem):
        return [source]
    found = compose(source, Limits())
    for document in found.documents:
        for route, _ in each_route(document.data):
            document.span(route)
            document.span(route, key=True)
    for problem in found.problems:
        _check_place(problem, source)
    for line in source.text.splitlines()[:5]:
        full_width_stop(line)
    return found.problems


def _check_place(problem: Problem, source: SourceText) -> None:
    span = problem.place.span
    if span is not None:
        lines = source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= span.line <= span.end_line <= len(lines), problem
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1, problem


@pytest.mark.slow
def test_mutated_files_are_read_or_reported() -> None:
    """Random changes to the example plans give documents or problems, never an exception, each within two seconds."""
    chance = random.Random(20260401)  # noqa: S311  # chance for a test
    seeds = [data for name in NAMES for path, data in files_of(name).items() if path.endswith(".yaml")]
    until = time.perf_counter() + SECONDS / 2
    slowest, tried = 0.0, 0
    while time.perf_counter() < until:
        data = _mutated(chance, chance.choice(seeds))
        start = time.perf_counter()
        _read(data)
        slowest, tried = max(slowest, time.perf_counter() - start), tried + 1
    assert slowest < 2
    assert tried > 20


@pytest.mark.slow
def test_mutated_plans_are_checked() -> None:
    """A plan with one file changed at random is checked to the end, and each finding can be said in both languages."""
    chance = random.Random(20260402)  # noqa: S311
    plans = [files_of(name) for name in ("starter", "starter-zh", "huadong")]
    until = time.perf_counter() + SECONDS / 2
    while time.perf_counter() < until:
        files = dict(chance.choice(plans))
        path = chance.choice([one for one in files if one.endswith((".yaml", ".csv"))])
        files[path] = _mutated(chance, files[path])
        found = checked(files)
        assert found.broken == (), (path, files[path], found.broken)
        for finding in found.findings:
            assert all(message(finding, language) and hint(finding, language) for language in ("en", "zh"))
