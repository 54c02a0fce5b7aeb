"""`plancode log` and the page of `plancode build --history`: what each format says, and to whom."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from plancode.cli.exits import Exit
from plancode.cli.main import run
from plancode.locale.width import width
from tests.pipeline.test_history import PLAN, plan, target
from tests.report.published import faults
from tests.repositories import commit, git, repo_of, write
from tests.support import Page, content_of, no_traceback, rendered

Capture = pytest.CaptureFixture[str]
Ran = Callable[..., tuple[int, str, str]]
FORMATS: Final = ("text", "markdown", "json", "csv")
HOSTILE: Final = (
    "=cmd|'/c calc'!A0 <script>alert(1)</script> [x](javascript:alert(1)) | ![y](http://evil.example/p.png) "
    "</li><h1>z {0} {plan} %s ` `` \x1b[2J\x07\u202e @all #1 https://evil.example"
)
"""A text in which every format finds something that it must not take for its own."""


@pytest.fixture
def log(capsys: Capture) -> Ran:
    """Return what runs the command on the plan of a repository."""

    def ran(repo: Path, *words: str) -> tuple[int, str, str]:
        code = run(["log", "--plan", str(repo / "plans" / "east"), *words])
        out, err = capsys.readouterr()
        assert no_traceback(out + err)
        return code, out, err

    return ran


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Return a repository with three revisions of a plan."""
    return repo_of(tmp_path / "r", [plan("100"), plan("120"), plan("90", ann="30")])


def test_text_says_who_when_what_and_its_effect(repo: Path, log: Ran) -> None:
    """Each revision has a line with day, commit, author and subject, and below it what it did."""
    code, out, _ = log(repo)
    oid = git(repo, "rev-parse", "--short=7", "HEAD")
    assert code == Exit.CLEAN
    assert out.startswith(f"History of East\n===============\n\n- 7 Jan 2026 · {oid} · Lin Yue · revision 3\n")
    told = " ".join(out.split())
    assert "- target sales: top target: amount: 120 → 90; target row Ann Lee, Revenue" in told
    assert "; Target, Revenue of East coast −30 (−25.0 %); Street quota, Revenue of East coast −30" in told
    assert "the plan is new; Target, Revenue of East coast 100;" in told
    assert "as of the day it was committed" in told
    assert max(map(width, out.splitlines())) <= 80


def test_chinese(repo: Path, log: Ran) -> None:
    """The history is told in Chinese to whom asks for it."""
    _, out, _ = log(repo, "--lang", "zh")
    assert "East：历史" in out
    assert "总目标：数额：" in out
    assert "计划新建" in out
    assert " of " not in out


@pytest.mark.parametrize("kind", FORMATS)
def test_at_most_so_many(repo: Path, log: Ran, kind: str) -> None:
    """With a limit only the newest are told, and how many others there are."""
    _, out, _ = log(repo, "--limit", "1", "--format", kind)
    assert "revision 3" in out
    assert "revision 2" not in out
    if kind == "json":
        assert json.loads(out)["more"] == 2
    elif kind != "csv":
        assert "2 earlier revisions are not shown." in out


def _odd(tmp_path: Path) -> Path:
    """Return a shallow clone of a history in which everything happens that a revision can be."""
    broken = {**plan("120"), "plans/east/targets.yaml": target("120") + "extra: [1\n"}
    calendar = {"plans/east/notes.yaml": "plancode: v1\nkind: calendar\nid: c\n"}
    commits = [plan("90"), plan("100"), broken, {"README.md": "ours\n"}, calendar, plan("120"), {"plans/east": "no\n"}]
    repo = repo_of(tmp_path / "origin", commits)
    (repo / "plans" / "east").unlink()
    commit(repo, plan("130"), 7)
    git(tmp_path, "clone", "--quiet", "--depth", "7", f"file://{repo}", "clone")
    return tmp_path / "clone"


@pytest.mark.slow
def test_json_keeps_to_its_schema(tmp_path: Path, log: Ran) -> None:
    """Whatever a revision is, the JSON is what the published schema says, and its state is told."""
    clone = _odd(tmp_path)
    for words in ((), ("--mask",), ("--limit", "2"), ("--since", "HEAD")):
        code, out, _ = log(clone, "--format", "json", *words)
        assert code == Exit.CLEAN
        assert faults("log", json.loads(out)) == []
    states = [one["state"] for one in _records(log, clone)]
    assert states == ["unreadable", "unreadable", "new", "no_plan", "removed", "changed", "cut"]


def _records(log: Ran, repo: Path, *words: str) -> list[dict[str, Any]]:
    _, out, _ = log(repo, "--format", "json", *words)
    found: list[dict[str, Any]] = json.loads(out)["revisions"]
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_odd_is_said(tmp_path: Path, log: Ran, language: str) -> None:
    """The text says which revisions cannot be read, and that a shallow clone does not have all."""
    _, out, _ = log(_odd(tmp_path), "--lang", language)
    assert "targets.yaml" in out
    assert "git fetch --unshallow" in " ".join(out.split())
    assert ("cannot be read (plans/east: " if language == "en" else "无法读取（plans/east: ") in " ".join(out.split())


@pytest.mark.slow
def test_hostile_names_and_subjects_are_text(repo: Path, log: Ran) -> None:
    """Author and subject can hold anything, and no format takes it for its own."""
    write(repo / "plans/east/targets.yaml", target("99"))
    git(repo, "commit", "--quiet", "-a", "-m", HOSTILE, GIT_AUTHOR_NAME=f"=1+1 {HOSTILE}", day=5)
    for kind in FORMATS:
        _, out, _ = log(repo, "--format", kind)
        assert "\x1b" not in out
    _, out, _ = log(repo)
    assert "\u202e" not in out
    assert "<script>alert(1)" in " ".join(out.split())
    _, out, _ = log(repo, "--format", "csv")
    rows = list(csv.reader(io.StringIO(out.removeprefix("\ufeff"))))
    assert [row for row in rows if any(cell.startswith(("=", "+", "@")) for cell in row)] == []
    assert {len(row) for row in rows} == {len(rows[0])}
    page = Page(rendered(log(repo, "--format", "markdown")[1]))
    assert not {"script", "img", "a", "h2", "table"} & set(page.names)
    assert page.names.count("h1") == 1
    assert "<script>alert(1)</script> [x](javascript:alert(1))" in page.text
    assert _records(log, repo)[0]["subject"] == HOSTILE


def test_long_subject_is_cut(repo: Path, log: Ran) -> None:
    """A subject of any length takes a line or two."""
    write(repo / "plans/east/targets.yaml", target("99"))
    git(repo, "commit", "--quiet", "-a", "-m", "x" * 100_000, day=5)
    assert len(log(repo)[1]) < 2_000


def test_masked(repo: Path, log: Ran) -> None:
    """With --mask no format says who made a revision, nor what people are called."""
    write(repo / "plans/east/plan.yaml", PLAN.replace("East coast", "Ann Lee"))
    git(repo, "commit", "--quiet", "-a", "-m", "Lin Yue and Ann Lee", day=5)
    for kind in FORMATS:
        out = log(repo, "--format", kind, "--mask")[1]
        assert "Lin Yue" not in out
        assert "Ann Lee" not in out
        assert "p-1" in out


def test_nothing_to_tell(repo: Path, log: Ran, tmp_path: Path) -> None:
    """No revision since the last one is fine; a plan that no commit has is not there; without git it cannot run."""
    code, out, _ = log(repo, "--since", "HEAD")
    assert (code, "The plan has no revisions since HEAD." in out) == (Exit.CLEAN, True)
    new = repo_of(tmp_path / "new", [])
    write(new / "plans/east/plan.yaml", PLAN)
    code, out, _ = log(new)
    assert (code, "The plan has no revisions." in out) == (Exit.FINDINGS, True)
    write(tmp_path / "plans/east/plan.yaml", PLAN)
    code, out, err = log(tmp_path)
    assert (code, out) == (Exit.CANNOT, "")
    assert "in no git repository" in err


@pytest.mark.parametrize("ref", ["no-such-ref", "--all", "HEAD..main", ":/x", "-n1"])
def test_ref_that_is_none(repo: Path, log: Ran, ref: str) -> None:
    """What is no revision is refused, and never becomes an option of git."""
    code, out, err = log(repo, f"--since={ref}")
    assert (code, out) == (Exit.CANNOT, "")
    assert ref in err


def _built(folder: Path, *words: str) -> dict[str, bytes]:
    assert run(["build", str(folder / "plans" / "east"), "--out", str(folder / "out"), *words]) == Exit.CLEAN
    return content_of(folder / "out")


def test_page_of_a_build(repo: Path, capsys: Capture) -> None:
    """With --history a page has the revisions, the overview leads to it, and other pages stay as they are."""
    without = _built(repo)
    pages = _built(repo, "--history")
    assert "history.md" not in without
    history = pages["history.md"].decode()
    assert history.count("Lin Yue · revision ") == 3
    assert "[East](README.md)" in history
    assert "[History of East](history.md)" in pages["README.md"].decode()
    changed = {name for name in without if pages[name] != without[name]}
    assert changed == {"README.md"}
    assert capsys.readouterr().err == ""


def test_page_is_the_same_for_the_same_commit(repo: Path) -> None:
    """Neither time nor what is not committed changes the page about the history."""
    first = _built(repo, "--history")
    assert _built(repo, "--history") == first
    write(repo / "plans/east/targets.yaml", target("110"))
    after = _built(repo, "--history")
    assert after["history.md"] == first["history.md"]
    assert after["README.md"] != first["README.md"]


def test_page_of_a_plan_without_history(tmp_path: Path, capsys: Capture) -> None:
    """A plan in no repository, or in none of its commits, is built all the same, and it is said that a page is not."""
    for path, content in plan().items():
        write(tmp_path / path, content)
    assert "history.md" not in _built(tmp_path, "--history")
    assert "There is no page about the history: " in capsys.readouterr().err
    repo = repo_of(tmp_path / "r", [{"other.txt": "x"}])
    for path, content in plan().items():
        write(repo / path, content)
    assert "history.md" not in _built(repo, "--history")
    assert "There is no page about the history: The plan has no revisions." in capsys.readouterr().err


@pytest.mark.slow
def test_page_has_the_newest_only(tmp_path: Path) -> None:
    """A long history is cut on the page, which says how much is left out."""
    repo = repo_of(tmp_path / "r", [plan(str(100 + number)) for number in range(53)])
    page = _built(repo, "--history")["history.md"].decode()
    assert page.count(" · revision ") == 50
    assert "3 earlier revisions are not shown." in page
