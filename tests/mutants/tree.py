"""Copies of the work tree in which tests are run, so that the work tree itself is never touched."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PROCESSES: Final = 2
_LEFT: Final = (".git", ".venv", ".mutants", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis",
                ".import_linter_cache", "__pycache__", "build", "dist")  # fmt: skip
PYTEST: Final = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "tests.mutants.chosen")


def copy_tree(to: Path) -> Path:
    """Copy what tests need to a new folder."""
    return Path(shutil.copytree(ROOT, to, ignore=shutil.ignore_patterns(*_LEFT), symlinks=True))


def run_tests(
    tree: Path, arguments: Sequence[str], said: Mapping[str, str], seconds: float | None = None
) -> int | None:
    """Run pytest in a tree; return its exit code, None where it took more than some seconds and was ended.

    `said` are variables of the environment.
    """
    command = [sys.executable, "-X", "faulthandler", "-m", "pytest", *arguments]
    env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", **said}
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=tree, env=env, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a run with all it has started."""
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
