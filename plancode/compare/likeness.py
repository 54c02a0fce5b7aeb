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
_BY_CONTENT: Final = frozenset({EntityKind.TARGET_ROW, EntityKind.ASSESSMENT})
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


def _of_kind(mine: Alike, theirs: Alike) -> Iterator[tuple[Key, Key, Decimal]]:
    """Yield guesses of one kind; of those that say the same nobody could tell which is which."""
    if len(mine) * len(theirs) > _MOST_PAIRS:
        return
    scores = {
        (one, other): score
        for one, some in mine.items()
        for other, others in theirs.items()
        if (score := _score(one, other, is_named=_is_called_the_same(some[0], others[0]))) is not None
    }
    old, new = _best(scores, 0), _best(scores, 1)
    for (one, other), score in scores.items():
        if old[one] == new[other] == [score] and len(mine[one]) == len(theirs[other]) == 1:
            yield mine[one][0].key, theirs[other][0].key, score


def _best(scores: Mapping[tuple[Features, Features], Decimal], side: int) -> dict[Features, list[Decimal]]:
    """Return the highest score of each on one side, as often as it was reached."""
    found: dict[Features, list[Decimal]] = {}
    for pair, score in scores.items():
        known = found.setdefault(pair[side], [])
        if not known or score > known[0]:
            found[pair[side]] = [score]
        elif score == known[0]:
            known.append(score)
    return found


def _score(one: Features, other: Features, *, is_named: bool) -> Decimal | None:
    """Return the likeness, where it is enough; less is where people call both the same."""
    if not is_named and len(one & other) < _FEWEST:
        return None
    score = likeness(one, other)
    return score if score >= (LEAST if is_named else _LEAST_FOR_OTHERS) else None


def likeness(one: Features, other: Features) -> Decimal:
    """Return the part of what either states that both state (Jaccard's index)."""
    together = len(one | other)
    return Decimal(len(one & other)) / together if together else Decimal(0)


def _is_called_the_same(one: Entity[Keyed], other: Entity[Keyed]) -> bool:
    return one.model.label == other.model.label and one.model.label != one.name


def _features(entity: Entity[Keyed], inside: Mapping[Key, Iterable[str]]) -> Features:
    model, known = entity.model, type(entity.model).model_fields
    fields = [one for one in fields_of(type(model)) if one.key not in _APART and not one.has_entities]
    values = ((one, getattr(model, one.name)) for one in fields)
    stated = {
        (one.key, repr(value))
        for one, value in values
        if value != known[one.name].get_default(call_default_factory=True)
    }
    return frozenset(stated | {("inside", name) for name in inside.get(entity.key, ())})


def _by_features(entities: list[Entity[Keyed]], inside: Mapping[Key, Iterable[str]]) -> Alike:
    found: Alike = {}
    for one in entities:
        found.setdefault(_features(one, inside), []).append(one)
    return found


def _by_kind(entities: Iterable[Entity[Keyed]]) -> dict[EntityKind, list[Entity[Keyed]]]:
    found: dict[EntityKind, list[Entity[Keyed]]] = {}
    for one in entities:
        found.setdefault(one.key.kind, []).append(one)
    return found
