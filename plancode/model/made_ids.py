"""Ids of the rows of a table that has none: made of a column, the same whatever order the rows stand in."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plancode.document.table_document import TableDocument
from plancode.model.cells import RowFault
from plancode.shape.meant import as_id

_LONGEST: Final = 50
_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class RowIds:
    """The ids of all rows, and what is wrong with those from which none can be made."""

    of: Sequence[str]
    faults: Mapping[int, tuple[RowFault, ...]]


def row_ids(document: TableDocument, column: int) -> RowIds:
    """Return the ids of rows made of a column: rows that make the same one, and those without a text, are faults."""
    texts = [" ".join(cells[column].split()) for cells in document.rows]
    ids = [made_id(text) if text else "" for text in texts]
    faults: dict[int, tuple[RowFault, ...]] = {}
    first: dict[str, int] = {}
    for number, own_id in enumerate(ids):
        before = first.setdefault(own_id, number)
        if not own_id:
            faults[number] = (RowFault(column, "SHP139", "plain", {"column": document.header[column]}),)
        elif before != number:
            other = document.place_of_cell(document.lines[before], column).name
            values = {"name": texts[number], "other": texts[before], "id": own_id, "place": other}
            variant = "same" if texts[number] == texts[before] else "plain"
            faults[number] = (RowFault(column, "SHP138", variant, values),)
    return RowIds(ids, faults)


def made_id(text: str) -> str:
    """Return the id that a text makes: its letters without accents; of other scripts also digits of its digest."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    made = as_id(plain)
    if made and len(made) <= _LONGEST and not any(map(_is_lost, plain)):
        return made
    digest = hashlib.sha256(plain.casefold().encode()).hexdigest()[:_DIGITS]
    return f"{made[:_LONGEST].strip('-._') or 'id'}-{digest}"


def _is_lost(letter: str) -> bool:
    """Whether nothing of a letter or digit stands in an id."""
    return letter.isalnum() and not as_id(letter)
