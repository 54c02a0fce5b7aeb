"""Views with some of their texts replaced, such as names by ids."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from plancode.render.blocks import View
from plancode.said.value import Said

_OURS: Final = frozenset(
    {
        "anchor", "detail", "field", "form", "id", "is_folded", "key", "kind", "left", "model", "name", "page",
        "separator", "unit", "why",
    }
)  # fmt: skip
"""Fields that hold no text of a reader: keys of words, ids, names of pages and files, forms."""
_PAIRS: Final = frozenset({"values", "fields"})
"""Fields of pairs, each of a name that is ours and a value."""


V = TypeVar("V", View, Said)


def mapped(view: V, change: Callable[[str], str]) -> V:
    """Return a view, or a sentence, in which each text of an author is what `change` makes of it."""
    changed: V = _mapped(view, change)
    return changed


def _mapped(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401  # any part of a view
    if type(value) is str:  # a word of an enumeration is none of an author
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(part, change) for part in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    parts = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _OURS}
    for name, part in parts.items():
        is_pairs = name in _PAIRS and isinstance(part, tuple)
        parts[name] = tuple((key, _mapped(item, change)) for key, item in part) if is_pairs else _mapped(part, change)
    return replace(value, **parts)
