"""How git is called: the only place that runs another program.

A repository is not trusted, so only commands that read objects and refs are given to it, and nothing that its config
names is run: no hook, monitor, filter, text conversion, pager, signature check, transport or helper. What the
environment says to git is dropped, because it could name another repository than the one around the folder.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from plancode.errors import GitMissingError, GitSlowError

TIMEOUT: Final = 60
"""Seconds that one answer may take."""
STREAM_FROM: Final = "2m"
"""Files larger than this are passed on by git piece by piece, and not held in its memory."""
_OPTIONS: Final = ("--no-pager", "--no-optional-locks", "--no-replace-objects")
_SETTINGS: Final = (
    "advice.graftFileDeprecated=false",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.quotePath=false",
    f"core.bigFileThreshold={STREAM_FROM}",
    "gc.auto=0",
    "log.showSignature=false",
    "maintenance.auto=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
_ENVIRONMENT: Final = {
    "GIT_ALLOW_PROTOCOL": "",  # stronger than `protocol.*.allow`, which a repository may set
    "GIT_GRAFT_FILE": os.devnull,  # like replaced objects, grafts make another history of the same commits
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


@dataclass(frozen=True, slots=True)
class GitAnswer:
    """What git answered: its exit code, its output, and what it said about errors in one line."""

    code: int
    out: bytes
    said: str

    @property
    def text(self) -> str:
        """The output without the line break at its end; bytes that are no UTF-8 survive as surrogates."""
        return self.out.decode("utf-8", "surrogateescape").removesuffix("\n")


def ask(folder: Path, *words: str) -> GitAnswer:
    """Run git in a folder and return its answer, whatever the exit code; raises GitMissingError, GitSlowError."""
    try:
        done = subprocess.run(  # noqa: S603  # no shell; which words may stand here is the caller's promise
            _line(folder, words),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise GitSlowError(TIMEOUT) from None
    except OSError:
        raise GitMissingError from None
    return GitAnswer(done.returncode, done.stdout, _one_line(done.stderr))


def start(folder: Path, *words: str) -> "subprocess.Popen[bytes]":
    """Start git in a folder, with pipes to write to and to read from; raises GitMissingError."""
    try:
        return subprocess.Popen(  # noqa: S603  # the same
            _line(folder, words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
    except OSError:
        raise GitMissingError from None


def _line(folder: Path, words: tuple[str, ...]) -> list[str] | list[bytes]:
    """Return the command line; names of a plan are UTF-8 whatever the locale says."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    line = [_program(), *_OPTIONS, *settings, "-C", str(folder), *words]
    return line if os.name == "nt" else [word.encode("utf-8", "surrogateescape") for word in line]


def _program() -> str:
    """Return where git is. Never looks in the folder one is in: it may be the repository's."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in os.get_exec_path():
        if Path(folder).is_absolute() and (program := shutil.which(str(Path(folder, name)))):
            return program
    raise GitMissingError


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
    return kept | _ENVIRONMENT


def _one_line(said: bytes) -> str:
    """Return the last thing that git said, which is why it gave up; hints are left out."""
    lines = [line for line in said.decode("utf-8", "backslashreplace").splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return (fatal or lines or [""])[-1].removeprefix("fatal: ").removeprefix("error: ")
