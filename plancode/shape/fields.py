"""Which keys a model takes at a place, for hints about unknown ones and for columns of lists."""

from collections.abc import Iterator
from functools import cache
from typing import get_args

from pydantic.fields import FieldInfo

from plancode.shape.base import Shape


def names_at(model: type[Shape], route: tuple[str | int, ...]) -> set[str]:
    """Return the keys that may stand in the mapping at a route below a model."""
    models: set[type[Shape]] = {model}
    for step in route:
        below = {found for one in models for found in _below(one, step)}
        models = below or models
    return {name for one in models for name in fields_by_key(one)}


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


def _below(model: type[Shape], step: str | int) -> set[type[Shape]]:
    field = fields_by_key(model).get(step) if isinstance(step, str) else None
    return set(models_in(field.annotation)) if field else set()
