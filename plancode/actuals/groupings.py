"""By what rows of a source are grouped: once for credit, once for each other kind of scope that a plan asks for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

ORDER: Final = ("person", "territory", "currency", "account", "product", "channel")
"""The keys that rows can be grouped by."""
ALIKE: Final = "account alike"
"""The customer as far as credit asks for it: one stands for all that are alike in that."""
Kind = frozenset[str]
"""What scopes of one kind are of; a team is made of its people."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """The keys of one grouping, and the metrics that are asked for by it (of credit: all).

    `alike` says that a customer stands for all that are alike in credit.
    """

    keys: tuple[str, ...]
    metrics: frozenset[str] = frozenset()
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Groupings:
    """The groupings of a source, that of credit first, and which of them serves a metric in scopes of some kind."""

    each: tuple[Grouping, ...]
    by_kind: Mapping[tuple[str, Kind], int]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that rows are grouped by."""
        named = {key for grouping in self.each for key in grouping.keys}
        return tuple(key for key in ORDER if key in named)

    def new_keys(self, number: int) -> frozenset[str]:
        """Return the keys that no grouping before has."""
        before = {key for grouping in self.each[:number] for key in grouping.keys}
        return frozenset(self.each[number].keys) - before


def kind_of(names: Iterable[str]) -> Kind:
    """Return of which kind scopes are that name this."""
    return frozenset("person" if name == "team" else name for name in names)


def grouped_by(credit: frozenset[str], wanted: Mapping[tuple[str, Kind], frozenset[str]]) -> Groupings:
    """Return the fewest groupings by whose keys credit, and every kind of scope, can be told.

    Keys that lie within those of another grouping have none of their own. Scopes that name who gets the credit need its
    keys, too; others need theirs alone.
    """
    needed = {one: _with_credit(keys, credit) if "person" in one[1] else keys for one, keys in wanted.items()}
    sets = [credit]
    for keys in sorted(set(needed.values()), key=lambda keys: (-len(keys), sorted(keys))):
        if not any(_covers(larger, keys) for larger in sets):
            sets.append(keys)
    by_kind = {
        one: next(number for number, larger in enumerate(sets) if _covers(larger, keys)) for one, keys in needed.items()
    }
    return Groupings(tuple(_groupings(sets, by_kind)), by_kind)


def _with_credit(keys: frozenset[str], credit: frozenset[str]) -> frozenset[str]:
    both = keys | credit
    return both - {ALIKE} if "account" in both else both


def _covers(larger: frozenset[str], keys: frozenset[str]) -> bool:
    """Whether rows that are told apart by some keys are told apart by others, too."""
    return keys <= larger or ("account" in larger and keys - {ALIKE} <= larger)


def _groupings(sets: list[frozenset[str]], by_kind: Mapping[tuple[str, Kind], int]) -> Iterator[Grouping]:
    for number, keys in enumerate(sets):
        metrics = frozenset(metric for (metric, _), served in by_kind.items() if served == number)
        named = keys | {"account"} if ALIKE in keys else keys
        own = tuple(key for key in ORDER if key in named)
        yield Grouping(own, metrics if number else frozenset(), ALIKE in keys)
