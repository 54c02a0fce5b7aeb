"""`plancode build`."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plancode.cli import options
from plancode.cli.exits import Exit

if TYPE_CHECKING:
    from plancode.pipeline.checking import Checked


@click.command("build")
@click.argument("folder", type=options.FOLDER, default=Path())
@click.option("--out", type=options.FOLDER, help="Where to write; `build` in the plan's folder if not given.")
@options.as_of
@options.lang
@options.limit_factor
def command(folder: Path, out: Path | None, as_of: date | None, lang: str | None, limit_factor: int) -> int:
    """Write the pages of a plan: overview, teams, a work plan for each person.

    FOLDER is the folder of the plan, or one that holds several; this folder if none is given. A plan with errors is
    not written, and what was written before stays. The pages are of the day --as-of names, else of SOURCE_DATE_EPOCH,
    else of the last commit, else of today, so that the same plan gives the same pages.

    Exits with 0 if the pages are written, 1 if the plan has findings that fail, 2 if it could not run.
    """
    from plancode.pipeline.folders import plan_folders

    plans = plan_folders(folder)
    codes = [_build(plan, _target(plan, out, len(plans)), as_of, lang, limit_factor) for plan in plans]
    return max(codes)


def _target(plan: Path, out: Path | None, count: int) -> Path | None:
    return out / plan.name if out is not None and count > 1 else out


def _build(plan: Path, out: Path | None, as_of: date | None, lang: str | None, limit_factor: int) -> int:
    from plancode.cli.clock import day_of_build
    from plancode.cli.console import bar, progress
    from plancode.document.limits import Limits
    from plancode.pipeline.checking import check
    from plancode.pipeline.reaching import reader
    from plancode.tree.folder import FolderTree

    day = as_of or day_of_build(plan)
    limits, reach = Limits().times(limit_factor), reader(plan, os.environ, bar("plancode:"))
    checked = check(FolderTree(plan), day, limits, progress("plancode:"), reach)
    if checked.broken:
        from plancode.cli.main import bug

        return bug("\n".join(checked.broken))
    if checked.fails(checked.settings.fails_on):
        return _say_why_not(checked, lang)
    return _write(checked, plan, out or plan / checked.settings.publish.folder, lang)


def _say_why_not(checked: "Checked", lang: str | None) -> int:
    from plancode.cli.check import text_of
    from plancode.locale.catalogue import word

    click.echo(text_of(checked, lang), nl=False)
    click.echo(word("build.refused", "zh" if (lang or checked.language) == "zh" else "en"), err=True)
    return Exit.FINDINGS


def _write(checked: "Checked", plan: Path, out: Path, lang: str | None) -> int:
    from plancode.cli.writer import write_pages
    from plancode.errors import OutputError
    from plancode.locale.catalogue import word
    from plancode.locale.width import visible
    from plancode.pipeline.building import build

    if plan.resolve().is_relative_to(out.resolve()):
        raise OutputError(str(out), "this is the plan's own folder, or one around it; name another one")
    language = "zh" if (lang or checked.language) == "zh" else "en"
    files = build(checked, "zh" if language == "zh" else "en")
    for name in write_pages(out, files):
        click.echo(visible(word("build.kept", "zh" if language == "zh" else "en").format(name=name)), err=True)
    done = word("build.done", "zh" if language == "zh" else "en")
    click.echo(visible(done.format(count=len(files), folder=out.as_posix())))
    return Exit.CLEAN
