"""What is not shown to everybody: names of people become ids, in every line of a view."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from plancode.compare.comparison import Comparison
from plancode.model.team import Person
from plancode.render.blocks import View

T = TypeVar("T")


def names_of_people(comparison: Comparison) -> dict[str, str]:
    """Return the id of everybody by the name that would tell who it is."""
    graphs = (comparison.base.written, comparison.head.written)
    people = (one.model for graph in graphs for one in graph.all(Person))
    return {one.name: one.id for one in people if one.name}


def masked(view: View, names: Mapping[str, str]) -> View:
    """Return a view in which every name stands as the id, also inside sentences."""
    found: View = _masked(view, _Mask(names)) if names else view
    return found


def masked_data(data: T, names: Mapping[str, str]) -> T:
    """Return lists and mappings with ids for names in their values."""
    found: T = _masked(data, _Mask(names)) if names else data
    return found


class _Mask:
    """Puts ids for names; longer names are taken first, and none inside a longer word of Latin letters."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        ordered = sorted(names, key=lambda one: (-len(one), one))
        self.pattern = re.compile(
            "|".join(f"{_edge(one[0], before=True)}{re.escape(one)}{_edge(one[-1])}" for one in ordered)
        )

    def __call__(self, text: str) -> str:
        return self.pattern.sub(lambda match: self.names[match[0]], text)


def _edge(character: str, *, before: bool = False) -> str:
    if not character.isascii():
        return ""
    return "(?<![A-Za-z0-9])" if before else "(?![A-Za-z0-9])"


def _masked(value: Any, mask: _Mask) -> Any:  # noqa: ANN401  # any part of a view, or of a record
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, tuple | list):
        return type(value)(_masked(one, mask) for one in value)
    if isinstance(value, dict):
        return {key: _masked(one, mask) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type) and value.__module__ == View.__module__:
        parts = {one.name: _masked(getattr(value, one.name), mask) for one in fields(value)}
        return replace(value, **parts)
    return value
