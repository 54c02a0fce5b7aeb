"""How a CSV file is written, told by its first line alone: an engine that guesses from more may lose rows in silence.

A guessing reader takes a row that begins with `#` for a comment, lines before a longer one for a title, and a file
with one short row for a table of a single column. Here a row that does not fit fails the file.
"""

import csv
import gzip
import io
from codecs import getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple, cast

from plancode.actuals.refusals import RefusedError
from plancode.actuals.watch import Watch
from plancode.document.csv_document import rows_in
from plancode.document.source import encoding_of

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
    """The delimiter of a file and the names of its columns, those that come again numbered."""

    delimiter: str
    columns: tuple[str, ...]
    zipped: bool


def dialect_of(path: Path) -> CsvDialect:
    """Return how a file is written; raises RefusedError where its first line names no columns."""
    with _opened(path) as file:
        head = file.read(_HEAD)
    try:
        text = getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError as error:
        whole = head if len(head) < _HEAD else head[: head.rfind(b"\n") + 1] or head
        raise RefusedError("encoding", (encoding_of(whole),), line=head.count(b"\n", 0, error.start) + 1) from None
    if len(head) == _HEAD and not {"\n", "\r"} & set(text):
        raise RefusedError("long_line", line=1, limit=_HEAD)
    if text.startswith(_UNMERGED):
        raise RefusedError("unmerged", line=1)
    mark, heads = max(((mark, _heads(text, mark)) for mark in _DELIMITERS), key=lambda choice: len(choice[1]))
    if len(heads) > MOST_COLUMNS:
        raise RefusedError("wide", found=len(heads), limit=MOST_COLUMNS)
    if not any(map(str.strip, heads)):
        raise RefusedError("empty")
    return CsvDialect(mark, tuple(_numbered(heads)), path.suffix == ".gz")


def look_through(path: Path, watch: Watch) -> None:
    """Raise RefusedError where an engine and an editor would not see the same lines.

    A lone carriage return begins a row for the engine, and none for whoever reviews the file; within quotes it is a
    part of the text. A line that is longer than the engine's block can be lost.
    """
    quotes, line, before = 0, 1, b""
    with _opened(path) as file:
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
    with _opened(path) as file:
        lines = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        rows = rows_in(lines, dialect.delimiter)
        try:
            for number, row in enumerate(rows):
                if not number % _BETWEEN_LOOKS:
                    watch.check()
                if row and row[0].startswith(_UNMERGED):
                    return RefusedError("unmerged", line=rows.line_num)
                if row and len(row) != len(dialect.columns):
                    return RefusedError("ragged", line=rows.line_num, found=len(row), limit=len(dialect.columns))
        except UnicodeDecodeError:
            return _undecodable(path)
        except csv.Error:
            return RefusedError("quote", line=max(rows.line_num, 1))
    mixed = _mixed_end(path)
    return RefusedError("mixed_ends", line=mixed) if mixed is not None else None


def _mixed_end(path: Path) -> int | None:
    """Return the number of the first line that ends otherwise than the first: as on Windows, or as elsewhere."""
    with _opened(path) as file:
        first = file.readline().endswith(b"\r\n")
        ends = ((number, line) for number, line in enumerate(file, 2) if line.endswith(b"\n"))
        return next((number for number, line in ends if line.endswith(b"\r\n") is not first), None)


def _undecodable(path: Path) -> RefusedError:
    """Return where a file is not UTF-8 first, and what such lines look like."""
    found: dict[int, bytes] = {}
    with _opened(path) as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                found[number] = line
                if len(found) == _LINES:
                    break
    return RefusedError("encoding", (encoding_of(b"".join(found.values())),), line=min(found, default=1))


def _opened(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _heads(text: str, mark: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), [])
    except csv.Error:
        return []


def _numbered(heads: list[str]) -> Iterator[str]:
    """Yield names that are all different: engines take no column twice, nor in other letter cases."""
    seen: dict[str, int] = {}
    for number, head in enumerate(heads):
        name = plain = head.strip() or f"column {number + 1}"
        while name.casefold() in seen:
            seen[plain.casefold()] += 1
            name = f"{plain} {seen[plain.casefold()]}"
        seen[name.casefold()] = 1
        yield name
