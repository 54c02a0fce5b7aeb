"""How the package is built: sizes, and what may be called where. import-linter keeps the floors, ruff the rest."""

import ast
import re
import tomllib
from collections.abc import Iterator
from typing import Final

from tests.house.reading import PACKAGE, ROOT, calls, dotted, each, modules, name_of

MOST_LINES: Final = 350
MOST_OF_A_FUNCTION: Final = 45
LONG: Final = {("plancode.document.compose", "_root")}
CLOCKS: Final = ("now", "today", "utcnow", "time", "time_ns", "monotonic", "fromtimestamp")
CHANCE_AND_WORLD: Final = ("http", "random", "requests", "secrets", "socket", "time", "urllib.request", "uuid")
WORLD: Final = {"os.environ", "os.environb", "os.getenv", "os.urandom", "datetime.datetime"}
DOORS: Final = {"plancode", "plancode.__main__"}
RUNS_GIT: Final = "plancode.tree.command"
"""The only module that runs another program; it takes what steers git out of the environment."""
WATCHES: Final = "plancode.actuals.watch"
"""Ends what takes too long; nothing that is read or said depends on the time that it asks for."""
ROUNDS: Final = "plancode.quantity"
"""What Python offers fails of a number of more than 28 digits; `quantity.rounded` does not."""


def test_every_module_stands_on_one_floor() -> None:
    """Every module belongs to exactly one floor of the contract: import-linter knows nothing of one on none."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    floors = [name.strip() for floor in contract["layers"] for name in re.split(r"[|:]", floor)]
    found = {
        name: [floor for floor in floors if name == floor or name.startswith(f"{floor}.")]
        for name in modules().keys() - DOORS
    }
    assert {name: on for name, on in found.items() if len(on) != 1} == {}


def _docstring_lines(tree: ast.AST) -> int:
    """Return how many lines docstrings take: the pages of rules are text, not code."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = [node.body[0] for node in ast.walk(tree) if isinstance(node, kinds) and ast.get_docstring(node)]
    return sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes)


def test_files_are_short() -> None:
    """No file has more than 350 lines, its docstrings apart."""
    lines = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    of_code = {name: count - _docstring_lines(modules()[name]) for name, count in lines.items()}
    assert {name: count for name, count in of_code.items() if count > MOST_LINES} == {}


def test_functions_are_short() -> None:
    """No body of a function has more than 45 lines, but for the composer's one loop."""
    found = {
        (module, node.name): _length(node) for module, tree in modules().items() for node in each(tree, ast.FunctionDef)
    }
    assert {name: count for name, count in found.items() if count > MOST_OF_A_FUNCTION and name not in LONG} == {}


def _length(function: ast.FunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def _imported(tree: ast.Module) -> set[str]:
    """Return what a module imports: modules, and names of them."""
    names = {alias.name for node in each(tree, ast.Import) for alias in node.names}
    return names | {f"{node.module}.{alias.name}" for node in each(tree, ast.ImportFrom) for alias in node.names}


def _imports(tree: ast.Module, *modules: str) -> list[str]:
    """Return what a module imports of others, or of what is in them."""
    return [
        name
        for name in sorted(_imported(tree))
        if name.startswith(tuple(f"{one}." for one in modules)) or name in modules
    ]


def test_only_one_module_runs_programs() -> None:
    """Git is called in one place only, and nothing else is."""
    assert [name for name, tree in modules().items() if _imports(tree, "subprocess")] == [RUNS_GIT]


def test_only_the_command_reads_the_clock() -> None:
    """Outside the command nothing asks for the time, the environment, chance or, but for `forge`, the network."""
    asked = {
        name: [*_asked(tree), *_imports(tree, *CHANCE_AND_WORLD)]
        for name, tree in modules().items()
        if not name.startswith(("plancode.cli", "plancode.forge")) and name not in {RUNS_GIT, WATCHES}
    }
    assert {name: found for name, found in asked.items() if found} == {}


def _asked(tree: ast.Module) -> Iterator[str]:
    for node in each(tree, ast.Attribute):
        owner, name = dotted(node.value), node.attr
        if (owner in {"date", "datetime", "time", "dt"} and name in CLOCKS) or f"{owner}.{name}" in WORLD:
            yield f"{node.lineno}: {owner}.{name}"


def test_numbers_are_rounded_in_one_place() -> None:
    """Nothing but `quantity` rounds, or asks a `Decimal` to."""
    found = {name: [*_roundings(tree)] for name, tree in modules().items() if name != ROUNDS}
    assert {name: lines for name, lines in found.items() if lines} == {}


def _roundings(tree: ast.Module) -> Iterator[int]:
    """Yield the lines of calls that round; `round` may be the name of a method of ours."""
    yield from (call.lineno for call in calls(tree, "quantize", "remainder_near"))
    yield from (call.lineno for call in calls(tree, "round") if dotted(call.func) == "round")


def test_no_two_public_types_share_a_name() -> None:
    """A name of a class or of an alias means one thing: whoever reads it need not ask which module it is from."""
    homes: dict[str, list[str]] = {}
    for name, tree in modules().items():
        for one in types_of(tree):
            homes.setdefault(one, []).append(name)
    assert {one: found for one, found in homes.items() if len(found) > 1} == {}


def types_of(tree: ast.Module) -> Iterator[str]:
    """Yield the public names of classes, and of aliases of types, that a module makes."""
    for node in tree.body:
        target = (
            node.target
            if isinstance(node, ast.AnnAssign)
            else node.targets[0]
            if isinstance(node, ast.Assign)
            else node
        )
        name = target.id if isinstance(target, ast.Name) else getattr(target, "name", "")
        if isinstance(node, ast.ClassDef | ast.Assign | ast.AnnAssign) and re.fullmatch(r"[A-Z]\w*[a-z]\w*", name):
            yield name
