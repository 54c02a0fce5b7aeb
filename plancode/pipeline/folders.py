"""Which folders a command means: the plan it is given, or every plan in a folder of plans."""

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final

from plancode.config.belonging import is_document
from plancode.document.reader import is_yaml
from plancode.errors import FolderError
from plancode.tree.folder import FolderTree
from plancode.tree.interface import EntryKind, Tree, Unreadable

_LOOK_AT: Final = 1_000_000
_NAMED: Final = 8
_PLAN: Final = re.compile(r"^kind:[ \t]*[\"']?plan[\"']?[ \t]*(?:#.*)?\r?$", re.MULTILINE)


def plan_folders(folder: Path) -> list[Path]:
    """Return the folder itself, or the outermost folders in it that hold a plan where it has no document of its own.

    Raises FolderError where there is no folder.
    """
    return [folder / name if name else folder for name in plans_in(FolderTree(folder))]


def holds_plan(tree: Tree) -> bool:
    """Whether a document somewhere in a tree says that it is a plan."""
    return any(_says_plan(tree, path) for path in _yaml_in(tree))


def _yaml_in(tree: Tree) -> list[str]:
    return [entry.path for entry in tree.entries() if entry.kind is EntryKind.FILE and is_yaml(entry.path)]


def plans_in(tree: Tree) -> list[str]:
    """Return the paths of the plans in a tree, "" for one that it is itself; "" too where none says so."""
    files = _yaml_in(tree)
    at_top = (path for path in files if "/" not in path)
    if any(is_document(text) or _PLAN.search(text) for text in (_text(tree, path) for path in at_top)):
        return [""]
    homes = sorted(
        {path.rpartition("/")[0] for path in files if _says_plan(tree, path)}, key=lambda home: home.split("/")
    )
    outermost: list[str] = []
    for home in homes:
        if not any(home.startswith(f"{other}/") for other in outermost):
            outermost.append(home)
    return outermost or [""]


def one_plan_folder(folder: Path) -> Path:
    """Return the folder of the one plan that is meant; raises FolderError where there are several."""
    folders = plan_folders(folder)
    if len(folders) > 1:
        raise FolderError(str(folder), several(folders))
    return folders[0]


def several(folders: Iterable[Path]) -> str:
    """Return in words that one of several plans has to be named."""
    names = ", ".join(plan.as_posix() for plan in islice(folders, _NAMED))
    return f"this folder holds several plans; name one: {names}"


def _says_plan(tree: Tree, path: str) -> bool:
    return _PLAN.search(_text(tree, path)) is not None


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.read(path, _LOOK_AT).decode("utf-8", "replace")
    except Unreadable:
        return ""
