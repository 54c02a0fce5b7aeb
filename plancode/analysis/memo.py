"""Figures worked out once for the same inputs, also in a plan made from another by an overlay.

A figure of a person depends on nothing but its inputs: entities, which an overlay keeps as they are unless it edits
them. So a table asks for it by its inputs, and the plan before an edit lends what the edit did not touch.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memo:
    """Figures by their inputs. `made` counts those that had to be worked out."""

    def __init__(self) -> None:
        """Begin without figures."""
        self._kept: dict[tuple[str, Hashable], Any] = {}
        self.made = 0

    def get(self, name: str, inputs: Hashable, make: Callable[[], T]) -> T:
        """Return the figure of these inputs, made where it is not there yet."""
        key = (name, inputs)
        if key not in self._kept:
            self._kept[key] = make()
            self.made += 1
        figure: T = self._kept[key]
        return figure
