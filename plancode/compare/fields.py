"""What differs between two models, field by field, as their annotations tell how to look at each."""

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from plancode.compare.entries import is_reordered, matched, name_of
from plancode.findings.place import Route
from plancode.model.base import Keyed, To
from plancode.quantity import Quantity
from plancode.shape.base import Sensitivity, Shape
from plancode.shape.bearing import Bearing, Strictness
from plancode.shape.fields import bearing_stated, models_in
from plancode.shape.tables import File
from plancode.shape.types import InTurn


@dataclass(frozen=True, slots=True)
class Field:
    """How to look at a field: by which attribute and key, whom it names, what it may hold, what a change bears on.

    `words` are those of the plan language that it takes, in their order.
    """

    model: str
    name: str
    key: str
    to: To | None
    keys_to: To | None
    has_entities: bool
    is_ordered: bool
    words: tuple[str, ...]
    sensitivity: Sensitivity
    bears: Bearing | Strictness


@dataclass(frozen=True, slots=True)
class Difference:
    """Two values that are not the same.

    `model` and `field` say what holds them; `route` leads there through keys and names of entries, `before_route` and
    `after_route` by positions, as each side has them written. `homes` are the models of the keys on the way, empty for
    names of entries.
    """

    model: type[Shape]
    field: Field
    route: tuple[str, ...]
    before: Any
    after: Any
    before_route: Route
    after_route: Route
    homes: tuple[str, ...]
    is_handover: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """The way to a value: by names, and by positions on either side."""

    names: tuple[str, ...] = ()
    before: Route = ()
    after: Route = ()
    homes: tuple[str, ...] = ()

    def to(self, key: str, home: str = "") -> "_Way":
        """Return the way to a key, which stands under the same name on both sides."""
        return _Way((*self.names, key), (*self.before, key), (*self.after, key), (*self.homes, home))

    def entry(self, name: str, before: int | None, after: int | None) -> "_Way":
        """Return the way to an entry of a list by its positions; None is the side that lacks it."""
        return _Way(
            (*self.names, name),
            self.before if before is None else (*self.before, before),
            self.after if after is None else (*self.after, after),
            (*self.homes, ""),
        )


@cache
def fields_of(model: type[Shape]) -> tuple[Field, ...]:
    """Return how to look at each field of a model."""
    return tuple(_field(name, model) for name in model.model_fields)


def _field(name: str, model: type[Shape]) -> Field:
    info = model.model_fields[name]
    whole: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    parts = list(_parts(whole))
    keys = [get_args(part)[0] for part in parts if get_origin(part) is dict]
    listed = [inner for part in parts if get_origin(part) is tuple for inner in _parts(get_args(part)[0])]
    classes = [part for part in listed if isinstance(part, type)]
    return Field(
        model=model.__name__,
        name=name,
        key=info.alias or name,
        to=_marker(whole, under=(dict,)),
        keys_to=next((marker for key in keys if (marker := _marker(key)) is not None), None),
        has_entities=any(issubclass(inner, Keyed | File) for inner in models_in(info.annotation)),
        is_ordered=any(isinstance(part, InTurn) for part in parts)
        or any(part is Quantity or (issubclass(part, Shape) and part.in_order) for part in classes),
        words=tuple(str(word) for part in parts if get_origin(part) is Literal for word in get_args(part)),
        sensitivity=Sensitivity(str(extra.get("x-sensitivity", Sensitivity.INTERNAL.value))),
        bears=bearing_stated(info, model) or Bearing.UNKNOWN,
    )


def _parts(annotation: object) -> Iterator[Any]:
    """Yield an annotation and what it is made of, through unions, marks, lists and mappings."""
    yield annotation
    if get_origin(annotation) in (Annotated, Union, UnionType, tuple, dict):
        for argument in get_args(annotation):
            yield from _parts(argument)


def _marker(annotation: object, under: tuple[type, ...] = ()) -> To | None:
    if isinstance(annotation, To):
        return annotation
    if get_origin(annotation) in under or get_origin(annotation) not in (Annotated, Union, UnionType, tuple, dict):
        return None
    return next((marker for argument in get_args(annotation) if (marker := _marker(argument, under)) is not None), None)


def differences(before: Shape, after: Shape) -> Iterator[Difference]:
    """Yield what differs between two models of a kind, without what is written in them as entities of their own."""
    yield from _in_shape(before, after, _Way())


def _in_shape(before: Shape, after: Shape, way: _Way) -> Iterator[Difference]:
    for field in fields_of(type(before)):
        if field.has_entities:
            continue
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield from _in_field(type(before), field, old, new, way.to(field.key, field.model))


def _in_field(model: type[Shape], field: Field, old: Any, new: Any, way: _Way) -> Iterator[Difference]:  # noqa: ANN401
    if isinstance(old, Shape) and type(old) is type(new):
        yield from _in_shape(old, new, way)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                yield from _in_field(model, field, old.get(key), new.get(key), way.to(key))
    elif not isinstance(old, tuple) or not isinstance(new, tuple) or _is_whole(field, old, new):
        yield _difference(model, field, old, new, way)
    elif any(isinstance(item, Shape) for item in (*old, *new)):
        yield from _in_entries(model, field, old, new, way)
    elif Counter(map(_hashable, old)) != Counter(map(_hashable, new)):
        yield _difference(model, field, old, new, way)


def _is_whole(field: Field, old: tuple[Any, ...], new: tuple[Any, ...]) -> bool:
    """Whether a list is only looked at as a whole: one of quantities, or whose entries have changed places."""
    if not field.is_ordered or not all(isinstance(item, Shape) for item in (*old, *new)):
        return field.is_ordered
    return is_reordered(old, new)


def _in_entries(
    model: type[Shape], field: Field, old: tuple[Shape, ...], new: tuple[Shape, ...], way: _Way
) -> Iterator[Difference]:
    for pair in matched(old, new):
        before = old[pair.before] if pair.before is not None else None
        after = new[pair.after] if pair.after is not None else None
        below = way.entry(name_of(before or after), pair.before, pair.after)
        if before is not None and after is not None and not pair.is_handover:
            yield from _in_shape(before, after, below)
        else:
            whole = _as_heavy_as(field, before, after)
            yield _difference(model, whole, before, after, below, is_handover=pair.is_handover)


def _as_heavy_as(field: Field, *entries: Shape | None) -> Field:
    """Return how to look at entries that come or go as a whole: their change weighs what the heaviest they say does."""
    said = [
        one.bears
        for entry in entries
        if entry is not None
        for one in fields_of(type(entry))
        if one.name in entry.model_fields_set and isinstance(one.bears, Bearing)
    ]
    if not isinstance(field.bears, Bearing):
        return field
    return replace(field, bears=max((field.bears, *said), key=lambda bearing: bearing.rank))


def _difference(  # noqa: PLR0913  # what a difference is
    model: type[Shape],
    field: Field,
    old: Any,  # noqa: ANN401
    new: Any,  # noqa: ANN401
    way: _Way,
    *,
    is_handover: bool = False,
) -> Difference:
    old, new = _stated(old), _stated(new)
    return Difference(model, field, way.names, old, new, way.before, way.after, way.homes, is_handover)


def _stated(value: Any) -> Any:  # noqa: ANN401
    """Return a value, or None where a list or mapping holds nothing."""
    return None if value in ((), {}) else value


def _hashable(value: Any) -> Hashable:  # noqa: ANN401
    return value if isinstance(value, str | int | date) else repr(value)
