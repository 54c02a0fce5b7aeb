"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from plancode.cli.clock import Day

F = TypeVar("F", bound=Callable[..., Any])

FOLDER = click.Path(path_type=Path)


def as_of(function: F) -> F:
    """Add `--as-of`."""
    return click.option("--as-of", type=Day(), help="Look at the plan on this day (2026-03-31).")(function)


def lang(function: F) -> F:
    """Add `--lang`."""
    return click.option("--lang", type=click.Choice(["en", "zh"]), help="Language; the plan's own if not given.")(
        function
    )


def language(function: F) -> F:
    """Add `--lang` to a command that has no plan to take a language from."""
    return click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language.")(
        function
    )


def limit_factor(function: F) -> F:
    """Add `--limit-factor`."""
    return click.option(
        "--limit-factor",
        type=click.IntRange(1, 1000),
        default=1,
        show_default=True,
        help="Read files and plans so many times larger than usual.",
    )(function)


def plan(function: F) -> F:
    """Add `--plan`."""
    return click.option(
        "--plan", "folder", type=FOLDER, default=Path(), show_default="this folder", help="The folder of the plan."
    )(function)


def paper(function: F) -> F:
    """Add `--format` to a command that writes for people and programs."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["text", "markdown", "json", "csv"]),
        default="text",
        show_default=True,
        help="For whom.",
    )(function)
