"""The two sides of a comparison: which trees are meant by what somebody wrote."""

import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from plancode.errors import (
    FolderError,
    GitMissingError,
    NoDefaultBranchError,
    NoRepositoryError,
    RefError,
    UnknownRefError,
)
from plancode.pipeline.folders import holds_plan, plans_in
from plancode.pipeline.whereabouts import came_from, plan_id
from plancode.tree.commit import Signed
from plancode.tree.folder import FolderTree
from plancode.tree.git import GitTree
from plancode.tree.interface import Tree
from plancode.tree.overlay import OverlayTree
from plancode.tree.repository import Repository

_SHORT: Final = 7
"""Signs of an oid that a reader is shown."""
_FOLDERS: Final = frozenset({".", ".."})
_BEGINNINGS: Final = tuple(f"{folder}{separator}" for folder in _FOLDERS for separator in {"/", os.sep})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    `label` is what a reader would call it, in no language: `main@3f2a1bc`, `main@3f2a1bc:plans/2025`, `plans/huadong`,
    and "" for the working tree. `commit` is the oid, None for a folder; `day` the day of the commit where it was made.
    `folder` is the folder on disk, None for a commit. `is_empty` says that the commit does not have the plan's folder.
    """

    tree: Tree
    label: str
    commit: str | None = None
    day: date | None = None
    folder: Path | None = None
    is_empty: bool = False


def as_it_was(side: Side, day: date) -> Tree | None:
    """Return the plan of a side as it was when a day began; None of a folder, and where there was no plan yet."""
    tree = side.tree
    if not isinstance(tree, GitTree) or side.commit is None:
        return None
    oid = tree.repository.before(side.commit, day)
    if oid is None:
        return None
    there = tree.repository.folder_at(oid, tree.prefix) is not None
    then = GitTree(tree.repository, oid, tree.prefix) if there else None
    if then is not None and plan_id(then) == plan_id(tree):
        return then
    return _before(side, GitTree(tree.repository, oid), tree.repository) or then


def authors(base: Side, head: Side) -> tuple[Signed, ...]:
    """Return who wrote the commits between two sides that touch the plan; of files as they lie, those up to HEAD.

    Nobody where the old side is no commit, or the new one lies in no repository of the old one's.
    """
    old, new = base.tree, head.tree
    if base.commit is None:
        return ()
    if isinstance(new, GitTree) and head.commit is not None:
        paths = {new.prefix, old.prefix if isinstance(old, GitTree) else new.prefix}
        return new.repository.authors(base.commit, head.commit, *sorted(paths))
    repository = Repository.around(head.folder) if head.folder is not None else None
    if repository is None or head.folder is None or not isinstance(old, GitTree):
        return ()
    if repository.toplevel != old.repository.toplevel:
        return ()
    return repository.authors(base.commit, "HEAD", *sorted({repository.prefix_of(head.folder), old.prefix}))


def _before(side: Side, whole: GitTree, repository: Repository) -> GitTree | None:
    """Return the plan of a side as a whole earlier revision has it, in a folder that now holds none."""
    now = FolderTree(repository.toplevel) if side.commit is None else GitTree(repository, side.commit)
    held = plans_in(now)
    home = came_from((side.tree, ""), whole, [folder for folder in plans_in(whole) if folder not in held])
    return GitTree(repository, whole.oid, home) if home is not None else None


def sides(base: str | None, head: str | None, folder: Path, around: Path | None = None) -> tuple[Side, Side]:
    """Return what BASE and HEAD mean for the plan in a folder, the old side first.

    Each is a revision of git (a branch, tag, oid or `HEAD~1`), which means the plan's folder in it; `REF:path`, a
    folder in a revision by its path from the top; or a folder on disk. A name means a folder on disk where it is
    written as one (`./old`, `../old`, `/plans/old`), or where no revision has it: otherwise a change could bring along
    a folder named `origin/main` and be compared with that. Without HEAD it is the plan's folder as it lies there.
    Without BASE it is the commit where HEAD left the default branch: on that branch itself the last commit, so that
    what is not committed yet is compared.

    A revision without the plan's folder is looked through for the one plan in the folder `around`, where the plan was
    looked for, and the old one everywhere for one of the same id, or that says the same, in a folder that no longer
    holds a plan: one that a change moves is still held against what it was. Without one it is an empty tree: the plan
    is new, or was removed. Raises FolderError where
    neither side has it, or a folder that was named is not there, and what `Repository` raises.
    """
    finder = _Finder(folder, around)
    after = finder.working if head is None else finder.named(head)
    before = finder.fork(after) if base is None else finder.named(base)
    if before.is_empty and not after.is_empty:
        before = finder.moved(before, after)
    if before.is_empty and after.is_empty:
        raise FolderError(folder.as_posix(), "neither of the two revisions has this folder")
    return before, after


def given_folders(base: str | None, head: str | None, folder: Path) -> tuple[Side, Side] | None:
    """Return the two sides where each is a folder by its own name, whatever lies in `folder`; else None."""
    finder = _Finder(folder, None)
    if base is None or head is None or not (finder.is_folder(base) and finder.is_folder(head)):
        return None
    return finder.named(base), finder.named(head)


class _Finder:
    """Finds sides; asks for the repository only where one is needed, so that folders are compared without git."""

    def __init__(self, folder: Path, around: Path | None) -> None:
        self._folder, self._around = folder, around

    @cached_property
    def working(self) -> Side:
        """The plan's folder as it lies there."""
        return Side(FolderTree(self._folder), "", folder=self._folder)

    def named(self, name: str) -> Side:
        """Return the side of a name."""
        if self._is_on_disk(name):
            return _folder(name)
        ref, colon, path = name.partition(":")
        commit = self._repository.resolve(ref)
        return self._part(ref, commit, path) if colon else self._plan(ref, commit)

    def is_folder(self, name: str) -> bool:
        """Whether a name means a folder of its own: one on disk, or one of a revision by its path."""
        return self._is_on_disk(name) or ":" in name

    def _is_on_disk(self, name: str) -> bool:
        if name in _FOLDERS or name.startswith(_BEGINNINGS) or Path(name).is_absolute():
            return True
        try:
            self._repository.resolve(name.partition(":")[0])
        except (GitMissingError, NoRepositoryError, RefError, UnknownRefError):
            return bool(name) and Path(name).is_dir()
        return False

    def fork(self, head: Side) -> Side:
        """Return the plan where a side left the default branch."""
        tip = head.commit or self._repository.resolve("HEAD")
        default = self._repository.default_branch()
        if default is None:
            raise NoDefaultBranchError(str(self._repository.toplevel), shallow=self._repository.is_shallow)
        commit = self._repository.merge_base(default, tip)
        return self._plan(default, commit)

    def moved(self, base: Side, head: Side) -> Side:
        """Return an old side without the plan's folder as what it had elsewhere of the plan; as it is if nothing."""
        if base.commit is None:
            return base
        was = _before(head, GitTree(self._repository, base.commit), self._repository)
        return base if was is None else self._side(was, f"{base.label}:{was.prefix}", base.commit)

    @cached_property
    def _repository(self) -> Repository:
        repository = Repository.around(self._folder)
        if repository is None:
            raise NoRepositoryError(str(self._folder))
        return repository

    def _plan(self, ref: str, commit: str) -> Side:
        prefix, label = self._repository.prefix_of(self._folder), self._label(ref, commit)
        there = self._repository.folder_at(commit, prefix) is not None
        tree = GitTree(self._repository, commit, prefix) if there else None
        moved = self._elsewhere(commit, tree)
        if moved is not None:
            return self._side(moved, f"{label}:{moved.prefix}", commit)
        return self._side(tree or OverlayTree({}), label, commit, is_empty=tree is None)

    def _elsewhere(self, commit: str, tree: GitTree | None) -> GitTree | None:
        """Return the one plan that a commit has where the plan was looked for, if the plan's folder holds none."""
        around = self._around
        if around is None or around.resolve() == self._folder.resolve() or (tree is not None and holds_plan(tree)):
            return None
        prefix = self._repository.prefix_of(around)
        if self._repository.folder_at(commit, prefix) is None:
            return None
        whole = GitTree(self._repository, commit, prefix)
        plans = plans_in(whole)
        if len(plans) > 1 or not holds_plan(whole):
            return None
        return GitTree(self._repository, commit, "/".join(part for part in (prefix, *plans) if part))

    def _part(self, ref: str, commit: str, path: str) -> Side:
        parts = PurePosixPath(path).parts
        if path.startswith(("/", "./")) or ".." in parts or "\0" in path:
            raise FolderError(path, "write the path of a folder from the top of the repository, such as plans/east")
        below = "/".join(parts)
        return self._side(GitTree(self._repository, commit, below), f"{self._label(ref, commit)}:{below}", commit)

    def _side(self, tree: Tree, label: str, commit: str, *, is_empty: bool = False) -> Side:
        day = self._repository.commit(commit).committed.date()
        return Side(tree, _readable(label), commit, day, is_empty=is_empty)

    def _label(self, ref: str, commit: str) -> str:
        """Return name and oid; where a tag and a branch have one name, say which of them is meant."""
        meanings = self._repository.meanings(ref)
        if not meanings and commit.startswith(ref):
            return commit[:_SHORT]
        short = ref.removeprefix("refs/").removeprefix("heads/").removeprefix("remotes/")
        name = meanings[0].removeprefix("refs/") if len(meanings) > 1 else short
        return f"{name}@{commit[:_SHORT]}"


def _folder(name: str) -> Side:
    path = Path(name)
    return Side(FolderTree(path), _readable(path.as_posix()), folder=path)


def _readable(text: str) -> str:
    """Return a text that any page can hold: bytes that are no UTF-8 are written out."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
