"""What a code host runs for a repository of plans, and where it looks for that."""

import re
from importlib import resources
from pathlib import Path
from typing import Final

import click

from plancode import __version__
from plancode.errors import OutputError

WORKFLOWS: Final = {"github": ".github/workflows/plans.yml", "gitlab": ".gitlab-ci.yml"}
"""Where a host looks for what it is to run."""
_PINNED: Final = re.compile(
    r"plancode==[0-9][0-9A-Za-z.+!]*|git\+(?:https|ssh)://[^\s\"@]+(?:@[^\s\"@]+)?@[0-9a-f]{40}"
)


def write_workflow(folder: Path, host: str, wanted: str | None, lang: str) -> None:
    """Write what a host runs into a repository; what is installed must be pinned, so that it never changes unseen."""
    from plancode.cli.writer import write_files
    from plancode.locale.catalogue import language_of, word
    from plancode.pipeline.folders import plan_folders

    requirement = wanted or f"plancode=={__version__}"
    if not _PINNED.fullmatch(requirement):
        example = "plancode==1.2.0, or git+https://HOST/OWNER/plancode@ and the 40 signs of a commit"
        raise click.UsageError(f"--plancode takes {example}: what is not pinned may change unseen.")
    path = folder / WORKFLOWS[host]
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
