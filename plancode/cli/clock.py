"""The day a command looks at."""

import os
import time
from datetime import UTC, date, datetime
from pathlib import Path

import click

from plancode.errors import ClockError, GitError, PeriodError
from plancode.period import parse_day


class DayType(click.ParamType[date]):
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
    """Return the day of the last commit where it was made; None where there is none that can be read."""
    from plancode.tree.repository import Repository

    try:
        repository = Repository.around(folder)
        return repository.commit("HEAD").committed.date() if repository else None
    except GitError:
        return None
