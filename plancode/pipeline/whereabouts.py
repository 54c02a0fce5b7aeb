"""Where a plan lay before: one that moves is followed by its id, and where that changes too by what it says."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from plancode.document.limits import Limits
from plancode.document.reader import PlanReading, is_yaml
from plancode.tree.interface import EntryKind, Tree, Unreadable

_ALIKE: Final = Decimal("0.5")
"""The part of its lines that a plan has in common with what it was, at least, where its id is another one."""
_LOOK_AT: Final = 1_000_000


def plan_id(tree: Tree, home: str = "") -> str:
    """Return the id that a plan in a folder of a tree says it has; "" where there is none."""
    reading = PlanReading(tree, Limits())
    for path in top_files(tree, home):
        for document in reading.read_yaml(path):
            data = document.data
            if isinstance(data, dict) and data.get("kind") == "plan":
                return str(data.get("id"))
    return ""


def top_files(tree: Tree, home: str) -> list[str]:
    """Return the YAML files that lie in a folder, not below it."""
    return [path for path in _files(tree, home) if path.rpartition("/")[0] == home]


def came_from(plan: tuple[Tree, str], before: Tree, left: Iterable[str]) -> str | None:
    """Return which of the folders that no longer hold a plan held this one; None where none did, or several may have.

    `plan` is a tree, and the folder of the plan in it.
    """
    tree, home = plan
    known, name = {folder: plan_id(before, folder) for folder in left}, plan_id(tree, home)
    same = [folder for folder, other in known.items() if other == name != ""]
    if not same and known:
        lines = _lines(tree, home)
        same = [folder for folder in known if _likeness(lines, _lines(before, folder)) >= _ALIKE]
    return same[0] if len(same) == 1 else None


def _likeness(one: Counter[bytes], other: Counter[bytes]) -> Decimal:
    return Decimal((one & other).total()) / max((one | other).total(), 1)


def _lines(tree: Tree, home: str) -> Counter[bytes]:
    return Counter(line.strip() for path in _files(tree, home) for line in _read(tree, path).splitlines())


def _read(tree: Tree, path: str) -> bytes:
    try:
        return tree.read(path, _LOOK_AT)
    except Unreadable:
        return b""


def _files(tree: Tree, home: str) -> list[str]:
    """Return the YAML files in a folder and below it."""
    entries = (entry.path for entry in tree.entries() if entry.kind is EntryKind.FILE)
    return [path for path in entries if is_yaml(path) and (not home or path.startswith(f"{home}/"))]
