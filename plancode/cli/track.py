"""`plancode track`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plancode.cli import options

if TYPE_CHECKING:
    from plancode.actuals.terms import Terms


@click.command("track")
@click.argument("folder", type=options.FOLDER, default=Path())
@click.option("--team", metavar="TEAM", help="Show only this team.")
@click.option("--why", is_flag=True, help="Explain where every figure comes from (text and json only).")
@options.paper
@options.as_of
@options.sources
@options.lang
def command(  # noqa: PLR0913, PLR0917  # one for each option
    folder: Path,
    team: str | None,
    why: bool,  # noqa: FBT001  # a flag
    format_: str,
    as_of: date | None,
    terms: "Terms",
    lang: str | None,
) -> int:
    """Show who is on pace, who is not, and what to do next.

    FOLDER is the folder of the plan; this folder if none is given. For every team: what needs attention, the worst
    first; pace, forecast, and what each working day still has to bring; tasks due and overdue; what reviews agreed.
    With --why it explains each figure: the formula, the inputs with file and line, the policy that judges it, and the
    page that defines it.
    """
    from dataclasses import replace

    from plancode.cli.results import checked_with_results, give
    from plancode.pipeline.scoring import track, why_none

    checked = checked_with_results(folder, as_of, terms)
    return give(
        checked,
        lang,
        format_,
        lambda language: why_none(checked, None, team, language),
        lambda paper: track(checked, team, replace(paper, why=why)),
    )
