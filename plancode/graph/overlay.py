"""The only way to derive a graph from another: typed edits, each with its own origin."""

from collections.abc import Sequence
from dataclasses import dataclass

from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.walk import Mention, Walk
from plancode.model.base import Keyed
from plancode.shape.validate import Located


@dataclass(frozen=True, slots=True)
class Put:
    """Add an entity, or replace the one with its key and all that was written in it."""

    model: Keyed
    document: Located
    route: tuple[str | int, ...] = ()
    document_id: str = ""
    parent: Key | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Take an entity away, with all that was written in it."""

    key: Key


Edit = Put | Drop


def overlay(base: PlanGraph, edits: Sequence[Edit]) -> PlanGraph:
    """Return the graph after the edits, in their order; the base stays as it is."""
    entities, mentions = list(base.listed), list(base.mentions)
    for edit in edits:
        entities, mentions = _apply(edit, entities, mentions)
    return PlanGraph(tuple(entities), tuple(mentions), base.unread)


def _apply(
    edit: Edit, entities: list[Entity[Keyed]], mentions: list[Mention]
) -> tuple[list[Entity[Keyed]], list[Mention]]:
    if isinstance(edit, Drop):
        return _without(edit.key, entities, mentions)
    found = Walk(edit.document, edit.document_id, {})
    found.enter(edit.model, edit.route)
    first = found.entities[0]
    at = next((index for index, entity in enumerate(entities) if entity.key == first.key), len(entities))
    parent = edit.parent if edit.parent or at == len(entities) else entities[at].parent
    entities, mentions = _without(first.key, entities, mentions)
    placed = Entity(first.key, first.model, first.origin, parent, first.document_id)
    renewed = [(placed if holder is first else holder, *rest) for holder, *rest in found.mentions]
    entities[at:at] = [placed, *found.entities[1:]]
    return entities, [*mentions, *renewed]  # type: ignore[list-item]  # the star keeps the tuple's types from mypy


def _without(
    key: Key, entities: list[Entity[Keyed]], mentions: list[Mention]
) -> tuple[list[Entity[Keyed]], list[Mention]]:
    gone = {key}
    for entity in entities:
        if entity.parent in gone:
            gone.add(entity.key)
    kept = [entity for entity in entities if entity.key not in gone]
    return kept, [mention for mention in mentions if mention[0].key not in gone]
