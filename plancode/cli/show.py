"""`plancode show`."""

from datetime import date
from pathlib import Path

import click

from plancode.cli import options
from plancode.cli.exits import Exit


@click.command("show")
@click.argument("name")
@options.plan
@options.as_of
@options.lang
def command(name: str, folder: Path, as_of: date | None, lang: str | None) -> int:
    """Show a person, team, territory or duty in the terminal.

    NAME is its id, as the YAML has it.
    """
    from plancode.cli.clock import today
    from plancode.cli.console import columns
    from plancode.findings.severity import Severity
    from plancode.locale.catalogue import word
    from plancode.pipeline.checking import check
    from plancode.pipeline.folders import one_plan_folder
    from plancode.pipeline.showing import show, why_not
    from plancode.tree.folder import FolderTree

    checked = check(FolderTree(one_plan_folder(folder)), as_of or today())
    language = checked.language if lang is None else "zh" if lang == "zh" else "en"
    text = show(checked, name, language, columns())
    click.echo(text if text is not None else why_not(checked, name, language), nl=False, err=text is None)
    errors = sum(1 for finding in checked.open if finding.severity is Severity.ERROR)
    if errors:
        click.echo(word("show.errors", language).format(count=errors), err=True)
    return Exit.CLEAN if text is not None else Exit.FINDINGS
