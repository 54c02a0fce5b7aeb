"""Options that several commands share."""

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from plancode.cli.clock import DayType

F = TypeVar("F", bound=Callable[..., Any])

FOLDER = click.Path(path_type=Path)


as_of = click.option("--as-of", type=DayType(), help="Judge the plan as of this day (2026-03-31).")
lang = click.option(
    "--lang", type=click.Choice(["en", "zh"]), help="Language of the output; the plan's own if not given."
)
language = click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the output."
)
"""For a command that has no plan to take a language from."""
limit_factor = click.option(
    "--limit-factor",
    type=click.IntRange(1, 1000),
    metavar="NUMBER",
    default=1,
    show_default=True,
    help="Allow files and plans this many times larger than usual.",
)
plan = click.option(
    "--plan", "folder", type=FOLDER, default=Path(), show_default="this folder", help="The folder of the plan."
)
paper = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "markdown", "json", "csv"]),
    default="text",
    show_default=True,
    help="Output format.",
)
"""For a command that writes for people and programs."""


def sources(function: F) -> F:
    """Add what says on which terms sources of results are read; the command gets it as `terms`.

    A command with `--results` asks databases only with it.
    """

    @functools.wraps(function)
    def on_terms(
        *args: object,
        no_addresses: bool,
        source_seconds: int | None,
        source_rows: int,
        source_groups: int,
        source_errors: bool,
        **others: object,
    ) -> object:
        from plancode.actuals.terms import Terms, Withheld

        withheld: Withheld = "forbidden" if no_addresses else "" if others.get("results", True) else "unasked"
        overhear = _overhear if source_errors else None
        terms = Terms(os.environ, withheld, source_seconds, rows=source_rows, groups=source_groups, overhear=overhear)
        return function(*args, terms=terms, **others)

    named: Any = on_terms
    for add in reversed(_SOURCES):
        named = add(named)
    command: F = named
    return command


def _most(name: str, default: int, words: str) -> Callable[[F], F]:
    return click.option(
        name, type=click.IntRange(min=1), metavar="NUMBER", default=default, show_default=True, help=words
    )


_SOURCES: Final[tuple[Callable[[Any], Any], ...]] = (
    click.option("--no-addresses", is_flag=True, help="Never ask a database, whatever the plan names."),
    click.option(
        "--source-seconds", type=click.IntRange(min=1), metavar="NUMBER",
        help="Most seconds that one source may take; if not given, 120 for a database, 15 plus 2 per MB for a file.",
    ),
    _most("--source-rows", 100_000_000, "Most rows that one source may have."),
    _most("--source-groups", 200_000, "Most groups of rows that one source may give back."),
    click.option(
        "--source-errors", is_flag=True,
        help="Print the error messages of databases and file readers on stderr; they may contain addresses and rows.",
    ),
)  # fmt: skip


def _overhear(source: str, said: str) -> None:
    from plancode.locale.width import visible

    click.echo(visible(f"plancode: {source}: {said}"), err=True)
