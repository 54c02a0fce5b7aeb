"""The example plans as they are checked: once for all tests, because nobody changes them."""

from datetime import date
from functools import cache
from typing import Final

from plancode.document.limits import Limits
from plancode.model.load import OnProgress
from plancode.pipeline.building import build
from plancode.pipeline.checking import Checked, Reach, check
from plancode.pipeline.reaching import reader
from plancode.tree.folder import FolderTree
from plancode.tree.interface import Tree
from tests.support import AS_OF, DAYS, PLANS

EXAMPLES: Final = ("starter", "starter-zh", "adventure-works", "huadong")


@cache
def example(name: str, as_of: date | None = None, *, results: bool = True) -> Checked:
    """Return the check of an example plan, on the day that tests share if no other is wanted, with its results."""
    folder = PLANS / name
    reach = reader(folder) if results else None
    return check(FolderTree(folder), as_of or DAYS.get(name, AS_OF), reach=reach)


@cache
def pages_of(name: str) -> dict[str, str]:
    """Return the pages of an example plan on the day that tests share."""
    return {page: data.decode() for page, data in build(example(name)).items()}


def check_once(
    tree: Tree,
    as_of: date,
    limits: Limits | None = None,
    progress: OnProgress | None = None,
    reach: Reach | None = None,
) -> Checked:
    """Check a plan as commands do, an example that was checked before no second time."""
    root = tree.root if isinstance(tree, FolderTree) else PLANS
    if root.parent == PLANS and limits in (None, Limits()):
        return example(root.name, as_of, results=reach is not None)
    return check(tree, as_of, limits, progress, reach)
