"""How alike two entities are, to guess that one is the other under a new id."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from plancode.compare.fields import fields_of
from plancode.graph.entity import Entity, Key
from plancode.model.base import Keyed
from plancode.model.kinds import EntityKind

LEAST: Final = Decimal("0.6")
"""The least part of what is stated that must agree (own value; people check what is marked as a guess)."""
_LEAST_FOR_OTHERS: Final = Decimal("0.8")
"""The same where the names that people know differ."""
_MOST_PAIRS: Final = 250_000
_BY_CONTENT: Final = frozenset({EntityKind.TARGET_ROW, EntityKind.ASSESSMENT})
"""Kinds whose ids are made of what they say: another id is another thing."""
_APART: Final = frozenset({"id", "formerly", "extra", "plancode", "kind"})
Features = frozenset[Hashable]


def guesses(
    gone: Iterable[Entity[Keyed]], come: Iterable[Entity[Keyed]], inside: Mapping[Key, Iterable[str]]
) -> Iterator[tuple[Key, Key, Decimal]]:
    """Yield old key, new key and likeness of those of one kind that are each other's closest by far enough.

    `inside` are the ids of what is written in an entity, on either side.
    """
    old, new = _by_kind(gone), _by_kind(come)
    for kind in old.keys() & new.keys():
        if kind not in _BY_CONTENT and len(old[kind]) * len(new[kind]) <= _MOST_PAIRS:
            yield from _of_kind(old[kind], new[kind], inside)


def _of_kind(
    old: list[Entity[Keyed]], new: list[Entity[Keyed]], inside: Mapping[Key, Iterable[str]]
) -> Iterator[tuple[Key, Key, Decimal]]:
    theirs = {one.key: _features(one, inside) for one in new}
    mine = {one.key: _features(one, inside) for one in old}
    scores = {
        (one.key, other.key): score
        for one in old
        for other in new
        if (score := likeness(mine[one.key], theirs[other.key])) >= _least(one, other)
    }
    for (one_key, other_key), score in sorted(scores.items()):
        rivals = [value for pair, value in scores.items() if (pair[0] == one_key) != (pair[1] == other_key)]
        if all(value < score for value in rivals):
            yield one_key, other_key, score


def likeness(one: Features, other: Features) -> Decimal:
    """Return the part of what either states that both state (Jaccard's index)."""
    together = len(one | other)
    return Decimal(len(one & other)) / together if together else Decimal(0)


def _least(one: Entity[Keyed], other: Entity[Keyed]) -> Decimal:
    is_same = one.model.label == other.model.label and one.model.label != one.name
    return LEAST if is_same else _LEAST_FOR_OTHERS


def _features(entity: Entity[Keyed], inside: Mapping[Key, Iterable[str]]) -> Features:
    model = entity.model
    fields = [one for one in fields_of(type(model)) if one.key not in _APART and not one.has_entities]
    stated = {(one.key, repr(value)) for one in fields if (value := getattr(model, one.name)) not in (None, (), {})}
    return frozenset(stated | {("inside", name) for name in inside.get(entity.key, ())})


def _by_kind(entities: Iterable[Entity[Keyed]]) -> dict[EntityKind, list[Entity[Keyed]]]:
    found: dict[EntityKind, list[Entity[Keyed]]] = {}
    for one in entities:
        found.setdefault(one.key.kind, []).append(one)
    return found
