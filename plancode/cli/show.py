"""`plancode show`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from plancode.cli import options
from plancode.cli.exits import Exit

if TYPE_CHECKING:
    from plancode.locale.catalogue import Language
    from plancode.pipeline.checking import Checked
    from plancode.tables.table import Table

TABLES: Final = (
    "targets",
    "capacity",
    "workload",
    "coverage",
    "timetable",
    "feasibility",
    "balance",
    "deals",
    "velocity",
    "sizing",
    "seasons",
)
"""Named here too, so that the usage can be checked before the heavy modules are loaded; a test compares."""
UNJUDGED: Final = "unjudged"
UNDERSTOOD: Final = "tables"
OF_CHECK: Final = (UNJUDGED, UNDERSTOOD)
"""What was not judged, and what was understood of lists: tables of the check, not of the plan; nothing narrows them."""


@click.command("show")
@click.argument("name")
@options.plan
@click.option("--team", metavar="TEAM", help="Show only this team and the teams below it (tables only).")
@click.option(
    "--period", metavar="PERIOD", help="Show only this period (2026-Q1), or `each` period by itself (tables only)."
)
@click.option("--why", is_flag=True, help="Explain where every figure comes from (tables only).")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="Output format; json and csv for tables only.",
)
@options.as_of
@options.lang
def command(  # noqa: PLR0913, PLR0917  # one for each option
    name: str,
    folder: Path,
    team: str | None,
    period: str | None,
    why: bool,  # noqa: FBT001  # a flag
    format_: str,
    as_of: date | None,
    lang: str | None,
) -> int:
    """Show a table of the plan, or a person, team, territory or duty.

    NAME is a table (targets, capacity, workload, coverage, timetable, feasibility, balance, deals, velocity, sizing,
    seasons) or an id from the YAML. A table can be narrowed to a team and a period, and printed as JSON or CSV. With
    --why it explains each figure: the formula, the inputs with file and line, the policy that judges it, and the page
    that defines it. The table `unjudged` says what a check of the plan does not judge, why, and what it takes;
    `tables` what was understood of each list that is kept in a table, and of each source that is a file.
    """
    from plancode.cli.clock import today
    from plancode.cli.console import columns
    from plancode.locale.catalogue import language_of
    from plancode.pipeline.checking import check
    from plancode.pipeline.folders import one_plan_folder
    from plancode.pipeline.showing import show, why_not
    from plancode.tree.folder import FolderTree

    is_narrowed = team or period or why
    if name not in TABLES and (is_narrowed or (format_ != "text" and name not in OF_CHECK)):
        tables = ", ".join(TABLES)
        raise click.UsageError(f"--team, --period, --why and --format are for tables: {tables}.")
    root = one_plan_folder(folder)
    checked = check(FolderTree(root), as_of or today())
    language = language_of(lang or checked.language)
    say_errors(checked, language)
    if name in OF_CHECK:
        code = _print(checked, _of_check(checked, name, root), format_, language)
    elif name in TABLES:
        code = _table(checked, name, team, period, format_, language, why=why)
    else:
        text = show(checked, name, language, columns())
        click.echo(text if text is not None else why_not(checked, name, language), nl=False, err=text is None)
        code = Exit.CLEAN if text is not None else Exit.FINDINGS
    return code


def _table(  # noqa: PLR0913, PLR0917  # what is to be seen, and how
    checked: "Checked", name: str, team: str | None, period: str | None, form: str, language: "Language", *, why: bool
) -> Exit:
    from plancode.pipeline.tabling import table_of, why_none
    from plancode.tables.selection import Selection

    selection = Selection(team, period)
    refused = why_none(checked.graph, checked.analysis, name, selection, language)
    if refused is not None or checked.analysis is None:
        click.echo(refused, nl=False, err=True)
        return Exit.FINDINGS
    return _print(checked, table_of(checked.analysis, name, selection, language), form, language, why=why)


def _of_check(checked: "Checked", name: str, root: Path) -> "Table":
    from plancode.actuals.records import NoReading
    from plancode.document.understood import understood
    from plancode.pipeline.resulting import understood_of
    from plancode.tables.understood import understood_table
    from plancode.tables.unjudged import unjudged_table

    if name == UNJUDGED:
        return unjudged_table(checked.unjudged)
    sources = [*understood_of(checked.analysis, root)] if checked.analysis is not None else []
    tables = [table for found in sources if not isinstance(found, NoReading) for table in found]
    unread = [found.source for found in sources if isinstance(found, NoReading)]
    return understood_table((*map(understood, checked.tables), *tables), unread)


def _print(checked: "Checked", table: "Table", form: str, language: "Language", *, why: bool = False) -> Exit:
    from plancode.cli.console import columns
    from plancode.pipeline.tabling import show_table, table_for_programs

    if form == "text":
        click.echo(show_table(checked, table, language, columns(), why=why), nl=False)
    else:
        click.echo(table_for_programs(checked, table, language, form, why=why).encode(), nl=False)
    return Exit.CLEAN


def say_errors(checked: "Checked", language: "Language") -> None:
    """Say how many errors the plan has, so that nobody takes its figures for sound."""
    from plancode.findings.severity import Severity
    from plancode.locale.catalogue import word

    errors = sum(1 for finding in checked.open if finding.severity is Severity.ERROR)
    if errors:
        command = "plancode check" if checked.results is None else "plancode check --results"
        click.echo(word("show.errors", language).format(count=errors, command=command), err=True)
