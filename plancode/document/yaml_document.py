"""One YAML document: its values, and the place of each of them, found only when somebody asks."""

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from plancode.document.scalars import Scalar
from plancode.document.source import SourceText
from plancode.findings.place import Place, Route, Span

if TYPE_CHECKING:
    from array import array

Node = Scalar | list["Node"] | dict[str, "Node"]


class YamlDocument:
    """Values of one document of a file.

    `marks` holds start and end offset of every node in the order they are written, keys included; `offset` is
    where the counting starts. `faulty` are the spans that a finding about the text already names. Values and marks
    follow from the text alone, so marks need not be there at first, and a document can forget both: `again` has them
    kept anew when somebody asks.
    """

    def __init__(self, source: SourceText, offset: int, again: Callable[[], None]) -> None:
        """Keep where the document is written; `keep` gives it its values."""
        self.source, self.offset, self.again = source, offset, again
        self.faulty: set[Span] = set()
        self._data: Node = None
        self._marks: array[int] | None = None

    def keep(self, data: Node, marks: "array[int] | None") -> None:
        """Take in the values, and the offsets of their nodes where they were noted."""
        self._data, self._marks = data, marks

    def forget(self) -> None:
        """Let go of the values, to take less memory; asking for them makes them anew."""
        self._data = self._marks = None

    @property
    def data(self) -> Node:
        """The values."""
        while self._data is None:
            self.again()
        return self._data

    @property
    def marks(self) -> "array[int]":
        """Start and end offset of every node."""
        while self._marks is None:
            self.again()
        return self._marks

    @property
    def path(self) -> str:
        """The file the document stands in."""
        return self.source.path

    def place(self, route: Route, *, key: bool = False) -> Place:
        """Return the place of a value, or of its key. Steps the document does not have are passed over."""
        return Place(self.path, self.span(route, key=key))

    def span(self, route: Route, *, key: bool = False) -> Span:
        """Return the span of a value, or of its key; of a mapping or list only the first line."""
        real = self.real_route(route)
        node = self._nodes[real]
        if key and real and isinstance(real[-1], str):
            node -= 1
        return self._first_line(self._offsets(node))

    def enclosing(self, offset: int) -> bool:
        """Whether an offset lies inside a scalar (so that a `#` there starts no comment)."""
        at = bisect_right(self._scalars, (offset, len(self.source.text)))
        return at > 0 and offset < self._scalars[at - 1][1]

    def real_route(self, route: Route) -> Route:
        """Return a route without the steps that the document does not have: tags of unions, missing keys.

        Tags are written like `<list>`, which no key that models know is.
        """
        real: list[str | int] = []
        node: object = self.data
        for step in route:
            child = step_into(node, step)
            if child is not NOTHING:
                real.append(step)
                node = child
        return tuple(real)

    def _offsets(self, node: int) -> tuple[int, int]:
        return self.offset + self.marks[2 * node], self.offset + self.marks[2 * node + 1]

    def _first_line(self, offsets: tuple[int, int]) -> Span:
        span = self.source.span(*offsets)
        if span.end_line == span.line:
            return span
        line = self.source.line(span.line)
        return Span(span.line, span.column, span.line, max(len(line.rstrip()) + 1, span.column + 1))

    @cached_property
    def _nodes(self) -> dict[Route, int]:
        numbers: dict[Route, int] = {}
        count = 0
        pending: list[tuple[Route, Node, bool]] = [((), self.data, False)]
        while pending:
            route, node, keyed = pending.pop()
            count += keyed
            numbers[route] = count
            count += 1
            pending.extend(reversed(_children(route, node)))
        return numbers

    @cached_property
    def _scalars(self) -> list[tuple[int, int]]:
        """Start and end offset of every scalar that is no key, in the order they are written."""
        leaves = (number for route, number in self._nodes.items() if not isinstance(self.at(route), dict | list))
        return sorted(self._offsets(number) for number in leaves)

    def at(self, route: Route) -> Node:
        """Return the value at a route that the document has."""
        node = self.data
        for step in route:
            node = node[step]  # type: ignore[index]  # the caller knows the route
        return node


NOTHING = object()


def step_into(node: object, step: str | int) -> object:
    """Return the child of a node, or a marker where it has none."""
    if isinstance(node, dict):
        return node.get(step, NOTHING)
    if isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node):
        return node[step]
    return NOTHING


def _children(route: Route, node: Node) -> list[tuple[Route, Node, bool]]:
    if isinstance(node, dict):
        return [((*route, key), value, True) for key, value in node.items()]
    if isinstance(node, list):
        return [((*route, index), value, False) for index, value in enumerate(node)]
    return []


def count_nodes(node: Node) -> int:
    """Return how many nodes a value is written with: itself, and the keys and values below it."""
    count = 0
    pending: list[Node] = [node]
    while pending:
        value = pending.pop()
        count += 1
        if isinstance(value, dict):
            count += len(value)
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return count
