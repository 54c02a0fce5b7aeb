"""What is known of the terminal, and progress on it."""

import os
import shutil
import sys
import time
from collections.abc import Callable
from typing import Final

import click

from plancode.locale.catalogue import language_of
from plancode.report.text import Look

DEFAULT_COLUMNS: Final = 80
LEAST_COLUMNS: Final = 40
MOST_COLUMNS: Final = 120
_PATIENCE: Final = 0.5
_EVERY: Final = 50
_BAR: Final = 20


def look(language: str) -> Look:
    """Return how reports are to look on this output."""
    return Look(language_of(language), columns(), colour())


def columns() -> int:
    """Return the width to write for: the terminal's, within reason; 80 where there is none."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return DEFAULT_COLUMNS
    width = shutil.get_terminal_size((DEFAULT_COLUMNS, 24)).columns
    return min(max(width, LEAST_COLUMNS), MOST_COLUMNS)


def colour() -> bool:
    """Whether to write in colour: on a terminal that can, unless NO_COLOR is set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def progress(label: str) -> Callable[[int, int], None] | None:
    """Return what shows progress, or None where nobody watches. Quick work shows nothing."""
    if not sys.stderr.isatty():
        return None
    started, shown = time.monotonic(), 0

    def show(done: int, count: int) -> None:
        nonlocal shown
        if done >= count and shown:
            click.echo(f"\r{' ' * shown}\r", nl=False, err=True)
        elif done < count and time.monotonic() - started > _PATIENCE and done % _EVERY == 0:
            text = f"{label} {done} / {count}"
            shown = len(text)
            click.echo(f"\r{text}", nl=False, err=True)

    return show


def bar(label: str) -> Callable[[int, int], None] | None:
    """Return what draws a bar of few long steps, or None where nobody watches; it is gone when all are done."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, count: int) -> None:
        filled = _BAR * done // max(count, 1)
        text = f"{label} [{'#' * filled}{'.' * (_BAR - filled)}] {done} / {count}"
        click.echo(f"\r{' ' * len(text) if done >= count else text}\r", nl=False, err=True)

    return show
