"""Entries of lists that have no id: which of one list is which of the other, whatever their order."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from plancode.compare.change import written
from plancode.model.territories import Owner, OwnerFor
from plancode.quantity import Quantity
from plancode.shape.base import Shape
from plancode.shape.fields import attribute_names

_NAMES: Final = (
    "id", "person", "owner", "grade", "metric", "currency", "column", "code", "entity", "text", "from", "period",
    "target", "rubric", "territory", "account", "team", "channel", "product", "segment", "to", "first", "second",
)  # fmt: skip
"""The fields by which people tell entries of a list apart, the best first."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """The positions of an entry on either side; None where it is not there. A handover names two different owners."""

    before: int | None
    after: int | None
    is_handover: bool = False

    @property
    def mirrored(self) -> "Pair":
        """The pair as seen from the other side."""
        return Pair(self.after, self.before, self.is_handover)


def matched(before: Sequence[Shape], after: Sequence[Shape]) -> list[Pair]:
    """Return what is not the same in two lists: entries of one name, handovers, and those that are on one side only."""
    matching = _Matching(before, after)
    matching.pair_names()
    matching.pair_replaced()
    return [
        *matching.pairs,
        *(Pair(number, None) for number in matching.gone),
        *(Pair(None, number) for number in matching.come),
    ]


def is_reordered(before: Sequence[Shape], after: Sequence[Shape]) -> bool:
    """Whether entries that both lists have stand in another order."""
    matching = _Matching(before, after)
    matching.pair_names()
    places = sorted((pair.before, pair.after) for pair in (*matching.same, *matching.pairs))
    return places != sorted(places, key=lambda place: (place[1] is None, place[1]))


def name_of(entry: Shape | None) -> str:
    """Return what tells an entry apart from the others of its list."""
    if entry is None:
        return ""
    known = attribute_names(type(entry))
    texts = [_part(getattr(entry, known[name])) for name in _NAMES if name in known]
    parts = [text for text in texts if text]
    return " ".join(parts) if parts else type(entry).__name__.lower()


def _part(value: object) -> str:
    """Return what names an entry as its author wrote it: 100 % is kept as 1."""
    if isinstance(value, Quantity) and value.unit == "%":
        return f"{value.number.scaleb(2).normalize():f}%"
    return written(value) if isinstance(value, str | date | Decimal | Quantity) else ""


class _Matching:
    """Two lists on the way to pairs: `same` holds equal entries, `gone` and `come` what has no partner yet."""

    def __init__(self, before: Sequence[Shape], after: Sequence[Shape]) -> None:
        self.before, self.after = before, after
        self.pairs: list[Pair] = []
        self.same: list[Pair] = []
        self.gone, self.come = dict.fromkeys(range(len(before))), dict.fromkeys(range(len(after)))
        places: dict[Hashable, list[int]] = {}
        for place in reversed(self.gone):
            places.setdefault(_content(before[place]), []).append(place)
        for number, entry in enumerate(after):
            equal = places.get(_content(entry))
            if equal:
                self._take(Pair(equal.pop(), number), self.same)

    def _take(self, pair: Pair, into: list[Pair]) -> None:
        into.append(pair)
        if pair.before is not None:
            self.gone.pop(pair.before, None)
        if pair.after is not None:
            self.come.pop(pair.after, None)

    def pair_names(self) -> None:
        """Pair entries that are called the same, then those whose first name agrees, unless several could be meant."""
        self._pair_by(_whole_name)
        self._pair_by(_first_name)

    def _pair_by(self, name_of: Callable[[Shape], tuple[str, ...]]) -> None:
        mine = {number: name_of(self.before[number]) for number in self.gone}
        theirs = {number: name_of(self.after[number]) for number in self.come}
        counts, others = Counter(mine.values()), Counter(theirs.values())
        places = {name: number for number, name in mine.items()}
        for number, name in theirs.items():
            if counts[name] == others[name] == 1:
                self._take(Pair(places[name], number), self.pairs)

    def pair_replaced(self) -> None:
        """Pair owners of the same part: one in place of another, or one who follows on the day after another ends."""
        for number in list(self.come):
            before = _predecessor(self.after, number, self.same, self.pairs)
            if before is not None:
                self._hand_over(before, Pair(before.before, number, is_handover=True))
        for number in list(self.gone):
            before = _predecessor(self.before, number, _mirrored(self.same), _mirrored(self.pairs))
            if before is not None:
                self._hand_over(before.mirrored, Pair(number, before.before, is_handover=True))
        mine, theirs = _parts(self.before, self.gone), _parts(self.after, self.come)
        for part, numbers in mine.items():
            if len(numbers) == len(theirs.get(part, ())) == 1:
                self._take(Pair(numbers[0], theirs[part][0], is_handover=True), self.pairs)

    def _hand_over(self, old: Pair, handover: Pair) -> None:
        """Take in a handover; that the old owner's last day is now said, or no more, is a part of it."""
        if old in self.pairs:
            before, after = self.before[old.before or 0], self.after[old.after or 0]
            if before.model_copy(update={"to": getattr(after, "to", None)}) == after:
                self.pairs.remove(old)
        self._take(handover, self.pairs)


def _content(entry: Shape) -> Hashable:
    """Return what equal entries have in common: themselves, or their text where they hold a mapping."""
    try:
        hash(entry)
    except TypeError:
        return repr(entry)
    return entry


def _mirrored(pairs: list[Pair]) -> list[Pair]:
    return [pair.mirrored for pair in pairs]


def _whole_name(entry: Shape) -> tuple[str, ...]:
    if isinstance(entry, Owner):
        return (*_first_name(entry), str(entry.from_))
    return (type(entry).__name__, name_of(entry))


def _first_name(entry: Shape) -> tuple[str, ...]:
    """Return by what an entry is the same after a change: who and for what, or the first field that names it."""
    if isinstance(entry, Owner):
        return (entry.person, str(entry.for_), entry.as_)
    known = attribute_names(type(entry))
    name = next((name for name in _NAMES if name in known and getattr(entry, known[name]) is not None), "")
    return (type(entry).__name__, name, _part(getattr(entry, known[name])) if name else "")


def _predecessor(entries: Sequence[Shape], number: int, same: list[Pair], pairs: list[Pair]) -> Pair | None:
    """Return the pair of who had the part of a new owner up to the day before, where that is one owner."""
    new = entries[number]
    if not isinstance(new, Owner) or new.from_ is None:
        return None
    eve, part = new.from_ - _DAY, _part_of(new)
    old = [
        place
        for place, entry in enumerate(entries)
        if isinstance(entry, Owner) and entry.to == eve and entry.person != new.person and _part_of(entry) == part
    ]
    partners = [
        pair for pair in (*same, *pairs) if pair.after in old and pair.before is not None and not pair.is_handover
    ]
    return partners[0] if len(old) == len(partners) == 1 else None


def _parts(entries: Sequence[Shape], numbers: Iterable[int]) -> dict[tuple[OwnerFor | None, Quantity, str], list[int]]:
    by_part: dict[tuple[OwnerFor | None, Quantity, str], list[int]] = {}
    for number in numbers:
        entry = entries[number]
        if isinstance(entry, Owner):
            by_part.setdefault(_part_of(entry), []).append(number)
    return by_part


def _part_of(owner: Owner) -> tuple[OwnerFor | None, Quantity, str]:
    return owner.for_, owner.share, owner.as_
