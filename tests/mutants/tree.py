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
PYTEST: Final = ("-q", "-p", "no:cacheprovider")


def copy_tree(to: Path) -> Path:
    """Copy what tests need to a new folder."""
    return Path(shutil.copytree(ROOT, to, ignore=shutil.ignore_patterns(*_LEFT), symlinks=True))


def run_tests(
    tree: Path, arguments: Sequence[str], said: Mapping[str, str], seconds: float | None = None
) -> int | None:
    """Run pytest in a tree; return its exit code, None where it took more than some seconds and was ended.

    `said` are variables of the environment.
    """
    process = begin_tests(tree, arguments, said)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        end(process)


def begin_tests(
    tree: Path, arguments: Sequence[str], said: Mapping[str, str], kept: Sequence[int] = ()
) -> "subprocess.Popen[bytes]":
    """Begin to run pytest in a tree, with some files kept open for it."""
    command = [sys.executable, "-X", "faulthandler", "-m", "pytest", *PYTEST, *arguments]
    calm = {"PYTHONPATH": str(tree), "PYTHONHASHSEED": "0", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    nothing, env = subprocess.DEVNULL, {**os.environ, **calm, **said}
    return subprocess.Popen(
        command, cwd=tree, env=env, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True, pass_fds=kept
    )


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a run with all it has started."""
    if process.poll() is None:
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
