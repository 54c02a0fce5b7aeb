"""Any batch of edits on any document, written in any style: all of it as it is meant, and nothing else changed."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plancode.document.compose import compose
from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.document.yaml_document import YamlDocument
from plancode.edit.apply import apply, apply_all
from plancode.edit.edits import Delete, Insert, Move, Plain, RenameKey, Set, TextEdit
from plancode.edit.errors import EditError
from plancode.edit.fresh import document_text
from tests.document.test_compose import KEYS, LEAVES, NODES
from tests.edit.meaning import Loose, meant, same
from tests.making import MANY, each_route, example_documents, tree_of

Made = TypeVar("Made")
STYLES = st.sampled_from([None, False, True])
ALLOWED = {"overlap", "key_exists", "into_itself", "comment_lost", "bad_number", "bad_key", "unusual"}
NEW = st.one_of(NODES, LEAVES, st.sampled_from([Plain("1.2M"), Plain("12"), Plain("x"), [], {}]))


def _tried(make: Callable[[], Made]) -> Made | None:
    """Return what is made, or None where it is refused for a reason that it may be refused for."""
    try:
        return make()
    except EditError as error:
        if error.variant in ALLOWED:
            return None
        raise


def _commented(draw: st.DrawFn, text: str) -> str:
    """Return a text with comments and blank lines strewn between its lines, as far as it stays the same."""
    before = [one.data for one in _documents(text)]
    for _ in range(draw(st.integers(0, 4))):
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        way = draw(st.integers(0, 3))
        pad = " " * draw(st.sampled_from([0, 0, 2, 4]))
        if way == 0:
            lines.insert(at, "")
        elif way == 1:
            lines.insert(at, f"{pad}# above")
        elif lines[at].strip():
            lines[at] += "  # 旁注"
        tried = "\n".join(lines)
        found = compose(SourceText("", tried), Limits())
        if not found.problems and [one.data for one in found.documents] == before:
            text = tried
    return text


def _documents(text: str) -> list[YamlDocument]:
    found = compose(SourceText("", text), Limits())
    assert found.problems == []
    return found.documents


@st.composite
def files(draw: st.DrawFn) -> str:
    """Return a file of one to three documents, in block, flow or mixed style, with any line ends."""
    nodes = draw(st.lists(st.dictionaries(KEYS, NODES, min_size=1, max_size=4), min_size=1, max_size=3))
    texts = [_dumped(draw, node) for node in nodes]
    text = _commented(draw, "---\n".join(texts))
    text = text.removesuffix("\n") if draw(st.booleans()) else text
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _dumped(draw: st.DrawFn, node: object) -> str:
    indented = draw(st.booleans())

    class Dumper(yaml.SafeDumper):
        """Indents lists below keys, or not, and writes decimals plainly, texts in any quotes."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002
            super().increase_indent(flow, indentless and not indented)

    style = draw(st.sampled_from(['"', '"', "'"]))
    Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style))
    Dumper.add_representer(
        Decimal, lambda dumper, one: dumper.represent_scalar("tag:yaml.org,2002:float", f"{one:f}", "")
    )
    text: str = yaml.dump(
        node,
        Dumper=Dumper,
        default_flow_style=draw(STYLES),
        allow_unicode=True,
        sort_keys=False,
        width=draw(st.sampled_from([30, 200])),
        indent=draw(st.sampled_from([2, 4])),
    )
    return text


@st.composite
def batches(draw: st.DrawFn, text: str, most: int = 5) -> list[TextEdit]:
    """Return edits of a file."""
    found: list[TextEdit] = []
    documents = _documents(text)
    for _ in range(draw(st.integers(1, most))):
        number = draw(st.integers(0, len(documents) - 1))
        routes = [(route, node) for route, node in each_route(documents[number].data)]
        route, _ = draw(st.sampled_from(routes))
        into, entries = draw(st.sampled_from([(one, below) for one, below in routes if isinstance(below, dict | list)]))
        at: Any = draw(KEYS) if isinstance(entries, dict) else draw(st.integers(0, len(entries)))
        before = draw(st.sampled_from([None, *entries])) if isinstance(entries, dict) else None
        way = draw(st.integers(0, 4))
        if way == 0 or not route:
            found.append(Insert(into, at, draw(NEW), before, number))
        elif way == 1:
            found.append(Set(route, draw(NEW), number))
        elif way == 2:
            found.append(Delete(route, number))
        elif way == 3 and isinstance(route[-1], str):
            found.append(RenameKey(route, draw(KEYS), number))
        elif (*into, at) != route:  # to its own place: before or behind what is put there too is not said
            found.append(Move(route, (*into, at), before, number))
    return found


@pytest.mark.slow
@given(st.data())
@MANY
def test_batch_is_what_it_means(data: st.DataObject) -> None:
    """What is read after a batch is what was meant, in every document of the file; or all of it is refused."""
    text = data.draw(files())
    edits = data.draw(batches(text))
    before = [one.data for one in _documents(text)]
    after = _tried(lambda: apply(SourceText("x.yaml", text), edits))
    if after is None:
        return
    read = [one.data for one in _documents(after)]
    wanted = meant(before, edits)
    assert all(_alike(edits, one, other) for one, other in zip(read, wanted, strict=True))
    if "\r\n" in text:
        assert "\n" not in after.replace("\r\n", "")


def _alike(edits: list[TextEdit], one: Loose, other: Loose) -> bool:
    """Whether two values are the same. A mapping that is set keeps the order of the keys it had."""
    return bool(one == other) if any(isinstance(edit, Set) for edit in edits) else same(one, other)


@pytest.mark.slow
@given(st.data())
@MANY
def test_comments_stay(data: st.DataObject) -> None:
    """Setting, renaming and inserting lose no comment but those inside a value that becomes another."""
    text = data.draw(files())
    edits = [edit for edit in data.draw(batches(text)) if isinstance(edit, Insert | RenameKey)]
    after = _tried(lambda: apply(SourceText("x.yaml", text), edits))
    if after is None:
        return
    for comment in ("# above", "# 旁注"):
        assert after.count(comment) == text.count(comment)


@pytest.mark.slow
@given(st.data())
@MANY
def test_one_scalar_is_one_line(data: st.DataObject) -> None:
    """Another number in the place of one changes nothing before and nothing after it."""
    text = data.draw(files())
    documents = _documents(text)
    found = [
        (number, route)
        for number, document in enumerate(documents)
        for route, node in each_route(document.data)
        if isinstance(node, int | Decimal) and not isinstance(node, bool)
    ]
    if not found:
        return
    number, route = data.draw(st.sampled_from(found))
    span = documents[number].span(route)
    start = documents[number].source.line_start(span.line) + span.column - 1
    end = start + span.end_column - span.column
    after = apply(SourceText("x.yaml", text), [Set(route, 4711, number)])
    assert after == text[:start] + "4711" + text[end:]


@pytest.mark.slow
@given(st.data())
@MANY
def test_insert_then_delete(data: st.DataObject) -> None:
    """What is put in and taken away again leaves the same values; in one round of a plan the same bytes."""
    text = data.draw(files())
    documents = _documents(text)
    number = data.draw(st.integers(0, len(documents) - 1))
    places = [(r, n) for r, n in each_route(documents[number].data) if isinstance(n, dict | list)]
    route, node = data.draw(st.sampled_from(places))
    at: Any = data.draw(st.integers(0, len(node))) if isinstance(node, list) else data.draw(KEYS)
    new = Insert(route, at, data.draw(NEW), document=number)
    there = _tried(lambda: apply(SourceText("x.yaml", text), [new]))
    if there is None:
        return
    back = apply(SourceText("x.yaml", there), [Delete((*route, at), number)])
    assert same([one.data for one in _documents(back)], [one.data for one in documents])


@given(st.data())
@MANY
def test_batch_on_example(data: st.DataObject) -> None:
    """Batches on the example plans, BOM or not, are what they mean; other lines stay."""
    _, document = data.draw(st.sampled_from(example_documents()))
    text = document.source.text
    mark = data.draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    edits = data.draw(batches(text, 8))
    before = [one.data for one in _documents(text)]
    tree = tree_of({"a.yaml": mark + text.encode(), "b.yaml": "x: 1\n"})
    found = _tried(lambda: apply_all(tree, {"a.yaml": edits, "b.yaml": []}))
    if found is None:
        return
    after = found.get("a.yaml", mark + text.encode())
    assert "b.yaml" not in found
    assert after.startswith(mark)
    read = [one.data for one in _documents(after.removeprefix(mark).decode())]
    assert all(_alike(edits, one, other) for one, other in zip(read, meant(before, edits), strict=True))


@given(st.dictionaries(KEYS, NODES, max_size=5))
@MANY
def test_new_document_is_what_it_says(data: dict[str, Any]) -> None:
    """A new document reads as its data, whatever they are, or is refused."""
    text = _tried(lambda: document_text("review", data, "zh"))
    if text is None:
        return
    read = _documents(text)[0].data
    assert read == {**data, "plancode": "v1", "kind": "review"}
