"""Mutants: what each operator makes of a line, what is left alone, and that a sample is the same for a seed."""

from pathlib import Path

import pytest

from tests.mutants.operators import mutants_of
from tests.mutants.trials import sample

PACKAGE = Path(__file__).parents[2] / "plancode"


def _made(line: str) -> set[str]:
    source = line.encode()
    return {one.applied(source).decode() for one in mutants_of(source)}


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("a < b", {"(a <= b)", "(a >= b)"}),
        ("a in b", {"(a not in b)"}),
        ("a is None", {"(a is not None)"}),
        ("x = a and b", {"x = (a or b)", "x = (a)", "x = (b)"}),
        ("x = not a", {"x = (a)"}),
        ("x = a + b", {"x = (a - b)"}),
        ("x = f(1)", {"x = f(2)", "x = f(0)"}),
        ("x = f(0)", {"x = f(1)", "x = f((-1))"}),
        ("x = Decimal('0.15')", {"x = Decimal('0.16')", "x = Decimal('0.14')"}),
        ("x = 'word'", {"x = 'word~'"}),
        ("x = True", {"x = False"}),
        ("x = min(a, key=b)", {"x = max(a, key=b)", "x = min(a)"}),
        ("x = any(a)", {"x = all(a)"}),
        ("x = [a for a in b if c]", {"x = [a for a in b]", "x = [a for a in b if (not (c))]"}),
        ("x = {a: 1, b: 2}", {"x = {b: 2}", "x = {a: 1}"}),
        ("x = [a]", {"x = []"}),
        ("f(a)", {"pass"}),
        ("x[a] = b", {"pass"}),
        ("x += a", {"pass"}),
        ("if a: b = c", {"if (not (a)): b = c"}),
        ("def f(a):\n    return a", {"def f(a):\n    return None"}),
        ("def f(a):\n    yield a", {"def f(a):\n    pass"}),
        ("while a:\n    break", {"while a:\n    continue"}),
        ("x, y = 1, a", {"x, y = 2, a", "x, y = 0, a"}),
    ],
)
def test_operators(line: str, some: set[str]) -> None:
    """Each is made, as a program that differs from what was there."""
    assert some <= _made(line)


@pytest.mark.parametrize(
    "line",
    [
        "import a",
        '"""What it is."""',
        "x: tuple[int, ...]",
        "def f(a: 'A' = b) -> 'C': ...",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    x = 1",
        "Kind = Literal['a', 'b']",
        "Places = dict[str, int]",
        "class A(B, extra='forbid'): ...",
        "@rule('TGT106', name='gap')\ndef f(): ...",
        "x: A = says('What it is.', 'a')",
        "x = f'{a + 1}'",
        "def f():\n    return None",
    ],
)
def test_what_changes_nothing_is_left_alone(line: str) -> None:
    """Types, imports, texts for people and what decorators say of a function are no figures."""
    assert _made(line) - {line.replace("...", "pass")} == set()


@pytest.mark.slow
def test_mutants_are_programs_each_once() -> None:
    """No two mutants of a module are the same, and all of them compile."""
    source = (PACKAGE / "analysis" / "ownership.py").read_bytes()
    made = [one.applied(source) for one in mutants_of(source)]
    assert len(set(made)) == len(made) > 100
    assert source not in made
    for one in made:
        compile(one, "mutant", "exec")


def test_sample_is_the_same_for_a_seed() -> None:
    """The same seed picks the same mutants, another one others, and both in the order of the source."""
    mutants = mutants_of((PACKAGE / "split.py").read_bytes())
    picked = sample(mutants, 10, 7)
    assert picked == sample(mutants, 10, 7) != sample(mutants, 10, 8)
    assert [one.line for one in picked] == sorted(one.line for one in picked)
    assert sample(mutants, 10_000, 7) == list(mutants)
