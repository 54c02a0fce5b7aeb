"""Views with some of their parts replaced: names by ids, links by what they read."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from plancode.render.blocks import Link, View

_OURS: Final = frozenset({"key", "separator", "kind", "page", "anchor", "form", "name", "numeric", "is_folded"})
"""Fields that hold no text of a reader: keys of words, names of pages and files, forms."""


def mapped(view: View, change: Callable[[Any], Any]) -> View:
    """Return a view in which each part, from the smallest up, is what `change` makes of it."""
    found: View = _mapped(view, change)
    return found


def unlinked(view: View) -> View:
    """Return a view without links, for where the pages they lead to are not."""
    return mapped(view, lambda part: part.text if isinstance(part, Link) else part)


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401  # any part of a view
    if isinstance(value, tuple):
        return tuple(_mapped(one, change) for one in value)
    if is_dataclass(value) and not isinstance(value, type) and value.__module__ == View.__module__:
        parts = (one.name for one in fields(value) if one.name not in _OURS)
        value = replace(value, **{name: _mapped(getattr(value, name), change) for name in parts})
    return change(value)
