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
    from plancode.locale.catalogue import word
    from plancode.pipeline.checking import check
    from plancode.pipeline.showing import nearest, show
    from plancode.tree.folder import FolderTree

    checked = check(FolderTree(folder), as_of or today())
    language = checked.language if lang is None else "zh" if lang == "zh" else "en"
    text = show(checked, name, language, columns())
    if text is not None:
        click.echo(text, nl=False)
        return Exit.CLEAN
    near = nearest(checked, name)
    click.echo(word("show.near" if near else "show.none", language).format(name=name, near=near), err=True)
    return Exit.FINDINGS
