"""Which fields a model has, by the keys that people write, and what a field states."""

from collections.abc import Iterator
from functools import cache
from typing import get_args

from pydantic.fields import FieldInfo

from plancode.shape.base import Shape
from plancode.shape.bearing import Bearing, Strictness


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
