"""`plancode init --from`: the plan that follows one."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from plancode.cli.exits import Exit
from plancode.period import Period

if TYPE_CHECKING:
    from plancode.actuals.terms import Terms
    from plancode.locale.catalogue import Language
    from plancode.outset.shift import TimeShift
    from plancode.outset.succession import Succession
    from plancode.said.value import Said

_EDITOR: Final = ".vscode"


def follow(folder: Path, before: Path, period: Period | None, day: date, terms: "Terms") -> int:
    """Write the plan that follows one into a folder; return the exit code."""
    from plancode.cli.console import bar
    from plancode.cli.show import say_errors
    from plancode.cli.writer import write_files
    from plancode.document.limits import Limits
    from plancode.locale.catalogue import word
    from plancode.outset.shift import TimeShift, next_period
    from plancode.outset.succession import succeed
    from plancode.pipeline.checking import judged, read
    from plancode.pipeline.folders import one_plan_folder
    from plancode.pipeline.reaching import reader
    from plancode.tree.folder import FolderTree

    plan = one_plan_folder(before)
    old = read(FolderTree(plan), Limits())
    checked = judged(old, day, reader(plan, terms, bar("plancode:")))
    own = old.graph.period(None)
    if own is None or not checked.is_read or checked.lost:
        click.echo(word("init.not_read", checked.language), err=True)
        say_errors(checked, checked.language)
        return Exit.FINDINGS
    shift = TimeShift(own, period or next_period(own))
    if not shift.fits:
        raise click.UsageError(
            f"The plan in {plan.as_posix()} is for {own.name or own.start}; one that follows it is as long and comes "
            f"later, such as {next_period(own).name}."
        )
    made = succeed(old, checked, shift, checked.language)
    write_files({folder / name: data for name, data in (made.files | _editor(plan, checked.language)).items()})
    paths: dict[str, Said] = {"folder": folder.as_posix(), "plan": plan.as_posix()}
    _say(paths | _told(made, shift, day), checked.language)
    return Exit.CLEAN


def _editor(plan: Path, language: "Language") -> dict[str, bytes]:
    """Return the settings of the editor, where the plan before has them."""
    from plancode.cli.editor import editor_files

    settings = plan / _EDITOR
    if not settings.is_dir():
        return {}
    files = {f"{_EDITOR}/{path.name}": path.read_bytes() for path in sorted(settings.iterdir()) if path.is_file()}
    return files | {f".plancode/{name}": data for name, data in editor_files(language)}


def _told(made: "Succession", shift: "TimeShift", day: date) -> "dict[str, Said]":
    """Return what is said of a new plan."""
    from plancode.model.kinds import EntityKind
    from plancode.outset.summary import summary

    kept, gone = made.kept, made.gone
    return {
        "period": shift.new, "old": shift.old,
        "people": kept[EntityKind.PERSON], "territories": kept[EntityKind.TERRITORY],
        "accounts": kept[EntityKind.ACCOUNT], "duties": kept[EntityKind.DUTY], "left": gone[EntityKind.PERSON],
        "ended": gone[EntityKind.TERRITORY] + gone[EntityKind.ACCOUNT], "finished": gone[EntityKind.ACTION],
        "figures": made.history, "season": made.season or "", "is_over": shift.old.last <= day,
        "lessons": made.lessons, "actions": made.actions, "count": len(summary(made.files, day).findings),
    }  # fmt: skip


def _say(told: "dict[str, Said]", language: "Language") -> None:
    """Say in six lines what was written and what comes next."""
    from plancode.said.speaker import plain
    from plancode.said.value import Term

    history = "season" if told["season"] else "reached" if told["is_over"] else "history"
    for key in ("followed", "kept", "gone", history if told["figures"] else "no_history", "open", "then"):
        click.echo(plain(language).say(Term(f"init.{key}", tuple(told.items()))))
