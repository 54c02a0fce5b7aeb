import gc
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.errors import FolderError, GitFailedError
from plancode.tree import blobs, command
from plancode.tree.folder import FolderTree
from plancode.tree.git import GitTree
from plancode.tree.interface import EntryKind, Tree, TreeEntry, Unreadable
from plancode.tree.repository import Repository
from tests.making import examples
from tests.repositories import Files, commit, git, repo_of
from tests.support import copy_plan

if TYPE_CHECKING:
    import subprocess

ODD: Final = "plans/华东/\u201cQ1\u201d \"a\"\n'b'\\.yaml"
LARGE: Final = 3_000_000
NAMES: Final = st.text("ab.华é\n\t\"'\\ -:*[]~&;$#%", min_size=1, max_size=6).filter(
    lambda name: name not in {".", ".."}
)
PATHS: Final = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


def opened(folder: Path) -> Repository:
    """Return the repository around a folder, which must be there."""
    found = Repository.around(folder)
    assert found is not None
    return found


def tree_of(folder: Path, prefix: str = "", ref: str = "HEAD") -> GitTree:
    """Return a folder of a revision as a tree."""
    repository = opened(folder)
    return GitTree(repository, repository.resolve(ref), prefix)


def contents(tree: Tree, limit: int = 10_000_000) -> dict[str, bytes]:
    """Return the bytes of every file of a tree."""
    return {entry.path: tree.read(entry.path, limit) for entry in tree.entries() if entry.kind is EntryKind.FILE}


def committed(folder: Path, tree: bytes) -> Path:
    """Make the next commit of a repository from a tree as git keeps it, whatever it holds."""
    oid = git(folder, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", data=tree)
    git(folder, "update-ref", "refs/heads/main", git(folder, "commit-tree", oid, "-m", "forged"))
    return folder


def item(mode: str, name: bytes, oid: str) -> bytes:
    """Return one entry of a tree as git keeps it."""
    return mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid)


@pytest.mark.parametrize("name", ["huadong", "starter-zh", "adventure-works"])
def test_plan_in_a_commit_is_the_plan_in_the_folder(name: str, tmp_path: Path) -> None:
    """The same plan has the same entries and bytes in a folder and in a commit, at the top and below it."""
    copy_plan(name, tmp_path / "plans")
    repo_of(tmp_path, [])
    git(tmp_path, "add", "--all", "--force")
    git(tmp_path, "commit", "--quiet", "-m", "all")
    for prefix in ("", f"plans/{name}"):
        inside, outside = tree_of(tmp_path, prefix), FolderTree(tmp_path / prefix)
        assert inside.entries() == outside.entries()
        assert contents(inside) == contents(outside)
    assert TreeEntry("plan.yaml", EntryKind.FILE, len(contents(inside)["plan.yaml"])) in inside.entries()


@examples(0.2)
@given(files=st.dictionaries(PATHS, st.binary(max_size=50), max_size=6))
def test_any_files_are_the_same_in_a_commit_and_in_the_folder(files: dict[str, bytes]) -> None:
    """Whatever files are called and hold, dot-folders and signs of shells included, both trees say the same."""
    kept = {path: data for path, data in files.items() if not any(one.startswith(f"{path}/") for one in files)}
    with tempfile.TemporaryDirectory() as name:
        folder = repo_of(Path(name), [kept])
        inside, outside = tree_of(folder), FolderTree(folder)
        assert inside.entries() == outside.entries()
        assert contents(inside) == contents(outside)


def test_odd_names_survive(tmp_path: Path) -> None:
    """Chinese, quotes, a line break and a backslash in a path are read as they are."""
    repo_of(tmp_path, [{ODD: "一\n"}])
    assert contents(tree_of(tmp_path)) == {ODD: "一\n".encode()}
    assert contents(tree_of(tmp_path, "plans/华东")) == {ODD.removeprefix("plans/华东/"): "一\n".encode()}


def test_names_that_are_no_utf8_are_listed_as_in_a_folder(tmp_path: Path) -> None:
    """A file or folder with bytes in its name that are no UTF-8 is an odd name, and is not entered."""
    repo_of(tmp_path, [])
    root = os.fsencode(tmp_path)
    os.makedirs(root + b"/east-\xff/deep")  # noqa: PTH103  # pathlib knows no bytes
    for path in (b"/east-\xff/deep/a.yaml", b"/\xe5\x8d.yaml", b"/good.yaml"):
        with open(root + path, "wb") as file:  # noqa: PTH123  # the same
            file.write(b"a: 1\n")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "-m", "odd")
    inside = tree_of(tmp_path)
    assert inside.entries() == FolderTree(tmp_path).entries()
    assert [entry.kind for entry in inside.entries()].count(EntryKind.ODD_NAME) == 2


def test_links_are_listed_and_never_read(tmp_path: Path) -> None:
    """A link in a commit is a link, as in a folder, wherever it leads; its target is not read."""
    repo_of(tmp_path, [{"a.yaml": "a: 1\n"}])
    (tmp_path / "passwd.yaml").symlink_to("/etc/passwd")
    (tmp_path / "up").symlink_to("..")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "-m", "links")
    tree = tree_of(tmp_path)
    assert tree.entries() == FolderTree(tmp_path).entries()
    assert TreeEntry("passwd.yaml", EntryKind.LINK) in tree.entries()
    with pytest.raises(Unreadable, match="not a regular file"):
        tree.read("passwd.yaml", 100)


def test_submodule_is_not_entered(tmp_path: Path) -> None:
    """A submodule is something special: the files of another repository are no part of the plan."""
    repo_of(tmp_path, [{"a.yaml": "a: 1\n"}])
    head = git(tmp_path, "rev-parse", "HEAD")
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{head},other.yaml")
    git(tmp_path, "commit", "--quiet", "-m", "submodule")
    tree = tree_of(tmp_path)
    assert tree.entries() == (TreeEntry("a.yaml", EntryKind.FILE, 5), TreeEntry("other.yaml", EntryKind.SPECIAL))
    with pytest.raises(Unreadable):
        tree.read("other.yaml", 100)
    with pytest.raises(FolderError, match="no folder"):
        tree_of(tmp_path, "other.yaml")


def test_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    """A folder whose name ends like a YAML file is listed as a folder, with what is in it."""
    repo_of(tmp_path, [{"east.yaml/a.yaml": "a: 1\n"}])
    assert tree_of(tmp_path).entries() == FolderTree(tmp_path).entries()
    assert TreeEntry("east.yaml", EntryKind.FOLDER) in tree_of(tmp_path).entries()


def test_forged_paths_do_not_leave_the_root(tmp_path: Path) -> None:
    """A tree with names that no checkout would make, such as `..` or `/etc/x`, yields none of them."""
    repo_of(tmp_path, [{"a.yaml": "a: 1\n"}])
    blob = git(tmp_path, "rev-parse", "HEAD:a.yaml")
    names = (b"..", b"../x.yaml", b"/etc/x.yaml", b"a/../../x.yaml", b"b//x.yaml", b"good.yaml")
    committed(tmp_path, b"".join(item("100644", name, blob) for name in names))
    assert contents(tree_of(tmp_path)) == {"good.yaml": b"a: 1\n"}


def test_only_so_much_is_read(tmp_path: Path) -> None:
    """Of a file that is too large one byte more than the limit is read, and the files after it are right."""
    repo_of(tmp_path, [{"large.yaml": b"x" * LARGE, "next.yaml": "a: 1\n"}])
    tree = tree_of(tmp_path)
    assert TreeEntry("large.yaml", EntryKind.FILE, LARGE) in tree.entries()
    for _ in range(3):
        assert tree.read("large.yaml", 10) == b"x" * 11
        assert tree.read("next.yaml", 10) == b"a: 1\n"
    assert tree.read("next.yaml", 5) == b"a: 1\n"
    assert tree.read("next.yaml", 2) == b"a: "
    assert len(tree.read("large.yaml", LARGE)) == LARGE


def test_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    """A path that the commit does not have, or that leads out of it, is unreadable."""
    repo_of(tmp_path, [{"plans/a.yaml": "a: 1\n", "b.yaml": "b: 1\n"}])
    for path in ("none.yaml", "../b.yaml", "/etc/passwd", ""):
        with pytest.raises(Unreadable, match="no such file"):
            tree_of(tmp_path, "plans").read(path, 10)


def test_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """A folder that the commit does not have, and a file in its place, are said to be no folder."""
    repo_of(tmp_path, [{"plans/a.yaml": "a: 1\n"}])
    with pytest.raises(FolderError, match="no such folder"):
        tree_of(tmp_path, "plans/east")
    with pytest.raises(FolderError, match="no folder"):
        tree_of(tmp_path, "plans/a.yaml")
    with pytest.raises(FolderError, match="no such folder"):
        tree_of(tmp_path, "plan?")


def test_order_of_reading_does_not_matter(tmp_path: Path) -> None:
    """Files read backwards, twice, or twins of each other have the same bytes as read in order."""
    files = {f"{number:03}.yaml": f"a: {number % 7}\n" * (number % 3) for number in range(100)}
    tree = tree_of(repo_of(tmp_path, [{**files, "050.yaml": b"x" * LARGE}]))
    expected = {path: text.encode() for path, text in files.items()} | {"050.yaml": b"x" * LARGE}
    for path in (*reversed(expected), *list(expected)[::9], *expected):
        assert tree.read(path, LARGE) == expected[path]


def test_damaged_file_stops(tmp_path: Path) -> None:
    """A file whose object is damaged is an error that names it, not an empty file; later files are read."""
    repo_of(tmp_path, [{"a.yaml": "a: 1\n", "b.yaml": "b: 1\n"}])
    oid = git(tmp_path, "rev-parse", "HEAD:a.yaml")
    tree = tree_of(tmp_path)
    assert tree.entries()
    path = tmp_path / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    with pytest.raises(GitFailedError, match=oid):
        tree.read("a.yaml", 10)
    assert tree.read("b.yaml", 10) == b"b: 1\n"


def _recorded(monkeypatch: pytest.MonkeyPatch) -> "list[subprocess.Popen[bytes]]":
    started: list[subprocess.Popen[bytes]] = []

    def start(folder: Path, *words: str) -> "subprocess.Popen[bytes]":
        started.append(command.start(folder, *words))
        return started[-1]

    monkeypatch.setattr(blobs, "start", start)
    return started


def test_one_process_reads_every_file_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All files of both sides are read by one process, which ends when nobody needs it any more."""
    started = _recorded(monkeypatch)
    first: Files = {f"{number}.yaml": f"a: {number}\n" for number in range(50)}
    repo_of(tmp_path, [first, {**first, "new.yaml": "b: 1\n"}])
    repository = opened(tmp_path)
    trees = [GitTree(repository, repository.resolve(ref)) for ref in ("HEAD~1", "HEAD")]
    assert [len(contents(tree)) for tree in trees] == [50, 51]
    (process,) = started
    assert process.poll() is None
    del trees, repository
    gc.collect()
    assert process.poll() is not None


def test_closed_blobs_are_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever closes the process early can still read."""
    started = _recorded(monkeypatch)
    tree = tree_of(repo_of(tmp_path, [{"a.yaml": "a: 1\n", "large.yaml": b"x" * LARGE}]))
    for path in ("a.yaml", "large.yaml"):
        assert tree.read(path, LARGE)
        tree.repository.blobs.close()
    assert [process.poll() is not None for process in started] == [True, True]


def test_object_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe in the place of an object lets nobody wait for ever."""
    monkeypatch.setattr(blobs, "TIMEOUT", 0.2)
    repo_of(tmp_path, [{"a.yaml": "a: 1\n"}])
    oid = git(tmp_path, "rev-parse", "HEAD:a.yaml")
    tree = tree_of(tmp_path)
    assert tree.entries()
    path = tmp_path / ".git" / "objects" / oid[:2] / oid[2:]
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(GitFailedError):
        tree.read("a.yaml", 10)


def test_changed_files_are_those_of_their_commit(tmp_path: Path) -> None:
    """Each commit has its own files; what lies in the folder now plays no part."""
    repo_of(tmp_path, [{"a.yaml": "a: 1\n"}])
    second = commit(tmp_path, {"a.yaml": "a: 2\n", "b.yaml": "b: 1\n"}, 1)
    (tmp_path / "a.yaml").write_text("a: 3\n", "utf-8")
    assert contents(tree_of(tmp_path, ref="HEAD~1")) == {"a.yaml": b"a: 1\n"}
    assert contents(tree_of(tmp_path, ref=second)) == {"a.yaml": b"a: 2\n", "b.yaml": b"b: 1\n"}
