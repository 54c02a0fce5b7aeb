"""What differs between two models, field by field, as their annotations tell how to look at each."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
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
from plancode.shape.types import File


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
        return _Way((*self.names, key), (*self.before, key), (*self.after, key), (*self.homes, home))

    def entry(self, name: str, before: int | None, after: int | None) -> "_Way":
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
    keys = [get_args(one)[0] for one in _parts(whole) if get_origin(one) is dict]
    items = [get_args(one)[0] for one in _parts(whole) if get_origin(one) is tuple]
    return Field(
        model=model.__name__,
        name=name,
        key=info.alias or name,
        to=_marker(whole, under=(dict,)),
        keys_to=next((found for key in keys if (found := _marker(key)) is not None), None),
        has_entities=any(issubclass(one, Keyed | File) for one in models_in(info.annotation)),
        is_ordered=any(_has_order(item) for item in items),
        words=tuple(str(word) for one in _parts(whole) if get_origin(one) is Literal for word in get_args(one)),
        sensitivity=Sensitivity(str(extra.get("x-sensitivity", Sensitivity.INTERNAL.value))),
        bears=bearing_stated(info, model) or Bearing.UNKNOWN,
    )


def _parts(annotation: object) -> Iterator[Any]:
    """Yield an annotation and what it is made of, through unions, marks, lists and mappings."""
    yield annotation
    if get_origin(annotation) in (Annotated, Union, UnionType, tuple, dict):
        for one in get_args(annotation):
            yield from _parts(one)


def _classes(annotation: object) -> set[type]:
    return {one for one in _parts(annotation) if isinstance(one, type)}


def _has_order(item: object) -> bool:
    return any(one is Quantity or (issubclass(one, Shape) and one.in_order) for one in _classes(item))


def _marker(annotation: object, under: tuple[type, ...] = ()) -> To | None:
    if isinstance(annotation, To):
        return annotation
    if get_origin(annotation) in under or get_origin(annotation) not in (Annotated, Union, UnionType, tuple, dict):
        return None
    return next((found for one in get_args(annotation) if (found := _marker(one, under)) is not None), None)


def differences(before: Shape, after: Shape) -> Iterator[Difference]:
    """Yield what differs between two models of a kind, without what is written in them as entities of their own."""
    yield from _in_shape(before, after, _Way())


def _in_shape(before: Shape, after: Shape, way: _Way) -> Iterator[Difference]:
    for field in fields_of(type(before)):
        if field.has_entities:
            continue
        one, other = getattr(before, field.name), getattr(after, field.name)
        if one != other:
            yield from _in_field(type(before), field, one, other, way.to(field.key, field.model))


def _in_field(model: type[Shape], field: Field, one: Any, other: Any, way: _Way) -> Iterator[Difference]:  # noqa: ANN401
    if isinstance(one, Shape) and type(one) is type(other):
        yield from _in_shape(one, other, way)
    elif isinstance(one, dict) and isinstance(other, dict):
        yield from _in_mapping(model, field, one, other, way)
    elif isinstance(one, tuple) and isinstance(other, tuple) and not _is_whole(field, one, other):
        yield from _in_list(model, field, one, other, way)
    else:
        yield _difference(model, field, one, other, way)


def _in_mapping(
    model: type[Shape], field: Field, one: Mapping[str, Any], other: Mapping[str, Any], way: _Way
) -> Iterator[Difference]:
    for key in sorted(one.keys() | other.keys()):
        before, after = one.get(key), other.get(key)
        if before != after:
            yield from _in_field(model, field, before, after, way.to(key))


def _in_list(
    model: type[Shape], field: Field, one: tuple[Any, ...], other: tuple[Any, ...], way: _Way
) -> Iterator[Difference]:
    if any(isinstance(item, Shape) for item in (*one, *other)):
        yield from _in_entries(model, field, one, other, way)
    elif Counter(map(_hashable, one)) != Counter(map(_hashable, other)):
        yield _difference(model, field, one, other, way)


def _is_whole(field: Field, one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether a list is only looked at as a whole: one of quantities, or whose entries have changed places."""
    if not field.is_ordered or not all(isinstance(item, Shape) for item in (*one, *other)):
        return field.is_ordered
    return is_reordered(one, other)


def _in_entries(
    model: type[Shape], field: Field, one: tuple[Shape, ...], other: tuple[Shape, ...], way: _Way
) -> Iterator[Difference]:
    for pair in matched(one, other):
        before = one[pair.before] if pair.before is not None else None
        after = other[pair.after] if pair.after is not None else None
        below = way.entry(name_of(before or after), pair.before, pair.after)
        if before is not None and after is not None and not pair.is_handover:
            yield from _in_shape(before, after, below)
        else:
            yield _difference(model, field, before, after, below, is_handover=pair.is_handover)


def _difference(  # noqa: PLR0913  # what a difference is
    model: type[Shape],
    field: Field,
    one: Any,  # noqa: ANN401
    other: Any,  # noqa: ANN401
    way: _Way,
    *,
    is_handover: bool = False,
) -> Difference:
    one, other = _stated(one), _stated(other)
    return Difference(model, field, way.names, one, other, way.before, way.after, way.homes, is_handover)


def _stated(value: Any) -> Any:  # noqa: ANN401
    """Return a value, or None where a list or mapping holds nothing."""
    return None if value in ((), {}) else value


def _hashable(value: Any) -> Hashable:  # noqa: ANN401
    return value if isinstance(value, str | int | date) else repr(value)
