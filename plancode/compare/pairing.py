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
        if ref.kind == EntityKind.PLAN and self.head.plan is not None:
            return Ref(ref.kind, ref.id and self.head.plan_id, self.head.plan.model.label)
        key = Key(EntityKind(ref.kind), ref.id)
        found = self.head.entities.get(self._new.get(key, key))
        return found.ref if found is not None else ref

    @cached_property
    def _new(self) -> dict[Key, Key]:
        return self.new_keys

    @cached_property
    def left(self) -> dict[Key, set[str]]:
        """The names that mean nothing in the new plan, by who uses them."""
        found: dict[Key, set[str]] = defaultdict(set)
        for one in self.head.references:
            if one.target is None:
                found[one.holder.key].add(one.name)
        return dict(found)

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
    for are_documents in (True, False):
        _pair_guessed(found, are_documents=are_documents)
        _follow_documents(found)
    _follow_names(found)
    return found


def _pair_stated(found: Pairing) -> None:
    """Pair what says its former id, documents first: what is written in them is named by them."""
    for are_documents in (True, False):
        gone = {one.key: one for one in found.gone() if (one.parent is None) is are_documents}
        come = {one.key: one for one in found.come() if (one.parent is None) is are_documents}
        documents = _renamed_keys(found)
        _pair_former(found, gone, come, {new: old for old, new in documents.items()})
        _pair_taken_back(found, gone, come, documents)


def _pair_former(
    found: Pairing, gone: dict[Key, Entity[Keyed]], come: dict[Key, Entity[Keyed]], documents: Mapping[Key, Key]
) -> None:
    """Pair what the new plan says the former id of."""
    for one in list(come.values()):
        old = next((key for key in _former_keys(one, documents) if key in gone), None)
        if old is not None:
            found.renames.append(Rename(old, one.key))
            del gone[old], come[one.key]


def _pair_taken_back(
    found: Pairing, gone: dict[Key, Entity[Keyed]], come: dict[Key, Entity[Keyed]], documents: Mapping[Key, Key]
) -> None:
    """Pair what had the new id before it had the old one: the rename was taken back."""
    for one in gone.values():
        new = next((key for key in _former_keys(one, documents) if key in come), None)
        if new is not None:
            found.renames.append(Rename(one.key, new))
            del come[new]


def _renamed_keys(found: Pairing) -> dict[Key, Key]:
    return {one.old: one.new for one in found.renames}


def _former_keys(entity: Entity[Keyed], documents: Mapping[Key, Key]) -> Iterator[Key]:
    """Yield the keys that something may have had on the other side, its document's id there included."""
    formerly = entity.model.formerly if isinstance(entity.model, Authored) else ()
    for name in formerly:
        yield key_of(entity.key.kind, _document(entity, documents), name)


def _document(entity: Entity[Keyed], documents: Mapping[Key, Key]) -> str:
    """Return the id of the document that something is written in, as the other plan calls it."""
    other = documents.get(entity.parent) if entity.parent is not None else None
    return other.id if other is not None else entity.document_id


def _follow_documents(found: Pairing) -> None:
    """Pair what is written in a renamed document, where ids are a document's own."""
    documents = _renamed_keys(found)
    come = {one.key for one in found.come()}
    for one in found.gone():
        if one.key.kind in DOCUMENT_SCOPED and one.parent in documents:
            new = key_of(one.key.kind, _document(one, documents), one.name)
            if new in come:
                found.followers[one.key] = new


def _pair_guessed(found: Pairing, *, are_documents: bool) -> None:
    """Pair what is alike, documents first: what is written in them follows."""
    gone = [one for one in found.gone() if (one.parent is None) is are_documents]
    come = [one for one in found.come() if (one.parent is None) is are_documents]
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
    names = new_names(found, found.new_keys)
    if not names:
        return
    old_names = {key.id for key in names}
    holders = {mention[0].key: mention[0] for mention in found.base.mentions if mention[2] in old_names}
    come, documents = {one.key for one in found.come()}, _renamed_keys(found)
    for key, holder in holders.items():
        model = renamed_in(found, holder, names)
        if model is holder.model:
            continue
        found.models[key] = model
        new = key_of(key.kind, _document(holder, documents), model.own_id)
        if key not in found.head.entities and new in come:
            found.followers[key] = new


def renamed_in(found: Pairing, holder: Entity[Keyed], names: Mapping[Key, str]) -> Keyed:
    """Return a model of the old plan in new names, but for old ones that the new plan still uses, and are unknown."""
    left = found.left.get(found.new_keys.get(holder.key, holder.key), set())
    return renamed(holder.model, {key: name for key, name in names.items() if key.id not in left} if left else names)


def new_names(found: Pairing, new_keys: Mapping[Key, Key]) -> dict[Key, str]:
    """Return new names by the old key; of what has a document's id in its key the short ones too."""
    names: dict[Key, str] = {}
    for old, new in new_keys.items():
        names[old] = new.id
        if old.kind in DOCUMENT_SCOPED and len(found.base.named(old.kind, _short(old))) == 1:
            names[Key(old.kind, _short(old))] = _short(new)
    return names


def _short(key: Key) -> str:
    return key.id.rpartition("/")[2]
