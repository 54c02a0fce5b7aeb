"""Changes that are equal: of one sort of thing the same field changes by the same part, or from and to the same."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal

from plancode.compare.change import Change, ChangeSort, written
from plancode.quantity import Quantity, rounded

_PLACES = 3
"""Of a part: growths are equal if they are to a tenth of a percent."""


def alike(changes: Iterable[Change]) -> tuple[tuple[Change, ...], ...]:
    """Return changes with those that are equal together, in the order of the first of each."""
    every = tuple(changes)
    groups: dict[Hashable, list[Change]] = {}
    for change, likeness in zip(every, likenesses(every), strict=True):
        groups.setdefault(likeness, []).append(change)
    return tuple(map(tuple, groups.values()))


def likenesses(changes: Iterable[Change]) -> Iterator[Hashable]:
    """Yield of each change what equal ones have in common; amounts are equal that grow by one part, or by as much."""
    every = tuple(changes)
    parts = Counter(filter(None, map(_part, every)))
    for change in every:
        part = _part(change)
        yield part if part is not None and parts[part] > 1 else _values(change)


def growth_of(change: Change) -> Decimal | None:
    """Return by which part an amount grows; None of what is no amount, or begins at nothing."""
    old, new = change.before, change.after
    if not isinstance(old, Quantity) or not isinstance(new, Quantity) or old.unit != new.unit or not old.number:
        return None
    return (new.number - old.number) / abs(old.number)


def moved_by(change: Change) -> Quantity | None:
    """Return by how much an amount is more; of what is new all of it, of what is gone less than nothing."""
    old, new = change.before, change.after
    if not change.field and change.sort in (ChangeSort.ADDED, ChangeSort.REMOVED):
        amount = new if change.sort is ChangeSort.ADDED else old
        sign = 1 if change.sort is ChangeSort.ADDED else -1
        return Quantity(sign * amount.number, amount.unit) if isinstance(amount, Quantity) else None
    if not isinstance(old, Quantity) or not isinstance(new, Quantity) or old.unit != new.unit:
        return None
    return Quantity(new.number - old.number, old.unit)


def _sort(change: Change) -> tuple[Hashable, ...]:
    """Return what is said of equal changes alike: what they are of, in which document, and what happens."""
    return change.id, change.key.id.rpartition("/")[0], change.bearing, change.sensitivity


def _part(change: Change) -> tuple[Hashable, ...] | None:
    growth = growth_of(change)
    return (*_sort(change), "part", rounded(growth, _PLACES)) if growth is not None else None


def _values(change: Change) -> tuple[Hashable, ...]:
    if change.sort is ChangeSort.RENAMED:
        return (change.fingerprint,)
    if not change.field:
        return _sort(change)
    by = moved_by(change)
    if by is not None:
        return (*_sort(change), "by", by.number, by.unit)
    return (*_sort(change), written(change.before), written(change.after))
