"""Whoever runs a command says whether databases are asked; nothing in a plan does."""

from pathlib import Path
from typing import Final

import pytest

from plancode.cli.main import run
from tests.actuals.plans import TEAM, orders
from tests.analysis.small import files_of, head
from tests.support import environment, plancode

Capture = pytest.CaptureFixture[str]
DAY: Final = ("--as-of", "2026-12-31")
SOURCE: Final = orders(more="format: duckdb, connection: PLANCODE_SOURCE_SALES, table: orders")
WORD: Final = "s3cr3t"
"""A part of the address: an engine that is asked says it, and whoever runs the command may hear that."""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a plan with a source in a database, whose address the environment has; the database is damaged."""
    folder = tmp_path / "plan"
    folder.mkdir()
    for name, written in files_of(head(team="all"), SOURCE, TEAM).items():
        (folder / name).write_text(written, encoding="utf-8")
    (tmp_path / f"{WORD}.duckdb").write_text("no database", encoding="utf-8")
    monkeypatch.setenv("PLANCODE_SOURCE_SALES", f"duckdb://{tmp_path}/{WORD}.duckdb")
    return folder


def _words(command: str, plan: Path) -> list[str]:
    """Return the command line for a plan; a comparison is that with an older one."""
    if command == "diff":
        older = plan.parent / "older"
        older.mkdir(exist_ok=True)
        for path in plan.glob("*.yaml"):
            (older / path.name).write_bytes(path.read_bytes())
        return ["diff", str(older), str(plan), "--plan", str(plan), *DAY]
    if command == "review":
        return ["review", "new", "all", "--plan", str(plan), *DAY]
    return [command, str(plan), *DAY]


def _is_asked(command: str, plan: Path, capsys: Capture, *options: str) -> bool:
    """Whether a command asks the database: then it says something on stderr, and never anywhere else."""
    capsys.readouterr()
    run([*_words(command, plan), *options, "--source-errors"])
    caught = capsys.readouterr()
    pages = "".join(page.read_text("utf-8") for page in plan.rglob("*.md"))
    assert WORD not in caught.out + pages
    return WORD in caught.err


@pytest.mark.parametrize("command", ["score", "track", "review"])
def test_commands_about_results_ask(command: str, plan: Path, capsys: Capture) -> None:
    """They ask databases by themselves, and not when they may not."""
    assert _is_asked(command, plan, capsys)
    assert not _is_asked(command, plan, capsys, "--no-addresses")


@pytest.mark.parametrize("command", ["check", "build", "diff"])
def test_other_commands_ask_when_told_to(command: str, plan: Path, capsys: Capture) -> None:
    """They ask databases with `--results` alone, and never when they may not."""
    assert not _is_asked(command, plan, capsys)
    assert not _is_asked(command, plan, capsys, "--results", "--no-addresses")
    assert _is_asked(command, plan, capsys, "--results")


def test_reader_is_told_that_a_database_was_not_asked(plan: Path, capsys: Capture) -> None:
    """Whoever reads findings or pages sees that results are missing."""
    run([*_words("check", plan), "--results", "--no-addresses"])
    assert "DAT118" in capsys.readouterr().out
    run(_words("build", plan))
    pages = "".join(page.read_text("utf-8") for page in (plan / "build").rglob("*.md"))
    assert "orders lies in a database that was not asked" in pages
    assert "DAT118" in pages


def test_what_an_engine_says_is_for_who_asks(plan: Path) -> None:
    """What a database says, its address with it, is printed on stderr with `--source-errors` and else nowhere."""
    given = environment(PLANCODE_SOURCE_SALES=f"duckdb://{plan.parent}/{WORD}.duckdb")
    silent = plancode(*_words("check", plan), "--results", env=given)
    assert WORD not in silent.out + silent.err
    assert (silent.code, "DAT101" in silent.out) == (1, True)
