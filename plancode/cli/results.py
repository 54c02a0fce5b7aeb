"""What commands that show results share."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from plancode.cli.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from plancode.actuals.terms import Terms
    from plancode.findings.finding import Finding
    from plancode.locale.catalogue import Language
    from plancode.pipeline.checking import Checked
    from plancode.pipeline.scoring import Paper


def checked_with_results(folder: Path, as_of: date | None, terms: "Terms") -> "Checked":
    """Return a plan with its results as of a day, or of today."""
    from plancode.cli.clock import today
    from plancode.cli.console import bar
    from plancode.pipeline.checking import check
    from plancode.pipeline.folders import one_plan_folder
    from plancode.pipeline.reaching import reader
    from plancode.tree.folder import FolderTree

    plan = one_plan_folder(folder)
    return check(FolderTree(plan), as_of or today(), reach=reader(plan, terms, bar("plancode:")))


def give(
    checked: "Checked",
    lang: str | None,
    form: str,
    refusal: "Callable[[Language], str | None]",
    text: "Callable[[Paper], str | None]",
) -> int:
    """Print what was asked for, or why there is nothing; above it, how many errors the plan has.

    What cannot be read of the sources stands above the figures that it bears on; where a program reads them, beside.
    """
    from plancode.cli.console import columns
    from plancode.cli.show import say_errors
    from plancode.locale.catalogue import language_of, word
    from plancode.pipeline.scoring import Paper

    language = language_of(lang or checked.language)
    refused = refusal(language)
    paper = Paper(language, cast("Literal['text', 'markdown', 'json', 'csv']", form), columns())
    written = text(paper) if refused is None else None
    unread = _unread(checked)
    if unread:
        from plancode.cli.console import look
        from plancode.report.text import findings_text

        click.echo(findings_text(unread, checked.sources, look(language)), nl=False, err=form != "text")
    say_errors(checked, language)
    if written is None:
        click.echo(refused or word("results.nobody", language) + "\n", nl=False, err=True)
    else:
        click.echo(written if form == "text" else written.encode(), nl=False)
    return Exit.FINDINGS if written is None or unread else Exit.CLEAN


def _unread(checked: "Checked") -> "list[Finding]":
    """Return the errors of sources: of what they can touch there are no figures."""
    from plancode.findings.severity import Severity
    from plancode.rules.table import rules_by_code

    rules = rules_by_code()
    errors = (finding for finding in checked.open if finding.severity is Severity.ERROR)
    return [finding for finding in errors if finding.code in rules and rules[finding.code].results]
