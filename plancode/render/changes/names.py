"""Values and things of a change in the reader's words."""

from datetime import date
from decimal import Decimal
from typing import Final

from plancode.compare.change import Change, Record, Said, Word
from plancode.findings.values import Ref
from plancode.locale.catalogue import words_of_all
from plancode.model.assessments import Assessment
from plancode.model.targets import HistoryRow, TargetRow, TargetsDocument
from plancode.quantity import Quantity, Rate
from plancode.render.blocks import Code, Inline, Joined, KindTerm, Term
from plancode.render.changes.review import Review

LONGEST: Final = 120
"""Characters of a text that a line of a table shows."""
_SETTINGS: Final = "settings"


def thing(review: Review, change: Change) -> Inline:
    """Return what a change is of: its kind, and what people call it."""
    if change.entity.kind == _SETTINGS:
        return Code(change.entity.id)
    return Joined((KindTerm(change.entity.kind), _name(review, change)), "list.space")


def _name(review: Review, change: Change) -> Inline:
    entity = review.entity(change)
    model = entity.model if entity is not None else None
    if isinstance(model, TargetRow | HistoryRow) and entity is not None:
        return _row(review, model, entity.document_id)
    if isinstance(model, Assessment):
        return Joined((review.edition.actor(model.person), model.kpi, model.on))
    return change.entity.title or change.entity.id


def _row(review: Review, row: TargetRow | HistoryRow, document: str) -> Inline:
    """Return a target by whom it is for, its metric and its period."""
    found = review.edition.graph.find(TargetsDocument, document)
    own = row.metric if isinstance(row, HistoryRow) else None
    metric = own or (found.model.metric if found is not None else document)
    scope = review.edition.scope_name(row.dimensions) or Term("whole_plan")
    return Joined((scope, review.edition.metric_name(metric), review.edition.period_name(row.period)))


def field_name(change: Change) -> Inline:
    """Return the way to what changed, each key in words; entries of lists by what tells them apart."""
    homes = change.homes or (change.entity.kind,) * len(change.field)
    parts = [key_word(home, step) if home else Code(step) for home, step in zip(homes, change.field, strict=True)]
    return Joined(tuple(parts), "list.colon") if len(parts) > 1 else parts[0] if parts else None


def key_word(model: str, key: str) -> Inline:
    """Return a key of a model in words; the catalogue has another word where a model means its own."""
    own = f"key.{model}.{key}"
    return Term(own if own in words_of_all() else f"key.{key}") if f"key.{key}" in words_of_all() else Code(key)


def value(said: Said) -> Inline:
    """Return a value in words."""
    if said is None:
        return Term("diff.nothing")
    if isinstance(said, Ref):
        return said.title or said.id
    if isinstance(said, Word):
        return _word(said.text, said.field)
    if isinstance(said, Record):
        return Joined(tuple(_pair(said.model, name, one) for name, one in said.fields))
    if isinstance(said, tuple):
        return Joined(tuple(value(one) for one in said))
    return _plain(said)


def _word(text: str, field: str = "") -> Inline:
    own = f"value.{field}.{text}"
    return Term(own if own in words_of_all() else f"value.{text}") if f"value.{text}" in words_of_all() else Code(text)


def _pair(model: str, name: str, said: Said) -> Inline:
    """Return a part of a record: somebody by name alone, everything else with what it is."""
    if isinstance(said, Ref) and said.kind == name:
        return value(said)
    return Joined((key_word(model, name) if model else _word(name), value(said)), "list.space")


def _plain(said: str | int | Decimal | date | Quantity | Rate) -> Inline:
    if isinstance(said, bool):
        return Term("diff.yes" if said else "diff.no")
    if isinstance(said, str) and len(said) > LONGEST:
        return said[:LONGEST] + "…"
    return said
