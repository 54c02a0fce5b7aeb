"""`plancode owners`."""

from datetime import date
from pathlib import Path

import click

from plancode.cli import options
from plancode.cli.exits import Exit


@click.command("owners")
@options.plan
@click.option(
    "--host",
    metavar="NAME",
    default="github",
    show_default=True,
    help="The key under `codes` that holds people's handles.",
)
@options.as_of
@options.language
def command(folder: Path, host: str, as_of: date | None, lang: str) -> int:
    """Print CODEOWNERS made from the plan's responsibilities.

    The whole plan belongs to whoever leads it, a file to the owner of its targets or to the managers of the teams in
    it. A duty with the label `files` (`labels: {files: "scorecards.yaml"}`) gives those files to whoever is accountable
    for it.
    """
    from plancode.cli.clock import today
    from plancode.cli.show import say_errors
    from plancode.locale.catalogue import language_of
    from plancode.pipeline.checking import check
    from plancode.pipeline.folders import one_plan_folder
    from plancode.pipeline.owning import owners
    from plancode.tree.folder import FolderTree
    from plancode.tree.repository import Repository

    plan = one_plan_folder(folder)
    checked = check(FolderTree(plan), as_of or today())
    repository = Repository.around(plan)
    prefix = repository.prefix_of(plan) if repository is not None else ""
    click.echo(owners(checked, prefix, host, language_of(lang)), nl=False)
    say_errors(checked, language_of(lang))
    return Exit.CLEAN
