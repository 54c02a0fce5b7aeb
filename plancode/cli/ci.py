"""`plancode ci`."""

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plancode.cli import options
from plancode.cli.exits import Exit

if TYPE_CHECKING:
    from plancode.forge.runs import CiRun

COMMENT = "comment.md"


@click.command("ci")
@click.argument("folder", type=options.FOLDER, default=Path())
@click.option(
    "--report", type=options.FOLDER, default=Path("report"), show_default=True, help="The folder to write reports to."
)
@click.option("--base", metavar="REVISION", help="What to compare with, if no pull or merge request says it.")
@options.as_of
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info", "never"]),
    help="Exit with 1 from this severity on; if not given, what plancode.yaml says, that of the base for a change.",
)  # fmt: skip
@click.option("--results", is_flag=True, help="Also read the sources of results.")
@click.option("--mask", is_flag=True, help="Hide names of people, personal values and pay; make no pages.")
@click.option(
    "--post-above", "limits", multiple=True, metavar="MEASURE=SHARE",
    help="Have no comment unless a figure moves by more than this (quota=5%); can be given several times.",
)  # fmt: skip
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Language of the reports; the plan's own if not given.")
def command(  # noqa: PLR0913, PLR0917  # one for each option
    folder: Path,
    report: Path,
    base: str | None,
    as_of: date | None,
    fail_on: str | None,
    results: bool,  # noqa: FBT001  # a flag
    mask: bool,  # noqa: FBT001
    limits: tuple[str, ...],
    lang: str | None,
) -> int:
    """Check, preview and compare plans: what a job of CI runs.

    FOLDER is the folder of a plan, or one that holds several. Runs `plancode check` and `plancode build`, and for a
    change `plancode diff`, and prints each of these commands, so that you can repeat it. On GitHub and GitLab it
    takes from the environment what to compare with, and how a comment can be; a change from a fork asks no database.

    The reports lie in one folder: check.sarif, quality.json (for GitLab), checks.xml (JUnit), pages/, and for a change
    changes.html, changes.json and comment.md, for `plancode comment`.

    Exits with 0 if nothing fails, 1 if the change has to answer for something (without one, the plan), 2 if a command
    could not run.
    """
    from plancode.forge.runs import run_of

    run = run_of(os.environ)
    shared = [
        word for option, value in (("--as-of", as_of), ("--lang", lang)) if value for word in (option, str(value))
    ]
    shared += ["--results"] * results + ["--no-addresses"] * run.is_foreign
    job = _Job(run, folder, report, base or _base(run, folder), shared, fail_on, limits, mask=mask)
    return job.work()


def _base(run: "CiRun", folder: Path) -> str:
    """Return the commit where a request left its target, else the one that its host names; "" where there is none."""
    from plancode.errors import PlancodeError
    from plancode.tree.repository import Repository

    try:
        repository = Repository.around(folder) if run.target else None
        return repository.merge_base(run.target, "HEAD") if repository is not None else run.base
    except PlancodeError:
        return run.base


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be done, and where."""

    run: "CiRun"
    folder: Path
    report: Path
    base: str
    shared: list[str]
    fail_on: str | None
    limits: tuple[str, ...]
    mask: bool

    def work(self) -> int:
        """Run the commands, each whatever the one before found; return what the job ends with."""
        from plancode.cli.main import invoke

        code: int = Exit.CLEAN
        for name, *words in self._commands():
            click.echo(f"$ plancode {shlex.join([name, *words])}")
            ended = invoke([name, *words])
            if ended > Exit.FINDINGS:
                return ended
            code = ended if name == ("diff" if self.base else "check") else code
        self._sum_up()
        return Exit.CLEAN if self.fail_on == "never" else code

    def _commands(self) -> Iterator[list[str]]:
        form = "github" if self.run.host == "github" else "text"
        failing = ["--fail-on", self.fail_on] if self.fail_on else []
        checked = {"sarif": "check.sarif", "gitlab": "quality.json", "junit": "checks.xml"}
        least = failing if self.fail_on != "never" else []
        yield ["check", str(self.folder), "--format", form, *self._saved(checked), *least, *self.shared]
        if not self.mask:
            yield ["build", str(self.folder), "--out", str(self.report / "pages"), *self.shared]
        if self.base:
            told = {"markdown": COMMENT, "html": "changes.html", "json": "changes.json"}
            words = ["diff", self.base, "--plan", str(self.folder), "--format", form, "--quiet-unchanged"]
            words += ["--max-bytes", str(self.run.longest)] if self.run.longest else []
            words += [word for limit in self.limits for word in ("--post-above", limit)]
            yield [*words, *self._saved(told), *["--mask"] * self.mask, *failing, *self.shared]

    def _saved(self, files: dict[str, str]) -> list[str]:
        return [word for form, name in files.items() for word in ("--save", f"{form}={self.report / name}")]

    def _sum_up(self) -> None:
        """Show the comment with the run, too: one of a fork can have no comment."""
        if self.run.summary is not None and self.base:
            with self.run.summary.open("ab") as summary:
                summary.write((self.report / COMMENT).read_bytes())
