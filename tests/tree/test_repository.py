import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from plancode.cli.clock import day_of_build
from plancode.errors import (
    BareRepositoryError,
    FolderError,
    GitFailedError,
    GitMissingError,
    GitSlowError,
    MissingObjectsError,
    NoCommitError,
    NoMergeBaseError,
    NoRepositoryError,
    OwnerError,
    RefError,
    UnknownRefError,
)
from plancode.tree import command
from plancode.tree.git import GitTree
from plancode.tree.repository import Repository
from tests.repositories import AUTHOR, commit, day_of, git, repo_of, write
from tests.support import require

ONE: Final = {"plans/east/plan.yaml": "a: 1\n", "notes.txt": "one\n"}
TWO: Final = {**ONE, "plans/east/plan.yaml": "a: 2\n"}
THREE: Final = {**TWO, "notes.txt": "three\n"}
OTHER_USER: Final = 12345
NO_REFS: Final = (
    "", "-h", "--output=x", "--upload-pack=touch x", "main..HEAD", "main...HEAD", "^main", "HEAD@{1}", "@{-1}",
    "@{upstream}", "main@{yesterday}", "HEAD^{/fix}", ":/fix", ":0:a", "main:plans", "ma in", "main\n", "ma\0in",
    "refs/heads/*", "mai?", "[m]ain", "a\\b",
)  # fmt: skip


def opened(folder: Path) -> Repository:
    """Return the repository around a folder, which must be there."""
    found = Repository.around(folder)
    assert found is not None
    return found


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Make a repository with three commits; the second changes the plan, the third does not."""
    return repo_of(tmp_path / "plans of 华东", [ONE, TWO, THREE])


def test_repository_is_found_from_any_folder_in_it(three: Path) -> None:
    """A repository is found from its top, from below, and from a folder that is not there any more."""
    for below in ("", "plans", "plans/east", "plans/gone/deep"):
        repository = opened(three / below)
        assert repository.toplevel == three.resolve()
        assert repository.prefix_of(three / below) == below


def test_prefix_is_read_as_it_is(tmp_path: Path) -> None:
    """Chinese, quotes and line breaks in a path are part of it."""
    odd = "华东/\"a\" 'b'\n"
    repo_of(tmp_path, [{f"{odd}/plan.yaml": "a: 1\n"}])
    repository = opened(tmp_path / odd)
    assert repository.prefix_of(tmp_path / odd) == odd
    assert repository.toplevel == tmp_path.resolve()
    assert GitTree(repository, repository.resolve("HEAD"), odd).read("plan.yaml", 10) == b"a: 1\n"


def test_top_with_a_line_break_is_found(tmp_path: Path) -> None:
    """The folder of a repository may have any name."""
    folder = repo_of(tmp_path / "a\nb\n", [ONE])
    assert opened(folder).toplevel == folder.resolve()


def test_no_repository(tmp_path: Path) -> None:
    """A folder in no repository has none, and a folder outside has no path in one."""
    assert Repository.around(tmp_path) is None
    repository = opened(repo_of(tmp_path / "one", [ONE]))
    with pytest.raises(NoRepositoryError):
        repository.prefix_of(tmp_path)


def test_innermost_repository_counts(three: Path) -> None:
    """A repository in a repository is one of its own; its folders have no path in the outer one."""
    inner = repo_of(three / "inner", [{"plan.yaml": "a: 9\n"}])
    assert opened(inner).toplevel == inner.resolve()
    assert opened(inner).resolve("HEAD") == git(inner, "rev-parse", "HEAD")
    with pytest.raises(NoRepositoryError):
        opened(three).prefix_of(inner)


def test_link_in_a_repository_is_not_followed(three: Path, tmp_path: Path) -> None:
    """A folder behind a link in the repository is refused: whoever makes the link would choose what is compared."""
    (three / "linked").symlink_to("plans/east")
    with pytest.raises(FolderError, match="is a link"):
        opened(three).prefix_of(three / "linked")
    (tmp_path / "mine").symlink_to(three / "plans")
    assert opened(three).prefix_of(tmp_path / "mine" / "east") == "plans/east"


def test_names_become_oids(three: Path) -> None:
    """Branches, tags of both kinds, oids, short oids and parents are the commits that git says."""
    git(three, "tag", "v1", "HEAD~1")
    git(three, "tag", "-a", "v2", "-m", "two", "HEAD~2")
    git(three, "branch", "feature/华东", "HEAD~1")
    repository = opened(three)
    head = git(three, "rev-parse", "HEAD")
    for ref in ("HEAD", "@", "main", "heads/main", "refs/heads/main", head, head[:9]):
        assert repository.resolve(ref) == head
    for ref in ("v1", "HEAD^", "main~1", "feature/华东"):
        assert repository.resolve(ref) == git(three, "rev-parse", "HEAD~1")
    assert repository.resolve("v2") == git(three, "rev-parse", "HEAD~2")


@pytest.mark.parametrize("ref", NO_REFS)
def test_what_is_no_name_is_refused(ref: str, three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Options, ranges, the reflog, searches, paths and patterns never reach git, and write no file."""
    monkeypatch.chdir(three)
    before = sorted(three.rglob("*"))
    repository = opened(three)
    with pytest.raises(RefError, match="is no revision"):
        repository.resolve(ref)
    with pytest.raises(RefError):
        repository.meanings(ref)
    with pytest.raises(RefError):
        repository.commits(ref, "", 10)
    assert sorted(three.rglob("*")) == before


def test_branch_named_like_an_option_is_a_name(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A branch called `--output=x` can be named in full, and nothing is written."""
    monkeypatch.chdir(three)
    git(three, "update-ref", "refs/heads/--output=x", "HEAD~1")
    before = sorted(three.rglob("*"))
    repository = opened(three)
    assert repository.resolve("refs/heads/--output=x") == git(three, "rev-parse", "HEAD~1")
    assert len(repository.commits("refs/heads/--output=x", "", 10)) == 1
    assert sorted(three.rglob("*")) == before


def test_unknown_name_is_told(three: Path) -> None:
    """A name that nothing has is said to be unknown; where only origin has it, so is that."""
    git(three, "update-ref", "refs/remotes/origin/next", "HEAD")
    for ref in ("nothing", "f" * 40, "HEAD~99", "refs/heads/none"):
        with pytest.raises(UnknownRefError) as caught:
            opened(three).resolve(ref)
        assert caught.value.near is None
        assert "unshallow" not in str(caught.value)
    with pytest.raises(UnknownRefError, match="did you mean origin/next"):
        opened(three).resolve("next")


def test_what_is_no_commit_is_unknown(three: Path) -> None:
    """The oid of a file or a folder is no revision."""
    for oid in (git(three, "rev-parse", "HEAD:notes.txt"), git(three, "rev-parse", "HEAD:plans")):
        with pytest.raises(UnknownRefError):
            opened(three).resolve(oid)


def test_tag_and_branch_of_one_name(three: Path) -> None:
    """Where a tag and a branch have one name the tag is taken, as git does, and both are named."""
    git(three, "tag", "2026-Q1", "HEAD~1")
    git(three, "branch", "2026-Q1", "HEAD")
    repository = opened(three)
    assert repository.resolve("2026-Q1") == git(three, "rev-parse", "HEAD~1")
    assert repository.meanings("2026-Q1") == ("refs/tags/2026-Q1", "refs/heads/2026-Q1")
    assert repository.meanings("main") == ("refs/heads/main",)
    assert repository.meanings("HEAD") == ()


def test_merge_base_is_where_a_branch_left(three: Path) -> None:
    """The merge base of two branches is the last commit that both have."""
    fork = git(three, "rev-parse", "HEAD~1")
    git(three, "checkout", "--quiet", "-b", "feature", fork)
    commit(three, {**TWO, "new.yaml": "b: 1\n"}, 5)
    assert opened(three).merge_base("main", "feature") == fork
    assert opened(three).merge_base("main", "main~2") == git(three, "rev-parse", "main~2")


def test_histories_without_a_common_commit(three: Path) -> None:
    """Two branches that have nothing in common are said to have nothing in common."""
    git(three, "checkout", "--quiet", "--orphan", "alone")
    commit(three, ONE, 7, "alone")
    with pytest.raises(NoMergeBaseError, match="no commit in common") as caught:
        opened(three).merge_base("main", "alone")
    assert not caught.value.shallow


def test_default_branch_is_what_origin_says(three: Path) -> None:
    """The default branch is origin/HEAD, else main or master of origin, else main or master, else the usual one."""
    repository = opened(three)
    assert repository.default_branch() == "refs/heads/main"
    git(three, "update-ref", "refs/remotes/origin/master", "HEAD")
    assert repository.default_branch() == "refs/remotes/origin/master"
    git(three, "update-ref", "refs/remotes/origin/main", "HEAD")
    assert repository.default_branch() == "refs/remotes/origin/main"
    git(three, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    git(three, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert repository.default_branch() == "refs/remotes/origin/trunk"
    git(three, "update-ref", "-d", "refs/remotes/origin/trunk")
    assert repository.default_branch() == "refs/remotes/origin/main"


def test_default_branch_of_other_names(tmp_path: Path) -> None:
    """A repository without those names has the branch that init.defaultBranch names, or none."""
    folder = repo_of(tmp_path, [ONE], branch="trunk")
    assert opened(folder).default_branch() is None
    git(folder, "config", "init.defaultBranch", "trunk")
    assert opened(folder).default_branch() == "refs/heads/trunk"
    git(folder, "config", "init.defaultBranch", "--output=x")
    assert opened(folder).default_branch() is None


def test_commits_are_those_that_touch_a_path(three: Path) -> None:
    """History is newest first, with who, when and what, and only of commits that touch the folder."""
    repository = opened(three / "plans")
    found = repository.commits(None, "plans/east", 10)
    assert [one.subject for one in found] == ["revision 2", "revision 1"]
    assert found[0].author == AUTHOR
    assert (found[0].authored, found[0].committed) == (day_of(1), day_of(1))
    assert found[0].oid == git(three, "rev-parse", "HEAD~1")
    assert [one.subject for one in repository.commits(None, "", 2)] == ["revision 3", "revision 2"]
    assert [one.subject for one in repository.commits("HEAD~2", "plans/east", 10)] == ["revision 2"]
    assert repository.commits("HEAD", "", 10) == ()
    assert repository.commits(None, "plans/e*", 10) == ()
    assert repository.commits(None, "--output=x", 10) == ()


def test_hostile_commits_are_text(three: Path) -> None:
    """Whatever a commit calls itself and its author, its fields are not mixed up with those of another."""
    tree, parent = git(three, "rev-parse", "HEAD^{tree}"), git(three, "rev-parse", "HEAD")
    who = 'commit 000 %an\x1b[2J\t"华" <a@b> 99999999999999999999 +9999'
    raw = f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter nobody\n\n%H%n%s\ncommit x\r\x1b]8;;x\n\nbody\n"
    oid = git(three, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", data=raw.encode() + b"\xff")
    git(three, "update-ref", "refs/heads/main", oid)
    first, second, *_ = opened(three).commits(None, "", 10)
    assert first.oid == oid
    assert first.author.startswith("commit 000 %an\x1b[2J")
    assert first.subject == "%H%n%s commit x\r\x1b]8;;x"
    assert first.committed.year == 1970
    assert (second.subject, second.author) == ("revision 3", AUTHOR)
    assert opened(three).commit("HEAD") == first


def test_first_parent(three: Path) -> None:
    """The first parent is the commit before, on the side that a merge was made on; the first commit has none."""
    repository = opened(three)
    assert repository.first_parent("HEAD") == git(three, "rev-parse", "HEAD~1")
    assert repository.first_parent("HEAD~2") is None


def test_empty_repository_has_no_commits(tmp_path: Path) -> None:
    """A repository without commits says that there are none, and pages are of today."""
    folder = repo_of(tmp_path, [])
    with pytest.raises(NoCommitError, match="no commits yet"):
        opened(folder).resolve("HEAD")
    assert opened(folder).default_branch() is None
    assert day_of_build(folder).year >= 2026


def test_detached_head_is_a_revision(three: Path) -> None:
    """A checkout of no branch, as CI makes it, is read like any other."""
    git(three, "checkout", "--quiet", "--detach", "HEAD~1")
    repository = opened(three)
    assert repository.merge_base("main", "HEAD") == repository.resolve("HEAD") == git(three, "rev-parse", "main~1")


def test_worktree_is_a_repository(three: Path, tmp_path: Path) -> None:
    """A second working tree has its own top and HEAD, and reads the same objects."""
    other = tmp_path / "other"
    git(three, "worktree", "add", "--quiet", str(other), "HEAD~1")
    repository = opened(other / "plans")
    assert repository.toplevel == other.resolve()
    assert repository.resolve("HEAD") == git(three, "rev-parse", "main~1")
    assert repository.prefix_of(other / "plans/east") == "plans/east"


def test_bare_repository_is_refused(three: Path, tmp_path: Path) -> None:
    """A repository without a working tree, and the inside of one, are refused with what to do."""
    git(tmp_path, "clone", "--quiet", "--bare", str(three), "bare")
    for folder in (tmp_path / "bare", tmp_path / "bare" / "refs", three / ".git"):
        with pytest.raises(BareRepositoryError, match="git clone"):
            Repository.around(folder)


def test_other_object_format(tmp_path: Path) -> None:
    """A repository with longer oids is read like any other."""
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "--initial-branch=main")
    commit(tmp_path, ONE, 0)
    repository = opened(tmp_path)
    oid = repository.resolve("HEAD")
    assert len(oid) == 64
    assert GitTree(repository, oid, "plans/east").read("plan.yaml", 10) == b"a: 1\n"


def test_shallow_clone_says_how_to_mend_it(three: Path, tmp_path: Path) -> None:
    """In a clone with only a part of the history, what is missing is told with both ways to get it."""
    old = git(three, "rev-parse", "HEAD~2")
    git(three, "branch", "side", "HEAD~1")
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", three.as_uri(), "part")
    repository = opened(tmp_path / "part")
    assert repository.is_shallow
    assert not opened(three).is_shallow
    assert repository.first_parent("HEAD") is None
    mended = r"git fetch --unshallow, .*fetch-depth: 0"
    with pytest.raises(UnknownRefError, match=mended):
        repository.resolve(old)
    with pytest.raises(NoMergeBaseError, match=mended):
        repository.merge_base("HEAD", "origin/side")


@pytest.mark.parametrize("filter_", ["blob:none", "tree:0"])
def test_partial_clone_is_told(filter_: str, three: Path, tmp_path: Path) -> None:
    """A clone that lacks files says so and how to get them; nothing is fetched, and what it has can be read."""
    git(three, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", f"--filter={filter_}", three.as_uri(), "part")
    part = tmp_path / "part"
    had = sorted((part / ".git" / "objects").rglob("*"))
    repository = opened(part)
    with pytest.raises(MissingObjectsError, match="git fetch --refetch --no-filter"):
        GitTree(repository, repository.resolve("HEAD~2"), "plans/east").read("plan.yaml", 10)
    head = GitTree(repository, repository.resolve("HEAD"), "plans/east")
    assert [(entry.path, head.read(entry.path, 10)) for entry in head.entries()] == [("plan.yaml", b"a: 2\n")]
    assert sorted((part / ".git" / "objects").rglob("*")) == had
    git(part, "fetch", "--quiet", "--refetch", "--no-filter")
    assert GitTree(opened(part), repository.resolve("HEAD~2"), "plans/east").read("plan.yaml", 10) == b"a: 1\n"


def test_without_git(three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git is not installed, that is said with where to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitMissingError, match=r"git-scm\.com"):
        Repository.around(three)
    assert day_of_build(three).year >= 2026


@pytest.mark.parametrize("path", ["", ".", "bin", ".:bin"])
def test_git_of_the_repository_is_not_run(path: str, three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program called git that a change brings along is never run, even where PATH names the folder one is in."""
    for name in ("git", "bin/git"):
        write(three / name, "#!/bin/sh\ntouch marker\n")
        (three / name).chmod(0o755)
    monkeypatch.chdir(three)
    monkeypatch.setenv("PATH", path)
    with pytest.raises(GitMissingError):
        Repository.around(three)
    assert not (three / "marker").exists()


def test_broken_repository_says_what_git_says(three: Path) -> None:
    """A repository that git cannot read is an error with git's own reason in one line."""
    (three / ".git" / "config").write_text("[core\n", "utf-8")
    with pytest.raises(GitFailedError, match="bad config line 1") as caught:
        Repository.around(three)
    assert "\n" not in str(caught.value)


def test_broken_link_to_a_repository_is_not_no_repository(tmp_path: Path) -> None:
    """A working tree whose repository is gone is broken, not outside of any repository."""
    (tmp_path / ".git").write_text("gitdir: /nowhere\n", "utf-8")
    with pytest.raises(GitFailedError):
        Repository.around(tmp_path)


def test_git_that_does_not_answer_is_given_up(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe in the place of a file of the repository lets nobody wait for ever."""
    monkeypatch.setattr(command, "TIMEOUT", 0.3)
    (three / ".git" / "config").unlink()
    os.mkfifo(three / ".git" / "config")
    with pytest.raises(GitSlowError, match="did not answer"):
        Repository.around(three)


def test_environment_does_not_choose_the_repository(
    three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What GIT_DIR and its like say is dropped: the repository is the one around the folder."""
    other = repo_of(tmp_path / "other", [{"x": "x"}])
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    repository = opened(three)
    assert repository.toplevel == three.resolve()
    assert repository.resolve("HEAD") == git(three, "rev-parse", "HEAD")
    assert not (tmp_path / "trace").exists()


def _give(folder: Path, owner: int) -> bool:
    """Give a folder to a user; return whether that could be done."""
    allowed = [] if os.getuid() == 0 else ["sudo", "-n"]
    if allowed and not shutil.which("sudo"):
        return False
    line = [*allowed, "chown", "-R", "-h", str(owner), str(folder)]
    return subprocess.run(line, check=False, capture_output=True).returncode == 0


def test_repository_of_another_user_is_refused(three: Path, no_settings: Path) -> None:
    """What git refuses because it belongs to somebody else is refused, with the line that would allow it."""
    require(_give(three, OTHER_USER), "only root can give a folder to another user")
    try:
        with pytest.raises(OwnerError, match=r"git config --global --add safe\.directory") as caught:
            Repository.around(three / "plans")
        assert str(three) in str(caught.value)
        assert list(no_settings.iterdir()) == []
        (no_settings / ".gitconfig").write_text(f'[safe]\n\tdirectory = "{three}"\n', "utf-8")
        assert opened(three).toplevel == three.resolve()
    finally:
        _give(three, os.getuid())


def test_pages_are_of_the_day_of_the_last_commit(three: Path) -> None:
    """The day of a build is that of the last commit where it was made, not in UTC."""
    assert day_of_build(three / "plans") == date(2026, 1, 7)
    git(three, "commit", "--quiet", "--allow-empty", "-m", "night", GIT_COMMITTER_DATE="2026-02-03T02:00:00+08:00")
    assert day_of_build(three) == date(2026, 2, 3)


def test_forged_date_does_not_stop_the_history(tmp_path: Path) -> None:
    """A commit whose date lies before there were any is listed like the others."""
    repo_of(tmp_path, [{"a.yaml": "a"}])
    tree = git(tmp_path, "rev-parse", "HEAD^{tree}")
    parent = git(tmp_path, "rev-parse", "HEAD")
    text = f"tree {tree}\nparent {parent}\nauthor A <a@b> 1 -1200\ncommitter A <a@b> 1 -1200\n\nforged\n"
    forged = git(tmp_path, "hash-object", "-t", "commit", "-w", "--stdin", data=text.encode())
    git(tmp_path, "update-ref", "refs/heads/main", forged)
    found = Repository.around(tmp_path)
    assert found is not None
    listed = found.commits(None, "", 10)
    assert [one.subject for one in listed] == ["forged", "revision 1"]
    assert listed[0].committed.year == 1969
