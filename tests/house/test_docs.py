"""What README.md and CONTRIBUTING.md say is what happens."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

import click
import pytest

from plancode.cli.exits import Exit
from plancode.cli.main import COMMANDS, plancode, run
from plancode.config.settings import Settings
from plancode.document.compose import compose
from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.model.catalogue import model_of
from plancode.model.kinds import DocumentKind
from tests.repositories import git
from tests.support import copy_plan

ROOT: Final = Path(__file__).parents[2]
README: Final = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING: Final = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a language."""
    return [body for name, body in _BLOCK.findall(text) if name == language]


def commands(text: str) -> list[str]:
    """Return the lines of all shell blocks."""
    return [line for block in blocks(text, "sh") for line in block.splitlines()]


def in_git(folder: Path, plan: Path) -> None:
    """Make what lies in a folder the second commit of a repository; in the first a file of it had a line more."""
    text = plan.read_text("utf-8")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    for number, content in enumerate((text + "# a draft\n", text)):
        plan.write_text(content, "utf-8")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "-m", f"revision {number}", day=number)


def test_every_command_is_run_somewhere() -> None:
    """Each command of the documents is one that a test below runs, or that CI runs as it stands."""
    here = {line for line in commands(README) if line.startswith("plancode ")}
    in_ci = {"python3 dev.py example", "python3 dev.py test", "python3 dev.py lint", "python3 dev.py fuzz --minutes 2"}
    by_wheel = {"pip install ."}
    assert set(commands(README)) | set(commands(CONTRIBUTING)) == here | in_ci | by_wheel
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert all(line in ci for line in in_ci)


@pytest.mark.slow
def test_commands_of_the_readme_work_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who types the commands of README.md one after the other gets a plan and its pages."""
    monkeypatch.chdir(tmp_path)
    in_git(tmp_path, copy_plan("huadong", tmp_path / "plans") / "plan.yaml")
    for line in commands(README):
        if line.startswith("plancode "):
            assert run(line.split()[1:]) == Exit.CLEAN, line
    assert (tmp_path / "my-plan" / "build" / "README.md").is_file()


def state() -> tuple[list[str], list[str]]:
    """Return the commands that the state of the project names as working, and those that are not there yet."""
    section = README.partition("\n## State\n")[2]
    table, _, missing = section.partition("Not there yet")
    return re.findall(r"`(plancode [^`]+)`", table), re.findall(r"`([^`]+)`", missing)


@pytest.mark.slow
def test_what_the_readme_says_works_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command under State runs to its end."""
    monkeypatch.chdir(tmp_path)
    copy_plan("huadong", tmp_path / "plans")
    in_git(tmp_path, tmp_path / "plans" / "huadong" / "plan.yaml")
    works, _ = state()
    assert len(works) > 5
    assert {line: run(line.split()[1:]) for line in works} == dict.fromkeys(works, Exit.CLEAN)


def test_what_the_readme_says_is_missing_is_missing() -> None:
    """Each command and option under "Not there yet" is not there yet."""
    _, missing = state()
    assert missing
    for line in missing:
        name, *options = line.split()
        command = plancode.get_command(click.Context(plancode), name)
        known = {option for parameter in command.params for option in parameter.opts} if command is not None else set()
        assert command is None if not options else not known & set(options), line


def test_table_names_every_command() -> None:
    """The table of commands in README.md has each command, and no other."""
    named = re.findall(r"^\| `plancode (\w+)", README, re.MULTILINE)
    assert named == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_options_of_the_table_exist(name: str) -> None:
    """Options that README.md writes with a command are options of it."""
    row = next(line for line in README.splitlines() if line.startswith(f"| `plancode {name}"))
    command = plancode.get_command(click.Context(plancode), name)
    assert command is not None
    commands = command.commands.values() if isinstance(command, click.Group) else [command]
    known = {option for one in commands for parameter in one.params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", row)) <= known


def test_help_is_read_in_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """At a width of 80 the list of commands is whole, and every option says in a sentence what it does."""
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["--help"]) == Exit.CLEAN
    assert "..." not in capsys.readouterr().out.partition("Commands:")[2]
    for name in COMMANDS:
        command = plancode.get_command(click.Context(plancode), name)
        assert command is not None
        for one in command.commands.values() if isinstance(command, click.Group) else [command]:
            for parameter in one.params:
                if isinstance(parameter, click.Option):
                    words = parameter.help or ""
                    assert words.endswith("."), f"{name} {parameter.opts}"
                    assert " " in words, f"{name} {parameter.opts}"
            assert (
                max(
                    len(line)
                    for line in one.get_help(
                        click.Context(one, parent=plancode.make_context("plancode", [], resilient_parsing=True))
                    ).splitlines()
                )
                <= 80
            ), name


@pytest.mark.parametrize("text", blocks(README, "yaml"))
def test_yaml_of_the_readme_fits_its_model(text: str) -> None:
    """Each piece of YAML in README.md is what its kind of document takes."""
    (document,) = compose(SourceText("README.md", text), Limits()).documents
    assert isinstance(document.data, dict)
    kind = document.data.get("kind")
    model = model_of(DocumentKind(str(kind))) if kind else Settings
    assert model.model_validate(document.data) is not None


def test_report_of_the_readme_is_what_check_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report that README.md shows is, letter by letter, what a plan with that slip gets."""
    (shown,) = [block for block in blocks(README, "text") if block.startswith("error")]
    (tmp_path / "plan.yaml").write_text(
        "plancode: v1\nkind: plan\nid: east\nperiod: 2026\ncurrency: CNY\nteam: pudong-team\n---\n"
        "plancode: v1\nkind: team\nid: teams\nroles: [{id: rep}]\nteams: [{id: pudong-team}]\n"
        "people: [{id: zhou-min, role: rep, team: pudong-team}]\n",
        "utf-8",
    )
    (tmp_path / "territories.yaml").write_text(
        "plancode: v1\nkind: territories\nid: map\n\nterritories:\n  - id: pudong\n    title: Pudong\n"
        "    team: pudong-team\n    owners: [{person: zhou-mn}]\n",
        "utf-8",
    )
    assert run(["check", str(tmp_path), "--as-of", "2026-01-01"]) == Exit.FINDINGS
    assert capsys.readouterr().out.startswith(shown)


def test_exit_codes_of_the_readme_are_all_there_are() -> None:
    """README.md names each exit code."""
    paragraph = next(part for part in README.split("\n\n") if part.startswith("Exit codes"))
    assert {int(number) for number in re.findall(r"\b\d+\b", paragraph)} == {code.value for code in Exit}


def test_links_of_the_documents_lead_somewhere() -> None:
    """Relative links of the documents at the top and of docs/ are files of the project."""
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_floors_of_the_house_are_all_there_are() -> None:
    """docs/architecture.md explains each package, from the bottom up as import-linter has them."""
    floors = (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("## Floors")[2].partition("\n## ")[0]
    named = [re.findall(r"`(\w+)`", row) for row in re.findall(r"^\| (`.*?`) \|", floors, re.MULTILINE)]
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    order = [re.findall(r"plancode\.(\w+)", one) for one in reversed(contract["layers"])]
    floor_of = {name: number for number, names in enumerate(order) for name in names}
    listed = [name for names in named for name in names]
    assert {*listed} >= {path.parent.name for path in (ROOT / "plancode").glob("*/__init__.py")}
    assert {*listed} == {*floor_of}
    assert [floor_of[names[-1]] for names in named] == sorted(floor_of[names[-1]] for names in named)


def test_development_script_explains_itself() -> None:
    """dev.py without words says what it can do."""
    ended = subprocess.run([sys.executable, str(ROOT / "dev.py")], capture_output=True, text=True, check=False)
    assert ended.returncode == Exit.CANNOT
    assert "python3 dev.py test" in ended.stdout


def test_attacks_name_tests_that_are_there() -> None:
    """Each row of the list of attacks names a file of tests, and a test in it."""
    rows = [line for line in (ROOT / "docs" / "security.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    named = [re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row.rpartition(" | ")[2]) for row in rows[1:]]
    assert len(named) > 30
    for found in named:
        assert found
        for path, test in found:
            assert (ROOT / path).is_file(), path
            assert not test or f"def {test}(" in (ROOT / path).read_text("utf-8"), f"{path}::{test}"
