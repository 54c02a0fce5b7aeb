"""Which plans are held against each other: one, or each of a folder of plans with what it was."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from plancode.errors import FolderError
from plancode.pipeline.folders import holds_plan, plan_folders, plans_in, several
from plancode.pipeline.sides import Side, given_folders, sides
from plancode.pipeline.whereabouts import came_from, top_files
from plancode.tree.folder import FolderTree
from plancode.tree.git import GitTree
from plancode.tree.interface import Tree
from plancode.tree.overlay import OverlayTree


@dataclass(frozen=True, slots=True)
class PlanPair:
    """The two sides of a plan, and the folder it is told by, where its sources lie."""

    plan: Path
    base: Side
    head: Side


def pairs(base: str | None, head: str | None, folder: Path) -> tuple[PlanPair, ...]:
    """Return the plans that BASE and HEAD mean for a folder, by their names.

    Two folders are compared wherever one stands: what `folder` holds is not asked. Else it is the plan there, or each
    of the plans there, those of both sides. Of several plans those with the same place go together, else those with
    the same id, or that say the same; one that only one side has is new, or gone. Raises FolderError where a plan
    stands against several.
    """
    given = given_folders(base, head, folder)
    if given is not None:
        home = given[1].folder if folder == Path() else None
        return _by_plan(folder if home is None else home, *given)
    folders = plan_folders(folder)
    if folders == [folder]:
        return (PlanPair(folder, *sides(base, head, folder, folder)),)
    old, new = sides(base, head, folder)
    if max(len(_homes(old.tree)), len(_homes(new.tree)), len(folders)) == 1:
        return (PlanPair(folders[0], *sides(base, head, folders[0], folder)),)
    return _by_plan(folder, old, new)


def _homes(tree: Tree) -> list[str]:
    return plans_in(tree) if holds_plan(tree) else []


def _by_plan(folder: Path, base: Side, head: Side) -> tuple[PlanPair, ...]:
    old, new = _homes(base.tree), _homes(head.tree)
    if len(old) <= 1 and len(new) <= 1:
        home = folder / new[0] if new else folder  # what says of neither side that it is a plan is still looked at
        return (PlanPair(home, _below(base, *old or [""]), _below(head, *new or [""])),)
    for side, homes, others in ((base, old, new), (head, new, old)):
        if others == [""]:
            raise FolderError(
                (side.folder or folder).as_posix(), several((side.folder or folder) / home for home in homes)
            )
    was = dict(_moved(base, head, old, new))
    both = (PlanPair(folder / home, _below(base, was.get(home, home)), _below(head, home)) for home in new)
    gone = set(old) - set(was.values()) - set(new)
    every = (*both, *(PlanPair(folder / home, _below(base, home), _below(head, home)) for home in gone))
    return tuple(sorted(every, key=lambda pair: pair.plan.parts))


def _moved(base: Side, head: Side, old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Yield plans that lie elsewhere now: where they are, and where they were."""
    left = [home for home in old if home not in new]
    for home in new:
        was = came_from((head.tree, home), base.tree, left) if left and home not in old else None
        if was is not None:
            left.remove(was)
            yield home, was


def _below(side: Side, home: str) -> Side:
    """Return what a side has in a folder; where that has no YAML, there is no plan."""
    if not home:
        return side
    if not top_files(side.tree, home):
        return replace(side, tree=OverlayTree({}), folder=None, is_empty=True)
    is_told = side.folder is not None and side.label
    label = f"{side.label}/{home}" if is_told or ":" in side.label else side.label
    if isinstance(side.tree, GitTree):
        path = "/".join(part for part in (side.tree.prefix, home) if part)
        return replace(side, tree=GitTree(side.tree.repository, side.tree.oid, path), label=label)
    if side.folder is None:
        raise LookupError
    return replace(side, tree=FolderTree(side.folder / home), folder=side.folder / home, label=label)
