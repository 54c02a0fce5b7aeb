"""`plancode init`."""

import json
import re
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import click

from plancode import __version__
from plancode.cli import options
from plancode.errors import OutputError

_WORKFLOWS: Final = {"github": ".github/workflows/plans.yml", "gitlab": ".gitlab-ci.yml"}
"""Where a host looks for what it is to run."""
_PINNED: Final = re.compile(
    r"plancode==[0-9][0-9A-Za-z.+!]*|git\+(?:https|ssh)://[^\s\"@]+(?:@[^\s\"@]+)?@[0-9a-f]{40}"
)


@click.command("init")
@click.argument("folder", type=options.FOLDER)
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the plan.")
@click.option(
    "--ci", type=click.Choice([*_WORKFLOWS]),
    help="Write what this host is to run for the plans of a repository instead; FOLDER is the repository.",
)  # fmt: skip
@click.option(
    "--plancode", "requirement", metavar="REQUIREMENT",
    help="What pip installs there: plancode==VERSION, or git+https://HOST/OWNER/plancode@COMMIT. This version if not "
    "given.",
)  # fmt: skip
def command(folder: Path, lang: str, ci: str | None, requirement: str | None) -> None:
    """Make a small plan to begin with, or what CI runs for plans.

    FOLDER is a new or empty folder. It gets a plan on one page, and settings for VS Code, so that the
    editor completes keys, explains them and marks mistakes while you type.

    With --ci, FOLDER is a repository that holds plans. It gets a workflow that checks each of them, builds a preview,
    says what a change does, and keeps one comment about it; nothing is written where there is one already.
    """
    from plancode.cli.shipped import shipped
    from plancode.cli.writer import write_files
    from plancode.locale.catalogue import language_of, word

    if ci is not None:
        _write_workflow(folder, ci, requirement or f"plancode=={__version__}", lang)
        return
    if requirement is not None:
        raise click.UsageError("--plancode says what CI installs, and goes with --ci.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(str(folder), "this is not an empty folder; name a new one")
    plan = {folder / name: data for name, data in _files(shipped(f"starters/{lang}"))}
    write_files(plan | {folder / ".plancode" / name: data for name, data in editor_files(lang)})
    for key in ("init.done", "init.next"):
        click.echo(word(key, language_of(lang)).format(folder=folder.as_posix()))


def _write_workflow(folder: Path, host: str, requirement: str, lang: str) -> None:
    """Write what a host runs into a repository; what is installed must be pinned, so that it never changes unseen."""
    from plancode.cli.writer import write_files
    from plancode.locale.catalogue import language_of, word
    from plancode.pipeline.folders import plan_folders

    if not _PINNED.fullmatch(requirement):
        example = "plancode==1.2.0, or git+https://HOST/OWNER/plancode@ and the 40 signs of a commit"
        raise click.UsageError(f"--plancode takes {example}: what is not pinned may change unseen.")
    path = folder / _WORKFLOWS[host]
    if path.exists():
        raise OutputError(str(path), "this file is there already; remove it, or change it by hand")
    plan_folders(folder)
    text = resources.files("plancode").joinpath(f"ci/{host}.yml").read_text("utf-8")
    for name, value in (("plancode", requirement), ("branch", _branch(folder))):
        text = text.replace(f"{{{name}}}", value)
    write_files({path: text.encode()})
    click.echo(word(f"init.{host}", language_of(lang)).format(path=path.as_posix()))


def _branch(folder: Path) -> str:
    """Return the name of the branch into which changes are merged; `main` where nothing says it."""
    from plancode.errors import PlancodeError
    from plancode.tree.repository import Repository

    try:
        repository = Repository.around(folder)
        name = repository.default_branch() if repository is not None else None
    except PlancodeError:
        name = None
    short = (name or "").removeprefix("refs/heads/").removeprefix("refs/remotes/origin/")
    return short if re.fullmatch(r"[\w./-]+", short) else "main"


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
