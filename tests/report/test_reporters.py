"""The table of formats, and what the command makes of it: the same bytes everywhere, printed or saved."""

import json
import os
import subprocess
from pathlib import Path
from typing import Final

import pytest

from plancode import __version__
from plancode.cli.main import run
from plancode.report.report import PlanReport, Report
from plancode.report.reporters import REPORTERS
from tests.report.reports import FILES, REPORTS
from tests.support import AS_OF, DAY, PLANS, command, copy_plan, environment, ran

FORMATS: Final = ("text", "json", "sarif", "github", "gitlab", "junit")
FOR_PROGRAMS: Final = FORMATS[1:]


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Return the folder of a hostile plan."""
    for path, text in FILES.items():
        (tmp_path / "bad" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "bad" / path).write_text(text, "utf-8")
    return tmp_path / "bad"


def test_table_has_every_format() -> None:
    """The formats are these, in this order."""
    assert tuple(REPORTERS) == FORMATS


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_reporters_are_pure(name: str, format_: str) -> None:
    """The same report gives the same text twice, with a line end, and without a carriage return."""
    report = REPORTS[name]()
    text = REPORTERS[format_](report)
    assert text == REPORTERS[format_](report)
    assert not text or text.endswith("\n")
    assert "\r" not in text


@pytest.mark.parametrize("format_", FORMATS)
def test_command_prints_what_the_reporter_returns(
    format_: str, bad: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """`--format` prints the report of what was found, with files named from where the command runs."""
    monkeypatch.chdir(bad.parent)
    assert run(["check", "bad", "--format", format_, *DAY]) == 1
    report = _checked(bad)
    assert capfdbinary.readouterr().out.decode() == REPORTERS[format_](report)


def _checked(folder: Path) -> Report:
    from plancode.pipeline.checking import check
    from plancode.tree.folder import FolderTree

    found = check(FolderTree(folder), AS_OF)
    plan = PlanReport(folder.name, found.findings, found.language, found.sources, found.lost, found.unjudged)
    return Report((plan,), AS_OF, __version__)


def test_several_formats_in_one_run(bad: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """`--save` writes what `--format` would print, into folders that need not be there, and prints as before."""
    saved = [f"--save={name}={tmp_path / 'out' / name}" for name in FORMATS]
    assert run(["check", str(bad), *saved, *DAY]) == 1
    printed = capfdbinary.readouterr().out
    for name in FORMATS:
        assert run(["check", str(bad), "--format", name, *DAY]) == 1
        out = capfdbinary.readouterr().out
        assert (tmp_path / "out" / name).read_bytes() == out
        assert out == printed or name != "text"
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(FORMATS)


@pytest.mark.parametrize("seed", ["0", "5"])
@pytest.mark.slow
def test_reports_are_the_same_bytes_everywhere(seed: str, bad: Path, tmp_path: Path) -> None:
    """Hash seed, locale and terminal change no byte of a report for programs, of one plan or several."""
    changes = {"PYTHONHASHSEED": seed, "LC_ALL": "C", "PYTHONUTF8": "0", "COLUMNS": "40", "FORCE_COLOR": "1"}
    plain = {name: tmp_path / f"plain.{name}" for name in FOR_PROGRAMS}
    other = {name: tmp_path / f"other.{name}" for name in FOR_PROGRAMS}
    plans = [bad, PLANS / "huadong"]
    assert run(["check", *map(str, plans), *(f"--save={name}={path}" for name, path in plain.items()), *DAY]) == 1
    line = command("check", *plans, *(f"--save={name}={path}" for name, path in other.items()), *DAY)
    assert subprocess.run(line, capture_output=True, check=False, env=environment(**changes)).returncode == 1
    assert [path.read_bytes() for path in other.values()] == [path.read_bytes() for path in plain.values()]


@pytest.mark.parametrize("value", ["sarif", "sarif=", "=x", "xml=x", ""])
def test_save_that_is_none_ends_with_2(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Anything but FORMAT=FILE is a mistake of the command line, told with the formats there are."""
    assert run(["check", f"--save={value}", *DAY]) == 2
    assert "junit" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["a folder", "below a file", "a device"])
def test_file_that_cannot_be_written_ends_with_2(
    what: str, bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder, a path below a file or a device is not replaced; one line says so, after the findings."""
    path = tmp_path / "out"
    if what == "a folder":
        path.mkdir()
    elif what == "below a file":
        path.write_text("mine", "utf-8")
        path /= "report.json"
    else:
        os.mkfifo(path)
    assert run(["check", str(bad), f"--save=json={path}", *DAY]) == 2
    out, err = capsys.readouterr()
    assert "SHP101" in out
    assert err.startswith(f"plancode: {path}: ")
    assert len(err.splitlines()) == 1
    assert (tmp_path / "out").read_text("utf-8") == "mine" if what == "below a file" else not (path).is_file()
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".plancode")] == []


def test_files_are_named_from_the_root_of_the_repository(
    bad: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """However a plan is named on the command line, services are told its files from the root of the repository."""
    (bad.parent / ".git").mkdir()
    (bad.parent / "deep").mkdir()
    for here, given in ((bad.parent, "bad"), (bad.parent / "deep", "../bad"), (bad, "."), (bad.parent, str(bad))):
        monkeypatch.chdir(here)
        assert run(["check", given, "--format", "gitlab", *DAY]) == 1
        paths = {one["location"]["path"] for one in json.loads(capsys.readouterr().out)}
        assert {path.partition("/")[0] for path in paths} == {"bad"}


def test_plan_elsewhere_keeps_its_path(
    bad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A plan outside the repository is named as it was given."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert run(["check", str(bad), "--format", "sarif", *DAY]) == 1
    assert f'"uri": "file://{bad.as_posix()}/plan.yaml"' in capsys.readouterr().out


@pytest.mark.usefixtures("bad")
def test_several_plans_are_one_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of plans gives one document of each format, with the files of all."""
    copy_plan("huadong", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run(["check", "huadong", "bad", "--format", "sarif", "--save=junit=junit.xml", *DAY]) == 1
    (sarif,) = json.loads(capsys.readouterr().out)["runs"]
    uris = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in sarif["results"]]
    assert {uri.partition("/")[0] for uri in uris} == {"huadong", "bad"}
    assert sarif["language"] == "en-US"
    assert Path("junit.xml").read_text("utf-8").count("<testsuite ") == 2


def test_names_that_are_no_utf8_can_be_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder or file whose name is no UTF-8 is told by escapes in every format."""
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / os.fsdecode(b"\xff.yaml")).write_text("a: 1\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    for name in FOR_PROGRAMS:
        ended = ran("check", folder.name, "--format", name, *DAY)
        assert (ended.code, ended.err) == (1, "")
        assert "caf" in ended.out


def test_quick_help_loads_no_reporter() -> None:
    """The names of the formats cost nothing: help does not load what makes them."""
    code = (
        "import sys; from plancode.cli.main import run; run(['check', '--help']);"
        "sys.exit(any(name.startswith(('plancode.report.sarif', 'plancode.rules', 'xml', 'pydantic', 'yaml'))"
        " for name in sys.modules))"
    )
    done = subprocess.run([*command()[:1], "-c", code], capture_output=True, check=False, env=environment())
    assert done.returncode == 0
    assert b"junit" in done.stdout
