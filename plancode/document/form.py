"""How a table stands in its file, as far as its author says so; the rest is found out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Wide:
    """Columns that are values of one: of each row as many rows are made, with `of` from the heading, `to` the cell.

    Two columns that are given as `first .. last` stand for all between them, too.
    """

    columns: tuple[str, ...]
    of: str
    to: str
    year: int | None = None


@dataclass(frozen=True, slots=True)
class StatedForm:
    """What is said of a table.

    `header` are the lines that name the columns, none where they are to be found; without names (`headless`) columns go
    by their numbers. `columns` pairs fields with headings, either first; `parts` names the columns of year, month and,
    where there is one, day of a field that is made of them. `values` tells what words of others mean here,
    `left_out` the words that tell a row which is none, `fill` the fields in which a blank means the same as above.
    """

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: tuple[int, ...] = ()
    headless: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    fill: frozenset[str] = frozenset()
    wide: Wide | None = None

    @property
    def is_arranged(self) -> bool:
        """Whether rows or columns are not to be taken as they stand."""
        return bool(self.columns or self.parts or self.values or self.fill or self.wide)


PLAIN: Final = StatedForm()
