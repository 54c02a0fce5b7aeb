"""Which keys a model takes at a place, for hints about unknown ones and for columns of lists; what a field states."""

from collections.abc import Iterator
from functools import cache
from typing import get_args

from pydantic.fields import FieldInfo

from plancode.shape.base import Shape
from plancode.shape.bearing import Bearing, Strictness


def names_at(model: type[Shape], route: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the keys that may stand in the mapping at a route below a model, in order."""
    models = frozenset({model})
    for step in route:
        models = _below(models, step) if isinstance(step, str) and step in _all_names(models) else models
    return _all_names(models)


@cache
def _all_names(models: frozenset[type[Shape]]) -> tuple[str, ...]:
    return tuple(sorted({name for model in models for name in fields_by_key(model)}))


@cache
def _below(models: frozenset[type[Shape]], key: str) -> frozenset[type[Shape]]:
    """Return the models that a field of these leads to; these where it leads to none."""
    fields = (field for model in models if (field := fields_by_key(model).get(key)))
    return frozenset(model for field in fields for model in models_in(field.annotation)) or models


@cache
def fields_by_key(model: type[Shape]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the key that people write."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


@cache
def attribute_names(model: type[Shape]) -> dict[str, str]:
    """Return the attribute of a model for each key that people write."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


def models_in(annotation: object) -> Iterator[type[Shape]]:
    """Yield every model that an annotation mentions, not looking into their fields."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)


def bearing_stated(info: FieldInfo, model: type[Shape]) -> Bearing | Strictness | None:
    """Return what a field says that a change of it bears on, or its model; None where neither does."""
    return next((mark for mark in info.metadata if isinstance(mark, Bearing | Strictness)), model.bears)
