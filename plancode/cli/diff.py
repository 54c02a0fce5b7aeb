"""`plancode diff`."""

import functools
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
    from plancode.cli.changes import ToldPlan
    from plancode.pipeline.comparing import Compared
    from plancode.pipeline.pairs import PlanPair

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

    Two folders are compared wherever one stands. A folder of several plans is compared plan by plan.

    A change is judged by the policy and the plancode.yaml of BASE. Exits with 0 if nothing fails, 1 if something does,
    2 if it could not run.
    """
    from plancode.cli.changes import ToldPlan, give, letter
    from plancode.cli.clock import today
    from plancode.findings.severity import Severity
    from plancode.locale.catalogue import language_of
    from plancode.pipeline.pairs import pairs

    told = []
    for pair in pairs(base, head, folder):
        compared = _compare(pair, as_of or today(), limit_factor, terms if results else None)
        told.append(ToldPlan(compared, pair, language_of(lang or compared.language), mask=mask))
    if prune:
        return max(_prune(one) for one in told)
    if person is not None:
        return letter(told, person)
    give(
        [one for one in told if not one.is_quiet(dict(limits), unchanged=quiet_unchanged)],
        told,
        format_,
        kept,
        max_bytes,
    )
    if broken := [trace for one in told for trace in one.compared.broken]:
        from plancode.cli.main import bug

        return bug("\n".join(broken))
    if fail_on == "never":
        return Exit.CLEAN
    fails = (one.compared.fails(Severity(fail_on) if fail_on else one.compared.base.settings.fails_on) for one in told)
    return Exit.FINDINGS if any(fails) else Exit.CLEAN


def _compare(pair: "PlanPair", as_of: date, limit_factor: int, terms: "Terms | None") -> "Compared":
    from plancode.cli.console import bar, progress
    from plancode.document.limits import Limits
    from plancode.pipeline.comparing import compare
    from plancode.pipeline.data import own_reader
    from plancode.pipeline.sides import as_it_was, authors

    reach = own_reader(pair.head, pair.plan, terms, bar("plancode:")) if terms is not None else None
    trees = (pair.base.tree, pair.head.tree)
    was, shown = functools.partial(as_it_was, pair.base), progress("plancode:")
    own = own_reader(pair.base, pair.plan, terms) if terms is not None else None
    limits, by = Limits().times(limit_factor), authors(pair.base, pair.head)
    return compare(trees, as_of, limits, shown, (reach, reach), as_it_was=was, own=own, authors=by)


def _prune(told: "ToldPlan") -> int:
    from plancode.cli.writer import write_files
    from plancode.config.belonging import ACCEPTED_FILE
    from plancode.locale.catalogue import word
    from plancode.locale.format import Counted
    from plancode.pipeline.posting import without_spent

    head = told.pair.head
    if head.folder is None:
        raise click.UsageError("--prune changes files, so HEAD must be a folder, or left out.")
    files, count = without_spent(head.tree, told.compared.comparison)
    write_files({head.folder / name: data for name, data in files.items()})
    key = "diff.pruned" if files else "diff.nothing_to_prune"
    click.echo(word(key, told.language).format(path=ACCEPTED_FILE, count=Counted(count)))
    return Exit.CLEAN
