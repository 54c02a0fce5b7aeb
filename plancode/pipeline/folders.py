"""Which folders a command means: the plan it is given, or every plan in a folder of plans."""

from pathlib import Path
from typing import Final

from plancode.document.reader import is_yaml
from plancode.tree.folder import FolderTree
from plancode.tree.interface import EntryKind, Unreadable

_LOOK_AT: Final = 1_000_000


def plan_folders(folder: Path) -> list[Path]:
    """Return the folder itself, or the folders in it that each hold a plan where it has no YAML of its own.

    Raises FolderError where there is no folder.
    """
    tree = FolderTree(folder)
    files = [entry.path for entry in tree.entries() if entry.kind is EntryKind.FILE and is_yaml(entry.path)]
    if any("/" not in path for path in files):
        return [folder]
    below = {path.split("/")[0] for path in files if path.count("/") == 1 and _says_plan(tree, path)}
    return [folder / name for name in sorted(below)] or [folder]


def _says_plan(tree: FolderTree, path: str) -> bool:
    try:
        return b"\nkind: plan" in b"\n" + tree.read(path, _LOOK_AT)
    except Unreadable:
        return False
