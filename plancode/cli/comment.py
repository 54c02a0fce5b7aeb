"""`plancode comment`."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from plancode.cli import options
from plancode.cli.exits import Exit

if TYPE_CHECKING:
    from plancode.forge.comments import Forge
    from plancode.forge.outcomes import Outcome

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_GITHUB: Final = ("GITHUB_API_URL", "GITHUB_REPOSITORY", "GITHUB_EVENT_PATH", "GITHUB_TOKEN")
_GITLAB: Final = ("CI_API_V4_URL", "CI_PROJECT_ID", "CI_MERGE_REQUEST_IID", "PLANCODE_GITLAB_TOKEN")
_LARGEST: Final = 4_000_000


@click.command("comment")
@click.argument("file", type=options.FOLDER)
@click.option(
    "--key",
    metavar="NAME",
    default="plans",
    show_default=True,
    help="Name of the comment; a request can have one comment for each.",
)
@options.language
def command(file: Path, key: str, lang: str) -> int:
    """Keep one comment on the pull or merge request up to date.

    FILE holds the text, as `plancode diff --format markdown` writes it; an empty file removes the comment. Works in
    GitHub Actions (with GITHUB_TOKEN) and GitLab CI (with PLANCODE_GITLAB_TOKEN), which know the request.
    """
    from plancode.forge.comments import HostRefusal, keep
    from plancode.forge.outcomes import Kept
    from plancode.locale.catalogue import language_of, word
    from plancode.locale.width import visible

    if not _KEY.fullmatch(key):
        raise click.UsageError("--key takes lower-case letters, digits and `-`.")
    try:
        forge = _forge(os.environ)
        with file.open("rb") as opened:
            text = opened.read(_LARGEST).decode("utf-8", "replace")
        outcome: Outcome = keep(forge, key, text)
    except HostRefusal as refusal:
        outcome = refusal.refused
    if isinstance(outcome, Kept):
        click.echo(word(f"forge.{outcome.how}", language_of(lang)))
        return Exit.CLEAN
    text = word(f"forge.{outcome.why}", language_of(lang)).format(detail=outcome.detail)
    click.echo(visible(text), err=True)
    return Exit.CLEAN if outcome.why == "fork" else Exit.CANNOT


def _forge(environment: Mapping[str, str]) -> "Forge":
    from plancode.forge.github import GitHub
    from plancode.forge.gitlab import GitLab

    if environment.get("GITHUB_ACTIONS"):
        root, repository, event, token = (_given(environment, name) for name in _GITHUB)
        return GitHub(root, repository, _number_in(Path(event)), token)
    if environment.get("GITLAB_CI"):
        root, project, number, token = (_given(environment, name) for name in _GITLAB)
        return GitLab(root, project, int(number), token)
    raise click.UsageError("This is neither GitHub Actions nor GitLab CI.")


def _given(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise click.UsageError(f"The environment does not say {name}.")
    return value


def _number_in(event: Path) -> int:
    """Return the number of the pull request that started the run."""
    try:
        number = json.loads(event.read_text("utf-8"))["pull_request"]["number"]
    except (OSError, ValueError, KeyError, TypeError):
        number = None
    if not isinstance(number, int):
        raise click.UsageError("This run was not started by a pull request.")
    return number
