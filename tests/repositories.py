"""Real git repositories made of texts, the same on every machine, whatever git is told by who runs the tests."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

AUTHOR: Final = "Lin Yue"
FIRST: Final = datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=8)))
"""When the first commit is made; every further one is made a day later."""
Files = Mapping[str, str | bytes]


def repo_of(folder: Path, commits: Sequence[Files], branch: str = "main") -> Path:
    """Make a repository in a folder with one commit for each mapping of paths to contents, and return the folder.

    A mapping is everything that the commit has; what the one before had besides is removed. The files of the last one
    lie in the folder. Commits are named `revision 1`, `revision 2` and so on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch", branch)
    for number, files in enumerate(commits):
        commit(folder, files, number)
    return folder


def commit(folder: Path, files: Files, number: int, subject: str = "") -> str:
    """Make the files of a repository be these and no others, commit them on the day of a number, return the oid."""
    git(folder, "rm", "-r", "-f", "--quiet", "--ignore-unmatch", ".")
    for path, content in files.items():
        write(folder / path, content)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", subject or f"revision {number + 1}", day=number)
    return git(folder, "rev-parse", "HEAD")


def write(path: Path, content: str | bytes) -> None:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def git(folder: Path, *words: str | bytes, day: int = 0, data: bytes = b"", **changes: str) -> str:
    """Run git as somebody would who has no settings of their own; return what it prints. Fails where git does."""
    moment = (FIRST + timedelta(days=day)).isoformat()
    settings = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": AUTHOR,
        "GIT_AUTHOR_EMAIL": "lin.yue@example.com",
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_NAME": "Zhou Min",
        "GIT_COMMITTER_EMAIL": "zhou.min@example.com",
        "GIT_COMMITTER_DATE": moment,
        "LC_ALL": "C",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    line = ["git", "-C", str(folder), *words]
    done = subprocess.run(line, capture_output=True, check=False, input=data, env=kept | settings | changes)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")


def day_of(number: int) -> datetime:
    """Return when the commit of a number was made."""
    return FIRST + timedelta(days=number)
