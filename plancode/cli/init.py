"""`plancode init`."""

import json
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from plancode.cli import options
from plancode.errors import OutputError


@click.command("init")
@click.argument("folder", type=options.FOLDER)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the plan.")
def command(folder: Path, lang: str) -> None:
    """Make a small plan to begin with.

    FOLDER is a new or empty folder. It gets a plan on one page, and settings for VS Code, so that the
    editor completes keys, explains them and marks mistakes while you type.
    """
    from plancode.cli.shipped import shipped
    from plancode.cli.writer import write_files
    from plancode.locale.catalogue import language_of, word

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(str(folder), "this is not an empty folder; name a new one")
    plan = {folder / name: data for name, data in _files(shipped(f"starters/{lang}"))}
    write_files(plan | {folder / ".plancode" / name: data for name, data in editor_files(lang)})
    for key in ("init.done", "init.next"):
        click.echo(word(key, language_of(lang)).format(folder=folder.as_posix()))


def editor_files(lang: str) -> Iterator[tuple[str, bytes]]:
    """Yield the schemas that the editor reads, by the names the starter's settings give them."""
    from plancode.locale.catalogue import language_of
    from plancode.model.schema import plan_schema, settings_schema

    for name, make in (("plancode", plan_schema), ("settings", settings_schema)):
        schema = make(language_of(lang))
        yield f"{name}.schema.json", (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode()


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{above}{entry.name}"
        if entry.is_dir() and entry.name != "build":
            yield from _files(entry, f"{name}/")
        elif entry.is_file():
            yield name, entry.read_bytes()
