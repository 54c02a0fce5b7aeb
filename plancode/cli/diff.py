"""`plancode diff`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from plancode.cli import options
from plancode.cli.exits import Exit
from plancode.cli.reporting import Saved, SavedType

if TYPE_CHECKING:
    from plancode.actuals.terms import Terms
    from plancode.locale.catalogue import Language
    from plancode.pipeline.comparing import Compared
    from plancode.pipeline.sides import Side
    from plancode.render.changes.review import Review

FORMATS: Final = ("text", "markdown", "html", "json", "sarif", "github", "gitlab", "junit")
MEASURES: Final = (
    "target", "quota", "over_assignment", "required", "capacity", "capacity_ratio", "utilisation", "overloaded",
    "covered", "cv", "spread", "weights", "budget", "people", "open_seats", "customers", "matched", "unmatched",
    "outside", "outside_rows",
)  # fmt: skip
"""Named here too, so that the usage can be checked before the heavy modules are loaded; a test compares."""


class LimitType(click.ParamType[tuple[str, Decimal]]):
    """`MEASURE=SHARE`."""

    name = "measure=share"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Decimal]:
        """Return a measure and the limit as a number; anything else is a mistake of the command line."""
        from plancode.errors import QuantityError
        from plancode.quantity import parse_quantity

        name, _, text = str(value).partition("=")
        try:
            limit = parse_quantity(text)
        except QuantityError:
            limit = None
        if name not in MEASURES or limit is None or not limit.is_share:
            self.fail(f"{value!r} is not MEASURE=SHARE, such as quota=5%. Measures: {', '.join(MEASURES)}.", param, ctx)
        return name, limit.number


@click.command("diff")
@click.argument("base", required=False)
@click.argument("head", required=False)
@options.plan
@options.as_of
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format."
)
@click.option(
    "--save", "kept", type=SavedType(FORMATS), multiple=True, metavar="FORMAT=FILE",
    help="Also write this format to a file; can be given several times.",
)  # fmt: skip
@click.option(
    "--fail-on", type=click.Choice(["error", "warning", "info", "never"]),
    help="Exit with 1 from this severity on; if not given, what the base's plancode.yaml says.",
)  # fmt: skip
@click.option(
    "--results", is_flag=True, help="Also read the sources of results; both sides are measured with today's results."
)
@options.sources
@click.option(
    "--for", "person", metavar="PERSON", help="Print the letter that tells this person what changes for them."
)
@click.option("--mask", is_flag=True, help="Hide names of people, personal values and pay.")
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Leave parts of the Markdown out until it fits into this many bytes.",
)
@click.option(
    "--post-above", "limits", type=LimitType(), multiple=True, metavar="MEASURE=SHARE",
    help="Print nothing unless a figure moves by more than this (quota=5%); can be given several times.",
)  # fmt: skip
@click.option("--quiet-unchanged", is_flag=True, help="Print nothing if nothing changes.")
@click.option("--prune", is_flag=True, help="Remove entries from accepted.yaml that the base already has.")
@options.lang
@options.limit_factor
def command(  # noqa: PLR0913, PLR0917  # one for each option
    base: str | None,
    head: str | None,
    folder: Path,
    as_of: date | None,
    format_: str,
    kept: tuple[Saved, ...],
    fail_on: str | None,
    results: bool,  # noqa: FBT001  # a flag
    terms: "Terms",
    person: str | None,
    mask: bool,  # noqa: FBT001
    max_bytes: int | None,
    limits: tuple[tuple[str, Decimal], ...],
    quiet_unchanged: bool,  # noqa: FBT001
    prune: bool,  # noqa: FBT001
    lang: str | None,
    limit_factor: int,
) -> int:
    """Show what a change to the plan does, and what it must answer for.

    BASE and HEAD are revisions of git (main, v1, HEAD~1), folders of a revision (main:plans/2025), or folders
    (./plans/2025). Without HEAD, the files are compared as they are now; without BASE, with the commit at which they
    left the default branch.

    A change is judged by the policy and the plancode.yaml of BASE. Exits with 0 if nothing fails, 1 if something does,
    2 if it could not run.
    """
    from plancode.cli.clock import today
    from plancode.findings.severity import Severity
    from plancode.locale.catalogue import language_of
    from plancode.pipeline.folders import one_plan_folder
    from plancode.pipeline.sides import sides

    plan = one_plan_folder(folder)
    pair = sides(base, head, plan, folder)
    compared = _compare(pair, plan, as_of or today(), limit_factor, terms if results else None)
    language = language_of(lang or compared.language)
    told = _Telling(compared, pair, plan, language, max_bytes, mask=mask)
    if prune:
        return _prune(pair[1], compared, language)
    if person is not None:
        return told.letter(person)
    quiet = told.is_quiet(dict(limits), unchanged=quiet_unchanged)
    told.give(format_, kept, quiet=quiet)
    if compared.broken:
        from plancode.cli.main import bug

        return bug("\n".join(compared.broken))
    if fail_on == "never":
        return Exit.CLEAN
    at = Severity(fail_on) if fail_on else compared.base.settings.fails_on
    return Exit.FINDINGS if compared.fails(at) else Exit.CLEAN


def _compare(
    pair: "tuple[Side, Side]", plan: Path, as_of: date, limit_factor: int, terms: "Terms | None"
) -> "Compared":
    from plancode.cli.console import bar, progress
    from plancode.document.limits import Limits
    from plancode.pipeline.comparing import compare
    from plancode.pipeline.reaching import reader

    reach = reader(plan, terms, bar("plancode:")) if terms is not None else None
    trees = (pair[0].tree, pair[1].tree)
    return compare(trees, as_of, Limits().times(limit_factor), progress("plancode:"), (reach, reach))


def _prune(head: "Side", compared: "Compared", language: "Language") -> int:
    from plancode.cli.writer import write_files
    from plancode.config.belonging import ACCEPTED_FILE
    from plancode.locale.catalogue import word
    from plancode.locale.format import Counted
    from plancode.pipeline.posting import without_spent

    if head.folder is None:
        raise click.UsageError("--prune changes files, so HEAD must be a folder, or left out.")
    files, count = without_spent(head.tree, compared.comparison)
    write_files({head.folder / name: data for name, data in files.items()})
    key = "diff.pruned" if files else "diff.nothing_to_prune"
    click.echo(word(key, language).format(path=ACCEPTED_FILE, count=Counted(count)))
    return Exit.CLEAN


@dataclass(frozen=True, slots=True)
class _Telling:
    """A comparison, and how it is to be told."""

    compared: "Compared"
    pair: "tuple[Side, Side]"
    plan: Path
    language: "Language"
    max_bytes: int | None
    mask: bool

    @property
    def review(self) -> "Review | None":
        """What the views are made from; None where there is no plan on either side."""
        from plancode.pipeline.telling import review_of

        return review_of(self.compared, (self.pair[0].label, self.pair[1].label), mask=self.mask)

    def is_quiet(self, limits: dict[str, Decimal], *, unchanged: bool) -> bool:
        """Whether there is nothing worth telling."""
        from plancode.pipeline.posting import is_above

        review = self.review
        if review is None or self.compared.open:
            return False
        if not self.compared.is_judged_alike:
            return False
        if unchanged and review.is_unchanged:
            return True
        return bool(limits) and not is_above(self.compared.comparison, limits)

    def give(self, format_: str, kept: tuple[Saved, ...], *, quiet: bool) -> None:
        """Print the comparison, and write the files that are to have it."""
        from plancode.cli.guard import print_commands
        from plancode.cli.writer import write_files

        empty = ("text", "markdown", "html") if quiet else ()  # where there is nothing to tell, people get nothing
        text = self.text(format_) if format_ not in empty else ""
        if format_ == "github":
            print_commands(text.encode(errors="backslashreplace"))
        else:
            click.echo(text if format_ == "text" else text.encode(errors="backslashreplace"), nl=False)
        texts = {file.path: self.text(file.format) if file.format not in empty else "" for file in kept}
        write_files({path: text.encode(errors="backslashreplace") for path, text in texts.items()})

    def text(self, format_: str) -> str:
        """Return the comparison in a format."""
        from plancode.cli.console import columns
        from plancode.pipeline import telling

        review = self.review
        if review is None or format_ in ("sarif", "github", "gitlab", "junit"):
            return self._findings(format_)
        if format_ == "text":
            return telling.text(review, self.language, columns())
        if format_ == "markdown":
            return telling.markdown(review, self.language, self.max_bytes)
        if format_ == "html":
            return telling.html(review, self.language)
        return telling.data(review, self.compared, self.pair, self.language)

    def _findings(self, format_: str) -> str:
        from plancode import __version__
        from plancode.cli import reporting
        from plancode.findings.finding import in_order
        from plancode.report.report import PlanReport, Report
        from plancode.report.reporters import REPORTERS

        compared, review, path = self.compared, self.review, self.plan.as_posix()
        findings = in_order((*review.gate, *review.introduced)) if review is not None else compared.open
        sources = compared.base.sources | compared.head.sources
        lost, root, unjudged = compared.head.lost, reporting.from_root(path), compared.head.unjudged
        plan = PlanReport(path, findings, self.language, sources, lost, unjudged, root)
        name = format_ if format_ in REPORTERS else "text"
        return REPORTERS[name](Report((plan,), compared.head.as_of, __version__))

    def letter(self, name: str) -> int:
        """Print the letter of change to somebody."""
        from plancode.cli.console import columns
        from plancode.locale.catalogue import word
        from plancode.locale.width import visible
        from plancode.pipeline import telling
        from plancode.render.terminal import write_terminal

        review = self.review
        view = telling.letter(review, name) if review is not None else None
        if view is None:
            click.echo(word("diff.no_person", self.language).format(name=visible(name)), err=True)
            return Exit.FINDINGS
        click.echo(
            write_terminal(view, telling.language_of_letter(self.compared, name, self.language), columns()), nl=False
        )
        return Exit.CLEAN
