"""Values and things of a change in the reader's words."""

from typing import Final

from plancode.compare.change import Change
from plancode.model.assessments import Assessment
from plancode.model.targets import HistoryRow, TargetRow, TargetsDocument
from plancode.render.changes.review import Review
from plancode.said.shortened import shortened
from plancode.said.value import Joined, KindName, PlanKey, Said, Term, Verbatim

LONGEST: Final = 120
"""Characters of a text that a line of a table shows."""
_SETTINGS: Final = "settings"


def thing(review: Review, change: Change) -> Said:
    """Return what a change is of: its kind, and what people call it."""
    if change.entity.kind == _SETTINGS:
        return Verbatim(change.entity.id)
    return Joined((KindName(change.entity.kind), _name(review, change)), "list.space")


def _name(review: Review, change: Change) -> Said:
    entity = review.entity(change)
    model = entity.model if entity is not None else None
    if isinstance(model, TargetRow | HistoryRow) and entity is not None:
        return _row(review, model, entity.document_id)
    if isinstance(model, Assessment):
        return Joined((review.edition.actor(model.person), model.kpi, model.on))
    return change.entity.title or change.entity.id


def _row(review: Review, row: TargetRow | HistoryRow, document: str) -> Said:
    """Return a target by whom it is for, its metric and its period."""
    found = review.edition.graph.find(TargetsDocument, document)
    own = row.metric if isinstance(row, HistoryRow) else None
    metric = own or (found.model.metric if found is not None else document)
    scope = review.edition.scope_name(row.dimensions) or Term("whole_plan")
    return Joined((scope, review.edition.metric_name(metric), review.edition.period_name(row.period)))


def field_name(change: Change) -> Said:
    """Return the way to what changed, each key in words; entries of lists by what tells them apart."""
    homes = change.homes or (change.entity.kind,) * len(change.field)
    parts = [PlanKey(step, home) if home else Verbatim(step) for home, step in zip(homes, change.field, strict=True)]
    return Joined(tuple(parts), "list.colon") if len(parts) > 1 else parts[0] if parts else None


def value(said: Said) -> Said:
    """Return a value as a line of a table tells it; a dash stands for nothing."""
    return Term("diff.nothing") if said is None else shortened(said, LONGEST)
