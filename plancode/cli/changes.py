"""What `plancode diff` prints and writes: the comparison of one plan, or of several one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

import click

from plancode.cli.exits import Exit
from plancode.cli.reporting import Saved

if TYPE_CHECKING:
    from plancode.locale.catalogue import Language
    from plancode.pipeline.comparing import Compared
    from plancode.pipeline.pairs import PlanPair
    from plancode.render.changes.review import Review
    from plancode.report.report import PlanReport

_FOR_PEOPLE: Final = ("text", "markdown", "html")
_OF_FINDINGS: Final = ("sarif", "github", "gitlab", "junit")


@dataclass(frozen=True)
class ToldPlan:
    """The comparison of a plan, and how it is to be told."""

    compared: "Compared"
    pair: "PlanPair"
    language: "Language"
    mask: bool

    @cached_property
    def review(self) -> "Review | None":
        """What the views are made from; None where there is no plan on either side."""
        from plancode.pipeline.telling import review_of

        return review_of(self.compared, (self.pair.base.label, self.pair.head.label), mask=self.mask)

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

    @property
    def findings(self) -> "PlanReport":
        """What the change must answer for."""
        from plancode.cli import reporting
        from plancode.findings.finding import in_order
        from plancode.report.report import PlanReport

        compared, review, path = self.compared, self.review, self.pair.plan.as_posix()
        findings = in_order((*review.gate, *review.introduced)) if review is not None else compared.open
        sources = compared.base.sources | compared.head.sources
        root, head = reporting.from_root(path), compared.head
        return PlanReport(path, findings, self.language, sources, head.lost, head.unjudged, root)


def give(
    loud: Sequence[ToldPlan], told: Sequence[ToldPlan], format_: str, kept: Sequence[Saved], max_bytes: int | None
) -> None:
    """Print the comparisons, and write the files that are to have them; people get those worth telling only."""
    from plancode.cli.guard import print_commands
    from plancode.cli.writer import write_files

    def text(name: str) -> str:
        return _text(loud if name in _FOR_PEOPLE else told, name, max_bytes)

    if format_ == "github":
        print_commands(text(format_).encode(errors="backslashreplace"))
    else:
        printed = text(format_)
        click.echo(printed if format_ == "text" else printed.encode(errors="backslashreplace"), nl=False)
    write_files({file.path: text(file.format).encode(errors="backslashreplace") for file in kept})


def _text(told: Sequence[ToldPlan], format_: str, max_bytes: int | None) -> str:
    """Return comparisons in a format; without a plan on either side there are only findings."""
    from plancode.cli.console import columns
    from plancode.pipeline import telling
    from plancode.report.records import write_json
    from plancode.report.reporters import REPORTERS

    folders = [one.pair.plan.as_posix() if len(told) > 1 else "" for one in told]
    reviews = [
        (replace(one.review, folder=folder), one.language)
        for one, folder in zip(told, folders, strict=True)
        if one.review is not None
    ]
    if not told:
        return ""
    if format_ in _OF_FINDINGS or len(reviews) < len(told):
        return _report(told, format_ if format_ in REPORTERS else "text")
    if format_ == "text":
        return "\n".join(telling.text(review, language, columns()) for review, language in reviews)
    if format_ == "markdown":
        return telling.markdown(reviews, max_bytes)
    if format_ == "html":
        return telling.html(reviews)
    records = [
        telling.record(one.review, one.compared, (one.pair.base, one.pair.head), one.language)
        for one in told
        if one.review is not None
    ]
    return write_json(records[0] if len(records) == 1 else records)


def _report(told: Sequence[ToldPlan], format_: str) -> str:
    from plancode import __version__
    from plancode.report.report import Report
    from plancode.report.reporters import REPORTERS

    return REPORTERS[format_](Report(tuple(one.findings for one in told), told[0].compared.head.as_of, __version__))


def letter(told: Sequence[ToldPlan], name: str) -> int:
    """Print the letter of change to somebody, of each plan that has them."""
    from plancode.cli.console import columns
    from plancode.locale.catalogue import word
    from plancode.locale.width import visible
    from plancode.pipeline import telling
    from plancode.render.terminal import write_terminal

    texts = []
    for one in told:
        view = telling.letter(one.review, name) if one.review is not None else None
        if view is not None:
            language = telling.language_of_letter(one.compared, name, one.language)
            texts.append(write_terminal(view, language, columns()))
    if not texts:
        click.echo(word("diff.no_person", told[0].language).format(name=visible(name)), err=True)
        return Exit.FINDINGS
    click.echo("\n".join(texts), nl=False)
    return Exit.CLEAN
