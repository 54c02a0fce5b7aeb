"""The revisions of a plan for machines: JSON of format version 1, and CSV that spreadsheets open as it is meant."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from plancode.compare.effects import Effect
from plancode.compare.figures import FigureMeasure
from plancode.findings.severity import Severity
from plancode.report.table_v1 import harmless
from plancode.said.data import Data
from plancode.tree.commit import Commit

FORMAT_VERSION: Final = 1
SHOWN: Final[tuple[FigureMeasure, ...]] = ("target", "quota", "capacity_ratio")
"""The figures of a revision that are told: those of the metric that the plan is mainly about, at its top."""
_MARK: Final = "\ufeff"
"""What makes a spreadsheet read a CSV file as UTF-8."""
_FINDINGS: Final = tuple(reversed(Severity))


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


@dataclass(frozen=True, slots=True)
class LogReport:
    """The revisions of a plan, the newest first; `more` are older ones that were left out.

    With `is_masked` the names of authors are not told.
    """

    plan: str
    since: str | None
    revisions: tuple[Revision, ...]
    more: int = 0
    is_shallow: bool = False
    is_masked: bool = False


def log_json(report: LogReport) -> str:
    """Return the revisions as JSON."""
    found: Data = {
        "format_version": FORMAT_VERSION,
        "plan": report.plan,
        "since": report.since,
        "is_shallow": report.is_shallow,
        "revisions": [_revision(one, is_masked=report.is_masked) for one in report.revisions],
        "more": report.more,
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _revision(one: Revision, *, is_masked: bool) -> Data:
    return {
        "commit": one.commit.oid,
        "author": None if is_masked else one.commit.author,
        "authored": one.commit.authored.isoformat(),
        "committed": one.commit.committed.isoformat(),
        "subject": one.commit.subject,
        "is_merge": one.is_merge,
        "as_of": one.as_of.isoformat(),
        "state": one.state.value,
        "reason": one.reason or None,
        "lost": list(one.lost),
        "changes": one.changes,
        "effects": [_effect(each) for each in one.effects],
        "people": one.people,
        "introduced": {severity.value: one.introduced.get(severity, 0) for severity in _FINDINGS},
        "fixed": one.fixed,
    }


def _effect(effect: Effect) -> Data:
    figure = effect.figure
    return {
        "measure": figure.measure,
        "of": {"kind": figure.subject.kind, "id": figure.subject.id, "title": figure.subject.title},
        "metric": figure.metric,
        "before": _number(effect.before),
        "after": _number(effect.after),
        "change": _number(effect.delta),
    }


def _number(value: Decimal | None) -> str | None:
    return f"{value:f}" if value is not None else None


def log_csv(report: LogReport) -> str:
    """Return the revisions as CSV, a line for each; no cell can become a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    figures = [f"{measure}_{side}" for measure in SHOWN for side in ("before", "after")]
    findings = [f"introduced_{severity.value}" for severity in _FINDINGS]
    writer.writerow(
        ["commit", "day", "author", "subject", "state", "changes", *figures, "people", *findings, "fixed", "lost"]
    )
    writer.writerows([*_cells(one, is_masked=report.is_masked)] for one in report.revisions)
    return _MARK + file.getvalue()


def _cells(one: Revision, *, is_masked: bool) -> Iterator[str]:
    commit = one.commit
    yield from (commit.oid, commit.committed.date().isoformat(), "" if is_masked else harmless(commit.author))
    yield from (harmless(commit.subject), one.state.value, str(one.changes))
    found = {effect.figure.measure: effect for effect in one.effects}
    for measure in SHOWN:
        effect = found.get(measure)
        yield from (_number(value) or "" for value in ((effect.before, effect.after) if effect else (None, None)))
    yield str(one.people)
    yield from (str(one.introduced.get(severity, 0)) for severity in _FINDINGS)
    yield from (str(one.fixed), harmless("; ".join(one.lost)))
