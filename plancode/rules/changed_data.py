"""CHG: files of results that are not what they were."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from plancode.compare.data import DataChange
from plancode.findings.problem import Problem
from plancode.rules.changed import in_force, tables
from plancode.rules.changed_agreements import most_moved, moves_until
from plancode.rules.context import RuleContext
from plancode.rules.rule import INFO, WARNING, rule
from plancode.said.value import Values
from plancode.scorecard.results import Results


@rule("CHG131", "data-file-changed", WARNING, change=True)
def data_file_changed(context: RuleContext) -> Iterator[Problem]:
    """A file of results is another one, or goes, and what it said of the time that is over may be another thing.

    ## Why it matters
    Everybody is measured by it. A row that is changed by hand gives somebody a sale, and stands in no line of the plan.
    Without `--results` only the bytes are compared; with it figures of the old file are held against those of the new
    one, up to the day through which the old one was complete.

    ## Fails
    `data/orders.csv` has other rows for January than before.

    ## Passes
    `data/orders.csv` has new rows at its end, of days up to which it was not complete yet, and the others as they were.

    ## How to fix
    Find out with `plancode diff --results` which figures move, and ask whoever exported the file. If bookings of the
    past were corrected, nothing need be done: this warning is gone with the merge.
    """
    for change, told in _changes(context):
        if change.sort == "gone" or told is None or told:
            variant = "gone" if change.sort == "gone" else "figures" if told else "rewritten"
            yield _problem(change, variant, told or {})


@rule("CHG132", "data-file-grown", INFO, change=True)
def data_file_grown(context: RuleContext) -> Iterator[Problem]:
    """A file of results has more at its end, or other bytes with the same figures.

    ## Why it matters
    It is told so that whoever merges knows that results come with this change.

    ## Fails
    `data/orders.csv` has the rows of March, too.

    ## Passes
    `data/orders.csv` is what it was.

    ## How to fix
    Nothing is wrong.
    """
    for change, told in _changes(context):
        if change.sort != "gone" and told is not None and not told:
            yield _problem(change, "grown" if change.sort == "grown" else "alike", {})


def _changes(context: RuleContext) -> Iterator[tuple[DataChange, Values | None]]:
    """Yield files that are not what they were, with the figure of the past that moves most.

    Nothing where none does; None where that is not known.
    """
    changes = context.change.background.data if in_force(context) else ()
    moved = _moved(context) if changes else None
    is_grown_alone = all(change.sort == "grown" for change in changes)  # else nobody knows which of them moves what
    for change in changes:
        yield change, moved if change.sort != "grown" else (moved or {}) if is_grown_alone else {}


def _moved(context: RuleContext) -> Values | None:
    before, after, both = context.change.own_results, context.change.head.results, tables(context)
    if both is None or before is None or after is None or before.is_partial or after.is_partial:
        return None
    until = _through(before)
    return most_moved(both, moves_until(both, before, after, min(until, context.as_of))) if until is not None else None


def _through(results: Results) -> date | None:
    """Return the day through which all sources were complete."""
    return min(filter(None, map(results.through, results.sources)), default=None)


def _problem(change: DataChange, variant: str, told: Values) -> Problem:
    values: Values = {"file": change.path, "source": change.source, "before": change.before, "after": change.after}
    return Problem(change.place, variant, values | told, change.source, f"{change.path}:{change.digest}")


RULES: Final = (data_file_changed, data_file_grown)
