"""How the package is built: floors, sizes, and what may be called where."""

import ast
import re
import tomllib
from typing import Final

import pytest

from tests.house.reading import PACKAGE, ROOT, calls, modules, name_of

MOST_LINES: Final = 350
MOST_OF_A_FUNCTION: Final = 45
LONG: Final = {("plancode.document.compose", "_root")}
CLOCKS: Final = ("now", "today", "utcnow", "time", "time_ns", "monotonic", "fromtimestamp")
DOORS: Final = {"plancode", "plancode.__main__"}


def _floors() -> list[set[str]]:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    return [{name.strip() for name in re.split(r"[|:]", floor)} for floor in contract["layers"]]


@pytest.mark.parametrize("module", sorted(set(modules()) - DOORS))
def test_module_stands_on_one_floor(module: str) -> None:
    """Every module belongs to exactly one floor of the contract."""
    found = [name for floor in _floors() for name in floor if module == name or module.startswith(f"{name}.")]
    assert len(found) == 1, found


def test_every_floor_has_modules() -> None:
    """No floor of the contract is of nothing."""
    assert {name for floor in _floors() for name in floor} <= set(modules())


@pytest.mark.parametrize("module", sorted(set(modules()) - DOORS))
def test_module_imports_nothing_above_or_beside(module: str) -> None:
    """What a module imports, anywhere in it, stands on a lower floor or in its own package."""
    floors = {name: number for number, floor in enumerate(_floors()) for name in floor}
    own = next(name for name in floors if module == name or module.startswith(f"{name}."))
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("plancode."):
            other = next(name for name in floors if node.module == name or str(node.module).startswith(f"{name}."))
            assert other == own or floors[other] > floors[own], node.module


def _docstring_lines(tree: ast.AST) -> int:
    """Return how many lines docstrings take: the pages of rules are text, not code."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = [node.body[0] for node in ast.walk(tree) if isinstance(node, kinds) and ast.get_docstring(node)]
    return sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=name_of)
def test_file_is_short(path: object) -> None:
    """No file has more than 350 lines, its docstrings apart."""
    from pathlib import Path

    assert isinstance(path, Path)
    lines = len(path.read_text("utf-8").splitlines())
    assert lines - _docstring_lines(modules()[name_of(path)]) <= MOST_LINES


@pytest.mark.parametrize("module", sorted(modules()))
def test_functions_are_short(module: str) -> None:
    """No body of a function has more than 45 lines, but for the composer's one loop."""
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.FunctionDef) and (module, node.name) not in LONG:
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body:
                assert (body[-1].end_lineno or 0) - body[0].lineno + 1 <= MOST_OF_A_FUNCTION, node.name


@pytest.mark.parametrize("module", sorted(modules()))
def test_nothing_is_printed_or_loaded_unsafely(module: str) -> None:
    """Nothing prints; YAML is loaded only by our own catalogue; nothing is evaluated or unpickled."""
    tree = modules()[module]
    assert not [call.lineno for call in calls(tree, "print", "eval", "exec", "input", "breakpoint")]
    text = ast.unparse(tree)
    assert "FullLoader" not in text
    assert "UnsafeLoader" not in text
    assert "pickle" not in text
    if module != "plancode.locale.catalogue":
        assert "yaml.load(" not in text


RUNS_GIT: Final = "plancode.tree.command"
"""The only module that runs another program; it takes what steers git out of the environment."""


@pytest.mark.parametrize("module", sorted(modules()))
def test_only_one_module_runs_programs(module: str) -> None:
    """Git is called in one place only, and nothing else is."""
    found = {node.module for node in ast.walk(modules()[module]) if isinstance(node, ast.ImportFrom)}
    found |= {one.name for node in ast.walk(modules()[module]) if isinstance(node, ast.Import) for one in node.names}
    assert "subprocess" not in found or module == RUNS_GIT


WATCHES: Final = "plancode.actuals.watch"
"""Ends what takes too long; nothing that is read or said depends on the time that it asks for."""


@pytest.mark.parametrize(
    "module",
    sorted(name for name in modules() if not name.startswith("plancode.cli") and name not in {RUNS_GIT, WATCHES}),
)
def test_only_the_command_reads_the_clock(module: str) -> None:
    """Outside the command nothing asks for the time, the environment, or chance."""
    tree = modules()[module]
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    asked = [
        ast.unparse(node)
        for node in attributes
        if ast.unparse(node) in {f"{owner}.{name}" for owner in ("date", "datetime", "time", "dt") for name in CLOCKS}
        or ast.unparse(node).startswith(("os.environ", "random.", "datetime.datetime.", "uuid."))
    ]
    assert asked == []
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not imported & {"random", "time", "secrets", "uuid", "socket", "urllib", "http", "requests", "subprocess"}


@pytest.mark.parametrize("module", sorted(name for name in modules() if name != "plancode.quantity"))
def test_numbers_are_rounded_in_one_place(module: str) -> None:
    """What Python offers fails of a number of more than 28 digits; `quantity.rounded` does not."""
    calls = [node.func for node in ast.walk(modules()[module]) if isinstance(node, ast.Call)]
    names = {ast.unparse(one) for one in calls if isinstance(one, ast.Name)}
    methods = {one.attr for one in calls if isinstance(one, ast.Attribute)}
    assert "round" not in names
    assert not methods & {"quantize", "remainder_near"}
