"""The day a command looks at."""

import os
import subprocess
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import click

from plancode.errors import ClockError, PeriodError
from plancode.period import parse_day

GIT_TIMEOUT: Final = 10
_SAFE: Final = (
    "git", "--no-pager", "--no-optional-locks",
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false",
)  # fmt: skip
_SAFE_ENVIRONMENT: Final = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or fail as an option does."""
        if isinstance(value, date):
            return value
        try:
            return parse_day(str(value))
        except PeriodError:
            self.fail(f"{value!r} is no day; write it as 2026-03-31.", param, ctx)


def today() -> date:
    """Return the day it is."""
    return date.fromtimestamp(time.time())  # noqa: DTZ012  # the day where the command runs


def day_of_build(folder: Path) -> date:
    """Return the day pages are made for: SOURCE_DATE_EPOCH, else the day of the last commit, else today."""
    return _day_of_epoch() or _day_of_commit(folder) or today()


def _day_of_epoch() -> date | None:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise ClockError(epoch) from None


def _day_of_commit(folder: Path) -> date | None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603  # fixed arguments
            [*_SAFE, "-C", str(folder), "log", "-1", "--format=%cs", "HEAD", "--"],
            capture_output=True,
            text=True,
            timeout=GIT_TIMEOUT,
            check=False,
            env=environment | _SAFE_ENVIRONMENT,
        )
        return parse_day(done.stdout.strip()) if done.returncode == 0 else None
    except (OSError, subprocess.TimeoutExpired, PeriodError):
        return None
