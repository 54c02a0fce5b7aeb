"""Lists in CSV files: as Excel or a colleague may have saved them, with the place of every cell."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.document.csv_document import CsvDocument, read_csv
from plancode.document.limits import Limits
from plancode.document.source import decode
from plancode.findings.problem import Problem
from tests.making import MANY, PLAN, checked, said, source_of, text_at

SEPARATORS = [",", ";", "\t"]
CELLS = st.text(st.sampled_from('ab 华😀,;\t"\n.5'), max_size=6)


def _read(text: str | bytes, limits: Limits | None = None) -> tuple[CsvDocument, list[Problem]]:
    document, problems = read_csv(source_of(text, "list.csv"), limits or Limits())
    assert document is not None, problems
    return document, problems


def _shown(document: CsvDocument, row: int, column: str) -> str:
    span = document.place((row, column)).span
    assert span is not None
    return text_at(document.source, span.line, span.column, span.end_line, span.end_column)


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_separators_line_ends_and_marks(separator: str, end: str, mark: bytes) -> None:
    """Comma, semicolon and tab, every line end, with and without byte order mark, give the same rows and places."""
    text = end.join([f"id{separator}name", f"a{separator}华联", f"b{separator}B", ""])
    document, problems = _read(mark + text.encode())
    assert problems == []
    assert document.header == ("id", "name")
    assert document.rows == [["a", "华联"], ["b", "B"]]
    assert list(document.lines) == [2, 3]
    assert _shown(document, 0, "name") == "华联"


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separator_line_of_excel(separator: str, end: str) -> None:
    """The line `sep=;` decides what separates, is no row, and lines are counted with it."""
    text = end.join([f"sep={separator}", f'id{separator}"a,,,,b;;;;c\t\t\t\td"', f"a{separator}A", ""])
    document, problems = _read(text)
    assert problems == []
    assert document.header == ("id", "a,,,,b;;;;c\t\t\t\td")
    assert document.rows == [["a", "A"]]
    assert list(document.lines) == [3]
    key = document.place(("id",), key=True).span
    assert key is not None
    assert (key.line, key.column, key.end_column) == (2, 1, 3)


def test_quoted_separator_in_the_header_does_not_count() -> None:
    """What separates is not decided by separators inside quotes."""
    document, _ = _read('id;"a, b, c";d\n1;2;3\n')
    assert document.header == ("id", "a, b, c", "d")


def test_quoted_newlines_keep_lines_right() -> None:
    """A cell with a line break does not shift the places below it."""
    document, problems = _read('id,text\na,"one\ntwo"\nb,"x ""y"" z"\nc,last\n')
    assert problems == []
    assert document.rows == [["a", "one\ntwo"], ["b", 'x "y" z'], ["c", "last"]]
    assert list(document.lines) == [2, 4, 5]
    assert _shown(document, 0, "text") == '"one\ntwo"'
    assert _shown(document, 1, "text") == '"x ""y"" z"'
    assert _shown(document, 2, "id") == "c"


def test_quote_inside_a_plain_cell_is_a_character() -> None:
    """A quote that does not begin a cell is part of it, and the next cells keep their places."""
    document, _ = _read('id,size,name\na,5" pipe,x\nb,6,y\n')
    assert document.rows[0] == ["a", '5" pipe', "x"]
    assert _shown(document, 0, "size") == '5" pipe'
    assert _shown(document, 0, "name") == "x"


def test_ragged_rows_are_reported_and_left_out() -> None:
    """A row of another length is reported on its line, and the others are read."""
    document, problems = _read("id,name\na\nb,B\nc,C,3\n\nd,D\n")
    assert said(problems) == [("TXT120", "ragged", 2), ("TXT120", "ragged", 4)]
    assert document.rows == [["b", "B"], ["d", "D"]]
    assert list(document.lines) == [3, 6]


def test_column_twice_is_reported_at_the_header() -> None:
    """Two columns of one name are reported where the name stands."""
    document, problems = _read("id,name, name \na,b,c\n")
    assert said(problems) == [("TXT120", "column_twice", 1)]
    assert document.header == ("id", "name", "name")


@pytest.mark.parametrize("text", ["", "\n", "  \n", ",,\n", "sep=;\n"])
def test_no_header_is_reported(text: str) -> None:
    """A list without names of columns is reported, not guessed at."""
    document, problems = read_csv(source_of(text), Limits())
    assert document is None
    assert [one.variant for one in problems] == ["no_header"]


def test_header_alone_is_an_empty_list() -> None:
    """A header without rows is a list without entries."""
    document, problems = _read("id,name\n")
    assert (document.rows, problems) == ([], [])


def test_empty_rows_are_passed_over() -> None:
    """Rows of nothing but separators, as Excel leaves them, are no rows."""
    document, problems = _read("id,name\n,\n\na,A\n,\n")
    assert problems == []
    assert document.rows == [["a", "A"]]
    assert list(document.lines) == [4]


def test_quote_that_never_closes_is_reported() -> None:
    """A quote that never closes is reported inside the file."""
    _, problems = read_csv(source_of('id,name\na,"B\nc,C\n'), Limits())
    assert [one.variant for one in problems] == ["broken"]
    assert 1 <= problems[0].place.line <= 4


def test_rows_are_limited() -> None:
    """More rows than the limit are a finding."""
    _, problems = _read("id\n" + "a\n" * 20, Limits(rows=10))
    assert [(one.code, one.variant) for one in problems] == [("TXT104", "rows")]


def test_gbk_file_is_told_as_such() -> None:
    """A list saved as GBK is reported as what it is."""
    found = decode("list.csv", "id,name\na,华联超市\n".encode("gbk"))
    assert isinstance(found, Problem)
    assert (found.code, found.variant, found.place.line) == ("TXT102", "gbk", 2)


@pytest.mark.parametrize(
    ("data", "variant"),
    [
        ("a,华\n".encode("utf-16"), "utf16"),
        ("id\nMüller & Söhne\n".encode("cp1252"), "cp1252"),
        (b"a,\xff\xfe\xfd\n", "invalid"),
        (b"id\n\xc3\x28\n", "invalid"),
    ],
)
def test_other_encodings_are_reported(data: bytes, variant: str) -> None:
    """UTF-16, Windows-1252 and bytes that mean nothing are reported, never read by a guess."""
    found = decode("list.csv", data)
    assert isinstance(found, Problem)
    assert (found.code, found.variant) == ("TXT102", variant)


@MANY
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS).filter(any), min_size=1, max_size=6),
    st.sampled_from(SEPARATORS),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_place_of_a_cell_holds_its_text(
    rows: list[tuple[str, str, str]], separator: str, end: str, quoting: int
) -> None:
    """For every cell, the text at its place is the cell as written in the file."""
    header = ("one", "two", "three")
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]  # a constant of csv
    writer.writerows([header, *rows])
    document, problems = _read(stream.getvalue())
    assert problems == []
    assert document.rows == [list(row) for row in rows]
    for number, row in enumerate(rows):
        for name, cell in zip(header, row, strict=True):
            shown = _shown(document, number, name)
            plain = cell.replace("\r\n", "\n").replace("\r", "\n")
            assert shown in (plain, '"' + plain.replace('"', '""') + '"')


TERRITORIES = "plancode: v1\nkind: territories\nid: t\naccounts: {file: a.csv}\nterritories: [{id: pudong}]\n"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("id,territory,class\nx,pudong,A\n", []),
        ("id,territory,clas\nx,pudong,A\n", [("SHP101", 1)]),
        ("territory\npudong\n", [("SHP102", 1)]),
        ("id,territory\nX Y,pudong\n", [("SHP104", 2)]),
        ("id,territory,potential\nx,pudong,lots\n", [("SHP107", 2)]),
        ("id,territory,kind\nx,pudong,shop\n", [("SHP105", 2)]),
        ("id,territory,needs.cold\nx,pudong,2.5\n", [("SHP103", 2)]),
        ("id,territory\n,pudong\n", [("SHP102", 2)]),
        ("id,territory\nx,pudong\n\ny\n", [("TXT120", 4)]),
        ("id,territory\nx,pudon\n", [("REF101", 2)]),
    ],
)
def test_rows_become_entities_or_findings(table: str, expected: list[tuple[str, int]]) -> None:
    """A fault in a list is found on its line of the list; the rows without fault are entities."""
    skills = "skills: [{id: cold}]\n"
    found = checked({"plan.yaml": PLAN + skills, "t.yaml": TERRITORIES, "a.csv": table})
    told = [(one.code, one.place.line) for one in found.findings if one.place.path == "a.csv"]
    assert told == expected


def test_cell_as_long_as_its_file() -> None:
    """A cell of more than 128 KB is a cell, not a quote that never closes."""
    long = "y" * 200_000
    document, problems = _read(f"id,name\na,{long}\nb,B\n")
    assert problems == []
    assert document.rows == [["a", long], ["b", "B"]]
