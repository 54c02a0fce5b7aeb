"""One change of a plan, as a value: what it is, whose, what stood there and what stands there now."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from plancode.findings.place import Place
from plancode.graph.entity import Key
from plancode.quantity import Quantity, Rate
from plancode.said.value import Joined, PlanKey, PlanWord, Record, Ref, Said, Verbatim
from plancode.shape.base import Sensitivity
from plancode.shape.bearing import Bearing


class ChangeSort(StrEnum):
    """What happened."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"
    REDATED = "redated"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one entity.

    `field` is the way to the value below the entity: keys, and for entries of lists what tells them apart; it is empty
    where the whole entity is meant. `homes` are the models of the keys on the way, empty for names of entries.
    `likeness` is given where a rename is guessed: the part of the fields that agree.
    """

    sort: ChangeSort
    bearing: Bearing
    key: Key
    entity: Ref
    fingerprint: str
    field: tuple[str, ...] = ()
    before: Said = None
    after: Said = None
    base_place: Place | None = None
    head_place: Place | None = None
    old_key: Key | None = None
    sensitivity: Sensitivity = Sensitivity.INTERNAL
    likeness: Decimal | None = None
    homes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What sort of change it is, by name: `person.team.moved`, `target_row.added`."""
        steps = [step for step, home in zip(self.field, self.homes, strict=False) if home] or list(self.field)
        return ".".join((self.entity.kind, *steps, self.sort.value))

    @property
    def field_name(self) -> Said:
        """The way to what changed, each key in words; entries of lists by what tells them apart."""
        return _way(PlanKey(step, home) if home else Verbatim(step) for home, step in self._steps)

    @property
    def field_sort(self) -> Said:
        """The way to what changed without what tells entries of lists apart: what several changes have in common."""
        return _way(PlanKey(step, home) for home, step in self._steps if home)

    @property
    def _steps(self) -> Iterable[tuple[str, str]]:
        return zip(self.homes or (self.entity.kind,) * len(self.field), self.field, strict=True)

    @property
    def place(self) -> Place | None:
        """Where it stands now, or stood."""
        return self.head_place or self.base_place


def _way(steps: Iterable[Said]) -> Said:
    parts = tuple(steps)
    return Joined(parts, "list.colon") if len(parts) > 1 else parts[0] if parts else None


def fingerprint(plan: str, parts: tuple[str, ...]) -> str:
    """Return a digest that names a change wherever its lines stand; another value makes another change."""
    return hashlib.sha256("\0".join((plan, *parts)).encode()).hexdigest()[:16]


def signed(change: Change, plan: str) -> Change:
    """Return a change of a plan under its fingerprint."""
    parts = (change.id, change.key.id, *change.field, written(change.before), written(change.after))
    return replace(change, fingerprint=fingerprint(plan, parts))


def written(value: Said) -> str:
    """Return a value as text that is the same for equal values."""
    if isinstance(value, Record):
        return "{" + ",".join(f"{name}:{written(entry)}" for name, entry in value.fields) + "}"
    if isinstance(value, tuple):
        texts = [written(entry) for entry in value]
        return "[" + ",".join(texts if is_ordered(value) else sorted(texts)) + "]"
    if isinstance(value, Ref):
        return value.id
    return _plain(value)


def is_ordered(values: tuple[Said, ...]) -> bool:
    """Whether the order of a list means something: quantities stand for one period after the other."""
    return any(isinstance(value, Quantity) or (isinstance(value, Record) and value.in_order) for value in values)


def _plain(value: Said) -> str:
    if isinstance(value, PlanWord):
        return value.text
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Quantity):
        return f"{value.number.normalize():f}{value.unit}"
    if isinstance(value, Rate):
        return f"{_plain(value.quantity)}/{value.per.value}"
    return value.isoformat() if isinstance(value, date) else str(value)


def by_key(changes: tuple[Change, ...]) -> Mapping[Key, tuple[Change, ...]]:
    """Return changes by the entity they are of."""
    grouped: dict[Key, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.key, []).append(change)
    return {key: tuple(members) for key, members in grouped.items()}
