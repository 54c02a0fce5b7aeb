"""The package as text: its modules as trees, for tests of how it is written."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

ROOT: Final = Path(__file__).parents[2]
PACKAGE: Final = ROOT / "plancode"
Node = TypeVar("Node", bound=ast.AST)


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the package by its dotted name."""
    return {name_of(path): ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def name_of(path: Path) -> str:
    """Return the dotted name of a module's file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def _walked(tree: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def each(tree: ast.AST, kind: type[Node]) -> Iterator[Node]:
    """Yield the nodes of a kind, wherever in a tree."""
    return (node for node in _walked(tree) if isinstance(node, kind))


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Yield the calls of functions or methods of these names."""
    return (one for one in each(tree, ast.Call) if called(one) in names)


def called(call: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    return dotted(call.func).rpartition(".")[2]


def dotted(node: ast.expr) -> str:
    """Return a name as it is written, of what is no name the part behind the last thing that is none."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def texts(node: ast.expr | None) -> list[str]:
    """Return the texts that an expression may be, as far as they are written out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    return []


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    """Return the functions and methods of a module by name."""
    return {node.name: node for node in each(tree, ast.FunctionDef)}
