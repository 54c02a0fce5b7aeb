"""From two graphs to changes: typed by what happened, derived from the models, in the order of the files."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from plancode.compare.bearings import bearing_of
from plancode.compare.change import Change, ChangeSort, fingerprint, written
from plancode.compare.fields import Difference, differences
from plancode.compare.pairing import Pairing, Rename, pair
from plancode.compare.saying import said
from plancode.findings.place import Place
from plancode.graph.above import territory_of
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.model.base import Keyed
from plancode.model.kinds import EntityKind
from plancode.model.targets import TargetRow
from plancode.model.territories import Account, AccountGroup
from plancode.said.value import PlanWord, Ref, Said
from plancode.shape.bearing import Bearing

_COMMITMENTS: Final = frozenset(
    {
        EntityKind.TARGET, EntityKind.TARGET_ROW, EntityKind.RUBRIC, EntityKind.KPI, EntityKind.ADJUSTMENT,
        EntityKind.ASSESSMENT, EntityKind.ASSESSMENT_LIST, EntityKind.ACTUALS, EntityKind.SOURCE, EntityKind.PERIOD,
        EntityKind.PROFILE,
    }
)  # fmt: skip
"""Kinds whose coming or going is a commitment made or given up."""
_MOVES: Final = frozenset(
    {
        "person.team", "account.territory", "territory.team", "territory.parent", "team.parent", "account.parent",
        "duty.R", "duty.A", "duty.C", "duty.I", "duty.S", "action.owner", "review_action.owner", "opportunity.person",
    }
)  # fmt: skip
"""Fields that say where something belongs, or to whom: another value is a move."""
_TERRITORY: Final = "territory"


@dataclass(frozen=True, slots=True)
class Structure:
    """What is different between two plans, and which entity of one is which of the other."""

    pairing: Pairing
    changes: tuple[Change, ...]


def structure(base: PlanGraph, head: PlanGraph) -> Structure:
    """Return every change from one plan to the other."""
    pairing = pair(base, head)
    found = _Found(pairing, head.plan_id or base.plan_id)
    return Structure(pairing, tuple(_told_apart(found.all())))


def _told_apart(changes: Iterator[Change]) -> Iterator[Change]:
    """Yield changes, those that are the same in everything but their place under fingerprints of their own."""
    seen: Counter[str] = Counter()
    for change in changes:
        name = change.fingerprint
        seen[name] += 1
        yield replace(change, fingerprint=fingerprint(name, (str(seen[name]),))) if seen[name] > 1 else change


@dataclass(frozen=True, slots=True)
class _Found:
    """Two plans matched, and the plan's id that fingerprints begin with."""

    pairing: Pairing
    plan: str

    def all(self) -> Iterator[Change]:
        """Yield the changes: renames, what is there on both sides, what went, what came."""
        yield from (self._rename(one) for one in self.pairing.renames)
        for before, after in self.pairing.pairs():
            if before is not after and before.model is not after.model:
                yield from self._changed(before, after)
        yield from (self._gone(one) for one in self.pairing.gone())
        yield from (self._come(one) for one in self.pairing.come())

    def _rename(self, one: Rename) -> Change:
        before, after = self.pairing.base.entities[one.old], self.pairing.head.entities[one.new]
        change = Change(
            ChangeSort.RENAMED, Bearing.STRUCTURE, one.new, after.ref, "", ("id",), before.name, after.name,
            before.place("id"), after.place("id"), one.old, likeness=one.likeness,
        )  # fmt: skip
        return self._signed(change)

    def _gone(self, entity: Entity[Keyed]) -> Change:
        place = entity.place()
        return self._signed(
            Change(
                ChangeSort.REMOVED,
                _weight(entity),
                entity.key,
                entity.ref,
                "",
                before=_summary(entity),
                base_place=place,
            )
        )

    def _come(self, entity: Entity[Keyed]) -> Change:
        place = entity.place()
        return self._signed(
            Change(
                ChangeSort.ADDED, _weight(entity), entity.key, entity.ref, "", after=_summary(entity), head_place=place
            )
        )

    def _changed(self, before: Entity[Keyed], after: Entity[Keyed]) -> Iterator[Change]:
        old_model = self.pairing.models.get(before.key, before.model)
        if type(old_model) is type(after.model):
            for one in differences(old_model, after.model):
                if not _is_of_home(after, one) and not self._is_of_rename(before, after, one):
                    yield self._signed(self._difference(before, after, one))
        yield from (self._signed(one) for one in self._rehomed(before, after))

    def _difference(self, before: Entity[Keyed], after: Entity[Keyed], one: Difference) -> Change:
        old, new = said(one.before, one.field, self.pairing.base), said(one.after, one.field, self.pairing.head)
        bearing = bearing_of(one.field, old, new)
        return Change(
            _sort(after.key, one, bearing, old, new), bearing, after.key, after.ref, "", one.route,
            *_moved(one, old, new),
            before.place(*one.before_route), after.place(*one.after_route),
            before.key if before.key != after.key else None, one.field.sensitivity, homes=one.homes,
        )  # fmt: skip

    def _is_of_rename(self, before: Entity[Keyed], after: Entity[Keyed], one: Difference) -> bool:
        """Whether a difference only says that the entity has another id."""
        return before.key != after.key and one.route in (("id",), ("formerly",))

    def _rehomed(self, before: Entity[Keyed], after: Entity[Keyed]) -> Iterator[Change]:
        """Yield that a customer is in another territory, or that a row is handed down in another way."""
        old, new = self._home(before, self.pairing.base), self._home(after, self.pairing.head)
        if self._new_id(old) != _id(new):
            yield Change(
                ChangeSort.MOVED, Bearing.STRUCTURE, after.key, after.ref, "", (_TERRITORY,), old, new,
                _place_of_home(before), _place_of_home(after),
            )  # fmt: skip
        if isinstance(after.model, TargetRow) and _list_of(before) != _list_of(after):
            yield Change(
                ChangeSort.CHANGED, Bearing.COMMITMENT, after.key, after.ref, "", ("list",), PlanWord(_list_of(before)),
                PlanWord(_list_of(after)), before.place(), after.place(),
            )  # fmt: skip

    def _home(self, entity: Entity[Keyed], graph: PlanGraph) -> Said:
        if not isinstance(entity.model, Account | AccountGroup):
            return None
        name = territory_of(entity)
        found = graph.entities.get(Key(EntityKind.TERRITORY, name)) if name else None
        return found.ref if found else name

    def _new_id(self, territory: Said) -> str:
        """Return the id that a territory of the old plan has in the new one."""
        return _id(self.pairing.head_ref(territory) if isinstance(territory, Ref) else territory)

    def _signed(self, change: Change) -> Change:
        parts = (change.id, change.key.id, *change.field, written(change.before), written(change.after))
        return replace(change, fingerprint=fingerprint(self.plan, parts))


def _id(value: Said) -> str:
    return value.id if isinstance(value, Ref) else str(value or "")


def _sort(key: Key, one: Difference, bearing: Bearing, old: Said, new: Said) -> ChangeSort:
    if one.is_handover:
        return ChangeSort.MOVED
    if f"{key.kind.value}.{one.route[0]}" in _MOVES and len(one.route) == 1 and _is_one_for_one(old, new):
        return ChangeSort.MOVED
    if all(value is None or isinstance(value, date) for value in (old, new)):
        return ChangeSort.REDATED
    return ChangeSort.REWORDED if bearing is Bearing.PROSE else ChangeSort.CHANGED


def _is_one_for_one(old: Said, new: Said) -> bool:
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(_less(old, new)) == len(_less(new, old)) == 1
    return old is not None and new is not None


def _moved(one: Difference, old: Said, new: Said) -> tuple[Said, Said]:
    """Return only what moves, where several of a list stay."""
    if isinstance(old, tuple) and isinstance(new, tuple) and not one.field.is_ordered and not one.is_handover:
        return _alone(_less(old, new)), _alone(_less(new, old))
    return old, new


def _less(one: tuple[Said, ...], other: tuple[Said, ...]) -> tuple[Said, ...]:
    """Return what a list holds beyond another; what has only another title is the same."""
    left = Counter(written(value) for value in other)
    kept: list[Said] = []
    for value in one:
        text = written(value)
        if left[text]:
            left[text] -= 1
        else:
            kept.append(value)
    return tuple(kept)


def _alone(values: tuple[Said, ...]) -> Said:
    return values[0] if len(values) == 1 else values or None


def _is_of_home(entity: Entity[Keyed], one: Difference) -> bool:
    return entity.key.kind is EntityKind.ACCOUNT and one.route == (_TERRITORY,)


def _place_of_home(entity: Entity[Keyed]) -> Place:
    stated = isinstance(entity.model, Account) and entity.model.territory is not None
    return entity.place(_TERRITORY) if stated else entity.place()


def _list_of(entity: Entity[Keyed]) -> str:
    """Return which list of a targets document a row stands in; a CSV file is the list of targets."""
    first = entity.origin.route[0] if entity.origin.route else ""
    return first if isinstance(first, str) else "targets"


def _weight(entity: Entity[Keyed]) -> Bearing:
    return Bearing.COMMITMENT if entity.key.kind in _COMMITMENTS else Bearing.STRUCTURE


def _summary(entity: Entity[Keyed]) -> Said:
    """Return the figure of a target by itself, which is what its coming or going is about."""
    return entity.model.amount or entity.model.share if isinstance(entity.model, TargetRow) else None
