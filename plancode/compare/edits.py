"""Changes as edits of the old plan's graph, so that a part of them can be looked at alone."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypeVar

from plancode.compare.fields import fields_of
from plancode.compare.pairing import Pairing, holders_of, new_names, renamed_in
from plancode.document.table_document import TableDocument
from plancode.graph.entity import Entity, Key, key_of
from plancode.graph.graph import PlanGraph
from plancode.graph.overlay import Drop, Edit, Put
from plancode.model.base import Keyed
from plancode.shape.base import Shape

S = TypeVar("S", bound=Shape)
_Step = tuple[int, Key, list[Edit]]
"""How deep something is written, what it is, and its edits."""


def edits_for(pairing: Pairing, keys: Iterable[Key]) -> list[Edit]:
    """Return the edits that make entities of the old plan what they are in the new one.

    `keys` name them as the new plan does, those that are gone as the old one does. What is written in an entity stays
    as the old plan has it, unless it is named too. Edits of what is written in something come after its own.
    """
    group = _Edits(pairing, set(keys))
    steps = sorted((*group.puts(), *group.kept(), *group.renamed()), key=lambda step: step[:2])
    return [*(edit for _, _, edits in steps for edit in edits), *group.gone()]


def _depth(graph: PlanGraph, key: Key) -> int:
    depth, seen = 0, {key}
    entity = graph.entities.get(key)
    while entity is not None and entity.parent is not None and entity.parent not in seen:
        seen.add(entity.parent)
        depth, entity = depth + 1, graph.entities.get(entity.parent)
    return depth


class _Edits:
    """The edits of one group of changes."""

    def __init__(self, pairing: Pairing, wanted: set[Key]) -> None:
        self.wanted, self.base, self.head = wanted, pairing.base, pairing.head
        self.pairing = pairing
        self.old_keys, self.new_keys = pairing.old_keys, pairing.new_keys
        self.moved = {old: new for old, new in self.new_keys.items() if new in wanted}
        """The keys that are other ones after the edits."""
        self.moved |= {
            old: new for old, new in pairing.followers.items() if self.base.entities[old].parent in self.moved
        }

    def puts(self) -> Iterator[_Step]:
        """Yield what the new plan has of what is wanted."""
        for key in self.wanted:
            if key in self.head.entities:
                depth = max(_depth(self.head, key), _depth(self.base, self.old_keys.get(key, key)))
                yield depth, key, list(self._put(key))

    def _put(self, key: Key) -> Iterator[Edit]:
        """Yield an entity of the new plan, with what is written in it: the old plan's, or all of it where it is new."""
        entity = self.head.entities[key]
        old = self.base.entities.get(self.old_keys.get(key, key))
        if old is None:
            yield _put(entity, entity.model, self._parent(entity))
            for row in self.head.listed:  # the rows of the lists that it names are not written in it, but in files
                if row.parent == key and isinstance(row.origin.document, TableDocument):
                    yield _put(row, row.model, key)
            return
        yield from (Drop(former) for former in self._keys_of(old) if former != key)
        yield _put(entity, _with_inside_of(old.model, entity.model), self._parent(entity))

    def _keys_of(self, old: Entity[Keyed]) -> list[Key]:
        """Return the keys of something of the old plan, before and after what it is written in has another."""
        return list(dict.fromkeys((old.key, key_of(old.key.kind, self._document(old), old.name))))

    def _document(self, old: Entity[Keyed]) -> str:
        """Return the id of the document that something of the old plan is written in after the edits."""
        moved = self.moved.get(old.parent) if old.parent is not None else None
        return moved.id if moved is not None else old.document_id

    def _parent(self, entity: Entity[Keyed]) -> Key | None:
        """Return what an entity of the new plan is written in after the edits."""
        parent = entity.parent
        if parent is None or parent in self.wanted or parent in self.base.entities:
            return parent
        old = self.base.entities.get(self.old_keys.get(entity.key, entity.key))
        return old.parent if old is not None else None

    def kept(self) -> Iterator[_Step]:
        """Yield what would go with what it was written in, and is not wanted: the new plan has it elsewhere, or there.

        What is written in something that has another key is put with it, but for the rows of its lists.
        """
        removed = {key for key in self.wanted if key not in self.head.entities}
        for entity in self.base.listed if removed or self.moved else ():
            new = self.new_keys.get(entity.key, entity.key)
            if new in self.wanted or new not in self.head.entities:
                continue
            if entity.parent in removed:
                yield self._step(entity, self._renamed(entity), self._parent(self.head.entities[new]))
            elif isinstance(entity.origin.document, TableDocument) and self._is_in_moved(entity):
                yield self._step(entity, self._renamed(entity), self._parent_now(entity))

    def _is_in_moved(self, old: Entity[Keyed]) -> bool:
        above: Entity[Keyed] | None = old
        while above is not None and above.parent is not None and above.parent not in self.moved:
            above = self.base.entities.get(above.parent)
        return above is not None and above.parent is not None

    def _parent_now(self, old: Entity[Keyed]) -> Key | None:
        return self.moved.get(old.parent, old.parent) if old.parent is not None else None

    def _step(self, old: Entity[Keyed], model: Keyed, parent: Key | None) -> _Step:
        put = _put(old, model, parent, self._document(old))
        now = key_of(model.entity_kind, put.document_id, model.own_id).id
        drops = [Drop(key) for key in self._keys_of(old) if key.id != now]
        return _depth(self.base, old.key), old.key, [*drops, put]

    def _renamed(self, old: Entity[Keyed]) -> Keyed:
        return renamed_in(self.pairing, old, self._names)

    @cached_property
    def _names(self) -> dict[Key, str]:
        return new_names(self.pairing, self.moved)

    def renamed(self) -> Iterator[_Step]:
        """Yield what names something that has a new name, where it has no changes of its own."""
        for key, holder in holders_of(self._names, self.base).items():
            new = self.new_keys.get(key, key)
            if new not in self.wanted and new in self.head.entities:
                model = self._renamed(holder)
                if model is not holder.model:
                    yield self._step(holder, model, self._parent_now(holder))

    def gone(self) -> Iterator[Edit]:
        """Yield that what the new plan does not have is taken away."""
        for key in sorted(self.wanted):
            if key not in self.head.entities:
                yield from (Drop(old_key) for old_key in self._keys_of(self.base.entities[key]))


def _put(entity: Entity[Keyed], model: Keyed, parent: Key | None, document_id: str | None = None) -> Put:
    home = entity.document_id if document_id is None else document_id
    return Put(model, entity.origin.document, entity.origin.route, home, parent)


def _with_inside_of(old: S, new: S) -> S:
    """Return a model as it is now, with the entities in it as they were."""
    if type(old) is not type(new):
        return new
    inside = {}
    for field in fields_of(type(new)):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if field.has_entities:
            inside[field.name] = before
        elif isinstance(before, Shape) and isinstance(after, Shape):
            inside[field.name] = _with_inside_of(before, after)
    return new.model_copy(update=inside) if inside else new
