"""What commands that find something do with it: make a report, print it in a format, save it in others."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import click

from plancode import __version__
from plancode.report.reporters import REPORTERS

if TYPE_CHECKING:
    from plancode.pipeline.checking import Checked
    from plancode.report.report import Report

F = TypeVar("F", bound=Callable[..., Any])
_REPOSITORY: Final = ".git"


class Saved(NamedTuple):
    """A format, and the file that is to have it."""

    format: str
    path: Path


class SavedType(click.ParamType[Saved]):
    """`FORMAT=FILE`."""

    name = "format=file"

    def __init__(self, names: Sequence[str]) -> None:
        """Take the names of the formats."""
        self.names = tuple(names)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Saved:
        """Return format and file; anything else is a mistake of the command line."""
        if isinstance(value, tuple):
            return Saved(*value)
        name, _, file = str(value).partition("=")
        if name not in self.names or not file:
            self.fail(f"{value!r} is not FORMAT=FILE with one of these formats: {', '.join(self.names)}.", param, ctx)
        return Saved(name, Path(file))


def formats(function: F) -> F:
    """Add `--format` and `--save`."""
    save = click.option(
        "--save",
        "saved",
        type=SavedType(list(REPORTERS)),
        multiple=True,
        metavar="FORMAT=FILE",
        help="Also write this format to a file; can be given several times.",
    )
    choice = click.Choice(list(REPORTERS))
    form = click.option("--format", "format_", type=choice, default="text", show_default=True, help="Output format.")
    return form(save(function))


def report_of(checked_plans: "Mapping[str, Checked]", as_of: date, lang: str | None) -> "Report":
    """Return the report of what was checked, by the path it was checked at, in a language or the plans' own."""
    from plancode.locale.catalogue import language_of
    from plancode.report.report import PlanReport, Report

    plans = []
    for path, checked in checked_plans.items():
        language, root, whole = language_of(lang or checked.language), from_root(path), not checked.broken
        told = (checked.findings, language, checked.sources, checked.lost, checked.unjudged, root, whole)
        plans.append(PlanReport(path, *told))
    return Report(tuple(plans), as_of, __version__)


def from_root(path: str) -> str | None:
    """Return a folder from the root of the repository we are in, or from here where we are in none.

    Code hosts look for files there. A folder that lies elsewhere has no such name.
    """
    here, folder = Path.cwd(), Path(os.path.abspath(path))  # noqa: PTH100  # a link keeps its name
    root = next((folder for folder in (here, *here.parents) if (folder / _REPOSITORY).exists()), here)
    return folder.relative_to(root).as_posix() if folder.is_relative_to(root) else None


def print_report(report: "Report", format_: str, *, one_by_one: bool = False) -> None:
    """Print a report: to people as their terminal is, to programs as the same bytes everywhere."""
    if format_ == "text":
        from plancode.cli.console import colour, columns
        from plancode.report.reporters import report_plain

        click.echo(report_plain(report, columns(), colour=colour(), one_by_one=one_by_one), nl=False)
    elif format_ == "github":
        from plancode.cli.guard import print_commands

        print_commands(_bytes(report, format_))
    else:
        click.echo(_bytes(report, format_), nl=False)


def save_report(report: "Report", saved: Sequence[Saved]) -> None:
    """Write a report into files; raises OutputError where one cannot be written."""
    from plancode.cli.writer import write_files

    write_files({path: _bytes(report, format_) for format_, path in saved})


def _bytes(report: "Report", format_: str) -> bytes:
    """Return a report in UTF-8; names of files that are no UTF-8 are told by escapes."""
    return REPORTERS[format_](report).encode(errors="backslashreplace")
