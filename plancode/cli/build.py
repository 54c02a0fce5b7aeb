"""`plancode build`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from plancode.cli import options
from plancode.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from plancode.actuals.terms import Terms
    from plancode.document.limits import Limits
    from plancode.locale.catalogue import Language
    from plancode.pipeline.checking import Checked
    from plancode.render.views.history import Past

ON_THE_PAGE: Final = 50
"""Revisions that the page about the history shows."""
NAMED: Final = 8
"""Files of a user that are named one by one."""


@click.command("build")
@click.argument("folder", type=options.FOLDER, default=Path())
@click.option(
    "--out", type=options.FOLDER, help="The folder to write to; that of plancode.yaml, else `build`, if not given."
)
@options.as_of
@click.option("--results", is_flag=True, help="Also ask the databases that the plan names.")
@options.sources
@click.option(
    "--strict",
    is_flag=True,
    help="Write nothing if a finding fails (`fail_on` of plancode.yaml), as before publishing.",
)
@click.option("--history", "with_history", is_flag=True, help="Also make a page about the plan's last commits.")
@options.lang
@options.limit_factor
def command(  # noqa: PLR0913, PLR0917  # one for each option
    folder: Path,
    out: Path | None,
    as_of: date | None,
    results: bool,  # noqa: ARG001, FBT001  # part of the terms
    terms: "Terms",
    strict: bool,  # noqa: FBT001  # a flag
    with_history: bool,  # noqa: FBT001  # a flag
    lang: str | None,
    limit_factor: int,
) -> int:
    """Write the pages of a plan: overview, teams, work plans of people.

    FOLDER is the folder of the plan, or one that holds several; this folder if none is given. Pages are made for the
    day of --as-of, else of SOURCE_DATE_EPOCH, else of the last commit, else for today, so that the same plan gives the
    same pages.

    A plan with errors is written too, and its first page begins with them. Nothing is written, and the old pages stay,
    if a file of the plan or plancode.yaml cannot be read, or an id names nothing or two things; with --strict, if
    anything fails.

    The page of --history is made only on request: it names the people who made the commits, takes time, and needs a
    plan that lies in a git repository.

    Exits with 0 if the pages are written, 1 if the plan has findings that fail (pages written or not), 2 if it could
    not run.
    """
    from plancode.document.limits import Limits
    from plancode.pipeline.folders import plan_folders

    plans = plan_folders(folder)
    making = _Making(as_of, lang, Limits().times(limit_factor), terms, strict, with_history)
    folders = {plan: out / plan.relative_to(folder) if out is not None and len(plans) > 1 else out for plan in plans}
    return max(making.build(plan, pages) for plan, pages in folders.items())


@dataclass(frozen=True, slots=True)
class _Making:
    """How pages are to be made."""

    as_of: date | None
    lang: str | None
    limits: "Limits"
    terms: "Terms"
    strict: bool
    with_history: bool

    def build(self, plan: Path, out: Path | None) -> int:
        """Write the pages of the plan in a folder, or say why not."""
        from plancode.cli.clock import day_of_build
        from plancode.cli.console import bar, progress
        from plancode.locale.catalogue import language_of
        from plancode.pipeline.checking import check
        from plancode.pipeline.reaching import reader
        from plancode.tree.folder import FolderTree

        day, reach = self.as_of or day_of_build(plan), reader(plan, self.terms, bar("plancode:"))
        checked = check(FolderTree(plan), day, self.limits, progress("plancode:"), reach)
        if checked.broken:
            from plancode.cli.main import bug

            return bug("\n".join(checked.broken))
        fails = checked.fails(checked.settings.fails_on)
        if fails or not checked.is_read:
            from plancode.cli.check import text_of

            click.echo(text_of(checked, self.lang), nl=False)
        if not checked.is_read or (fails and self.strict):
            _say("build.refused" if checked.is_read else "build.not_read", language_of(self.lang or checked.language))
            return Exit.FINDINGS
        self._write(checked, plan, out or plan / checked.settings.publish.folder)
        if not fails:  # else the findings have ended with it
            self._say_what_was_not_judged(checked)
        return Exit.FINDINGS if fails else Exit.CLEAN

    def _write(self, checked: "Checked", plan: Path, out: Path) -> None:
        from plancode.cli.site import write_pages
        from plancode.locale.catalogue import language_of
        from plancode.pipeline.building import build

        _refuse_inputs(plan.resolve(), out.resolve(), checked.inputs)
        language = language_of(self.lang or checked.language)
        past = self._past(plan, language) if self.with_history else None
        files = build(checked, language, past)
        self._say_what_stays(write_pages(out, files), {name.partition("/")[0] for name in files}, language)
        click.echo(_text("build.done", language, count=len(files), folder=out.as_posix()))

    def _say_what_was_not_judged(self, checked: "Checked") -> None:
        from plancode.cli.console import columns
        from plancode.findings.unjudged import line
        from plancode.locale.catalogue import language_of
        from plancode.locale.width import visible, wrap

        told = visible(line(checked.unjudged, language_of(self.lang or checked.language)))
        if told:
            click.echo(wrap(told, columns()))

    def _say_what_stays(self, kept: "Mapping[str, str]", ours: set[str], language: "Language") -> None:
        """Name what plancode did not make; of a folder without pages only the folder."""
        for name in (new for old, new in kept.items() if new != old):
            _say("build.kept", language, name=name)
        tops = ((name, name.partition("/")) for name, new in kept.items() if new == name)
        names = dict.fromkeys(f"{top}/" if rest and top not in ours else name for name, (top, _, rest) in tops)
        if names:
            shown = _text("list.comma", language).join([*names][:NAMED])
            _say("build.stays" if len(names) <= NAMED else "build.stays_more", language, names=shown, count=len(names))

    def _past(self, plan: Path, language: "Language") -> "Past | None":
        """Return the last revisions of a plan; say why there are none where it has no repository, or no commits."""
        from plancode.cli.console import bar
        from plancode.errors import GitMissingError, NoRepositoryError
        from plancode.pipeline.history import Asked, history

        try:
            revisions = history(plan, Asked(ON_THE_PAGE), self.limits, bar("plancode:"))
        except (GitMissingError, NoRepositoryError) as error:
            _say("log.no_page", language, reason=error)
            return None
        if revisions.told:
            return revisions.past
        _say("log.no_page", language, reason=_text("log.none", language, since=""))
        return None


def _refuse_inputs(plan: Path, out: Path, inputs: "Iterable[str]") -> None:
    """Refuse a folder that holds something the plan is made of: pages never lie among that."""
    from plancode.errors import OutputError

    if plan.is_relative_to(out):
        raise OutputError(str(out), "this is the plan's own folder, or one around it; name another one")
    if not out.is_relative_to(plan):
        return
    below = f"{out.relative_to(plan).as_posix()}/".casefold()  # some systems take capitals for the same
    inside = next((name for name in inputs if name.casefold().startswith(below)), None)
    if inside is not None:
        raise OutputError(str(out), f"{inside} lies here, which the plan reads; name a folder for pages alone")


def _say(key: str, language: "Language", **values: object) -> None:
    click.echo(_text(key, language, **values), err=True)


def _text(key: str, language: "Language", **values: object) -> str:
    from plancode.locale.catalogue import word
    from plancode.locale.format import Counted
    from plancode.locale.width import visible

    counted = {name: Counted(value) for name, value in values.items()}
    return visible(word(key, language).format(**counted))
