"""A git repository, read without checking anything out. Names of people become oids here, and only oids go further."""

import os
import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from plancode.errors import (
    BareRepositoryError,
    FolderError,
    GitFailedError,
    MissingObjectsError,
    NoCommitError,
    NoMergeBaseError,
    NoRepositoryError,
    OwnerError,
    RefError,
    UnknownRefError,
)
from plancode.tree.blobs import Blobs
from plancode.tree.command import GitAnswer, ask
from plancode.tree.commit import AUTHORS, DATES, FORMAT, Commit, Signed, authors_of, commits_of

_NO_REF: Final = re.compile(r"[-^]|.*(?:\.\.|@\{|\^\{|[\x00-\x20\x7f:?*\[\\])|\Z", re.DOTALL)
"""What no name of a revision begins with or holds: options, ranges, the reflog, searches, patterns, paths."""
_NONE: Final = re.compile(r"not a git repository \(or any")
_OWNER: Final = re.compile(r"dubious ownership in repository at '(.*)'")
_BARE: Final = re.compile(r"cannot use bare repository|must be run in a work tree")
_PLACES: Final = ("", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/")
"""Where git looks for a short name, in its order."""
_ORIGIN: Final = "refs/remotes/origin/"
_DEFAULTS: Final = (f"{_ORIGIN}main", f"{_ORIGIN}master", "refs/heads/main", "refs/heads/master")
_FOLDER_MODE: Final = b"040000"


class Repository:
    """A repository with a working tree; `toplevel` is its folder, `is_shallow` says that history was cut off."""

    def __init__(self, home: Path, toplevel: Path, *, is_shallow: bool) -> None:
        """Take what `around` has found."""
        self._home, self.toplevel, self.is_shallow = home, toplevel, is_shallow
        self.blobs = Blobs(home)

    @classmethod
    def around(cls, folder: Path) -> "Repository | None":
        """Return the innermost repository that a folder is in, or would be in if it were there; None without one.

        Raises GitMissingError, OwnerError, BareRepositoryError, GitFailedError, GitSlowError.
        """
        home = _there(folder)
        answer = ask(home, "rev-parse", "--is-shallow-repository", "--is-bare-repository", "--show-toplevel")
        if answer.code:
            if _NONE.search(answer.said):
                return None
            if owner := _OWNER.search(answer.said):
                raise OwnerError(owner[1])
            if _BARE.search(answer.said):
                raise BareRepositoryError(str(home))
            raise GitFailedError(answer.said)
        shallow, bare, toplevel = answer.text.split("\n", 2)
        if bare == "true":
            raise BareRepositoryError(str(home))
        return cls(home, Path(toplevel), is_shallow=shallow == "true")

    def prefix_of(self, folder: Path) -> str:
        """Return the path of a folder below `toplevel`, with `/` between its parts; "" for `toplevel` itself.

        The folder need not be there. Raises NoRepositoryError where it is outside, or in a repository within this one;
        FolderError where a link in the repository leads to it: a change could let it lead to another plan.
        """
        real = Path(os.path.realpath(folder))
        written = Path(os.path.abspath(folder))  # noqa: PTH100  # `absolute` keeps `..`
        for path in (written, *written.parents):
            if path.is_symlink() and Repository.around(path.parent):
                raise FolderError(str(folder), f"{path} is a link; give the folder it leads to: {real}")
        there = _there(folder)
        answer = ask(there, "rev-parse", "--show-toplevel")
        if answer.code or Path(answer.text) != self.toplevel:
            raise NoRepositoryError(str(folder))
        prefix = self._answer(ask(there, "rev-parse", "--show-prefix")).text
        return "/".join(part for part in (prefix.removesuffix("/"), *real.relative_to(there).parts) if part)

    def resolve(self, ref: str) -> str:
        """Return the oid of the commit that a branch, tag, oid or `HEAD~1` means.

        Raises RefError for what cannot be a revision, an option or a range; UnknownRefError, NoCommitError.
        """
        if _NO_REF.match(ref):
            raise RefError(ref)
        oid = self._commit(ref)
        if oid is not None:
            return oid
        if ref in {"HEAD", "@"}:
            raise NoCommitError(str(self.toplevel))
        near = f"origin/{ref}" if self._known(f"{_ORIGIN}{ref}") else None
        raise UnknownRefError(ref, near, shallow=self.is_shallow)

    def meanings(self, ref: str) -> tuple[str, ...]:
        """Return the full names of the tags and branches of a short name; git takes the first."""
        if _NO_REF.match(ref):
            raise RefError(ref)
        names = [name for place in _PLACES if (name := f"{place}{ref}").startswith("refs/")]
        known = self._known(*names)
        return tuple(name for name in names if name in known)

    def merge_base(self, ref: str, other: str) -> str:
        """Return the oid of the newest commit that both revisions come from; raises NoMergeBaseError."""
        answer = ask(self._home, "merge-base", self.resolve(ref), self.resolve(other))
        if answer.code == 1:
            raise NoMergeBaseError(ref, other, shallow=self.is_shallow)
        return self._answer(answer).text

    def default_branch(self) -> str | None:
        """Return the full name of the branch that changes are merged into, or None where nothing says which.

        It is where origin/HEAD points; else main or master of origin; else main, master or init.defaultBranch here.
        """
        head = ask(self._home, "symbolic-ref", "--quiet", f"{_ORIGIN}HEAD").text
        usual = ask(self._home, "config", "--get", "init.defaultBranch").text
        names = [head, *_DEFAULTS, "" if _NO_REF.match(usual) else f"refs/heads/{usual}"]
        known = self._known(*filter(None, names))
        return next((name for name in names if name in known), None)

    def first_parent(self, oid: str) -> str | None:
        """Return the commit that a commit was made on; None for the first one, and where history was cut off."""
        return self._commit(f"{self.resolve(oid)}^1")

    def before(self, oid: str, day: date) -> str | None:
        """Return the last commit that a commit was made on before a day, along first parents; None where none is."""
        words = ("rev-list", "--first-parent", "--max-count=1", f"--before={day}T00:00:00Z", self.resolve(oid), "--")
        return self._answer(ask(self._home, *words)).text.strip() or None

    def commit(self, oid: str) -> Commit:
        """Return a commit."""
        return self._printed("--no-walk", self.resolve(oid), "--")[0]

    def commits(self, since: str | None, path: str, limit: int) -> tuple[Commit, ...]:
        """Return at most `limit` commits up to HEAD that touch a path below `toplevel`, the newest first.

        With `since` only those that this revision does not have.
        """
        without = [f"^{self.resolve(since)}"] if since is not None else []
        below = [_literal(path)] if path else []
        return self._printed(f"--max-count={limit}", self.resolve("HEAD"), *without, "--", *below)

    def authors(self, since: str, until: str, *paths: str) -> tuple[Signed, ...]:
        """Return who wrote the commits that `until` has and `since` has not and that touch one of some paths.

        Merges are nobody's own: what they bring was written in others.
        """
        below = () if "" in paths else tuple(map(_literal, paths))
        words = (*AUTHORS, self.resolve(until), f"^{self.resolve(since)}", "--", *below)
        return tuple(authors_of(self._answer(ask(self._home, "rev-list", *words)).out))

    def folder_at(self, oid: str, prefix: str) -> str | None:
        """Return the oid of a folder in a commit; None where the commit has nothing there.

        Raises FolderError where something else than a folder stands there.
        """
        if not prefix:
            return oid
        listed = self._answer(ask(self._home, "ls-tree", "-z", "--full-tree", oid, "--", _literal(prefix))).out
        if not listed:
            return None
        mode, _, rest = listed.split(b" ", 2)
        if mode != _FOLDER_MODE:
            raise FolderError(prefix, f"this is no folder in {oid[:7]}, but a file, a link or a submodule")
        return rest.split(b"\t", 1)[0].decode()

    def listing(self, oid: str) -> bytes:
        """Return everything below a folder as `ls-tree -r -t -z -l` prints it.

        A clone that lacks files cannot say how large they are; it is listed without sizes.
        """
        words = ("ls-tree", "-r", "-t", "-z", "--full-tree")
        sized = ask(self._home, *words, "-l", oid)
        if sized.code and self._is_partial:
            lines = self._answer(ask(self._home, *words, oid)).out.split(b"\0")
            return b"\0".join(line.replace(b"\t", b" -\t", 1) for line in lines)
        return self._answer(sized).out

    def read(self, oid: str, limit: int) -> bytes:
        """Return at most `limit` + 1 bytes of a file; raises MissingObjectsError, GitFailedError."""
        try:
            return self.blobs.read(oid, limit)
        except GitFailedError:
            if self._is_partial:
                raise MissingObjectsError from None
            raise

    def read_ahead(self, oids: Sequence[str]) -> dict[str, bytes]:
        """Return small files by oid; nothing where one of them cannot be read, so that `read` says which."""
        try:
            return self.blobs.read_all(oids) if oids else {}
        except GitFailedError:
            return {}

    @cached_property
    def _is_partial(self) -> bool:
        """Whether the clone was made without some of its objects."""
        names = r"^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$"
        return ask(self._home, "config", "--get-regexp", names).code == 0

    def _answer(self, answer: GitAnswer) -> GitAnswer:
        if answer.code == 0:
            return answer
        if self._is_partial:
            raise MissingObjectsError
        raise GitFailedError(answer.said)

    def _commit(self, name: str) -> str | None:
        answer = ask(self._home, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return answer.text if answer.code == 0 else None

    def _known(self, *names: str) -> set[str]:
        """Return which of these full names there are."""
        printed = self._answer(ask(self._home, "for-each-ref", "--format=%(refname)", *names)).text
        return set(printed.split("\n")) & set(names)

    def _printed(self, *words: str) -> tuple[Commit, ...]:
        options = (f"--format={FORMAT}", DATES, "--encoding=UTF-8")
        return tuple(commits_of(self._answer(ask(self._home, "rev-list", *options, *words)).out))


def _there(folder: Path) -> Path:
    """Return a folder without links in its path, or the nearest one above it that is there."""
    real = Path(os.path.realpath(folder))
    return next(path for path in (real, *real.parents) if path.is_dir())


def _literal(path: str) -> str:
    """Return a path from the top as git takes it when no sign in it shall mean anything."""
    return f":(top,literal){path}"
