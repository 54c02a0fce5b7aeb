"""`plancode log`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plancode.cli import options
from plancode.cli.clock import DayType
from plancode.cli.exits import Exit

if TYPE_CHECKING:
    from plancode.locale.catalogue import Language
    from plancode.pipeline.history import RevisionHistory


@click.command("log")
@click.option("--since", metavar="REF", help="Show only revisions after this one (v1, main, HEAD~10).")
@options.plan
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    default=20,
    show_default=True,
    help="Show at most this many, the newest first.",
)
@click.option("--as-of", type=DayType(), help="Judge all revisions as of this day, not the days of their commits.")
@options.paper
@click.option("--mask", is_flag=True, help="Hide authors and names of people.")
@options.lang
@options.limit_factor
def command(  # noqa: PLR0913, PLR0917  # one for each option
    since: str | None,
    folder: Path,
    limit: int,
    as_of: date | None,
    format_: str,
    mask: bool,  # noqa: FBT001  # a flag
    lang: str | None,
    limit_factor: int,
) -> int:
    """Show the revisions of a plan: who, when, and what each did.

    These are the commits that touch the plan's folder, the newest first. Each is compared with its parent, both as of
    the day of the commit. Changes that are not committed are not shown.

    Exits with 0, with 1 if no commit has touched the plan, with 2 if it could not run.
    """
    from plancode.cli.console import bar
    from plancode.document.limits import Limits
    from plancode.locale.catalogue import language_of
    from plancode.pipeline.folders import one_plan_folder
    from plancode.pipeline.history import Asked, history

    asked = Asked(limit, since, as_of, mask)
    revisions = history(one_plan_folder(folder), asked, Limits().times(limit_factor), bar("plancode:"))
    text = _text(revisions, format_, language_of(lang or revisions.name.language))
    click.echo(text if format_ == "text" else text.encode(errors="backslashreplace"), nl=False)
    if revisions.broken:
        from plancode.cli.main import bug

        return bug("\n".join(revisions.broken))
    return Exit.CLEAN if revisions.told or since is not None else Exit.FINDINGS


def _text(revisions: "RevisionHistory", format_: str, language: "Language") -> str:
    from plancode.cli.console import columns
    from plancode.render.markdown import write_markdown
    from plancode.render.terminal import write_terminal
    from plancode.render.views.history import history_view
    from plancode.report.log_v1 import log_csv
    from plancode.report.records import write_record

    if format_ == "json":
        return write_record(revisions.report)
    if format_ == "csv":
        return log_csv(revisions.report)
    view = history_view(revisions.past)
    return (
        write_markdown(view, language, alone=True)
        if format_ == "markdown"
        else write_terminal(view, language, columns())
    )
