"""How a CSV file is written, told by its first line alone: an engine that guesses from more may lose rows in silence.

A guessing reader takes a row that begins with `#` for a comment, lines before a longer one for a title, and a file
with one short row for a table of a single column. Here a row that does not fit fails the file.
"""

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from plancode.actuals.arranged import numbered, opened
from plancode.actuals.refusals import RefusedError
from plancode.actuals.watch import Watch
from plancode.document.csv_document import rows_in
from plancode.document.form import PLAIN, StatedForm
from plancode.document.heading import first_lines, heading_at, named, score
from plancode.document.source import encoding_of, readings

_DELIMITERS: Final = ",;\t|"
_UNMERGED: Final = ("<<<<<<< ", "=======", ">>>>>>> ")
"""How the lines begin with which git leaves two versions in a file."""
_HEAD: Final = 1 << 16
"""The first line ends within so many bytes."""
MOST_COLUMNS: Final = 2_000
LONGEST: Final = 1_000_000
"""Bytes of a line: past twice as many the engine gives up, and past its block it drops a last line without a word."""
_BETWEEN_LOOKS: Final = 10_000
_LINES: Final = 50
"""So many lines that are no UTF-8 tell what they are."""


class CsvDialect(NamedTuple):
    """How a file is written: the line of its header, and the names of its columns, those that come again numbered."""

    delimiter: str
    columns: tuple[str, ...]
    zipped: bool
    encoding: str = "utf-8-sig"
    header_line: int = 1

    def fits_engine(self, form: StatedForm) -> bool:
        """Whether an engine reads the file as it stands."""
        is_as_stated = not (form.headless or form.left_out or form.is_arranged or len(form.header) > 1)
        return self.encoding == "utf-8-sig" and is_as_stated


def dialect_of(path: Path, form: StatedForm = PLAIN, names: Collection[str] = ()) -> CsvDialect:
    """Return how a file is written; raises RefusedError where no line names columns.

    `names` are the columns that are looked for: the line that has the most of them is the header.
    """
    with opened(path) as file:
        most = _HEAD * (1 + max(form.header, default=0) // _LINES)
        head = file.read(most)
    encoding = form.encoding or ("utf-16" if encoding_of(head) == "utf16" else "utf-8-sig")
    try:
        text = getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError as error:
        if form.encoding is not None:
            raise RefusedError("encoding", ("stated", form.encoding), line=1) from None
        whole = head if len(head) < most else head[: head.rfind(b"\n") + 1] or head
        line = head.count(b"\n", 0, error.start) + 1
        raise RefusedError("encoding", (encoding_of(whole), *readings(head, error.start)), line=line) from None
    if len(head) == most and not {"\n", "\r"} & set(text):
        raise RefusedError("long_line", line=1, limit=_HEAD)
    if text.startswith(_UNMERGED):
        raise RefusedError("unmerged", line=1)
    marks = form.delimiter or _DELIMITERS
    found = (_header(text, mark, form, names) for mark in marks)
    _, _, heads, line, mark = max(found, key=lambda one: one[:2])
    if len(heads) > MOST_COLUMNS:
        raise RefusedError("wide", found=len(heads), limit=MOST_COLUMNS)
    if not any(head.strip(f"{_DELIMITERS} ") for head in heads):
        raise RefusedError("empty")
    return CsvDialect(mark, tuple(numbered(heads)), path.suffix == ".gz", encoding, line)


def _header(text: str, mark: str, form: StatedForm, names: Collection[str]) -> tuple[int, int, Sequence[str], int, str]:
    """Return how many of the names looked for the header has by a separator, how many columns, those, and its line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    rows: list[tuple[int, list[str]]] = []
    with suppress(csv.Error):
        while len(rows) < first_lines(form) and (row := next(reader, None)) is not None:
            rows.append((reader.line_num, row))
    at = heading_at(rows, form, names)
    if at < 0 and form.headless and rows:
        return 0, len(rows[0][1]), rows[0][1], 0, mark
    if at < 0:
        return 0, 0, (), 1, mark
    heads = named(rows, at, form, len(rows[at][1]))
    return score(heads, form, names), len(heads), heads, rows[at][0], mark


def look_through(path: Path, watch: Watch) -> None:
    """Raise RefusedError where an engine and an editor would not see the same lines.

    A lone carriage return begins a row for the engine, and none for whoever reviews the file; within quotes it is a
    part of the text. A line that is longer than the engine's block can be lost.
    """
    quotes, line, before = 0, 1, b""
    with opened(path) as file:
        while block := file.read(LONGEST):
            watch.check()
            if b"\n" not in block and len(block) == LONGEST:
                raise RefusedError("long_line", line=line, limit=LONGEST)
            if b"\r" in block or before.endswith(b"\r"):
                last = before[-1:]  # it is counted already, and is looked at once more
                _find_lone(last + block, quotes - last.count(b'"'), line - last.count(b"\n"))
            quotes += block.count(b'"')
            line += block.count(b"\n")
            before = block
        if before.endswith(b"\r") and not quotes % 2:
            raise RefusedError("line_breaks", line=line)


def _find_lone(block: bytes, quotes: int, line: int) -> None:
    """Raise RefusedError where a carriage return without a line feed stands outside quotes; the last sign may wait."""
    at = 0
    while 0 <= (stop := block.find(b"\r", at)) < len(block) - 1:
        quotes += block.count(b'"', at, stop)
        line += block.count(b"\n", at, stop)
        if block[stop + 1 : stop + 2] != b"\n" and not quotes % 2:
            raise RefusedError("line_breaks", line=line)
        at = stop + 1


def fault_of(path: Path, dialect: CsvDialect, watch: Watch) -> RefusedError | None:
    """Return the first row that does not fit, read anew row by row: no engine tells it so that it can be shown."""
    with opened(path) as file:
        lines = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        for _ in range(dialect.header_line - 1):
            lines.readline()
        rows = rows_in(lines, dialect.delimiter)
        above = dialect.header_line - 1
        try:
            for number, row in enumerate(rows):
                if not number % _BETWEEN_LOOKS:
                    watch.check()
                if row and row[0].startswith(_UNMERGED):
                    return RefusedError("unmerged", line=rows.line_num + above)
                if row and len(row) != len(dialect.columns):
                    width = len(dialect.columns)
                    return RefusedError("ragged", line=rows.line_num + above, found=len(row), limit=width)
        except UnicodeDecodeError:
            return _undecodable(path)
        except csv.Error:
            return RefusedError("quote", line=max(rows.line_num, 1) + above)
    mixed = _mixed_end(path)
    return RefusedError("mixed_ends", line=mixed) if mixed is not None else None


def _mixed_end(path: Path) -> int | None:
    """Return the number of the first line that ends otherwise than the first: as on Windows, or as elsewhere."""
    with opened(path) as file:
        first = file.readline().endswith(b"\r\n")
        ends = ((number, line) for number, line in enumerate(file, 2) if line.endswith(b"\n"))
        return next((number for number, line in ends if line.endswith(b"\r\n") is not first), None)


def _undecodable(path: Path) -> RefusedError:
    """Return where a file is not UTF-8 first, and what such lines look like."""
    found: dict[int, bytes] = {}
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                found[number] = line
                if len(found) == _LINES:
                    break
    names = (encoding_of(b"".join(found.values())), *_first_readings(found))
    return RefusedError("encoding", names, line=min(found, default=1))


def _first_readings(found: dict[int, bytes]) -> list[str]:
    """Return how the first text that is no UTF-8 reads in other encodings."""
    line = found[min(found)] if found else b""
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return readings(line, error.start)
    return []
