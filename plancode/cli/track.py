"""`plancode track`."""

from datetime import date
from pathlib import Path

import click

from plancode.cli import options


@click.command("track")
@click.argument("folder", type=options.FOLDER, default=Path())
@click.option("--team", help="Only this team.")
@options.paper
@options.as_of
@options.lang
def command(folder: Path, team: str | None, format_: str, as_of: date | None, lang: str | None) -> int:
    """Show who is on pace, who is not, and what to do next.

    FOLDER is the folder of the plan; this folder if none is given. For every team: what needs attention, the worst
    first; pace, forecast and what is still asked for a day; tasks due and overdue; what reviews agreed.
    """
    from plancode.cli.results import checked_with_results, give
    from plancode.pipeline.scoring import track, why_none

    checked = checked_with_results(folder, as_of)
    return give(
        checked,
        lang,
        format_,
        lambda language: why_none(checked, None, team, language),
        lambda paper: track(checked, team, paper),
    )
