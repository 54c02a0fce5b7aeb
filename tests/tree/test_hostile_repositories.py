"""Repositories made to run something. Each trap is shown to be one: git itself springs it, plancode does not."""

import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from plancode.cli.clock import day_of_build
from plancode.errors import BareRepositoryError, MissingObjectsError
from plancode.pipeline.sides import sides
from plancode.tree.git import GitTree
from plancode.tree.interface import EntryKind, Tree
from plancode.tree.repository import Repository
from tests.repositories import git, repo_of, write

ONE: Final = {"plans/plan.yaml": "a: 1\n"}
TWO: Final = {"plans/plan.yaml": "a: 2\n"}
HOOKS: Final = {
    "post-checkout": ("checkout", "-q", "-b", "other"),
    "post-index-change": ("reset", "-q"),
    "reference-transaction": ("update-ref", "refs/heads/other", "HEAD"),
}
"""Hooks, each with a command that runs it."""


@dataclass(frozen=True)
class Trap:
    """A repository that runs a script which makes a file, and what git does to run it."""

    folder: Path

    @property
    def marker(self) -> Path:
        """The file that says that the script was run."""
        return self.folder.parent / "marker"

    @property
    def script(self) -> str:
        """The path of the script."""
        path = self.folder.parent / "script"
        write(path, f"#!/bin/sh\ntouch {shlex.quote(str(self.marker))}\n")
        path.chmod(0o755)
        return str(path)

    def config(self, **settings: str) -> None:
        """Set what the repository says of itself; `__` stands for the point in a name."""
        for name, value in settings.items():
            git(self.folder, "config", name.replace("__", "."), value)

    def attributes(self, text: str) -> None:
        """Set what the repository says of files."""
        write(self.folder / ".git" / "info" / "attributes", text)

    def spring(self, *words: str) -> None:
        """Run git as somebody would who trusts the repository, whatever comes of it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        line = ["git", "-C", str(self.folder), *words]
        subprocess.run(line, env=kept, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    """Make a repository with a branch, a tag and a change that is not committed."""
    folder = repo_of(tmp_path / "repo", [ONE, TWO])
    git(folder, "tag", "v1", "HEAD~1")
    git(folder, "checkout", "--quiet", "-b", "feature")
    write(folder / "plans" / "plan.yaml", "a: 3\n")
    return Trap(folder)


def read(tree: Tree) -> dict[str, bytes]:
    """Return the bytes of every file of a tree."""
    return {entry.path: tree.read(entry.path, 100) for entry in tree.entries() if entry.kind is EntryKind.FILE}


def use(folder: Path) -> None:
    """Do everything with a repository that plancode ever does."""
    plan = folder / "plans"
    for base, head in ((None, None), ("v1", "main"), ("main~1", "feature"), ("v1:plans", None), (str(plan), "HEAD")):
        before, after = sides(base, head, plan)
        assert read(before.tree)
        assert read(after.tree)
    repository = Repository.around(plan)
    assert repository is not None
    assert repository.merge_base("v1", "feature") == repository.first_parent("main")
    assert repository.commits("v1", "plans", 10)[-1].subject == "revision 2"
    assert repository.meanings("v1") == ("refs/tags/v1",)
    assert repository.default_branch() == "refs/heads/main"
    assert day_of_build(plan).year == 2026


def check(trap: Trap, *spring: str) -> None:
    """Fail where plancode springs a trap, and where git does not."""
    use(trap.folder)
    assert not trap.marker.exists()
    trap.spring(*spring)
    assert trap.marker.exists(), "this is no trap"


def test_monitor_is_not_run(trap: Trap) -> None:
    """A file system monitor of the repository is not run."""
    trap.config(core__fsmonitor=trap.script)
    check(trap, "status")


def test_config_of_another_file_runs_nothing(trap: Trap) -> None:
    """Settings that the repository includes from elsewhere run nothing either."""
    write(trap.folder / "more", f"[core]\n\tfsmonitor = {trap.script}\n")
    trap.config(include__path="../more")
    check(trap, "status")


@pytest.mark.parametrize("name", HOOKS)
@pytest.mark.parametrize("elsewhere", [False, True])
def test_hooks_are_not_run(name: str, elsewhere: bool, trap: Trap) -> None:  # noqa: FBT001  # a parameter
    """Hooks are not run, wherever the repository keeps them."""
    hooks = trap.folder / ("hooks" if elsewhere else ".git/hooks")
    hooks.mkdir(exist_ok=True)
    (hooks / name).symlink_to(trap.script)
    if elsewhere:
        trap.config(core__hooksPath=str(hooks))
    check(trap, *HOOKS[name])


def test_text_conversion_is_not_run(trap: Trap) -> None:
    """A conversion of files to text is not run."""
    trap.attributes("*.yaml diff=evil\n")
    trap.config(diff__evil__textconv=trap.script)
    check(trap, "log", "-p", "-1")


def test_external_diff_is_not_run(trap: Trap) -> None:
    """A program for differences is not run, be it for all files or for some."""
    trap.config(diff__external=trap.script)
    check(trap, "diff", "HEAD")


@pytest.mark.parametrize(("kind", "spring"), [("clean", "add ."), ("smudge", "checkout -f ."), ("process", "add .")])
def test_filters_are_not_run(kind: str, spring: str, trap: Trap) -> None:
    """Filters for files coming in or going out are not run, even where the commit itself asks for them."""
    write(trap.folder / ".gitattributes", "*.yaml filter=evil\n")
    git(trap.folder, "add", "--all")
    git(trap.folder, "commit", "--quiet", "-m", "attributes")
    write(trap.folder / "plans" / "plan.yaml", "a: 4\n")
    trap.config(**{f"filter__evil__{kind}": trap.script})
    check(trap, *spring.split())


def test_signatures_are_not_checked(trap: Trap) -> None:
    """The program that the repository names for signatures is not run."""
    raw = git(trap.folder, "cat-file", "commit", "HEAD")
    head, _, message = raw.partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----"
    signed = f"{head}\n{signature}\n\n{message}\n".encode()
    oid = git(trap.folder, "hash-object", "-t", "commit", "-w", "--stdin", data=signed)
    git(trap.folder, "update-ref", "refs/heads/main", oid)
    git(trap.folder, "update-ref", "refs/heads/feature", oid)
    trap.config(log__showSignature="true", gpg__program=trap.script)
    check(trap, "log", "-1")


def test_aliases_are_not_run(trap: Trap) -> None:
    """A command that the repository defines, be it under the name of one of git's, is not run."""
    for name in ("evil", "rev-parse", "rev-list", "ls-tree", "cat-file", "merge-base", "for-each-ref", "config"):
        trap.config(**{f"alias__{name}": f"!{trap.script}"})
    check(trap, "evil")


@pytest.mark.parametrize("url", ["ssh://nowhere.invalid/x", "ext::{script}"])
def test_missing_files_are_fetched_from_nowhere(url: str, trap: Trap) -> None:
    """A file that the repository says can be fetched is not: no transport is started, whatever it allows itself."""
    oid = git(trap.folder, "rev-parse", "v1:plans/plan.yaml")
    (trap.folder / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    trap.config(
        core__repositoryFormatVersion="1",
        core__sshCommand=trap.script,
        extensions__partialClone="origin",
        protocol__allow="always",
        protocol__ext__allow="always",
        protocol__ssh__allow="always",
        remote__origin__promisor="true",
        remote__origin__url=url.format(script=trap.script),
    )
    before, _ = sides("v1", None, trap.folder / "plans")
    with pytest.raises(MissingObjectsError):
        read(before.tree)
    with pytest.raises(MissingObjectsError):
        before.tree.read("plan.yaml", 100)
    assert not trap.marker.exists()
    trap.spring("cat-file", "-p", oid)
    assert trap.marker.exists(), "this is no trap"


@pytest.mark.parametrize("forge", ["replace", "graft"])
def test_history_is_the_one_that_was_committed(forge: str, trap: Trap) -> None:
    """Objects that stand in for others, and parents that were never written, are not seen; git itself sees them."""
    folder, old = trap.folder, git(trap.folder, "rev-parse", "v1")
    git(folder, "checkout", "--quiet", "-f", "--orphan", "alone")
    git(folder, "commit", "--quiet", "-m", "alone")
    alone = git(folder, "rev-parse", "HEAD")
    git(folder, "checkout", "--quiet", "feature")
    head = git(folder, "rev-parse", "HEAD")
    if forge == "replace":
        git(folder, "replace", old, alone)
    else:
        write(folder / ".git" / "info" / "grafts", f"{head} {alone}\n")
    repository = Repository.around(folder)
    assert repository is not None
    assert repository.first_parent(head) == old
    assert [one.subject for one in repository.commits(None, "", 9)] == ["revision 2", "revision 1"]
    assert read(GitTree(repository, old)) == {"plans/plan.yaml": b"a: 1\n"}
    assert "alone" in git(folder, "log", "--format=%s")


def _bury(outer: Path, at: Path, script: str) -> None:
    """Put a bare repository among the files of a working tree, as a change can bring one along."""
    git(outer.parent, "clone", "--quiet", "--bare", str(outer), "buried")
    (outer.parent / "buried").rename(at)
    with (at / "config").open("a", encoding="utf-8") as config:
        config.write(f"[core]\n\tfsmonitor = {script}\n\tbare = false\n\tworktree = {at}\n")


def test_buried_repository_is_not_believed(trap: Trap) -> None:
    """A repository without `.git` that a change brings along is neither run nor taken for the plan's history."""
    plan = trap.folder / "buried"
    _bury(trap.folder, plan, trap.script)
    write(plan / "plan.yaml", "a: 9\n")
    with pytest.raises(BareRepositoryError):
        sides(None, None, plan)
    assert not trap.marker.exists()
    Trap(trap.folder).spring("-C", "buried", "status")
    assert trap.marker.exists(), "this is no trap"
