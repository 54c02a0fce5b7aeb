"""Records in the cells of a row: owners with their shares, in one cell or in columns side by side."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, cast

from plancode.model.base import To
from plancode.model.cells import IsName, Reader, holds_figures, kinds_of, parted, reference_of, texts_of
from plancode.shape.base import Shape
from plancode.shape.fields import fields_by_key, models_in

_PART: Final = r"[0-9]+(?:[.,][0-9]+)?\s*[%％]|[0-9]+/[0-9]+"
_NAME_AND_PART: Final = re.compile(rf"(?P<name>.*?)(?:\s*[:：=,，(（]\s*|\s+)(?P<part>{_PART})\s*[)）]?")
_PART_AND_NAME: Final = re.compile(rf"(?P<part>{_PART})\s+(?P<name>.+)")


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """What every entry of a list names, and the part of a whole that may stand beside it, by their keys."""

    model: type[Shape]
    name: str
    part: str
    to: To | None


@dataclass(frozen=True, slots=True)
class CellOf:
    """A cell of a list of records: the key below the list, nothing for what the row says of each, and its text."""

    key: str
    text: str
    read: Reader | None = None


@dataclass(frozen=True, slots=True)
class Unlike:
    """So many names stand in a row beside so many of what belongs to each."""

    names: int
    key: str
    others: int


@cache
def record_of(annotation: Hashable) -> ListedRecord | None:
    """Return what the entries of a list are that must have a name and may have a part of a whole; None for others."""
    model = next(models_in(annotation), None)
    if model is None or tuple not in kinds_of(annotation)[0]:
        return None
    fields = fields_by_key(model)
    names = [key for key, info in fields.items() if info.is_required()]
    parts = [key for key, info in fields.items() if holds_figures(cast("Hashable", info.annotation))]
    return (
        ListedRecord(model, names[0], parts[0], reference_of(fields[names[0]]))
        if len(names) == len(parts) == 1
        else None
    )


def headings_of(model: type[Shape]) -> dict[str, str]:
    """Return what the headings of a table stand for: the fields, and of records one alone and its part."""
    fields = fields_by_key(model)
    headings = {key: key for key in fields}
    for key, info in fields.items():
        record = record_of(cast("Hashable", info.annotation))
        if record is not None:
            one = key.removesuffix("s")
            for heading in (record.part, f"{one}_{record.part}"):
                headings.setdefault(heading, f"{key}.{record.part}")
            headings.setdefault(one, key)
    return headings


def records(
    record: ListedRecord, cells: Sequence[CellOf], words: Mapping[str, str], is_name: IsName
) -> list[dict[str, object]] | Unlike:
    """Return the records that the cells of a row make, each by the keys below the list; or why they do not match.

    A cell without a key, or with that of their name, has names, each with its part where one stands beside it; words
    of the table mean others. Other cells have a value for each, or one for all. Several columns of names go with as
    many of another key, in order.
    """
    named = [cell for cell in cells if cell.key in ("", record.name)]

    def is_named(text: str) -> bool:
        name, _ = _apart(text)
        return name in words or is_name(name)

    groups = [
        [_named(part, record, words) for part in parted(words.get(cell.text, cell.text), is_named)] for cell in named
    ]
    made = [one for one in chain.from_iterable(groups) if one[record.name]]
    for key in dict.fromkeys(cell.key for cell in cells if cell not in named):
        texts = [
            [cell.read(text) if cell.read else text for text in texts_of(cell.text)]
            for cell in cells
            if cell.key == key
        ]
        values = _beside([len(group) for group in groups], texts)
        if len(values) == 1 and key != record.part:
            values *= len(made)
        if len(values) not in (0, len(made)):
            return Unlike(len(made), key, len(values))
        for one, value in zip(made, values, strict=False):
            if value != "":
                one[key] = _part(str(value)) if key == record.part else value
    return made


def _beside(counts: Sequence[int], values: Sequence[list[object]]) -> list[object]:
    """Return the values of columns that stand beside columns with so many names each; a blank one leaves its names."""
    if len(counts) != len(values):
        return list(chain.from_iterable(values))
    blank = ((texts or [""] * count) for count, texts in zip(counts, values, strict=True))
    return list(chain.from_iterable(blank)) if any(values) else []


def _named(text: str, record: ListedRecord, words: Mapping[str, str]) -> dict[str, object]:
    """Return a name, with the part of a whole that stands beside it."""
    name, part = _apart(text)
    made: dict[str, object] = {record.name: words.get(name, name)}
    return made | ({record.part: _part(part)} if part else {})


def _apart(text: str) -> tuple[str, str]:
    found = _NAME_AND_PART.fullmatch(text) or _PART_AND_NAME.fullmatch(text)
    return (found["name"], found["part"]) if found is not None else (text, "")


def _part(text: str) -> str:
    """Return a part of a whole as plancode writes it."""
    return "".join(text.split()).replace("％", "%").replace(",", ".")
