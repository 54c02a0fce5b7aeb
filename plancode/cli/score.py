"""`plancode score`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plancode.cli import options

if TYPE_CHECKING:
    from plancode.actuals.terms import Terms


@click.command("score")
@click.argument("folder", type=options.FOLDER, default=Path())
@click.option("--person", metavar="PERSON", help="Show the scorecard of this person, line by line.")
@click.option("--team", metavar="TEAM", help="Show only this team and the teams below it.")
@click.option(
    "--period",
    metavar="PERIOD",
    help="Score this period (2026-Q1), or `each` one that has begun; the last one that is over if not given.",
)
@click.option("--why", is_flag=True, help="Explain where every figure comes from (text and json only).")
@options.paper
@options.as_of
@options.sources
@options.lang
def command(  # noqa: PLR0913, PLR0917  # one for each option
    folder: Path,
    person: str | None,
    team: str | None,
    period: str | None,
    why: bool,  # noqa: FBT001  # a flag
    format_: str,
    as_of: date | None,
    terms: "Terms",
    lang: str | None,
) -> int:
    """Score people by their results.

    FOLDER is the folder of the plan; this folder if none is given. Shows the scorecards of the last period that is
    over. With --person it shows one scorecard in full: each line with target, actual, attainment, points and the
    calculation. Results are read from the sources that the plan names, up to the day of --as-of. Where a scorecard has
    a bonus pool it shows what part each has. With --why it explains each figure: the formula, the inputs with file and
    line, and the page that defines it.
    """
    from dataclasses import replace

    from plancode.cli.results import checked_with_results, give
    from plancode.pipeline.scoring import WantedCards, score, why_none

    checked = checked_with_results(folder, as_of, terms)
    wanted = WantedCards(person, team, period)
    return give(
        checked,
        lang,
        format_,
        lambda language: why_none(checked, person, team, language),
        lambda paper: score(checked, wanted, replace(paper, why=why)),
    )
