"""How a file is written: its indents, and which of its lists and mappings stand on one line."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from plancode.edit.outline import Outline, Site, Style
from plancode.edit.values import Written
from plancode.findings.place import Route

WIDTH: Final = 120
ANY: Final = "*"
Pattern = tuple[str, ...]
"""A route whose list positions do not count."""


@dataclass(frozen=True)
class Habits:
    """Indents of mappings and lists below a key, width of a dash, and whether a value at a pattern wants one line."""

    wants_flow: Callable[[Pattern, Written], bool]
    step: int = 2
    list_step: int = 2
    dash: int = 2


def pattern_of(route: Route) -> Pattern:
    """Return a route with its list positions left out."""
    return tuple(ANY if isinstance(step, int) else step for step in route)


def habits_of(outline: Outline) -> Habits:
    """Return the habits of a document, the house's where it shows none."""
    blocks = [node for node in outline.nodes() if node.style is Style.BLOCK and node.above is not None]
    wants = _Wants(outline)
    return Habits(
        wants.flow,
        _first([_indent(outline, node) for node in blocks if _is(node, dict, dict)], at_least=1),
        _first([_indent(outline, node) for node in blocks if _is(node, list, dict)], at_least=0),
        _first([_indent(outline, node) for node in blocks if _is(node, dict, list)], at_least=2),
    )


def _is(node: Site, kind: type, above: type) -> bool:
    return isinstance(node.data, kind) and node.above is not None and isinstance(node.above.data, above)


def _indent(outline: Outline, node: Site) -> int:
    above = node.above
    assert above is not None  # noqa: S101  # only of values below others
    return outline.column(node.start) - outline.column(above.start)


def _first(indents: list[int], at_least: int) -> int:
    return next((indent for indent in indents if indent >= at_least), 2)


class _Wants:
    """Which collections a document writes on one line."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline

    def flow(self, pattern: Pattern, value: Written) -> bool:
        """Whether most values like this, or else most beside it, or else most of all, stand on one line."""
        exact = self.counts[pattern, _shape(value)]
        return (exact or self.counts[beside(pattern), _shape(value)] or self.balance) > 0

    @cached_property
    def balance(self) -> int:
        """How many more collections stand on one line than do not."""
        return sum(
            1 if item.style is Style.FLOW else -1
            for item in self.outline.nodes()
            if item.items and item.above is not None and not item.in_flow
        )

    @cached_property
    def counts(self) -> "Counter[tuple[Pattern, str]]":
        """How many more collections of a pattern and shape stand on one line than do not."""
        counts: Counter[tuple[Pattern, str]] = Counter()
        pending: list[tuple[Pattern, Site]] = [((), self.outline.root)]
        while pending:
            pattern, node = pending.pop()
            steps = list(node.data) if isinstance(node.data, dict) else [ANY] * len(node.items)
            for step, item in zip(steps, node.items, strict=True):
                if item.items and not item.in_flow:
                    below = (*pattern, step)
                    for like in {below, beside(below)}:
                        counts[like, _shape(item.data)] += 1 if item.style is Style.FLOW else -1
                    pending.append((below, item))
        return counts


def beside(pattern: Pattern) -> Pattern:
    """Return the pattern of whatever stands beside a value."""
    return (*pattern[:-1], ANY)


def _shape(value: Written) -> str:
    if isinstance(value, dict):
        return "mapping"
    items = value if isinstance(value, list) else []
    return "collections" if any(isinstance(item, dict | list) for item in items) else "scalars"
