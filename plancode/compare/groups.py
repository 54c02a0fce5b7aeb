"""Changes in the smallest sets that keep a plan whole: what names what came, went or has a new id goes with it."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from plancode.compare.alike import likenesses
from plancode.compare.change import Change, ChangeSort
from plancode.compare.structure import Structure
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.model.base import Keyed
from plancode.model.kinds import EntityKind

_APPEARS = frozenset({ChangeSort.ADDED, ChangeSort.REMOVED, ChangeSort.RENAMED})
_BELONGS = (("person", EntityKind.PERSON), ("territory", EntityKind.TERRITORY), ("owner", EntityKind.PERSON))
"""Fields that say who or what something is about, and belongs to the team of."""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """Changes that only hold together, in the order they were found."""

    changes: tuple[Change, ...]

    @property
    def keys(self) -> tuple[Key, ...]:
        """The entities that change."""
        return tuple(dict.fromkeys(change.key for change in self.changes))


def groups(structure: Structure) -> tuple[ChangeGroup, ...]:
    """Return the changes of entities in groups; the first change of each decides the order.

    Groups of which all is equal are one: what somebody decides once is written in as many rows as there are people.
    """
    sets = _Sets(change.key for change in structure.changes)
    appeared = {change.key for change in structure.changes if change.sort in _APPEARS}
    old_keys = structure.pairing.old_keys
    for key, other in _ties(structure, appeared, {old: new for new, old in old_keys.items()}):
        sets.join(key, other)
    members: dict[Key, list[Change]] = {}
    for change in structure.changes:
        members.setdefault(sets.root(change.key), []).append(change)
    likeness = dict(zip((id(change) for change in structure.changes), likenesses(structure.changes), strict=True))
    equal: dict[frozenset[Hashable], list[Change]] = {}
    for changes in members.values():
        equal.setdefault(frozenset(likeness[id(change)] for change in changes), []).extend(changes)
    return tuple(ChangeGroup(tuple(changes)) for changes in equal.values())


def _ties(structure: Structure, appeared: set[Key], new_keys: dict[Key, Key]) -> Iterator[tuple[Key, Key]]:
    """Yield entities that change together: one names, or is written in, the other, and that came or went."""
    if not appeared:
        return
    for before, after in structure.pairing.pairs():
        if before.parent != after.parent and before.parent in appeared and after.parent in appeared:
            yield before.parent, after.parent  # one in place of the other: what stays is in it now
    changed = {change.key for change in structure.changes}
    wholes = {(change.key, change.field[0]) for change in structure.changes if len(change.field) == 1}
    meant: dict[tuple[Key, str], Key] = {}
    """What a name means to those who do not change: where one takes the place of another, both go together."""
    for graph in (structure.pairing.head, structure.pairing.base):
        for key, entity in graph.entities.items():
            if entity.parent is not None and (key in changed or new_keys.get(key) in changed):
                above = new_keys.get(entity.parent, entity.parent)
                if above in appeared or (above, _step(graph, entity)) in wholes:
                    yield new_keys.get(key, key), above
        for reference in graph.references:
            target = new_keys.get(reference.target, reference.target) if reference.target is not None else None
            if target in appeared:
                holder = new_keys.get(reference.holder.key, reference.holder.key)
                yield (holder if holder in changed else meant.setdefault((holder, reference.name), target)), target


def _step(graph: PlanGraph, entity: Entity[Keyed]) -> object:
    """Return the field of what an entity is written in that holds it."""
    above = graph.entities.get(entity.parent) if entity.parent is not None else None
    route = entity.origin.route[len(above.origin.route) :] if above is not None else ()
    return route[0] if route else None


class _Sets:
    """Sets of keys that are joined (union and find)."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.above: dict[Key, Key] = {key: key for key in keys}

    def root(self, key: Key) -> Key:
        """Return the key that stands for the set of a key; raises KeyError for one of no set."""
        while self.above[key] != key:
            self.above[key] = self.above[self.above[key]]
            key = self.above[key]
        return key

    def join(self, key: Key, other: Key) -> None:
        """Make one set of those of two keys; of keys that are not known nothing is made."""
        if key in self.above and other in self.above:
            self.above[self.root(key)] = self.root(other)


def by_team(all_groups: tuple[ChangeGroup, ...], *graphs: PlanGraph) -> tuple[ChangeGroup, ...]:
    """Return the groups of each team as one, those of none last: for changes too many to look at one by one.

    The first of the graphs that knows something says which team it is of.
    """
    teams: dict[str, list[Change]] = {}
    for group in all_groups:
        names = (_team(graph, change.key) for change in group.changes for graph in graphs)
        team = next((name for name in names if name), "")
        teams.setdefault(team, []).extend(group.changes)
    return tuple(ChangeGroup(tuple(teams[name])) for name in sorted(teams, key=lambda name: (not name, name)))


def _team(graph: PlanGraph, key: Key) -> str:
    """Return the team that something belongs to: its own, or that of the person or territory it is about."""
    entity = graph.entities.get(key)
    if entity is None:
        return ""
    if key.kind is EntityKind.TEAM:
        return key.id
    team = getattr(entity.model, "team", None)
    if isinstance(team, str):
        return team
    for name, kind in _BELONGS:
        other = getattr(entity.model, name, None)
        if isinstance(other, str) and other != key.id:
            return _team(graph, Key(kind, other))
    return _team(graph, entity.parent) if entity.parent is not None else ""
