"""Edits of lists in CSV files, and of several files at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plancode.document.csv_document import read_csv
from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.edit.apply import Edits, apply, apply_all
from plancode.edit.edits import CellEdit, DeleteRow, InsertRow, Set, SetCell
from plancode.edit.errors import EditError
from plancode.tree.interface import EntryKind, TreeEntry, Unreadable
from tests.making import MANY, source_of, tree_of

BEFORE = 'id,name,n\na,"x, y",1\n\nb,"two\nlines",2\nc,z,3'
CELLS = st.text(st.sampled_from('ab 华,;\t"\n.5'), max_size=5)


def _edited(text: str, *edits: CellEdit) -> str:
    return apply(source_of(text, "list.csv"), edits)


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([SetCell(0, "name", "p")], 'id,name,n\na,"p",1\n\nb,"two\nlines",2\nc,z,3'),
        ([SetCell(2, "name", 'p "q"')], 'id,name,n\na,"x, y",1\n\nb,"two\nlines",2\nc,"p ""q""",3'),
        ([SetCell(1, "n", "5"), SetCell(1, "id", "B")], 'id,name,n\na,"x, y",1\n\nB,"two\nlines",5\nc,z,3'),
        ([DeleteRow(1)], 'id,name,n\na,"x, y",1\n\nc,z,3'),
        ([DeleteRow(2)], 'id,name,n\na,"x, y",1\n\nb,"two\nlines",2'),
        ([InsertRow(3, {"id": "d"})], f"{BEFORE}\nd,,"),
        ([InsertRow(0, {"id": "d", "name": "e"})], 'id,name,n\nd,"e",\na,"x, y",1\n\nb,"two\nlines",2\nc,z,3'),
        ([DeleteRow(2), InsertRow(3, {"n": "9"})], 'id,name,n\na,"x, y",1\n\nb,"two\nlines",2\n,,9'),
        ([DeleteRow(0), DeleteRow(1), DeleteRow(2)], "id,name,n\n"),
    ],
)
def test_cells_and_rows(edits: list[CellEdit], after: str) -> None:
    """Only what is edited changes, with any line ends."""
    if len(edits) == 3:
        assert _edited(BEFORE, *edits).replace("\n", "") == after.strip()
        return
    assert _edited(BEFORE, *edits) == after
    ends = BEFORE.replace("\n", "\r\n")
    assert _edited(ends, *edits) == after.replace("\n", "\r\n")


def test_separator_line_and_other_delimiter() -> None:
    """The delimiter is the one that the reader found."""
    before = "sep=;\r\nid;name\r\na;1,5\r\n"
    edits: list[CellEdit] = [SetCell(0, "name", "2;5"), InsertRow(1, {"id": "b"})]
    assert _edited(before, *edits) == 'sep=;\r\nid;name\r\na;"2;5"\r\nb;""\r\n'.replace(';""', ";")


def test_list_without_rows() -> None:
    """The first row of a list comes below its header."""
    assert _edited("id,n", InsertRow(0, {"id": "a"})) == "id,n\na,"
    assert _edited("id,n\r\n", InsertRow(0, {"id": "a"})) == "id,n\r\na,\r\n"


@pytest.mark.parametrize(
    ("edits", "variant"),
    [
        ([SetCell(3, "id", "x")], "no_row"),
        ([DeleteRow(-1)], "no_row"),
        ([InsertRow(4, {})], "no_row"),
        ([SetCell(0, "nn", "x")], "no_column"),
        ([InsertRow(0, {"nn": "x"})], "no_column"),
        ([InsertRow(0, {})], "not_as_meant"),
        ([SetCell(0, "id", "x\u200by")], "bad_text"),
        ([SetCell(0, "id", "x"), SetCell(0, "id", "y")], "overlap"),
        ([SetCell(0, "id", "x"), DeleteRow(0)], "overlap"),
        ([DeleteRow(0), DeleteRow(0)], "overlap"),
    ],
)
def test_refused(edits: list[CellEdit], variant: str) -> None:
    """What cannot be done is refused, with a reason."""
    with pytest.raises(EditError) as raised:
        _edited(BEFORE, *edits)
    assert raised.value.variant == variant


def test_list_with_faults_is_refused() -> None:
    """A list with a row that is too short is not edited."""
    with pytest.raises(EditError) as raised:
        _edited("id,n\na\n", SetCell(0, "id", "x"))
    assert raised.value.variant == "faults"


@given(st.data())
@MANY
def test_any_cell_in_any_list(data: st.DataObject) -> None:
    """What is read after an edit is what was meant; the text of the other rows stays."""
    delimiter = data.draw(st.sampled_from([",", ";", "\t"]))
    line_break = data.draw(st.sampled_from(["\n", "\r\n"]))
    rows = data.draw(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4))
    rows = [(one or "x", other) for one, other in rows]
    lines = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    source = SourceText("x.csv", line_break.join([delimiter.join(("p", "q")), *lines]) + line_break)
    at, text = data.draw(st.integers(0, len(rows) - 1)), data.draw(CELLS)
    found, problems = read_csv(SourceText("x.csv", apply(source, [SetCell(at, "q", text)])), Limits())
    assert found is not None
    assert problems == []
    assert found.rows == [[one, text if number == at else other] for number, (one, other) in enumerate(rows)]
    there = apply(source, [InsertRow(at, {"p": "n", "q": text})])
    assert apply(SourceText("x.csv", there), [DeleteRow(at)]) == source.text


def test_several_files_whole_or_not_at_all() -> None:
    """All files change, keeping their byte order marks, or none does."""
    mark = b"\xef\xbb\xbf"
    tree = tree_of({"a.yaml": mark + "a: 华\r\n".encode(), "l.csv": mark + b"id,n\r\na,1\r\n", "c.yaml": "c: 1\n"})
    edits: dict[str, Edits] = {
        "a.yaml": [Set(("a",), "东")],
        "l.csv": [SetCell(0, "n", "2")],
        "c.yaml": [Set(("c",), 1)],
    }
    assert apply_all(tree, edits) == {"a.yaml": mark + "a: 东\r\n".encode(), "l.csv": mark + b"id,n\r\na,2\r\n"}
    with pytest.raises(EditError) as raised:
        apply_all(tree, {"a.yaml": [Set(("a",), 1)], "c.yaml": [Set(("d",), 1)]})
    assert (raised.value.path, raised.value.route) == ("c.yaml", ("d",))


@pytest.mark.parametrize(
    ("path", "limit", "variant"),
    [
        ("no.yaml", 99, "no_file"), ("../a.yaml", 99, "no_file"), ("link.yaml", 99, "no_file"),
        ("a.yaml", 3, "too_large"), ("a.yaml", 5, "too_large"), ("gbk.yaml", 99, "faults"),
    ],
)  # fmt: skip
def test_file_is_refused(path: str, limit: int, variant: str) -> None:
    """Files that are not there, not text, or larger than is read, before or after, are refused."""
    tree = tree_of({"a.yaml": "a: 1\n", "gbk.yaml": "a: 华\n".encode("gbk")})
    with pytest.raises(EditError) as raised:
        apply_all(tree, {path: [Set(("a",), 222)]}, Limits(file_bytes=limit))
    assert raised.value.variant == variant


def test_file_that_cannot_be_read_is_refused() -> None:
    """A file that is gone by the time it is read is refused."""

    class Gone:
        """A tree whose only file cannot be read."""

        def entries(self) -> tuple[TreeEntry, ...]:
            """Name it."""
            return (TreeEntry("a.yaml", EntryKind.FILE, 1),)

        def read(self, path: str, limit: int) -> bytes:  # noqa: ARG002  # what a tree takes
            """Fail."""
            raise Unreadable(path, "gone")

    with pytest.raises(EditError, match="gone"):
        apply_all(Gone(), {"a.yaml": [Set(("a",), 1)]})
