"""What holds for every pair of plans: nothing changes by itself, back is the mirror of forth, changes make the plan."""

import random
from collections import Counter
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.compare.change import Change, ChangeSort, written
from plancode.compare.edits import edits_for
from plancode.compare.fields import fields_of
from plancode.compare.groups import groups
from plancode.compare.structure import Structure, structure
from plancode.document.limits import Limits
from plancode.graph.above import territory_of
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.graph.overlay import overlay
from plancode.model.base import Keyed
from plancode.model.kinds import EntityKind
from plancode.model.methods.bands import Band
from plancode.model.rubric import Grade
from plancode.model.targets import TargetRow
from plancode.pipeline.checking import read
from plancode.quantity import Quantity
from plancode.shape.base import Shape
from plancode.shape.bearing import Bearing
from plancode.tree.overlay import OverlayTree
from tests.compare.chance import NEW, changed_by_chance, checked_start
from tests.compare.revisions import COMMON
from tests.making import FEW

PLANS = ("starter", "huadong", COMMON)
seeds = st.integers(0, 10**6)
counts = st.integers(1, 7)
_MIRRORED = {
    ChangeSort.ADDED: ChangeSort.REMOVED,
    ChangeSort.REMOVED: ChangeSort.ADDED,
    Bearing.TIGHTENING: Bearing.RELAXING,
    Bearing.RELAXING: Bearing.TIGHTENING,
}


def _graph(files: dict[str, bytes]) -> PlanGraph:
    return read(OverlayTree(files), Limits()).graph


def _pair(name: str, seed: int, count: int) -> tuple[PlanGraph, PlanGraph]:
    return checked_start(name).base, _graph(changed_by_chance(name, seed, count))


@given(seed=seeds, count=counts)
@FEW
def test_a_plan_is_not_different_from_itself(seed: int, count: int) -> None:
    """A plan read twice shows no change, whatever is wrong with it."""
    files = changed_by_chance(COMMON, seed, count)
    assert structure(_graph(files), _graph(files)).changes == ()


@given(seed=seeds, count=counts)
@FEW
def test_back_mirrors_forth(seed: int, count: int) -> None:
    """What is different from the new plan to the old one is the same, with the sides swapped."""
    base, head = _pair(COMMON, seed, count)
    forth, back = structure(base, head), structure(head, base)
    old = forth.pairing.old_keys
    assert {(one.old, one.new) for one in forth.pairing.renames} == {(one.new, one.old) for one in back.pairing.renames}
    assert Counter(_forth(one, old.get(one.key, one.key)) for one in forth.changes) == Counter(map(_back, back.changes))


def _forth(one: Change, key: Key) -> tuple[object, ...]:
    values = (_said(one.before), _said(one.after))
    return (one.sort.value, one.bearing.value, str(key), _field(one), *values, str(one.base_place), str(one.head_place))


def _back(one: Change) -> tuple[object, ...]:
    sort, bearing = _MIRRORED.get(one.sort, one.sort), _MIRRORED.get(one.bearing, one.bearing)
    places = (str(one.head_place), str(one.base_place))
    return (str(sort), str(bearing), str(one.key), _field(one), _said(one.after), _said(one.before), *places)


def _said(value: object) -> str:
    return written(value).replace(NEW, "")  # type: ignore[arg-type]  # what a change holds


def _field(one: Change) -> tuple[str, ...]:
    """Return the keys of the way; an entry is called by one of its sides."""
    return tuple(step for step, home in zip(one.field, one.homes, strict=False) if home)


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANS)
@given(seed=seeds, count=counts)
@FEW
def test_changes_make_the_new_plan(name: str, seed: int, count: int) -> None:
    """All changes laid over the old plan give the new one, and whatever part of them names nothing unknown."""
    base, head = _pair(name, seed, count)
    found = structure(base, head)
    every = list(groups(found))
    random.Random(seed).shuffle(every)  # noqa: S311  # an order
    keys: list[Key] = []
    for group in every:
        keys += group.keys
        _holds(found, keys)
        _holds(found, group.keys)
    assert _content(_after(found, keys)) == _content(head)


def _after(found: Structure, keys: Iterable[Key]) -> PlanGraph:
    return overlay(found.pairing.base, edits_for(found.pairing, keys))


def _holds(found: Structure, keys: Iterable[Key]) -> None:
    known = _unknown(found.pairing.base) | _unknown(found.pairing.head)
    assert _unknown(_after(found, keys)) - known == set()


def _unknown(graph: PlanGraph) -> set[tuple[str, str, tuple[EntityKind, ...]]]:
    """Return the names that mean nothing, or too much, by who uses them."""
    return {
        (one.holder.key.id.replace(NEW, ""), one.name.replace(NEW, ""), one.kinds)
        for one in graph.references
        if one.target is None
    }


def _content(graph: PlanGraph) -> dict[Key, tuple[object, ...]]:
    return {
        key: (_own(entity.model), territory_of(entity) or "", _list(entity)) for key, entity in graph.entities.items()
    }


def _own(model: Keyed) -> object:
    return _plain(model)


def _plain(value: object) -> object:
    """Return a value without what is written in it as an entity, and lists without their order where it is none."""
    if isinstance(value, Shape):
        fields = (one for one in fields_of(type(value)) if not one.has_entities)
        return (type(value).__name__, tuple((one.name, _plain(getattr(value, one.name))) for one in fields))
    if isinstance(value, dict):
        return frozenset((name, _plain(one)) for name, one in value.items())
    if isinstance(value, tuple) and not any(isinstance(one, Quantity | Grade | Band) for one in value):
        return frozenset(Counter(map(_plain, value)).items())
    return tuple(map(_plain, value)) if isinstance(value, tuple | list) else value


def _list(entity: Entity[Keyed]) -> object:
    if not isinstance(entity.model, TargetRow):
        return None
    first = entity.origin.route[0]
    return first if isinstance(first, str) else "targets"


@given(seed=seeds, count=counts)
@FEW
def test_fingerprints_name_changes(seed: int, count: int) -> None:
    """Every change has a fingerprint of its own, wherever its file and line are."""
    base, head = _pair(COMMON, seed, count)
    found = structure(base, head).changes
    by_print = {one.fingerprint: one for one in found}
    assert len(by_print) == len(found)
    moved = {
        f"other/{path}": b"# moved\n\n" + data
        for path, data in sorted(changed_by_chance(COMMON, seed, count).items(), reverse=True)
    }
    moved["plan.yaml"] = moved.pop("other/plan.yaml")
    assert sorted(one.fingerprint for one in structure(base, _graph(moved)).changes) == sorted(by_print)
