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
from typing import Final, NamedTuple

_DELIMITERS: Final = ",;\t|"
_HEAD: Final = 1 << 16
"""The first line ends within so many bytes."""


class Dialect(NamedTuple):
    """The delimiter of a file and the names of its columns, those that come again numbered."""

    delimiter: str
    columns: tuple[str, ...]
    zipped: bool


def dialect_of(path: Path) -> Dialect | None:
    """Return how a file is written; None where it has no first line."""
    zipped = path.suffix == ".gz"
    with gzip.open(path) if zipped else path.open("rb") as file:
        text = getincrementaldecoder("utf-8-sig")().decode(file.read(_HEAD))
    found = [(mark, _heads(text, mark)) for mark in _DELIMITERS]
    mark, heads = max(found, key=lambda one: len(one[1]))
    return Dialect(mark, tuple(_numbered(heads)), zipped) if any(map(str.strip, heads)) else None


def _heads(text: str, mark: str) -> list[str]:
    return next(csv.reader(io.StringIO(text, newline=""), delimiter=mark), [])


def _numbered(heads: list[str]) -> Iterator[str]:
    """Yield names that are all different: engines take no column twice, nor in other letter cases."""
    seen: set[str] = set()
    for number, head in enumerate(heads):
        name = head.strip() or f"column {number + 1}"
        while name.casefold() in seen:
            name += " again"
        seen.add(name.casefold())
        yield name
