"""Changes as edits of the old plan's graph, so that a part of them can be looked at alone."""

from collections.abc import Iterable, Iterator

from plancode.compare.fields import fields_of
from plancode.compare.pairing import Pairing
from plancode.document.csv_document import CsvDocument
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.overlay import Drop, Edit, Put
from plancode.model.base import Keyed


def edits_for(pairing: Pairing, keys: Iterable[Key]) -> list[Edit]:
    """Return the edits that make entities of the old plan what they are in the new one.

    `keys` name them as the new plan does, those that are gone as the old one does. What is written in an entity stays
    as the old plan has it, unless it is named too. Edits of what is written in something come after its own.
    """
    wanted = set(keys)
    found = _Edits(pairing, wanted)
    puts = sorted((key for key in wanted if key in pairing.head.entities), key=lambda key: _depth(pairing.head, key))
    return [*found.drops(), *(edit for key in puts for edit in found.put(key)), *found.kept(), *found.gone()]


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
        self.pairing, self.wanted = pairing, wanted
        self.old_keys, self.new_keys = pairing.old_keys, pairing.new_keys

    def drops(self) -> Iterator[Edit]:
        """Yield that entities with a new key are taken away under the old one."""
        for key in sorted(self.wanted):
            if key in self.old_keys and key in self.pairing.head.entities:
                yield Drop(self.old_keys[key])

    def put(self, key: Key) -> Iterator[Edit]:
        """Yield an entity of the new plan, with what is written in it: the old plan's, or all of it where it is new."""
        entity = self.pairing.head.entities[key]
        old = self.pairing.base.entities.get(key)
        if old is not None:
            yield _put(entity, _with_inside_of(old.model, entity.model), self._parent(entity))
            return
        yield _put(entity, entity.model, self._parent(entity))
        yield from self._rows_of(key)

    def _rows_of(self, key: Key) -> Iterator[Edit]:
        """Yield the rows of the lists that a new entity names: they are not written in it, but in files."""
        for one in self.pairing.head.listed:
            if one.parent == key and isinstance(one.origin.document, CsvDocument):
                yield _put(one, one.model, key)

    def _parent(self, entity: Entity[Keyed]) -> Key | None:
        """Return what an entity is written in after the edits."""
        parent = entity.parent
        if parent is None or parent in self.wanted or parent in self.pairing.base.entities:
            return parent
        old = self.pairing.base.entities.get(self.old_keys.get(entity.key, entity.key))
        return old.parent if old is not None else None

    def kept(self) -> Iterator[Edit]:
        """Yield what would go with what it was written in, though the new plan has it elsewhere, and new names."""
        gone = {self.old_keys.get(key, key) for key in self.wanted if self._goes(key)}
        for entity in self.pairing.base.listed if gone else ():
            key = self.new_keys.get(entity.key, entity.key)
            if entity.parent in gone and key not in self.wanted and key in self.pairing.head.entities:
                new = self.pairing.head.entities[key]
                yield _put(new, new.model, self._parent(new))
        names = {old.id.rpartition("/")[2] for new, old in self.old_keys.items() if new in self.wanted}
        yield from self._renamed(names) if names else ()

    def _goes(self, key: Key) -> bool:
        return key in self.old_keys or key not in self.pairing.head.entities

    def _renamed(self, names: set[str]) -> Iterator[Edit]:
        """Yield what names something renamed, in its new name, where it has no changes of its own."""
        holders = {one[0].key: one[0] for one in self.pairing.base.mentions if one[2] in names}
        for key, holder in holders.items():
            new = self.new_keys.get(key, key)
            if key in self.pairing.models and new not in self.wanted and new in self.pairing.head.entities:
                if new != key:
                    yield Drop(key)
                yield _put(holder, self.pairing.models[key], holder.parent, self.pairing.head.entities[new].document_id)

    def gone(self) -> Iterator[Edit]:
        """Yield that what the new plan does not have is taken away."""
        for key in sorted(self.wanted):
            if key not in self.pairing.head.entities:
                yield Drop(key)


def _put(entity: Entity[Keyed], model: Keyed, parent: Key | None, document_id: str | None = None) -> Put:
    home = entity.document_id if document_id is None else document_id
    return Put(model, entity.origin.document, entity.origin.route, home, parent)


def _with_inside_of(old: Keyed, new: Keyed) -> Keyed:
    """Return a model as it is now, with the entities in it as they were."""
    if type(old) is not type(new):
        return new
    inside = {one.name: getattr(old, one.name) for one in fields_of(type(new)) if one.has_entities}
    return new.model_copy(update=inside) if inside else new
