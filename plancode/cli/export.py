"""`plancode export`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plancode.cli import options
from plancode.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from plancode.cli.options import F
    from plancode.locale.catalogue import Language
    from plancode.pipeline.checking import Checked
    from plancode.pipeline.exporting import Exported

_FOLDER = click.argument("folder", type=options.FOLDER, default=Path())
_OUT = click.option("--out", type=click.Path(path_type=Path), help="The file to write; to the terminal if not given.")
_METRIC = click.option("--metric", metavar="METRIC", help="Whose quotas; those of the plan's main target if not given.")


def _system(usual: str) -> "Callable[[F], F]":
    return click.option(
        "--system",
        metavar="NAME",
        default=usual,
        show_default=True,
        help="The key under `codes` that holds people's ids there.",
    )


@click.group("export")
def command() -> None:
    """Write what calendars, CRM and ERP systems read of a plan.

    What is exported is what the plan asks for on the day of --as-of, approved adjustments included. What cannot be
    exported, for the plan does not say on which day it is or under which id somebody is known there, is named.
    """


@command.command("calendar")
@_FOLDER
@click.option("--person", metavar="PERSON", help="The calendar of this person.")
@click.option("--team", metavar="TEAM", help="The calendar of this team and the teams below it.")
@_OUT
@options.as_of
@options.lang
def calendar(  # noqa: PLR0913, PLR0917  # one for each option
    folder: Path, person: str | None, team: str | None, out: Path | None, as_of: date | None, lang: str | None
) -> int:
    """Write tasks, meetings, reviews and events as iCalendar (.ics).

    FOLDER is the folder of the plan; this folder if none is given. Entries are of whole days, for a plan says no time
    of day. A file of a later day takes the place of an earlier one in the calendar that imports both.
    """
    from plancode.pipeline.exporting import WantedCalendar
    from plancode.pipeline.exporting import calendar as exported

    checked, language = _checked(folder, as_of, lang)
    return _give(checked, exported(checked, WantedCalendar(person, team), language), out, lang)


@command.command("workbook")
@_FOLDER
@click.option("--team", metavar="TEAM", help="Only what belongs to this team and the teams below it.")
@_OUT
@options.as_of
@options.lang
def workbook(folder: Path, team: str | None, out: Path | None, as_of: date | None, lang: str | None) -> int:
    """Write a workbook (.xlsx) to be filled in: targets, people, territories, customers, actions, duties, scorecards.

    FOLDER is the folder of the plan; this folder if none is given. It holds the plan as it is written, before
    adjustments, and nothing of pay. When it comes back, `plancode import` shows what was changed in it.
    """
    from plancode.pipeline.exporting import workbook as exported

    checked, language = _checked(folder, as_of, lang)
    return _give(checked, exported(checked, team, language), out, lang)


@command.command("salesforce")
@_FOLDER
@_METRIC
@_system("crm")
@click.option("--forecasting-type", metavar="ID", default="", help="The ForecastingTypeId, where you have several.")
@_OUT
@options.as_of
@options.lang
def salesforce(  # noqa: PLR0913, PLR0917  # one for each option
    folder: Path,
    metric: str | None,
    system: str,
    forecasting_type: str,
    out: Path | None,
    as_of: date | None,
    lang: str | None,
) -> int:
    """Write people's quotas as rows of ForecastingQuota (CSV).

    FOLDER is the folder of the plan; this folder if none is given. Load them with Data Loader or the Bulk API.
    """
    from plancode.pipeline.exporting import WantedQuotas, quotas

    checked, _ = _checked(folder, as_of, lang)
    made = quotas(
        checked, WantedQuotas(system, metric), lambda known: known.salesforce(forecasting_type), by_month=False
    )
    return _give(checked, made, out, lang)


@command.command("erpnext")
@_FOLDER
@_METRIC
@_system("erpnext")
@click.option("--fiscal-year", metavar="NAME", help="What ERPNext calls the year; 2026 or 2026-2027 if not given.")
@click.option("--distributions", is_flag=True, help="Write the Monthly Distributions that the targets name.")
@_OUT
@options.as_of
@options.lang
def erpnext(  # noqa: PLR0913, PLR0917  # one for each option
    folder: Path,
    metric: str | None,
    system: str,
    fiscal_year: str | None,
    distributions: bool,  # noqa: FBT001  # a flag
    out: Path | None,
    as_of: date | None,
    lang: str | None,
) -> int:
    """Write people's quotas as targets of ERPNext's Sales Person (CSV).

    FOLDER is the folder of the plan; this folder if none is given. Import the Monthly Distributions first, then the
    targets as an update of Sales Person, both with ERPNext's Data Import.
    """
    from plancode.pipeline.exporting import WantedQuotas, quotas
    from plancode.pipeline.exporting import fiscal_year as year_of

    checked, _ = _checked(folder, as_of, lang)
    year = year_of(checked, fiscal_year)
    made = quotas(
        checked,
        WantedQuotas(system, metric),
        lambda known: known.erpnext_distributions(year) if distributions else known.erpnext_targets(year),
    )
    return _give(checked, made, out, lang)


@command.command("odoo")
@_FOLDER
@_METRIC
@click.option("--period", metavar="PERIOD", help="The month of the target (2026-04); that of the day if not given.")
@_OUT
@options.as_of
@options.lang
def odoo(  # noqa: PLR0913, PLR0917  # one for each option
    folder: Path, metric: str | None, period: str | None, out: Path | None, as_of: date | None, lang: str | None
) -> int:
    """Write teams' targets of a month as invoicing targets of Odoo's sales teams (CSV).

    FOLDER is the folder of the plan; this folder if none is given. A team needs its external id there as a label:
    `labels: {odoo: sales_team.team_sales_department}`.
    """
    from plancode.pipeline.exporting import odoo as exported

    checked, _ = _checked(folder, as_of, lang)
    return _give(checked, exported(checked, metric, period), out, lang)


def _checked(folder: Path, as_of: date | None, lang: str | None) -> "tuple[Checked, Language]":
    from plancode.cli.clock import today
    from plancode.locale.catalogue import language_of
    from plancode.pipeline.checking import check
    from plancode.pipeline.folders import one_plan_folder
    from plancode.tree.folder import FolderTree

    checked = check(FolderTree(one_plan_folder(folder)), as_of or today())
    return checked, language_of(lang or checked.language)


def _give(checked: "Checked", exported: "Exported", out: Path | None, lang: str | None) -> int:
    """Write what is exported, and say beside it what is not; in part counts as not clean."""
    from plancode.cli.console import columns
    from plancode.cli.show import say_errors
    from plancode.cli.writer import write_files
    from plancode.locale.catalogue import language_of, word
    from plancode.locale.width import visible, wrap
    from plancode.said.speaker import plain

    language = language_of(lang or checked.language)
    if exported.data is not None and out is not None:
        write_files({out: exported.data})
        click.echo(word("export.done", language).format(path=visible(out.as_posix())), err=True)
    elif exported.data is not None:
        click.echo(exported.data, nl=False)
    for note in (*exported.notes, *exported.asides):
        click.echo(wrap(visible(plain(language).say(note)), columns()), err=True)
    say_errors(checked, language)
    return Exit.FINDINGS if exported.notes else Exit.CLEAN
