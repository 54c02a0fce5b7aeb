"""`plancode check`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plancode.cli import options, reporting
from plancode.cli.exits import Exit

if TYPE_CHECKING:
    from plancode.actuals.terms import Terms
    from plancode.pipeline.checking import Checked


@click.command("check")
@click.argument("folders", nargs=-1, type=options.FOLDER, metavar="[FOLDER]...")
@options.as_of
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info"]),
    help="Exit with 1 from this severity on; if not given, what plancode.yaml says.",
)
@reporting.formats
@click.option("--no-fold", is_flag=True, help="Tell every finding by itself, even where one thing mends several.")
@click.option("--results", is_flag=True, help="Also read the sources of results, and check them.")
@options.sources
@options.lang
@options.limit_factor
def command(  # noqa: PLR0913, PLR0917  # one for each option
    folders: tuple[Path, ...],
    as_of: date | None,
    fail_on: str | None,
    format_: str,
    saved: tuple[reporting.Saved, ...],
    no_fold: bool,  # noqa: FBT001  # a flag
    results: bool,  # noqa: FBT001  # a flag
    terms: "Terms",
    lang: str | None,
    limit_factor: int,
) -> int:
    """Find what is wrong with a plan.

    FOLDER is the folder of a plan, or one that holds several; this folder if none is given. Every finding says where
    it is, what is wrong and how to fix it; `plancode explain CODE` says more. Findings that one thing mends are told as
    one, the worst in full; formats for programs have each of them.

    Exits with 0 if nothing fails, 1 if something does, 2 if the check could not run.
    """
    from plancode.cli.clock import today
    from plancode.findings.severity import Severity

    day = as_of or today()
    plans = _check_all(folders or (Path(),), day, limit_factor, terms if results else None)
    report = reporting.report_of(plans, day, lang)
    reporting.print_report(report, format_, one_by_one=no_fold)
    reporting.save_report(report, saved)
    broken = [trace for checked in plans.values() for trace in checked.broken]
    if broken:
        from plancode.cli.main import bug

        return bug("\n".join(broken))
    fails = any(
        checked.fails(Severity(fail_on) if fail_on else checked.settings.fails_on) for checked in plans.values()
    )
    return Exit.FINDINGS if fails else Exit.CLEAN


def _check_all(
    folders: tuple[Path, ...], as_of: date, limit_factor: int, terms: "Terms | None"
) -> "dict[str, Checked]":
    from plancode.cli.console import bar, progress
    from plancode.document.limits import Limits
    from plancode.pipeline.checking import check
    from plancode.pipeline.folders import plan_folders
    from plancode.pipeline.reaching import reader
    from plancode.tree.folder import FolderTree

    plans = [plan for folder in folders for plan in plan_folders(folder)]
    limits = Limits().times(limit_factor)
    results = {}
    for plan in plans:
        reach = reader(plan, terms, bar("plancode:")) if terms is not None else None
        results[plan.as_posix()] = check(FolderTree(plan), as_of, limits, progress("plancode:"), reach)
    return results


def text_of(checked: "Checked", lang: str | None) -> str:
    """Return the findings of a plan as text, in the language asked for or the plan's own."""
    from plancode.cli.console import look
    from plancode.report.text import report_text

    seen = look(lang or checked.language)
    return report_text(checked.findings, checked.sources, seen, checked.unjudged)
