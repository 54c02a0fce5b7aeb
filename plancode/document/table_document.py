"""A table kept beside the YAML, whatever holds it: rows by column, and the place of every cell."""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from plancode.dating import joined
from plancode.findings.place import Place, Route
from plancode.findings.problem import Problem


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which columns are which fields, by number; and, where columns are values of one, what each row is made of.

    `made` holds for each row that was made the row that it comes from and the number of its column; `of` and `to` are
    the fields that the heading and the cell of that column give.
    """

    fields: Mapping[str, int]
    made: Sequence[tuple[int, int]] = ()
    of: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """What a column was read as: the field, and how its numbers, or days, are written where it has some."""

    field: str
    decimal: str = ""
    dates: str = ""
    unit: str = ""


class TableDocument(ABC):
    """The rows of a table below its header; `lines` holds the line each row starts on, `left_out` that of what is none.

    A table without names of columns has the header line 0.
    """

    def __init__(self, path: str, header: tuple[str, ...], header_line: int, *, by_commas: bool = False) -> None:
        """Begin without rows."""
        self.path, self.header, self.header_line, self.by_commas = path, header, header_line, by_commas
        self.rows: list[list[str]] = []
        self.lines = array("I")
        self.left_out: list[int] = []
        self.arrangement: Arrangement | None = None
        self.columns_read: dict[int, ColumnRead] = {}
        self.stands_at: dict[int, int] = {}
        """Where columns stand that are made of several: the number of one of those."""

    @property
    def name(self) -> str:
        """What people call it: its file, and its sheet where it has one."""
        return self.path

    @property
    def text(self) -> str:
        """All that its cells say."""
        return "\n".join(",".join(row) for row in self.rows)

    @property
    def written(self) -> tuple[str, str]:
        """How a text is stored, and what stands between its cells; nothing of what is no text."""
        return "", ""

    @property
    @abstractmethod
    def is_header_alone(self) -> bool:
        """Whether nothing stands below the header, not even what is no row."""

    def place_of_cell(self, line: int, number: int) -> Place:
        """Return the place of a cell by its line and the number of its column, from 0."""
        return self._cell_at(line, self.stands_at.get(number, number))

    @abstractmethod
    def _cell_at(self, line: int, number: int) -> Place:
        """Return the place of a cell of the file."""

    @abstractmethod
    def place_of_line(self, line: int) -> Place:
        """Return the place of a row."""

    def take(self, lines: Iterable[tuple[int, list[str]]], left_out: AbstractSet[str], most: int) -> list[Problem]:
        """Take rows with their numbers, as long as the header; return that there are too many, where that is so."""
        width = len(self.header)
        for line, cells in lines:
            if left_out and not left_out.isdisjoint(cell.strip() for cell in cells):
                self.left_out.append(line)
            elif any(cells[:width]):
                if len(self.rows) == most:
                    return [Problem(Place(self.path), "rows", {"limit": most}, code="TXT104")]
                self.rows.append([*cells[:width], *[""] * (width - len(cells))])
                self.lines.append(line)
        return []

    def join_days(self, numbers: Sequence[int], filled: Collection[int]) -> int:
        """Add a column made of those of year, month and day; return its number. Some are filled down before."""
        last = dict.fromkeys(filled, "")
        for row in self.rows:
            for number in filled:
                last[number] = row[number] = row[number].strip() or last[number]
            row.append(joined(*(row[number] for number in numbers)))
        self.header = (*self.header, " ".join(self.header[number] for number in numbers))
        self.stands_at[len(self.header) - 1] = numbers[1]
        return len(self.header) - 1

    def place(self, route: Route, *, key: bool = False) -> Place:
        """Return the place of a row `(3,)`, of a cell `(3, "class")`, or of a column's name (`key`)."""
        index = next((step for step in route if isinstance(step, int)), None)
        name = ".".join(step for step in route if isinstance(step, str))
        row, number, is_heading = self._at(index, name)
        if number is not None and (key or is_heading) and self.header_line:
            return self.place_of_cell(self.header_line, number)
        if row is None:
            return Place(self.path)
        line = self.lines[row]
        return self.place_of_cell(line, number) if number is not None else self.place_of_line(line)

    def real_route(self, route: Route) -> Route:
        """Return a route as it is: rows have no unions."""
        return route

    def _at(self, index: int | None, name: str) -> tuple[int | None, int | None, bool]:
        """Return the row where a field of a row stands, the number of the column, and whether that is its heading."""
        arranged = self.arrangement
        if arranged is None:
            return index, self._number(name, {}), False
        number = self._number(name, arranged.fields)
        if index is None or not arranged.made:
            return index, number, False
        row, column = arranged.made[index]
        return row, column if name in (arranged.of, arranged.to) else number, name == arranged.of

    def _number(self, name: str, fields: Mapping[str, int]) -> int | None:
        """Return the number of the column that a field, or what it is a part of, stands in."""
        if name in fields or name in self._columns or "." not in name:
            return fields.get(name, self._columns.get(name))
        return self._number(name.rpartition(".")[0], fields)

    @cached_property
    def _columns(self) -> dict[str, int]:
        """The number of each column; of several with one name the first."""
        return {name: number for number, name in reversed(list(enumerate(self.header)))}
