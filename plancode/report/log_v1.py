"""The revisions of a plan for machines: JSON of format version 1, and CSV that spreadsheets open as it is meant."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field, PlainSerializer, WithJsonSchema

from plancode.compare.effects import Effect
from plancode.compare.figures import FigureMeasure
from plancode.findings.severity import Severity
from plancode.report.records import DecimalText, Published, ReferenceRecord, reference_record
from plancode.report.table_v1 import harmless, write_csv
from plancode.tree.commit import Commit

SHOWN: Final[tuple[FigureMeasure, ...]] = ("target", "quota", "capacity_ratio")
"""The figures of a revision that are told: those of the metric that the plan is mainly about, at its top."""
_MOMENT: Final = {"type": "string", "format": "date-time"}


class State(StrEnum):
    """What a revision could be held against, and whether it could be read."""

    CHANGED = "changed"
    NEW = "new"
    REMOVED = "removed"
    CUT = "cut"
    NO_PLAN = "no_plan"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit that touches the plan, and what it did.

    `state` is CHANGED where it was held against its first parent; NEW where that has no plan, and CUT where a shallow
    clone does not have it: then figures stand as they are. It is REMOVED where the commit takes the plan away, NO_PLAN
    where neither side has one that can be read, UNREADABLE where a side cannot be read at all, with the `reason`.
    `lost` are files that could not be read in whole. `as_of` is the day on which both sides were judged.
    """

    commit: Commit
    as_of: date
    state: State
    is_merge: bool = False
    reason: str = ""
    lost: tuple[str, ...] = ()
    changes: int = 0
    effects: tuple[Effect, ...] = ()
    people: int = 0
    introduced: Mapping[Severity, int] = field(default_factory=dict)
    fixed: int = 0


def _digits(value: Decimal | None) -> str:
    return f"{value:f}" if value is not None else ""


AllDigits = Annotated[Decimal, PlainSerializer(_digits, return_type=DecimalText)]
Tally = Annotated[int, Field(ge=0)]
Moment = Annotated[datetime, PlainSerializer(datetime.isoformat), WithJsonSchema(_MOMENT)]


class FigureRecord(Published):
    """A figure of the plan before and after a revision; null where a side has none."""

    measure: Annotated[FigureMeasure, WithJsonSchema({"enum": list(SHOWN)})]
    of: ReferenceRecord
    metric: str
    before: AllDigits | None
    after: AllDigits | None
    change: AllDigits | None


class TallyRecord(Published):
    """How many findings there are of each severity."""

    error: Tally
    warning: Tally
    info: Tally


class RevisionRecord(Published):
    """A commit that touches the plan, and what it did."""

    commit: Annotated[str, Field(pattern="^[0-9a-f]{40}([0-9a-f]{24})?$")]
    author: str | None
    authored: Moment
    committed: Moment
    subject: str
    is_merge: bool
    as_of: date
    state: State
    reason: str | None
    lost: tuple[str, ...]
    changes: Tally
    effects: tuple[FigureRecord, ...]
    people: Tally
    introduced: TallyRecord
    fixed: Tally


class LogRecord(Published):
    """The revisions of a plan, the newest first, format version 1.

    Later versions of plancode may add keys, which their schemas have.
    """

    format_version: Literal[1]
    plan: str
    since: str | None
    is_shallow: bool
    revisions: tuple[RevisionRecord, ...]
    more: Tally


def revision_record(revision: Revision, *, is_masked: bool) -> RevisionRecord:
    """Return a revision as a record; where it is masked, without its author."""
    return RevisionRecord(
        commit=revision.commit.oid,
        author=None if is_masked else revision.commit.author,
        authored=revision.commit.authored,
        committed=revision.commit.committed,
        subject=revision.commit.subject,
        is_merge=revision.is_merge,
        as_of=revision.as_of,
        state=revision.state,
        reason=revision.reason or None,
        lost=revision.lost,
        changes=revision.changes,
        effects=tuple(
            FigureRecord(
                measure=effect.figure.measure,
                of=reference_record(effect.figure.subject),
                metric=effect.figure.metric,
                before=effect.before,
                after=effect.after,
                change=effect.delta,
            )
            for effect in revision.effects
        ),
        people=revision.people,
        introduced=TallyRecord(**{severity.value: revision.introduced.get(severity, 0) for severity in Severity}),
        fixed=revision.fixed,
    )


def log_csv(log: LogRecord) -> str:
    """Return the revisions as CSV, a line for each; no cell can become a formula."""
    figures = [f"{measure}_{side}" for measure in SHOWN for side in ("before", "after")]
    findings = [f"introduced_{severity}" for severity in TallyRecord.model_fields]
    heads = ("commit", "day", "author", "subject", "state", "changes", *figures, "people", *findings, "fixed", "lost")
    return write_csv((heads, *map(_cells, log.revisions)))


def _cells(revision: RevisionRecord) -> Iterator[str]:
    yield from (
        revision.commit,
        revision.committed.date().isoformat(),
        harmless(revision.author or ""),
        harmless(revision.subject),
    )
    yield from (revision.state.value, str(revision.changes))
    figures = {figure.measure: figure for figure in revision.effects}
    for measure in SHOWN:
        figure = figures.get(measure)
        yield from (_digits(value) for value in ((figure.before, figure.after) if figure else (None, None)))
    yield str(revision.people)
    yield from (str(count) for _, count in revision.introduced)
    yield from (str(revision.fixed), harmless("; ".join(revision.lost)))
