"""One YAML document: its values, and the place of each of them, found only when somebody asks."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from plancode.document.scalars import Scalar
from plancode.document.source import SourceText
from plancode.findings.place import Place, Route, Span

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
        node = self._numbers.of(real)
        if key and real and isinstance(real[-1], str):
            node -= 1
        span = self.source.span(*self._offsets(node))
        if span.end_line == span.line:
            return span
        line = self.source.line(span.line)
        return Span(span.line, span.column, span.line, max(len(line.rstrip()) + 1, span.column + 1))

    def lines(self, route: Route) -> tuple[int, int]:
        """Return the first and the last line of a value, or of the nearest around it that the document has."""
        span = self.source.span(*self._offsets(self._numbers.of(self.real_route(route))))
        is_before = span.end_line > span.line and not self.source.line(span.end_line)[: span.end_column - 1].strip()
        return span.line, span.end_line - is_before

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

    @cached_property
    def _numbers(self) -> "_Numbers":
        return _number(self.data)

    @cached_property
    def scalars(self) -> list[tuple[int, int]]:
        """Start and end offset of every scalar that is no key, in the order they are written."""
        return sorted(self._offsets(number) for number in self._numbers.leaves)

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


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers of nodes, in the order they are written: of the whole, of what is below it, and of its scalars."""

    top: "_Numbered"
    leaves: "array[int]"

    def of(self, route: Route) -> int:
        """Return the number of the node at a route that the document has."""
        number, below = self.top
        for step in route:
            number, below = below[step]
        return number


_Numbered = tuple[int, dict[str | int, "_Numbered"]]
_NOTHING_BELOW: Final[dict[str | int, _Numbered]] = {}


def _number(root: Node) -> _Numbers:
    leaves: array[int] = array("I")
    top: dict[str | int, _Numbered] = {}
    count = 0
    pending: list[tuple[dict[str | int, _Numbered], str | int, Node, bool]] = [(top, "", root, False)]
    while pending:
        holder, step, node, keyed = pending.pop()
        count += keyed
        below = {} if isinstance(node, dict | list) else _NOTHING_BELOW
        holder[step] = (count, below)
        if isinstance(node, dict):
            pending.extend((below, key, value, True) for key, value in reversed(node.items()))
        elif isinstance(node, list):
            pending.extend((below, index, node[index], False) for index in range(len(node) - 1, -1, -1))
        else:
            leaves.append(count)
        count += 1
    return _Numbers(top[""], leaves)


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
