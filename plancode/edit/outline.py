"""How a document is written: every value with its key, its stretch of text, and whether that is block or flow style."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import Final

from plancode.document.yaml_document import Node, YamlDocument
from plancode.edit.errors import EditError
from plancode.findings.place import Route

_COLON: Final = re.compile(r"[ \t]*:")
_BREAK: Final = re.compile(r"\r?\n")


class Style(Enum):
    """How a value is written. PAIR is a mapping of one pair in a flow list, without braces."""

    SCALAR = auto()
    LITERAL = auto()
    BLOCK = auto()
    FLOW = auto()
    PAIR = auto()


class Site:
    """One value as it is written. `start` and `end` are offsets; of a text in lines the end is that of the last."""

    __slots__ = ("above", "data", "end", "index", "items", "key", "start", "style")

    def __init__(self, data: Node, start: int, end: int, above: "Site | None", index: int) -> None:
        """Keep the value and where it stands; keys and what is below come after."""
        self.data, self.start, self.end, self.above, self.index = data, start, end, above, index
        self.style = Style.SCALAR
        self.key: tuple[int, int] | None = None
        self.items: list[Site] = []

    @property
    def in_flow(self) -> bool:
        """Whether it stands inside brackets."""
        return self.above is not None and self.above.style in (Style.FLOW, Style.PAIR)

    @property
    def is_collection(self) -> bool:
        """Whether it is a list or a mapping."""
        return isinstance(self.data, dict | list)

    @property
    def route(self) -> Route:
        """The way to it."""
        steps: list[str | int] = []
        node = self
        while node.above is not None:
            steps.append(_keys(node.above)[node.index] if node.key else node.index)
            node = node.above
        return tuple(reversed(steps))


def _keys(site: Site) -> list[str]:
    return list(site.data) if isinstance(site.data, dict) else []


class Outline:
    """A document as it is written, and its lines."""

    def __init__(self, document: YamlDocument) -> None:
        """Join values and offsets."""
        self.document, self.source, self.text = document, document.source, document.source.text
        self._offset, self._marks, self._next = document.offset, document.marks, 0
        self.root = self._site(document.data, None, 0)

    def at(self, route: Route) -> Site:
        """Return the value at a route that the document has."""
        node = self.root
        for step in route:
            index = step if isinstance(step, int) else _keys(node).index(step)
            node = node.items[index]
        return node

    def nodes(self) -> Iterator[Site]:
        """Yield every value."""
        pending = [self.root]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.items))

    def line_start(self, offset: int) -> int:
        """Return where the line of an offset begins."""
        return self.source.line_start(self.source.position(offset)[0])

    def line_end(self, offset: int) -> int:
        """Return where the line of an offset ends, its break apart."""
        line = self.source.position(offset)[0]
        return self.source.line_start(line) + len(self.source.line(line))

    def next_line(self, offset: int) -> int:
        """Return where the line after that of an offset begins, or the end of the text."""
        line = self.source.position(offset)[0]
        return self.source.line_start(line + 1) if line < self.source.lines else len(self.text)

    def column(self, offset: int) -> int:
        """Return the column, from 0, of an offset."""
        return self.source.position(offset)[1] - 1

    def line_break(self, offset: int) -> str:
        """Return the break that ends lines here."""
        here = self.text[self.line_end(offset) : self.next_line(offset)]
        first = _BREAK.search(self.text)
        return here or (first[0] if first else "\n")

    def begin(self, node: Site) -> int:
        """Return where the entry of a value begins: at its key, its dash, or itself."""
        if node.key is not None:
            return node.key[0]
        in_block = node.above is not None and node.above.style is Style.BLOCK
        return self._dash(node) if in_block else node.start

    def head_end(self, node: Site) -> int:
        """Return where what comes before a value ends: after the colon of its key, or its dash."""
        if node.key is not None:
            match = _COLON.match(self.text, node.key[1])
            if match is None:
                raise EditError("unusual", node.route)
            return match.end()
        return self.begin(node) + (node.above is not None and node.above.style is Style.BLOCK)

    def is_own_line(self, offset: int) -> bool:
        """Whether there is nothing before an offset on its line."""
        return not self.text[self.line_start(offset) : offset].strip()

    def _dash(self, node: Site) -> int:
        above = node.above
        assert above is not None  # noqa: S101  # asked of items of lists only
        if node.index == 0:
            return above.start
        column, line = self.column(above.start), self.source.position(node.start)[0]
        while (text := self.source.line(line))[column : column + 1] != "-" or text[:column].strip():
            line -= 1
        return self.source.line_start(line) + column

    def _site(self, data: Node, above: Site | None, index: int) -> Site:
        node = Site(data, *self._take(), above, index)
        node.style = self._style(node)
        if isinstance(data, dict):
            for number, value in enumerate(data.values()):
                key = self._take()
                below = self._site(value, node, number)
                below.key = key
                if value is None and below.start == below.end:  # not written: libyaml says it is anywhere
                    match = _COLON.match(self.text, key[1])
                    below.start = below.end = match.end() if match else key[1]
                node.items.append(below)
        elif isinstance(data, list):
            node.items = [self._site(value, node, number) for number, value in enumerate(data)]
        # the end, which libyaml sees at whatever comes next
        if node.style in (Style.BLOCK, Style.PAIR):
            node.end = node.items[-1].end
        elif node.style is Style.LITERAL:
            node.end = self._literal_end(node)
        return node

    def _take(self) -> tuple[int, int]:
        at = self._next
        self._next += 2
        return self._offset + self._marks[at], self._offset + self._marks[at + 1]

    def _style(self, node: Site) -> Style:
        sign = self.text[node.start : node.start + 1]
        if isinstance(node.data, str):
            return Style.LITERAL if sign and sign in "|>" and node.end > node.start else Style.SCALAR
        if not node.is_collection:
            return Style.SCALAR
        if sign and sign in "[{":
            return Style.FLOW
        return Style.PAIR if node.in_flow else Style.BLOCK

    def _literal_end(self, node: Site) -> int:
        stretch = self.text[node.start : node.end]
        if "+" not in stretch[:3]:
            return self.line_end(node.start + len(stretch.rstrip()) - 1)
        return node.end - len(stretch) + len(stretch.removesuffix("\n").removesuffix("\r"))
