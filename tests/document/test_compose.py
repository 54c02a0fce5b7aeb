"""The composer against PyYAML's own loader, its places, and what happens after a fault."""

import os
import re
import subprocess
import sys
import time
from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plancode.document.limits import Limits
from plancode.document.signs import has_signs, hidden_sign
from plancode.document.yaml_document import YamlDocument
from tests.making import FEW, MANY, composed, document_of, each_route, example_documents, said, source_of, text_at

ALPHABET = st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Zl", "Zp"]).filter(lambda one: not has_signs(one))
TEXTS = st.one_of(
    st.text(ALPHABET, max_size=12),
    st.sampled_from(
        ["NO", "on", "010", "1e3", "~", "null", "true", "1:30", "2026-01-01", "- a", "a: b", "#", "'", '"']
    ),
    st.sampled_from(["华东", "😀 a", "two\nlines", "tab\there", " lead", "trail ", "a\n\n b\n", "[", "{", "---", "<<"]),
)
KEYS = st.text(ALPHABET, min_size=1, max_size=6).filter(lambda key: key not in ("<<", "="))
LEAVES = st.one_of(
    TEXTS,
    st.integers(-(10**17), 10**17),
    st.booleans(),
    st.none(),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6).filter(bool),
)
NODES = st.recursive(
    LEAVES,
    lambda below: st.one_of(st.lists(below, max_size=4), st.dictionaries(KEYS, below, max_size=4)),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, NODES, min_size=1, max_size=5)


class _Quoted(str):
    """A text that is to be dumped in quotes."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Dumps decimals plainly and all texts in quotes."""


_Dumper.add_representer(_Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), '"'))
_Dumper.add_representer(
    Decimal, lambda dumper, number: dumper.represent_scalar("tag:yaml.org,2002:float", f"{number:f}", "")
)


def _quoted(node: object) -> object:
    if isinstance(node, str):
        return _Quoted(node)
    if isinstance(node, dict):
        return {key if key.isidentifier() else _Quoted(key): _quoted(value) for key, value in node.items()}
    return [_quoted(value) for value in node] if isinstance(node, list) else node


def _dumped(node: object, *, flow: bool | None, width: int = 80) -> str:
    text: str = yaml.dump(_quoted(node), Dumper=_Dumper, default_flow_style=flow, allow_unicode=True, width=width)
    return text


def _as_floats(node: object) -> object:
    if isinstance(node, Decimal):
        return float(node)
    if isinstance(node, dict):
        return {key: _as_floats(value) for key, value in node.items()}
    return [_as_floats(value) for value in node] if isinstance(node, list) else node


@MANY
@given(DOCUMENTS, st.sampled_from([True, False, None]), st.sampled_from([20, 80, 1000]))
def test_composed_values_are_what_pyyaml_loads(node: dict[str, object], flow: bool | None, width: int) -> None:  # noqa: FBT001  # given by name
    """On what both accept, the composer and PyYAML's own loader give the same values."""
    text = _dumped(node, flow=flow, width=width)
    found = composed(text)
    assert found.problems == []
    assert len(found.documents) == 1
    assert _as_floats(found.documents[0].data) == yaml.load(text, yaml.CSafeLoader)  # a safe loader
    assert found.documents[0].data == node


@pytest.mark.parametrize("name", [name for name, _ in example_documents()])
def test_example_documents_are_what_pyyaml_loads(name: str) -> None:
    """Every document of the example plans has the values that PyYAML finds without its conversions."""
    document = dict(example_documents())[name]
    number = int(name.rpartition("#")[2])
    loaded = list(yaml.load_all(document.source.text, yaml.CSafeLoader))[number]
    assert _without_bars(_as_floats(document.data)) == _as_texts(loaded)


def _without_bars(node: object) -> object:
    """Return a value with `1_000` as the number that YAML 1.1 takes it for."""
    if isinstance(node, str):
        return int(node.replace("_", "")) if re.fullmatch("[0-9]+(_[0-9]+)+", node) else node
    if isinstance(node, dict):
        return {key: _without_bars(value) for key, value in node.items()}
    return [_without_bars(value) for value in node] if isinstance(node, list) else node


def _as_texts(node: object) -> object:
    if isinstance(node, date):
        return node.isoformat()
    if isinstance(node, dict):
        return {"on" if key is True else str(key): _as_texts(value) for key, value in node.items()}
    return [_as_texts(value) for value in node] if isinstance(node, list) else node


def _check_spans(document: YamlDocument) -> None:
    for route, value in each_route(document.data):
        span = document.span(route)
        text = text_at(document.source, span.line, span.column, span.end_line, span.end_column)
        if not isinstance(value, dict | list):
            assert text[0] in "|>" or document_of(f"- {text}\n").data == [value], (route, text)
        if route and isinstance(route[-1], str):
            key = document.span(route, key=True)
            shown_key = text_at(document.source, key.line, key.column, key.end_line, key.end_column)
            assert document_of(f"{shown_key}: 1\n").data == {route[-1]: 1}


@MANY
@given(DOCUMENTS, st.sampled_from([True, False]))
def test_spans_hold_the_text_of_values_and_keys(node: dict[str, object], flow: bool) -> None:  # noqa: FBT001
    """The text at the place of a value, read again, is that value; the text at the place of a key is that key."""
    text = _dumped(node, flow=flow, width=10_000)
    document = document_of(text)
    for route, value in each_route(document.data):
        span = document.span(route)
        if not isinstance(value, dict | list) and value is not None:
            assert span.line == span.end_line
            shown = text_at(document.source, span.line, span.column, span.end_line, span.end_column)
            assert document_of(f"[{shown}]\n").data == [value]
        if route and isinstance(route[-1], str):
            key = document.span(route, key=True)
            shown = text_at(document.source, key.line, key.column, key.end_line, key.end_column)
            assert document_of(f"{{{shown}: 1}}\n").data == {route[-1]: 1}


@pytest.mark.parametrize("name", [name for name, _ in example_documents() if "revenue" in name or "team" in name])
def test_spans_of_example_documents(name: str) -> None:
    """In the example plans too, places hold the text of their values."""
    _check_spans(dict(example_documents())[name])


def test_place_of_a_missing_step_is_that_of_what_is_there() -> None:
    """Steps that a document does not have are passed over."""
    document = document_of("a: {b: 1}\n")
    assert document.span(("a", "b", "c")) == document.span(("a", "b"))
    assert document.span(("x",)).line == 1


def test_mapping_of_many_lines_is_marked_on_its_first() -> None:
    """Of a mapping or list only the first line is marked."""
    document = document_of("top: 1\nlist:\n  - a: 1\n    b: 2\n")
    assert (document.span(("list", 0)).line, document.span(("list", 0)).end_line) == (3, 3)


def test_place_of_a_deep_route_takes_no_time() -> None:
    """Finding a place takes time that grows with the length of its route alone, also where keys repeat."""
    depth = 20
    document = document_of("{a: " * depth + "1" + "}" * depth + "\n")
    start = time.perf_counter()
    span = document.span(("a",) * depth)
    assert time.perf_counter() - start < 0.2
    assert span.column == 4 * depth + 1


def test_step_that_is_not_there_does_not_lead_elsewhere() -> None:
    """The place of one of many, written as that one alone, is that of the one."""
    document = document_of("list: [{one: x}, {one: y}]\n")
    assert document.span(("list", 1, "one", 0)) == document.span(("list", 1, "one"))
    assert document.span(("list", 1, "one", "one")) == document.span(("list", 1, "one"))


DUPLICATES = [
    ("a: 1\na: 2\nb: 3\n", {"a": 1, "b": 3}, 2),
    ("a: {x: 1, y: [1, 2]}\na: {x: {z: 2}, q: [3, {r: 4}]}\nb: 3\n", {"a": {"x": 1, "y": [1, 2]}, "b": 3}, 2),
    ("{a: 1, b: 2, a: [1, {c: 2}], c: 3}\n", {"a": 1, "b": 2, "c": 3}, 1),
    ("a:\n  b: 1\n  c: 2\n  b: {d: 1, d: 2}\n  e: 5\nf: 6\n", {"a": {"b": 1, "c": 2, "e": 5}, "f": 6}, 4),
    ("- {k: 1, k: 2, m: 3}\n- n\n", [{"k": 1, "m": 3}, "n"], 1),
    ('a: 1\n"a": 2\nb: 3\n', {"a": 1, "b": 3}, 2),
    ("a: 1\na:\nb: 3\n", {"a": 1, "b": 3}, 2),
]


@pytest.mark.parametrize(("text", "data", "line"), DUPLICATES)
def test_duplicate_key_leaves_the_first_and_all_later_places_right(text: str, data: object, line: int) -> None:
    """Of two keys the first value stays, both places are told, and whatever follows is placed right."""
    found = composed(text)
    assert said(found.problems)[0] == ("TXT106", "plain", line)
    document = found.documents[0]
    assert document.data == data
    for route, value in each_route(document.data):
        if isinstance(value, int):
            span = document.span(route)
            shown = text_at(document.source, span.line, span.column, span.end_line, span.end_column)
            assert shown == str(value)
    first = found.problems[0].related[0].span
    assert first is not None
    assert text_at(document.source, first.line, first.column, first.end_line, first.end_column) in ("a", "b", "k")


FORBIDDEN_THINGS = [
    ("a: &x 1\n", "TXT107"),
    ("a: &x [1]\nb: *x\n", "TXT107"),
    ("a: &a [*a]\n", "TXT107"),
    ("a: !!int 1\n", "TXT108"),
    ("a: ! b\n", "TXT108"),
    ("a: !!python/object/apply:os.system [id]\n", "TXT108"),
    ("!!map {a: 1}\n", "TXT108"),
    ("a: !local {b: 1}\n", "TXT108"),
    ("!!str a: 1\n", "TXT108"),
    ("a: !!set {b}\n", "TXT108"),
    ("%YAML 1.1\n---\na: 1\n", "TXT109"),
    ("%TAG !py! tag:yaml.org,2002:python/\n---\na: 1\n", "TXT109"),
    ("? [a]\n: 1\n", "TXT110"),
    ("{[a]: 1}\n", "TXT110"),
    ("a: 1\n? \n: 2\n", "TXT110"),
    ('"": 1\n', "TXT110"),
    ('"a\\nb": 1\n', "TXT110"),
    ('a: "\\e[2J"\n', "TXT103"),
    ('a: "\\0"\n', "TXT103"),
    ('a: "\\u202e"\n', "TXT103"),
    ('"a\\u200bb": 1\n', "TXT103"),
    ('"a\\u202eb": 1\n', "TXT103"),
]


@pytest.mark.parametrize(("text", "code"), FORBIDDEN_THINGS)
def test_forbidden_thing_is_a_finding(text: str, code: str) -> None:
    """What the dialect leaves out is reported, and never constructed."""
    assert {one.code for one in composed(text).problems} == {code}


def test_alias_bomb_takes_no_time() -> None:
    """Aliases are never expanded."""
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    start = time.perf_counter()
    found = composed("\n".join(lines))
    assert time.perf_counter() - start < 0.5
    assert {one.code for one in found.problems} == {"TXT107"}


BREAKS = ["\n", "\r\n"]
FAULTS = [
    ("a: [1, 2\n", "TXT105"),
    ('a: "never closed\n', "TXT105"),
    ("a: b: c\n", "TXT105"),
    ("a: 1\n  b: 2\n", "TXT105"),
    ("a: 1\n\tb: 2\n", "TXT105"),
    ("- a\nb: 1\n", "TXT105"),
    ("a: @x\n", "TXT105"),
    ('a: "\\q"\n', "TXT105"),
    ("a: {b: 1]\n", "TXT105"),
    ("a: " + "[" * 60 + "]" * 60 + "\n", "TXT104"),
    ("? [a]\n: 1\n", "TXT110"),
    ("a: 1\na: 2\n", "TXT106"),
    ("a: &x 1\n", "TXT107"),
    ("a: 010\n", "TXT111"),
]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("end", BREAKS, ids=["LF", "CRLF"])
@pytest.mark.parametrize(("fault", "code"), FAULTS)
def test_reading_goes_on_at_the_next_document(fault: str, code: str, end: str, mark: bytes) -> None:
    """After each sort of fault the next document is read whole, with its lines and columns counted right."""
    text = f"华: 😀 wide\n---\n{fault}---\nnext: 1\n😀东: [a, 'b😀', c]\nlast: 010\n".replace("\n", end)
    found = composed(mark + text.encode())
    lines = text.split(end)
    assert code in {one.code for one in found.problems}
    assert found.documents[0].data == {"华": "😀 wide"}
    last = found.documents[-1]
    assert last.data == {"next": 1, "😀东": ["a", "b😀", "c"], "last": "010"}
    assert last.span(("next",)).line == lines.index("next: 1") + 1
    span = last.span(("😀东", 2))
    assert (span.line, span.column, span.end_column) == (lines.index("next: 1") + 2, 15, 16)
    assert said(found.problems)[-1] == ("TXT111", "plain", lines.index("last: 010") + 1)
    faulty = next(one.place.line for one in found.problems if one.code == code)
    assert 3 <= faulty <= lines.index("next: 1") + 1


def test_directive_before_a_fault_does_not_end_the_reading() -> None:
    """A document with a directive and too deep a list is left once, and the next one is read."""
    found = composed("%YAML 1.2\n---\na: " + "[" * 60 + "]" * 60 + "\n---\nb: 1\n")
    assert [one.code for one in found.problems] == ["TXT109", "TXT104"]
    assert [one.data for one in found.documents] == [{"b": 1}]


def test_unread_text_is_kept() -> None:
    """What could not be read is kept as text, so that names in it are not called unknown."""
    found = composed("a: 1\n---\nid: east\nb: [\n---\nc: 1\n")
    assert [document.data for document in found.documents] == [{"a": 1}, {"c": 1}]
    assert len(found.unread) == 1
    assert "id: east" in found.unread[0]
    assert "c: 1" not in found.unread[0]


def test_faults_are_limited() -> None:
    """A file with more faults than the limit is not read to its end, and says so."""
    text = "".join(f"a: &x{number} 1\n---\n" for number in range(300))
    found = composed(text)
    assert len(found.problems) <= Limits().faults + 1
    assert said(found.problems)[-1][:2] == ("TXT104", "faults")


def test_nodes_are_limited() -> None:
    """A document with more values than the limit is left, and the next one is read."""
    found = composed("a: [" + "1, " * 300 + "1]\n---\nb: 1\n", Limits(nodes=100))
    assert said(found.problems) == [("TXT104", "nodes", 1)]
    assert [one.data for one in found.documents] == [{"b": 1}]


@pytest.mark.parametrize(
    "text", ["[" * 200_000, "[" * 25_000 + "]" * 25_000, "- " * 30_000, "{a: " * 50_000, "? " * 50_000]
)
def test_deep_nesting_stops_at_once(text: str) -> None:
    """Brackets without end kill nothing and take no time, tried in a process of their own."""
    program = (
        "import sys;from plancode.document.compose import compose;from plancode.document.limits import Limits;"
        "from plancode.document.source import SourceText;"
        "print([p.code for p in compose(SourceText('x', sys.stdin.read()), Limits()).problems])"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program], input=text, capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "TXT" in done.stdout
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "character", ["\u2028", "\u2029", "\x85", "\u202e", "\u2066", "\u200b", "\ufeff", "\x00", "\x07", "\x7f"]
)
def test_hidden_character_is_a_finding_with_its_line(character: str) -> None:
    """A character that hides something stops the reading of the file, and its line is told."""
    from plancode.document.source import decode
    from plancode.findings.problem import Problem

    found = decode("x.yaml", f"a: 1\nb: li # x{character}c: 2\n".encode())
    assert isinstance(found, Problem)
    assert (found.code, found.place.line) == ("TXT103", 2)
    assert found.place.span is not None
    assert found.place.span.column == 10


@FEW
@given(st.text(max_size=60))
def test_any_text_gives_problems_not_exceptions(text: str) -> None:
    """Whatever stands in a file, composing it returns."""
    if hidden_sign(text) is None:
        for document in composed(text).documents:
            for route, _ in each_route(document.data):
                document.span(route)


def test_line_numbers_with_every_kind_of_break() -> None:
    """LF and CRLF each end one line; an astral character takes one column; beyond the end is the end."""
    source = source_of("a\r\nb\n😀d")
    assert [source.position(offset) for offset in (0, 3, 5, 6, 9)] == [(1, 1), (2, 1), (3, 1), (3, 2), (3, 3)]
    assert [source.line(number) for number in range(5)] == ["", "a", "b", "😀d", ""]


def test_environment_is_not_asked() -> None:
    """Composing depends on nothing but the text: the hash seed of the process changes no order."""
    program = "from tests.making import composed;print(list(composed('{b: 1, a: 2, c: 3}').documents[0].data))"
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert seen == {"['b', 'a', 'c']\n"}
