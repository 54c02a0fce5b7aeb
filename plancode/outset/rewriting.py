"""What is to become of the files of a plan: values that go, come and change, gathered, then written by place."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from plancode.document.csv_document import CsvDocument
from plancode.document.yaml_document import YamlDocument
from plancode.edit.apply import Edits, apply
from plancode.edit.edits import (
    Delete,
    DeleteRow,
    EditValue,
    Insert,
    InsertRow,
    Plain,
    RenameKey,
    Set,
    SetCell,
    TextEdit,
)
from plancode.findings.place import Route
from plancode.shape.validate import Located

_LINE: Final = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_SAYS: Final = re.compile(r"^[ \t]*[^#\s]", re.MULTILINE)


@dataclass
class _Document:
    """What becomes of one document."""

    document: YamlDocument
    number: int
    gone: set[Route] = field(default_factory=set)
    values: dict[Route, EditValue] = field(default_factory=dict)
    added: dict[tuple[Route, str], EditValue] = field(default_factory=dict)
    items: dict[Route, list[EditValue]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[Route, str] = field(default_factory=dict)

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it stays."""
        return () in self.gone

    def is_below(self, route: Route) -> bool:
        """Whether a value is, or lies in, one that goes."""
        return any(route[:length] in self.gone for length in range(len(route) + 1))

    def empty(self) -> None:
        """Let lists and mappings go of which everything goes."""
        for route in sorted(self.gone, key=len, reverse=True):
            above = route[:-1]
            while above and above not in self.gone and self._is_empty(above):
                self.gone.add(above)
                above = above[:-1]

    def _is_empty(self, route: Route) -> bool:
        node = self.document.at(route)
        steps = range(len(node)) if isinstance(node, list) else list(node) if isinstance(node, dict) else ()
        comes = route in self.items or any(into == route for into, _ in self.added)
        return not comes and all((*route, step) in self.gone for step in steps)

    def edits(self) -> Iterator[TextEdit]:
        """Yield the edits, none of them of what lies in something that goes."""
        self.empty()
        for route in self.gone:
            if not self.is_below(route[:-1]):
                yield Delete(route, self.number)
        yield from (Set(route, value, self.number) for route, value in self.values.items() if not self.is_below(route))
        yield from (RenameKey(route, key, self.number) for route, key in self.keys.items() if not self.is_below(route))
        for (route, key), value in self.added.items():
            if not self.is_below(route):
                yield Insert(route, key, value, document=self.number)
        for route, items in self.items.items():
            node = self.document.at(route)
            count = len(node) if isinstance(node, list) else 0
            if not self.is_below(route):
                yield from (Insert(route, count, item, document=self.number) for item in items)


@dataclass
class Rewriting:
    """What becomes of the documents and lists of a plan."""

    documents: dict[int, _Document]
    lists: dict[str, CsvDocument] = field(default_factory=dict)
    rows_gone: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    cells: dict[str, dict[tuple[int, str], str]] = field(default_factory=lambda: defaultdict(dict))
    rows: dict[str, list[Mapping[str, str]]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, documents: list[YamlDocument]) -> "Rewriting":
        """Begin with the documents of a plan, in the order of their files."""
        count: dict[str, int] = defaultdict(int)
        known = {}
        for document in documents:
            known[id(document)] = _Document(document, count[document.path])
            count[document.path] += 1
        return cls(known)

    def drop(self, document: Located, route: Route) -> None:
        """Take a value away: an entry, a row, or of `()` the whole document."""
        if isinstance(document, CsvDocument):
            self._row_or_cell(document, route, "")
        elif (real := _written(document, route)) is not None:
            self._of(document).gone.add(real)

    def put(self, document: Located, route: Route, value: EditValue) -> None:
        """Give a value that is written another one; a key that is not there comes at the end of its mapping."""
        if isinstance(document, CsvDocument):
            self._row_or_cell(document, route, value.text if isinstance(value, Plain) else str(value))
        elif (real := _written(document, route)) is not None:
            self._of(document).values[real] = value
        elif (above := _written(document, route[:-1])) is not None:
            self._of(document).added[above, str(route[-1])] = value

    def add(self, document: Located, route: Route, item: EditValue) -> None:
        """Put an item at the end of a list; a list that is not there is begun."""
        assert isinstance(document, YamlDocument)  # noqa: S101  # rows are added by `row`
        if document.real_route(route) == route:
            self._of(document).items[route].append(item)
            return
        begun = self._of(document).added.setdefault((route[:-1], str(route[-1])), [])
        assert isinstance(begun, list)  # noqa: S101  # nothing else is put there
        begun.append(item)

    def rename(self, document: Located, route: Route, key: str) -> None:
        """Give a key another name."""
        self._of(document).keys[document.real_route(route)] = key

    def row(self, document: CsvDocument, cells: Mapping[str, str]) -> None:
        """Put a row at the end of a list."""
        self.lists[document.path] = document
        self.rows[document.path].append(cells)

    def list_is_empty(self, document: CsvDocument) -> bool:
        """Whether every row of a list goes, and none comes."""
        path = document.path
        return not self.rows[path] and len(self.rows_gone[path]) == len(document.rows)

    def _row_or_cell(self, document: CsvDocument, route: Route, text: str) -> None:
        self.lists[document.path] = document
        row, column = route[0], ".".join(map(str, route[1:]))
        assert isinstance(row, int)  # noqa: S101  # routes of lists begin with the row
        if not column:
            self.rows_gone[document.path].add(row)
        elif column in document.header:
            self.cells[document.path][row, column] = text

    def _of(self, document: Located) -> _Document:
        return self.documents[id(document)]

    def stays(self, document: YamlDocument, route: Route) -> bool:
        """Whether something that is written stays."""
        return not self._of(document).is_below(route)

    def files(self) -> dict[str, bytes]:
        """Return the text of every file of which something stays."""
        by_path: dict[str, list[_Document]] = defaultdict(list)
        for one in self.documents.values():
            by_path[one.document.path].append(one)
        texts = {path: _text(documents) for path, documents in by_path.items()}
        return {path: text.encode() for path, text in texts.items() if text}

    def list_text(self, document: CsvDocument) -> bytes:
        """Return the text of a list."""
        path, gone = document.path, self.rows_gone[document.path]
        cells = ((row, column, text) for (row, column), text in self.cells[path].items() if row not in gone)
        edits: Edits = [
            *(SetCell(row, column, text) for row, column, text in cells),
            *(DeleteRow(row) for row in sorted(gone)),
            *(InsertRow(len(document.rows), row) for row in self.rows[path]),
        ]
        return (apply(document.source, edits) if edits else document.source.text).encode()


def _written(document: Located, route: Route) -> Route | None:
    """Return where something is written; None where it is not. One item of a list may be written without the list."""
    real = document.real_route(route)
    steps = tuple(step for step in route if not (isinstance(step, str) and step.startswith("<")))
    return real if steps == real or (steps[:-1] == real and isinstance(steps[-1], int)) else None


def _text(documents: list[_Document]) -> str:
    """Return the text of a file with its edits made, without the documents that go."""
    stay = [one for one in documents if not one.is_gone]
    source = documents[0].document.source
    if not stay:
        return ""
    text = apply(source, [edit for one in stay for edit in one.edits()])
    return text if len(stay) == len(documents) else _without(text, {one.number for one in documents if one.is_gone})


def _without(text: str, gone: set[int]) -> str:
    """Return a text of several documents without some of them."""
    starts = [match.start() for match in _LINE.finditer(text)]
    parts = [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)]
    kept, number = [], 0
    for part in parts:
        says = _SAYS.search(part.removeprefix("---")) is not None
        if not says or number not in gone:
            kept.append(part)
        number += says
    return "".join(kept).removeprefix("---\n")
