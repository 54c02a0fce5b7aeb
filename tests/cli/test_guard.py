"""No runner of CI finds a command in what plancode prints, but in the format that is made of commands."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Final

import pytest

from plancode.cli.guard import broken
from plancode.cli.main import run
from tests.repositories import commit, git, repo_of
from tests.support import DAY, PLANS, plancode

COMMANDS: Final = (
    "::warning::x", "::add-mask::x", "::stop-commands::x", "::set-output name=a::b", "\u3000::error::x",
    " \t ::error::x",
    "##[add-mask]x", "a ##[error]b", "###[error]x", "##vso[task.setvariable variable=a]b", "a##vso[task.complete]b",
    "##teamcity[buildStop]", "##VSO[x]",
)  # fmt: skip
BREAKS: Final = re.compile(r"\r\n|\r|\n")


def obeyed(text: str) -> list[str]:
    """Return the lines of output that a runner obeys, as the sources of the runners read them."""
    return [line for line in BREAKS.split(text) if _is_command(line)]


def _is_command(line: str) -> bool:
    v2, trimmed = False, line.lstrip()
    if trimmed.startswith("::"):
        v2 = trimmed.find("::", 2) >= 0
    at = line.find("##[")
    v1 = at >= 0 and line.find("]", at) >= 0
    return v2 or v1 or any(one in line.lower() for one in ("##vso[", "##teamcity["))


@pytest.mark.parametrize("said", COMMANDS)
@pytest.mark.parametrize("lead", ["", "\n", "\r", "text\n", "text\r\n \u00a0", "\n\n\n", "\x0b", "\u2028"], ids=ascii)
def test_command_is_broken_by_a_blank(said: str, lead: str) -> None:
    """What a runner would obey is broken, by blanks alone; what it does not obey stays as it is."""
    text = f"{lead}{said}\n"
    written = broken(text.encode()).decode()
    assert obeyed(text) or lead == "\x0b"
    assert not obeyed(written)
    assert written.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", ["a::b::c\n", "## [x](y)\n", "# a\n", ": a\n", "x: ::y\n", "#[a]\n", "key:: value\n"])
def test_what_is_no_command_stays(text: str) -> None:
    """Text that no runner obeys is not changed."""
    assert broken(text.encode()) == text.encode()


def test_value_of_json_stays() -> None:
    """JSON says the same as before, in other letters."""
    value = {"a": [*COMMANDS], "b": "\n::warning::x"}
    for shape in (value, [value]):
        written = broken(json.dumps(shape, ensure_ascii=False, indent=1).encode()).decode()
        assert json.loads(written) == shape
        assert not obeyed(written)


def _plan(said: str) -> dict[str, str]:
    """Return the files of a small plan that says a text wherever it may, with findings about it."""
    text = (PLANS / "starter" / "plan.yaml").read_text("utf-8")
    quoted = json.dumps(said, ensure_ascii=False)
    for old in ("title: Sales rep", "name: Bea Ross", "title: Northern region", "name: Carl Diaz"):
        text = text.replace(old, f"{old.partition(' ')[0]} {quoted}")
    odd = {"##[error]a.yaml": said, "::warning::b.yaml": f"plancode: v1\nkind: {quoted}\nid: x\n"}
    return {"plan.yaml": text.replace("deputy: bea-ross", f"deputy: {quoted}"), **odd}


LINES: Final = (
    ("check",), *(("check", "--format", one) for one in ("json", "sarif", "gitlab", "junit", "github")),
    ("show", "targets", "--plan", "."), ("show", "targets", "--plan", ".", "--format", "csv"), ("show", "bea-ross"),
    ("show", "targets", "--plan", ".", "--format", "json", "--why"), ("show", "::warning::x"), ("score",), ("track",),
    ("score", "--format", "markdown"), ("score", "--format", "csv"), ("owners",), ("log",), ("log", "--format", "json"),
    *(("diff", "--format", one) for one in ("text", "markdown", "html", "json", "github", "sarif")),
    ("diff", "--for", "bea-ross"), ("diff", "HEAD", "\n::warning::x"), ("explain", "::error::x"), ("build",),
    ("check", "\r::error::x"), ("--\n::error::x",), ("comment", "##[error]"), ("review", "new", "bea-ross"),
)  # fmt: skip


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan in two commits, of which the second says something that a runner would obey, and a change."""
    text = (PLANS / "starter" / "plan.yaml").read_text("utf-8")
    folder = repo_of(tmp_path_factory.mktemp("repository") / "clone", [{"plan.yaml": text}])
    commit(folder, _plan("##[error]a ::b"), 1)
    git(folder, "commit", "--amend", "--quiet", "-m", "::warning::x ##vso[a]b")
    for name, said in _plan("::error::c ##vso[d]").items():
        (folder / name).write_text(said, "utf-8")
    return folder


@pytest.mark.parametrize("line", LINES, ids=lambda line: ascii(" ".join(line))[1:-1])
def test_nothing_that_is_printed_is_obeyed(
    line: tuple[str, ...], repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a plan full of commands no command of plancode prints one, on either stream; GitHub's own are escaped."""
    dated = line[0] in ("check", "show", "score", "track", "build", "diff", "owners") and "\n" not in line[-1]
    monkeypatch.chdir(repository)
    assert run([*line, *(DAY if dated else ())]) in (0, 1, 2)
    out, err = capsys.readouterr()
    assert out or err
    found = obeyed(out + err)
    if line[-1] != "github":
        assert not found
        return
    assert found
    own = re.compile(r"::(error|warning|notice) (file=[^:]*,title=[A-Z0-9]+ [a-z-]+|title=plancode)::")
    assert all(own.match(one) for one in found)
    assert found == [one for one in BREAKS.split(out) if one]


def test_csv_has_the_cells_that_it_had(repository: Path) -> None:
    """A table for programs is read as before, but for the blank that breaks a command."""
    done = plancode("show", "targets", "--plan", ".", "--format", "csv", *DAY, cwd=repository)
    rows = list(csv.reader(io.StringIO(done.out)))
    assert len({len(row) for row in rows}) == 1
