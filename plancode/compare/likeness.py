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
_FEWEST: Final = 3
"""The fewest things that must agree there: who comes in the role and team of somebody who went is somebody else."""
_MOST_PAIRS: Final = 250_000
_BY_CONTENT: Final = frozenset({EntityKind.TARGET_ROW, EntityKind.ASSESSMENT, EntityKind.GIVEN_POINTS})
"""Kinds whose ids are made of what they say: another id is another thing."""
_APART: Final = frozenset({"id", "formerly", "extra", "plancode", "kind"})
Features = frozenset[Hashable]
Alike = dict[Features, list[Entity[Keyed]]]
"""Entities by what they state."""


def guesses(
    gone: Iterable[Entity[Keyed]], come: Iterable[Entity[Keyed]], inside: Mapping[Key, Iterable[str]]
) -> Iterator[tuple[Key, Key, Decimal]]:
    """Yield old key, new key and likeness of those of one kind that are each other's closest by far enough.

    `inside` are the ids of what is written in an entity, on either side.
    """
    old, new = _by_kind(gone), _by_kind(come)
    for kind in old:
        if kind in new and kind not in _BY_CONTENT:
            yield from _of_kind(_by_features(old[kind], inside), _by_features(new[kind], inside))


def _of_kind(gone: Alike, come: Alike) -> Iterator[tuple[Key, Key, Decimal]]:
    """Yield guesses of one kind; of those that say the same nobody could tell which is which."""
    if len(gone) * len(come) > _MOST_PAIRS:
        return
    scores = {
        (was, now): score
        for was, old in gone.items()
        for now, new in come.items()
        if (score := _score(old[0], was, new[0], now)) is not None
    }
    best_of_old, best_of_new = _best(scores, 0), _best(scores, 1)
    for (was, now), score in scores.items():
        if best_of_old[was] == best_of_new[now] == [score] and len(gone[was]) == len(come[now]) == 1:
            yield gone[was][0].key, come[now][0].key, score


def _best(scores: Mapping[tuple[Features, Features], Decimal], side: int) -> dict[Features, list[Decimal]]:
    """Return the highest score of each on one side, as often as it was reached."""
    best: dict[Features, list[Decimal]] = {}
    for pair, score in scores.items():
        known = best.setdefault(pair[side], [])
        if not known or score > known[0]:
            best[pair[side]] = [score]
        elif score == known[0]:
            known.append(score)
    return best


def _score(old: Entity[Keyed], was: Features, new: Entity[Keyed], now: Features) -> Decimal | None:
    """Return the part of what either states that both state (Jaccard's index); None where it is too little.

    Less is enough where people call both the same.
    """
    is_named = old.model.label == new.model.label and old.model.label != old.name
    both, together = len(was & now), len(was | now)
    if not together or (not is_named and both < _FEWEST):
        return None
    score = Decimal(both) / together
    return score if score >= (LEAST if is_named else _LEAST_FOR_OTHERS) else None


def _features(entity: Entity[Keyed], inside: Mapping[Key, Iterable[str]]) -> Features:
    model, known = entity.model, type(entity.model).model_fields
    stated = {
        (field.key, repr(value))
        for field in fields_of(type(model))
        if field.key not in _APART
        and not field.has_entities
        and (value := getattr(model, field.name)) != known[field.name].get_default(call_default_factory=True)
    }
    return frozenset(stated | {("inside", name) for name in inside.get(entity.key, ())})


def _by_features(entities: list[Entity[Keyed]], inside: Mapping[Key, Iterable[str]]) -> Alike:
    alike: Alike = {}
    for entity in entities:
        alike.setdefault(_features(entity, inside), []).append(entity)
    return alike


def _by_kind(entities: Iterable[Entity[Keyed]]) -> dict[EntityKind, list[Entity[Keyed]]]:
    by_kind: dict[EntityKind, list[Entity[Keyed]]] = {}
    for entity in entities:
        by_kind.setdefault(entity.key.kind, []).append(entity)
    return by_kind
