"""Every value of every example plan: changed and changed back, put in and taken away, the bytes are the same."""

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

import pytest

from plancode.document.compose import compose
from plancode.document.csv_document import read_csv
from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.document.yaml_document import Node, YamlDocument
from plancode.edit.apply import apply
from plancode.edit.edits import Delete, DeleteRow, Insert, InsertRow, Move, RenameKey, Set, SetCell, TextEdit
from plancode.findings.place import Route
from tests.edit.meaning import meant, same
from tests.making import NAMES, each_route, files_of, source_of

FILES = [
    (f"{name}/{path}", data)
    for name in NAMES
    for path, data in files_of(name).items()
    if path.endswith(".yaml") and path != "plancode.yaml"
]
LISTS = [(f"{name}/{path}", data) for name in NAMES for path, data in files_of(name).items() if path.endswith(".csv")]
MOST = 15
IDS = [name for name, _ in FILES]
MAPPING: Node = {"id": "new", "title": "新的: 一", "codes": {"erp": "007", "on": ["a", "b"]}}
LIST: Node = ["x", {"a": Decimal("1.50"), "b": []}]


@lru_cache(4)
def _read(text: str) -> list[YamlDocument]:
    return compose(SourceText("", text), Limits()).documents


def _documents(source: SourceText) -> list[YamlDocument]:
    """Return the documents of a text; of one that is edited many times, always the same."""
    return _read(source.text)


def _values(source: SourceText) -> Iterator[tuple[int, Route, Node]]:
    for number, document in enumerate(_documents(source)):
        for route, value in each_route(document.data):
            if route:
                yield number, route, value  # type: ignore[misc]  # each_route says less than it knows


def _there_and_back(source: SourceText, there: list[TextEdit], back: list[TextEdit]) -> str:
    """Make edits and take them back; return the text between."""
    before = [document.data for document in _documents(source)]
    text = apply(source, there)
    changed = SourceText(source.path, text)
    after = [document.data for document in _documents(changed)]
    assert same(after, meant(before, there))
    assert apply(changed, back) == source.text
    return text


def _sign(document: YamlDocument, route: Route) -> str:
    """Return the first character of a value as it is written. Wrapped texts are wrapped anew, so not as they were."""
    span = document.span(route)
    return document.source.line(span.line)[span.column - 1]


def _other(document: YamlDocument, route: Route, value: Node) -> Node:
    """Return another value, one that stands in quotes where this one needs them, or has none."""
    if _sign(document, route) in "'\"":
        return "0815" if str(value).isdigit() else "anders"
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return "多一行\n两行\n" if "\n" in value else f"{value}, other: [1] #"
    return Decimal("12345.60") if isinstance(value, Decimal) else 987


@pytest.mark.parametrize(("name", "data"), FILES, ids=IDS)
def test_set_and_set_back(name: str, data: bytes) -> None:
    """Each scalar takes another value and its own again; one line differs, and all at once is the same."""
    source = source_of(data, name)
    documents = _documents(source)
    there: list[TextEdit] = []
    back: list[TextEdit] = []
    for number, route, value in _values(source):
        if isinstance(value, dict | list) or _sign(documents[number], route) == ">":
            continue
        there.append(Set(route, _other(documents[number], route, value), number))
        back.append(Set(route, value, number))
        if len(there) % 17 == 0:
            text = _there_and_back(source, there[-1:], back[-1:])
            pairs = zip(text.splitlines(), source.text.splitlines(), strict=True)
            assert sum(one != other for one, other in pairs) == 1 or "\n" in str(value)
    _there_and_back(source, there, back)


@pytest.mark.parametrize(("name", "data"), FILES, ids=IDS)
def test_insert_and_delete(name: str, data: bytes) -> None:
    """Lists and mappings take something at the beginning, in the middle and at the end, and let it go again."""
    source = source_of(data, name)
    wanted = [(number, route, value) for number, route, value in _values(source) if isinstance(value, dict | list)]
    for turn, (number, route, value) in enumerate(wanted[:: len(wanted) // MOST + 1]):
        new = (MAPPING, LIST, "text: x", 5)[turn % 4]
        if isinstance(value, list):
            at = (0, len(value) // 2, len(value))[turn % 3]
            _there_and_back(source, [Insert(route, at, new, document=number)], [Delete((*route, at), number)])
        else:
            before = [None, *value][turn % (1 + len(value))]
            there = Insert(route, "a-new", new, before, number)
            _there_and_back(source, [there], [Delete((*route, "a-new"), number)])


@pytest.mark.parametrize(("name", "data"), FILES, ids=IDS)
def test_delete(name: str, data: bytes) -> None:
    """Whatever is deleted, the rest is what it was, and stands in the lines it stood in."""
    source = source_of(data, name)
    before = [document.data for document in _documents(source)]
    wanted = list(_values(source))
    for number, route, _ in wanted[:: len(wanted) // MOST + 1]:
        edits = [Delete(route, number)]
        text = apply(source, edits)
        assert same([one.data for one in _documents(SourceText("", text))], meant(before, edits))
        kept = set(source.text.splitlines())
        assert sum(line not in kept for line in text.splitlines()) <= 1


def _renamed(route: Route) -> Route:
    return tuple(f"{step} 2" if isinstance(step, str) and not step.isdigit() else step for step in route)


@pytest.mark.parametrize(("name", "data"), FILES, ids=IDS)
def test_rename_and_back(name: str, data: bytes) -> None:
    """All keys take another name and their own again."""
    source = source_of(data, name)
    values = ((number, route) for number, route, _ in _values(source))
    keys = [(number, route) for number, route in values if isinstance(route[-1], str) and not route[-1].isdigit()]
    there: list[TextEdit] = [RenameKey(route, f"{route[-1]} 2", number) for number, route in keys]
    back: list[TextEdit] = [RenameKey(_renamed(route), str(route[-1]), number) for number, route in keys]
    _there_and_back(source, there, back)


@pytest.mark.parametrize(("name", "data"), FILES, ids=IDS)
@pytest.mark.slow
def test_move_and_back(name: str, data: bytes) -> None:
    """The first item of a list goes to its end and back, comments and all."""
    source = source_of(data, name)
    for number, route, value in _values(source):
        if isinstance(value, list) and len(value) > 1:
            last = len(value) - 1
            there = Move((*route, 0), (*route, len(value)), document=number)
            text = apply(source, [there])
            before = [document.data for document in _documents(source)]
            changed = SourceText("", text)
            after = [document.data for document in _documents(changed)]
            assert same(after, meant(before, [there]))
            again = apply(changed, [Move((*route, last), (*route, 0), document=number)])
            assert sorted(again.split()) == sorted(source.text.split())
            assert same([one.data for one in _documents(SourceText("", again))], before)


@pytest.mark.parametrize(("name", "data"), LISTS, ids=[name for name, _ in LISTS])
def test_cells_and_rows(name: str, data: bytes) -> None:
    """Cells and rows of every list are changed, put in, taken away, and back."""
    source = source_of(data, name)
    document, problems = read_csv(source, Limits())
    assert document is not None
    assert problems == []
    column = document.header[-1]
    number = len(document.rows) // 2
    old = document.rows[number][-1]
    text = apply(source, [SetCell(number, column, 'a, "b"\n;c')])
    assert text != source.text
    assert apply(SourceText(name, text), [SetCell(number, column, old)]).replace(f'"{old}"', old) == source.text
    for at in (0, number, len(document.rows)):
        text = apply(source, [InsertRow(at, {document.header[0]: "new", column: "1,5"})])
        assert apply(SourceText(name, text), [DeleteRow(at)]) == source.text
