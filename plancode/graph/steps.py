"""The steps of a plan: which are stated, which the plan means to do without, which are missing."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.actuals import Source
from plancode.model.assessments import Assessment
from plancode.model.base import Keyed
from plancode.model.cadence import CadenceDocument
from plancode.model.calendar import CalendarDocument
from plancode.model.kinds import DocumentKind
from plancode.model.plan import Market
from plancode.model.responsibilities import Duty
from plancode.model.rubric import Kpi
from plancode.model.steps import STEP_NAMES, Without
from plancode.model.strategy import Choice
from plancode.model.targets import TargetRow, TargetsDocument
from plancode.model.territories import Territory


def _has_target(graph: PlanGraph) -> bool:
    tops = (document.model.target for document in graph.all(TargetsDocument))
    return any(top is not None for top in tops) or bool(graph.all(TargetRow))


def _has_market(graph: PlanGraph) -> bool:
    market = graph.plan.model.market if graph.plan is not None else None
    return market is not None and market != Market()


def _has_meetings(graph: PlanGraph) -> bool:
    return any(document.model.meetings or document.model.one_to_ones for document in graph.all(CadenceDocument))


def _has_assessments(graph: PlanGraph) -> bool:
    """Whether somebody is assessed, or no scorecard asks for it."""
    return bool(graph.all(Assessment)) or all(kpi.model.assess is None for kpi in graph.all(Kpi))


_STATED: Final[Mapping[str, Callable[[PlanGraph], bool]]] = {
    "target": _has_target,
    "market": _has_market,
    "strategy": lambda graph: bool(graph.all(Choice)),
    "timetable": lambda graph: bool(graph.all(CalendarDocument)),
    "territories": lambda graph: bool(graph.all(Territory)),
    "duties": lambda graph: bool(graph.all(Duty)),
    "meetings": _has_meetings,
    "scorecard": lambda graph: bool(graph.all(Kpi)),
    "assessments": _has_assessments,
    "follow_up": lambda graph: bool(graph.all(Source)),
}


_LISTED: Final[Mapping[str, type[Keyed]]] = {
    "target": TargetsDocument, "strategy": Choice, "timetable": CalendarDocument, "territories": Territory,
    "duties": Duty, "scorecard": Kpi, "assessments": Assessment, "follow_up": Source,
}  # fmt: skip
_BY_ROWS: Final = frozenset({"target", "assessments"})
"""Steps that are stated by rows, which may stand in a list of their own."""
_KINDS: Final = frozenset(DocumentKind)
_KIND: Final = re.compile(r"^kind: *([\w-]+)", re.MULTILINE)
_HEAD: Final = re.compile(r"^plancode:", re.MULTILINE)
_SAID_BY: Final[Mapping[str, str]] = {
    "target": "targets", "market": "market", "strategy": "strategy", "timetable": "calendar",
    "territories": "territories", "duties": "responsibilities", "meetings": "cadence", "scorecard": "rubric",
    "assessments": "assessments", "follow_up": "actuals",
}  # fmt: skip
"""The word without which no document states a step: its kind, or the key in the plan document."""


def is_stated(graph: PlanGraph, step: str) -> bool:
    """Whether a plan states a step."""
    return _STATED[step](graph)


def count(graph: PlanGraph, step: str) -> int:
    """Return how many of what states a step there are, such as duties; a market basis is one."""
    if step == "meetings":
        documents = graph.all(CadenceDocument)
        return sum(len(document.model.meetings) + len(document.model.one_to_ones) for document in documents)
    return len(graph.all(_LISTED[step])) if step in _LISTED else int(is_stated(graph, step))


def without(graph: PlanGraph) -> dict[str, str]:
    """Return the steps that a plan says to do without, each with the reason."""
    said = graph.plan.model.without if graph.plan is not None else Without()
    reasons = ((step, getattr(said, step)) for step in STEP_NAMES)
    return {step: reason for step, reason in reasons if reason is not None}


def undecided(graph: PlanGraph) -> tuple[Entity[TargetsDocument], ...]:
    """Return the targets documents without a figure, where no other document has figures of the metric."""
    with_rows = {row.document_id for row in graph.all(TargetRow)}
    documents = graph.all(TargetsDocument)
    open_ = [one for one in documents if one.model.target is None and one.model.id not in with_rows]
    decided = {one.model.metric for one in documents if one not in open_}
    return tuple(one for one in open_ if one.model.metric not in decided)


def waived(graph: PlanGraph) -> dict[str, str]:
    """Return the steps that are not there, and are not to be, each with the reason."""
    return {step: reason for step, reason in without(graph).items() if not is_stated(graph, step)}


def missing(graph: PlanGraph) -> tuple[str, ...]:
    """Return the steps that a plan neither states nor says to do without, nor may state where it cannot be read."""
    said = without(graph)
    steps = (step for step in STEP_NAMES if step not in said and not is_stated(graph, step))
    unread = tuple(dict.fromkeys(graph.unread))  # of a file with many faults the same many times
    return tuple(step for step in steps if not _may_be_unread(unread, step))


def _may_be_unread(unread: tuple[str, ...], step: str) -> bool:
    """Whether a text that could not be read may state a step: it has the word, or nobody knows what it has.

    That is a list where rows alone can state the step, or a document whose kind is missing or misspelt.
    """
    return any(_SAID_BY[step] in text or _may_hold(text, step) for text in unread)


def _may_hold(text: str, step: str) -> bool:
    heads = len(_HEAD.findall(text))
    return sum(kind in _KINDS for kind in _KIND.findall(text)) < heads if heads else step in _BY_ROWS
