"""The only way to derive a graph from another: typed edits, each with its own origin."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plancode.document.csv_document import CsvDocument
from plancode.findings.place import Route
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.walk import Mention, Walk, entity_key
from plancode.model.base import Keyed
from plancode.model.load import files_of
from plancode.model.rows import Row
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
    graph = base
    for edit in edits:
        graph = _dropped(graph, edit.key) if isinstance(edit, Drop) else _put(graph, edit)
    return graph


def _put(base: PlanGraph, edit: Put) -> PlanGraph:
    found = Walk(edit.document, edit.document_id, _kept_rows(base, edit))
    found.enter(edit.model, edit.route)
    first = found.entities[0]
    at = next((index for index, entity in enumerate(base.listed) if entity.key == first.key), None)
    parent = edit.parent or (base.listed[at].parent if at is not None else None)
    placed = replace(first, parent=parent)
    found.entities[0] = placed
    below = _dropped(base, first.key)
    at = len(below.listed) if at is None else min(at, len(below.listed))
    return PlanGraph(
        (*below.listed[:at], *found.entities, *below.listed[at:]),
        (*below.mentions, *(_held(mention, first, placed) for mention in found.mentions)),
        (*below.periods, *((placed if one is first else one, route, name) for one, route, name in found.periods)),
        base.unread,
        base.lost_kinds,
    )


def _kept_rows(base: PlanGraph, edit: Put) -> dict[Route, list[Row]]:
    """Return the rows of the CSV lists that the model still names, as the entity it replaces had them."""
    key = entity_key(edit.model, edit.document_id)
    rows = [
        Row(one.model, one.origin.document, one.origin.route[0])
        for one in base.listed
        if one.parent == key and isinstance(one.origin.document, CsvDocument) and isinstance(one.origin.route[0], int)
    ]
    return {
        route: [row for row in rows if isinstance(row.model, model) and row.document.path.endswith(file.file)]
        for route, file, model in files_of(edit.model, edit.route)
    }


def _held(mention: Mention, first: Entity[Keyed], placed: Entity[Keyed]) -> Mention:
    holder, route, name, to, as_key = mention
    return (placed if holder is first else holder, route, name, to, as_key)


def _dropped(base: PlanGraph, key: Key) -> PlanGraph:
    gone = {key}
    for entity in base.listed:
        if entity.parent in gone:
            gone.add(entity.key)
    return PlanGraph(
        tuple(entity for entity in base.listed if entity.key not in gone),
        tuple(mention for mention in base.mentions if mention[0].key not in gone),
        tuple(named for named in base.periods if named[0].key not in gone),
        base.unread,
        base.lost_kinds,
    )
