"""Single edits, as their text: what is written, and that nothing else is."""

from decimal import Decimal

import pytest

from plancode.document.source import SourceText
from plancode.edit.apply import apply
from plancode.edit.edits import Delete, EditValue, Insert, Move, Plain, RenameKey, Set, SetCell, TextEdit
from plancode.edit.errors import EditError
from tests.making import document_of, source_of


def _edited(text: str, *edits: TextEdit) -> str:
    return apply(source_of(text), edits)


def _refused(text: str, *edits: TextEdit) -> str:
    with pytest.raises(EditError) as raised:
        _edited(text, *edits)
    assert raised.value.path == "plan.yaml"
    assert raised.value.reason in str(raised.value)
    return raised.value.variant


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("NO", "NO"), ("on", "on"), ("1:30", "1:30"), ("2026-01-01", "2026-01-01"), ("1_000", "1_000"),
        ("120万", "120万"), ("-3d", "-3d"), ("华东：上海", "华东：上海"), ("a#b", "a#b"), ("x: y", '"x: y"'),
        ("120", '"120"'), ("1.5", '"1.5"'), ("007", '"007"'), ("1e3", '"1e3"'), ("0x1F", '"0x1F"'), ("-0", '"-0"'),
        (".5", '".5"'), ("true", '"true"'), ("null", '"null"'), ("~", '"~"'), ("", '""'), (" a", '" a"'),
        ("a #b", '"a #b"'), ("a:", '"a:"'), ("- a", '"- a"'), ("-", '"-"'), ("---", '"---"'), ("[a", '"[a"'),
        ("@a", '"@a"'), ("a, b", "a, b"), ("a}", "a}"), ('say "hi"', 'say "hi"'), ('"hi": x', "'\"hi\": x'"),
        ("C:\\x y: z", "'C:\\x y: z'"), ("it's: x", '"it\'s: x"'), ("a\tb", '"a\\tb"'), ("<<", '"<<"'),
        (5, "5"), (-5, "-5"), (Decimal("1.50"), "1.50"), (Decimal("1E+3"), "1000"), (True, "true"), (None, "null"),
        (Plain("120"), "120"), (Plain("1.2M"), "1.2M"), ([], "[]"), ({}, "{}"), ("\u3000a: ", '"\u3000a: "'),
    ],
)  # fmt: skip
def test_value_is_written_as_a_person_would(value: EditValue, written: str) -> None:
    """Plain where the dialect reads the same, else in quotes; the comment after it stays."""
    assert _edited("a: old  # why\nb: 1\n", Set(("a",), value)) == f"a: {written}  # why\nb: 1\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [("a, b", '"a, b"'), ("a}", '"a}"'), ("two\nlines", '"two\\nlines"'), ({"a": [1, "x"]}, "{a: [1, x]}")],
)
def test_value_in_brackets(value: EditValue, written: str) -> None:
    """In flow style everything stays on the line."""
    assert _edited("a: {b: old, c: 1}  # d\n", Set(("a", "b"), value)) == f"a: {{b: {written}, c: 1}}  # d\n"


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("a: 'x'\n", "y", "a: 'y'\n"),
        ("a: 'x'\n", "it's", "a: 'it''s'\n"),
        ('a: "x"\n', "y", 'a: "y"\n'),
        ('a: "007"\n', "008", 'a: "008"\n'),
        ('a: "007"\n', 7, "a: 7\n"),
        ("a:\nb: 1\n", "x", "a: x\nb: 1\n"),
        ("a:   # c\nb: 1\n", "x", "a: x   # c\nb: 1\n"),
        ("a: x # c\nb: 1\n", "l\nm\n", "a: | # c\n  l\n  m\nb: 1\n"),
        ("a: |- # c\n    l\n    m\nb: 1\n", "n\no", "a: |- # c\n    n\n    o\nb: 1\n"),
        ("a: |+ # c\n  l\n\n\nb: 1\n", "x", "a: x # c\nb: 1\n"),
        ("a: |\n  l\n\n\nb: 1\n", "x", "a: x\n\n\nb: 1\n"),
        ("a: |\n  l", "x\ny", "a: |-\n  x\n  y"),
        ("a: >-\n  l\n  m\nb: 1\n", "x: y", "a: >-\n  x: y\nb: 1\n"),
        ("a:\n  x\nb: 1\n", "y", "a:\n  y\nb: 1\n"),
        ("a: x  # c\nb: 1\n", {"d": [1], "e": {}}, "a:  # c\n  d:\n    - 1\n  e: {}\nb: 1\n"),
        ("a:  # c\n  d: 1  # e\n  # f\nb: 1\n", 5, "a: 5  # c\nb: 1\n"),
        ("a:  # c\n  d: 1  # e\n  f: 2\n", {"d": 1, "f": 3}, "a:  # c\n  d: 1  # e\n  f: 3\n"),
        ("a:\n  - 1 # x\n  - 2\n  - 3 # z\n", [1, 3], "a:\n  - 1 # x\n  - 3 # z\n"),
        ("a:\n- 1\n- 2\n", {"b": [1]}, "a:\n  b:\n  - 1\n"),
        ("a:\n-   b: 1\n- {}\n", [{"b": 1}, {"c": 1, "d": [2]}], "a:\n-   b: 1\n- c: 1\n  d:\n  -   2\n"),
        ("a:\n-\n- x\n", [{"c": 1, "d": "l\nm"}, "x"], "a:\n- c: 1\n  d: |-\n    l\n    m\n- x\n"),
        ("a: [1, 2]\n", [2, 3, 4], "a: [2, 3, 4]\n"),
        ("a: {b: 1}\n", {"c": 1}, "a: {c: 1}\n"),
    ],
)
def test_style_stays(before: str, value: EditValue, after: str) -> None:
    """Quotes, indents, comments and style are those of the value before, as far as the new one can have them."""
    assert _edited(before, Set(("a",), value)) == after


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ("a: []  # c\n", Insert(("a",), 0, "x"), "a: [x]  # c\n"),
        ("a: []  # c\n", Insert(("a",), 0, {"b": 1}), "a:  # c\n  - b: 1\n"),
        ("a: {}\n", Insert(("a",), "b", "l\nm"), "a:\n  b: |-\n    l\n    m\n"),
        ("a:\n  - x # c\nb: 1\n", Insert(("a",), 1, "y"), "a:\n  - x # c\n  - y\nb: 1\n"),
        ("a:\n  - x # c", Insert(("a",), 1, "y"), "a:\n  - x # c\n  - y"),
        ("a:\n  # c\n  - x\n", Insert(("a",), 0, "y"), "a:\n  - y\n  # c\n  - x\n"),
        ("a:\n    - x\n", Insert(("a",), 1, {"b": [1], "c": {"d": 2}}),
         "a:\n    - x\n    - b:\n          - 1\n      c:\n        d: 2\n"),
        ("a:\n  - {b: 1}\n", Insert(("a",), 1, {"b": 2, "c": "x"}), "a:\n  - {b: 1}\n  - {b: 2, c: x}\n"),
        ("a:\n  - b: 1\n\n  - b: 2\n", Insert(("a",), 2, {"b": 3}), "a:\n  - b: 1\n\n  - b: 2\n\n  - b: 3\n"),
        ("- b: 1\n  c: 2\n", Insert((0,), "a", 0, "b"), "- a: 0\n  b: 1\n  c: 2\n"),
        ("a: [ x, y ]\n", Insert(("a",), 2, "z"), "a: [ x, y, z ]\n"),
        ("a: [\n  x, # c\n  y # d\n]\n", Insert(("a",), 2, "z"), "a: [\n  x, # c\n  y, # d\n  z\n]\n"),
        ("a: [\n  x,\n  y, # d\n]\n", Insert(("a",), 2, "z"), "a: [\n  x,\n  y, # d\n  z,\n]\n"),
        ("a: [\n  x,\n  y\n]\n", Insert(("a",), 1, "z"), "a: [\n  x,\n  z,\n  y\n]\n"),
        ("a: 1\n---\nb: 1\n", Insert((), "c", 2, document=1), "a: 1\n---\nb: 1\nc: 2\n"),
        ("a: 1\n---\nb: 1\n", Insert((), "c", 2), "a: 1\nc: 2\n---\nb: 1\n"),
    ],
)  # fmt: skip
def test_insert(before: str, edit: Insert, after: str) -> None:
    """New entries stand as their neighbours do; taking them away gives the text before."""
    assert _edited(before, edit) == after
    assert _edited(after, Delete((*edit.route, edit.at), edit.document)) == before


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ("a:  # c\n  - x\nb: 1\n", Delete(("a", 0)), "a: []  # c\nb: 1\n"),
        ("a:\n  b: 1\n", Delete(("a", "b")), "a: {}\n"),
        ("- a: 1\n", Delete((0, "a")), "- {}\n"),
        ("# h\n\na: 1 # c\n", Delete(("a",)), "# h\n\n{}\n"),
        ("# h\na: 1\nb: 2\n", Delete(("a",)), "# h\nb: 2\n"),
        ("a: 1\n\n# own\n# own\nb: 2\n\nc: 3\n", Delete(("b",)), "a: 1\n\nc: 3\n"),
        ("a: 1\n# not own\n\nb: 2\nc: 3\n", Delete(("b",)), "a: 1\n# not own\n\nc: 3\n"),
        ("a:\n  - b: 1\n    # in it\n  - c: 2\n", Delete(("a", 0)), "a:\n  - c: 2\n"),
        ("- a: 1\n  b: 2\n", Delete((0, "a")), "- b: 2\n"),
        ("- a: 1\n  # of b\n  b: 2\n", Delete((0, "a")), "-\n  # of b\n  b: 2\n"),
        ("a: 1\nb: 2", Delete(("b",)), "a: 1"),
        ("a: {b: 1, c: 2}\n", Delete(("a", "b")), "a: {c: 2}\n"),
        ("a: {b: 1,\n    c: 2, d: 3}\n", Delete(("a", "c")), "a: {b: 1,\n    d: 3}\n"),
        ("a: {b: 1, c: 2,\n    d: 3}\n", Delete(("a", "c")), "a: {b: 1,\n    d: 3}\n"),
        ("a: {b: 1,\n    c: 2}\n", Delete(("a", "c")), "a: {b: 1}\n"),
        ("a: [\n  x, # c\n  # own\n  y, # d\n  z\n]\n", Delete(("a", 1)), "a: [\n  x, # c\n  z\n]\n"),
        ("a: [\n  x, # c\n  y # d\n]\n", Delete(("a", 1)), "a: [\n  x # c\n]\n"),
        ("a: [x] # c\n", Delete(("a", 0)), "a: [] # c\n"),
    ],
)
def test_delete(before: str, edit: Delete, after: str) -> None:
    """An entry goes with its own comments; what is left empty says so."""
    assert _edited(before, edit) == after


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ("a: {b: 1}\n", RenameKey(("a", "b"), "区域"), "a: {区域: 1}\n"),
        ("'a': 1\n", RenameKey(("a",), "b"), "'b': 1\n"),
        ("a: 1\n", RenameKey(("a",), "x: y"), '"x: y": 1\n'),
        ("a:\n  - x # 1\n  # two\n  - y\nb:\n  - z\n", Move(("a", 1), ("b", 0)),
         "a:\n  - x # 1\nb:\n  # two\n  - y\n  - z\n"),
        ("a:\n  - x # 1\nb: []\n", Move(("a", 0), ("a", 1)), "a:\n  - x # 1\nb: []\n"),
        ("a: {b: 1, c: 2}\nd: {}\n", Move(("a", "b"), ("d", "e")), "a: {c: 2}\nd: {e: 1}\n"),
        ("a: {b: 1, c: 2}\n", Move(("a", "b"), ("a", "e")), "a: {e: 1, c: 2}\n"),
        ("a: 1\nb: 2 # x\nc: 3\n", Move(("b",), ("b",), "a"), "b: 2 # x\na: 1\nc: 3\n"),
        ("a:\n  b: '1' # x\n  c:\n    d: |\n      l\ne:\n    f: 1\n", Move(("a", "c"), ("e", "g")),
         "a:\n  b: '1' # x\ne:\n    f: 1\n    g:\n      d: |\n        l\n"),
    ],
)  # fmt: skip
def test_rename_and_move(before: str, edit: TextEdit, after: str) -> None:
    """Keys keep their quotes, moved entries their comments and quotes."""
    assert _edited(before, edit) == after


@pytest.mark.parametrize(
    ("text", "edits", "variant"),
    [
        ("a: &x 1\n", [Set(("a",), 2)], "faults"),
        ("a: 010\nb: 1\n", [Set(("b",), 2)], "faults"),
        ("a: [\n", [Set(("a",), 2)], "faults"),
        ("a: 1\n", [Set(("b",), 2)], "no_such_value"),
        ("a: 1\n", [Set(("a", 0), 2)], "no_such_value"),
        ("a: [1]\n", [Set(("a", -1), 2)], "no_such_value"),
        ("a: 1\n", [Set((), {"a": 1})], "whole_document"),
        ("a: 1\n", [Set(("a",), 2, document=1)], "no_document"),
        ("a: 1\n", [Insert(("a",), 0, 2)], "no_collection"),
        ("a: [1]\n", [Insert(("a",), 2, 2)], "no_position"),
        ("a: [1]\n", [Insert(("a",), "x", 2)], "no_position"),
        ("a: {b: 1}\n", [Insert(("a",), 0, 2)], "no_position"),
        ("a: {b: 1}\n", [Insert(("a",), "b", 2)], "key_exists"),
        ("a: {b: 1}\n", [Insert(("a",), "c", 2), Insert(("a",), "c", 3)], "key_exists"),
        ("a: 1\nb: 2\n", [RenameKey(("a",), "b")], "key_exists"),
        ("a: [1]\n", [RenameKey(("a", 0), "b")], "bad_key"),
        ("a: 1\n", [RenameKey(("a",), "")], "bad_key"),
        ("a: 1\n", [Insert((), "<<", 1)], "bad_key"),
        ("a: 1\n", [Set(("a",), "x\u202ey")], "bad_text"),
        ("a: 1\n", [Set(("a",), "x\x00y")], "bad_text"),
        ("a: 1\n", [Set(("a",), Plain("010"))], "bad_plain"),
        ("a: 1\n", [Set(("a",), Plain("x: y"))], "bad_plain"),
        ("a: 1\n", [Set(("a",), Plain("x\nb: 2"))], "bad_plain"),
        ("a: 1\n", [Set(("a",), Decimal("NaN"))], "bad_number"),
        ("a: 1\n", [Set(("a",), 10**30)], "bad_number"),
        ("a: 1\n", [Set(("a",), 1.5)], "bad_value"),  # type: ignore[arg-type]  # what is refused
        ("a: 1\n", [Set(("a",), 2), Set(("a",), 3)], "overlap"),
        ("a: {b: 1}\n", [Set(("a",), 2), Set(("a", "b"), 3)], "overlap"),
        ("a: {b: 1}\n", [Delete(("a",)), Insert(("a",), "c", 3)], "overlap"),
        ("a: {b: 1}\n", [Delete(("a",)), RenameKey(("a",), "c")], "overlap"),
        ("a: {b: 1}\nc: {}\n", [Move(("a",), ("c", "x")), Delete(("a", "b"))], "overlap"),
        ("a: {b: 1}\n", [Move(("a",), ("a", "b", "c"))], "into_itself"),
        ("a:\n  - x # c\nb: [y]\n", [Move(("a", 0), ("b", 0))], "comment_lost"),
        ("? a\n: b\nc: 1\n", [Set(("a",), "x"), Insert((), "d", 1)], "faults"),
        ("a: [b: 1]\n", [Insert(("a", 0), "c", 1)], "unusual"),
        ("a: 1\n", [Set(("a",), 2), SetCell(0, "a", "x")], "mixed"),
    ],
)
def test_refused(text: str, edits: list[TextEdit], variant: str) -> None:
    """What cannot be done is refused, with a reason."""
    assert _refused(text, *edits) == variant


def test_batch_refers_to_the_text_before() -> None:
    """All routes are those of the text before, whatever the other edits do."""
    before = "a:\n  - x\n  - y # why\n  - z\nb: {c: 1, d: 2}\n"
    edits: list[TextEdit] = [
        Delete(("a", 0)),
        Insert(("a",), 1, "new"),
        Set(("a", 2), "Z"),
        Delete(("b", "c")),
        RenameKey(("b", "d"), "e"),
    ]
    assert _edited(before, *edits) == "a:\n  - new\n  - y # why\n  - Z\nb: {e: 2}\n"
    assert _edited(before, *reversed(edits)) == "a:\n  - new\n  - y # why\n  - Z\nb: {e: 2}\n"


def test_everything_goes_and_something_comes() -> None:
    """A list keeps its style where all of it goes and something else comes."""
    before = "a: # c\n  - x\n  - y\n"
    edits: list[TextEdit] = [Delete(("a", 0)), Delete(("a", 1)), Insert(("a",), 2, "n"), Insert(("a",), 2, "o")]
    assert _edited(before, *edits) == "a: # c\n  - n\n  - o\n"
    assert _edited(before, *edits[:2]) == "a: [] # c\n"


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_line_ends(line_break: str) -> None:
    """New lines end as the others do."""
    before = "a: 1\nb:\n  - {x: 1}\n\nc: x\n".replace("\n", line_break)
    edits: list[TextEdit] = [Insert(("b",), 1, {"x": 2}), Set(("c",), "l\nm"), Insert((), "d", [1, {"e": 2}])]
    after = "a: 1\nb:\n  - {x: 1}\n  - {x: 2}\n\nc: |-\n  l\n  m\nd:\n  - 1\n  - e: 2\n".replace("\n", line_break)
    assert _edited(before, *edits) == after


def test_nothing_to_do_changes_nothing() -> None:
    """A value set to itself is left as it is written."""
    before = "a: [ 1,2 ]\nb:   'x'\nc: 1.50\n"
    assert _edited(before, Set(("a",), [1, 2]), Set(("b",), "x"), Set(("c",), Decimal("1.5"))) == before
    assert apply(SourceText("x.yaml", ""), []) == ""


def test_text_of_an_edit_is_read_by_the_dialect() -> None:
    """A new person in a list of persons looks like them."""
    before = "people:\n  - id: a\n    skills: {x: 1}\n    leave: [{from: 2026-01-01}]\n"
    new: EditValue = {"id": "b", "skills": {"x": 2}, "leave": [{"from": "2026-02-01"}], "note": "l\nm\n"}
    after = _edited(before, Insert(("people",), 1, new))
    assert after.removeprefix(before) == (
        "  - id: b\n    skills: {x: 2}\n    leave: [{from: 2026-02-01}]\n    note: |\n      l\n      m\n"
    )
    assert document_of(after).at(("people", 1)) == new
