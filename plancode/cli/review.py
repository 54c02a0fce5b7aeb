"""`plancode review`."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from plancode.cli import options
from plancode.cli.exits import Exit

if TYPE_CHECKING:
    from plancode.actuals.terms import Terms
    from plancode.locale.catalogue import Language
    from plancode.pipeline.reviewing import ReviewSort


@click.group("review")
def command() -> None:
    """Write reviews: what was found, and what was agreed."""


@command.command("new")
@click.argument("name")
@options.plan
@click.option(
    "--sort",
    type=click.Choice(["one_to_one", "weekly", "monthly", "close"]),
    help="Kind of review; weekly for a team and one_to_one for a person if not given.",
)
@options.as_of
@options.sources
@options.lang
def new(  # noqa: PLR0913, PLR0917  # one for each option
    name: str, folder: Path, sort: str | None, as_of: date | None, terms: "Terms", lang: str | None
) -> int:
    """Write a review of a team or person with the figures filled in.

    NAME is the id of a team or person. The document is written to `reviews/` in the plan's folder, for the manager to
    complete: who takes part, how things stand to date, and which actions of earlier reviews are overdue. A file that
    exists is never overwritten.
    """
    from plancode.cli.results import checked_with_results
    from plancode.cli.show import say_errors
    from plancode.locale.catalogue import language_of, word
    from plancode.locale.width import visible
    from plancode.model.team import Team
    from plancode.pipeline.folders import one_plan_folder
    from plancode.pipeline.reviewing import new_review

    checked = checked_with_results(folder, as_of, terms)
    language = language_of(lang or checked.language)
    usual = "weekly" if checked.graph.find(Team, name) is not None else "one_to_one"
    draft = new_review(checked, name, cast("ReviewSort", sort or usual), language)
    if draft is None:
        key = "results.not_read" if checked.results is None else "review_new.none"
        click.echo(word(key, language).format(name=visible(name)), err=True)
        say_errors(checked, language)
        return Exit.FINDINGS
    return _write(one_plan_folder(folder), draft.path, draft.text, language)


def _write(plan: Path, path: str, text: str, language: "Language") -> int:
    from plancode.cli.writer import write_files
    from plancode.errors import OutputError
    from plancode.locale.catalogue import word

    target = plan / path
    if not target.resolve().is_relative_to(plan.resolve()):
        raise OutputError(str(target), "this leads out of the plan's folder")
    if target.exists():
        click.echo(word("review_new.exists", language).format(path=target.as_posix()), err=True)
        return Exit.FINDINGS
    write_files({target: text.encode()})
    click.echo(word("review_new.done", language).format(path=target.as_posix()))
    return Exit.CLEAN
