"""What a cell of a table says: a value, or several names or texts."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Final, get_args, get_origin

from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from plancode.dating import two_readings
from plancode.document.scalars import is_ambiguous, type_plain
from plancode.model.base import To
from plancode.quantity import Quantity
from plancode.said.value import Said, Verbatim
from plancode.shape.types import NAME_PATTERN, NAMES_PERIOD

Reader = Callable[[str], object]
IsName = Callable[[str], bool]
_BETWEEN: Final = re.compile(r"\s*[;；、\n|]\s*|\s+[/+&]\s+")
_COMMA: Final = re.compile(r"\s*[,，](?!\s*[0-9]+(?:[.,][0-9]+)?\s*[%％])\s*")
"""A comma between two names, and not one in a share, or before it."""
_NAME: Final = re.compile(NAME_PATTERN)


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a cell of the row that is being read."""

    column: int
    code: str
    variant: str
    values: Mapping[str, Said]


def fill_down(rows: Iterable[list[str]], columns: Iterable[int]) -> None:
    """Let a blank cell of the columns that are to be filled mean what stands above it."""
    last = dict.fromkeys(columns, "")
    for cells in rows if last else ():
        for number, above in last.items():
            cells[number] = last[number] = cells[number].strip() or above


@cache
def holds_figures(annotation: Hashable) -> bool:
    """Whether the cells of a column are amounts, shares or numbers with decimals."""
    origins, leaves = kinds_of(annotation)
    return not origins & {tuple, dict} and bool(leaves & {Quantity, Decimal})


@cache
def dated(annotation: Hashable, marks: tuple[str, ...]) -> str | None:
    """Return whether cells are days or periods; None where they are neither."""
    origins, leaves = kinds_of(annotation)
    if origins & {tuple, dict}:
        return None
    if date in leaves:
        return "day"
    return "period" if NAMES_PERIOD in leaves or NAMES_PERIOD in marks else None


@cache
def cell_reader(annotation: Hashable, *, dotted: bool) -> Reader | None:
    """Return what makes a value of a cell, or None where its text is the value."""
    origins, leaves = kinds_of(annotation)
    if tuple in origins:
        return _names if _has_pattern(annotation) and dict not in origins else texts_of
    if dict in origins and dotted:
        return _typed if int in leaves else None
    return _typed if leaves & {int, bool, Decimal} and str not in leaves else None


def kinds_of(annotation: object) -> tuple[set[object], set[object]]:
    """Return what an annotation is made of: generic types, and all others, the marks of texts among them."""
    origins: set[object] = set()
    leaves: set[object] = set()
    pending: list[object] = [annotation]
    while pending:
        part = pending.pop()
        origin = get_origin(part)
        if origin is Annotated:
            pending.append(get_args(part)[0])
            leaves.update(mark for mark in part.__metadata__ if isinstance(mark, str))  # type: ignore[attr-defined]
        elif origin is not None:
            origins.add(origin)
            pending.extend(get_args(part))
        else:
            leaves.add(part)
    return origins, leaves


def reference_of(info: FieldInfo) -> To | None:
    """Return what a field names, or the entries of its list; None where it names nothing of the plan."""
    marks = (*info.metadata, *_marks(info.annotation))
    is_mapping = dict in kinds_of(info.annotation)[0]
    return None if is_mapping else next((mark for mark in marks if isinstance(mark, To)), None)


def _marks(annotation: object) -> Iterator[object]:
    if get_origin(annotation) is Annotated:
        yield from get_args(annotation)[1:]
    for part in get_args(annotation):
        yield from _marks(part)


def said_twice(text: str) -> dict[str, Said]:
    """Return the two days that a text can name, and by which orders."""
    both = two_readings(text)
    (order, day), (other_order, other) = both if both is not None else (("d/m/y", None), ("m/d/y", None))
    return {
        "day": day,
        "order": Verbatim(f"dates: {order}"),
        "other": other,
        "other_order": Verbatim(f"dates: {other_order}"),
    }


def _has_pattern(annotation: object) -> bool:
    """Whether texts are ids, or whatever else has no blanks in it."""
    return any(isinstance(mark, StringConstraints) and mark.pattern is not None for mark in _marks(annotation))


def _typed(cell: str) -> object:
    return cell if is_ambiguous(cell) else type_plain(cell)


def texts_of(cell: str) -> list[str]:
    """Return the texts in a cell, which may have commas in them."""
    return [part for part in _BETWEEN.split(cell) if part]


def parted(cell: str, is_name: IsName) -> list[str]:
    """Return what stands in a cell side by side: names, with blanks and commas in them where they are known so."""
    if is_name(cell):
        return [cell]
    parts = ([part] if is_name(part) else _COMMA.split(part) for part in texts_of(cell))
    return [name for part in parts for name in part if name]


def names_of(cell: str, is_name: IsName) -> list[str]:
    """Return the names in a cell; blanks part ids from each other, and are part of other names."""
    return [name for part in parted(cell, is_name) for name in ([part] if is_name(part) else _words(part))]


def _words(part: str) -> list[str]:
    words = part.split()
    return words if all(map(_NAME.fullmatch, words)) else [part]


def _names(cell: str) -> list[str]:
    return names_of(cell, lambda _: False)
