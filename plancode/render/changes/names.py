"""Values and things of a change in the reader's words."""

from decimal import Decimal
from typing import Final

from plancode.compare.change import Change
from plancode.model.assessments import Assessment, GivenPoints
from plancode.model.targets import HistoryRow, TargetRow, TargetsDocument
from plancode.render.changes.review import Review
from plancode.said.shortened import shortened
from plancode.said.value import Joined, KindName, Said, Term, Verbatim

LONGEST: Final = 120
"""Characters of a text that a line of a table shows."""


def entity_name(review: Review, change: Change) -> Said:
    """Return what a change is of: its kind, and what people call it."""
    if change.entity.kind == "settings":
        return Verbatim(change.entity.id)
    return Joined((KindName(change.entity.kind), subject(review, change)), "list.space")


def subject(review: Review, change: Change) -> Said:
    """Return what people call the entity of a change: a target by whom it is for, its metric and its period."""
    entity, edition = review.entity(change), review.edition
    model = entity.model if entity is not None else None
    if isinstance(model, Assessment):
        return Joined((edition.actor(model.person), model.kpi, model.on))
    if isinstance(model, GivenPoints):
        return Joined((edition.actor(model.person), model.for_, model.on))
    if entity is None or not isinstance(model, TargetRow | HistoryRow):
        return change.entity.label
    targets = edition.graph.find(TargetsDocument, entity.document_id)
    metric = model.metric if isinstance(model, HistoryRow) else None
    metric = metric or (targets.model.metric if targets is not None else entity.document_id)
    scope = edition.scope_name(model.dimensions) or Term("whole_plan")
    return Joined((scope, edition.metric_name(metric), edition.period_name(model.period)))


def value(said: Said) -> Said:
    """Return a value as a line of a table tells it; a dash stands for nothing."""
    return Term("diff.nothing") if said is None else shortened(said, LONGEST)


def more_or_less(by: Decimal, said: Said = None) -> Said:
    """Return by how much something is more or less, the amount as it is written elsewhere."""
    return Term("effect.more" if by > 0 else "effect.less", (("by", abs(by) if said is None else said),))


def from_to(before: Said, after: Said) -> Said:
    """Return two values as one becoming the other; a dash for none."""
    return Term("effect.from_to", (("before", _or_none(before)), ("after", _or_none(after))))


def _or_none(value: Said) -> Said:
    """Return a value, of nothing a dash; 0 is a value."""
    return Term("none") if value in (None, "", ()) else value
