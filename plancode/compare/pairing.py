"""Which entity of the old plan is which of the new one: by key, by `formerly`, through renamed documents, by guess."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final

from plancode.compare.likeness import guesses
from plancode.compare.renaming import renamed
from plancode.graph.entity import Entity, Key, key_of
from plancode.graph.graph import PlanGraph
from plancode.model.base import Authored, Keyed
from plancode.model.kinds import DOCUMENT_SCOPED, EntityKind
from plancode.said.value import Ref

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
        return {rename.new: rename.old for rename in self.renames} | {new: old for old, new in self.followers.items()}

    @property
    def new_keys(self) -> dict[Key, Key]:
        """The new key by the old one, where they differ."""
        return {rename.old: rename.new for rename in self.renames} | self.followers

    def gone(self) -> list[Entity[Keyed]]:
        """Return what the old plan has and the new one does not."""
        known = self.new_keys
        return [
            entity for key, entity in self.base.entities.items() if key not in self.head.entities and key not in known
        ]

    def come(self) -> list[Entity[Keyed]]:
        """Return what the new plan has and the old one has not."""
        known = self.old_keys
        return [
            entity for key, entity in self.head.entities.items() if key not in self.base.entities and key not in known
        ]

    def head_ref(self, ref: Ref) -> Ref:
        """Return how the new plan names something of the old one; what it does not have keeps its old name."""
        if ref.kind not in _KINDS:
            return ref
        if ref.kind == EntityKind.PLAN and self.head.plan is not None:
            return Ref(ref.kind, ref.id and self.head.plan_id, self.head.plan.model.label)
        key = Key(EntityKind(ref.kind), ref.id)
        entity = self.head.entities.get(self._new.get(key, key))
        return entity.ref if entity is not None else ref

    @cached_property
    def _new(self) -> dict[Key, Key]:
        return self.new_keys

    @cached_property
    def left(self) -> dict[Key, set[str]]:
        """The names that mean nothing in the new plan, by who uses them."""
        names: dict[Key, set[str]] = defaultdict(set)
        for reference in self.head.references:
            if reference.target is None:
                names[reference.holder.key].add(reference.name)
        return dict(names)

    def pairs(self) -> Iterator[tuple[Entity[Keyed], Entity[Keyed]]]:
        """Yield every entity that both have, the old one first, in the order of the new plan."""
        old_keys = self.old_keys
        for key, entity in self.head.entities.items():
            old = self.base.entities.get(old_keys.get(key, key))
            if old is not None:
                yield old, entity


def pair(base: PlanGraph, head: PlanGraph) -> Pairing:
    """Return two plans matched."""
    pairing = Pairing(base, head)
    if base.entities.keys() == head.entities.keys():
        return pairing
    _pair_stated(pairing)
    _follow_documents(pairing)
    for are_documents in (True, False):
        _pair_guessed(pairing, are_documents=are_documents)
        _follow_documents(pairing)
    _follow_names(pairing)
    return pairing


def _pair_stated(pairing: Pairing) -> None:
    """Pair what says its former id, documents first: what is written in them is named by them."""
    for are_documents in (True, False):
        gone = {entity.key: entity for entity in pairing.gone() if (entity.parent is None) is are_documents}
        come = {entity.key: entity for entity in pairing.come() if (entity.parent is None) is are_documents}
        documents = _renamed_keys(pairing)
        old_documents = {new: old for old, new in documents.items()}
        for entity in list(come.values()):
            old = next((key for key in _former_keys(entity, old_documents) if key in gone), None)
            if old is not None:
                pairing.renames.append(Rename(old, entity.key))
                del gone[old], come[entity.key]
        for entity in gone.values():  # what had the new id before it had the old one: the rename was taken back
            new = next((key for key in _former_keys(entity, documents) if key in come), None)
            if new is not None:
                pairing.renames.append(Rename(entity.key, new))
                del come[new]


def _renamed_keys(pairing: Pairing) -> dict[Key, Key]:
    return {rename.old: rename.new for rename in pairing.renames}


def _former_keys(entity: Entity[Keyed], documents: Mapping[Key, Key]) -> Iterator[Key]:
    """Yield the keys that something may have had on the other side, its document's id there included."""
    for name in entity.model.formerly if isinstance(entity.model, Authored) else ():
        yield key_of(entity.key.kind, _document(entity, documents), name)


def _document(entity: Entity[Keyed], documents: Mapping[Key, Key]) -> str:
    """Return the id of the document that something is written in, as the other plan calls it."""
    other = documents.get(entity.parent) if entity.parent is not None else None
    return other.id if other is not None else entity.document_id


def _follow_documents(pairing: Pairing) -> None:
    """Pair what is written in a renamed document, where ids are a document's own."""
    documents = _renamed_keys(pairing)
    come = {entity.key for entity in pairing.come()}
    for entity in pairing.gone():
        if entity.key.kind in DOCUMENT_SCOPED and entity.parent in documents:
            new = key_of(entity.key.kind, _document(entity, documents), entity.name)
            if new in come:
                pairing.followers[entity.key] = new


def _pair_guessed(pairing: Pairing, *, are_documents: bool) -> None:
    """Pair what is alike, documents first: what is written in them follows."""
    gone = [entity for entity in pairing.gone() if (entity.parent is None) is are_documents]
    come = [entity for entity in pairing.come() if (entity.parent is None) is are_documents]
    if not gone or not come:
        return
    inside: dict[Key, list[str]] = defaultdict(list)
    for graph, other in ((pairing.base, pairing.head), (pairing.head, pairing.base)):
        for entity in graph.entities.values():
            if entity.parent is not None and entity.parent not in other.entities:
                inside[entity.parent].append(entity.name)
    pairing.renames += [Rename(*guess) for guess in guesses(gone, come, inside)]


def _follow_names(pairing: Pairing) -> None:
    """Pair rows whose id is made of names that are new, and keep the models that use old names in the new ones."""
    names = new_names(pairing, pairing.new_keys)
    if not names:
        return
    come, documents = {entity.key for entity in pairing.come()}, _renamed_keys(pairing)
    for key, holder in holders_of(names, pairing.base).items():
        model = renamed_in(pairing, holder, names)
        if model is holder.model:
            continue
        pairing.models[key] = model
        new = key_of(key.kind, _document(holder, documents), model.own_id)
        if key not in pairing.head.entities and new in come:
            pairing.followers[key] = new


def holders_of(names: Mapping[Key, str], graph: PlanGraph) -> dict[Key, Entity[Keyed]]:
    """Return what may name something that has a new name, by key."""
    ids = {key.id for key in names}
    return {holder.key: holder for holder, _, name, *_ in graph.mentions if name in ids} if ids else {}


def renamed_in(pairing: Pairing, holder: Entity[Keyed], names: Mapping[Key, str]) -> Keyed:
    """Return a model of the old plan in new names, but for old ones that the new plan still uses, and are unknown."""
    left = pairing.left.get(pairing.new_keys.get(holder.key, holder.key), set())
    return renamed(holder.model, {key: name for key, name in names.items() if key.id not in left} if left else names)


def new_names(pairing: Pairing, new_keys: Mapping[Key, Key]) -> dict[Key, str]:
    """Return new names by the old key; of what has a document's id in its key the short ones too."""
    names: dict[Key, str] = {}
    for old, new in new_keys.items():
        names[old] = new.id
        if old.kind in DOCUMENT_SCOPED and len(pairing.base.named(old.kind, _short(old))) == 1:
            names[Key(old.kind, _short(old))] = _short(new)
    return names


def _short(key: Key) -> str:
    return key.id.rpartition("/")[2]
