"""plancode: sales plans as reviewed text, checked before the year starts and published for the people in them.

The public door: `load` reads a plan into its graph, `check` returns everything that is wrong with it, `diff` what is
different between two.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from plancode.graph.graph import PlanGraph
    from plancode.pipeline.checking import Checked
    from plancode.pipeline.comparing import Compared

__version__ = "0.1.0"
__all__ = ["__version__", "check", "diff", "load"]


def check(folder: "str | Path", as_of: "date") -> "Checked":
    """Return the plan in a folder with all findings as of a day; raises FolderError where there is no folder."""
    from pathlib import Path

    from plancode.pipeline.checking import check as check_tree
    from plancode.tree.folder import FolderTree

    return check_tree(FolderTree(Path(folder)), as_of)


def load(folder: "str | Path", as_of: "date") -> "PlanGraph":
    """Return the graph of the plan in a folder, as far as it could be read; raises FolderError."""
    return check(folder, as_of).graph


def diff(base: "str | Path", head: "str | Path", as_of: "date") -> "Compared":
    """Return what is different between the plans in two folders, the old one first, as of a day; raises FolderError."""
    from pathlib import Path

    from plancode.pipeline.comparing import compare
    from plancode.tree.folder import FolderTree

    return compare((FolderTree(Path(base)), FolderTree(Path(head))), as_of)
