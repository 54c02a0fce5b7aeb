"""The only way to derive a graph from another: typed edits, each with its own origin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plancode.document.table_document import TableDocument
from plancode.findings.place import Route
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.walk import Walk, entity_key
from plancode.model.base import Keyed
from plancode.model.lists import files_of
from plancode.model.rows import ModelRow
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
    """Return the graph after the edits, in their order; the base stays as it is.

    Edits that do not touch each other are applied in one pass over the graph.
    """
    graph, batch = base, _Batch(base)
    for edit in edits:
        if batch.touches(edit):
            graph = batch.applied()
            batch = _Batch(graph)
        batch.add(edit)
    return batch.applied()


def _key_of(edit: Edit) -> Key:
    return edit.key if isinstance(edit, Drop) else entity_key(edit.model, edit.document_id)


class _Batch:
    """Edits of different entities, none of them written in another."""

    def __init__(self, base: PlanGraph) -> None:
        self.base = base
        self.edits: dict[Key, Edit] = {}
        self.around: set[Key] = set()

    def touches(self, edit: Edit) -> bool:
        """Whether an edit is of what this batch edits already, or of what that is written in or holds."""
        key = _key_of(edit)
        return key in self.around or not self.edits.keys().isdisjoint(self._chain(edit))

    def add(self, edit: Edit) -> None:
        """Take an edit that does not touch the others."""
        self.edits[_key_of(edit)] = edit
        self.around.update(self._chain(edit))

    def _chain(self, edit: Edit) -> Iterator[Key]:
        """Yield the key of an edit, and of what it is written in."""
        key: Key | None = _key_of(edit)
        if isinstance(edit, Put) and edit.parent is not None:
            yield edit.parent
        seen: set[Key] = set()
        while key is not None and key not in seen:
            yield key
            seen.add(key)
            entity = self.base.entities.get(key)
            key = entity.parent if entity else None

    def applied(self) -> PlanGraph:
        """Return the graph with all edits; the one there was, where there are none."""
        if not self.edits:
            return self.base
        walks = {key: _walked(self.base, edit) for key, edit in self.edits.items() if isinstance(edit, Put)}
        unplaced, gone = dict(walks), set(self.edits)
        listed: list[Entity[Keyed]] = []
        for entity in self.base.listed:
            if entity.key in unplaced:
                listed += unplaced.pop(entity.key).entities
            elif entity.key in self.edits:
                continue
            elif entity.parent in gone:
                gone.add(entity.key)
            else:
                listed.append(entity)
        listed += [entity for walk in unplaced.values() for entity in walk.entities]
        return PlanGraph(
            tuple(listed),
            (
                *(mention for mention in self.base.mentions if mention[0].key not in gone),
                *(mention for walk in walks.values() for mention in walk.mentions),
            ),
            (
                *(named for named in self.base.periods if named[0].key not in gone),
                *(named for walk in walks.values() for named in walk.periods),
            ),
            self.base.unread,
            self.base.lost_kinds,
        )


def _walked(base: PlanGraph, edit: Put) -> Walk:
    """Return what a new model brings, its first entity with the parent of the one it replaces."""
    walk = Walk(edit.document, edit.document_id, _kept_rows(base, edit))
    walk.enter(edit.model, edit.route)
    first = walk.entities[0]
    old = base.entities.get(first.key)
    first.parent = edit.parent or (old.parent if old else None)
    return walk


def _kept_rows(base: PlanGraph, edit: Put) -> dict[Route, list[ModelRow]]:
    """Return the rows of the CSV lists that the model still names, as the entity it replaces had them."""
    key, files = entity_key(edit.model, edit.document_id), list(files_of(edit.model, edit.route))
    rows = [
        ModelRow(entity.model, entity.origin.document, entity.origin.route[0])
        for entity in (base.listed if files else ())
        if isinstance(entity.origin.document, TableDocument) and isinstance(entity.origin.route[0], int)
        if _is_within(base, entity, key)
    ]
    return {
        route: [row for row in rows if isinstance(row.model, model) and row.document.path.endswith(file.file)]
        for route, file, model in files
    }


def _is_within(base: PlanGraph, entity: Entity[Keyed], key: Key) -> bool:
    """Whether an entity is written in another, or in something that is."""
    parent = entity.parent
    while parent is not None and parent != key:
        above = base.entities.get(parent)
        parent = above.parent if above is not None else None
    return parent is not None
