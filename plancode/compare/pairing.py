"""Which entity of the old plan is which of the new one: by key, by `formerly`, through renamed documents, by guess."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final

from plancode.compare.likeness import guesses
from plancode.compare.renaming import renamed
from plancode.findings.values import Ref
from plancode.graph.entity import Entity, Key, key_of
from plancode.graph.graph import PlanGraph
from plancode.model.base import Entity as EntityModel
from plancode.model.base import Keyed
from plancode.model.kinds import DOCUMENT_SCOPED, EntityKind

_KINDS: Final = frozenset(kind.value for kind in EntityKind)


@dataclass(frozen=True, slots=True)
class Rename:
    """A new id for an entity: said by `formerly`, or guessed with a likeness."""

    old: Key
    new: Key
    likeness: Decimal | None = None


@dataclass
class Pairing:
    """Two plans matched. `followers` have another key only because what they are written in, or name, has one."""

    base: PlanGraph
    head: PlanGraph
    renames: list[Rename] = field(default_factory=list)
    followers: dict[Key, Key] = field(default_factory=dict)
    models: dict[Key, Keyed] = field(default_factory=dict)
    """Models of the old plan that name something renamed, in the new names, by the old key."""

    @property
    def old_keys(self) -> dict[Key, Key]:
        """The old key by the new one, where they differ."""
        return {one.new: one.old for one in self.renames} | {new: old for old, new in self.followers.items()}

    @property
    def new_keys(self) -> dict[Key, Key]:
        """The new key by the old one, where they differ."""
        return {one.old: one.new for one in self.renames} | self.followers

    def gone(self) -> list[Entity[Keyed]]:
        """Return what the old plan has and the new one does not."""
        known = self.new_keys
        return [one for key, one in self.base.entities.items() if key not in self.head.entities and key not in known]

    def come(self) -> list[Entity[Keyed]]:
        """Return what the new plan has and the old one has not."""
        known = self.old_keys
        return [one for key, one in self.head.entities.items() if key not in self.base.entities and key not in known]

    def head_ref(self, ref: Ref) -> Ref:
        """Return how the new plan names something of the old one; what it does not have keeps its old name."""
        if ref.kind not in _KINDS:
            return ref
        key = Key(EntityKind(ref.kind), ref.id)
        found = self.head.entities.get(self._new.get(key, key))
        return found.ref if found is not None else ref

    @cached_property
    def _new(self) -> dict[Key, Key]:
        return self.new_keys

    def pairs(self) -> Iterator[tuple[Entity[Keyed], Entity[Keyed]]]:
        """Yield every entity that both have, the old one first, in the order of the new plan."""
        old_keys = self.old_keys
        for key, entity in self.head.entities.items():
            old = self.base.entities.get(old_keys.get(key, key))
            if old is not None:
                yield old, entity


def pair(base: PlanGraph, head: PlanGraph) -> Pairing:
    """Return two plans matched."""
    found = Pairing(base, head)
    if base.entities.keys() == head.entities.keys():
        return found
    _pair_stated(found)
    _follow_documents(found)
    _pair_guessed(found)
    _follow_documents(found)
    _follow_names(found)
    return found


def _pair_stated(found: Pairing) -> None:
    """Pair what says its former id; where the old plan names the new id, the rename was taken back."""
    gone = {one.key: one for one in found.gone()}
    come = {one.key: one for one in found.come()}
    for one in sorted(come.values(), key=_documents_first):
        old = next((key for key in _former_keys(one, _old_documents(found)) if key in gone), None)
        if old is not None:
            found.renames.append(Rename(old, one.key))
            del gone[old]
    taken = {one.new for one in found.renames}
    for one in sorted(gone.values(), key=_documents_first):
        new = next((key for key in _former_keys(one, _new_documents(found)) if key in come and key not in taken), None)
        if new is not None:
            found.renames.append(Rename(one.key, new))
            taken.add(new)


def _documents_first(entity: Entity[Keyed]) -> bool:
    return entity.parent is not None


def _old_documents(found: Pairing) -> dict[str, str]:
    return {one.new.id: one.old.id for one in found.renames if one.new.kind not in DOCUMENT_SCOPED}


def _new_documents(found: Pairing) -> dict[str, str]:
    return {one.old.id: one.new.id for one in found.renames if one.old.kind not in DOCUMENT_SCOPED}


def _former_keys(entity: Entity[Keyed], documents: Mapping[str, str]) -> Iterator[Key]:
    """Yield the keys that something may have had on the other side, its document's id there included."""
    formerly = entity.model.formerly if isinstance(entity.model, EntityModel) else ()
    document = documents.get(entity.document_id, entity.document_id)
    for name in (*formerly, *((entity.name,) if document != entity.document_id else ())):
        yield key_of(entity.key.kind, document, name)


def _follow_documents(found: Pairing) -> None:
    """Pair what is written in a renamed document, where ids are a document's own."""
    documents = _new_documents(found)
    come = {one.key for one in found.come()}
    for one in found.gone():
        if one.key.kind in DOCUMENT_SCOPED and one.document_id in documents:
            new = key_of(one.key.kind, documents[one.document_id], one.name)
            if new in come:
                found.followers[one.key] = new


def _pair_guessed(found: Pairing) -> None:
    gone, come = found.gone(), found.come()
    if gone and come:
        inside = _inside(found)
        found.renames += [Rename(*guess) for guess in guesses(gone, come, inside)]


def _inside(found: Pairing) -> dict[Key, list[str]]:
    names: dict[Key, list[str]] = defaultdict(list)
    for graph, other in ((found.base, found.head), (found.head, found.base)):
        for one in graph.entities.values():
            if one.parent is not None and one.parent not in other.entities:
                names[one.parent].append(one.name)
    return names


def _follow_names(found: Pairing) -> None:
    """Pair rows whose id is made of names that are new, and keep the models that use old names in the new ones."""
    names = {one.old: _short(one) for one in found.renames}
    if not names:
        return
    old_names = {key.id for key in names} | {key.id.rpartition("/")[2] for key in names}
    holders = {mention[0].key: mention[0] for mention in found.base.mentions if mention[2] in old_names}
    come, documents = {one.key for one in found.come()}, {key.id: new for key, new in names.items()}
    for key, holder in holders.items():
        model = renamed(holder.model, names)
        if model is holder.model:
            continue
        found.models[key] = model
        document = documents.get(holder.document_id, holder.document_id)
        new = key_of(key.kind, document, model.own_id)
        if key not in found.head.entities and new in come:
            found.followers[key] = new


def _short(one: Rename) -> str:
    return one.new.id.rpartition("/")[2]
