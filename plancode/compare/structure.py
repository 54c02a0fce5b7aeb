"""From two graphs to changes: typed by what happened, derived from the models, in the order of the files."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from plancode.compare.bearings import bearing_of
from plancode.compare.change import Change, ChangeSort, fingerprint, signed, written
from plancode.compare.fields import Difference, differences
from plancode.compare.pairing import Pairing, pair
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

_COMMITTED: Final = frozenset({EntityKind.PERIOD, EntityKind.PROFILE})
"""Kinds of which only some fields are a commitment, but whose coming or going is one made or given up."""
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
    changes: list[Change] = []
    seen: Counter[str] = Counter()
    for unsigned in _changes(pairing):
        change = signed(unsigned, head.plan_id or base.plan_id)
        name = change.fingerprint
        seen[name] += 1
        # the same in everything but its place: a fingerprint of its own
        changes.append(replace(change, fingerprint=fingerprint(name, (str(seen[name]),))) if seen[name] > 1 else change)
    return Structure(pairing, tuple(changes))


def _changes(pairing: Pairing) -> Iterator[Change]:
    """Yield the changes: renames, what is there on both sides, what went, what came."""
    for rename in pairing.renames:
        before, after = pairing.base.entities[rename.old], pairing.head.entities[rename.new]
        yield Change(
            ChangeSort.RENAMED, Bearing.STRUCTURE, rename.new, after.ref, "", ("id",), before.name, after.name,
            before.place("id"), after.place("id"), rename.old, likeness=rename.likeness,
        )  # fmt: skip
    for before, after in pairing.pairs():
        if before is not after and before.model is not after.model:
            yield from _changed(pairing, before, after)
            yield from _rehomed(pairing, before, after)
    for entity in pairing.gone():
        figure, place = _figure(entity), entity.place()
        yield Change(ChangeSort.REMOVED, _weight(entity), entity.key, entity.ref, "", before=figure, base_place=place)
    for entity in pairing.come():
        figure, place = _figure(entity), entity.place()
        yield Change(ChangeSort.ADDED, _weight(entity), entity.key, entity.ref, "", after=figure, head_place=place)


def _changed(pairing: Pairing, before: Entity[Keyed], after: Entity[Keyed]) -> Iterator[Change]:
    """Yield what is different in the fields of an entity, but for what is told as a rename or as another home."""
    old_model = pairing.models.get(before.key, before.model)
    old_key = before.key if before.key != after.key else None
    if type(old_model) is not type(after.model):
        return
    told = {("id",), ("formerly",)} if old_key is not None else set()
    if after.key.kind is EntityKind.ACCOUNT:
        told.add((_TERRITORY,))
    for difference in differences(old_model, after.model):
        if difference.route in told:
            continue
        field = difference.field
        old, new = said(difference.before, field, pairing.base), said(difference.after, field, pairing.head)
        bearing = _within(after, difference, bearing_of(field, old, new))
        sort = _sort(after.key, difference, bearing, old, new)
        if isinstance(old, tuple) and isinstance(new, tuple) and not field.is_ordered and not difference.is_handover:
            less, more = _less(old, new), _less(new, old)  # the others of the list stay
            old, new = _alone(less), _alone(more)
        yield Change(
            sort, bearing, after.key, after.ref, "", difference.route, old, new,
            before.place(*difference.before_route), after.place(*difference.after_route),
            old_key, field.sensitivity, homes=difference.homes,
        )  # fmt: skip


def _rehomed(pairing: Pairing, before: Entity[Keyed], after: Entity[Keyed]) -> Iterator[Change]:
    """Yield that a customer is in another territory, or that a row is handed down in another way."""
    old, new = _home(before, pairing.base), _home(after, pairing.head)
    if _id(pairing.head_ref(old) if isinstance(old, Ref) else old) != _id(new):
        yield Change(
            ChangeSort.MOVED, Bearing.STRUCTURE, after.key, after.ref, "", (_TERRITORY,), old, new,
            _place_of_home(before), _place_of_home(after),
        )  # fmt: skip
    if isinstance(after.model, TargetRow) and _list_of(before) != _list_of(after):
        yield Change(
            ChangeSort.CHANGED, Bearing.COMMITMENT, after.key, after.ref, "", ("list",), PlanWord(_list_of(before)),
            PlanWord(_list_of(after)), before.place(), after.place(),
        )  # fmt: skip


def _home(entity: Entity[Keyed], graph: PlanGraph) -> Said:
    if not isinstance(entity.model, Account | AccountGroup):
        return None
    name = territory_of(entity)
    territory = graph.entities.get(Key(EntityKind.TERRITORY, name)) if name else None
    return territory.ref if territory else name


def _id(value: Said) -> str:
    return value.id if isinstance(value, Ref) else str(value or "")


def _sort(key: Key, difference: Difference, bearing: Bearing, old: Said, new: Said) -> ChangeSort:
    if difference.is_handover:
        return ChangeSort.MOVED
    if f"{key.kind.value}.{difference.route[0]}" in _MOVES and len(difference.route) == 1 and _is_one_for_one(old, new):
        return ChangeSort.MOVED
    if all(value is None or isinstance(value, date) for value in (old, new)):
        return ChangeSort.REDATED
    return ChangeSort.REWORDED if bearing is Bearing.PROSE else ChangeSort.CHANGED


def _is_one_for_one(old: Said, new: Said) -> bool:
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(_less(old, new)) == len(_less(new, old)) == 1
    return old is not None and new is not None


def _less(values: tuple[Said, ...], others: tuple[Said, ...]) -> tuple[Said, ...]:
    """Return what a list holds beyond another; what has only another title is the same."""
    left = Counter(written(value) for value in others)
    kept: list[Said] = []
    for value in values:
        text = written(value)
        if left[text]:
            left[text] -= 1
        else:
            kept.append(value)
    return tuple(kept)


def _alone(values: tuple[Said, ...]) -> Said:
    return values[0] if len(values) == 1 else values or None


def _place_of_home(entity: Entity[Keyed]) -> Place:
    stated = isinstance(entity.model, Account) and entity.model.territory is not None
    return entity.place(_TERRITORY) if stated else entity.place()


def _list_of(entity: Entity[Keyed]) -> str:
    """Return which list of a targets document a row stands in; a CSV file is the list of targets."""
    first = entity.origin.route[0] if entity.origin.route else ""
    return first if isinstance(first, str) else "targets"


def _within(entity: Entity[Keyed], difference: Difference, bearing: Bearing) -> Bearing:
    """Return what a change bears on: what is said within an adjustment is agreed, whatever it is elsewhere."""
    whole = entity.model.bears
    is_part = bearing is Bearing.STRUCTURE and difference.model is not type(entity.model)
    return whole if is_part and whole is not None and whole.is_agreed else bearing


def _weight(entity: Entity[Keyed]) -> Bearing:
    """Return what the coming or going of something bears on."""
    bears = Bearing.COMMITMENT if entity.key.kind in _COMMITTED else entity.model.bears
    return bears if isinstance(bears, Bearing) and bears.is_agreed else Bearing.STRUCTURE


def _figure(entity: Entity[Keyed]) -> Said:
    """Return the figure of a target by itself, which is what its coming or going is about."""
    return entity.model.amount or entity.model.share if isinstance(entity.model, TargetRow) else None
