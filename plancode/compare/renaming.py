"""Models with other names in them: what the old plan says, in the names of the new one."""

from collections.abc import Mapping
from typing import Any, TypeVar

from plancode.compare.fields import Field, fields_of
from plancode.graph.entity import Key
from plancode.model.base import To
from plancode.shape.base import Shape

S = TypeVar("S", bound=Shape)
Names = Mapping[Key, str]
"""New names by the old key: the id, or both ids where ids are a document's own."""


def renamed(model: S, names: Names) -> S:
    """Return a model in which every name of something renamed is the new one; the same model where none is."""
    changed = {}
    for field in fields_of(type(model)):
        value = getattr(model, field.name)
        if not field.has_entities and value is not None:
            new = _in_value(value, field, names)
            if new is not value:
                changed[field.name] = new
    return model.model_copy(update=changed) if changed else model


def _in_value(value: Any, field: Field, names: Names) -> Any:  # noqa: ANN401  # whatever a model holds
    if isinstance(value, str):
        return _name(value, field.to, names)
    if isinstance(value, Shape):
        return renamed(value, names)
    if isinstance(value, tuple):
        entries = tuple(_in_value(entry, field, names) for entry in value)
        return value if all(entry is other for entry, other in zip(entries, value, strict=True)) else entries
    if isinstance(value, dict):
        pairs = {_name(key, field.keys_to, names): _in_value(entry, field, names) for key, entry in value.items()}
        return value if pairs == value else pairs
    return value


def _name(value: str, to: To | None, names: Names) -> str:
    if to is None:
        return value
    return next((names[Key(kind, value)] for kind in to.kinds if Key(kind, value) in names), value)
