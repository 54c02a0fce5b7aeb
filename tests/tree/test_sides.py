import os
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from plancode.errors import (
    FolderError,
    GitMissingError,
    NoCommitError,
    NoDefaultBranchError,
    NoMergeBaseError,
    NoRepositoryError,
    RefError,
    UnknownRefError,
)
from plancode.pipeline.checking import check
from plancode.pipeline.pairs import pairs
from plancode.pipeline.sides import Side, sides
from plancode.tree.folder import FolderTree
from tests.repositories import commit, git, repo_of, write
from tests.support import AS_OF, copy_plan

ONE: Final = {"plans/east/plan.yaml": "a: 1\n", "plans/old/plan.yaml": "old: 1\n"}
TWO: Final = {**ONE, "plans/east/plan.yaml": "a: 2\n"}


def text(side: Side) -> str:
    """Return what plan.yaml says on a side; "" where it has none."""
    has = any(entry.path == "plan.yaml" for entry in side.tree.entries())
    return side.tree.read("plan.yaml", 100).decode() if has else ""


def texts(base: str | None, head: str | None, folder: Path) -> tuple[str, str]:
    """Return what plan.yaml says on both sides."""
    before, after = sides(base, head, folder)
    return text(before), text(after)


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository with two commits and be in it; the working tree has a third version of the plan."""
    folder = repo_of(tmp_path / "repo", [ONE, TWO])
    write(folder / "plans/east/plan.yaml", "a: 3\n")
    monkeypatch.chdir(folder)
    return folder


def test_on_the_default_branch_what_is_not_committed_is_compared(repo: Path) -> None:
    """Without BASE and HEAD on the default branch, the last commit is held against the working tree."""
    before, after = sides(None, None, Path("plans/east"))
    head = git(repo, "rev-parse", "HEAD")
    assert (text(before), text(after)) == ("a: 2\n", "a: 3\n")
    assert (before.label, before.commit, before.day, before.folder) == (
        f"main@{head[:7]}",
        head,
        date(2026, 1, 6),
        None,
    )
    assert (after.label, after.commit, after.day, after.folder) == ("", None, None, Path("plans/east"))


def test_on_a_branch_all_of_it_is_compared(repo: Path) -> None:
    """Without BASE on a branch, the commit where it left origin's default branch is held against the working tree."""
    git(repo, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    git(repo, "checkout", "--quiet", "-f", "-b", "feature")
    commit(repo, {**TWO, "plans/east/plan.yaml": "a: 5\n"}, 4)
    before, after = sides(None, None, repo / "plans/east")
    assert (text(before), text(after)) == ("a: 1\n", "a: 5\n")
    assert before.label == f"origin/main@{git(repo, 'rev-parse', 'main~1')[:7]}"
    git(repo, "checkout", "--quiet", "--detach")
    assert texts(None, "feature~1", repo / "plans/east") == ("a: 1\n", "a: 2\n")


def test_revisions_mean_the_folder_of_the_plan_in_them(repo: Path) -> None:
    """BASE and HEAD as names of git are the plan's folder in those commits, wherever one is."""
    git(repo, "tag", "v1", "HEAD~1")
    for folder in (repo / "plans/east", Path("plans/east"), Path("plans/../plans/east")):
        assert texts("v1", "main", folder) == ("a: 1\n", "a: 2\n")
        assert texts("HEAD", None, folder) == ("a: 2\n", "a: 3\n")
    assert texts("main", "v1", Path("plans/east")) == ("a: 2\n", "a: 1\n")


def test_another_folder_of_a_revision(repo: Path) -> None:
    """REF:path is a folder by its path from the top, whatever the folder of the plan is."""
    before, after = sides("HEAD~1:plans/old/", "main:plans/east", Path("plans/east"))
    assert (text(before), text(after)) == ("old: 1\n", "a: 2\n")
    assert before.label == f"HEAD~1@{git(repo, 'rev-parse', 'HEAD~1')[:7]}:plans/old"
    assert sides("HEAD:", None, Path("plans/east"))[0].tree.read("plans/east/plan.yaml", 9) == b"a: 2\n"


@pytest.mark.parametrize(
    "name", ["main:plans/none", "main:/plans/old", "main:../x", "main:./plans", "main:plans/../..", "main:a\0b"]
)
def test_folder_that_a_revision_does_not_have(name: str, repo: Path) -> None:
    """A folder that was named and is not there, or is not named from the top, is an error and not an empty plan."""
    with pytest.raises(FolderError):
        sides(name, None, repo / "plans/east")


@pytest.mark.parametrize("form", ["./plans/old", "plans/old", "{repo}/plans/old", "plans/east/../old"])
def test_folders_on_disk(form: str, repo: Path) -> None:
    """A folder on disk can be either side, and is known by how it was written."""
    name = form.format(repo=repo)
    before, after = sides(name, "HEAD", Path("plans/east"))
    assert (text(before), text(after)) == ("old: 1\n", "a: 2\n")
    assert (before.label, before.commit, before.folder) == (Path(name).as_posix(), None, Path(name))
    assert texts("HEAD", name, Path("plans/east")) == ("a: 2\n", "old: 1\n")


def test_revision_wins_over_a_folder_of_the_same_name(repo: Path) -> None:
    """A folder called `origin/main` that a change brings along does not take the place of the branch."""
    git(repo, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    write(repo / "origin/main/plan.yaml", "a: 3\n")
    write(repo / "main/plan.yaml", "b: 1\n")
    assert texts("origin/main", None, Path("plans/east")) == ("a: 1\n", "a: 3\n")
    assert texts("main", None, Path("plans/east")) == ("a: 2\n", "a: 3\n")
    assert texts("./main", None, Path("plans/east")) == ("b: 1\n", "a: 3\n")


def test_plain_name_of_a_folder(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that no revision has is the folder of that name."""
    monkeypatch.chdir(repo / "plans")
    assert texts("old", None, Path("east")) == ("old: 1\n", "a: 3\n")
    assert texts("..", None, Path("east"))[0] == ""
    (repo / "plans/old").rename(repo / "plans/old of 华东")
    assert texts("old of 华东", None, Path("east")) == ("old: 1\n", "a: 3\n")
    with pytest.raises(UnknownRefError):
        sides("older", None, Path("east"))
    with pytest.raises(FolderError):
        sides("./older", None, Path("east"))


def test_new_and_removed_plans(repo: Path) -> None:
    """A revision without the plan's folder is an empty side; where neither has it, that is an error."""
    commit(repo, {**TWO, "plans/west/plan.yaml": "w: 1\n"}, 3)
    before, after = sides("HEAD~1", None, repo / "plans/west")
    assert (before.is_empty, before.tree.entries(), text(after)) == (True, (), "w: 1\n")
    assert before.commit == git(repo, "rev-parse", "HEAD~1")
    assert before.day == date(2026, 1, 6)
    assert not after.is_empty
    git(repo, "rm", "-r", "-q", "plans/west")
    git(repo, "commit", "-q", "-m", "removed")
    assert not (repo / "plans/west").exists()
    assert sides("HEAD~1", "HEAD", Path("plans/west"))[1].is_empty
    with pytest.raises(FolderError, match="neither"):
        sides("HEAD~2", "HEAD", Path("plans/west"))
    with pytest.raises(FolderError):
        sides("HEAD", None, Path("plans/west"))


def test_plan_behind_a_link_is_refused(repo: Path) -> None:
    """A change that puts a link in the plan's place does not choose what is compared, on either side."""
    git(repo, "rm", "-r", "-q", "-f", "plans/east")
    (repo / "plans/east").symlink_to("old")
    with pytest.raises(FolderError, match="is a link"):
        sides("HEAD", None, Path("plans/east"))
    git(repo, "add", "--all")
    git(repo, "commit", "-q", "-m", "link")
    (repo / "plans/east").unlink()
    with pytest.raises(FolderError, match="no folder"):
        sides("HEAD~1", "HEAD", Path("plans/east"))


def test_tag_and_branch_of_one_name_are_told_apart(repo: Path) -> None:
    """Where a tag and a branch have one name, the label says which of them was read."""
    git(repo, "tag", "2026-Q1", "HEAD~1")
    git(repo, "branch", "2026-Q1", "HEAD")
    before, after = sides("2026-Q1", "refs/heads/2026-Q1", Path("plans/east"))
    assert (text(before), text(after)) == ("a: 1\n", "a: 2\n")
    assert before.label == f"tags/2026-Q1@{before.commit[:7] if before.commit else ''}"
    assert after.label == f"2026-Q1@{after.commit[:7] if after.commit else ''}"


def test_oid_is_its_own_label(repo: Path) -> None:
    """A commit named by its oid is not called by it twice."""
    oid = git(repo, "rev-parse", "HEAD")
    for name in (oid, oid[:9]):
        assert sides(name, None, Path("plans/east"))[0].label == oid[:7]


@pytest.mark.parametrize("name", ["", "-h", "--output=x", "main..HEAD", "HEAD@{1}", "--output=x:plans"])
def test_what_is_no_revision_is_refused(name: str, repo: Path) -> None:
    """Options, ranges and the reflog are refused on both sides, and write nothing."""
    before = sorted(repo.rglob("*"))
    for base, head in ((name, None), ("HEAD", name)):
        with pytest.raises(RefError):
            sides(base, head, Path("plans/east"))
    assert sorted(repo.rglob("*")) == before


def test_folders_need_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two folders are compared where there is no repository and no git; a name is then told to need one."""
    for name in ("one", "two"):
        write(tmp_path / name / "plan.yaml", f"{name}: 1\n")
    monkeypatch.chdir(tmp_path)
    assert texts("one", "two", Path()) == ("one: 1\n", "two: 1\n")
    with pytest.raises(NoRepositoryError):
        sides("main", "two", Path("one"))
    with pytest.raises(NoRepositoryError):
        sides(None, None, Path("one"))
    monkeypatch.setenv("PATH", os.devnull)
    assert texts("one", "./two", Path()) == ("one: 1\n", "two: 1\n")
    with pytest.raises(GitMissingError):
        sides("main", "two", Path("one"))


def test_repository_that_cannot_say_where_to_begin(tmp_path: Path) -> None:
    """Without commits, without a default branch, or without a common commit the reason is told."""
    write(tmp_path / "empty/plan.yaml", "a: 1\n")
    with pytest.raises(NoCommitError):
        sides(None, None, repo_of(tmp_path / "empty", []))
    with pytest.raises(NoDefaultBranchError, match="set-head"):
        sides(None, None, repo_of(tmp_path / "trunk", [{"plan.yaml": "a: 1\n"}], branch="trunk"))
    folder = repo_of(tmp_path / "part", [{"plan.yaml": "a: 1\n"}])
    git(folder, "checkout", "-q", "--orphan", "alone")
    git(folder, "commit", "-q", "-m", "alone")
    with pytest.raises(NoMergeBaseError):
        sides(None, None, folder)


def test_checkout_of_ci_says_how_to_mend_it(repo: Path, tmp_path: Path) -> None:
    """A checkout with one commit of no branch, as CI makes it, is told to fetch the history."""
    clone = tmp_path / "clone"
    git(tmp_path, "init", "-q", "clone")
    git(clone, "fetch", "-q", "--depth=1", repo.as_uri(), "HEAD")
    git(clone, "checkout", "-q", "--detach", "FETCH_HEAD")
    for base in (None, "main", "origin/main"):
        with pytest.raises((NoDefaultBranchError, UnknownRefError), match=r"fetch-depth: 0"):
            sides(base, None, clone / "plans/east")


def test_example_plan_is_the_same_in_a_commit(tmp_path: Path) -> None:
    """A real plan read from a commit has the texts and findings of its folder."""
    plan = copy_plan("huadong", tmp_path)
    repo_of(tmp_path, [])
    git(tmp_path, "add", "--all", "--force")
    git(tmp_path, "commit", "-q", "-m", "plan")
    before, after = sides(None, None, plan)
    found = [check(tree, AS_OF) for tree in (before.tree, after.tree, FolderTree(plan))]
    assert found[0].findings == found[1].findings == found[2].findings
    assert {path: one.text for path, one in found[0].sources.items()} == {
        path: one.text for path, one in found[2].sources.items()
    }
    assert found[0].graph.plan is not None


def _plans(*names: str) -> dict[str, str]:
    return {f"{name}/plan.yaml": f"kind: plan\nid: {name.rpartition('/')[2]}\n" for name in names}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param(("one/x",), ("two/y",), ["two/y: x > y"], id="one plan each, whatever its name"),
        pytest.param(("one",), ("two",), ["two: one > two"], id="folders of plans themselves"),
        pytest.param(("one/x", "one/y"), ("two/x", "two/y"), ["two/x: x > x", "two/y: y > y"], id="plan by plan"),
        pytest.param(
            ("one/x", "one/y"), ("two/x", "two/z"), ["two/x: x > x", "two/y: y > ", "two/z:  > z"], id="new and gone"
        ),
        pytest.param(("one/a/x", "one/y"), ("two/x", "two/y"), ["two/x: x > x", "two/y: y > y"], id="moved by its id"),
    ],
)
def test_two_folders_are_held_against_each_other_plan_by_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: tuple[str, ...], new: tuple[str, ...], told: list[str]
) -> None:
    """What lies where one stands is not asked, be it several plans or a disk; plans go together by place, else id."""
    for path, written in _plans(*old, *new, "third/x", "third/y").items():
        write(tmp_path / path, written)
    monkeypatch.chdir(tmp_path)
    found = pairs("one", "./two", Path())
    assert [f"{one.plan}: {_id(one.base)} > {_id(one.head)}" for one in found] == told


def _id(side: Side) -> str:
    return text(side).partition("id: ")[2].strip()


def test_a_folder_of_plans_is_compared_plan_by_plan_with_a_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan that was deleted beside others is gone, and one that moved is followed."""
    folder = repo_of(tmp_path / "repo", [_plans("plans/a", "plans/b", "plans/c"), _plans("plans/a", "plans/d/c")])
    monkeypatch.chdir(folder)
    found = pairs("HEAD~1", None, Path("plans"))
    told = [f"{one.plan.as_posix()}: {_id(one.base)} > {_id(one.head)}" for one in found]
    assert told == ["plans/a: a > a", "plans/b: b > ", "plans/d/c: c > c"]


def test_a_plan_is_not_held_against_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not known which of them is meant: their names are told."""
    for path, written in _plans("one/x", "one/y", "two").items():
        write(tmp_path / path, written)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FolderError, match="several plans; name one: one/x, one/y"):
        pairs("./one", "./two", Path())
